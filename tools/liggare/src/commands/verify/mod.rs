//! `verify`: the ledger checks itself, part by part, and builds anew what is derived.
//!
//! The log is judged by the store; this command folds a fresh read model from the
//! same walk, and holds the kept one and the published reports against it.
//!
//! Guarantees: done (0) only when every part was judged and holds. What is built
//! anew is folded beside what is in use and takes its place in one write.
//! Deliberately not here: trust. An auditor uses `granska`, which shares no code
//! with the program that wrote the ledger.

mod words;

use ledger::ledger::KeptState;
use ledger::log::store::{Store, Verdicts};
use ledger::log::verification::{Finding, Part, Verdict};
use ledger::log::{Log, LogError, ReadLog};
use ledger::proof::VerifierKey;
use ledger::proof::key_file::{self, KeyFileError};
use projections::model::ReadModel;
use projections::publication::{self, Reproduction};
use projections::service::{Kept, Model, Service};
use serde::Serialize;

use crate::cli::Verify;
use crate::failure::{Exit, Failure, with_causes};
use crate::render::{Format, csv, json};
use crate::session::{bar, note_unkept, signing};
use crate::world::World;

/// How often progress is shown, in events.
const PROGRESS_STEP: u64 = 4_096;

/// From how many events on progress is shown.
const WORTH_SHOWING: u64 = 20_000;

/// A part as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// A part of the log.
    Log(Part),
    /// The writer's kept state against a fresh one.
    WriterState,
    /// The kept read model against a fresh one.
    ReadModel,
    /// The published reports.
    Reports,
}

/// The verdicts on every part, in the order they are told.
struct Judged {
    parts: Vec<(Told, Verdict)>,
    /// The fresh model, when the whole log could be read.
    model: Option<ReadModel>,
    /// Whether a model of this program's is kept.
    kept: bool,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    kind: &'static str,
    demonstration: bool,
    events: u64,
    holds: bool,
    parts: Vec<PartAnswer<'a>>,
    /// What was built anew, by id.
    rebuilt: &'a [&'static str],
    notes: &'a [String],
}

/// A part as JSON.
#[derive(Serialize)]
struct PartAnswer<'a> {
    part: &'static str,
    title: &'static str,
    /// `holds`, `fails` or `not_judged`.
    verdict: &'static str,
    #[serde(flatten)]
    judged: &'a Verdict,
}

/// Verifies the ledger.
///
/// # Errors
/// [`Failure`] when there is no ledger, another process holds it, or what is
/// built anew cannot be written.
pub(crate) fn run(asked: &Verify, world: &mut World<'_>) -> Result<Exit, Failure> {
    let mut store = match Store::open(&world.folder) {
        Ok(store) => store,
        Err(error @ LogError::Damaged { .. }) => return damaged(&error, world),
        Err(other) => return Err(other.into()),
    };
    let key = match &asked.key {
        Some(key) => Some(key.clone()),
        None => known_key(world)?,
    };
    let mut judged = judge(&store, key.as_ref(), world)?;
    let mut rebuilt = Vec::new();
    if asked.rebuild {
        if judged.fails(Told::Log(Part::Index)) {
            store.rebuild_index()?;
            rebuilt.push("index");
        }
        if judged.fails(Told::WriterState) {
            KeptState::forget(&mut store)?;
            rebuilt.push("writer_state");
        }
        let model_is_wanting = judged.fails(Told::ReadModel) || !judged.kept;
        if (model_is_wanting || !rebuilt.is_empty())
            && let Some(model) = judged.model.take()
        {
            note_unkept(Service::folded(model, &store).keep(&mut store), world);
            rebuilt.push("read_model");
        }
        if !rebuilt.is_empty() {
            judged = judge(&store, key.as_ref(), world)?;
        }
    }
    let demonstration = store.file().demonstration;
    let (events, notes) = (store.size(), store.notes().to_vec());
    say(
        &judged.parts,
        events,
        demonstration,
        &rebuilt,
        &notes,
        world,
    )
}

/// The key that the folder knows the ledger by: its own, else the one it was
/// restored with. A file of a key that cannot be read is told, and hides nothing.
fn known_key(world: &mut World<'_>) -> Result<Option<VerifierKey>, Failure> {
    match key_file::read(&world.folder, key_file::FILE) {
        Ok(key) => return Ok(Some(key.verifier().clone())),
        Err(KeyFileError::Missing { .. }) => {}
        Err(error) => world.note(&format!("liggare: {}", with_causes(&error))),
    }
    signing::restored_with(&world.folder)
}

