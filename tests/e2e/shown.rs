//! What must be shown, a test per promise, by the commands anyone can run.

use serde_json::Value;

use crate::harness::Ledger;

const REPORT: &str = "verksamhetsberattelse-RS-2024";
const INTERIM: &str = "delarsrapport-RS-2024";

/// Each cell of a table as known, in CSV's long form: row, column, value.
fn cells(ledger: &Ledger, table: &str) -> Vec<[String; 3]> {
    let which = ["report", "verksamhetsberattelse", "RS", "2024"];
    let known = ["--known-at", REPORT, "--format", "csv"];
    let text = ledger.run(&[&which[..], &known].concat()).ok().out;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.filter(|row| &row[0] == table)
        .map(|row| [row[1].to_owned(), row[2].to_owned(), row[4].to_owned()])
        .collect()
}

fn value(cells: &[[String; 3]], row: &str, column: &str) -> String {
    let found = cells
        .iter()
        .find(|cell| cell[0] == row && cell[1] == column);
    found.map_or_else(String::new, |cell| cell[2].clone())
}

fn count(cells: &[[String; 3]], column: &str, wanted: &str) -> usize {
    let of_column = cells.iter().filter(|cell| cell[1] == column);
    of_column.filter(|cell| cell[2] == wanted).count()
}

/// A JSON answer's report at a moment.
fn report(ledger: &Ledger, known_at: &str) -> Value {
    let words = [
        "report",
        "verksamhetsberattelse",
        "RS",
        "2024",
        "--known-at",
        known_at,
        "--format",
        "json",
    ];
    ledger.run(&words).ok().json()
}

#[test]
fn the_published_figures_stand_in_the_operations_report() {
    let ledger = Ledger::demonstration();
    let text = ledger
        .run(&[
            "report",
            "verksamhetsberattelse",
            "RS",
            "2024",
            "--known-at",
            REPORT,
        ])
        .ok()
        .out
        .replace('\u{a0}', " ");
    let line = |starts: &str, holds: &[&str]| {
        let found = text.lines().any(|line| {
            line.starts_with(starts)
                && holds
                    .iter()
                    .all(|figure| line.split("  ").any(|part| part.trim() == *figure))
        });
        assert!(found, "no line {starts:?} with {holds:?}:\n{text}");
    };
    line("Totalt resultat", &["−2 869,0", "−2 957,5", "88,5", "−1,7"]);
    line("Effektmål", &["8", "4", "1", "2", "1", "0"]);
    line("Alla indikatorer", &["21", "8", "3", "7"]);
    line("Summa", &["37,5", "35,3", "2,2", "0,0"]);
    line("Summa investeringar", &["−12,7", "11,5"]);
    line("Totalt", &["308 470", "308 188", "282", "0,1 %"]);
    line("Totalt", &["78,4", "92,2", "−13,8"]);
    line("Totalt", &["3,5 %", "2,1 %", "1,4"]);
    line("Kontrollåtgärder", &["14", "13", "1"]);
    line("  2. Högkvalitativ", &["○ Kan inte bedömas"]);
}

#[test]
fn every_indicator_has_its_published_fulfilment() {
    let ledger = Ledger::demonstration();
    let indicators = cells(&ledger, "indicators");
    for (word, number) in [("helt", 8), ("delvis", 3), ("inte alls", 7)] {
        assert_eq!(count(&indicators, "fulfilment", word), number, "{word}");
    }
    // A missing value is no value: its reason stands in the note.
    assert_eq!(count(&indicators, "fulfilment", ""), 3);
}

#[test]
fn control_is_sufficient_on_all_five_requirements() {
    let ledger = Ledger::demonstration();
    let text = ledger.run(&["show", "kontroll", "RS", "2024"]).ok().out;
    let text = text.replace('\u{a0}', " ");
    for requirement in ["a) ", "b) ", "c) ", "d) ", "e) "] {
        let stated = text.lines().find(|line| line.starts_with(requirement));
        let stated = stated.unwrap_or_else(|| panic!("{requirement} is missing: {text}"));
        assert!(stated.ends_with("✓ tillräcklig"), "{stated}");
    }
    assert_eq!(text.matches("✗ ej genomförd").count(), 1, "{text}");
}

