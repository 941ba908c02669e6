//! Command ids: each leads to one commit, for ever.
//!
//! Only a short hash of each id is kept on the way. When one is met again, the
//! file is read once more to tell a repeated id from two ids of one hash.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::ControlFlow;
use std::path::Path;

use super::{EVENTS, Unreadable};
use crate::event::scan;
use crate::verdict::{Check, Place, Verdicts};

/// The ids so far, hashed with a key of their own.
#[derive(Debug, Default)]
pub(super) struct Commands {
    state: RandomState,
    hashes: HashSet<u64>,
    met_again: Vec<(String, u64)>,
}

impl Commands {
    /// Takes in the id of a commit that begins at a position.
    pub(super) fn take(&mut self, id: &str, position: u64) {
        if !self.hashes.insert(self.state.hash_one(id)) {
            self.met_again.push((id.to_owned(), position));
        }
    }

    /// Says which ids were used twice.
    pub(super) fn finish(self, events: &Path, verdicts: &mut Verdicts) -> Result<(), Unreadable> {
        let count = self.hashes.len() + self.met_again.len();
        for (id, position) in self.met_again {
            if let Some(first) = first_use(events, &id)?
                && first < position
            {
                let place = Place::line(EVENTS, position + 1).at_position(position);
                let text = format!("kommandot {id} finns redan på position {first}");
                verdicts.fails(Check::CommandIds, place.clone(), text);
                let text = format!("kommandot {id} har händelser på skilda ställen");
                verdicts.fails(Check::Commits, place, text);
            }
        }
        for check in [Check::Commits, Check::CommandIds] {
            verdicts.looked_at(check, format!("{count} kommandon"));
        }
        Ok(())
    }
}

/// The line, counted from 0, where a command's first event stands.
fn first_use(events: &Path, id: &str) -> Result<Option<u64>, Unreadable> {
    let mut at = 0;
    let mut found = None;
    scan::lines(events, |line| match line {
        Ok(line) if line.leaf.command_id == id => {
            found = Some(at);
            ControlFlow::Break(())
        }
        Ok(_) => {
            at += 1;
            ControlFlow::Continue(())
        }
        Err(_) => ControlFlow::Break(()),
    })
    .map_err(Unreadable::at(EVENTS))?;
    Ok(found)
}
