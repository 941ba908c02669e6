//! Which events the list shows, as its address says.

use std::collections::BTreeSet;

use ledger::entry::Entry;
use ledger::event::EventKind;
use ledger::feed::Filter as FeedFilter;
use ledger::ids::UnitId;
use ledger::stream::StreamId;
use ledger::time::{Date, Timestamp};
use projections::answerable::units_known;
use projections::model::ReadModel;

use crate::cli::moment;
use crate::server::problem::Problem;
use crate::web::sight::Sight;

/// The members of the address.
pub(super) const KIND: &str = "slag";
pub(super) const REACH: &str = "galler";
pub(super) const STREAM: &str = "strom";
pub(super) const ACTOR: &str = "av";
pub(super) const SINCE: &str = "fran";
pub(super) const UNTIL: &str = "till";

/// Whose events are shown.
pub(super) const REACHES: [(&str, &str); 3] = [
    ("", "Alla enheter"),
    ("under", "Enheten och de under den"),
    ("bara", "Bara enheten"),
];

/// Which events are shown.
#[derive(Debug, Default)]
pub(super) struct Filter {
    told: FeedFilter,
    /// The only stream.
    pub(super) stream: Option<StreamId>,
    /// The only actor.
    pub(super) actor: Option<String>,
    since: Option<Date>,
    until: Option<Date>,
}

impl Filter {
    /// What the address says.
    ///
    /// # Errors
    /// [`Problem`] 400 when a member cannot be read.
    pub(super) fn of(sight: &Sight<'_>) -> Result<Self, Problem> {
        let kind = sight.asked(KIND).map(|name| {
            let mut kinds = EventKind::ALL.iter();
            let found = kinds.find(|kind| kind.name() == name);
            found
                .copied()
                .ok_or_else(|| Problem::question(KIND, "Det finns inget sådant slag av händelse."))
        });
        let stream = sight.asked(STREAM).map(StreamId::new).transpose();
        let day = |name: &str| {
            let day = sight.asked(name).map(str::parse::<Date>).transpose();
            day.map_err(|_| Problem::question(name, "Skriv dagen som 2024-09-30."))
        };
        let unit = || sight.unit().clone();
        let units: Option<BTreeSet<UnitId>> = match sight.asked(REACH) {
            Some("under") => {
                let mut units = sight.scope().subtree;
                units.insert(unit());
                Some(units)
            }
            Some("bara") => Some([unit()].into()),
            _ => None,
        };
        Ok(Self {
            told: FeedFilter {
                kinds: kind.transpose()?.into_iter().collect(),
                streams: BTreeSet::new(),
                units,
            },
            stream: stream.map_err(|error| Problem::question(STREAM, error.to_string()))?,
            actor: sight.asked(ACTOR).map(|actor| actor.trim().to_owned()),
            since: day(SINCE)?,
            until: day(UNTIL)?,
        })
    }

    /// Whether an event is shown that lies within the bounds, the stream and what the
    /// actor did.
    pub(super) fn shows(&self, entry: &Entry, model: &ReadModel, size: u64) -> bool {
        let units_of = |subject: &_| units_known(subject, model, size);
        self.told.tells(entry, &units_of)
    }

    /// The positions that the days leave, of the first `size`: from one to before another.
    pub(super) fn bounds(&self, model: &ReadModel, size: u64) -> (u64, u64) {
        let known = |moment: Timestamp| model.timeline.size_at(moment).min(size);
        let from = self.since.map_or(0, |day| {
            known(Timestamp(moment::start_of_day(day).0.saturating_sub(1)))
        });
        let to = self
            .until
            .map_or(size, |day| known(moment::end_of_day(day)));
        (from, to)
    }
}
