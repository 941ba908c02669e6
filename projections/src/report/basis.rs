//! What a report rests on: provenance of its rows, its basis, and the named checks.

use std::collections::BTreeSet;

use ledger::event::Provenance;

use super::context::Context;
use super::request::period_in_words;
use super::words;
use crate::checks::{self, CheckResult};
use crate::claims::ClaimValue;
use crate::diff::{BASIS_TABLE, KNOWN_AT_ROW};
use crate::document::{Cell, CheckOutcome, Row, Section, Table};

/// The key of the section that counts the other sections' rows by source.
pub(crate) const SOURCES: &str = "sources";

/// Källor: how many of the rows rest on what is stated, inferred or generated.
pub(super) fn sources(sections: &[Section]) -> Section {
    let rows: Vec<&Row> = sections
        .iter()
        .flat_map(Section::tables)
        .flat_map(|table| &table.rows)
        .collect();
    let of =
        |wanted: Option<Provenance>| rows.iter().filter(|row| row.provenance == wanted).count();
    let (stated, inferred, generated) = (
        of(Some(Provenance::Stated)),
        of(Some(Provenance::Inferred)),
        of(Some(Provenance::Generated)),
    );
    let said = stated + inferred + generated;
    let section = Section::new(SOURCES, "Källor", 1);
    if said == 0 {
        return section.text("Ingen rad i rapporten anger varifrån uppgifterna kommer.");
    }
    let table = Table::new(
        SOURCES,
        "Rader efter källans slag",
        "En rad räknas efter den svagaste av sina uppgifter.",
        &[("title", "Källa"), ("count", "Antal rader")],
    )
    .with(
        [
            ("stated", "Anges i källan", stated),
            ("inferred", "Härlett ur källan", inferred),
            ("generated", "Genererat för demonstrationen", generated),
        ]
        .into_iter()
        .map(|(key, title, count)| Row::new(key, vec![Cell::text(title), Cell::count(count)])),
    );
    section
        .text(format!(
            "Av {} som anger sin källa bygger {} helt på vad källan anger, {} på sådant som följer \
             av källan och {} på sådant som är genererat för att fylla en lucka.",
            words::counted(said, "rad", "rader"),
            stated,
            inferred,
            generated
        ))
        .table(table)
}

/// Underlag: exactly what was known.
pub(super) fn basis(c: &Context<'_>) -> Section {
    let basis = c.basis;
    let known_at = c.model.timeline.known_at(basis.size);
    let size = i64::try_from(basis.size).unwrap_or(i64::MAX);
    let rows = [
        ("unit", "Enhet", Cell::text(c.unit_id().as_str())),
        ("period", "Period", Cell::text(period_in_words(c.period()))),
        (
            KNOWN_AT_ROW,
            "Känt till och med",
            Cell::some(known_at, |moment| Cell::text(moment.to_string())),
        ),
        ("size", "Antal händelser", Cell::Count(size)),
        ("root", "Merkle-rot", Cell::text(basis.root.to_string())),
        (
            "rules_version",
            "Regelversion",
            Cell::Count(i64::from(basis.rules_version)),
        ),
    ];
    let table = Table::new(
        BASIS_TABLE,
        "Vad rapporten bygger på",
        "",
        &[("title", ""), ("value", "Värde")],
    )
    .with(
        rows.into_iter()
            .map(|(key, title, value)| Row::new(key, vec![Cell::text(title), value])),
    );
    Section::new("basis", "Underlag", 1)
        .text("Rapporten bygger på det som var känt vid underlaget och kan återskapas ur det.")
        .table(table)
}

/// The results of the checks of the context's report.
pub(super) fn results(c: &Context<'_>) -> Vec<CheckResult> {
    checks::run_all(&checks::Context {
        model: c.model,
        size: c.size(),
        kind: c.kind,
        unit: c.unit_id(),
        period: c.period(),
    })
}

/// Kontroller: each named check with its outcome and what it came upon.
pub(super) fn checks(c: &Context<'_>) -> Section {
    let results = results(c);
    let table = Table::new(
        "checks",
        "Kontrollernas utfall",
        "",
        &[
            ("title", "Kontroll"),
            ("outcome", "Utfall"),
            ("stated", "Angivet"),
            ("computed", "Beräknat"),
            ("difference", "Skillnad"),
        ],
    )
    .with(results.iter().flat_map(check_rows));
    let of = |wanted| {
        results
            .iter()
            .filter(|result| result.outcome == wanted)
            .count()
    };
    let asked = results.len() - of(CheckOutcome::NotApplicable);
    let mut said = vec![format!(
        "{} av {} kontroller som kan ställas håller.",
        of(CheckOutcome::Holds),
        asked
    )];
    if of(CheckOutcome::Failed) > 0 {
        said.push(format!(
            "{} håller inte; rapporten kan inte publiceras utan ett undantag med namn, skäl och \
             beslut.",
            of(CheckOutcome::Failed)
        ));
    }
    if of(CheckOutcome::Waived) > 0 {
        said.push(format!(
            "{} har undantagits.",
            words::counted(of(CheckOutcome::Waived), "kontroll", "kontroller")
        ));
    }
    Section::new("checks", "Kontroller", 1)
        .text(said.join(" "))
        .table(table)
}

fn check_rows(result: &CheckResult) -> Vec<Row> {
    let key = checks::key(result.name);
    let mut rows = vec![Row::new(
        key,
        vec![
            Cell::text(result.name.title()),
            Cell::Check(result.outcome),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ],
    )];
    let mut keys = BTreeSet::new();
    rows.extend(result.findings.iter().map(|finding| {
        // Named by what it is about, so that two reports are compared finding by finding.
        let mut key = format!("{key}/{}", finding.place);
        while !keys.insert(key.clone()) {
            key.push('+');
        }
        Row::new(
            key,
            vec![
                Cell::text(&finding.text),
                Cell::Empty,
                Cell::some(finding.stated, claim_cell),
                Cell::some(finding.computed, claim_cell),
                Cell::some(finding.difference, claim_cell),
            ],
        )
        .level(1)
    }));
    rows
}

fn claim_cell(value: ClaimValue) -> Cell {
    match value {
        ClaimValue::Amount(amount) => Cell::Amount(amount),
        ClaimValue::Number(number) => Cell::Number(number),
        ClaimValue::Count(count) => Cell::Count(count),
    }
}
