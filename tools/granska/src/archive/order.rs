//! Order: positions, ids, times, streams and commits, each as the log makes them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::event::line::id_number;
use crate::event::moment::{millis_of_id, unix_millis};
use crate::event::{Leaf, Line, kinds};
use crate::verdict::{Check, Place, Verdicts};

/// What the next line is compared with.
#[derive(Debug, Default)]
pub(super) struct Order {
    taken: u64,
    previous: Option<Leaf>,
    versions: HashMap<String, u64>,
    redacted: u64,
}

impl Order {
    /// Takes in the next line; says whether it begins a commit.
    pub(super) fn take(&mut self, line: &Line, place: &Place, verdicts: &mut Verdicts) -> bool {
        let leaf = &line.leaf;
        let mut fails = |check, text: String| verdicts.fails(check, place.clone(), text);
        if !kinds::known(&leaf.kind, leaf.version) {
            let text = format!(
                "typen {} version {} är okänd; hämta en nyare granskare",
                leaf.kind, leaf.version
            );
            fails(Check::Kinds, text);
        } else if !kinds::stream_fits(line) {
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
        let due = match self.versions.entry(leaf.stream.clone()) {
            Entry::Vacant(entry) => *entry.insert(0),
            Entry::Occupied(mut entry) => {
                *entry.get_mut() += 1;
                *entry.get()
            }
        };
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
                if leaf.event_id <= previous.event_id {
                    let text = format!("id {} är inte större än det föregående", leaf.event_id);
                    fails(Check::EventIds, text);
                }
                if leaf.recorded_at < previous.recorded_at {
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
        self.previous = Some(leaf.clone());
        begins
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
            verdicts.looked_at(check, format!("{count} händelser"));
        }
        let present = count - self.redacted;
        verdicts.looked_at(
            Check::Commitments,
            format!("{present} innehåll, {} gallrade", self.redacted),
        );
        let streams = format!("{} strömmar", self.versions.len());
        verdicts.looked_at(Check::StreamVersions, streams.clone());
        verdicts.looked_at(Check::Streams, streams);
    }
}

/// Whether the time in an event's id is the millisecond in which it was recorded;
/// or, when the ids of a millisecond are used up, that of the id before or the next.
fn time_fits(leaf: &Leaf, previous: Option<&Leaf>) -> bool {
    let of_id = |leaf: &Leaf| millis_of_id(id_number(&leaf.event_id));
    let (own, recorded) = (of_id(leaf), unix_millis(&leaf.recorded_at));
    let used_up = |recorded: i64| {
        let before = previous.map(of_id);
        recorded < own && before.is_some_and(|before| before == own || before + 1 == own)
    };
    recorded.is_some_and(|recorded| own == recorded || used_up(recorded))
}

/// What two events of one command have different that they must share.
fn other_head(leaf: &Leaf, previous: &Leaf) -> Option<&'static str> {
    let rows = [
        (leaf.actor == previous.actor, "vem som handlade"),
        (
            leaf.command_commitment == previous.command_commitment,
            "kommandots åtagande",
        ),
        (leaf.correlation_id == previous.correlation_id, "ärendet"),
        (leaf.decision == previous.decision, "beslutet"),
        (leaf.reason == previous.reason, "skälet"),
        (leaf.recorded_at == previous.recorded_at, "tidpunkten"),
    ];
    rows.into_iter()
        .find(|(same, _)| !same)
        .map(|(_, what)| what)
}
