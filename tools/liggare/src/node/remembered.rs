//! What has overtaken published reports, remembered until something new is known.
//!
//! To tell it costs up to two reports to build, and pages that list reports ask for all
//! of them at every look. What was told holds at every size that it was read alike at
//! ([`Surroundings`]), as long as the model has seen nothing more: a new event may make
//! a new version of what was read.
//!
//! Guarantee: the answer is the one that building would give, and whoever watches is
//! told of the same events (I9).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ledger::basis::Basis;
use ledger::ids::ReportId;
use projections::diff::Change;
use projections::model::ReadModel;
use projections::publication;
use projections::report::RequestError;
use projections::reporting::PublishedReport;
use projections::temporal::{Surroundings, note, watched};

/// The most answers that are remembered: a region's reports of some years, at a few
/// moments each.
const MOST: usize = 256;

/// Answers about one state of the model.
#[derive(Default)]
pub(super) struct Remembered(Mutex<Answers>);

#[derive(Default)]
struct Answers {
    /// How many events the model had folded.
    known: u64,
    count: usize,
    of: BTreeMap<ReportId, Vec<Answer>>,
}

/// What was told of a report, and around what it was read.
type Answer = (Surroundings, Arc<[Change]>);

impl Remembered {
    /// As [`publication::changes_since`].
    ///
    /// # Errors
    /// [`RequestError`] when the report cannot be built at one of the two bases.
    pub(super) fn changes_since(
        &self,
        model: &ReadModel,
        published: &PublishedReport,
        now: Basis,
    ) -> Result<Arc<[Change]>, RequestError> {
        self.told((model.size(), now.size), &published.report, || {
            publication::changes_since(model, published, now)
        })
    }

    /// What is remembered of a report at a size, else what is built.
    fn told(
        &self,
        (known, size): (u64, u64),
        report: &ReportId,
        build: impl FnOnce() -> Result<Vec<Change>, RequestError>,
    ) -> Result<Arc<[Change]>, RequestError> {
        if let Some((around, changes)) = self.of(known, report, size) {
            note(size, around.latest, around.next);
            return Ok(changes);
        }
        let (changes, around) = watched(size, build);
        note(size, around.latest, around.next);
        let changes: Arc<[Change]> = changes?.into();
        self.remember(known, report, around, &changes);
        Ok(changes)
    }

    fn of(&self, known: u64, report: &ReportId, size: u64) -> Option<Answer> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut of = answers
            .of
            .get(report)
            .filter(|_| answers.known == known)?
            .iter();
        of.find(|(around, _)| around.hold_at(size)).cloned()
    }

    fn remember(
        &self,
        known: u64,
        report: &ReportId,
        around: Surroundings,
        changes: &Arc<[Change]>,
    ) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.known != known || answers.count == MOST {
            *answers = Answers {
                known,
                ..Answers::default()
            };
        }
        let of = answers.of.entry(report.clone()).or_default();
        of.push((around, Arc::clone(changes)));
        answers.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use ledger::ids::Position;

    use super::*;

    /// The events at 3, 10 and 20 make versions of what a report is read from.
    fn built(size: u64) -> Vec<Change> {
        let (latest, next) = match size {
            4..=10 => (Some(3), Some(10)),
            11..=20 => (Some(10), Some(20)),
            _ => (Some(20), None),
        };
        note(size, latest.map(Position), next.map(Position));
        Vec::new()
    }

    #[test]
    fn an_answer_is_built_once_for_all_sizes_that_read_alike_and_anew_when_more_is_known() {
        let remembered = Remembered::default();
        let report = ReportId::new("r").expect("an id");
        let asked = |known, size| {
            let mut was_built = false;
            let (told, around) = watched(size, || {
                remembered.told((known, size), &report, || {
                    was_built = true;
                    Ok(built(size))
                })
            });
            assert!(told.expect("it is built").is_empty());
            let (_, fresh) = watched(size, || built(size));
            assert_eq!(around, fresh, "whoever watches is told the same at {size}");
            was_built
        };
        assert!(asked(30, 15));
        assert!(!asked(30, 15));
        assert!(!asked(30, 20), "nothing was read otherwise");
        assert!(asked(30, 21), "the event at 20 is known");
        assert!(asked(30, 10));
        assert!(!asked(30, 11));
        assert!(asked(31, 15), "something new is known");
        assert!(!asked(31, 12));
    }
}
