//! The demonstration played on a ledger in memory, once for all tests.

use std::sync::LazyLock;

use ledger::basis::Basis;
use ledger::command::{Command, Pinned, PublishReport, Submission};
use ledger::entropy::SeededEntropy;
use ledger::ids::Position;
use ledger::ledger::Ledger;
use ledger::log::ReadLog;
use ledger::log::memory::MemoryLog;
use ledger::time::Timestamp;
use projections::document::CheckOutcome;
use projections::model::ReadModel;
use projections::report::{self, ReportRequest};
use projections::{checks, publication};

use crate::demo::{Publication, Step, script};

/// The day after the operations report was published.
pub(super) const AFTER_PUBLICATION: &str = "2025-02-21";

/// What has been played.
pub(super) struct Played {
    pub(super) model: ReadModel,
    pub(super) refusals: Vec<String>,
    sizes: Vec<(Timestamp, u64)>,
}

impl Played {
    /// How many events were recorded when a day ended.
    pub(super) fn size_on(&self, day: &str) -> u64 {
        let end: Timestamp = format!("{day}T23:59:59Z").parse().expect("a day");
        let after = self.sizes.partition_point(|(at, _)| *at <= end);
        after.checked_sub(1).map_or(0, |last| self.sizes[last].1)
    }
}

/// The steps of the embedded tables.
pub(super) fn steps() -> &'static [Step] {
    static STEPS: LazyLock<Vec<Step>> =
        LazyLock::new(|| script().expect("the embedded tables make a script"));
    &STEPS
}

/// The embedded tables, played to the end.
pub(super) static PLAYED: LazyLock<Played> = LazyLock::new(|| {
    let entropy = Box::new(SeededEntropy::new("demo"));
    let mut stage = Stage {
        ledger: Ledger::open(MemoryLog::new(), entropy).expect("an empty log opens"),
        played: Played {
            model: ReadModel::default(),
            refusals: Vec::new(),
            sizes: Vec::new(),
        },
    };
    for step in steps() {
        match step {
            Step::Record { at, submission } => stage.submit(*at, submission),
            Step::Publish { at, publication } => stage.publish(*at, publication),
        }
    }
    println!(
        "{} steps, {} events",
        steps().len(),
        stage.played.model.size()
    );
    stage.played
});

struct Stage {
    ledger: Ledger<MemoryLog>,
    played: Played,
}

impl Stage {
    fn submit(&mut self, at: Timestamp, submission: &Submission) {
        let played = &mut self.played;
        if let Err(refused) = self.ledger.submit(submission, at) {
            let refusal = format!("{at} {}: {refused}", submission.id);
            played.refusals.push(refusal);
        }
        let size = self.ledger.log().size();
        let from = Position(played.model.size());
        for record in self.ledger.log().read(from, size) {
            played.model.apply(&record.expect("the log reads").entry);
        }
        played.sizes.push((at, size));
    }

    /// Builds, pins and publishes, as the command does.
    fn publish(&mut self, at: Timestamp, publication: &Publication) {
        let model = &self.played.model;
        let size = model.size();
        let basis = Basis {
            size,
            root: self.ledger.log().root_at(size).expect("a root"),
            rules_version: model.rules.at(size).rules.version,
        };
        let request = ReportRequest {
            kind: publication.kind,
            unit: publication.unit.clone(),
            period: publication.period,
        };
        let document = report::build(model, &request, basis).expect("the report builds");
        let context = checks::Context {
            model,
            size,
            kind: publication.kind,
            unit: &publication.unit,
            period: publication.period,
        };
        let failed_checks = checks::run_all(&context)
            .into_iter()
            .filter(|check| matches!(check.outcome, CheckOutcome::Failed | CheckOutcome::Waived))
            .map(|check| check.name)
            .collect();
        let pin = publication::pin(&document);
        let publish = PublishReport {
            report: publication.report.clone(),
            kind: publication.kind,
            unit: publication.unit.clone(),
            period: publication.period,
            pinned: Some(Pinned {
                basis,
                view_sha256: pin.sha256,
                sections: pin.sections,
                failed_checks,
                cosigned_checkpoint: None,
            }),
        };
        let submission = Submission {
            id: publication.report.as_str().parse().expect("an id"),
            actor: publication.actor.clone(),
            decision: publication.decision.clone(),
            reason: None,
            correlation_id: None,
            provenance: None,
            expect: Vec::new(),
            command: Command::PublishReport(publish),
        };
        self.submit(at, &submission);
    }
}
