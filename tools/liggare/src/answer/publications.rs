//! What is published, and what has happened to it since (I7).

use ledger::basis::{Basis, Hash};
use ledger::event::reporting::ReportKind;
use ledger::ids::{ActorId, DecisionId, ReportId, UnitId};
use ledger::period::Period;
use ledger::time::Timestamp;
use projections::diff::Change;
use projections::publication;
use projections::reporting::PublishedReport;
use serde::Serialize;

use crate::failure::Failure;
use crate::session::Reading;

/// A published report with what has happened since.
pub(crate) struct Followed {
    /// The report.
    pub(crate) published: PublishedReport,
    /// What it would say otherwise now; the failure in words when it cannot be built.
    pub(crate) since: Result<Vec<Change>, String>,
}

/// The published reports.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Publications {
    /// `reports`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Whether the ledger is a demonstration.
    demonstration: bool,
    /// What was known.
    pub(crate) basis: Basis,
    /// The reports, in the order they were published.
    pub(crate) reports: Vec<ReportRow>,
    /// The first report of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// A published report. What is not in the report itself is absent for a reader
/// without a login.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReportRow {
    /// Its id.
    pub(crate) report: ReportId,
    /// Its kind.
    pub(crate) report_kind: ReportKind,
    /// Whose report it is.
    pub(crate) unit: UnitId,
    /// The period.
    pub(crate) period: Period,
    /// When it was published.
    pub(crate) published_at: Timestamp,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<ActorId>,
    /// The decision that it was approved by.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionId>,
    /// How many events it rests on.
    pub(crate) size: u64,
    /// The Merkle root over them.
    root: Hash,
    /// SHA-256 of its canonical bytes, in lower-case hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub(crate) sha256: String,
    /// Whether it would say something else now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) overtaken: Option<bool>,
    /// What it would say otherwise now: the addresses of figures, rows, tables and
    /// sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    affected: Option<Vec<String>>,
}

/// Published reports with what has happened to them up to a log size.
///
/// # Errors
/// [`Failure`] when the log cannot be read.
pub(crate) fn follow<'a>(
    reading: &Reading<'_>,
    published: impl IntoIterator<Item = &'a PublishedReport>,
    size: u64,
) -> Result<Vec<Followed>, Failure> {
    let now = reading.basis(size)?;
    let followed = published.into_iter().map(|published| Followed {
        published: published.clone(),
        since: publication::changes_since(reading.model, published, now)
            .map_err(|error| error.to_string()),
    });
    Ok(followed.collect())
}

/// The followed reports as an answer.
///
/// # Errors
/// [`Failure`] when the log cannot be read.
pub(crate) fn publications(
    reading: &Reading<'_>,
    followed: &[Followed],
    size: u64,
    demonstration: bool,
) -> Result<Publications, Failure> {
    listed(
        reading,
        followed.iter().map(ReportRow::from),
        size,
        demonstration,
    )
}

/// What anyone may know of published reports, as of the last publication
/// ([`size_of_public`]), and nothing of what has happened since.
///
/// # Errors
/// [`Failure`] when the log cannot be read.
pub(crate) fn public(
    reading: &Reading<'_>,
    published: &[&PublishedReport],
    demonstration: bool,
) -> Result<Publications, Failure> {
    let rows = published.iter().map(|published| ReportRow::of(published));
    listed(reading, rows, size_of_public(reading), demonstration)
}

/// How much of the log the last publication ends.
pub(crate) fn size_of_public(reading: &Reading<'_>) -> u64 {
    let published = reading.model.reporting.published(reading.size());
    published
        .map(|report| report.recorded.position.0.saturating_add(1))
        .max()
        .unwrap_or(0)
}

fn listed(
    reading: &Reading<'_>,
    reports: impl Iterator<Item = ReportRow>,
    size: u64,
    demonstration: bool,
) -> Result<Publications, Failure> {
    Ok(Publications {
        kind: "reports",
        demonstration,
        basis: reading.basis(size)?,
        reports: reports.collect(),
        next: None,
    })
}

impl Followed {
    /// What has overtaken it, when something has.
    pub(crate) fn overtaken(&self) -> Option<&[Change]> {
        let changes = self.since.as_deref().ok()?;
        (!changes.is_empty()).then_some(changes)
    }
}

impl ReportRow {
    /// What is affected in it, as one text.
    pub(crate) fn affected(&self) -> String {
        self.affected
            .iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What the publication itself says.
    fn of(published: &PublishedReport) -> Self {
        Self {
            report: published.report.clone(),
            report_kind: published.kind,
            unit: published.unit.clone(),
            period: published.period,
            published_at: published.recorded.recorded_at,
            actor: None,
            decision: None,
            size: published.basis.size,
            root: published.basis.root,
            sha256: published.view_sha256.clone(),
            overtaken: None,
            affected: None,
        }
    }
}

impl From<&Followed> for ReportRow {
    fn from(report: &Followed) -> Self {
        let affected = report.overtaken().map(|changes| {
            let figures = changes.iter().map(|change| match change {
                Change::Figure(change) => change.figure.to_string(),
                Change::RowAdded(place) | Change::RowGone(place) => {
                    format!("{}:{}", place.table, place.row.key)
                }
                Change::TableAdded(place) | Change::TableGone(place) => place.table.key.clone(),
                Change::Text(change) => change.section.clone(),
                Change::Form(change) => change.place.clone(),
            });
            figures.collect()
        });
        let recorded = &report.published.recorded;
        Self {
            actor: Some(recorded.actor.clone()),
            decision: recorded.decision.clone(),
            overtaken: Some(affected.is_some()),
            affected: Some(affected.unwrap_or_default()),
            ..Self::of(&report.published)
        }
    }
}
