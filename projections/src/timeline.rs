//! The timeline: when what was recorded.
//!
//! Guarantee: a moment resolves to one log size, and order comes from the
//! position (I4): `recorded_at` never decreases along the log.
//!
//! A log that people write has a commit for nearly every event. So a commit takes
//! a few words here and its texts, which stand after one another in one piece.

use std::collections::BTreeMap;

use bincode::de::{BorrowDecoder, Decoder};
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{BorrowDecode, Decode, Encode};
use ledger::entry::{CommitHead, Entry};
use ledger::ids::{ActorId, DecisionId, Position};
use ledger::time::Timestamp;
use serde::Serialize;

use crate::numbers::{Numbers, Reading};
use crate::temporal;

/// Every commit, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Timeline {
    commits: Commits,
    /// Where the commits that rest on each decision begin.
    resting: BTreeMap<DecisionId, Vec<Position>>,
    size: u64,
}

/// A commit: what one command led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CommitMark<'a> {
    /// The position of its first event.
    pub first_position: Position,
    /// How many events it has.
    pub count: u32,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The command's id.
    #[cfg_attr(feature = "schema", schema(value_type = ledger::ids::CommandId))]
    pub command_id: &'a str,
    /// Who acted: a pseudonym.
    pub actor: &'a ActorId,
    /// The decision it rests on.
    pub decision: Option<&'a DecisionId>,
    /// Why.
    pub reason: Option<&'a str>,
    /// The id of the matter or import it belongs to.
    #[cfg_attr(feature = "schema", schema(value_type = Option<ledger::ids::CorrelationId>))]
    pub correlation_id: Option<&'a str>,
}

impl Timeline {
    /// Takes in the next entry. Total: every kind, redacted or not, stands in the timeline (I9).
    pub fn apply(&mut self, entry: &Entry) {
        self.size = entry.position.0 + 1;
        let head = entry.commit.as_ref();
        if self.commits.last_first() == Some(head.first_position) {
            return;
        }
        if let Some(decision) = &head.decision {
            let resting = self.resting.entry(decision.clone()).or_default();
            resting.push(head.first_position);
        }
        self.commits.push(head);
    }

    /// How many events were recorded at or before a moment.
    pub fn size_at(&self, moment: Timestamp) -> u64 {
        let marks = &self.commits.marks;
        let count = marks.partition_point(|commit| commit.recorded_at <= moment.0);
        marks
            .get(count)
            .map_or(self.size, |next| next.first.min(self.size))
    }

    /// The commit that a position belongs to.
    pub fn commit_of(&self, position: Position) -> Option<CommitMark<'_>> {
        if position.0 >= self.size {
            return None;
        }
        let marks = &self.commits.marks;
        let count = marks.partition_point(|commit| commit.first <= position.0);
        self.commits.get(count.checked_sub(1)?)
    }

    /// The commits that rest on a decision, of those that are known, in order.
    pub fn resting_on(&self, decision: &DecisionId, size: u64) -> Vec<CommitMark<'_>> {
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
    pub fn commits(&self, from: u64, to: u64) -> impl Iterator<Item = CommitMark<'_>> {
        let marks = &self.commits.marks;
        let start = marks.partition_point(|commit| commit.first + u64::from(commit.count) <= from);
        let end = marks.partition_point(|commit| commit.first < to);
        let end = if from < to { end } else { start };
        (start..end).filter_map(|place| self.commits.get(place))
    }
}

/// The commits, without what stands elsewhere in the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Commits {
    marks: Vec<Mark>,
    /// Of each commit after one another: the command's id, the id of what it belongs
    /// to, the reason.
    texts: String,
    actors: Numbered<ActorId>,
    decisions: Numbered<DecisionId>,
}

/// What stands of a commit beside its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    first: u64,
    recorded_at: i64,
    /// Where its texts begin.
    texts_at: usize,
    count: u32,
    actor: u32,
    /// One more than the number of the decision, 0 when there is none.
    decision: u32,
    /// How long the ids are, in bytes; 0 when there is none.
    command_bytes: u8,
    correlation_bytes: u8,
    has_reason: bool,
}

