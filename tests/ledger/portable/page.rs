//! The page that explains the archive says what is so, in both languages.

use ledger::portable::{CHECKPOINTS, EVENTS, FORMAT_PAGE, MANIFEST, REPORTS, SCRIPT, line};

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
