//! Events: what has happened, in the past tense, never changed again (I1).
//!
//! One module per subject holds the payloads. [`Event`] joins them and
//! [`EventKind`] is their stored tag. An event carries causes; totals,
//! variances and derived statuses are computed (I5).
//!
//! A payload is stored with bincode under its kind's tag and version
//! (`log/FORMAT.md`); samples of both its forms are frozen in `tests/golden`.
//! A change of either form is a new version, never an edit.

pub mod action;
pub mod budget;
pub mod control;
pub mod decision;
pub mod economy;
pub mod figure;
pub mod followup;
pub mod indicator;
pub mod investment;
pub mod organisation;
pub mod plan;
pub mod proof;
pub mod remains;
pub mod reporting;

use bincode::enc::write::Writer;
use bincode::error::EncodeError;
use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::canonical;

use action::{ActionEffectReported, ActionPlanned};
use budget::{BudgetReallocated, FrameAdjusted, FrameDecided, ReportLineDefined, ReserveDisposed};
use control::{ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, RiskIdentified};
use decision::{DecisionReported, DecisionTaken};
use economy::{ForecastSubmitted, OutcomeBooked, OutcomeRestated};
use figure::KeyFigureReported;
use followup::{AssessmentMade, AssignmentStatusReported, NarrativeWritten, SignificantEventNoted};
use indicator::{IndicatorOutcomeReported, OutcomeCorrected, OutcomeMissing, WishOverridden};
use investment::{InvestmentObjectApproved, InvestmentSpent};
use organisation::{MandateMoved, UnitDissolved, UnitEstablished, UnitMoved, UnitRenamed};
use plan::{
    AssignmentGiven, IndicatorDefined, ItemLinked, ItemReworded, ItemWithdrawn, MatterReferredBack,
    ObjectiveSet, PlanAdopted, StrategySet, TargetSet,
};
use proof::{PublicationWitnessed, SigningKeyRotated, WitnessPolicyAdopted};
use reporting::{
    CheckWaived, FactClaimed, PayloadRedacted, PeriodClosed, PeriodOpened, ReportPublished,
    ReportSubmitted, RulesAdopted,
};

/// The largest encoded payload, in bytes: room for a chapter of narrative, and
/// small enough that a frame of many events stays within a journal file.
pub const MAX_PAYLOAD_BYTES: usize = 64 * 1024;

/// How a stored payload could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// The tag names no event that this version knows.
    #[error("unknown event type {0}")]
    UnknownKind(u16),
    /// The version is newer than this program, or never existed.
    #[error("unknown version {version} of event {kind}")]
    UnknownVersion {
        /// The event's kind.
        kind: &'static str,
        /// The version that stands in the store.
        version: u16,
    },
    /// The bytes are no such payload.
    #[error("the payload of a {kind} cannot be read")]
    Malformed {
        /// The event's kind.
        kind: &'static str,
        /// What the decoder met.
        #[source]
        source: bincode::error::DecodeError,
    },
    /// Bytes follow the payload.
    #[error("{count} bytes follow the payload of a {kind}")]
    Trailing {
        /// The event's kind.
        kind: &'static str,
        /// How many.
        count: usize,
    },
    /// The payload is larger than [`MAX_PAYLOAD_BYTES`].
    #[error("the payload of a {kind} has {bytes} bytes; at most {MAX_PAYLOAD_BYTES} can be stored")]
    TooLarge {
        /// The event's kind.
        kind: &'static str,
        /// How many bytes it has.
        bytes: usize,
    },
}

fn config() -> impl bincode::config::Config {
    bincode::config::legacy().with_limit::<MAX_PAYLOAD_BYTES>()
}

