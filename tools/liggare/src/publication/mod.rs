//! Publishing: a report is built from what is known, checked and pinned.
//!
//! The command line and the server publish by this one piece: [`prepare`] makes
//! the submission, whoever calls it has it recorded, and then keeps the copy.
//! Guarantee: the pin, the checks and the checkpoint that is shown all concern
//! the basis that the report was built at.

pub(crate) mod copies;

use ledger::basis::Basis;
use ledger::command::{Command, Pinned, PublishReport, Submission};
use ledger::ids::{ActorId, CommandId, DecisionId, InvalidId, ReportId};
use ledger::proof::{SignedNote, TreeHead};
use ledger::state::proof::Proof;
use projections::checks::{self, CheckRow};
use projections::document::CheckOutcome;
use projections::publication::{self, Pin};
use projections::report::ReportRequest;
use projections::reporting::PublishedReport;

use crate::failure::Failure;
use crate::session::Reading;

/// What is to be published, by whom.
#[derive(Debug, Clone)]
pub(crate) struct Publication {
    /// The report's id.
    pub(crate) report: ReportId,
    /// Which report.
    pub(crate) request: ReportRequest,
    /// Who publishes.
    pub(crate) actor: ActorId,
    /// The decision it rests on.
    pub(crate) decision: Option<DecisionId>,
}

/// A publication that is ready to be recorded.
pub(crate) struct Prepared {
    /// What is to be recorded.
    pub(crate) submission: Submission,
    /// The report, pinned.
    pub(crate) pin: Pin,
    /// What it rests on.
    pub(crate) basis: Basis,
    /// The checks that do not hold and that nothing excuses.
    pub(crate) failed: Vec<CheckRow>,
}

impl Publication {
    /// The id of the command that records it: it follows from the report's, so that
    /// a report is published once.
    ///
    /// # Errors
    /// [`InvalidId`] when the report's id is too long for it.
    pub(crate) fn command_id(&self) -> Result<CommandId, InvalidId> {
        CommandId::new(format!("publish/{}", self.report))
    }

    /// Whether a published report is this one.
    pub(crate) fn is_that(&self, published: &PublishedReport) -> bool {
        published.kind == self.request.kind
            && published.unit == self.request.unit
            && published.period == self.request.period
    }
}

/// Builds a report at a log size, checks and pins it.
///
/// # Errors
/// [`Failure`] when there is no such report, or the log cannot be read.
pub(crate) fn prepare(
    reading: &Reading<'_>,
    publication: &Publication,
    size: u64,
    proof: &Proof,
) -> Result<Prepared, Failure> {
    let request = &publication.request;
    let document = reading.build(request, size)?;
    let results = checks::run_all(&checks::Context {
        model: reading.model,
        size,
        kind: request.kind,
        unit: &request.unit,
        period: request.period,
    });
    let failed_checks = results
        .iter()
        .filter(|check| matches!(check.outcome, CheckOutcome::Failed | CheckOutcome::Waived))
        .map(|check| check.name)
        .collect();
    let pin = publication::pin(&document);
    let id = publication
        .command_id()
        .map_err(|error| Failure::usage(error.to_string(), "Välj ett kortare id för rapporten."))?;
    let submission = Submission {
        id,
        actor: publication.actor.clone(),
        decision: publication.decision.clone(),
        reason: None,
        correlation_id: None,
        provenance: None,
        expect: Vec::new(),
        command: Command::PublishReport(PublishReport {
            report: publication.report.clone(),
            kind: request.kind,
            unit: request.unit.clone(),
            period: request.period,
            pinned: Some(Pinned {
                basis: document.basis,
                view_sha256: pin.sha256.clone(),
                failed_checks,
                cosigned_checkpoint: cosigned(reading, proof, &document.basis)?,
                sections: pin.sections.clone(),
            }),
        }),
    };
    Ok(Prepared {
        submission,
        pin,
        basis: document.basis,
        failed: results
            .into_iter()
            .filter(|check| check.outcome == CheckOutcome::Failed)
            .map(CheckRow::from)
            .collect(),
    })
}

/// The last checkpoint with its size, when a witness of the policy has cosigned it.
///
/// # Errors
/// [`Failure`] when the kept checkpoints cannot be read.
pub(crate) fn last_cosigned(
    reading: &Reading<'_>,
    proof: &Proof,
) -> Result<Option<(SignedNote, TreeHead)>, Failure> {
    let Some(note) = reading.log.checkpoints_back().next().transpose()? else {
        return Ok(None);
    };
    let is_cosigned = !proof.cosigners(&note).is_empty();
    let head = TreeHead::of(&note).ok().filter(|_| is_cosigned);
    Ok(head.map(|head| (note, head)))
}

/// The last checkpoint as a note, when it is of the basis and cosigned.
fn cosigned(
    reading: &Reading<'_>,
    proof: &Proof,
    basis: &Basis,
) -> Result<Option<String>, Failure> {
    let last = last_cosigned(reading, proof)?;
    let its = last.filter(|(_, head)| (head.size, head.root) == (basis.size, basis.root));
    Ok(its.map(|(note, _)| note.to_string()))
}
