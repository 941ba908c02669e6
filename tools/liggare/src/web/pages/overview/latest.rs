//! What was recorded last that concerns a unit and those below it, for who may read
//! the log.

use std::collections::BTreeSet;

use askama::Template;
use ledger::entry::Entry;
use ledger::feed::Subject;
use ledger::ids::{Position, UnitId};
use ledger::log::ReadLog;
use projections::answerable::units_of;
use projections::trace;

use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::server::problem::Problem;
use crate::web::html::Html;
use crate::web::sight::Sight;
use crate::web::times::path;

/// How many events are shown.
const SHOWN: usize = 8;

/// How many events are read at a time, backwards from the end.
const STRETCH: u64 = 128;

/// How far back it is looked: what is older is no news, and found in the log.
const FURTHEST: u64 = 2048;

#[derive(Template)]
#[template(path = "web/latest.html")]
struct Latest {
    events: Vec<Told>,
    all: String,
}

struct Told {
    at: String,
    says: String,
    actor: String,
    address: String,
}

/// The last events; nothing for who may not read the log.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn latest(sight: &Sight<'_>) -> Result<Html, Problem> {
    if sight.may_of(Capability::EventLog, None).is_err() {
        return Ok(Html::default());
    }
    let units = sight.scope().subtree;
    let mut events = Vec::new();
    let mut end = sight.size;
    let furthest = sight.size.saturating_sub(FURTHEST);
    while end > furthest && events.len() < SHOWN {
        let from = end.saturating_sub(STRETCH).max(furthest);
        let mut stretch = Vec::new();
        for record in sight.question.snapshot.read(Position(from), end) {
            let entry = record?.entry;
            if concerns(&entry, &units, sight) {
                stretch.push(told(&entry, sight));
            }
        }
        events.extend(stretch.into_iter().rev());
        end = from;
    }
    events.truncate(SHOWN);
    Html::of(&Latest {
        events,
        all: sight.link("/handelser"),
    })
}

/// Whether an event concerns one of the units; what holds for the whole ledger
/// concerns none in particular.
fn concerns(entry: &Entry, units: &BTreeSet<UnitId>, sight: &Sight<'_>) -> bool {
    let subjects = Subject::of(entry);
    let mut of = subjects
        .iter()
        .flat_map(|subject| units_of(subject, sight.model()));
    of.any(|unit| units.contains(&unit))
}

fn told(entry: &Entry, sight: &Sight<'_>) -> Told {
    let commit = &entry.commit;
    Told {
        at: moment::shown(commit.recorded_at),
        says: trace::in_words(sight.model(), entry, sight.size),
        actor: commit.actor.to_string(),
        address: sight.link(&path("/handelser", &entry.position.0.to_string())),
    }
}