/// A mark takes at least so many bytes when it is kept.
const MARK_BYTES: usize = 9;

impl Commits {
    /// The first position of the last commit.
    fn last_first(&self) -> Option<Position> {
        self.marks.last().map(|last| Position(last.first))
    }

    fn push(&mut self, head: &CommitHead) {
        let command = head.command_id.as_str();
        let correlation = head.correlation_id.as_ref().map_or("", |id| id.as_str());
        // An id that has been recorded has at most 96 bytes.
        let bytes = |id: &str| u8::try_from(id.len()).unwrap_or(u8::MAX);
        self.marks.push(Mark {
            first: head.first_position.0,
            recorded_at: head.recorded_at.0,
            texts_at: self.texts.len(),
            count: head.count,
            actor: self.actors.number(&head.actor),
            decision: head
                .decision
                .as_ref()
                .map_or(0, |decision| self.decisions.number(decision) + 1),
            command_bytes: bytes(command),
            correlation_bytes: bytes(correlation),
            has_reason: head.reason.is_some(),
        });
        self.texts.push_str(command);
        self.texts.push_str(correlation);
        self.texts.push_str(head.reason.as_deref().unwrap_or(""));
    }

    fn get(&self, place: usize) -> Option<CommitMark<'_>> {
        let mark = self.marks.get(place)?;
        let end = self.marks.get(place + 1).map(|next| next.texts_at);
        let correlation_at = mark.texts_at + usize::from(mark.command_bytes);
        let reason_at = correlation_at + usize::from(mark.correlation_bytes);
        let text = |from, to| self.texts.get(from..to).unwrap_or_default();
        let correlation = text(correlation_at, reason_at);
        let decision = mark.decision.checked_sub(1);
        Some(CommitMark {
            first_position: Position(mark.first),
            count: mark.count,
            recorded_at: Timestamp(mark.recorded_at),
            command_id: text(mark.texts_at, correlation_at),
            actor: self.actors.get(mark.actor)?,
            decision: decision.and_then(|number| self.decisions.get(number)),
            reason: mark
                .has_reason
                .then(|| text(reason_at, end.unwrap_or(self.texts.len()))),
            correlation_id: (!correlation.is_empty()).then_some(correlation),
        })
    }
}

/// Names by the order in which they were first met.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Numbered<T> {
    names: Vec<T>,
    numbers: BTreeMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            numbers: BTreeMap::new(),
        }
    }
}

impl<T: Clone + Ord> Numbered<T> {
    fn of(names: Vec<T>) -> Self {
        let numbers = names.iter().cloned().zip(0..).collect();
        Self { names, numbers }
    }

    fn number(&mut self, name: &T) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        // More names than this would not fit in the memory of any machine.
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.clone());
        self.numbers.insert(name.clone(), number);
        number
    }

    fn get(&self, number: u32) -> Option<&T> {
        self.names.get(usize::try_from(number).ok()?)
    }
}

/// Kept as steps from commit to commit, which are smaller than what they lead to.
impl Encode for Commits {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        let mut numbers = Numbers::with_room_for(MARK_BYTES * self.marks.len());
        numbers.add(self.marks.len() as u64);
        let (mut first, mut recorded_at, mut texts_at) = (0, 0, 0);
        for mark in &self.marks {
            numbers.add(mark.first.wrapping_sub(first));
            numbers.add_step(recorded_at, mark.recorded_at);
            numbers.add((mark.texts_at - texts_at) as u64);
            numbers.add(u64::from(mark.count));
            numbers.add(u64::from(mark.actor));
            numbers.add(u64::from(mark.decision));
            numbers.add(u64::from(mark.command_bytes));
            numbers.add(u64::from(mark.correlation_bytes));
            numbers.add(u64::from(mark.has_reason));
            (first, recorded_at, texts_at) = (mark.first, mark.recorded_at, mark.texts_at);
        }
        numbers.encode(encoder)?;
        self.texts.encode(encoder)?;
        self.actors.names.encode(encoder)?;
        self.decisions.names.encode(encoder)
    }
}

