//! Why a replica takes in no more, told in Swedish for people.

use crate::ids::Position;
use crate::log::LogError;
use crate::portable::taking::TakeError;

/// What is wrong with what a ledger shows, or with where the replica is to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// An event is not what the ledger has signed for.
    #[error("flödet är ändrat vid {position}: {found}")]
    Altered {
        /// The first event that is not.
        position: Position,
        /// What is wrong with it.
        found: String,
    },
    /// A checkpoint is not as the ledger signs it.
    #[error("kontrollpunkten för {size} händelser godtas inte: {found}")]
    Checkpoint {
        /// How many events it says.
        size: u64,
        /// What is wrong with it.
        found: String,
    },
    /// It is another ledger than the replica's.
    #[error("det är en annan liggare: {found}, inte {expected}")]
    OtherLedger {
        /// The name that it has.
        found: String,
        /// The replica's.
        expected: String,
    },
    /// Another key has signed than the ledger's.
    #[error("kontrollpunkten är inte undertecknad med liggarens nyckel {expected}")]
    OtherKey {
        /// The ledger's verifier key.
        expected: String,
    },
    /// Another key was given than the replica's first.
    #[error("kopian prövas med en annan nyckel: {kept}")]
    OtherFirstKey {
        /// The one that is kept in the folder.
        kept: String,
    },
    /// The ledger has signed for two histories.
    #[error(
        "liggaren har undertecknat två olika historier: {} är det en annan händelse än den som följaren har sett undertecknad",
        place(*position, *size)
    )]
    Fork {
        /// The first event that differs, where it can be told.
        position: Option<Position>,
        /// The size of the checkpoint that shows it.
        size: u64,
    },
    /// The ledger has fewer events than the replica has seen it sign for.
    #[error(
        "följaren är före: den har {ours} händelser som liggaren har undertecknat, liggaren har nu {theirs}"
    )]
    Ahead {
        /// How many the replica has.
        ours: u64,
        /// How many the ledger says.
        theirs: u64,
    },
    /// The folder holds a ledger that signs for itself.
    #[error("{folder} är liggarens egen mapp, ingen följares")]
    OwnLedger {
        /// The folder.
        folder: String,
    },
    /// The folder holds no replica, and no key was given to make one with.
    #[error("{folder} innehåller ingen följares kopia, och ingen nyckel är angiven")]
    NoReplica {
        /// The folder.
        folder: String,
    },
    /// The folder holds something else.
    #[error("{folder} innehåller annat: {found}")]
    Occupied {
        /// The folder.
        folder: String,
        /// What stands there.
        found: String,
    },
}

impl Refused {
    /// Its name for programs, which never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Altered { .. } => "altered_feed",
            Self::Checkpoint { .. } => "altered_checkpoint",
            Self::OtherLedger { .. } => "other_ledger",
            Self::OtherKey { .. } | Self::OtherFirstKey { .. } => "other_key",
            Self::Fork { .. } => "fork",
            Self::Ahead { .. } => "follower_ahead",
            Self::OwnLedger { .. } => "own_ledger",
            Self::NoReplica { .. } => "no_replica",
            Self::Occupied { .. } => "occupied",
        }
    }
}

fn place(position: Option<Position>, size: u64) -> String {
    match position {
        Some(position) => format!("vid {position}"),
        None => format!("bland de {size} första"),
    }
}

/// Why a replica could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// Something is wrong with what it was shown.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Its own log could not be read or written.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A file beside the log could not be read or written.
    #[error("{doing} misslyckades för {place}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file.
        place: String,
        /// What the system answered.
        #[source]
        source: std::io::Error,
    },
}

impl From<TakeError> for ReplicaError {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::Flaw { position, found } => Refused::Altered { position, found }.into(),
            TakeError::Log(error) => error.into(),
        }
    }
}

/// Names what was being done with a path when the system refused.
pub(super) fn failed(
    doing: &'static str,
    path: &std::path::Path,
) -> impl FnOnce(std::io::Error) -> ReplicaError + use<> {
    let place = path.display().to_string();
    move |source| ReplicaError::Io {
        doing,
        place,
        source,
    }
}
