//! The witness (C2SP tlog-witness): an office that is not the ledger's keeper
//! remembers the last checkpoint it saw of each log, and cosigns a new one only
//! when it is shown to continue that one.
//!
//! Room: [`request`] reads what a log asks, [`witness`] decides, [`state`] is
//! the folder that remembers, [`http`] answers over the network and [`command`]
//! is what the office types.
//!
//! Guarantees: two histories of one log never both get the witness's signature,
//! in whatever order they come and whenever the witness is killed, since what
//! it has seen is durable before it answers; one request is judged at a time;
//! what cannot be read of its own state stops it rather than being forgotten; a
//! checkpoint that a log signed with another root for the size that was seen is
//! always kept, and one that came without a proof that holds as far as there is
//! room.
//! It deliberately has no orderly end: it may be killed at any moment, and a log
//! that got no answer asks again. It knows nothing of what the leaves say, and
//! speaks plain HTTP: TLS belongs to the server in front of it. It has no time
//! limit for a slow request and no limit of connections either: whoever opens a
//! witness to others must put a server in front that has both (a limit of some
//! seconds for reading a request, which is 64 KiB at most, and of some
//! tens of connections). Without it a stranger can keep the witness from
//! answering, but never make it forget or sign anything.

pub mod command;
pub mod http;
pub mod request;
pub mod state;
#[expect(clippy::module_inception, reason = "the noun is the room's own")]
pub mod witness;

pub use request::Request;
pub use state::{State, StateError};
pub use witness::{Refused, Witness};

#[cfg(test)]
mod tests;
