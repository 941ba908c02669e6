//! Which report a comparison of two moments is of, and what was compared.
//!
//! A report of half a year and one of the whole are two reports, and what either
//! printed is not what the other one's difference begins with. So the answer says it.

use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::report::ReportRequest;
use projections::trace::{Context, Subject};
use serde::Serialize;

use crate::render::words;

/// Which report a comparison is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Compared {
    /// The report's kind.
    kind: ReportKind,
    /// Whose report it is.
    unit: UnitId,
    /// The period.
    period: Period,
    /// What was compared, in words.
    what: String,
}

impl Compared {
    /// A whole report.
    pub(crate) fn report(request: &ReportRequest) -> Self {
        let what = "är byggd två gånger: med det som var känt vid den första tidpunkten och med det som var känt vid den andra. Vad en annan rapport visade jämförs inte.";
        Self::new(request.kind, &request.unit, request.period, what)
    }

    /// What is explained in a report.
    pub(crate) fn subject(subject: &Subject, context: &Context) -> Self {
        let what = match subject {
            Subject::Figure(_) | Subject::Indicator(_) => {
                "är byggd två gånger, och värdet är det som den visar vid var och en av de två tidpunkterna."
            }
            Subject::Item(_) => ITEM,
        };
        Self::new(context.kind, &context.unit, context.period, what)
    }

    fn new(kind: ReportKind, unit: &UnitId, period: Period, what: &str) -> Self {
        let name = words::of_report(kind);
        Self {
            kind,
            unit: unit.clone(),
            period,
            what: format!("Samma rapport ({name} för {unit} {period}) {what}"),
        }
    }
}

/// What is compared of an objective or an assignment.
const ITEM: &str = "avgör vilken bedömning som gäller. Fanns vid en tidpunkt ingen bedömning för dess period är det den senaste för en tidigare period samma år, som en tidigare rapport visar.";
