//! Recording: each line whole or not at all, told line by line, and the same
//! again when it is sent again.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::harness::Ledger;

/// A small region with a plan, a budget and a follow-up, a command a line.
pub(crate) const REGION: &str = r#"{"id":"regler","actor":"p-1","command":{"AdoptRules":{"version":1,"green_from_percent":75,"red_from_percent":60,"partly_within_percent":0,"interim_from_month":6,"interim_to_month":8,"action_shortfall_percent":0}}}
{"id":"enhet-RF","actor":"p-1","command":{"EstablishUnit":{"unit":"RF","name":"Regionfullmäktige","kind":"assembly","valid_from":"2020-01-01"}}}
{"id":"enhet-KN","actor":"p-1","command":{"EstablishUnit":{"unit":"KN","name":"Kulturnämnden","kind":"committee","parent":"RF","valid_from":"2020-01-01"}}}
{"id":"enhet-NY","actor":"p-1","command":{"EstablishUnit":{"unit":"NY","name":"Nya enheten","kind":"office","parent":"KN","valid_from":"2025-07-01"}}}
{"id":"beslut-plan","actor":"p-1","command":{"TakeDecision":{"decision":"B-PLAN","unit":"KN","organ":"Kulturnämnden","kind":"plan","title":"Verksamhetsplan 2025","date":"2024-11-20","precision":"day"}}}
{"id":"beslut-ram","actor":"p-1","command":{"TakeDecision":{"decision":"B-RAM","unit":"RF","organ":"Regionfullmäktige","kind":"frame","title":"Budget 2025","date":"2024-11-01","precision":"day"}}}
{"id":"beslut-omd","actor":"p-1","command":{"TakeDecision":{"decision":"B-OMD","unit":"KN","organ":"Kulturnämnden","kind":"reallocation","title":"Omdisponering","date":"2025-02-01","precision":"day"}}}
{"id":"plan","actor":"p-1","decision":"B-PLAN","command":{"AdoptPlan":{"plan":"VP-KN-2025","unit":"KN","year":2025,"title":"Verksamhetsplan 2025"}}}
{"id":"mal-1","actor":"p-1","command":{"SetObjective":{"item":"M1","plan":"VP-KN-2025","kind":"committee_objective","label":"1","title":"Fler läser","perspective":"residents_and_society","owner":"KN"}}}
{"id":"ind-1","actor":"p-1","command":{"DefineIndicator":{"indicator":"I1","item":"M1","label":"1.1","title":"Utlån per invånare","unit_of_measure":"st","desired":"increase"}}}
{"id":"saknas-1","actor":"p-1","command":{"ReportMissingOutcome":{"indicator":"I1","unit":"KN","period":"2025","missing_reason":"Systemet byttes"}}}
{"id":"rader","actor":"p-1","command":{"DefineReportLines":{"rows":[{"line":"LSUM","table":"operating_result","unit":"KN","title":"Summa","breakdown":"complete","order":90},{"line":"L1","table":"operating_result","unit":"KN","title":"Förvaltning","parent":"LSUM","breakdown":"none","order":10},{"line":"L2","table":"operating_result","unit":"KN","title":"Bibliotek","parent":"LSUM","breakdown":"none","order":20}]}}}
{"id":"ramar","actor":"p-1","decision":"B-RAM","command":{"DecideFrames":{"rows":[{"line":"L1","year":2025,"amount_ore":-4000000000,"distribution":"even"},{"line":"L2","year":2025,"amount_ore":-6000000000,"distribution":"even"}]}}}
{"id":"bokning-1","actor":"p-1","command":{"BookOutcomes":{"rows":[{"unit":"KN","line":"L1","month":"2025-01","amount_ore":-330000000,"document":"V 1"}]}}}
{"id":"oppna","actor":"p-1","command":{"OpenPeriod":{"unit":"KN","period":"2025-01","report":"period_report","due":"2025-02-10"}}}
{"id":"stang","actor":"p-1","command":{"ClosePeriod":{"unit":"KN","period":"2025-01","report":"period_report"}}}
"#;

impl Ledger {
    /// A ledger with the small region.
    pub(crate) fn region() -> Self {
        let ledger = Self::empty();
        let answer = ledger.run_with(&["record"], REGION.as_bytes());
        assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
        ledger
    }
}

/// A booking that is taken.
fn booking(id: &str, amount: i64) -> String {
    format!(
        r#"{{"id":"{id}","actor":"p-1","command":{{"BookOutcomes":{{"rows":[{{"unit":"KN","line":"L1","month":"2025-02","amount_ore":{amount},"document":"V 2"}}]}}}}}}"#
    )
}

fn lines(out: &str) -> Vec<Value> {
    out.lines()
        .map(|line| serde_json::from_str(line).expect("NDJSON"))
        .collect()
}

#[test]
fn each_line_is_told_and_a_refused_one_does_not_hinder_the_next() {
    let ledger = Ledger::region();
    let (size, _) = ledger.size_and_root();
    let input = format!(
        "{}\n\n{}\n{}\n{}\n",
        booking("a", -100),
        r#"{"id":"b","actor":"p-1","command":{"BookOutcomes":{"rows":[{"unit":"KN","line":"L9","month":"2025-02","amount_ore":-1,"document":"V"}]}}}"#,
        booking("c", -200),
        booking("a", -100),
    );
    let answer = ledger.run_with(&["record", "--format", "json"], input.as_bytes());
    assert_eq!(answer.code, 1);
    let told = lines(&answer.out);
    let outcomes: Vec<(u64, &str)> = told[..4]
        .iter()
        .map(|line| {
            (
                line["line"].as_u64().expect("a line"),
                line["outcome"].as_str().expect("an outcome"),
            )
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            (1, "recorded"),
            (3, "refused"),
            (4, "recorded"),
            (5, "repeated")
        ]
    );
    assert_eq!(told[1]["refusal"]["code"], "unknown_line");
    assert_eq!(told[1]["refusal"]["place"], "rows[0].line");
    assert_eq!(
        told[4]["summary"],
        serde_json::json!({"recorded": 2, "repeated": 1, "refused": 1, "events": 2})
    );
    assert_eq!(ledger.size_and_root().0, size + 2);
}