/// The whole restatement, by days as a person would ask, in öre.
#[test]
fn the_causes_between_two_days_sum_to_the_difference_in_öre() {
    let ledger = Ledger::demonstration();
    let log = ["log", "--type", "OutcomeRestated", "--format", "json"];
    let line = ledger.run(&log).ok().out;
    let restated: Value = serde_json::from_str(line.lines().next().expect("one")).expect("JSON");
    let position = restated["position"].as_u64().expect("a position");
    let before = report(&ledger, "2025-01-19");
    let after = report(&ledger, "2025-01-20");
    assert!(before["basis"]["size"].as_u64().expect("a size") <= position);
    assert!(after["basis"]["size"].as_u64().expect("a size") > position);
    let days = [
        "--from",
        "2025-01-19",
        "--to",
        "2025-01-20",
        "--format",
        "json",
    ];
    let diff = ["diff", "verksamhetsberattelse", "RS", "2024"];
    let answer = ledger.run(&[&diff[..], &days].concat());
    assert_eq!(answer.code, 1, "{}", answer.err);
    let changes = answer.json();
    let changes = changes["changes"].as_array().expect("changes").clone();
    let mut explained = 0;
    for change in &changes {
        let figure = &change["figure"];
        let address = ["table", "row", "column"].map(|part| figure["figure"][part].as_str());
        let [Some(table), Some(row), Some(column)] = address else {
            continue;
        };
        let Some(delta) = figure["delta"]["amount"].as_i64() else {
            continue;
        };
        let subject = format!("{table}:{row}:{column}");
        let flags = ["--unit", "RS", "--period", "2024"];
        let asked = [&["explain", &subject][..], &flags, &days].concat();
        let told = ledger.run(&asked).ok().json();
        let effects = ["causes", "groups"].map(|part| {
            let told = told[part].as_array().expect("a list");
            told.iter()
                .filter_map(|cause| cause["effect"]["amount_ore"].as_i64())
                .sum::<i64>()
        });
        assert_eq!(effects.iter().sum::<i64>(), delta, "{subject}");
        assert_eq!(told["change"]["amount_ore"], delta, "{subject}");
        explained += 1;
    }
    assert!(explained >= 5, "only {explained} figures of {changes:?}");
}

#[test]
fn objective_1_is_explained_from_generated_yellow_to_red_with_its_evidence() {
    let ledger = Ledger::demonstration();
    let words = ["explain", "mål", "RF-E1", "--from", INTERIM, "--to", REPORT];
    let told = ledger.run(&[&words[..], &["--format", "json"]].concat());
    let told = told.ok().json();
    assert_eq!(told["before"]["colour"], "yellow");
    assert_eq!(told["after"]["colour"], "red");
    assert_eq!(told["provenance_before"], "generated");
    assert_ne!(told["provenance_after"], "generated");
    assert_eq!(told["period_before"], "2024-01/2024-07");
    assert_eq!(told["period_after"], "2024");
    let causes = told["causes"].as_array().expect("causes");
    let assessed = causes.iter().find(|cause| cause["kind"] == "assessment");
    let assessed = assessed.expect("the assessment");
    assert_eq!(assessed["actor"], "p-plan-1");
    let motivation = assessed["text"].as_str().expect("a text");
    assert!(motivation.contains("Cosmic"), "{motivation}");
    let evidence = assessed["evidence"].as_array().expect("evidence");
    assert_eq!(evidence.len(), 3);
    for outcome in evidence {
        assert_eq!(outcome["provenance_before"], "generated", "{outcome}");
        assert!(outcome["effect"]["before"] != outcome["effect"]["after"]);
    }
    let text = ledger.run(&words).ok().out.replace('\u{a0}', " ");
    assert!(text.contains("▲ Gulᵍ → ■ Röd"), "{text}");
    let words: Vec<_> = text.split_whitespace().collect();
    let words = words.join(" ");
    for said in [
        "Före ▲ Gulᵍ, avser januari–juli 2024 (",
        "Efter ■ Röd, avser 2024 (",
        "22 650 st för januari–juli 2024 (helt; mål: bättre än 22 291)ᵍ → 27 483 st för 2024",
    ] {
        assert!(words.contains(said), "{said:?} is not said:\n{text}");
    }
    assert!(
        text.contains("ᵍ vilar helt eller delvis på genererade"),
        "{text}"
    );
}

/// A report is about its period and is pinned to it; a view tells beside it what is
/// known of a part of the period.
#[test]
fn a_view_tells_the_latest_within_its_period_and_a_report_says_what_it_always_said() {
    let ledger = Ledger::demonstration();
    let told = |words: &[&str]| {
        let known = ["--known-at", "2024-09-10", "--format", "json"];
        ledger.run(&[words, &known].concat()).ok().json()
    };
    let table = |document: &Value, key: &str| {
        let sections = document["sections"].as_array().expect("sections");
        let blocks = sections
            .iter()
            .filter_map(|section| section["blocks"].as_array());
        let tables = blocks.flatten().filter_map(|block| block.get("table"));
        tables
            .into_iter()
            .find(|table| table["key"] == key)
            .cloned()
    };
    let plan = told(&["show", "plan", "RS", "2024"]);
    let latest = table(&plan, "assessed_within").expect("the latest");
    let row = &latest["rows"][0];
    assert_eq!(row["key"], "RF-E1");
    assert_eq!(row["cells"][1]["text"], "januari–juli 2024");
    assert_eq!(row["cells"][2]["colour"], "yellow");
    let statuses = table(&plan, "status_within").expect("the latest");
    assert_eq!(statuses["rows"].as_array().map(Vec::len), Some(3));
    let report = told(&["report", "verksamhetsberattelse", "RS", "2024"]);
    assert!(table(&report, "assessed_within").is_none());
    let objectives = table(&report, "objectives").expect("objectives");
    let objective = &objectives["rows"][1];
    assert_eq!(objective["key"], "RF-E1");
    assert_eq!(objective["cells"][3]["missing"], "inte bedömt");
    let own = told(&["show", "plan", "RS", "2024-01/2024-07"]);
    assert!(table(&own, "assessed_within").is_none());
}

