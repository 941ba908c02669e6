//! What a published report would say otherwise: both reports built whole, and compared.

use ledger::basis::Basis;
use projections::diff::{self, Change};
use projections::model::ReadModel;
use projections::publication;
use projections::report::{self, RequestError};
use projections::reporting::PublishedReport;

/// Sections and tables that only say how it was when the report was published.
const OF_ITS_TIME: [&str; 6] = [
    "submitted_reports",
    "sources",
    "basis",
    "checks",
    "open_decisions",
    "future_challenges",
];

/// What stands where no challenge is noted.
const NO_CHALLENGES: &str = "Inga framtida utmaningar är noterade.";

/// What the report would say otherwise at a basis.
pub(crate) fn changes_since(
    model: &ReadModel,
    published: &PublishedReport,
    now: Basis,
) -> Result<Vec<Change>, RequestError> {
    let request = publication::request(published);
    let then = report::build(model, &request, published.basis)?;
    let later = report::build(model, &request, now)?;
    let changes = diff::diff(&then, &later).changes;
    Ok(changes.into_iter().filter(matters).collect())
}

fn matters(change: &Change) -> bool {
    let lasts = |key: &str| !OF_ITS_TIME.contains(&key);
    let said = |paragraphs: &[String]| {
        let mut said = paragraphs.to_vec();
        said.retain(|paragraph| paragraph != NO_CHALLENGES);
        said
    };
    match change {
        Change::Form(_) => false,
        Change::Text(text) => lasts(&text.section) && said(&text.before) != said(&text.after),
        Change::Figure(change) => {
            let figure = &change.figure;
            lasts(&figure.table) && (&*figure.table, &*figure.column) != ("decisions", "reported")
        }
        Change::RowAdded(row) | Change::RowGone(row) => lasts(&row.table),
        Change::TableAdded(table) | Change::TableGone(table) => lasts(&table.table.key),
    }
}
