//! What every report keeps: its sections, stable addresses, and that it says
//! only what was known.

use std::collections::{BTreeMap, BTreeSet};

use ledger::basis::{Basis, Hash};
use ledger::event::Provenance;
use ledger::event::budget::{Breakdown, LineTable, ReportLineDefined};
use ledger::event::control::Sufficiency;
use ledger::event::economy::{ForecastSubmitted, OutcomeRestated};
use ledger::event::followup::{AssignmentStatus, Colour};
use ledger::event::organisation::UnitDissolved;
use ledger::event::reporting::ReportKind;
use ledger::money::Ore;
use ledger::quantity::Quantity;
use ledger::time::Date;

use super::{ReportRequest, RequestError, build, sections_of};
use crate::canonical;
use crate::diff;
use crate::document::{Block, Cell, Document};
use crate::model::ReadModel;
use crate::scenario::{Scenario, line, period, unit};

mod parts;
mod redacted;
pub(crate) mod region;

const KINDS: [(ReportKind, &str, &str); 4] = [
    (ReportKind::PeriodReport, "RS", "2024-01/2024-03"),
    (ReportKind::InterimReport, "RS", "2024-01/2024-07"),
    (ReportKind::OperationsReport, "RS", "2024"),
    (ReportKind::AnnualReport, "RF", "2024"),
];

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn request(kind: ReportKind, unit_id: &str, of: &str) -> ReportRequest {
    ReportRequest {
        kind,
        unit: unit(unit_id),
        period: period(of),
    }
}

fn basis(size: u64) -> Basis {
    Basis {
        size,
        root: Hash([7; 32]),
        rules_version: 0,
    }
}

fn built(scenario: &Scenario, kind: ReportKind, unit_id: &str, of: &str) -> Document {
    let model = scenario.model();
    build(&model, &request(kind, unit_id, of), basis(scenario.size())).unwrap()
}

fn table<'a>(document: &'a Document, key: &str) -> &'a crate::document::Table {
    document
        .table(key)
        .unwrap_or_else(|| panic!("no table {key}"))
}

#[test]
fn every_report_has_all_its_sections_in_order_each_with_something_said() {
    let scenario = region::year();
    for (kind, of, when) in KINDS {
        let document = built(&scenario, kind, of, when);
        let keys: Vec<&str> = document.sections.iter().map(|s| s.key.as_str()).collect();
        assert_eq!(keys, sections_of(kind), "{kind:?}");
        for section in &document.sections {
            assert!(!section.heading.is_empty(), "{}", section.key);
            assert!(!section.blocks.is_empty(), "{} says nothing", section.key);
        }
    }
}

#[test]
fn every_figure_of_every_report_has_one_address() {
    let scenario = region::year();
    for (kind, of, when) in KINDS {
        let document = built(&scenario, kind, of, when);
        let mut tables = BTreeSet::new();
        for table in document.tables() {
            assert!(
                tables.insert(&table.key),
                "{kind:?}: table {} twice",
                table.key
            );
            let columns: BTreeSet<&str> = table.columns.iter().map(|c| c.key.as_str()).collect();
            assert_eq!(columns.len(), table.columns.len(), "{}", table.key);
            let mut rows = BTreeSet::new();
            for row in &table.rows {
                assert!(
                    rows.insert(&row.key),
                    "{}: row {} twice",
                    table.key,
                    row.key
                );
                assert_eq!(
                    row.cells.len(),
                    table.columns.len(),
                    "{}:{}",
                    table.key,
                    row.key
                );
            }
        }
    }
}

#[test]
fn a_section_without_a_text_says_so() {
    let document = built(&region::year(), ReportKind::OperationsReport, "RS", "2024");
    let texts = |key: &str| -> Vec<&str> { document.section(key).unwrap().texts().collect() };
    assert_eq!(texts("economy_comment"), ["Ingen text har lämnats."]);
    assert_eq!(texts("summary")[..2], ["Första stycket.", "Andra stycket."]);
}

