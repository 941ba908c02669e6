//! The command as people use it: the demonstration, its reports, traces and
//! exit codes.

use std::process::Stdio;

use crate::harness::{Ledger, golden, liggare};

const REPORT: &str = "verksamhetsberattelse-RS-2024";
const INTERIM: &str = "delarsrapport-RS-2024";

#[test]
fn the_demonstration_is_built_replaced_and_the_same_each_time() {
    let ledger = Ledger::none();
    let first = ledger.run(&["demo", "--no-serve"]).ok();
    assert!(first.out.contains("DEMONSTRATION"), "{}", first.out);
    assert!(first.out.contains("Pröva sedan:"), "{}", first.out);
    let before = ledger.size_and_root();
    ledger.run(&["demo", "--no-serve"]).ok();
    assert_eq!(
        ledger.size_and_root(),
        before,
        "the same data give the same bytes"
    );
}

#[test]
fn every_command_that_the_demonstration_suggests_works() {
    let ledger = Ledger::none();
    let built = ledger.run(&["demo", "--no-serve"]).ok();
    let suggested: Vec<&str> = built
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  liggare --ledger "))
        .collect();
    assert!(suggested.len() >= 6, "{}", built.out);
    for line in suggested {
        let words: Vec<&str> = line.split(' ').skip(1).collect();
        let answer = ledger.run(&words);
        assert!(
            answer.code == 0 || (answer.code == 1 && words[0] == "diff"),
            "liggare {line}: {} {}",
            answer.code,
            answer.err
        );
        assert!(!answer.out.is_empty(), "liggare {line}");
    }
}

