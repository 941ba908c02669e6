//! A ledger whose last checkpoint covers every event: what leaves it as files
//! rests on a signature.

use ledger::log::Log;
use ledger::proof::{TreeHead, key_file};

use crate::failure::Failure;
use crate::session::{Session, signing};
use crate::world::World;

/// The same session, signed to its last event, and with a rotation that a crash
/// has interrupted finished, so that its new key signs what is handed out. A ledger that has no key and has
/// never been signed stays as it is.
///
/// # Errors
/// [`Failure`] when the last events are not signed and cannot be.
pub(super) fn to_the_end(session: Session, world: &mut World<'_>) -> Result<Session, Failure> {
    let has_key = world.folder.join(key_file::FILE).exists();
    let signs = has_key || session.store.last_checkpoint().is_some();
    let is_interrupted = has_key && signing::is_interrupted(&world.folder, &session.store)?;
    if !signs || (signed(&session) == Some(session.size()) && !is_interrupted) {
        return Ok(session);
    }
    session.into_writer(world)?.close(world)?.close()?;
    Session::open(world)
}

/// How many events the last checkpoint covers.
fn signed(session: &Session) -> Option<u64> {
    let note = session.store.last_checkpoint()?;
    TreeHead::of(note).ok().map(|head| head.size)
}