/// The answer for a ledger that cannot be opened for damage.
fn damaged(error: &LogError, world: &mut World<'_>) -> Result<Exit, Failure> {
    let mut journal = Verdict::default();
    let mut finding = Finding {
        position: None,
        place: String::new(),
        found: error.to_string(),
    };
    if let LogError::Damaged {
        position,
        place,
        found,
    } = error
    {
        finding = Finding {
            position: Some(*position),
            place: place.clone(),
            found: found.clone(),
        };
    }
    journal.add(finding);
    let parts: Vec<_> = Told::ALL
        .iter()
        .map(|told| match told {
            Told::Log(Part::Journal) => (*told, journal.clone()),
            _ => (
                *told,
                Verdict {
                    not_judged: Some("liggaren kan inte öppnas".to_owned()),
                    ..Verdict::default()
                },
            ),
        })
        .collect();
    say(&parts, 0, false, &[], &[], world)
}

fn judge(
    store: &Store,
    key: Option<&VerifierKey>,
    world: &mut World<'_>,
) -> Result<Judged, Failure> {
    let size = store.size();
    let kept = Kept::<ReadModel>::of(store);
    let mut compared = None;
    let mut model = ReadModel::default();
    let progress = (world.progress && size > WORTH_SHOWING).then(|| bar(size, "prövar liggaren"));
    let mut differs = |model: &ReadModel| {
        if let Kept::Model(kept) = &kept
            && kept.cursor == model.size()
        {
            compared = Some(kept.model.differing(model));
        }
    };
    differs(&model);
    let verdicts = store.verify(key, |record| {
        model.apply(&record.entry);
        differs(&model);
        if let Some(progress) = progress
            .as_ref()
            .filter(|_| model.size() % PROGRESS_STEP == 0)
        {
            progress.set_position(model.size());
        }
        Ok::<(), Failure>(())
    })?;
    if let Some(progress) = progress {
        progress.finish_and_clear();
    }
    let whole = model.size() == size;
    let mut parts = in_order(verdicts);
    parts.push((Told::WriterState, judge_state(store, whole)?));
    parts.push((Told::ReadModel, judge_model(&kept, compared)));
    parts.push((Told::Reports, judge_reports(store, &model, whole)?));
    Ok(Judged {
        parts,
        model: whole.then_some(model),
        kept: matches!(kept, Kept::Model(_) | Kept::BeyondLog(_)),
    })
}

fn in_order(mut verdicts: Verdicts) -> Vec<(Told, Verdict)> {
    Told::ALL
        .iter()
        .filter_map(|told| match told {
            Told::Log(part) => Some((*told, verdicts.remove(part)?)),
            Told::WriterState | Told::ReadModel | Told::Reports => None,
        })
        .collect()
}

/// The state that is kept for the writer against a fresh one of as many events.
fn judge_state(store: &Store, whole: bool) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::default();
    if !whole {
        verdict.not_judged = Some("journalen går inte att läsa i sin helhet".to_owned());
        return Ok(verdict);
    }
    if let Some(kept) = KeptState::judge(store)? {
        verdict.judged = kept.events;
        if kept.differs {
            verdict.add(Finding {
                position: None,
                place: "skrivarens tillstånd".to_owned(),
                found: "det skiljer sig från ett nytt".to_owned(),
            });
        }
    }
    Ok(verdict)
}

/// The kept read model against the fresh one at its size.
fn judge_model(kept: &Kept<ReadModel>, compared: Option<Vec<&'static str>>) -> Verdict {
    let mut verdict = Verdict::default();
    let found = |what: String| Finding {
        position: None,
        place: "läsmodellen".to_owned(),
        found: what,
    };
    match (kept, compared) {
        // Nothing is kept, or nothing that this program reads: then none can differ.
        (Kept::Nothing | Kept::OtherDefinition(_), _) => {}
        (Kept::Unreadable(why), _) => verdict.add(found(why.clone())),
        (Kept::BeyondLog(_), _) => {
            verdict.add(found("den har fler händelser än liggaren".to_owned()));
        }
        (Kept::Model(Model { cursor, .. }), Some(differing)) => {
            verdict.judged = *cursor;
            for view in differing {
                verdict.add(found(format!("vyn {view} skiljer sig från en ny")));
            }
        }
        (Kept::Model(_), None) => {
            verdict.not_judged = Some("journalen går inte att läsa så långt".to_owned());
        }
    }
    verdict
}

/// Every published report, built anew from its basis.
fn judge_reports(store: &Store, model: &ReadModel, whole: bool) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::default();
    if !whole {
        verdict.not_judged = Some("journalen går inte att läsa i sin helhet".to_owned());
        return Ok(verdict);
    }
    for published in model.reporting.published(model.size()) {
        verdict.judged += 1;
        let root = match store.root_at(published.basis.size) {
            Ok(root) => root,
            // The index has its own verdict.
            Err(LogError::Index { found, .. }) => {
                verdict.not_judged = Some(format!("indexet ger ingen rot ({found})"));
                return Ok(verdict);
            }
            Err(error) => return Err(error.into()),
        };
        match publication::reproduce(model, published, root, None) {
            // What is redacted cannot be shown, and that it is so is no fault.
            Reproduction::Identical | Reproduction::Redacted { .. } => {}
            Reproduction::Differs(_) => verdict.add(Finding {
                position: Some(published.recorded.position),
                place: published.report.to_string(),
                found: format!(
                    "kan inte återges som den publicerades; `liggare reproduce {}` visar var",
                    published.report
                ),
            }),
        }
    }
    Ok(verdict)
}

