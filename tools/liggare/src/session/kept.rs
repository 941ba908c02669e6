//! The read model as it is kept beside the journal.

use ledger::log::{LogError, ReadLog, StoredModel};
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

/// What is kept of a read model.
pub(crate) enum Kept {
    /// Nothing.
    None,
    /// Another program's: its definition is another, and it is not read.
    OtherProgram,
    /// What is kept is not what was written.
    Unreadable(String),
    /// A model.
    Model(Box<ReadModel>),
}

/// The kept model, or an empty one when none can be used: then every event is
/// folded anew.
pub(super) fn load(store: &Store) -> ReadModel {
    match stored(store) {
        Kept::Model(model) if model.size() <= store.size() => *model,
        Kept::Model(_) | Kept::None | Kept::OtherProgram | Kept::Unreadable(_) => {
            ReadModel::default()
        }
    }
}

/// What is kept of a read model.
pub(crate) fn stored(store: &Store) -> Kept {
    let stored = match store.model(NAME) {
        Ok(Some(stored)) => stored,
        Ok(None) => return Kept::None,
        Err(error) => return Kept::Unreadable(error.to_string()),
    };
    if stored.fingerprint != FINGERPRINT {
        return Kept::OtherProgram;
    }
    match bincode::decode_from_slice::<ReadModel, _>(&stored.bytes, bincode::config::standard()) {
        Ok((model, read)) if read == stored.bytes.len() && model.size() == stored.cursor => {
            Kept::Model(Box::new(model))
        }
        Ok(_) | Err(_) => Kept::Unreadable("läsmodellen är inte som den skrevs".to_owned()),
    }
}

/// Keeps the model by `write`. That it cannot be kept costs time at the next
/// opening and nothing else, so it is a note and no failure.
pub(crate) fn keep(
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