#[test]
fn the_operations_report_says_what_was_recorded() {
    let document = built(&region::year(), ReportKind::OperationsReport, "RS", "2024");
    let cell = |address: &str| {
        document
            .cell(&address.parse().unwrap())
            .unwrap_or_else(|| panic!("{address} is not in the report"))
            .clone()
    };
    for (address, expected) in [
        ("operating_result:LSUM:outcome", Cell::Amount(Ore(-17_400))),
        (
            "operating_result:L1:rest:outcome",
            Cell::Amount(Ore(-12_000)),
        ),
        ("operating_result:L1:change", Cell::Amount(Ore(-6_600))),
        ("investments:I-RS:outcome", Cell::Amount(Ore(-1_270))),
        ("investments:I-RS:budget", Cell::Amount(Ore(500))),
        ("action_plan:total:plan", Cell::Amount(Ore(375))),
        ("action_plan:A1:forecast_2025", Cell::Amount(Ore(22))),
        ("reserves:L5:disposed", Cell::Amount(Ore(300))),
        (
            "indicators:I2:outcome",
            Cell::Missing("Underlaget är inte kvalitetssäkrat".into()),
        ),
        ("objectives:E1:colour", Cell::Colour(Colour::Red)),
        (
            "assignments:U1:status",
            Cell::Assignment(AssignmentStatus::Completed),
        ),
        ("colour_counts:effect_objectives:red", Cell::Count(1)),
        ("indicator_counts:all:missing", Cell::Count(1)),
        ("fte:Handläggare:women", Cell::Number(id("62.4"))),
        ("fte:total:change", Cell::Number(id("-13.8"))),
        (
            "listed_patients:0-4:change",
            Cell::Number(Quantity::whole(-610)),
        ),
        (
            "listed_patients:0-4:change_percent",
            Cell::Percent(id("-3.8")),
        ),
        ("control_counts:all:not_carried_out", Cell::Count(1)),
        (
            "control_assessment:e:judgement",
            Cell::Sufficiency(Sufficiency::Sufficient),
        ),
        ("decisions:D1:reported", Cell::Missing("inte anmält".into())),
        (
            "open_decisions:D1:urgent",
            Cell::Text("ja, vid nästa sammanträde".into()),
        ),
    ] {
        assert_eq!(cell(address), expected, "{address}");
    }
}

#[test]
fn the_annual_report_rolls_up_the_committees() {
    let document = built(&region::year(), ReportKind::AnnualReport, "RF", "2024");
    let total = table(&document, "operating_result").cell("total", "outcome");
    assert_eq!(total, Some(&Cell::Amount(Ore(-17_400 - 190 * 12))));
    let handed_in = table(&document, "submitted_reports");
    assert!(matches!(
        handed_in.cell("SN", "submitted"),
        Some(Cell::Text(_))
    ));
    assert!(matches!(
        handed_in.cell("RS", "submitted"),
        Some(Cell::Missing(_))
    ));
    let side_by_side = table(&document, "committees");
    assert_eq!(side_by_side.cell("RS", "red"), Some(&Cell::Count(1)));
    let balance = document.section("balance_requirement").unwrap();
    assert!(
        balance
            .texts()
            .any(|text| text.contains("kan inte beräknas"))
    );
}

#[test]
fn a_committee_that_is_dissolved_in_the_year_keeps_its_part_of_the_region() {
    let mut scenario = region::year();
    let total = |scenario: &Scenario| {
        let document = built(scenario, ReportKind::AnnualReport, "RF", "2024");
        table(&document, "operating_result")
            .cell("total", "outcome")
            .cloned()
    };
    let before = total(&scenario);
    scenario.record(UnitDissolved {
        unit: unit("SN"),
        valid_to: Date::new(2024, 6, 30).unwrap(),
        successor: None,
    });
    assert_eq!(total(&scenario), before);
    let model = scenario.model();
    let of = |year| model.organisation.committees(period(year), scenario.size());
    assert!(of("2024").iter().any(|unit| unit.unit.as_str() == "SN"));
    assert!(of("2025").iter().all(|unit| unit.unit.as_str() != "SN"));
}

#[test]
fn a_sum_is_not_compared_across_what_is_missing() {
    let mut scenario = region::year();
    scenario.record(ReportLineDefined {
        line: line("HS-SUM"),
        table: LineTable::OperatingResult,
        unit: unit("SN"),
        title: "Utan utfall".into(),
        parent: None,
        breakdown: Breakdown::None,
        order: 2,
    });
    scenario.frame("HS-SUM", 2024, -9_000);
    scenario.book("L5", "2024-12", 0);
    let document = built(&scenario, ReportKind::AnnualReport, "RF", "2024");
    let rolled_up = table(&document, "operating_result");
    assert_eq!(rolled_up.cell("total", "variance"), Some(&Cell::Empty));
    assert_eq!(
        rolled_up.cell("LSUM", "variance"),
        Some(&Cell::Amount(Ore(1_800)))
    );
    assert!(rolled_up.note.contains("Utan utfall"), "{}", rolled_up.note);
}