fn say(
    parts: &[(Told, Verdict)],
    events: u64,
    demonstration: bool,
    rebuilt: &[&'static str],
    notes: &[String],
    world: &mut World<'_>,
) -> Result<Exit, Failure> {
    let holds = parts.iter().all(|(_, verdict)| verdict.holds());
    world.mark(demonstration)?;
    let said = match world.format {
        Format::Text => words::verdicts(parts, events, rebuilt, notes, world.layout),
        Format::Json => json::answer(&Answer {
            kind: "verification",
            demonstration,
            events,
            holds,
            parts: parts
                .iter()
                .map(|(told, judged)| PartAnswer {
                    part: told.id(),
                    title: told.title(),
                    verdict: words::code(judged),
                    judged,
                })
                .collect(),
            rebuilt,
            notes,
        })?,
        Format::Csv => csv::rows(
            ["part", "verdict", "judged", "findings", "first_finding"],
            parts.iter().map(|(told, verdict)| {
                [
                    told.id().to_owned(),
                    words::code(verdict).to_owned(),
                    verdict.judged.to_string(),
                    (verdict.findings.len() as u64 + verdict.more).to_string(),
                    verdict
                        .findings
                        .first()
                        .map(words::finding)
                        .unwrap_or_default(),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(if holds { Exit::Done } else { Exit::Found })
}

impl Judged {
    fn fails(&self, part: Told) -> bool {
        self.parts
            .iter()
            .any(|(told, verdict)| *told == part && !verdict.findings.is_empty())
    }
}

impl Told {
    const ALL: [Self; 9] = [
        Self::Log(Part::Journal),
        Self::Log(Part::Leaves),
        Self::Log(Part::Redactions),
        Self::Log(Part::Root),
        Self::Log(Part::SignedCheckpoints),
        Self::Log(Part::Index),
        Self::WriterState,
        Self::ReadModel,
        Self::Reports,
    ];

    /// Whether it is what was recorded, and not only made from that: nothing can make it
    /// anew but a copy.
    fn is_recorded(self) -> bool {
        matches!(
            self,
            Self::Log(Part::Journal | Part::Leaves | Part::Redactions | Part::Root)
        )
    }

    /// Whether it is made from what was recorded, and can be made anew from that.
    fn is_derived(self) -> bool {
        matches!(
            self,
            Self::Log(Part::Index) | Self::WriterState | Self::ReadModel
        )
    }

    fn id(self) -> &'static str {
        match self {
            Self::Log(Part::Journal) => "journal",
            Self::Log(Part::Leaves) => "leaves",
            Self::Log(Part::Redactions) => "redactions",
            Self::Log(Part::Root) => "root",
            Self::Log(Part::SignedCheckpoints) => "signed_checkpoints",
            Self::Log(Part::Index) => "index",
            Self::WriterState => "writer_state",
            Self::ReadModel => "read_model",
            Self::Reports => "reports",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Log(Part::Journal) => "Journalen: varje skrivning, kontrollsumma och ordningen",
            Self::Log(Part::Leaves) => "Innehållet: åtaganden och löv räknade om",
            Self::Log(Part::Redactions) => {
                "Gallringarna: innehållet är förstört, inget annat är det"
            }
            Self::Log(Part::Root) => "Trädets rot mot kontrollpunkten",
            Self::Log(Part::SignedCheckpoints) => {
                "Signerade kontrollpunkter: rötter, signaturer, nyckelbyten"
            }
            Self::Log(Part::Index) => "Indexet mot ett nytt ur journalen",
            Self::WriterState => "Skrivarens sparade tillstånd mot ett nytt",
            Self::ReadModel => "Sparad läsmodell mot en ny",
            Self::Reports => "Publicerade rapporter går att återge",
        }
    }

    /// What is counted of the part, one and many.
    fn counted(self) -> (&'static str, &'static str) {
        match self {
            Self::Log(Part::Journal | Part::Leaves | Part::Root)
            | Self::WriterState
            | Self::ReadModel => ("händelse", "händelser"),
            Self::Log(Part::Redactions) => ("gallring", "gallringar"),
            Self::Log(Part::SignedCheckpoints) => ("kontrollpunkt", "kontrollpunkter"),
            Self::Log(Part::Index) => ("post", "poster"),
            Self::Reports => ("rapport", "rapporter"),
        }
    }
}
