//! The write side of Liggaren: commands become events, events become durable.
//!
//! Read from top to bottom: what names things ([`ids`], [`money`],
//! [`quantity`], [`time`], [`period`]), what can be asked ([`command`]), what
//! has happened ([`event`], [`entry`], [`stream`]), how it is kept ([`log`]),
//! and who puts it together: the single writer ([`ledger`]), behind a queue
//! ([`writer`]).

pub mod basis;
pub mod canonical;
pub mod command;
pub mod decide;
mod digits;
pub mod entropy;
pub mod entry;
pub mod event;
pub mod feed;
pub mod fulfilment;
pub mod ids;
pub mod leb128;
pub mod ledger;
pub mod log;
pub mod money;
pub mod period;
pub mod portable;
pub mod proof;
pub mod quantity;
pub mod refusal;
pub mod replica;
pub mod rules;
#[cfg(feature = "schema")]
pub mod schema;
pub mod short_text;
pub mod state;
pub mod stream;
pub mod time;
pub mod whole_file;
pub mod writer;

/// What tells these sources from others, in hexadecimal digits: what is kept of a fold
/// of events is used only by a program that knows the same events.
pub const SOURCES: &str = env!("LIGGARE_SOURCES_FINGERPRINT");
