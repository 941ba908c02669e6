//! The keys that a ledger is signed with: read when it is opened for writing,
//! listed for those who verify.
//!
//! Reading needs no key. Writing needs the log's: what would be written without
//! it could not be proved to anyone. A rotation that a crash has interrupted is
//! finished at the next opening for writing.

use std::path::Path;

use ledger::entropy::Entropy;
use ledger::event::Event;
use ledger::ids::Position;
use ledger::ledger::{Ledger, Signer, SignerError};
use ledger::log::{Log, ReadLog};
use ledger::portable::VERIFIER_KEY_FILE;
use ledger::proof::key_file::{self, FILE, KeyFileError, NEXT_FILE};
use ledger::proof::{Algorithm, SigningKey, VerifierKey};
use ledger::stream::StreamId;

use super::Store;
use crate::failure::{Failure, Family, with_causes};

/// Where the log says its keys.
const STREAM: &str = "proof/keys";

/// A key that checkpoints of the log are signed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogKey {
    /// The verifier key.
    pub(crate) verifier: String,
    /// Where the rotation to it stands; none for the first.
    pub(crate) since: Option<Position>,
}

/// Makes the first key of a ledger that has never been signed, and keeps it.
///
/// # Errors
/// [`Failure`] when there is a key or a signed checkpoint already, or the key
/// cannot be written.
pub(crate) fn create(
    folder: &Path,
    store: &Store,
    entropy: &mut dyn Entropy,
) -> Result<VerifierKey, Failure> {
    if store.last_checkpoint().is_some() || !rotations(store)?.is_empty() {
        return Err(Failure::new(
            Family::Refused,
            "liggaren är redan signerad med en nyckel; en ny gör inte de äldre kontrollpunkterna till sina.",
            folder.join(FILE).display().to_string(),
            RESTORE,
        ));
    }
    let key = SigningKey::generate(&store.origin_line(), Algorithm::Ed25519, entropy)
        .map_err(|error| Failure::io("nyckeln kunde inte göras", "systemets slumptal", &error))?;
    key_file::write(folder, FILE, &key)?;
    Ok(key.verifier().clone())
}

