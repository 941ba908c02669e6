//! The page that explains the archive says what is so, in both languages.

use ledger::event::reporting::ReportKind;
use ledger::portable::{CHECKPOINTS, EVENTS, FORMAT_PAGE, MANIFEST, REPORTS, SCRIPT, line};

use projections::document::{Cell, CheckOutcome};
use serde_json::{Value, json};

use super::{Scene, files};

/// The example of a line stands in the page as a line that is read.
#[test]
fn the_example_of_an_event_is_one_that_is_read() {
    let example = FORMAT_PAGE
        .lines()
        .find(|line| line.starts_with("{\"leaf\":"))
        .expect("an example");
    let record = line::read(example.as_bytes()).unwrap();
    assert_eq!(record.entry.position.0, 3);
    assert_eq!(line::object(&record), example.as_bytes());
}

#[test]
fn every_member_of_a_line_and_every_file_is_explained_in_both_languages() {
    let (swedish, english) = FORMAT_PAGE
        .split_once("# The archive and the audit package")
        .expect("both languages");
    let mut names: Vec<String> = [EVENTS, CHECKPOINTS, MANIFEST, REPORTS]
        .map(str::to_owned)
        .into();
    let scene = Scene::small();
    let exported = scene.export("a").unwrap();
    for bytes in [&files(&scene.at("a"))[EVENTS], &exported.manifest.encode()] {
        for text in bytes
            .split(|byte| *byte == b'\n')
            .filter(|text| !text.is_empty())
        {
            let json: serde_json::Value = serde_json::from_slice(text).unwrap();
            names.extend(json.as_object().unwrap().keys().cloned());
            for inner in ["leaf", "ledger"] {
                names.extend(
                    json[inner]
                        .as_object()
                        .into_iter()
                        .flat_map(|o| o.keys().cloned()),
                );
            }
        }
    }
    for part in [
        "basis",
        "basis_proof",
        "earlier",
        "publication",
        "report",
        "figure",
        "text",
        "rules",
        "checks",
        "signature",
        "kind",
        "cell",
    ] {
        names.push(part.to_owned());
    }
    for page in [swedish, english] {
        for name in &names {
            assert!(
                page.contains(&format!("`{name}")),
                "{name} is not explained"
            );
        }
    }
}

/// Whoever recounts a report from the page needs every event's payload: the page
/// shows the frozen samples, all of them and word for word.
#[test]
fn the_page_shows_the_frozen_sample_of_every_event() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/events");
    let mut samples: Vec<(String, String)> = std::fs::read_dir(golden)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let kind = name.split('.').next().unwrap();
            let payload = std::fs::read_to_string(&path).unwrap();
            let line = format!("{{\"payload\":{},\"type\":\"{kind}\"}}", payload.trim_end());
            (name, line)
        })
        .collect();
    samples.sort();
    assert!(samples.len() >= 53, "{}", samples.len());
    let wanted: Vec<&str> = samples.iter().map(|(_, line)| line.as_str()).collect();
    let shown: Vec<&str> = FORMAT_PAGE
        .lines()
        .filter(|line| line.starts_with("{\"payload\":"))
        .collect();
    assert_eq!(shown, wanted);
}

/// How the page writes a cell. A kind that is added breaks this match, and then
/// belongs in the page.
fn written(cell: &Cell) -> &'static str {
    match cell {
        Cell::Empty => "`\"empty\"`",
        Cell::Text(_) => "`{\"text\":\"…\"}`",
        Cell::Amount(_) => "`{\"amount\":-100}`",
        Cell::Number(_) => "`{\"number\":\"12.5\"}`",
        Cell::Percent(_) => "`{\"percent\":\"12.5\"}`",
        Cell::Count(_) => "`{\"count\":3}`",
        Cell::Date(_) => "`{\"date\":\"2025-03-31\"}`",
        Cell::Colour(_) => "`{\"colour\":\"green\"}`",
        Cell::Trend(_) => "`{\"trend\":\"better\"}`",
        Cell::Fulfilment(_) => "`{\"fulfilment\":\"fully\"}`",
        Cell::Assignment(_) => "`{\"assignment\":\"ongoing\"}`",
        Cell::Control(_) => "`{\"control\":\"completed\"}`",
        Cell::Effect(_) => "`{\"effect\":\"yes\"}`",
        Cell::Sufficiency(_) => "`{\"sufficiency\":\"sufficient\"}`",
        Cell::Missing(_) => "`{\"missing\":\"…\"}`",
        Cell::Check(CheckOutcome::Holds) => "`{\"check\":\"holds\"}`",
        Cell::Check(CheckOutcome::NotApplicable) => "`not_applicable`",
        Cell::Check(CheckOutcome::Waived) => "`waived`",
        Cell::Check(CheckOutcome::Failed) => "`failed`",
    }
}

/// Every cell in the page is read as a cell, all kinds are there, in both languages.
#[test]
fn every_kind_of_cell_is_explained_in_both_languages() {
    let cells = [
        json!("empty"),
        json!({"text": "…"}),
        json!({"amount": -100}),
        json!({"number": "12.5"}),
        json!({"percent": "12.5"}),
        json!({"count": 3}),
        json!({"date": "2025-03-31"}),
        json!({"colour": "green"}),
        json!({"trend": "better"}),
        json!({"fulfilment": "fully"}),
        json!({"assignment": "ongoing"}),
        json!({"control": "completed"}),
        json!({"effect": "yes"}),
        json!({"sufficiency": "sufficient"}),
        json!({"missing": "…"}),
        json!({"check": "holds"}),
        json!({"check": "not_applicable"}),
        json!({"check": "waived"}),
        json!({"check": "failed"}),
    ];
    let (swedish, english) = FORMAT_PAGE
        .split_once("# The archive and the audit package")
        .expect("both languages");
    for json in &cells {
        let cell: Cell = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(&serde_json::to_value(&cell).unwrap(), json);
        for page in [swedish, english] {
            assert!(page.contains(written(&cell)), "{json}");
        }
    }
    for kind in [
        ReportKind::PeriodReport,
        ReportKind::InterimReport,
        ReportKind::OperationsReport,
        ReportKind::AnnualReport,
    ] {
        let name = serde_json::to_value(kind).unwrap();
        let name = format!("`{}`", name.as_str().unwrap());
        assert!(swedish.contains(&name) && english.contains(&name), "{name}");
    }
    let rows = |page: &str| page.lines().filter(|line| is_cell(line)).count();
    assert_eq!((rows(swedish), rows(english)), (16, 16));
}

/// Whether a line of the page is a row of the table of cells.
fn is_cell(line: &str) -> bool {
    let written = line
        .strip_prefix("| `")
        .and_then(|rest| rest.split_once('`'));
    written.is_some_and(|(text, _)| {
        serde_json::from_str::<Value>(text).is_ok_and(|json| !json.is_number())
    })
}

#[test]
fn the_script_is_no_longer_than_a_person_reads_through() {
    assert!(SCRIPT.lines().count() <= 80);
    for import in SCRIPT.lines().filter(|line| line.starts_with("import ")) {
        let known = ["base64", "hashlib", "json", "os", "sys"];
        assert!(
            known.contains(&&import[7..]),
            "{import} is of no standard library"
        );
    }
}
