//! What the demonstration promises: an orderly script that the ledger accepts
//! whole, and the published figures.

use std::collections::BTreeSet;

use ledger::basis::Basis;
use ledger::command::{Command, Pinned, PublishReport};
use ledger::entropy::SeededEntropy;
use ledger::ids::Position;
use ledger::ledger::Ledger;
use ledger::log::Log;
use ledger::log::memory::MemoryLog;
use projections::document::CheckOutcome;
use projections::model::ReadModel;
use projections::report::{self, ReportRequest};
use projections::{checks, publication};

use super::*;

fn steps() -> Vec<Step> {
    script().expect("the embedded tables make a script")
}

/// Plays the steps on a ledger in memory, as the command does on disk.
struct Stage {
    ledger: Ledger<MemoryLog>,
    model: ReadModel,
    refusals: Vec<String>,
}

impl Stage {
    fn empty() -> Self {
        let entropy = Box::new(SeededEntropy::new("demo"));
        Self {
            ledger: Ledger::open(MemoryLog::new(), entropy).expect("an empty log opens"),
            model: ReadModel::default(),
            refusals: Vec::new(),
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Record { at, submission } => self.submit(*at, submission),
            Step::Publish { at, publication } => self.publish(*at, publication),
        }
    }

    fn submit(&mut self, at: Timestamp, submission: &Submission) {
        if let Err(refused) = self.ledger.submit(submission, at) {
            self.refusals.push(format!("{at} {}: {refused}", submission.id));
        }
        let size = self.ledger.log().size();
        for record in self.ledger.log().read(Position(self.model.size()), size) {
            self.model.apply(&record.expect("the log reads").entry);
        }
    }

    fn publish(&mut self, at: Timestamp, publication: &Publication) {
        let size = self.model.size();
        let basis = Basis {
            size,
            root: self.ledger.log().root_at(size).expect("a root"),
            rules_version: self.model.rules.at(size).rules.version,
        };
        let request = ReportRequest {
            kind: publication.kind,
            unit: publication.unit.clone(),
            period: publication.period,
        };
        let document = report::build(&self.model, &request, basis).expect("the report builds");
        let context = checks::Context {
            model: &self.model,
            size,
            kind: publication.kind,
            unit: &publication.unit,
            period: publication.period,
        };
        let failed_checks = checks::run_all(&context)
            .into_iter()
            .filter(|result| {
                if matches!(result.outcome, CheckOutcome::Failed) { eprintln!("{} {:?}", publication.report, result.name); for f in &result.findings { eprintln!("   {} stated {:?} computed {:?} {}", f.place, f.stated, f.computed, f.text); } }
                matches!(result.outcome, CheckOutcome::Failed | CheckOutcome::Waived)
            })
            .map(|result| result.name)
            .collect();
        let pin = publication::pin(&document);
        let submission = Submission {
            id: format!("publicera-{}", publication.report).parse().expect("an id"),
            actor: publication.actor.clone(),
            decision: publication.decision.clone(),
            reason: None,
            correlation_id: None,
            provenance: None,
            expect: Vec::new(),
            command: Command::PublishReport(PublishReport {
                report: publication.report.clone(),
                kind: publication.kind,
                unit: publication.unit.clone(),
                period: publication.period,
                pinned: Some(Pinned {
                    basis,
                    view_sha256: pin.sha256,
                    sections: pin.sections,
                    failed_checks,
                }),
            }),
        };
        self.submit(at, &submission);
    }
}

#[test]
fn the_script_rises_in_time_and_repeats_no_command() {
    let steps = steps();
    assert!(steps.windows(2).all(|pair| pair[0].at() <= pair[1].at()));
    let mut ids = BTreeSet::new();
    for step in &steps {
        if let Step::Record { submission, .. } = step {
            assert!(ids.insert(submission.id.clone()), "{} twice", submission.id);
            assert!(submission.provenance.is_some(), "{}", submission.id);
        }
    }
}

#[test]
fn the_ledger_accepts_every_step() {
    let mut stage = Stage::empty();
    let steps = steps();
    for step in &steps {
        stage.take(step);
    }
    eprintln!("{} steps, {} events", steps.len(), stage.model.size());
    assert_eq!(stage.refusals, Vec::<String>::new());
}
