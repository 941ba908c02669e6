//! Why a figure, an indicator, an objective or an assignment is another than it was.

use ledger::basis::Basis;
use ledger::ids::UnitId;
use ledger::money::Ore;
use ledger::quantity::Quantity;
use projections::trace::{self, Context, Effect, Explanation, Subject, TraceError};
use serde::Serialize;

use crate::cli::Explain;
use crate::failure::Failure;
use crate::session::Reading;

use super::compared::Compared;
use super::subject::{context, line};
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

    /// The unit that the subject is of, whosever report it is asked in: none for a
    /// figure that is no line of the economy, which is the report's own.
    pub(crate) fn unit_of_subject(&self, reading: &Reading<'_>) -> Option<UnitId> {
        let Subject::Figure(figure) = &self.subject else {
            return responsible(&self.subject, reading, self.to);
        };
        let lines = &reading.model.economy.lines;
        Some(lines.definition(&line(figure)?, self.to)?.unit.clone())
    }

    /// Whether the report says the subject, at either moment.
    pub(crate) fn is_said(&self, reading: &Reading<'_>) -> bool {
        let said = |size| trace::is_said(reading.model, &self.subject, &self.context, size);
        said(self.to) || said(self.from)
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

    /// The explanation from the first of these sizes at which the subject had another
    /// value, else from the beginning.
    ///
    /// # Errors
    /// As [`Why::explained`].
    pub(crate) fn explained_from_another(
        &self,
        sizes: impl IntoIterator<Item = u64>,
        reading: &Reading<'_>,
    ) -> Result<Explanation, TraceError> {
        trace::explain_from_another(
            reading.model,
            reading,
            &self.subject,
            &self.context,
            sizes,
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

/// The exact sum of all effects, when they are of a kind that sums.
pub(crate) fn sum(found: &Explanation) -> Option<Effect> {
    let effects = || {
        let causes = found.causes.iter().map(|cause| &cause.effect);
        causes.chain(found.groups.iter().map(|group| &group.effect))
    };
    match found.change {
        Effect::Amount(_) => Some(Effect::Amount(
            effects()
                .map(|effect| match effect {
                    Effect::Amount(amount) => *amount,
                    Effect::Number(_) | Effect::Count(_) | Effect::Moved { .. } | Effect::None => {
                        Ore::ZERO
                    }
                })
                .sum(),
        )),
        Effect::Number(_) => Some(Effect::Number(effects().fold(
            Quantity::whole(0),
            |sum, effect| match effect {
                Effect::Number(number) => sum.plus(*number),
                Effect::Amount(_) | Effect::Count(_) | Effect::Moved { .. } | Effect::None => sum,
            },
        ))),
        Effect::Count(_) => Some(Effect::Count(effects().fold(
            0,
            |sum: i64, effect| match effect {
                Effect::Count(count) => sum.saturating_add(*count),
                Effect::Amount(_) | Effect::Number(_) | Effect::Moved { .. } | Effect::None => sum,
            },
        ))),
        Effect::Moved { .. } | Effect::None => None,
    }
}
