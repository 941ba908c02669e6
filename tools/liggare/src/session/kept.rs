//! The read model as it is kept beside the journal.

use ledger::log::{Log, LogError, StoredModel};
use projections::model::ReadModel;

use super::Store;
use crate::world::World;

/// The name that the read model is kept under.
const NAME: &str = "read-model";

/// What tells this program's model from another's: its version and a hash of
/// the sources that define the model.
const FINGERPRINT: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " ",
    env!("LIGGARE_MODEL_FINGERPRINT")
);

/// The kept model, or an empty one when none can be used: then every event is
/// folded anew.
pub(super) fn load(store: &Store) -> ReadModel {
    let usable =
        |stored: &StoredModel| stored.fingerprint == FINGERPRINT && stored.cursor <= store.size();
    let Some(stored) = store.model(NAME).ok().flatten().filter(usable) else {
        return ReadModel::default();
    };
    match bincode::decode_from_slice::<ReadModel, _>(&stored.bytes, bincode::config::standard()) {
        Ok((model, read)) if read == stored.bytes.len() && model.size() == stored.cursor => model,
        Ok(_) | Err(_) => ReadModel::default(),
    }
}

/// Keeps the model by `write`. That it cannot be kept costs time at the next
/// opening and nothing else, so it is a note and no failure.
pub(super) fn keep(
    model: &ReadModel,
    world: &mut World<'_>,
    write: impl FnOnce(&str, &StoredModel) -> Result<(), LogError>,
) {
    let kept = match bincode::encode_to_vec(model, bincode::config::standard()) {
        Ok(bytes) => {
            let stored = StoredModel {
                fingerprint: FINGERPRINT.to_owned(),
                cursor: model.size(),
                bytes,
            };
            write(NAME, &stored).map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    if let Err(why) = kept {
        world.note(&format!("liggare: läsmodellen kunde inte sparas ({why})"));
    }
}
