//! A draft: a command as a caller sends it who is known already.
//!
//! Who acts may be left out, since the login says it, and so may the id where it
//! is given beside the body. [`Draft::submitted`] makes it a whole submission and
//! guesses nothing: what is missing both places is refused by whoever asks for it.

use serde::{Deserialize, Serialize};

use super::{Command, Expectation, Submission};
use crate::event::Provenance;
use crate::ids::{ActorId, CommandId, CorrelationId, DecisionId};

/// A command with its sender's particulars, as far as they are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The sender's own name of the command: sent again, it gives the first result
    /// (I8). Left out when the header `Idempotency-Key` gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CommandId>,
    /// Who acts; left out, or the caller's own pseudonym.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<ActorId>,
    /// The decision it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The matter or import it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<CorrelationId>,
    /// Where the figures come from, when that is to be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// What must still hold for the command to be carried out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<Expectation>,
    /// The command.
    pub command: Command,
}

impl Draft {
    /// The submission under an id, by someone.
    pub fn submitted(self, id: CommandId, actor: ActorId) -> Submission {
        Submission {
            id,
            actor,
            decision: self.decision,
            reason: self.reason,
            correlation_id: self.correlation_id,
            provenance: self.provenance,
            expect: self.expect,
            command: self.command,
        }
    }
}
