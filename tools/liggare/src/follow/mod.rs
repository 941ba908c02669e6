//! The follower: another's ledger, taken in over HTTP and verified as it comes.
//!
//! A round asks for the last checkpoint, takes in what it counts and appends that
//! when everything fits ([`ledger::replica`]); then the follower rests until the
//! live feed tells of more, or a while has passed. Its read model is folded and
//! served by a [`Node`] without a writer, and kept with its cursor now and then.
//!
//! Guarantees: nothing is appended, folded or served that the ledger's key has not
//! signed for. What can never be mended ends the follower, with a code: a feed
//! that was altered, a history that is split, another ledger. What someone can
//! mend (a token that has ended, a right that was taken back, a ledger that does
//! not answer) is told and tried again for as long as it takes, while what is
//! verified is served. Killed at any moment it goes on where it was.
//! Deliberately not here: what makes a ledger believable, which is the replica's.

mod asker;
mod ended;
mod live;
mod pulse;
mod round;
mod source;

use std::path::Path;
use std::sync::Arc;

use ledger::log::Log;
use ledger::proof::VerifierKey;
use ledger::replica::{Replica, holds_ledger};
use ledger::time::Timestamp;
use projections::model::ReadModel;
use projections::service::Service;
use tokio::sync::watch;

use crate::failure::{Failure, Family, with_causes};
use crate::node::{Node, Parts};
pub(crate) use asker::Token;
pub(crate) use ended::Ended;
use pulse::Pauses;
pub(crate) use pulse::Pulse;
use round::Round;
pub(crate) use source::{ATTEMPTS_ONCE, Source};

/// A follower of a ledger.
pub(crate) struct Follower {
    replica: Replica,
    source: Source,
    pulse: Arc<Pulse>,
    keep_after: u64,
    sizes: watch::Sender<u64>,
    now: fn() -> Timestamp,
}

impl Follower {
    /// Opens the replica of a folder, or makes it of what the ledger says it is.
    ///
    /// # Errors
    /// [`Ended`].
    pub(crate) fn open(
        folder: &Path,
        key: Option<&VerifierKey>,
        source: Source,
        pulse: Arc<Pulse>,
        keep_after: u64,
        now: fn() -> Timestamp,
    ) -> Result<Self, Ended> {
        let replica = if holds_ledger(folder) {
            Replica::open(folder, key)?
        } else {
            let Some(key) = key else {
                return Err(Failure::new(
                    Family::Usage,
                    "mappen är ingen följares ännu, och liggarens nyckel är inte angiven.",
                    folder.display().to_string(),
                    "Ange liggarens första verifieringsnyckel med --key; liggarens ägare visar den med `liggare key`.",
                )
                .into());
            };
            Replica::make(folder, &source.settings()?, key)?
        };
        let (sizes, _) = watch::channel(replica.size());
        Ok(Self {
            replica,
            source,
            pulse,
            keep_after,
            sizes,
            now,
        })
    }

    /// What was found and mended when the replica was opened.
    pub(crate) fn notes(&self) -> &[String] {
        self.replica.store().notes()
    }

    /// How many events there are.
    pub(crate) fn size(&self) -> u64 {
        self.replica.size()
    }

    /// A node that serves what is here and what comes. It is to be started within
    /// a runtime.
    pub(crate) fn node(&self, folder: &Path) -> Arc<Node> {
        let store = self.replica.store();
        Node::start(Parts {
            file: store.file().clone(),
            folder: folder.to_owned(),
            now: self.now,
            reader: store.reader(),
            model: Service::<ReadModel>::open(store),
            sizes: self.sizes.subscribe(),
            writer: None,
            lag: Some(Arc::clone(self.source.lag())),
        })
    }

    /// Follows until it is told to end, or once until everything that is signed is
    /// here.
    ///
    /// # Errors
    /// [`Ended`]; what was taken in stays.
    pub(crate) fn follow(
        &mut self,
        node: &Node,
        once: bool,
        mut level: impl FnMut(u64),
    ) -> Result<(), Ended> {
        self.pulse.tell(self.size());
        self.pulse.lose();
        if !once {
            live::start(&self.source, &self.pulse);
        }
        let mut told = None;
        let mut pauses = Pauses::default();
        loop {
            let round = match round::take(&mut self.replica, &self.source, &self.pulse) {
                Ok(round) => round,
                Err(Ended::Hindered(by, failure)) if !once => {
                    let (what, place) = (&failure.what, &failure.place);
                    tracing::warn!(what, place, "följaren får inget nytt; försöker igen");
                    self.source.lag().is_hindered(by);
                    if !self.pulse.pause_more(&mut pauses) {
                        return Err(Ended::Stopped);
                    }
                    continue;
                }
                Err(ended) => return Err(ended),
            };
            self.source.lag().is_free();
            pauses = Pauses::default();
            let size = self.size();
            self.sizes.send_replace(size);
            if node.is_worth_keeping(self.keep_after) {
                self.keep(node);
            }
            if self.pulse.is_stopped() {
                return Err(Ended::Stopped);
            }
            if round == Round::More {
                continue;
            }
            self.source.lag().is_level((self.now)());
            if told != Some(size) {
                level(size);
                told = Some(size);
            }
            if once {
                return Ok(());
            }
            self.pulse.rest(size);
            if self.pulse.is_stopped() {
                return Err(Ended::Stopped);
            }
        }
    }

    /// Ends it: the read model is kept, and the store closed.
    ///
    /// # Errors
    /// [`Ended`] when the store cannot be closed; no event is lost by that.
    pub(crate) fn close(mut self, node: Arc<Node>) -> Result<(), Ended> {
        if node.unkept() > 0 {
            self.keep(&node);
        }
        // What is redacted can be removed from the index when no reader has it open.
        drop(node);
        Ok(self.replica.close()?)
    }

    /// That the model could not be kept costs time at the next opening.
    fn keep(&mut self, node: &Node) {
        if let Err(error) = node.keep_model_in(self.replica.store_mut()) {
            tracing::warn!(error = %with_causes(&error), "läsmodellen kunde inte sparas");
        }
    }
}