/// The ledger, signed with the keys in its folder.
///
/// # Errors
/// [`Failure`] when the log's key is not there, with what to do.
pub(crate) fn sign(folder: &Path, ledger: Ledger<Store>) -> Result<Ledger<Store>, Failure> {
    let key = match key_file::read(folder, FILE) {
        Ok(key) => key,
        Err(KeyFileError::Missing { path }) => {
            let is_signed =
                ledger.log().last_checkpoint().is_some() || ledger.state().proof.key().is_some();
            return Err(Failure::new(
                Family::Ledger,
                "nyckeln som liggarens kontrollpunkter signeras med saknas, så inget kan antecknas. Att läsa går ändå.",
                path.display().to_string(),
                if is_signed { RESTORE } else { CREATE },
            ));
        }
        Err(error) => return Err(error.into()),
    };
    let origin = ledger.log().origin_line();
    if key.verifier().name() != origin {
        return Err(Failure::new(
            Family::Ledger,
            format!(
                "nyckeln hör till {}, inte till {origin}.",
                key.verifier().name()
            ),
            folder.join(FILE).display().to_string(),
            RESTORE,
        ));
    }
    let mut signer = Signer::new(key);
    let mut next_key = None;
    match key_file::read(folder, NEXT_FILE) {
        Ok(next) => {
            next_key = Some(next.verifier().to_string());
            signer = signer.and(next);
        }
        Err(KeyFileError::Missing { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let mut ledger = ledger.signed_by(signer).map_err(|error| match error {
        SignerError::Store(error) => error.into(),
        error @ SignerError::OtherKey { .. } => Failure::new(
            Family::Ledger,
            error.to_string(),
            folder.join(FILE).display().to_string(),
            RESTORE,
        ),
    })?;
    if next_key.is_some() && next_key.as_deref() == ledger.state().proof.key() {
        // The rotation is recorded: its first checkpoint needs both keys, and
        // after it the next one is the key.
        ledger.checkpoint()?;
        key_file::promote(folder)?;
    }
    Ok(ledger)
}

/// The key in the folder that the ledger of an origin line is signed with; none
/// when the folder holds none. What leaves the ledger is signed by this one and no other.
///
/// # Errors
/// [`Failure`] when the file cannot be read, or its key is not what the last
/// rotation says, or else what the last checkpoint is signed by, or else what the
/// ledger was restored with.
pub(crate) fn current_key(
    folder: &Path,
    log: &dyn ReadLog,
    origin: &str,
) -> Result<Option<SigningKey>, Failure> {
    let key = match key_file::read(folder, FILE) {
        Ok(key) => key,
        Err(KeyFileError::Missing { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let given = key.verifier();
    let last_checkpoint = log.checkpoints_back().next().transpose()?;
    let follows = match (rotations(log)?.last(), last_checkpoint) {
        (Some((_, _, next)), _) => *next == given.to_string(),
        (None, Some(note)) => note.verify(given).is_ok(),
        (None, None) => restored_with(folder)?.is_none_or(|kept| kept == *given),
    };
    if follows && given.name() == origin {
        return Ok(Some(key));
    }
    Err(Failure::new(
        Family::Ledger,
        format!(
            "nyckeln {given} är inte den som liggaren signeras med, så inget undertecknas med den."
        ),
        folder.join(FILE).display().to_string(),
        RESTORE,
    ))
}

/// Whether a rotation is recorded whose new key has not yet taken the old one's
/// place: opening for writing finishes it ([`sign`]).
///
/// # Errors
/// [`Failure`] when the log or the key that follows cannot be read.
pub(crate) fn is_interrupted(folder: &Path, store: &Store) -> Result<bool, Failure> {
    let next = match key_file::read(folder, NEXT_FILE) {
        Ok(next) => next.verifier().to_string(),
        Err(KeyFileError::Missing { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let rotations = rotations(store)?;
    Ok(rotations.last().is_some_and(|(_, _, key)| *key == next))
}

/// The first key of the log: the one that its first rotation names, else the one
/// it is signed with, else the one it was restored with; none when it has none.
///
/// # Errors
/// [`Failure`] when a file of a key is there and cannot be read, or holds
/// another key than the ledger's.
pub(crate) fn first_key(
    folder: &Path,
    log: &dyn ReadLog,
    origin: &str,
) -> Result<Option<VerifierKey>, Failure> {
    if let Some((_, previous, _)) = rotations(log)?.first() {
        let key = VerifierKey::parse(previous);
        return key.map(Some).map_err(|error| {
            Failure::new(
                Family::Ledger,
                format!(
                    "liggarens första nyckelbyte utgår från en nyckel som inte kan läsas: {error}"
                ),
                folder.display().to_string(),
                "",
            )
        });
    }
    match current_key(folder, log, origin)? {
        Some(key) => Ok(Some(key.verifier().clone())),
        None => restored_with(folder),
    }
}

/// The verifier key that a restored ledger has in its folder.
///
/// # Errors
/// [`Failure`] when the file is there and holds no key that can be read.
pub(crate) fn restored_with(folder: &Path) -> Result<Option<VerifierKey>, Failure> {
    let path = folder.join(VERIFIER_KEY_FILE);
    let place = || path.display().to_string();
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Failure::io(
                "verifieringsnyckeln kunde inte läsas",
                place(),
                &error,
            ));
        }
    };
    VerifierKey::parse(text.strip_suffix('\n').unwrap_or(&text))
        .map(Some)
        .map_err(|error| {
            Failure::new(
                Family::Ledger,
                format!("filen med verifieringsnyckeln är skadad: {error}"),
                place(),
                "Skriv liggarens första verifieringsnyckel i filen, så som den offentliggjordes.",
            )
        })
}

/// The keys of the log, the first one first. What the log does not say itself,
/// its first key, is in its folder ([`first_key`]).
///
/// # Errors
/// [`Failure`] when no first key is there, or one cannot be read.
pub(crate) fn log_keys(
    folder: &Path,
    log: &dyn ReadLog,
    origin: &str,
) -> Result<Vec<LogKey>, Failure> {
    let rotations = rotations(log)?;
    let missing = || KeyFileError::Missing {
        path: folder.join(FILE),
    };
    let first = first_key(folder, log, origin)?
        .ok_or_else(missing)?
        .to_string();
    let mut keys = vec![LogKey {
        verifier: first,
        since: None,
    }];
    keys.extend(rotations.into_iter().map(|(position, _, next)| LogKey {
        verifier: next,
        since: Some(position),
    }));
    Ok(keys)
}

/// The rotations of the log: where each stands, the key before it and after it.
fn rotations(log: &dyn ReadLog) -> Result<Vec<(Position, String, String)>, Failure> {
    let Ok(stream) = StreamId::new(STREAM) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for position in log.stream(&stream)? {
        for record in log.read(position, position.0.saturating_add(1)) {
            if let Some(Event::SigningKeyRotated(rotation)) = record?.entry.event() {
                found.push((position, rotation.previous.clone(), rotation.next.clone()));
            }
        }
    }
    Ok(found)
}

const RESTORE: &str =
    "Lägg tillbaka nyckelfilen ur den kopia som förvaras skyddad, med rättigheterna 600.";

const CREATE: &str = "`liggare key create` gör en nyckel åt en liggare som aldrig har signerats. Har den signerats förut: lägg tillbaka dess nyckelfil.";

impl From<KeyFileError> for Failure {
    fn from(error: KeyFileError) -> Self {
        let what = with_causes(&error);
        let failure = |path: &Path, remedy: &str| {
            Self::new(Family::Ledger, &*what, path.display().to_string(), remedy)
        };
        match &error {
            KeyFileError::Missing { path } | KeyFileError::Malformed { path, .. } => {
                failure(path, RESTORE)
            }
            KeyFileError::Exists { path } => {
                failure(path, "`liggare key` visar nyckeln som finns.")
            }
            KeyFileError::Exposed { path, .. } => failure(
                path,
                "Begränsa rättigheterna, och byt nyckel om någon annan kan ha läst den: `liggare key rotate`.",
            ),
            KeyFileError::Io { path, source, .. } => Self {
                what: what.clone(),
                ..Self::io("", path.display().to_string(), source)
            },
        }
    }
}
