//! The timeline: when what was recorded.
//!
//! Guarantee: a moment resolves to one log size, and order comes from the
//! position (I4): `recorded_at` never decreases along the log.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::ids::{ActorId, CommandId, CorrelationId, DecisionId, Position};
use ledger::time::Timestamp;
use serde::Serialize;

use crate::temporal;

/// Every commit, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Timeline {
    commits: Vec<CommitMark>,
    /// Where the commits that rest on each decision begin.
    resting: BTreeMap<DecisionId, Vec<Position>>,
    size: u64,
}

/// A commit: what one command led to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CommitMark {
    /// The position of its first event.
    pub first_position: Position,
    /// How many events it has.
    pub count: u32,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The command.
    pub command_id: CommandId,
    /// Who acted: a pseudonym.
    pub actor: ActorId,
    /// The decision it rests on.
    pub decision: Option<DecisionId>,
    /// Why.
    pub reason: Option<String>,
    /// The matter or import it belongs to.
    pub correlation_id: Option<CorrelationId>,
}

impl Timeline {
    /// Takes in the next entry. Total: every kind, redacted or not, stands in the timeline (I9).
    pub fn apply(&mut self, entry: &Entry) {
        self.size = entry.position.0 + 1;
        let head = &entry.commit;
        if self
            .commits
            .last()
            .is_some_and(|last| last.first_position == head.first_position)
        {
            return;
        }
        if let Some(decision) = &head.decision {
            let resting = self.resting.entry(decision.clone()).or_default();
            resting.push(head.first_position);
        }
        self.commits.push(CommitMark {
            first_position: head.first_position,
            count: head.count,
            recorded_at: head.recorded_at,
            command_id: head.command_id.clone(),
            actor: head.actor.clone(),
            decision: head.decision.clone(),
            reason: head.reason.clone(),
            correlation_id: head.correlation_id.clone(),
        });
    }

    /// How many events were recorded at or before a moment.
    pub fn size_at(&self, moment: Timestamp) -> u64 {
        let count = self
            .commits
            .partition_point(|commit| commit.recorded_at <= moment);
        self.commits
            .get(count)
            .map_or(self.size, |next| next.first_position.0.min(self.size))
    }

    /// The commit that a position belongs to.
    pub fn commit_of(&self, position: Position) -> Option<&CommitMark> {
        if position.0 >= self.size {
            return None;
        }
        let count = self
            .commits
            .partition_point(|commit| commit.first_position <= position);
        self.commits[..count].last()
    }

    /// The commits that rest on a decision, of those that are known, in order.
    pub fn resting_on(&self, decision: &DecisionId, size: u64) -> Vec<&CommitMark> {
        let all = self.resting.get(decision).map_or(&[][..], Vec::as_slice);
        let (known, later) = all.split_at(all.partition_point(|first| first.0 < size));
        temporal::note(size, known.last().copied(), later.first().copied());
        known
            .iter()
            .filter_map(|first| self.commit_of(*first))
            .collect()
    }

    /// When the event at a position was recorded.
    pub fn recorded_at(&self, position: Position) -> Option<Timestamp> {
        self.commit_of(position).map(|commit| commit.recorded_at)
    }

    /// When the last of the first `size` events was recorded: the moment that a
    /// log size stands for. `None` for an empty log or a size beyond its end.
    pub fn known_at(&self, size: u64) -> Option<Timestamp> {
        self.recorded_at(Position(size.checked_sub(1)?))
    }

