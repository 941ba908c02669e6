//! Projections as services: a fold that is kept, caught up, rebuilt and swapped.
//!
//! A [`Projection`] is a type with a name, a version, a definition and a fold. A
//! [`Service`] holds its model, brings it up to date with a log, and keeps it
//! there with its cursor in one write. Read models of one's own need no more:
//! [`guide`] is a whole one.
//!
//! # Where models are kept
//!
//! | name beside the log | what |
//! | --- | --- |
//! | `NAME` | the model in use, with its [`Identity`] and cursor |
//! | `NAME@next` | a model of another definition that is being built, while it takes |
//!
//! Opened with another identity than the one in use, a service begins beside it:
//! what it keeps goes to `NAME@next` until it has come as far as the log had when
//! it was opened, and then to `NAME`, in the one write that is the swap; after it
//! `NAME@next` is removed. A crash before that write leaves the old model in use
//! and the new as far as it was kept; after it, the new model and at most a
//! leftover that the next keeping removes. There is no pointer that could lead
//! nowhere: the name is the place.
//!
//! # Guarantees
//! - The model at a cursor equals a fresh fold of that many events and of the
//!   redactions in the log, whatever was kept (I9). A kept model is used only when
//!   its identity is exactly this one, its bytes decode to the last and its cursor
//!   lies within the log; otherwise the fold begins at the first event.
//! - When an event that was folded is redacted, the model is folded anew from 0
//!   with the payload gone, beside the one in use, and takes its place when it is
//!   done. The log forgets every kept model when it destroys a payload, and no
//!   model is written that was folded before a redaction that it should show (I11).
//! - A projection that [redacts in place](Projection::REDACTS_IN_PLACE), as
//!   [`ReadModel`](crate::model::ReadModel) does, is spared the fresh fold: each of
//!   its views puts "gallrad uppgift" where the redacted event stood, and ends with
//!   the same version at the same place as one that never saw the payload.
//!
//! # Deliberately not here
//! Threads, clocks and the network: whoever owns the log decides when to catch up
//! and when to keep. Trust: the log is taken at its word.

mod identity;
mod keeping;
mod kept;
mod projection;
mod redactions;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Deref};

use ledger::ids::Position;
use ledger::log::shelf::Shelf;
use ledger::log::{LogError, ReadLog};

pub use identity::Identity;
pub use keeping::{KeepError, Keeping, Written};
pub use kept::{Kept, Model, Predecessor};
pub use projection::Projection;

#[doc = include_str!("GUIDE.md")]
pub mod guide {}

use keeping::Place;
use redactions::{redacted, redacts, without_payload};

/// A projection's model, with the place it has come to in a log.
#[derive(Debug, Clone)]
pub struct Service<P> {
    model: P,
    cursor: u64,
    /// The cursor that is known to be kept.
    kept: u64,
    place: Place,
    predecessor: Option<Predecessor>,
    /// The events that were folded without their payload, since the opening.
    gone: BTreeSet<Position>,
}

impl<P: Projection> Service<P> {
    /// The projection as it is kept beside the log, or an empty one when nothing
    /// that is kept can be used. [`Service::catch_up`] brings it up to date.
    pub fn open(log: &(impl ReadLog + ?Sized)) -> Self {
        let empty = Model {
            model: P::default(),
            cursor: 0,
        };
        match Kept::<P>::of(log) {
            Kept::Model(kept) => Self::at(kept, Place::InUse, None),
            Kept::OtherDefinition(older) => {
                let kept = Kept::<P>::beside(log).usable().unwrap_or(empty);
                Self::at(kept, Place::Beside { until: log.size() }, Some(older))
            }
            Kept::Nothing | Kept::Unreadable(_) | Kept::BeyondLog(_) => {
                Self::at(empty, Place::InUse, None)
            }
        }
    }

    /// An empty one on a log without any events.
    pub fn new() -> Self {
        let model = P::default();
        Self::at(Model { model, cursor: 0 }, Place::InUse, None)
    }

    /// A model that was folded elsewhere from every event of the log, to be kept in
    /// place of whatever is.
    pub fn folded(model: P, log: &(impl ReadLog + ?Sized)) -> Self {
        let cursor = log.size();
        let place = Place::Beside { until: cursor };
        Self {
            kept: 0,
            ..Self::at(Model { model, cursor }, place, None)
        }
    }

    fn at(kept: Model<P>, place: Place, predecessor: Option<Predecessor>) -> Self {
        Self {
            model: kept.model,
            cursor: kept.cursor,
            kept: kept.cursor,
            place,
            predecessor,
            gone: BTreeSet::new(),
        }
    }

    /// The model.
    pub fn model(&self) -> &P {
        &self.model
    }

