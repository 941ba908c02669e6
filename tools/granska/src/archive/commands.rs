//! Command ids: each leads to one commit, for ever.
//!
//! Only a short hash of each id is kept on the way, eight bytes a command. When
//! one is met again, the file is read twice more to tell a repeated id from two
//! ids of one hash: for the commits that have it, and for their ids' first uses.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::ops::ControlFlow;
use std::path::Path;

use super::{EVENTS, Unreadable};
use crate::event::scan;
use crate::verdict::counted::counted;
use crate::verdict::{Check, Place, Verdicts};

/// The ids so far, hashed with a key of their own.
#[derive(Debug, Default)]
pub(super) struct Commands<S = RandomState> {
    state: S,
    hashes: Vec<u64>,
}

/// The commits whose id has a hash that was met before.
#[derive(Debug, Default)]
struct MetAgain {
    /// Id and position of the first of them.
    told: Vec<(String, u64)>,
    /// How many more there are.
    more: usize,
}

/// The most repeated ids that are kept to be told.
const MAX_TOLD: usize = 1000;

impl<S: BuildHasher + Sync> Commands<S> {
    /// Takes in the id of a commit that begins.
    pub(super) fn take(&mut self, id: &str) {
        self.hashes.push(self.state.hash_one(id));
    }

    /// Says which ids were used twice.
    pub(super) fn finish(
        mut self,
        events: &Path,
        verdicts: &mut Verdicts,
    ) -> Result<(), Unreadable> {
        let count = self.hashes.len();
        let MetAgain { told, more } = self.met_again(events)?;
        let ids = told.iter().map(|(id, _)| id.clone());
        let firsts = first_uses(events, ids.collect())?;
        for (id, position) in told {
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
        if more > 0 {
            let text = format!("ytterligare {more} kommandon förekommer igen");
            verdicts.fails(Check::CommandIds, Place::file(EVENTS), text);
        }
        for check in [Check::Commits, Check::CommandIds] {
            verdicts.looked_at(check, counted(count, "kommando", "kommandon"));
        }
        Ok(())
    }

    /// The commits whose id's hash another before them has; the file is read only
    /// when there are any.
    fn met_again(&mut self, events: &Path) -> Result<MetAgain, Unreadable> {
        self.hashes.sort_unstable();
        let pairs = self.hashes.windows(2);
        let twice = pairs.filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        // A hash is taken out when it is met first; what then lacks is met again.
        let twice: HashSet<u64> = twice.collect();
        let mut first = twice.clone();
        let mut met = MetAgain::default();
        if twice.is_empty() {
            return Ok(met);
        }
        let mut previous = String::new();
        each_command(events, |id, position| {
            if id != previous {
                id.clone_into(&mut previous);
                let hash = self.state.hash_one(id);
                if twice.contains(&hash) && !first.remove(&hash) {
                    met.take(id, position);
                }
            }
            ControlFlow::Continue(())
        })?;
        Ok(met)
    }
}

impl MetAgain {
    /// Takes in the id of a commit at a position. A hostile file of one id over
    /// and over is not kept in memory.
    fn take(&mut self, id: &str, position: u64) {
        if self.told.len() < MAX_TOLD {
            self.told.push((id.to_owned(), position));
        } else {
            self.more += 1;
        }
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
    each_command(events, |id, at| {
        if let Some(id) = asked.take(id) {
            firsts.insert(id, at);
        }
        if asked.is_empty() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    Ok(firsts)
}

/// Goes through the command ids of a file, each with its line counted from 0.
fn each_command(
    events: &Path,
    mut take: impl FnMut(&str, u64) -> ControlFlow<()> + Send,
) -> Result<(), Unreadable> {
    let mut at = 0;
    scan::lines(events, |line| {
        let Ok(line) = line else {
            return ControlFlow::Break(());
        };
        at += 1;
        take(&line.leaf.command_id, at - 1)
    })
    .map_err(Unreadable::at(EVENTS))
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasherDefault, Hasher};
    use std::io::Write;

    use super::*;
    use crate::verdict::Verdict;

    /// Every id has the same hash.
    #[derive(Default)]
    struct One;

    impl Hasher for One {
        fn finish(&self) -> u64 {
            1
        }

        fn write(&mut self, _: &[u8]) {}
    }

    /// What is said of a file of these ids, one a line, each a commit of its own.
    fn verdict<S: BuildHasher + Sync + Default>(ids: &[&str]) -> Verdict {
        let hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut commands = Commands::<S>::default();
        for (position, id) in ids.iter().enumerate() {
            commands.take(id);
            writeln!(
                file,
                "{{\"leaf\":{{\"actor\":\"p-1\",\"command_commitment\":\"{hash}\",\"command_id\":\"{id}\",\"event_id\":\"018fd3a0-0000-7000-8000-000000000000\",\"payload_commitment\":\"{hash}\",\"position\":{position},\"recorded_at\":\"2024-03-01T08:00:00.000000Z\",\"stream\":\"unit/RS\",\"stream_version\":0,\"type\":\"UnitEstablished\",\"v\":1,\"version\":1}}}}"
            )
            .unwrap();
        }
        let mut verdicts = Verdicts::of("prov", &[Check::CommandIds, Check::Commits]);
        commands.finish(file.path(), &mut verdicts).unwrap();
        verdicts.get(Check::CommandIds).unwrap().clone()
    }

    fn faults<S: BuildHasher + Sync + Default>(ids: &[&str]) -> Vec<String> {
        let found = verdict::<S>(ids).findings.into_iter();
        found.map(|finding| finding.text).collect()
    }

    #[test]
    fn an_id_that_is_used_again_is_told_with_its_first_use() {
        let told = faults::<RandomState>(&["a", "b", "c", "b", "a", "d"]);
        assert_eq!(
            told,
            [
                "kommandot b finns redan på position 1",
                "kommandot a finns redan på position 0"
            ]
        );
    }

    #[test]
    fn ids_of_one_hash_are_no_fault_and_do_not_hide_one() {
        type Same = BuildHasherDefault<One>;
        assert_eq!(faults::<Same>(&["a", "b", "c"]), [""; 0]);
        let told = faults::<Same>(&["a", "b", "c", "b"]);
        assert_eq!(told, ["kommandot b finns redan på position 1"]);
    }

    /// Goal: a hostile file of one id over and over is not kept in memory.
    /// Method: more repetitions than are told.
    #[test]
    fn of_many_that_are_used_again_the_rest_are_counted() {
        let ids: Vec<&str> = (0..4002).map(|n| ["a", "b"][n % 2]).collect();
        let verdict = verdict::<RandomState>(&ids);
        let told = verdict.findings.len() as u64 + verdict.more;
        assert_eq!(told, MAX_TOLD as u64 + 1, "and one line of all the rest");
    }
}
