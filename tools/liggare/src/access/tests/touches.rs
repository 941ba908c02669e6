//! Which units the documented commands touch.

use ledger::command::Submission;
use ledger::ids::UnitId;

use super::given::Year;
use crate::access::denied::Place;
use crate::access::touched::touched;

#[test]
fn a_command_touches_the_units_whose_ledger_it_changes() {
    let year = Year::played();
    let rows: &[(&str, &[&str])] = &[
        ("enhet-BIB", &["*"]),
        ("regler-1", &["*"]),
        ("ansvar-digitala-tjanster", &["BIB", "DIG"]),
        ("beslut-plan", &["KN"]),
        ("beslut-omdisp", &["KN"]),
        ("anmal-omdisp", &["KN"]),
        ("plan-KN-2025", &["KN"]),
        ("mal-1", &["KN"]),
        ("uppdrag-1", &["KF", "KN"]),
        ("ind-1", &["KN"]),
        ("malvarde-1", &["KN"]),
        ("koppla-bidrar", &["KN"]),
        ("omformulera-1", &["KN"]),
        ("aterremiss-1", &["KN", "RF"]),
        ("rader-2025", &["KN"]),
        ("omdisp-1", &["KN"]),
        ("reserv-1", &["KN"]),
        ("objekt-1", &["BIB", "KN"]),
        ("investering-1", &["BIB"]),
        ("bokning-1", &["BIB", "KF"]),
        ("ratta-bokning", &["BIB"]),
        ("ratta-utfall", &["KN"]),
        // Reports of a unit's own on what stands in the plan of a unit above.
        ("onskan-BIB", &["BIB"]),
        ("status-U1", &["KF"]),
        ("saknas-I2.1", &["KN"]),
        ("atgard-1", &["KF"]),
        ("effekt-A1", &["KF"]),
    ];
    for (id, units) in rows {
        let found: Vec<String> = touched(&year.command(id).command, &year.model)
            .into_iter()
            .map(|place| match place {
                Place::Unit(unit) => unit.to_string(),
                Place::Region => "*".to_owned(),
                Place::Unknown(what) => format!("? {what}"),
                Place::OthersFact => "!".to_owned(),
            })
            .collect();
        assert_eq!(found, *units, "{id}");
    }
}

#[test]
fn everything_that_a_documented_command_names_is_found() {
    let year = Year::played();
    for submission in &year.submissions {
        for place in touched(&submission.command, &year.model) {
            let is_known = matches!(place, Place::Unit(_) | Place::Region);
            assert!(is_known, "{}: {place:?}", submission.id);
        }
    }
}

/// A unit below could claim something of the unit above, whose report was then not to be
/// published without a waiver.
#[test]
fn a_claim_touches_whom_it_is_about_and_not_only_who_states_it() {
    let year = Year::played();
    for (claim, about) in [
        (
            r#"{"line_amount":{"line":"L1","period":"2025","column":"outcome","amount_ore":-1,"rounded_to_ore":1}}"#,
            "KN",
        ),
        (
            r#"{"colour_count":{"unit":"KN","period":"2025","kind":null,"colour":"red","count":7}}"#,
            "KN",
        ),
    ] {
        let line = format!(
            r#"{{"id":"x","actor":"p-1","command":{{"ClaimFacts":{{"rows":[{{"id":"c","unit":"BIB","source":"x","claim":{claim}}}]}}}}}}"#
        );
        let submission = Submission::parse_line(line.as_bytes()).expect("a command");
        let found = touched(&submission.command, &year.model);
        let unit = |id: &str| Place::Unit(UnitId::new(id).expect("a unit"));
        assert!(
            found.contains(&unit("BIB")) && found.contains(&unit(about)),
            "{claim}: {found:?}"
        );
    }
}
