//! Identities: what names a thing in the ledger.
//!
//! Every id is a type of its own, so that a unit can never be given where an
//! indicator is asked for. Text ids are chosen by people (`RS`, `I-1.4`,
//! `plan-2024`); they are compared byte for byte and never reused for another
//! thing. A label that changes from year to year (the printed number of an
//! objective) is not an identity.
//!
//! Guarantee: a text id that has been read from outside holds 1 to
//! [`MAX_ID_BYTES`] bytes of the letters a to z, å, ä, ö, é and ü in either case,
//! digits and `- _ . / :`, and begins with a letter or digit. Letters of other
//! alphabets are refused because they can look like these.

use std::fmt;

use bincode::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize};

use crate::short_text::ShortText;

/// The longest text id, in bytes. Long enough for `period/RS-KANSLI/2024-01/2024-07`
/// and short enough that an index key stays small.
pub const MAX_ID_BYTES: usize = 96;

/// Why a text was refused as an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// The text was empty.
    #[error("id_empty: ett id får inte vara tomt")]
    Empty,
    /// The text was longer than [`MAX_ID_BYTES`].
    #[error("id_too_long: ett id får ha högst {MAX_ID_BYTES} byte")]
    TooLong,
    /// The text began with another character than a letter or digit, or held `..` or `//`.
    #[error("id_shape: ett id börjar med en bokstav eller siffra och innehåller inte .. eller //")]
    Shape,
    /// The text held a character outside letters, digits and `- _ . / :`.
    #[error(
        "id_character: tecknet {0:?} får inte stå i ett id; använd bokstäver, siffror och - _ . / :"
    )]
    Character(char),
}

fn check_id(text: &str) -> Result<(), InvalidId> {
    let Some(first) = text.chars().next() else {
        return Err(InvalidId::Empty);
    };
    if text.len() > MAX_ID_BYTES {
        return Err(InvalidId::TooLong);
    }
    let letter_or_digit = |c: char| c.is_ascii_alphanumeric() || "åäöÅÄÖéÉüÜ".contains(c);
    let refused = |c: &char| !(letter_or_digit(*c) || "-_./:".contains(*c));
    match text.chars().find(refused) {
        Some(c) => Err(InvalidId::Character(c)),
        None if !letter_or_digit(first) || text.contains("..") || text.contains("//") => {
            Err(InvalidId::Shape)
        }
        None => Ok(()),
    }
}

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize)]
        #[serde(transparent)]
        pub struct $name(ShortText);

        impl $name {
            /// Makes the id after checking its length and characters.
            ///
            /// # Errors
            /// [`InvalidId`] when the text is empty, too long or holds a
            /// character that ids may not hold; ask for another text.
            pub fn new(text: impl Into<ShortText>) -> Result<Self, InvalidId> {
                let text = text.into();
                check_id(&text)?;
                Ok(Self(text))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

text_id! {
    /// A unit of the organisation (`Unit`): assembly, committee, administration, department …
    UnitId;
    /// An operational plan (verksamhetsplan) of one unit and year.
    PlanId;
    /// An item of the plan: objective, strategy or assignment.
    ItemId;
    /// An indicator.
    IndicatorId;
    /// A report line: a row of an economic table.
    LineId;
    /// A decision.
    DecisionId;
    /// An action of the action plan (åtgärd i handlingsplan).
    ActionId;
    /// A risk of the internal control plan.
    RiskId;
    /// A control action of the internal control plan.
    ControlId;
    /// An investment object.
    InvestmentId;
    /// A published or submitted report.
    ReportId;
    /// A claim: a total that some source states.
    ClaimId;
    /// Who acted. A pseudonym: names live outside the log (I11).
    ActorId;
    /// The sender's own name of a command; the key of idempotency (I8).
    CommandId;
    /// Ties commands together that belong to one matter or one import.
    CorrelationId;
}

/// Where an event stands in the log: 0 for the first, without gaps (I1).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub u64);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

/// The identity of an event: a `UUIDv7`, strictly increasing with the position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub uuid::Uuid);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Encode for EventId {
    fn encode<E: bincode::enc::Encoder>(
        &self,
        encoder: &mut E,
    ) -> Result<(), bincode::error::EncodeError> {
        self.0.as_bytes().encode(encoder)
    }
}

impl<Context> Decode<Context> for EventId {
    fn decode<D: bincode::de::Decoder<Context = Context>>(
        decoder: &mut D,
    ) -> Result<Self, bincode::error::DecodeError> {
        <[u8; 16]>::decode(decoder).map(|bytes| Self(uuid::Uuid::from_bytes(bytes)))
    }
}

impl<'de, Context> bincode::BorrowDecode<'de, Context> for EventId {
    fn borrow_decode<D: bincode::de::BorrowDecoder<'de, Context = Context>>(
        decoder: &mut D,
    ) -> Result<Self, bincode::error::DecodeError> {
        Self::decode(decoder)
    }
}
