//! What a keeper who has the key could write into a log: each thing that no
//! ledger writes is refused by the check that is for it.

use granska::verdict::{Check, Verdicts};
use serde_json::json;

use crate::archive::examine;
use crate::builder::{self, Builder, id_of};

/// The verdict on a history that goes on with what a forger writes.
fn going_on(mut builder: Builder, write: impl FnOnce(&mut Builder)) -> Verdicts {
    write(&mut builder);
    builder.checkpoint();
    examine(&builder.files(), &builder.vkey())
}

/// The words that a check says of a forgery; no other check fails.
#[track_caller]
fn refused(verdicts: &Verdicts, check: Check) -> String {
    assert_eq!(verdicts.failing(), [check], "{verdicts}");
    let findings = &verdicts.get(check).unwrap().findings;
    let texts: Vec<&str> = findings.iter().map(|found| found.text.as_str()).collect();
    texts.join("\n")
}

/// Story: a correction took away more than what had been booked, and every total
/// after it followed from the correction's own word.
#[test]
fn a_correction_of_another_amount_than_what_was_booked_is_refused() {
    let corrected = |was: i64| {
        let fact = json!({"booking": {"unit": "RS", "line": "L1", "month": "2024-02",
            "was_ore": was, "amount_ore": -50_000}});
        let correction = json!({"corrects": id_of(4), "fact": fact});
        going_on(builder::with_figures(-100_000), |builder| {
            builder.event("OutcomeCorrected", "outcome/L1/2024", correction);
        })
    };
    let honest = corrected(-60_000);
    assert!(honest.hold(), "{honest}");
    let said = refused(&corrected(-90_000), Check::Recount);
    assert!(said.contains("anger att -90000 öre stod i"), "{said}");
}