#[test]
fn the_generated_interim_assessment_is_marked_in_the_interim_report() {
    let ledger = Ledger::demonstration();
    let words = ["report", "delarsrapport", "RS", "2024-01/2024-07"];
    let text = ledger.run(&[&words[..], &["--known-at", INTERIM]].concat());
    let text = text.ok().out.replace('\u{a0}', " ");
    let row = text.lines().find(|line| {
        line.trim_start()
            .starts_with("1. God, jämlik och jämställd hälsaᵍ")
    });
    assert!(row.is_some_and(|row| row.contains("▲ Gul")), "{text}");
}

#[test]
fn explain_finds_whose_report_is_meant() {
    let ledger = Ledger::demonstration();
    for subject in [
        &["operating_result:L1:outcome"][..],
        &["mål", "RF-E1"],
        &["uppdrag", "RS-U9"],
        &["indikator", "I-1.4"],
    ] {
        let told = ledger.run(&[&["explain"][..], subject].concat()).ok().out;
        assert!(
            told.contains("Verksamhetsberättelse för RS 2024."),
            "{subject:?}: {told}"
        );
    }
    let half = ["explain", "operating_result:L1:outcome", "--period"];
    let told = ledger
        .run(&[&half[..], &["2024-01/2024-07"]].concat())
        .ok()
        .out;
    assert!(told.contains("Delårsrapport för RS"), "{told}");
}

#[test]
fn a_claim_that_disagrees_is_told_with_both_numbers_and_the_difference() {
    let ledger = Ledger::demonstration();
    let words = ["checks", "verksamhetsberattelse", "SN", "2024"];
    let answer = ledger.run(&words);
    assert_eq!(answer.code, 1, "{}", answer.err);
    let text = answer.out.replace('\u{a0}', " ");
    let told = text.lines().find(|line| line.contains("−100,0"));
    let told = told.unwrap_or_else(|| panic!("no difference of −100,0: {text}"));
    for number in ["2 394,5", "2 494,5"] {
        assert!(told.contains(number), "{told}");
    }
    let json = ledger.run(&[&words[..], &["--format", "json"]].concat());
    let json = json.json();
    let checks = json["checks"].as_array().expect("checks");
    let findings = checks
        .iter()
        .filter_map(|check| check["findings"].as_array())
        .flatten();
    let differences: Vec<&Value> = findings.map(|finding| &finding["difference"]).collect();
    assert!(
        differences.iter().any(|found| found["number"] == "-100.0"),
        "{differences:?}"
    );
}

#[test]
fn the_published_report_is_the_same_after_the_correction_and_is_overtaken_by_it() {
    let ledger = Ledger::demonstration();
    let log = ["log", "--type", "OutcomeCorrected", "--format", "json"];
    let line = ledger.run(&log).ok().out;
    let corrected: Value = serde_json::from_str(line.lines().next().expect("one")).expect("JSON");
    let words = ["reports", "--format", "json"];
    let reports = ledger.run(&words).ok().json();
    let mut published = reports["reports"].as_array().expect("reports").iter();
    let published = published.find(|report| report["report"] == REPORT);
    let published = published.expect("the report");
    assert!(corrected["position"].as_u64() >= published["size"].as_u64());
    ledger.run(&["reproduce", REPORT]).ok();
    assert_eq!(published["overtaken"], true);
    let affected = published["affected"].as_array().expect("figures");
    assert!(
        affected
            .iter()
            .any(|figure| figure == "operating_result:L3.1:outcome"),
        "{affected:?}"
    );
    let text = ledger.run(&["reports", "--figures"]).ok().out;
    assert!(text.contains("Tandvårdsstöd"), "{text}");
    let addresses = [
        "diff",
        "verksamhetsberattelse",
        "RS",
        "2024",
        "--from",
        REPORT,
    ];
    let told = ledger.run(&[&addresses[..], &["--addresses"]].concat());
    assert_eq!(told.code, 1);
    let address = told
        .out
        .lines()
        .find_map(|line| line.trim().strip_prefix("Adress: operating_result:L3.1:"));
    let address = format!("operating_result:L3.1:{}", address.expect("an address"));
    ledger.run(&["explain", &address, "--from", REPORT]).ok();
}

#[test]
fn a_partial_breakdown_shows_its_remainder() {
    let ledger = Ledger::demonstration();
    let result = cells(&ledger, "operating_result");
    assert_eq!(value(&result, "L1:rest", "outcome"), "-36900000.00");
    let remainders = result
        .iter()
        .filter(|cell| cell[0].ends_with(":rest") && cell[1] == "outcome");
    assert_eq!(remainders.count(), 3);
}