#[test]
fn the_demonstration_replaces_nothing_but_a_demonstration() {
    let own = Ledger::empty();
    let before = own.size_and_root();
    let refused = own.run(&["demo", "--no-serve"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(
        refused.err.contains("inte är en demonstration"),
        "{}",
        refused.err
    );
    assert_eq!(own.size_and_root(), before);

    let other = Ledger::none();
    std::fs::create_dir(&other.folder).expect("a folder");
    std::fs::write(other.folder.join("brev.txt"), "Hej").expect("a file");
    assert_eq!(other.run(&["demo", "--no-serve"]).code, 3);
    let letter = std::fs::read_to_string(other.folder.join("brev.txt")).expect("still there");
    assert_eq!(letter, "Hej");
}

#[test]
fn the_operations_report_is_the_one_on_paper() {
    let ledger = Ledger::demonstration();
    let report = [
        "report",
        "verksamhetsberattelse",
        "RS",
        "2024",
        "--known-at",
        REPORT,
    ];
    let text = ledger.run(&report).ok().out;
    for figure in [
        "−2\u{a0}869,0",
        "−2\u{a0}957,5",
        "88,5",
        "ej specificerat",
        "308\u{a0}470",
        "○\u{a0}Kan\u{a0}inte\u{a0}bedömas",
        "DEMONSTRATION",
    ] {
        assert!(text.contains(figure), "{figure} is missing");
    }
    golden("verksamhetsberattelse-RS-2024.txt", &text);
}

#[test]
fn the_checks_and_the_trace_of_objective_1_are_told_in_full() {
    let ledger = Ledger::demonstration();
    let checks = [
        "checks",
        "verksamhetsberattelse",
        "RS",
        "2024",
        "--known-at",
        REPORT,
    ];
    golden("kontroller-RS-2024.txt", &ledger.run(&checks).ok().out);
    let trace = ["explain", "mål", "RF-E1", "--from", INTERIM, "--to", REPORT];
    let text = ledger.run(&trace).ok().out;
    assert!(text.contains("▲ Gulᵍ → ■ Röd"), "{text}");
    golden("forklaring-mal-1.txt", &text);
}

#[test]
fn the_restatement_is_the_whole_difference_between_two_days() {
    let ledger = Ledger::demonstration();
    let log = ["log", "--type", "OutcomeRestated", "--format", "json"];
    let line = ledger.run(&log).ok();
    let restated: serde_json::Value =
        serde_json::from_str(line.out.lines().next().expect("a restatement")).expect("JSON");
    let position = restated["position"].as_u64().expect("a position");
    let amount = restated["payload"]["amount_ore"]
        .as_i64()
        .expect("an amount");
    assert_eq!(amount, 1_440_000_000, "14,4 mnkr are no longer spent");
    // An investment table shows spending as positive.
    let shown = -amount;
    let (from, to) = (format!("@{position}"), format!("@{}", position + 1));
    let diff = ledger.run(&[
        "diff",
        "verksamhetsberattelse",
        "RS",
        "2024",
        "--from",
        &from,
        "--to",
        &to,
        "--format",
        "json",
    ]);
    assert_eq!(diff.code, 1, "{}", diff.err);
    let figures = diff.json();
    let changes = figures["changes"].as_array().expect("changes");
    let total = changes
        .iter()
        .map(|change| &change["figure"])
        .find(|change| {
            change["figure"]["table"] == "investments"
                && change["figure"]["column"] == "outcome"
                && change["delta"]["amount"] == shown
        });
    assert!(total.is_some(), "{figures}");
    let explained = ledger
        .run(&[
            "explain",
            "investments:I1:outcome",
            "--kind",
            "verksamhetsberattelse",
            "--unit",
            "RS",
            "--period",
            "2024",
            "--from",
            &from,
            "--to",
            &to,
            "--format",
            "json",
        ])
        .ok()
        .json();
    let causes = explained["causes"].as_array().expect("causes");
    let sum: i64 = causes
        .iter()
        .filter_map(|cause| cause["effect"]["amount_ore"].as_i64())
        .sum();
    assert_eq!(sum, shown);
    assert_eq!(explained["change"]["amount_ore"], shown);
    assert_eq!(causes[0]["kind"], "restatement");
}

#[test]
fn a_published_report_is_reproduced_byte_for_byte() {
    let ledger = Ledger::demonstration();
    for report in [INTERIM, REPORT] {
        let answer = ledger.run(&["reproduce", report]).ok();
        assert!(
            answer.out.contains("densamma byte för byte"),
            "{}",
            answer.out
        );
        let rebuilt = ledger.run(&["reproduce", report, "--format", "json"]).ok();
        let kept = std::fs::read_to_string(ledger.folder.join(format!("published/{report}.json")));
        assert_eq!(rebuilt.out, kept.expect("the kept copy"));
    }
}

#[test]
fn a_later_event_overtakes_a_published_report_and_names_the_figures() {
    let ledger = Ledger::demonstration();
    let reports = ledger.run(&["reports", "--format", "json"]).ok().json();
    let published = reports["reports"].as_array().expect("reports");
    let report = published
        .iter()
        .find(|report| report["report"] == REPORT)
        .expect("the report");
    assert_eq!(
        report["overtaken"], true,
        "one correction came after closing"
    );
    assert!(!report["affected"].as_array().expect("figures").is_empty());
}

#[test]
fn a_failed_check_hinders_publication_until_a_decision_waives_it() {
    let ledger = Ledger::demonstration();
    let publish = [
        "publish",
        "verksamhetsberattelse",
        "RS",
        "2024",
        "--report",
        "RS-VB-2024-omtryck",
        "--actor",
        "p-kansli-1",
        "--decision",
        "RS-VB-2024",
        "--format",
        "json",
    ];
    let before = ledger.size_and_root();
    let checks = ["checks", "verksamhetsberattelse", "RS", "2024"];
    assert_eq!(
        ledger.run(&checks).code,
        1,
        "the correction disagrees with printed totals"
    );
    let hindered = ledger.run(&publish);
    assert_eq!(hindered.code, 1, "{}", hindered.err);
    assert!(hindered.err.contains("check_failed"), "{}", hindered.err);
    assert!(
        hindered.err.contains("L3.1"),
        "the findings are told: {}",
        hindered.err
    );
    assert_eq!(ledger.size_and_root(), before);

    let waiver = r#"{"id":"undantag-omtryck","actor":"p-kansli-1","decision":"RS-VB-2024","reason":"Källans summor är tryckta före rättelsen.","command":{"WaiveCheck":{"check":"claims_agree","kind":"operations_report","unit":"RS","period":"2024"}}}"#;
    ledger.run_with(&["record"], waiver.as_bytes()).ok();
    let (size, _) = ledger.size_and_root();
    let first = ledger.run(&publish).ok().json();
    assert_eq!(first["size"], size);
    assert_eq!(first["repeated"], false);
    let again = ledger.run(&publish).ok().json();
    assert_eq!(again["repeated"], true);
    assert_eq!(again["sha256"], first["sha256"]);
    assert_eq!(ledger.size_and_root().0, size + 1);
    ledger.run(&["reproduce", "RS-VB-2024-omtryck"]).ok();
}

#[test]
fn every_view_can_be_shown_in_every_form() {
    let ledger = Ledger::demonstration();
    for view in [
        "plan",
        "indikatorer",
        "bedomningar",
        "ekonomi",
        "ramar",
        "atgarder",
        "investeringar",
        "personal",
        "volymer",
        "kontroll",
        "beslut",
        "texter",
    ] {
        for form in ["text", "json", "csv"] {
            let answer = ledger.run(&["show", view, "RS", "2024", "--format", form]);
            assert_eq!(answer.code, 0, "{view} {form}: {}", answer.err);
            assert!(answer.out.len() > 100, "{view} {form}: {}", answer.out);
        }
    }
    for list in [["units"], ["status"], ["reports"], ["log"], ["commands"]] {
        for form in ["text", "json", "csv"] {
            let mut words = list.to_vec();
            words.extend(["--format", form]);
            assert!(!ledger.run(&words).ok().out.is_empty(), "{list:?} {form}");
        }
    }
}

#[test]
fn the_organisation_is_another_after_the_move() {
    let ledger = Ledger::demonstration();
    let on = |day| {
        ledger
            .run(&["units", "--on", day, "--format", "csv"])
            .ok()
            .out
    };
    assert!(on("2024-09-30").contains("RS-DIG"));
    assert!(!on("2024-10-01").contains("RS-DIG"));
}

#[test]
fn every_row_of_the_published_operating_result_is_there_in_csv() {
    let ledger = Ledger::demonstration();
    let report = [
        "report",
        "verksamhetsberattelse",
        "RS",
        "2024",
        "--known-at",
        REPORT,
        "--format",
        "csv",
        "--table",
        "operating_result",
    ];
    let text = ledger.run(&report).ok().out;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let total = rows.last().expect("a last row");
    assert_eq!(&total[1], "-2869000000.00");
    assert_eq!(&total[3], "88500000.00");
    assert_eq!(
        rows.iter()
            .filter(|row| &row[0] == "ej specificerat")
            .count(),
        3
    );
}

#[test]
fn a_date_is_known_to_the_end_of_that_day_in_sweden() {
    let ledger = Ledger::demonstration();
    let known = |moment: &str| {
        let answer = ledger.run(&[
            "report",
            "verksamhetsberattelse",
            "RS",
            "2024",
            "--known-at",
            moment,
            "--format",
            "json",
        ]);
        answer.ok().json()["basis"]["size"]
            .as_u64()
            .expect("a size")
    };
    // The report was published at 09:00 in Sweden, 08:00 UTC, on the 20th.
    assert_eq!(known("2025-02-20"), known("2025-02-20T22:59:59Z"));
    assert_eq!(
        known("2025-02-20T08:00:00Z"),
        known("2025-02-20T07:59:59Z") + 1
    );
    assert_eq!(known("2025-02-19"), known("2025-02-20T07:59:59Z"));
}

#[test]
fn exit_codes_and_errors_are_those_of_a_good_tool() {
    let none = Ledger::none();
    let demonstration = Ledger::demonstration();
    let rows: &[(&Ledger, &[&str], i32, &str)] = &[
        (&none, &["status"], 3, "liggare init"),
        (&none, &["rapport"], 2, "Menade du "),
        (
            &none,
            &["report", "bokslut", "RS", "2024"],
            2,
            "verksamhetsberattelse",
        ),
        (
            &none,
            &["record", "finns-inte.ndjson"],
            4,
            "finns-inte.ndjson",
        ),
        (
            &demonstration,
            &["report", "delarsrapport", "RS", "2024-01/2024-05"],
            1,
            "interim_period",
        ),
        (
            &demonstration,
            &["report", "delarsrapport", "RS", "2024-01/2024-09"],
            1,
            "interim_period",
        ),
        (
            &demonstration,
            &["report", "verksamhetsberattelse", "XX", "2024"],
            1,
            "unknown_unit",
        ),
        (
            &demonstration,
            &["reproduce", "finns-inte"],
            2,
            "liggare reports",
        ),
        (
            &demonstration,
            &[
                "report",
                "verksamhetsberattelse",
                "RS",
                "2024",
                "--known-at",
                "@99999999",
            ],
            2,
            "händelser",
        ),
        (
            &demonstration,
            &["explain", "operating_result:finns-inte:outcome"],
            2,
            "subject_unknown",
        ),
        (
            &demonstration,
            &["log", "--type", "Fel"],
            2,
            "AssessmentMade",
        ),
    ];
    for (ledger, words, code, said) in rows {
        let answer = ledger.run(words);
        assert_eq!(
            answer.code, *code,
            "{words:?}: {}{}",
            answer.out, answer.err
        );
        assert!(answer.err.contains(said), "{words:?}: {}", answer.err);
        assert!(
            answer.out.is_empty(),
            "{words:?}: errors go to standard error alone"
        );
    }
}

#[test]
fn colour_is_used_only_where_it_is_wished() {
    let ledger = Ledger::demonstration();
    let words = ["show", "bedomningar", "RS", "2024"];
    assert!(
        !ledger.run(&words).ok().out.contains('\u{1b}'),
        "no terminal, no colour"
    );
    let always = ledger
        .run(&["show", "bedomningar", "RS", "2024", "--color", "always"])
        .ok();
    assert!(always.out.contains('\u{1b}'));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let ledger = Ledger::demonstration();
    let mut child = ledger
        .command(&["log", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("the command ends");
    assert_eq!(ended.status.code(), Some(0));
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!said.contains("liggare: svaret"), "{said}");
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = liggare()
            .args(["completions", shell])
            .output()
            .expect("it runs");
        assert!(output.status.success());
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("liggare"),
            "{shell}"
        );
    }
}
