//! What can be wrong with a frame's bytes. Deliberately not here: where it is
//! wrong; that is [`crate::log::LogError::Damaged`].

use crate::event::PayloadError;
use crate::ids::InvalidId;

/// What is wrong with a frame's bytes.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// No frame begins here.
    #[error("ingen skrivning börjar här")]
    NoFrame,
    /// The header's checksum is wrong.
    #[error("skrivningens huvud har fel kontrollsumma")]
    Header,
    /// The frame goes on after the file's end, or over the largest size.
    #[error("skrivningen är avhuggen eller orimligt lång")]
    Length,
    /// The heads' checksum is wrong.
    #[error("händelsernas huvuden har fel kontrollsumma")]
    Heads,
    /// The heads cannot be read although their checksum is right.
    #[error("händelsernas huvuden kan inte läsas: {0}")]
    Malformed(&'static str),
    /// A text id may not be one.
    #[error("händelsernas huvuden kan inte läsas")]
    Id(#[from] InvalidId),
    /// An event type that this program does not know.
    #[error("okänd händelsetyp {0}")]
    UnknownKind(u16),
    /// A payload's checksum is wrong.
    #[error("händelsens innehåll har fel kontrollsumma")]
    Payload,
    /// A payload is gone and no redaction says why.
    #[error("händelsens innehåll är borta utan att vara gallrat")]
    Gone,
    /// A payload cannot be read although its checksum is right.
    #[error("händelsens innehåll kan inte läsas: {0}")]
    Content(#[from] PayloadError),
    /// The filling after the payloads is not zeros.
    #[error("utfyllnaden efter skrivningen är inte nollor")]
    Padding,
}
