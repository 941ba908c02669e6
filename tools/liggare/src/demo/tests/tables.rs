//! The data files: readable from a folder, and strict.

use std::fs;
use std::path::Path;

use super::played::steps;
use crate::demo::script_from;
use crate::demo::table::TABLES;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for table in TABLES {
        fs::write(folder.path().join(table.file), table.embedded).expect("a file");
    }
    folder
}

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).expect("a file");
}

fn error(folder: &Path) -> String {
    match script_from(folder) {
        Ok(steps) => panic!("{} steps out of wrong tables", steps.len()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_folder_with_the_same_tables_gives_the_same_script() {
    let read = script_from(folder().path()).expect("a script");
    assert!(read == steps());
}

#[test]
fn a_changed_figure_changes_the_script() {
    let folder = folder();
    change(folder.path(), "driftresultat.csv", "-206,9", "-206,8");
    let read = script_from(folder.path()).expect("a script");
    assert!(read != steps());
}

#[test]
fn a_missing_file_is_named() {
    let folder = folder();
    fs::remove_file(folder.path().join("ramar.csv")).expect("a file");
    let error = error(folder.path());
    assert!(error.contains("ramar.csv kunde inte läsas"), "{error}");
}

#[test]
fn a_row_that_cannot_be_understood_is_named_by_file_and_line() {
    for (file, from, to) in [
        ("beslut.csv", ";månad;", ";vecka;"),
        ("ramar.csv", ";-42,6;", ";mycket;"),
        ("organisation.csv", ";2015-01-01;", ";2015-02-30;"),
        ("texter.csv", "registrerad", "noterad"),
        ("rattelser.csv", "boka-2024-12-L3.1", "boka-2024-13-L3.1"),
        ("bedomningar.csv", "2024-08-20 08:00", "i augusti"),
    ] {
        let folder = folder();
        change(folder.path(), file, from, to);
        let error = error(folder.path());
        assert!(error.starts_with(&format!("{file} rad ")), "{error}");
    }
}

#[test]
fn rows_of_one_command_must_be_recorded_together() {
    let folder = folder();
    change(
        folder.path(),
        "ramar.csv",
        "RS-VP-2024;2023-12-05 08:00",
        "RS-VP-2024;2023-12-06 08:00",
    );
    assert!(error(folder.path()).contains("olika registrerad"));
}

#[test]
fn every_table_stands_in_the_readme() {
    let readme = include_str!("../../../demo/README.md");
    for table in TABLES {
        assert!(readme.contains(table.file), "{}", table.file);
    }
}