#[test]
fn one_line_without_a_value_takes_a_totals_differences_away_and_is_named() {
    let mut scenario = Scenario::default();
    scenario.region();
    scenario.line("T", None, Breakdown::Complete, 3);
    scenario.line("A", Some("T"), Breakdown::None, 1);
    scenario.line("B", Some("T"), Breakdown::None, 2);
    for (id, ore) in [("A", -100), ("B", -600)] {
        scenario.book(id, "2024-03", ore);
        scenario.frame(id, 2025, -1_200);
    }
    scenario.book("A", "2025-03", -30);
    scenario.record(ForecastSubmitted {
        unit: unit("RS"),
        line: line("A"),
        basis_period: period("2025-01/2025-03"),
        amount_ore: Ore(-90),
    });
    let when = "2025-01/2025-03";
    let lacking = built(&scenario, ReportKind::PeriodReport, "RS", when);
    let shown = table(&lacking, "operating_result");
    let amount = |ore| Some(Cell::Amount(Ore(ore)));
    assert_eq!(shown.cell("T", "outcome").cloned(), amount(-30));
    assert_eq!(shown.cell("T", "previous").cloned(), amount(-700));
    assert_eq!(shown.cell("T", "forecast").cloned(), amount(-90));
    assert_eq!(shown.cell("A", "change").cloned(), amount(70));
    for column in ["variance", "change", "forecast_variance"] {
        assert_eq!(shown.cell("T", column), Some(&Cell::Empty), "{column}");
    }
    for said in [
        "Utfall saknas för Rad B.",
        "Prognos helår saknas för Rad B.",
    ] {
        assert!(shown.note.contains(said), "{}", shown.note);
    }
    scenario.book("B", "2025-03", -170);
    let whole = built(&scenario, ReportKind::PeriodReport, "RS", when);
    let shown = table(&whole, "operating_result");
    assert_eq!(shown.cell("T", "change").cloned(), amount(500));
    assert!(!shown.note.contains("Utfall saknas"), "{}", shown.note);
}

#[test]
fn a_unit_below_a_committee_reports_the_lines_that_it_answers_for() {
    let mut scenario = region::year();
    for (id, order) in [("L1.7", 7), ("L1.8", 8)] {
        scenario.record(ReportLineDefined {
            line: line(id),
            table: LineTable::OperatingResult,
            unit: unit("RS-KANSLI"),
            title: format!("Rad {id}"),
            parent: Some(line("L1")),
            breakdown: Breakdown::None,
            order,
        });
        scenario.book(id, "2024-05", -40);
        scenario.frame(id, 2024, -60);
    }
    let below = built(&scenario, ReportKind::OperationsReport, "RS-KANSLI", "2024");
    let shown = table(&below, "operating_result");
    let keys: Vec<_> = shown.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["L1.7", "L1.8"]);
    let result = table(&below, "key_figures").cell("result", "variance");
    assert_eq!(result, Some(&Cell::Amount(Ore(40))));
    let above = built(&scenario, ReportKind::OperationsReport, "RS", "2024");
    let shown = table(&above, "operating_result");
    assert_eq!(shown.rows.iter().filter(|row| row.key == "L1.7").count(), 1);
}

/// A region's year with a result and what its balance requirement adjusts it by.
fn balanced_year() -> Scenario {
    let mut scenario = region::year();
    for (id, table, ore) in [
        ("R-RES", LineTable::IncomeStatement, 5_000),
        ("B-REA", LineTable::BalanceRequirement, -6_200),
        ("B-RUR", LineTable::BalanceRequirement, 200),
    ] {
        scenario.record(ReportLineDefined {
            line: line(id),
            table,
            unit: unit("RF"),
            title: id.into(),
            parent: None,
            breakdown: Breakdown::None,
            order: 1,
        });
        scenario.book(id, "2024-12", ore);
    }
    scenario
}

#[test]
fn the_balance_requirement_is_the_result_with_its_adjustments() {
    let scenario = balanced_year();
    let document = built(&scenario, ReportKind::AnnualReport, "RF", "2024");
    let derived = table(&document, "balance_requirement");
    assert_eq!(
        derived.cell("result", "outcome"),
        Some(&Cell::Amount(Ore(5_000)))
    );
    assert_eq!(
        derived.cell("total", "outcome"),
        Some(&Cell::Amount(Ore(-1_000)))
    );
    let section = document.section("balance_requirement").unwrap();
    assert!(
        section
            .texts()
            .any(|text| text.contains("återställas senast 2027"))
    );
}

