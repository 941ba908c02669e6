//! What a projection is: a fold with a name.

use bincode::{Decode, Encode};
use ledger::entry::Entry;

/// A read model that is folded from the log, one entry after the other.
///
/// Its encoded form is how it is kept, so it has no `HashMap` (the order would be
/// another each time) and no pointer outside itself.
pub trait Projection: Default + Encode + Decode<()> {
    /// What it is called, and kept under: `a` to `z`, digits and `-`. Two
    /// projections that are kept beside one log have different names.
    const NAME: &'static str;

    /// Which version of it this is; raise it when its meaning changes.
    const VERSION: u32;

    /// What defines it: `include_str!` of the file that holds it serves well, for
    /// then no change of the fold can be forgotten. It is hashed into the
    /// [`Identity`](super::Identity), with the sources of the events it folds.
    const DEFINITION: &'static str;

    /// Whether [`apply`](Projection::apply) itself makes a redaction good: when it
    /// meets `PayloadRedacted`, it ends where a fold would that had met the event
    /// without its payload. A projection that cannot is folded anew from the first
    /// event when something that it has seen is redacted.
    const REDACTS_IN_PLACE: bool = false;

    /// Takes in the next entry. Pure and total (I9): it reads no clock and no
    /// file, and neither fails nor panics, whatever the entry says. A redacted
    /// entry has no event; most projections pass it by.
    fn apply(&mut self, entry: &Entry);
}

/// Whether a text can be a projection's name.
pub(super) const fn is_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'-') {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty()
}
