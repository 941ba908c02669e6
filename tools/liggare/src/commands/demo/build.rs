//! Building the demonstration: its script is played on a new ledger, with the
//! script's own clock and seeded randomness.

use std::collections::BTreeMap;
use std::path::Path;

use ledger::command::{Command, Submission};
use ledger::entropy::SeededEntropy;
use ledger::event::Provenance;
use ledger::ids::{LineId, Position};
use ledger::ledger::{Ledger, SubmitError};
use ledger::log::ReadLog;
use ledger::log::settings::Settings;
use ledger::time::{Date, Timestamp};
use projections::report::ReportRequest;

use crate::cli::moment;
use crate::commands::publish::{self, refused};
use crate::demo::Step;
use crate::failure::{Failure, Family};
use crate::publication::Publication;
use crate::publication::copies::keep_copy;
use crate::session::{Store, Writer, bar, signing};
use crate::world::World;

/// What the demonstration's ledger is called.
const ORIGIN: &str = "demonstration";

/// The seed of its key: whoever reads this can sign as the demonstration.
const KEY_SEED: &str = "liggare demonstration 2024: nyckel";

/// The seed of its randomness.
const SEED: &str = "liggare demonstration 2024";

/// What the demonstration came to.
pub(super) struct Summary {
    pub(super) events: u64,
    pub(super) commands: u64,
    pub(super) root: String,
    pub(super) verifier_key: String,
    pub(super) provenance: BTreeMap<Option<Provenance>, u64>,
    pub(super) reports: Vec<Published>,
    pub(super) hindered: Vec<Hindered>,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    pub(super) restatement: Option<Restatement>,
}

/// The restatement of the year, to show what it changed.
pub(super) struct Restatement {
    /// The day before it was recorded.
    pub(super) before: Date,
    /// The line that it changed.
    pub(super) line: LineId,
}

/// A report that could not be published.
pub(super) struct Hindered {
    pub(super) publication: Publication,
    pub(super) why: Failure,
}

/// A report that the demonstration has published.
pub(super) struct Published {
    pub(super) publication: Publication,
    pub(super) sha256: String,
}

/// Plays the steps on a new ledger in the folder. A report that is refused
/// hinders nothing that follows it.
///
/// # Errors
/// [`Failure`] when a command is refused or something cannot be written.
pub(super) fn build(
    steps: &[Step],
    folder: &Path,
    world: &mut World<'_>,
) -> Result<Summary, Failure> {
    let created_at = steps.first().map_or_else(|| (world.now)(), Step::at);
    let settings = Settings {
        origin: ORIGIN.to_owned(),
        demonstration: true,
        created_at,
    };
    let store = Store::create(folder, &settings)?;
    let verifier_key = signing::create(folder, &store, &mut SeededEntropy::new(KEY_SEED))?;
    let ledger = Ledger::open(store, Box::new(SeededEntropy::new(SEED)))?;
    let ledger = signing::sign(folder, ledger)?;
    let mut writer = Writer::on(ledger);
    let mut reports = Vec::new();
    let mut hindered = Vec::new();
    let mut commands = 0;
    let progress = world
        .progress
        .then(|| bar(steps.len() as u64, "bygger demonstrationen"));
    let mut waiting: Vec<Submission> = Vec::new();
    let mut waiting_at = created_at;
    for step in steps {
        if let Some(progress) = &progress {
            progress.inc(1);
        }
        match step {
            Step::Record { at, submission } => {
                if *at != waiting_at {
                    commands += record(&mut writer, &mut waiting, waiting_at)?;
                    waiting_at = *at;
                }
                waiting.push(submission.clone());
            }
            Step::Publish { at, publication } => {
                commands += record(&mut writer, &mut waiting, waiting_at)?;
                let publication = Publication {
                    report: publication.report.clone(),
                    request: ReportRequest {
                        kind: publication.kind,
                        unit: publication.unit.clone(),
                        period: publication.period,
                    },
                    actor: publication.actor.clone(),
                    decision: publication.decision.clone(),
                };
                match publish::publish(&mut writer, &publication, *at) {
                    Ok((pin, _, _)) => {
                        commands += 1;
                        writer.ledger.checkpoint()?;
                        keep_copy(folder, &publication.report, &pin)?;
                        reports.push(Published {
                            publication,
                            sha256: pin.sha256,
                        });
                    }
                    Err(why) if why.family == Family::Refused => {
                        hindered.push(Hindered { publication, why });
                    }
                    Err(why) => return Err(why),
                }
            }
        }
    }
    commands += record(&mut writer, &mut waiting, waiting_at)?;
    if let Some(progress) = progress {
        progress.finish_and_clear();
    }
    let store = writer.close(world)?;
    let events = store.size();
    let mut provenance: BTreeMap<Option<Provenance>, u64> = BTreeMap::new();
    for record in store.read(Position(0), events) {
        *provenance.entry(record?.entry.provenance).or_default() += 1;
    }
    let summary = Summary {
        events,
        commands,
        root: store.root_at(events)?.to_string(),
        verifier_key: verifier_key.to_string(),
        provenance,
        reports,
        hindered,
        first: steps.first().map(Step::at),
        last: steps.last().map(Step::at),
        restatement: steps.iter().find_map(restatement),
    };
    store.close()?;
    Ok(summary)
}

fn restatement(step: &Step) -> Option<Restatement> {
    let Step::Record { at, submission } = step else {
        return None;
    };
    let Command::RestateOutcome(restated) = &submission.command else {
        return None;
    };
    Some(Restatement {
        before: moment::day_of(*at)?.previous(),
        line: restated.line.clone(),
    })
}

/// Records the commands of one moment with one write; answers how many.
fn record(
    writer: &mut Writer,
    waiting: &mut Vec<Submission>,
    at: Timestamp,
) -> Result<u64, Failure> {
    let submissions = std::mem::take(waiting);
    let outcomes = writer.ledger.submit_group(&submissions, at);
    for (submission, outcome) in submissions.iter().zip(outcomes) {
        outcome.map_err(|error| match error {
            SubmitError::Refused(refusal) => {
                let mut failure = refused(&refusal);
                failure.place = format!("kommandot {} {}", submission.id, failure.place);
                failure
            }
            SubmitError::Store(error) => error.into(),
        })?;
    }
    Ok(submissions.len() as u64)
}