impl<Context> Decode<Context> for Commits {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        Ok(Self {
            marks: Numbers::decode(decoder, marks)?,
            texts: String::decode(decoder)?,
            actors: Numbered::of(Vec::decode(decoder)?),
            decisions: Numbered::of(Vec::decode(decoder)?),
        })
    }
}

impl<'de, Context> BorrowDecode<'de, Context> for Commits {
    fn borrow_decode<D: BorrowDecoder<'de, Context = Context>>(
        decoder: &mut D,
    ) -> Result<Self, DecodeError> {
        Self::decode(decoder)
    }
}

fn marks(numbers: &mut Reading<'_>) -> Option<Vec<Mark>> {
    let count = numbers.next_count(MARK_BYTES)?;
    let mut marks = Vec::with_capacity(count);
    let (mut first, mut recorded_at, mut texts_at) = (0_u64, 0, 0_usize);
    for _ in 0..count {
        first = first.wrapping_add(numbers.next()?);
        recorded_at = numbers.next_step(recorded_at)?;
        texts_at = texts_at.checked_add(usize::try_from(numbers.next()?).ok()?)?;
        marks.push(Mark {
            first,
            recorded_at,
            texts_at,
            count: u32::try_from(numbers.next()?).ok()?,
            actor: u32::try_from(numbers.next()?).ok()?,
            decision: u32::try_from(numbers.next()?).ok()?,
            command_bytes: u8::try_from(numbers.next()?).ok()?,
            correlation_bytes: u8::try_from(numbers.next()?).ok()?,
            has_reason: numbers.next()? != 0,
        });
    }
    Some(marks)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ledger::entry::CommitHead;
    use ledger::event::organisation::UnitRenamed;
    use ledger::ids::CorrelationId;
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
            let commits = timeline.commits(from, to);
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

    #[test]
    fn a_commit_says_what_its_head_says_and_is_kept_so() {
        let mut log = log(&[(2, 10), (1, 20), (1, 20), (3, 30)]);
        let said = [
            ("import/å-1", None, Some("därför"), Some("ärende-1")),
            ("c-2", Some("RF-1"), None, None),
            ("c-3", Some("RF-2"), Some(""), None),
            ("c-4", Some("RF-1"), None, Some("ärende-1")),
        ];
        for (first, (command, decision, reason, correlation)) in [0, 2, 3, 4].into_iter().zip(said)
        {
            let mut head: CommitHead = (*log[first].commit).clone();
            head.command_id = id(command);
            head.actor = id(if first == 2 { "p-2" } else { "p-1" });
            head.decision = decision.map(id);
            head.reason = reason.map(str::to_owned);
            head.correlation_id = correlation.map(id);
            let head = Arc::new(head);
            let last = first + usize::try_from(head.count).unwrap();
            for entry in &mut log[first..last] {
                entry.commit = Arc::clone(&head);
            }
        }
        let timeline = fold(&log, Timeline::apply);
        let config = bincode::config::standard();
        let bytes = bincode::encode_to_vec(&timeline, config).unwrap();
        let (kept, read) = bincode::decode_from_slice::<Timeline, _>(&bytes, config).unwrap();
        assert_eq!(read, bytes.len());
        assert_eq!(kept, timeline);
        for entry in &log {
            let (head, mark) = (&entry.commit, kept.commit_of(entry.position).unwrap());
            assert_eq!(mark.first_position, head.first_position);
            assert_eq!(mark.count, head.count);
            assert_eq!(mark.recorded_at, head.recorded_at);
            assert_eq!(mark.command_id, head.command_id.as_str());
            assert_eq!(mark.actor, &head.actor);
            assert_eq!(mark.decision, head.decision.as_ref());
            assert_eq!(mark.reason, head.reason.as_deref());
            let correlation = head.correlation_id.as_ref();
            assert_eq!(mark.correlation_id, correlation.map(CorrelationId::as_str));
        }
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
                    timeline.commits(0, size).map(|commit| format!("{commit:?}")).collect::<Vec<_>>(),
                    known.map(|moment| timeline.size_at(moment) >= size),
                    (0..30).map(|second| timeline.size_at(at(second)).min(size)).collect::<Vec<_>>(),
                )
            });
        }
    }
}
