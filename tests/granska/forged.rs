//! What a keeper who has the key could write into a log: each thing that no
//! ledger writes is refused by the check that is for it.

use granska::verdict::{Check, Verdicts};
use serde_json::{Value, json};

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

/// A small ledger that redacts the text @2 after a decision, in a redaction
/// with a member changed.
fn redacting(decision: &str, pointer: &str, value: Value) -> Verdicts {
    going_on(builder::small(), |builder| {
        let decided = json!({
            "date": "2024-01-01", "decision": "B-1", "kind": decision, "organ": "Regionstyrelsen",
            "precision": "day", "title": "Beslut", "unit": "RS"});
        builder.event("DecisionTaken", "decision/B-1", decided);
        builder.decided_by("B-1");
        let place = json!({"period": "2024", "section": "personnel", "unit": "RS"});
        let mut redaction = json!({
            "event": id_of(2), "legal_ground": "Dataskyddsförordningen artikel 17",
            "position": 2, "remains": {"narrative": place}});
        *redaction.pointer_mut(pointer).unwrap() = value;
        let stream = format!("redaction/{}", id_of(2));
        builder.event("PayloadRedacted", &stream, redaction);
        builder.destroy(2);
    })
}

/// Story: a redaction that rested on a decision on a budget, without a legal
/// ground, and that named another committee's text or an empty place, held.
#[test]
fn a_redaction_rests_on_a_decision_on_disposal_and_names_the_place_that_it_empties() {
    let honest = redacting("disposal", "/position", json!(2));
    assert!(honest.hold(), "{honest}");
    for (decision, pointer, value, why) in [
        (
            "frame",
            "/position",
            json!(2),
            "inget tidigare beslut om gallring",
        ),
        (
            "disposal",
            "/legal_ground",
            json!(" "),
            "ingen rättslig grund",
        ),
        (
            "disposal",
            "/position",
            json!(3),
            "inte händelsens position 2",
        ),
        (
            "disposal",
            "/remains/narrative/unit",
            json!("HSN"),
            "vad som blir tomt",
        ),
        (
            "disposal",
            "/remains/narrative",
            json!({}),
            "vad som blir tomt",
        ),
        (
            "disposal",
            "/remains",
            json!({"wording": {"item": "RS"}}),
            "vad som blir tomt",
        ),
    ] {
        let said = refused(&redacting(decision, pointer, value), Check::Redactions);
        assert!(said.contains(why), "{why}: {said}");
    }
}

/// Story: after one redaction any section of a report that had shown nothing of
/// it could be rewritten, if only the words for what is gone were put into it.
#[test]
fn the_words_for_a_redaction_excuse_no_other_section_than_its_own() {
    let mut builder = builder::whole();
    let report = builder.reports.get_mut("reports/VB-2.json").unwrap();
    report["sections"][0]["blocks"][0]["text"] = json!("Gallrad uppgift (@3, beslut B-1).");
    let verdicts = examine(&builder.files(), &builder.vkey());
    let said = refused(&verdicts, Check::Reports);
    assert!(said.contains("avsnitt: summary"), "{said}");
}

/// Story: one changed leaf gave five failing checks, ten lines of roots that
/// differed, and nothing that said where to look.
#[test]
fn what_fails_as_a_consequence_is_told_as_one_and_the_verdict_says_where_to_begin() {
    let builder = builder::whole();
    let mut files = builder.files();
    let events = String::from_utf8(files["events.ndjson"].clone()).unwrap();
    let changed = events.replacen("\"actor\":\"p-1\"", "\"actor\":\"p-2\"", 1);
    files.insert("events.ndjson".to_owned(), changed.into_bytes());
    let verdicts = examine(&files, &builder.vkey());
    assert_eq!(verdicts.cause_of(Check::CheckpointRoots), None);
    for check in [Check::Root, Check::Publications] {
        assert_eq!(verdicts.cause_of(check), Some(Check::CheckpointRoots));
    }
    let roots = verdicts.get(Check::CheckpointRoots).unwrap();
    assert_eq!(roots.findings.len(), 1, "{verdicts}");
    let said = verdicts.to_string();
    assert!(said.contains("ändringen ligger mellan @0 och @2"), "{said}");
    let own: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("  ✗"))
        .collect();
    assert_eq!(own.len(), 1, "{said}");
    assert!(
        said.contains("\nBörja vid checkpoints.txt, rad 1"),
        "{said}"
    );
}

/// Story: an event dated 9999-12-31, or dated back between its neighbours, held
/// although its own id told another time.
#[test]
fn an_event_is_recorded_when_its_id_says() {
    let verdicts = going_on(builder::small(), |builder| {
        let text = json!({"period": "2024", "section": "summary", "text": "Slut.", "unit": "RS"});
        let later = json!({"recorded_at": "9999-12-31T00:00:00.000000Z"});
        builder.event_with("NarrativeWritten", "narrative/RS", text, &later);
    });
    let said = refused(&verdicts, Check::EventIds);
    assert!(
        said.contains("en annan tid än den då händelsen antecknades"),
        "{said}"
    );
}

/// Goal: a witness has not signed what was not yet there; a clock may be wrong.
/// Method: cosignatures an hour and two days before the events.
#[test]
fn a_witness_does_not_sign_before_the_events_are_recorded() {
    let cosigned = |hours_before: u64| {
        let mut builder = builder::whole();
        builder.cosigned_at -= (1 + hours_before) * 3600;
        builder.cosigned_checkpoint();
        // The same checkpoint stands before it, without the witness.
        let last = builder.notes.len() - 2;
        builder.notes.remove(last);
        examine(&builder.files(), &builder.vkey())
    };
    let honest = cosigned(1);
    assert!(honest.hold(), "{honest}");
    let said = refused(&cosigned(48), Check::Cosignatures);
    assert!(said.contains("skrev under 48 timmar innan"), "{said}");
}
