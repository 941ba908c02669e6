//! Roles: in what capacity someone acts.

use std::fmt;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// In what capacity someone acts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Reports outcomes, statuses and texts of a unit.
    #[value(name = "registrator")]
    Registrator,
    /// Follows a unit up: forecasts, assessments, restatements, reports.
    #[value(name = "controller")]
    Controller,
    /// Records a unit's decisions, plans, frames and mandates.
    #[value(name = "sekreterare", alias = "decision_secretary")]
    DecisionSecretary,
    /// Reads all units (uppsiktsplikt, KL 6:1).
    #[value(name = "uppsikt", alias = "supervisor")]
    Supervisor,
    /// Reads everything at any time, history and proofs included (KL 12).
    #[value(name = "revisor", alias = "auditor")]
    Auditor,
    /// Keeps organisation, rules, witnesses, accounts and operation.
    #[value(name = "administrator")]
    Administrator,
}

impl Role {
    /// Every role, in the order they are shown.
    pub(crate) const ALL: [Self; 6] = [
        Self::Registrator,
        Self::Controller,
        Self::DecisionSecretary,
        Self::Supervisor,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Registrator => "registrator",
            Self::Controller => "controller",
            Self::DecisionSecretary => "decision_secretary",
            Self::Supervisor => "supervisor",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// The word that the command line takes.
    pub(crate) fn argument(self) -> &'static str {
        match self {
            Self::Registrator => "registrator",
            Self::Controller => "controller",
            Self::DecisionSecretary => "sekreterare",
            Self::Supervisor => "uppsikt",
            Self::Auditor => "revisor",
            Self::Administrator => "administrator",
        }
    }

    /// Whether it is held for a unit with its subtree; the others are held for the region.
    pub(crate) fn is_of_a_unit(self) -> bool {
        match self {
            Self::Registrator | Self::Controller | Self::DecisionSecretary => true,
            Self::Supervisor | Self::Auditor | Self::Administrator => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Registrator => "registrator",
            Self::Controller => "controller",
            Self::DecisionSecretary => "beslutssekreterare",
            Self::Supervisor => "uppsikt",
            Self::Auditor => "revisor",
            Self::Administrator => "administratör",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_written_by_its_code_and_asked_for_by_its_word_or_code() {
        for role in Role::ALL {
            let written = serde_json::to_value(role).expect("JSON");
            assert_eq!(written, role.code());
            for word in [role.argument(), role.code()] {
                assert_eq!(Role::from_str(word, false), Ok(role), "{word}");
            }
        }
    }
}
