//! Order: positions, ids, times, streams and commits, each as the log makes them.

use std::collections::HashMap;

use crate::event::line::id_number;
use crate::event::moment::{millis_of_id, unix_millis};
use crate::event::{Leaf, Line};
use crate::tree::Hash;
use crate::verdict::{Check, Place, Verdicts, counted};

/// What the next line is compared with.
#[derive(Debug, Default)]
pub(super) struct Order {
    taken: u64,
    previous: Option<Previous>,
    versions: HashMap<String, u64>,
    redacted: u64,
}

/// What of a line the next is compared with; the texts' room is used again.
#[derive(Debug, Default)]
struct Previous {
    millis: i64,
    event_id: String,
    recorded_at: String,
    command_id: String,
    command_commitment: Hash,
    actor: String,
    correlation_id: Option<String>,
    decision: Option<String>,
    reason: Option<String>,
}

impl Order {
    /// Takes in the next line; says whether it begins a commit.
    pub(super) fn take(&mut self, line: &Line<'_>, place: &Place, verdicts: &mut Verdicts) -> bool {
        let leaf = &line.leaf;
        let mut fails = |check, text: String| verdicts.fails(check, place.clone(), text);
        if !line.kind_known {
            let text = format!(
                "typen {} version {} är okänd; hämta en nyare granskare",
                leaf.kind, leaf.version
            );
            fails(Check::Kinds, text);
        } else if !line.stream_fits {
            let text = format!("{} hör inte hemma i strömmen {}", leaf.kind, leaf.stream);
            fails(Check::Streams, text);
        }
        if !line.commitment_holds {
            let text = "innehåll och salt ger ett annat åtagande än lövets";
            fails(Check::Commitments, text.to_owned());
        }
        if leaf.position != self.taken {
            let text = format!(
                "här skulle position {} stå, men det är {}",
                self.taken, leaf.position
            );
            fails(Check::Positions, text);
        }
        let due = self.next_version(&leaf.stream);
        if leaf.stream_version != due {
            let text = format!(
                "strömmen {} skulle ha version {due} här, men har {}",
                leaf.stream, leaf.stream_version
            );
            fails(Check::StreamVersions, text);
        }
        if !time_fits(leaf, self.previous.as_ref()) {
            let text = format!(
                "id {} har en annan tid än den då händelsen antecknades, {}",
                leaf.event_id, leaf.recorded_at
            );
            fails(Check::EventIds, text);
        }
        let begins = match &self.previous {
            None => true,
            Some(previous) => {
                if *leaf.event_id <= *previous.event_id {
                    let text = format!("id {} är inte större än det föregående", leaf.event_id);
                    fails(Check::EventIds, text);
                }
                if *leaf.recorded_at < *previous.recorded_at {
                    let text = format!(
                        "{} är före den föregående händelsens {}",
                        leaf.recorded_at, previous.recorded_at
                    );
                    fails(Check::Times, text);
                }
                let same = leaf.command_id == previous.command_id;
                if same && let Some(what) = other_head(leaf, previous) {
                    let text = format!(
                        "händelsen hör till kommandot {} men har annan uppgift om {what}",
                        leaf.command_id
                    );
                    fails(Check::Commits, text);
                }
                !same
            }
        };
        self.taken += 1;
        self.redacted += u64::from(line.payload.is_none());
        self.previous.get_or_insert_default().take(leaf);
        begins
    }

    /// The version that the next event of a stream has.
    fn next_version(&mut self, stream: &str) -> u64 {
        if let Some(version) = self.versions.get_mut(stream) {
            *version += 1;
            return *version;
        }
        self.versions.insert(stream.to_owned(), 0);
        0
    }

    /// Says what was looked at.
    pub(super) fn finish(&self, verdicts: &mut Verdicts) {
        let count = self.taken;
        for check in [
            Check::Kinds,
            Check::Positions,
            Check::EventIds,
            Check::Times,
        ] {
            verdicts.looked_at(check, counted::events(count));
        }
        let present = count - self.redacted;
        verdicts.looked_at(
            Check::Commitments,
            format!(
                "{} innehåll, {} gallrade",
                counted::number(present),
                counted::number(self.redacted)
            ),
        );
        let streams = counted::counted(self.versions.len(), "ström", "strömmar");
        verdicts.looked_at(Check::StreamVersions, streams.clone());
        verdicts.looked_at(Check::Streams, streams);
    }
}

impl Previous {
    /// Takes the place of the line before.
    fn take(&mut self, leaf: &Leaf<'_>) {
        self.millis = millis(leaf);
        leaf.event_id.clone_into(&mut self.event_id);
        leaf.recorded_at.clone_into(&mut self.recorded_at);
        (*leaf.command_id).clone_into(&mut self.command_id);
        self.command_commitment = leaf.command_commitment;
        (*leaf.actor).clone_into(&mut self.actor);
        keep(leaf.correlation_id.as_deref(), &mut self.correlation_id);
        keep(leaf.decision.as_deref(), &mut self.decision);
        keep(leaf.reason.as_deref(), &mut self.reason);
    }
}

fn keep(text: Option<&str>, kept: &mut Option<String>) {
    match text {
        Some(text) => text.clone_into(kept.get_or_insert_default()),
        None => *kept = None,
    }
}

/// Whether the time in an event's id is the millisecond in which it was recorded;
/// or, when the ids of a millisecond are used up, that of the id before or the next.
fn time_fits(leaf: &Leaf<'_>, previous: Option<&Previous>) -> bool {
    let (own, recorded) = (millis(leaf), unix_millis(leaf.recorded_at));
    let used_up = |recorded: i64| {
        let before = previous.map(|previous| previous.millis);
        recorded < own && before.is_some_and(|before| before == own || before + 1 == own)
    };
    recorded.is_some_and(|recorded| own == recorded || used_up(recorded))
}

/// The milliseconds since 1970 that an event's id begins with.
fn millis(leaf: &Leaf<'_>) -> i64 {
    millis_of_id(id_number(leaf.event_id))
}

/// What two events of one command have different that they must share.
fn other_head(leaf: &Leaf<'_>, previous: &Previous) -> Option<&'static str> {
    let rows = [
        (leaf.actor == previous.actor, "vem som handlade"),
        (
            leaf.command_commitment == previous.command_commitment,
            "kommandots åtagande",
        ),
        (
            leaf.correlation_id.as_deref() == previous.correlation_id.as_deref(),
            "ärendet",
        ),
        (
            leaf.decision.as_deref() == previous.decision.as_deref(),
            "beslutet",
        ),
        (
            leaf.reason.as_deref() == previous.reason.as_deref(),
            "skälet",
        ),
        (leaf.recorded_at == previous.recorded_at, "tidpunkten"),
    ];
    rows.into_iter()
        .find(|(same, _)| !same)
        .map(|(_, what)| what)
}