    /// The commits that have an event at a position from `from` to before `to`, in order.
    pub fn commits(&self, from: u64, to: u64) -> &[CommitMark] {
        if from >= to {
            return &[];
        }
        let start = self
            .commits
            .partition_point(|commit| commit.first_position.0 + u64::from(commit.count) <= from);
        let end = self
            .commits
            .partition_point(|commit| commit.first_position.0 < to);
        self.commits.get(start..end).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ledger::entry::CommitHead;
    use ledger::event::organisation::UnitRenamed;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{answers_as_a_replay_would, day, entry, fold, id, quickly, redacted};

    /// A log of commits with so many events each, recorded at these seconds.
    fn log(commits: &[(u32, i64)]) -> Vec<Entry> {
        let mut log = Vec::new();
        for (count, seconds) in commits {
            let first = u64::try_from(log.len()).unwrap();
            let mut head: CommitHead = (*entry(first, renamed()).commit).clone();
            head.count = *count;
            head.recorded_at = Timestamp(*seconds * 1_000_000);
            let head = Arc::new(head);
            for offset in 0..u64::from(*count) {
                let mut entry = entry(first + offset, renamed());
                entry.commit = Arc::clone(&head);
                log.push(entry);
            }
        }
        log
    }

    fn renamed() -> UnitRenamed {
        UnitRenamed {
            unit: id("RS"),
            name: "Regionstyrelsen".into(),
            valid_from: day("2024-01-01"),
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    #[test]
    fn a_moment_resolves_to_what_was_recorded_at_or_before_it() {
        let timeline = fold(&log(&[(2, 10), (3, 20), (1, 20), (1, 30)]), Timeline::apply);
        let sizes = [9, 10, 19, 20, 29, 30, 99].map(|seconds| timeline.size_at(at(seconds)));
        assert_eq!(sizes, [0, 2, 2, 6, 6, 7, 7]);
        assert_eq!(timeline.known_at(0), None);
        assert_eq!(timeline.known_at(2), Some(at(10)));
        assert_eq!(timeline.known_at(3), Some(at(20)));
        assert_eq!(timeline.known_at(8), None, "beyond the end");
        assert_eq!(timeline.recorded_at(Position(6)), Some(at(30)));
    }

    #[test]
    fn a_window_has_each_commit_that_reaches_into_it() {
        let timeline = fold(&log(&[(2, 10), (3, 20), (1, 20)]), Timeline::apply);
        let firsts = |from, to| {
            let commits = timeline.commits(from, to).iter();
            commits
                .map(|commit| commit.first_position.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(firsts(0, 6), [0, 2, 5]);
        assert_eq!(firsts(1, 2), [0]);
        assert_eq!(firsts(3, 4), [2]);
        assert_eq!(firsts(2, 2), [] as [u64; 0]);
        assert_eq!(firsts(6, 1), [] as [u64; 0]);
    }

    #[test]
    fn a_decision_has_the_commits_that_rest_on_it_as_far_as_is_known() {
        let mut log = log(&[(2, 10), (1, 20), (1, 30)]);
        for at in [0, 1, 3] {
            let mut head: CommitHead = (*log[at].commit).clone();
            head.decision = Some(id("RF-1"));
            log[at].commit = Arc::new(head);
        }
        let timeline = fold(&log, Timeline::apply);
        let resting = |size| -> Vec<u64> {
            let commits = timeline.resting_on(&id("RF-1"), size);
            let firsts = commits.iter().map(|commit| commit.first_position.0);
            firsts.collect()
        };
        assert_eq!(resting(4), [0, 3]);
        assert_eq!(resting(3), [0]);
        assert_eq!(resting(0), [] as [u64; 0]);
        assert!(timeline.resting_on(&id("RF-2"), 4).is_empty());
    }

    #[test]
    fn a_redacted_event_keeps_its_place_in_time() {
        let log = vec![redacted(entry(0, renamed())), entry(1, renamed())];
        let timeline = fold(&log, Timeline::apply);
        assert_eq!(timeline.recorded_at(Position(0)), Some(at(0)));
        assert_eq!(timeline.size_at(at(0)), 1);
    }

    proptest! {
        #![proptest_config(quickly())]

        #[test]
        fn every_answer_is_that_of_a_replay(commits in prop::collection::vec((1..4_u32, 0..3_i64), 0..8)) {
            let mut seconds = 0;
            let commits: Vec<_> = commits
                .into_iter()
                .map(|(count, later)| {
                    seconds += later;
                    (count, seconds)
                })
                .collect();
            answers_as_a_replay_would(&log(&commits), Timeline::apply, |timeline, size| {
                let known = timeline.known_at(size);
                (
                    known,
                    timeline.commits(0, size).to_vec(),
                    known.map(|moment| timeline.size_at(moment) >= size),
                    (0..30).map(|second| timeline.size_at(at(second)).min(size)).collect::<Vec<_>>(),
                )
            });
        }
    }
}
