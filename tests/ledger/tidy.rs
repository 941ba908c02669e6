//! The house style, as far as a machine can see it.
//!
//! Each test reads the project's own files as text and names the place that
//! breaks a rule. It guarantees nothing about what the code does.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest file of code, in lines: beyond it a room is crowded.
const MAX_LINES: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below the project's own folders with one of the endings, with its text.
fn files(endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["src", "projections", "tools", "tests", ".ci"] {
        collect(&root().join(folder), endings, &mut found);
    }
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "DECISIONS.md",
        "CHANGELOG.md",
        "Cargo.toml",
    ] {
        let text = fs::read_to_string(root().join(name)).expect(name);
        if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push((name.to_owned(), text));
        }
    }
    assert!(!found.is_empty(), "no files were found to look at");
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("folder")
        .map(|e| e.expect("entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                collect(&path, endings, found);
            }
        } else if endings
            .iter()
            .any(|ending| path.to_string_lossy().ends_with(ending))
        {
            let name = path
                .strip_prefix(root())
                .expect("inside")
                .to_string_lossy()
                .into_owned();
            found.push((name, fs::read_to_string(&path).expect("text")));
        }
    }
}

fn report(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

#[test]
fn every_file_of_code_opens_with_what_it_is() {
    let broken: Vec<_> = files(&[".rs"])
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(name, _)| name)
        .collect();
    report(&broken, "these files lack a module doc on their first line");
}

#[test]
fn no_room_is_crowded_and_none_is_named_after_nothing() {
    let banned = [
        "util", "utils", "common", "helper", "helpers", "misc", "types",
    ];
    let mut broken = Vec::new();
    for (name, text) in files(&[".rs"]) {
        let lines = text.lines().count();
        if lines > MAX_LINES {
            broken.push(format!("{name}: {lines} lines, at most {MAX_LINES}"));
        }
        for part in Path::new(&name)
            .iter()
            .map(|part| part.to_string_lossy().replace(".rs", ""))
        {
            if banned.contains(&part.as_str()) {
                broken.push(format!("{name}: {part} names nothing"));
            }
        }
    }
    report(&broken, "crowded or nameless rooms");
}

#[test]
fn nothing_outside_tests_can_panic_by_unwrap_or_expect() {
    let mut broken = Vec::new();
    for (name, text) in files(&[".rs"]) {
        if name.starts_with("tests/")
            || name.contains("/tests")
            || name.ends_with("testing.rs")
            || name.ends_with("scenario.rs")
        {
            continue;
        }
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            if !comment
                && [".unwrap()", ".expect(", "panic!("]
                    .iter()
                    .any(|call| line.contains(call))
            {
                broken.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    report(&broken, "these lines can panic");
}

#[test]
fn only_the_index_names_sled_and_only_a_main_reads_the_clock() {
    let mut broken = Vec::new();
    for (name, text) in files(&[".rs"]) {
        if name.starts_with("tests/") {
            continue;
        }
        if text.contains("sled::") && !name.starts_with("src/log/index") {
            broken.push(format!("{name}: names sled"));
        }
        let reads_clock = ["Utc::now", "Local::now", "SystemTime::now"]
            .iter()
            .any(|call| text.contains(call));
        if reads_clock && !name.ends_with("main.rs") {
            broken.push(format!("{name}: reads the clock"));
        }
    }
    report(&broken, "these files reach past their edge");
}

#[test]
fn the_crates_point_one_way() {
    let read = |name: &str| fs::read_to_string(root().join(name)).expect(name);
    let dependencies = |manifest: &str| {
        manifest
            .split("\n[")
            .find(|part| part.starts_with("dependencies]"))
            .map(str::to_owned)
            .unwrap_or_default()
    };
    let ledger = dependencies(&read("Cargo.toml"));
    assert!(
        !ledger.contains("projections"),
        "the ledger must not depend on projections"
    );
    let projections = dependencies(&read("projections/Cargo.toml"));
    for outer in ["liggare", "clap", "tokio", "sled"] {
        assert!(
            !projections.contains(outer),
            "projections must not depend on {outer}"
        );
    }
    let granska = dependencies(&read("tools/granska/Cargo.toml"));
    assert!(
        granska.contains("sha2"),
        "the verifier's dependencies are found"
    );
    for checked in ["ledger", "projections", "liggare", "bench"] {
        assert!(
            !granska.contains(checked),
            "the verifier must not depend on {checked}"
        );
    }
}

#[test]
fn every_event_has_a_row_in_the_glossary() {
    let glossary = fs::read_to_string(root().join("src/GLOSSARY.md")).expect("src/GLOSSARY.md");
    let broken: Vec<_> = ledger::event::EventKind::ALL
        .iter()
        .map(|kind| kind.name())
        .filter(|name| !glossary.contains(&format!("| `{name}` |")))
        .collect();
    assert!(
        broken.is_empty(),
        "these events have no row in src/GLOSSARY.md: {broken:?}"
    );
}

#[test]
fn every_path_that_the_docs_link_to_exists() {
    let mut broken = Vec::new();
    for (name, text) in files(&[".md"]) {
        let folder = root().join(&name).parent().expect("folder").to_path_buf();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let path = link.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !folder.join(path).exists() {
                broken.push(format!("{name}: {link}"));
            }
        }
    }
    report(&broken, "these links lead nowhere");
}
