//! Command ids: each leads to one commit, for ever.
//!
//! Only a short hash of each id is kept on the way. When one is met again, the
//! file is read once more to tell a repeated id from two ids of one hash.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
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
    /// How many more were met again than are kept.
    more: usize,
}

/// The most repeated ids that are kept to be told.
const MAX_MET_AGAIN: usize = 1000;

impl Commands {
    /// Takes in the id of a commit that begins at a position.
    pub(super) fn take(&mut self, id: &str, position: u64) {
        if !self.hashes.insert(self.state.hash_one(id)) {
            if self.met_again.len() < MAX_MET_AGAIN {
                self.met_again.push((id.to_owned(), position));
            } else {
                self.more += 1;
            }
        }
    }

    /// Says which ids were used twice.
    pub(super) fn finish(self, events: &Path, verdicts: &mut Verdicts) -> Result<(), Unreadable> {
        let count = self.hashes.len() + self.met_again.len() + self.more;
        let ids = self.met_again.iter().map(|(id, _)| id.clone());
        let firsts = first_uses(events, ids.collect())?;
        for (id, position) in self.met_again {
            if let Some(&first) = firsts.get(&id)
                && first < position
            {
                let place = Place::line(EVENTS, position + 1).at_position(position);
                let text = format!("kommandot {id} finns redan på position {first}");
                verdicts.fails(Check::CommandIds, place.clone(), text);
                let text = format!("kommandot {id} har händelser på skilda ställen");
                verdicts.fails(Check::Commits, place, text);
            }
        }
        if self.more > 0 {
            let text = format!("ytterligare {} kommandon förekommer igen", self.more);
            verdicts.fails(Check::CommandIds, Place::file(EVENTS), text);
        }
        for check in [Check::Commits, Check::CommandIds] {
            verdicts.looked_at(check, format!("{count} kommandon"));
        }
        Ok(())
    }
}

/// The lines, counted from 0, where the first events of commands stand: the file
/// is read once for all of them.
fn first_uses(
    events: &Path,
    mut asked: HashSet<String>,
) -> Result<HashMap<String, u64>, Unreadable> {
    let mut firsts = HashMap::new();
    if asked.is_empty() {
        return Ok(firsts);
    }
    let mut at = 0;
    scan::lines(events, |line| {
        let Ok(line) = line else {
            return ControlFlow::Break(());
        };
        if let Some(id) = asked.take(&line.leaf.command_id) {
            firsts.insert(id, at);
        }
        at += 1;
        if asked.is_empty() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
    .map_err(Unreadable::at(EVENTS))?;
    Ok(firsts)
}

#[cfg(test)]
mod tests {
    use super::{Commands, MAX_MET_AGAIN};

    /// Goal: a hostile file of one id over and over is not kept in memory.
    /// Method: more repetitions than are told.
    #[test]
    fn ids_that_are_met_again_are_bounded() {
        let mut commands = Commands::default();
        for position in 0..=2000 {
            commands.take("samma", position);
        }
        assert_eq!(commands.met_again.len(), MAX_MET_AGAIN);
        assert_eq!(commands.more, 1000);
    }
}
