//! Parts of reports, as views ask for them.

use ledger::event::followup::{NarrativeSection, NarrativeWritten};

use super::super::{SOURCES, build, build_part, build_with};
use super::{KINDS, balanced_year, basis, built, region, request};
use crate::economy::frames::ALL_TABLES;
use crate::economy::table::table_key;
use crate::scenario::{Scenario, period, unit};

#[test]
fn a_part_of_a_report_is_what_the_whole_report_says_there() {
    let scenario = region::year();
    let model = scenario.model();
    for (kind, of, when) in KINDS {
        let whole = built(&scenario, kind, of, when);
        let request = request(kind, of, when);
        for section in &whole.sections {
            let key = section.key.as_str();
            let part = build_part(&model, &request, basis(scenario.size()), &[key]).unwrap();
            let of_itself = [SOURCES, "basis", "checks"].contains(&key);
            let expected = if of_itself {
                vec![]
            } else {
                vec![section.clone()]
            };
            assert_eq!(part.sections, expected, "{kind:?} {key}");
        }
    }
}

/// An economic table stands in one section, whichever it is in the kind of report.
#[test]
fn the_section_with_an_economic_table_is_found_and_no_more_is_made() {
    let scenario = balanced_year();
    let model = scenario.model();
    let mut found = Vec::new();
    for (kind, of, when) in KINDS {
        let whole = built(&scenario, kind, of, when);
        for table in ALL_TABLES {
            let (request, basis) = (request(kind, of, when), basis(scenario.size()));
            let part = build_with(&model, &request, basis, table).unwrap();
            let key = table_key(table);
            assert_eq!(part.table(key), whole.table(key), "{kind:?} {key}");
            assert!(part.sections.len() <= 1, "{kind:?} {key}");
            found.extend(part.table(key).map(|_| table));
        }
    }
    for table in ALL_TABLES {
        assert!(found.contains(&table), "{table:?} stands in some report");
    }
}

/// Where the section says nothing, the report may still be there, or not.
#[test]
fn a_section_that_says_nothing_is_there_when_its_report_is() {
    for is_written in [false, true] {
        let mut scenario = Scenario::default();
        scenario.region();
        if is_written {
            scenario.record(NarrativeWritten {
                unit: unit("RS"),
                period: period("2024"),
                section: NarrativeSection::Summary,
                text: "Något.".into(),
            });
        }
        let model = scenario.model();
        for (kind, of, when) in KINDS {
            let (request, basis) = (request(kind, of, when), basis(scenario.size()));
            for table in ALL_TABLES {
                let whole = build(&model, &request, basis);
                let part = build_with(&model, &request, basis, table);
                assert_eq!(part.is_ok(), whole.is_ok(), "{kind:?} {table:?}");
            }
        }
    }
}