#[test]
fn a_report_at_a_size_equals_that_of_a_replay_to_the_size() {
    let scenario = region::year();
    let whole = scenario.model();
    let mut replayed = ReadModel::default();
    for size in 0..=scenario.entries.len() {
        let at = basis(u64::try_from(size).unwrap());
        for (kind, of, when) in KINDS {
            let request = request(kind, of, when);
            let now = build(&whole, &request, at);
            assert_eq!(now, build(&replayed, &request, at), "{kind:?} at {size}");
            if let (Ok(now), Ok(again)) = (&now, build(&replayed, &request, at)) {
                let bytes = canonical::document_bytes(now);
                assert_eq!(bytes, canonical::document_bytes(&again));
            }
        }
        if let Some(next) = scenario.entries.get(size) {
            replayed.apply(next);
        }
    }
}

#[test]
fn a_later_restatement_shows_in_the_difference_and_nowhere_else() {
    let mut scenario = region::year();
    let before = scenario.size();
    scenario.record(OutcomeRestated {
        unit: unit("RS"),
        line: line("L1.1"),
        month: id("2024-12"),
        amount_ore: Ore(-77),
        policy: "SaaS".into(),
        recommendation: "RKR R3".into(),
        restates: None,
    });
    let model = scenario.model();
    let request = request(ReportKind::OperationsReport, "RS", "2024");
    let a = build(&model, &request, basis(before)).unwrap();
    let b = build(&model, &request, basis(before + 1)).unwrap();
    let found = diff::diff(&a, &b);
    let figures: BTreeMap<String, Option<Cell>> = found
        .figures()
        .map(|change| (change.figure.to_string(), change.delta.clone()))
        .collect();
    let moved = Some(Cell::Amount(Ore(-77)));
    for address in [
        "operating_result:LSUM:outcome",
        "operating_result:L1:outcome",
        "operating_result:L1.1:variance",
        "operating_result:L1.1:change",
        "key_figures:result:outcome",
    ] {
        let delta = figures.get(address);
        let expected = if address == "operating_result:L1.1:change" {
            // Nothing was booked the year before, so there is no change to show.
            None
        } else {
            Some(&moved)
        };
        assert_eq!(delta, expected, "{address}");
    }
    assert!(!figures.contains_key("operating_result:L1:rest:outcome"));
    assert!(!figures.contains_key("investments:I-RS:outcome"));
}

#[test]
fn what_cannot_be_built_is_refused_with_its_code() {
    use ReportKind as K;
    let scenario = region::year();
    let model = scenario.model();
    let size = scenario.size();
    for (kind, of, when, at, code) in [
        (
            K::InterimReport,
            "RS",
            "2024-01/2024-05",
            size,
            "interim_period",
        ),
        (
            K::InterimReport,
            "RS",
            "2024-01/2024-09",
            size,
            "interim_period",
        ),
        (
            K::OperationsReport,
            "RS",
            "2024-01/2024-07",
            size,
            "report_period",
        ),
        (K::AnnualReport, "RS", "2024", size, "wrong_unit_kind"),
        (K::OperationsReport, "XX", "2024", size, "unknown_unit"),
        (K::OperationsReport, "RS", "2019", size, "unknown_unit"),
        (K::OperationsReport, "RS", "2024", 0, "unknown_unit"),
        (K::OperationsReport, "RS", "2024", 4, "nothing_recorded"),
        (
            K::OperationsReport,
            "RS",
            "2024",
            size + 1,
            "basis_beyond_end",
        ),
    ] {
        let error: RequestError = build(&model, &request(kind, of, when), basis(at)).unwrap_err();
        let said = error.to_string();
        assert!(
            said.starts_with(&format!("{code}: ")),
            "{kind:?} {of} {when}: {said}"
        );
    }
}

#[test]
fn the_sources_are_counted_in_words_and_figures() {
    let document = built(&region::year(), ReportKind::OperationsReport, "RS", "2024");
    let counted = table(&document, "sources");
    let stated = document
        .tables()
        .flat_map(|table| &table.rows)
        .filter(|row| row.provenance == Some(Provenance::Stated))
        .count();
    assert!(stated > 0);
    assert_eq!(counted.cell("stated", "count"), Some(&Cell::count(stated)));
    let section = document.section("sources").unwrap();
    assert!(matches!(&section.blocks[0], Block::Text(text) if text.contains("rad")));
}
