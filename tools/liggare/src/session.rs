//! A session: a ledger opened for questions, or for writing too.
//!
//! The store is opened, the read model is taken as it was last kept and brought
//! up to date from the journal. Every question is answered at a log size; a
//! moment is turned into one here, once (I4).
//!
//! Guarantee: what is kept can never change an answer (I9): the read model is a
//! [`Service`], which uses a kept model only when it is of this very definition.

mod reading;
pub(crate) mod signing;

use indicatif::{ProgressBar, ProgressStyle};
use ledger::basis::Basis;
use ledger::entry::Entry;
use ledger::ids::{EventId, Position, ReportId};
use ledger::ledger::Ledger;
pub(crate) use ledger::log::store::Store;
use ledger::log::{Log, LogError, ReadLog};
use projections::document::Document;
use projections::model::ReadModel;
use projections::report::ReportRequest;
use projections::reporting::PublishedReport;
use projections::service::{KeepError, Service, Written};
use projections::trace::EntrySource;

use crate::cli::moment::Moment;
use crate::failure::{Failure, with_causes};
use crate::world::World;
pub(crate) use reading::Reading;

/// How many events may be folded at every opening before the model is worth
/// keeping again: about a tenth of a second of folding.
const FAR_BEHIND: u64 = 20_000;

/// How often progress is shown, in events.
const PROGRESS_STEP: u64 = 4_096;

/// A ledger opened for questions.
pub(crate) struct Session {
    /// The store.
    pub(crate) store: Store,
    /// Every view.
    pub(crate) model: Service<ReadModel>,
    /// How the opening went.
    pub(crate) opening: Opening,
}

/// How the opening of a session went.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    /// How long it took, in microseconds.
    pub(crate) micros: i64,
    /// How many events the kept model already held.
    pub(crate) kept: u64,
    /// How many events were folded at the opening.
    pub(crate) folded: u64,
}

/// A ledger opened for writing, with its read model.
pub(crate) struct Writer {
    /// The single writer.
    pub(crate) ledger: Ledger<Store>,
    /// Every view, as of the last [`Writer::catch_up`].
    pub(crate) model: Service<ReadModel>,
}

impl Session {
    /// Opens the ledger and brings the read model up to date.
    ///
    /// # Errors
    /// [`Failure`] when there is no ledger, another process holds it, or it is damaged.
    pub(crate) fn open(world: &mut World<'_>) -> Result<Self, Failure> {
        let started = (world.now)();
        let mut store = Store::open(&world.folder)?;
        for note in store.notes() {
            world.note(&format!("liggare: {note}"));
        }
        let mut model = Service::<ReadModel>::open(&store);
        let kept = model.cursor();
        let folded = fold(&mut model, &store, world.progress)?;
        if folded > FAR_BEHIND {
            note_unkept(model.keep(&mut store), world);
        }
        let opening = Opening {
            micros: (world.now)().0.saturating_sub(started.0),
            kept,
            folded,
        };
        Ok(Self {
            store,
            model,
            opening,
        })
    }

    /// Opens the ledger for writing too, signed with its key.
    ///
    /// # Errors
    /// [`Failure`] when the log cannot be read, its key is not there, or the system
    /// has no randomness.
    pub(crate) fn into_writer(self, world: &World<'_>) -> Result<Writer, Failure> {
        let entropy = (world.entropy)()
            .map_err(|error| Failure::io("slumptal kunde inte hämtas", "systemet", &error))?;
        Ok(Writer {
            ledger: signing::sign(&world.folder, Ledger::open(self.store, entropy)?)?,
            model: self.model,
        })
    }

    /// Whether the ledger is a demonstration.
    pub(crate) fn demonstration(&self) -> bool {
        self.store.file().demonstration
    }

    /// How many events the log has.
    pub(crate) fn size(&self) -> u64 {
        self.store.size()
    }

    /// Log and model together.
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading {
            log: &self.store,
            model: &self.model,
        }
    }

    /// As [`Reading::known`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn known(&self, moment: Option<&Moment>) -> Result<u64, Failure> {
        self.reading().known(moment)
    }

    /// As [`Reading::published`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn published(&self, report: &ReportId) -> Result<&PublishedReport, Failure> {
        self.reading().published(report)
    }

    /// As [`Reading::basis`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn basis(&self, size: u64) -> Result<Basis, Failure> {
        self.reading().basis(size)
    }

    /// As [`Reading::build`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn build(&self, request: &ReportRequest, size: u64) -> Result<Document, Failure> {
        self.reading().build(request, size)
    }
}

impl EntrySource for Session {
    fn entry(&self, position: Position) -> Result<Option<Entry>, LogError> {
        self.reading().entry(position)
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        EntrySource::position_of(&self.reading(), event)
    }
}

impl Writer {
    /// A writer on a store that holds nothing yet.
    ///
    /// # Errors
    /// [`Failure`] when the log cannot be read.
    pub(crate) fn on(ledger: Ledger<Store>) -> Self {
        Self {
            ledger,
            model: Service::new(),
        }
    }

    /// Folds what has been recorded since the last time.
    ///
    /// # Errors
    /// [`Failure`] when the log cannot be read.
    pub(crate) fn catch_up(&mut self) -> Result<(), Failure> {
        fold(&mut self.model, self.ledger.log(), false).map(|_| ())
    }

    /// Log and model together.
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading {
            log: self.ledger.log(),
            model: &self.model,
        }
    }

    /// Ends the writing: the model is brought up to date and kept when that is
    /// worthwhile, and size and root are signed and noted.
    ///
    /// # Errors
    /// [`Failure`] when the log cannot be read or the checkpoint not be written;
    /// no acknowledged event is lost by that.
    pub(crate) fn close(mut self, world: &mut World<'_>) -> Result<Store, Failure> {
        self.catch_up()?;
        if self.model.cursor() - self.model.kept_cursor() > FAR_BEHIND {
            note_unkept(self.model.keep(&mut self.ledger), world);
        }
        Ok(self.ledger.close()?)
    }
}

/// Folds the entries that the model has not seen; answers how many they were.
fn fold(model: &mut Service<ReadModel>, store: &Store, progress: bool) -> Result<u64, Failure> {
    let behind = store.size().saturating_sub(model.cursor());
    let bar = (progress && behind > FAR_BEHIND).then(|| bar(behind, "läser händelser"));
    let folded = model.catch_up_telling(store, store.size(), |folded| {
        if let Some(bar) = bar
            .as_ref()
            .filter(|_| folded.is_multiple_of(PROGRESS_STEP))
        {
            bar.set_position(folded);
        }
    })?;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(folded)
}

/// That a model could not be kept costs time at the next opening and nothing else,
/// so it is a note and no failure.
pub(crate) fn note_unkept(kept: Result<Written, KeepError>, world: &mut World<'_>) {
    if let Err(error) = kept {
        let why = with_causes(&error);
        world.note(&format!("liggare: läsmodellen kunde inte sparas ({why})"));
    }
}

/// A bar on standard error for work of a known length.
pub(crate) fn bar(length: u64, doing: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length)
        .with_style(style)
        .with_message(doing)
}