#[test]
fn a_line_of_many_rows_is_recorded_whole_or_not_at_all() {
    let ledger = Ledger::region();
    let before = ledger.size_and_root();
    let good = r#"{"unit":"KN","line":"L1","month":"2025-02","amount_ore":-1,"document":"V"}"#;
    let bad = r#"{"unit":"KN","line":"LSUM","month":"2025-02","amount_ore":-1,"document":"V"}"#;
    let input = format!(
        r#"{{"id":"x","actor":"p-1","command":{{"BookOutcomes":{{"rows":[{good},{good},{bad}]}}}}}}"#
    );
    let answer = ledger.run_with(&["record"], input.as_bytes());
    assert_eq!(answer.code, 1);
    assert!(
        answer.out.contains("line_is_total (rows[2].line)"),
        "{}",
        answer.out
    );
    assert!(answer.out.contains("Gör så:"), "{}", answer.out);
    assert_eq!(ledger.size_and_root(), before);
}

#[test]
fn a_file_sent_again_changes_nothing_and_says_so() {
    let ledger = Ledger::region();
    let before = ledger.size_and_root();
    let again = ledger.run_with(&["record"], REGION.as_bytes()).ok();
    assert_eq!(
        again.out.matches("redan antecknad @").count(),
        REGION.lines().count()
    );
    assert_eq!(ledger.size_and_root(), before);
    let other = ledger.run_with(
        &["record"],
        REGION.replace("Fler läser", "Ännu fler läser").as_bytes(),
    );
    assert_eq!(other.code, 1);
    assert!(other.out.contains("command_id_reused"), "{}", other.out);
    assert_eq!(ledger.size_and_root(), before);
}

#[test]
fn a_trial_decides_every_line_and_writes_nothing() {
    let ledger = Ledger::empty();
    let before = ledger.size_and_root();
    let input = format!("{REGION}{}\n", booking("overdrawn", -9_999_999_999_999_999));
    let answer = ledger.run_with(&["record", "--check"], input.as_bytes());
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert_eq!(
        answer.out.matches("kan antecknas @").count(),
        REGION.lines().count(),
        "{}",
        answer.out
    );
    assert!(answer.out.contains("amount_out_of_range"), "{}", answer.out);
    assert!(answer.out.contains("Inget har skrivits."), "{}", answer.out);
    assert_eq!(ledger.size_and_root(), before);
}

#[test]
fn one_object_over_many_lines_is_one_command() {
    let ledger = Ledger::region();
    let object: Value = serde_json::from_str(&booking("pretty", -100)).expect("JSON");
    let pretty = serde_json::to_string_pretty(&object).expect("JSON");
    let file = ledger.around.path().join("bokning.json");
    std::fs::write(&file, pretty).expect("a file");
    let answer = ledger.run(&["record", file.to_str().expect("a path")]).ok();
    assert!(answer.out.contains("antecknad @"), "{}", answer.out);
}

#[test]
fn a_sender_that_waits_for_its_answer_gets_it_before_the_input_ends() {
    let ledger = Ledger::region();
    let mut child = ledger
        .command(&["record", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("an input");
    let mut answers = BufReader::new(child.stdout.take().expect("an output")).lines();
    for id in ["first", "second"] {
        writeln!(input, "{}", booking(id, -100)).expect("it reads");
        let answer = answers.next().expect("an answer").expect("a line");
        assert!(answer.contains(r#""outcome":"recorded""#), "{answer}");
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_follower_sees_what_another_process_records() {
    let ledger = Ledger::region();
    let mut writer = ledger
        .command(&["record", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = writer.stdin.take().expect("an input");
    let mut answers = BufReader::new(writer.stdout.take().expect("an output")).lines();
    writeln!(input, "{}", booking("before", -100)).expect("it reads");
    answers.next().expect("an answer").expect("a line");

    let mut follower = ledger
        .command(&[
            "log",
            "--follow",
            "--actor",
            "p-1",
            "--type",
            "OutcomeBooked",
            "--format",
            "json",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut seen = BufReader::new(follower.stdout.take().expect("an output")).lines();
    let mut next = || -> Value {
        serde_json::from_str(&seen.next().expect("an event").expect("a line")).expect("JSON")
    };
    assert_eq!(next()["command_id"], "bokning-1");
    assert_eq!(next()["command_id"], "before");
    writeln!(input, "{}", booking("after", -100)).expect("it reads");
    assert_eq!(next()["command_id"], "after");
    follower.kill().expect("it can be stopped");
    follower.wait().expect("it ends");
    drop(input);
    assert!(writer.wait().expect("it ends").success());
}

#[test]
fn a_report_of_someone_elses_region_can_be_asked_for() {
    let ledger = Ledger::region();
    let report = ledger
        .run(&["report", "periodrapport", "KN", "2025-01"])
        .ok();
    assert!(report.out.contains("Förvaltning"), "{}", report.out);
    assert!(!report.out.contains("DEMONSTRATION"), "{}", report.out);
}
