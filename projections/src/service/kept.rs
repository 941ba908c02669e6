//! What is kept of a projection beside a log.

use ledger::log::{ReadLog, StoredModel};

use super::identity::Identity;
use super::projection::Projection;

/// The most memory, in bytes, that a kept model may claim when it is read: bytes
/// that are no model must not exhaust the machine.
const MAX_MODEL_BYTES: usize = 1 << 31;

/// What follows a projection's name where its successor is built beside it.
const BESIDE: &str = "@next";

/// What is kept under a projection's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept<P> {
    /// Nothing.
    Nothing,
    /// A model of another definition; its bytes are not read here.
    OtherDefinition(Predecessor),
    /// Bytes that are not what was written, and why.
    Unreadable(String),
    /// A model of more events than the log has.
    BeyondLog(Model<P>),
    /// A model that can be used.
    Model(Model<P>),
}

/// A model with the place it has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model<P> {
    /// The model.
    pub model: P,
    /// How many events are folded into it.
    pub cursor: u64,
}

/// A model that is in use and has another definition than this program's.
///
/// It can be answered from for as long as its successor is built, by a program
/// that still has its definition as a type: `Service::<Older>::open` reads it, and
/// [`Kept::OtherDefinition`] says that this is not the type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predecessor {
    /// Whose it is; `None` when that is said in no form that is known.
    pub identity: Option<Identity>,
    /// How many events are folded into it.
    pub cursor: u64,
}

impl<P: Projection> Kept<P> {
    /// What is kept under the projection's name. A log that cannot answer has
    /// nothing readable: what is kept is derived, and is folded anew.
    pub fn of(log: &(impl ReadLog + ?Sized)) -> Self {
        Self::at(log, P::NAME)
    }

    /// What is kept of the projection while it is built beside another.
    pub(super) fn beside(log: &(impl ReadLog + ?Sized)) -> Self {
        Self::at(log, &beside::<P>())
    }

    fn at(log: &(impl ReadLog + ?Sized), name: &str) -> Self {
        let stored = match log.model(name) {
            Ok(Some(stored)) => stored,
            Ok(None) => return Self::Nothing,
            Err(error) => return Self::Unreadable(error.to_string()),
        };
        if stored.fingerprint != Identity::of::<P>().to_string() {
            return Self::OtherDefinition(Predecessor {
                identity: Identity::parse(&stored.fingerprint),
                cursor: stored.cursor,
            });
        }
        let config = bincode::config::standard().with_limit::<MAX_MODEL_BYTES>();
        match bincode::decode_from_slice::<P, _>(&stored.bytes, config) {
            Ok((model, read)) if read == stored.bytes.len() => {
                let cursor = stored.cursor;
                let model = Model { model, cursor };
                if cursor > log.size() {
                    Self::BeyondLog(model)
                } else {
                    Self::Model(model)
                }
            }
            Ok(_) | Err(_) => Self::Unreadable("modellen är inte som den skrevs".to_owned()),
        }
    }

    /// The model, when it can be used.
    pub fn usable(self) -> Option<Model<P>> {
        match self {
            Self::Model(model) => Some(model),
            Self::Nothing | Self::OtherDefinition(_) | Self::Unreadable(_) | Self::BeyondLog(_) => {
                None
            }
        }
    }
}

/// The name that the projection is kept under while it is built beside another.
pub(super) fn beside<P: Projection>() -> String {
    format!("{}{BESIDE}", P::NAME)
}

/// A model in the form it is kept in.
///
/// # Errors
/// When a part of it cannot be encoded.
pub(super) fn stored<P: Projection>(
    model: &P,
    cursor: u64,
) -> Result<StoredModel, bincode::error::EncodeError> {
    Ok(StoredModel {
        fingerprint: Identity::of::<P>().to_string(),
        cursor,
        bytes: bincode::encode_to_vec(model, bincode::config::standard())?,
    })
}
