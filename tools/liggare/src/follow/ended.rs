//! Why a follower does not go on.

use ledger::log::LogError;
use ledger::replica::{Refused, ReplicaError};

use crate::failure::{Failure, Family, with_causes};
use crate::node::Hindrance;

/// Why a follower does not go on.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It was told to.
    Stopped,
    /// It cannot, or will not: asking again gives the same.
    Failed(Failure),
    /// It gets nothing from the ledger at present: asking later may.
    Hindered(Hindrance, Failure),
}

impl Ended {
    /// Why it failed; none when it was told to end.
    pub(crate) fn into_failure(self) -> Option<Failure> {
        match self {
            Self::Stopped => None,
            Self::Failed(failure) | Self::Hindered(_, failure) => Some(failure),
        }
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<ReplicaError> for Ended {
    fn from(error: ReplicaError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<LogError> for Ended {
    fn from(error: LogError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ReplicaError> for Failure {
    fn from(error: ReplicaError) -> Self {
        let what = with_causes(&error);
        match error {
            ReplicaError::Log(error) => error.into(),
            ReplicaError::Io { place, source, .. } => Self {
                what,
                ..Self::io("", place, &source)
            },
            ReplicaError::Refused(refused) => Self::new(
                Family::Refused,
                format!("{what}."),
                format!("kod {}", refused.code()),
                remedy(&refused),
            ),
        }
    }
}

fn remedy(refused: &Refused) -> &'static str {
    match refused {
        Refused::Altered { .. } | Refused::Checkpoint { .. } => {
            "Inget av det är antecknat. Kontrollera vägen till liggaren (TLS, mellanservrar) och följ igen; händer det ändå, jämför med ett arkiv av liggaren: `granska archive`."
        }
        Refused::OtherLedger { .. } => {
            "Ange adressen till den liggare som mappen följer, eller en annan mapp med --into."
        }
        Refused::OtherKey { .. } | Refused::OtherFirstKey { .. } => {
            "Fråga liggarens ägare efter dess första verifieringsnyckel (`liggare key`); ta den inte från den server som följs."
        }
        Refused::Fork { .. } | Refused::Ahead { .. } => {
            "Har liggaren återställts ur en kopia, eller skrivits om? Rör inte följarens mapp: den har händelser som liggaren saknar. Jämför med vittnets kontrollpunkt, och kalla in revisorerna. Följ sedan in i en annan mapp."
        }
        Refused::OwnLedger { .. } | Refused::Occupied { .. } => {
            "Ange en mapp som saknas, är tom eller är en följares."
        }
        Refused::NoReplica { .. } => "Ange liggarens första verifieringsnyckel med --key.",
    }
}
