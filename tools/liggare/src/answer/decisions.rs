//! What was decided, and the delegated decisions that are not yet reported to
//! their committee (KL 6:39–40).

use ledger::basis::Basis;
use ledger::event::decision::Precision;
use ledger::ids::{DecisionId, UnitId};
use ledger::money::Ore;
use ledger::period::Period;
use ledger::time::Date;
use projections::decisions::Decision;
use serde::Serialize;

use crate::failure::Failure;
use crate::session::Reading;

/// The decisions of a year, or those that are not yet reported.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DecisionList {
    /// `decisions`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Whether the ledger is a demonstration.
    demonstration: bool,
    /// How many events were known.
    size: u64,
    /// What was known.
    pub(crate) basis: Basis,
    /// Whether only delegated decisions that are not reported were asked for.
    open_only: bool,
    /// The decisions, by date.
    pub(crate) decisions: Vec<DecisionRow>,
    /// The first decision of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// A decision.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DecisionRow {
    /// The decision.
    pub(crate) decision: DecisionId,
    /// When it was taken, as exactly as is known: a day, a month or a year.
    pub(crate) date: String,
    /// Who took it.
    pub(crate) organ: String,
    /// What was decided.
    pub(crate) title: String,
    /// The case.
    pub(crate) case_number: Option<String>,
    /// The paragraph of the minutes.
    pub(crate) paragraph: Option<String>,
    /// The amount, in öre.
    #[schema(value_type = Option<i64>)]
    pub(crate) amount_ore: Option<Ore>,
    /// The committee that it was delegated by, when it was.
    pub(crate) committee: Option<UnitId>,
    /// Whether it was taken because it could not wait.
    pub(crate) urgent: bool,
    /// When it was reported to the committee.
    pub(crate) reported: Option<Date>,
}

/// Which decisions are asked for.
#[derive(Debug, Clone)]
pub(crate) enum Which {
    /// Delegated decisions that are not reported, of one committee or of all.
    Open(Option<UnitId>),
    /// Those of a year, or of the year of what is last known; of a unit with all
    /// under it, or of the region.
    Year(Option<u16>, Option<UnitId>),
}

/// The decisions as known at a log size.
///
/// # Errors
/// [`Failure`] when the log cannot be read.
pub(crate) fn decisions(
    reading: &Reading<'_>,
    which: &Which,
    size: u64,
    demonstration: bool,
) -> Result<DecisionList, Failure> {
    let known = &reading.model.decisions;
    let found = match which {
        Which::Open(committee) => known.unreported(committee.as_ref(), size),
        Which::Year(year, unit) => {
            let year = year.or_else(|| reading.year_of(size)).unwrap_or_default();
            let scope = match unit {
                Some(unit) => Period::whole_year(year)
                    .map(|period| reading.model.organisation.scope(unit, period, size)),
                None => reading.whole_region(year, size),
            };
            scope.map_or_else(Vec::new, |scope| known.of_year(&scope))
        }
    };
    Ok(DecisionList {
        kind: "decisions",
        demonstration,
        size,
        basis: reading.basis(size)?,
        open_only: matches!(which, Which::Open(_)),
        decisions: found.into_iter().map(DecisionRow::from).collect(),
        next: None,
    })
}

impl From<Decision> for DecisionRow {
    fn from(decision: Decision) -> Self {
        let delegation = decision.delegation;
        Self {
            decision: decision.decision,
            date: as_exactly_as_known(decision.date, decision.precision),
            organ: decision.organ,
            title: decision.title,
            case_number: decision.case_number,
            paragraph: decision.paragraph,
            amount_ore: decision.amount_ore,
            urgent: delegation.as_ref().is_some_and(|it| it.urgent),
            committee: delegation.map(|delegation| delegation.committee),
            reported: decision.reported.map(|report| report.date),
        }
    }
}

/// A date as exactly as it is known.
pub(crate) fn as_exactly_as_known(date: Date, precision: Precision) -> String {
    match precision {
        Precision::Day => date.to_string(),
        Precision::Month => format!("{:04}-{:02}", date.year(), date.month()),
        Precision::Year => format!("{:04}", date.year()),
    }
}
