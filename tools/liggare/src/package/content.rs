//! What a package says of its report, and where it is written.

use std::fs;
use std::path::Path;

use ledger::ids::Position;
use projections::checks::{self as named, CheckResult, Finding};
use projections::document::Document;
use projections::publication::support::EachEntry;
use projections::report::ReportRequest;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::render::swedish::AmountUnit;
use crate::render::{Layout, harmless, text};
use crate::session::Reading;

/// How a package's text is laid out: a printed page, whoever makes it.
const PAGE: Layout = Layout {
    width: 108,
    colour: false,
    amounts: AmountUnit::Mnkr,
};

/// The layout of a package's text.
pub(crate) fn rendered(said: &str) -> String {
    harmless::answer(said, false).into_owned()
}

impl Layout {
    /// The layout of what a package says in words.
    pub(crate) fn package() -> Self {
        PAGE
    }
}

/// A report's named checks at its basis, as a package tells them.
pub(crate) fn checks(reading: &Reading<'_>, request: &ReportRequest, size: u64) -> Value {
    let results = named::run_all(&named::Context {
        model: reading.model,
        size,
        kind: request.kind,
        unit: &request.unit,
        period: request.period,
    });
    results.iter().map(check).collect()
}

fn check(result: &CheckResult) -> Value {
    let findings: Vec<Value> = result.findings.iter().map(finding).collect();
    json!({
        "name": named::key(result.name),
        "outcome": result.outcome,
        "findings": findings,
    })
}

fn finding(finding: &Finding) -> Value {
    json!({"place": finding.place, "text": finding.text})
}

/// Goes through the entries of a log below a size.
pub(crate) fn each_entry<'a>(reading: &Reading<'a>, size: u64) -> Box<EachEntry<'a>> {
    let log = reading.log;
    Box::new(move |see| {
        for record in log.read(Position(0), size) {
            see(&record?.entry);
        }
        Ok(())
    })
}

/// A report's text in a package.
pub(crate) fn report_text(document: &Document) -> String {
    rendered(&text::document(document, PAGE))
}

/// Writes a package whole, in place of an older file of the name.
///
/// # Errors
/// [`Failure`] when it cannot be written.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let unfinished = path.with_file_name(name);
    fs::write(&unfinished, bytes)
        .and_then(|()| fs::rename(&unfinished, path))
        .map_err(|error| {
            Failure::io(
                "paketet kunde inte skrivas",
                path.display().to_string(),
                &error,
            )
        })
}