    /// The model alone.
    pub fn into_model(self) -> P {
        self.model
    }

    /// How many events are folded into the model.
    pub fn cursor(&self) -> u64 {
        self.cursor
    }

    /// How many events the model held when it was last known to be kept: what a
    /// new opening need not fold.
    pub fn kept_cursor(&self) -> u64 {
        self.kept
    }

    /// Which projection this is.
    pub fn identity(&self) -> Identity {
        Identity::of::<P>()
    }

    /// The model of another definition that is in use until this one is swapped
    /// in. A server that has its type answers with it meanwhile; else it says that
    /// the projection is being built.
    pub fn predecessor(&self) -> Option<&Predecessor> {
        self.predecessor.as_ref()
    }

    /// Folds the events that the model has not seen, to before `end` or the log's
    /// end; answers how many were folded. A large log can be caught up with in
    /// steps, and kept between them.
    ///
    /// # Errors
    /// [`LogError`] with the position when the log cannot be read. The model then
    /// holds what [`Service::cursor`] says, and is whole.
    pub fn catch_up(&mut self, log: &(impl ReadLog + ?Sized), end: u64) -> Result<u64, LogError> {
        self.catch_up_telling(log, end, |_| {})
    }

    /// The same, telling after each event how many have been folded.
    ///
    /// # Errors
    /// As [`Service::catch_up`].
    pub fn catch_up_telling(
        &mut self,
        log: &(impl ReadLog + ?Sized),
        end: u64,
        mut tell: impl FnMut(u64),
    ) -> Result<u64, LogError> {
        let begun = self.cursor;
        let mut is_redacted = false;
        log.go_through(Position(begun), end.max(begun), &mut |entries| {
            for entry in entries {
                let was_seen = |position: &Position| !self.gone.contains(position);
                if !P::REDACTS_IN_PLACE && redacts(entry).as_ref().is_some_and(was_seen) {
                    is_redacted = true;
                    return ControlFlow::Break(());
                }
                if entry.event().is_none() {
                    self.gone.insert(entry.position);
                }
                self.model.apply(entry);
                self.cursor = entry.position.0 + 1;
                tell(self.cursor - begun);
            }
            ControlFlow::Continue(())
        })?;
        let folded = self.cursor - begun;
        if is_redacted {
            return Ok(folded + self.fold_anew(log, end, |anew| tell(folded + anew))?);
        }
        Ok(folded)
    }

    /// Folds from the first event beside the model in use, which it then replaces:
    /// something that the model has seen is redacted.
    fn fold_anew(
        &mut self,
        log: &(impl ReadLog + ?Sized),
        end: u64,
        mut tell: impl FnMut(u64),
    ) -> Result<u64, LogError> {
        let gone = redacted(log)?;
        let (mut model, mut cursor) = (P::default(), 0);
        log.go_through(Position(0), end, &mut |entries| {
            for entry in entries {
                if gone.contains(&entry.position) {
                    model.apply(&without_payload(entry));
                } else {
                    model.apply(entry);
                }
                cursor = entry.position.0 + 1;
                tell(cursor);
            }
            ControlFlow::Continue(())
        })?;
        (self.model, self.cursor, self.gone) = (model, cursor, gone);
        Ok(cursor)
    }

    /// The model as bytes, ready to be written by whoever may.
    /// [`Service::written`] is told what became of it.
    ///
    /// # Errors
    /// [`KeepError::Encode`].
    pub fn keeping(&self) -> Result<Keeping, KeepError> {
        Ok(Keeping {
            name: P::NAME,
            beside: kept::beside::<P>(),
            stored: kept::stored(&self.model, self.cursor)?,
            place: self.place,
            gone: self.gone.clone(),
        })
    }

    /// Takes note of what became of a [`Keeping`] of this service.
    pub fn written(&mut self, keeping: &Keeping, written: Written) {
        match written {
            Written::InUse | Written::Swapped => {
                self.place = Place::InUse;
                self.predecessor = None;
                self.kept = keeping.stored.cursor;
            }
            Written::Beside => self.kept = keeping.stored.cursor,
            Written::Displaced | Written::Redacted => {}
        }
    }

    /// Keeps model and cursor in one write: in use, or beside a predecessor until
    /// this one can take its place.
    ///
    /// # Errors
    /// [`KeepError`]; what was kept before is kept still.
    pub fn keep(&mut self, log: &mut (impl Shelf + ?Sized)) -> Result<Written, KeepError> {
        let keeping = self.keeping()?;
        let written = keeping.write(log)?;
        self.written(&keeping, written);
        Ok(written)
    }
}

impl<P: Projection> Default for Service<P> {
    fn default() -> Self {
        Self::new()
    }
}

/// A service answers what its model answers.
impl<P> Deref for Service<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.model
    }
}