macro_rules! events {
    ($($tag:literal $name:ident,)+) => {
        /// A payload.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum Event {
            $(
                #[doc = concat!("See [`", stringify!($name), "`].")]
                $name($name),
            )+
        }

        /// The kind of an event, without its payload.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum EventKind {
            $(
                #[doc = concat!("See [`", stringify!($name), "`].")]
                $name,
            )+
        }

        impl EventKind {
            /// Every kind, in the order of the tags.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name in code and in the portable form.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            /// The tag in the store. Tags are never reused.
            pub fn tag(self) -> u16 {
                match self { $(Self::$name => $tag,)+ }
            }

            /// The kind of a tag, when there is one.
            pub fn of_tag(tag: u16) -> Option<Self> {
                match tag { $($tag => Some(Self::$name),)+ _ => None }
            }
        }

        impl Event {
            /// Its kind.
            pub fn kind(&self) -> EventKind {
                match self { $(Self::$name(_) => EventKind::$name,)+ }
            }

            /// The stored bytes of the payload, in the kind's current version.
            ///
            /// # Errors
            /// [`PayloadError::TooLarge`] when they would exceed
            /// [`MAX_PAYLOAD_BYTES`]; shorten the texts.
            pub fn encode(&self) -> Result<Vec<u8>, PayloadError> {
                let mut bytes = Vec::new();
                self.encode_to(&mut bytes)?;
                Ok(bytes)
            }

            /// Adds what [`Event::encode`] answers to some bytes.
            ///
            /// # Errors
            /// As there; the bytes may then have got a part of it.
            pub(crate) fn encode_to(&self, bytes: &mut Vec<u8>) -> Result<(), PayloadError> {
                let from = bytes.len();
                self.write_to(Appended(bytes))?;
                self.fits(bytes.len() - from).map(drop)
            }

            /// How many bytes [`Event::encode`] answers.
            ///
            /// # Errors
            /// As there.
            pub(crate) fn encoded_bytes(&self) -> Result<usize, PayloadError> {
                let mut counted = 0;
                self.write_to(Counted(&mut counted))?;
                self.fits(counted)
            }

            fn write_to(&self, writer: impl Writer) -> Result<(), PayloadError> {
                let written = match self {
                    $(Self::$name(payload) => bincode::encode_into_writer(payload, writer, config()),)+
                };
                written.map_err(|_| PayloadError::TooLarge {
                    kind: self.kind().name(),
                    bytes: MAX_PAYLOAD_BYTES + 1,
                })
            }

            /// Reads a payload by its tag and version.
            ///
            /// # Errors
            /// [`PayloadError`] when the tag or version is unknown or the bytes
            /// are not such a payload; the caller stops and names the position (I12).
            pub fn decode(tag: u16, version: u16, bytes: &[u8]) -> Result<Self, PayloadError> {
                let kind = EventKind::of_tag(tag).ok_or(PayloadError::UnknownKind(tag))?;
                if version != kind.version() {
                    return Err(PayloadError::UnknownVersion { kind: kind.name(), version });
                }
                match kind {
                    $(EventKind::$name => decode_all::<$name>(kind, bytes).map(Self::$name),)+
                }
            }

            /// The canonical bytes of the payload's JSON: those of
            /// [`Event::payload_json`], without its tree.
            pub fn canonical(&self) -> Vec<u8> {
                match self {
                    $(Self::$name(payload) => canonical::payload(payload),)+
                }
            }

            /// The payload as JSON, without the members that have no value.
            pub fn payload_json(&self) -> serde_json::Value {
                let json = match self {
                    $(Self::$name(payload) => serde_json::to_value(payload),)+
                };
                without_nulls(json.unwrap_or_default())
            }

            /// Reads a payload from its JSON form.
            ///
            /// # Errors
            /// The parser's error when the JSON is not such a payload.
            pub fn from_json(kind: EventKind, json: serde_json::Value) -> Result<Self, serde_json::Error> {
                match kind {
                    $(EventKind::$name => serde_json::from_value(json).map(Self::$name),)+
                }
            }
        }

        $(
            impl From<$name> for Event {
                fn from(payload: $name) -> Self {
                    Self::$name(payload)
                }
            }
        )+
    };
}

events! {
    1 UnitEstablished,
    2 UnitMoved,
    3 UnitRenamed,
    4 UnitDissolved,
    5 MandateMoved,
    10 PlanAdopted,
    11 ObjectiveSet,
    12 StrategySet,
    13 AssignmentGiven,
    14 IndicatorDefined,
    15 TargetSet,
    16 ItemLinked,
    17 ItemReworded,
    18 ItemWithdrawn,
    19 MatterReferredBack,
    30 DecisionTaken,
    31 DecisionReported,
    40 ReportLineDefined,
    41 FrameDecided,
    42 FrameAdjusted,
    43 BudgetReallocated,
    44 ReserveDisposed,
    50 OutcomeBooked,
    51 ForecastSubmitted,
    52 OutcomeRestated,
    60 IndicatorOutcomeReported,
    61 OutcomeMissing,
    62 OutcomeCorrected,
    63 WishOverridden,
    70 AssessmentMade,
    71 AssignmentStatusReported,
    72 NarrativeWritten,
    73 SignificantEventNoted,
    80 ActionPlanned,
    81 ActionEffectReported,
    90 RiskIdentified,
    91 ControlActionPlanned,
    92 ControlActionFollowedUp,
    93 ControlAssessed,
    100 InvestmentObjectApproved,
    101 InvestmentSpent,
    110 KeyFigureReported,
    120 PeriodOpened,
    121 PeriodClosed,
    122 ReportSubmitted,
    123 ReportPublished,
    124 CheckWaived,
    125 FactClaimed,
    126 RulesAdopted,
    127 PayloadRedacted,
    130 SigningKeyRotated,
    131 WitnessPolicyAdopted,
    132 PublicationWitnessed,
}

impl EventKind {
    /// The version that is written today. A kind whose form changes gets the
    /// next one, and a frozen decoder for the old.
    pub fn version(self) -> u16 {
        1
    }
}

/// Bytes that a payload is added to.
struct Appended<'a>(&'a mut Vec<u8>);

impl Writer for Appended<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// Where a payload's bytes are counted and not kept.
struct Counted<'a>(&'a mut usize);

impl Writer for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        *self.0 += bytes.len();
        Ok(())
    }
}

impl Event {
    fn fits(&self, bytes: usize) -> Result<usize, PayloadError> {
        if bytes <= MAX_PAYLOAD_BYTES {
            return Ok(bytes);
        }
        let kind = self.kind().name();
        Err(PayloadError::TooLarge { kind, bytes })
    }
}

#[inline]
fn decode_all<T: Decode<()>>(kind: EventKind, bytes: &[u8]) -> Result<T, PayloadError> {
    let kind = kind.name();
    let (payload, read) = bincode::decode_from_slice(bytes, config())
        .map_err(|source| PayloadError::Malformed { kind, source })?;
    match bytes.len() - read {
        0 => Ok(payload),
        count => Err(PayloadError::Trailing { kind, count }),
    }
}

fn without_nulls(json: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match json {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        plain => plain,
    }
}

/// Where the figures of an event come from: said of demonstration and imported data.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// A public source says so in words or figures.
    Stated,
    /// It follows from what a source says.
    Inferred,
    /// It was made up to fill a gap.
    Generated,
}
