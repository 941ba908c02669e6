//! Why a figure, an indicator, an objective or an assignment is another than it was.

use ledger::basis::Basis;
use ledger::ids::UnitId;
use projections::trace::{self, Context, Explanation, Subject, TraceError};
use serde::Serialize;

use crate::cli::Explain;
use crate::failure::Failure;
use crate::session::Reading;

use super::compared::Compared;
use super::subject::context;
pub(crate) use super::subject::{responsible, subject};

/// Why something is another than it was; the effects of all causes sum exactly
/// to the change.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Explained {
    /// `explanation`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Whether the ledger is a demonstration.
    demonstration: bool,
    /// What was known at the second moment.
    pub(crate) basis: Basis,
    /// Which report the subject stands in, and what of it is compared.
    report: Compared,
    /// The explanation.
    #[serde(flatten)]
    explanation: Explanation,
}

/// A question of why, ready to be answered.
pub(crate) struct Why {
    /// What is asked about.
    pub(crate) subject: Subject,
    /// The report that it stands in.
    pub(crate) context: Context,
    /// From how many events.
    pub(crate) from: u64,
    /// To how many events.
    pub(crate) to: u64,
}

impl Why {
    /// What the arguments ask.
    ///
    /// # Errors
    /// [`Failure`] when a moment is not in the log, or nothing says in whose report
    /// the subject stands.
    pub(crate) fn asked(
        asked: &Explain,
        subject: Subject,
        reading: &Reading<'_>,
    ) -> Result<Self, Failure> {
        let from = match &asked.from {
            Some(moment) => reading.known(Some(moment))?,
            None => 0,
        };
        let to = reading.known(asked.to.as_ref())?;
        let context = context(asked, &subject, reading, to)?;
        Ok(Self {
            subject,
            context,
            from,
            to,
        })
    }

    /// The unit that the subject is of, beside the one whose report it stands in:
    /// none for a figure, which is the report's own.
    pub(crate) fn unit_of_subject(&self, reading: &Reading<'_>) -> Option<UnitId> {
        responsible(&self.subject, reading, self.to)
    }

    /// The explanation.
    ///
    /// # Errors
    /// [`TraceError`] when there is no such subject, or the log cannot be read.
    pub(crate) fn explained(&self, reading: &Reading<'_>) -> Result<Explanation, TraceError> {
        trace::explain(
            reading.model,
            reading,
            &self.subject,
            &self.context,
            self.from,
            self.to,
        )
    }
}

/// An explanation as an answer.
///
/// # Errors
/// [`Failure`] when the log cannot be read.
pub(crate) fn answer(
    explanation: Explanation,
    context: &Context,
    reading: &Reading<'_>,
    demonstration: bool,
) -> Result<Explained, Failure> {
    Ok(Explained {
        kind: "explanation",
        demonstration,
        basis: reading.basis(explanation.to)?,
        report: Compared::subject(&explanation.subject, context),
        explanation,
    })
}
