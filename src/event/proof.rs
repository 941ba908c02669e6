//! Proof: which key signs the log, whose witness a publication needs, and that it had it.
//!
//! Keys and notes stand as the texts that others hold (C2SP signed-note and
//! tlog-cosignature), so that a verifier reads them without knowing this program.
//! None of these events holds personal data and none can be redacted.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::ReportId;

/// The log is signed by another key from the next checkpoint on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SigningKeyRotated {
    /// The verifier key until now. The first checkpoint after this event is signed by both.
    pub previous: String,
    /// The verifier key from now on.
    pub next: String,
}

/// Which witnesses a publication needs, from this position on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WitnessPolicyAdopted {
    /// The verifier keys of the witnesses.
    pub witnesses: Vec<String>,
    /// How many of them must have cosigned what a report rests on; 0 for none.
    pub required: u8,
}

/// What a published report rests on had been cosigned by the witnesses that the policy asks for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublicationWitnessed {
    /// The report.
    pub report: ReportId,
    /// The whole note: the checkpoint of the report's basis with its signatures.
    pub checkpoint: String,
}
