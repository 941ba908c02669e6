//! The folder that a witness remembers in.
//!
//! ```text
//! lock               held while a process has the folder open
//! witness-key        the private key, for its owner only
//! log-keys           a trusted verifier key a line
//! checkpoints/<hex>  the last checkpoint of a log, as the log signed it and with
//!                    the witness's cosignature; the name is SHA-256 of the log's name
//! conflicts/<hex>    a checkpoint that a log signed, with another root than the one
//!                    seen at its size: evidence; the name is SHA-256 of its text
//! unproven/<hex>     a checkpoint that a log signed and that came with a proof which
//!                    does not hold. Anyone can send a true one with a false proof,
//!                    so that it shows nothing by itself; the name is as above
//! ```
//!
//! Guarantees: a file is replaced whole (written beside, synced, renamed, the
//! folder synced), so that a crash leaves the old or the new; a checkpoint that
//! the witness has not itself cosigned, or that is another log's, is damage.
//! It deliberately forgets all but the last checkpoint: what came before is in
//! the archive of the log.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::note::{
    Algorithm, Checkpoint, Cosignature, KeyError, Note, Signature, SigningKey, VerifierKey,
};
use crate::tree::hex;

const LOCK: &str = "lock";
const KEY: &str = "witness-key";
const LOG_KEYS: &str = "log-keys";
const CHECKPOINTS: &str = "checkpoints";
const CONFLICTS: &str = "conflicts";
const UNPROVEN: &str = "unproven";

/// The most checkpoints without a proof that are kept: whoever resends them must
/// not be able to fill the disk. Of conflicts all are kept: only the log's own
/// key makes one, and each is evidence.
const MAX_UNPROVEN: usize = 1000;

/// Why the folder could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Reading or writing failed.
    #[error("{} kunde inte {doing}: {source}", path.display())]
    Io {
        /// What was being done to it.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system answered.
        #[source]
        source: io::Error,
    },
    /// Another process has the folder open.
    #[error("{} används redan av en annan process. Avsluta den först: ett vittne har ett enda minne.", .0.display())]
    InUse(PathBuf),
    /// The folder holds no witness.
    #[error("{} innehåller inget vittne. Skapa ett med: granska witness --state {} --init --name NAMN", .0.display(), .0.display())]
    NoWitness(PathBuf),
    /// The folder holds a witness already.
    #[error("{} innehåller redan ett vittne; dess nyckel skrivs inte över.", .0.display())]
    Exists(PathBuf),
    /// Others may read the private key.
    #[error("{} kan läsas av andra än sin ägare (rättigheter {mode:o}). Kör: chmod 600 {}", path.display(), path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// A key cannot be read, or is not of the kind that its place asks for.
    #[error("{place}: {source}")]
    Key {
        /// The file and line, or the argument.
        place: String,
        /// What is wrong.
        #[source]
        source: KeyError,
    },
    /// A key of the wrong kind.
    #[error("{place}: nyckeln för {name} är {kind}")]
    WrongKind {
        /// The file and line, or the argument.
        place: String,
        /// Whose key.
        name: String,
        /// What it is instead.
        kind: &'static str,
    },
    /// What the witness remembers has been changed by someone else.
    #[error("{} är skadad: {found}. Återställ mappen från en säkerhetskopia; utan minnet kan vittnet inte bekräfta något.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        found: String,
    },
}

/// The last checkpoint that was cosigned of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// When it was cosigned, in seconds since 1970.
    pub time: u64,
}

/// An opened folder.
#[derive(Debug)]
pub struct State {
    folder: PathBuf,
    key: SigningKey,
    trusted: Vec<VerifierKey>,
    _lock: File,
}

impl State {
    /// Makes a folder with a new key of 32 random bytes.
    ///
    /// # Errors
    /// [`StateError`] when there is a witness already, the name can't be a
    /// key's, or the folder cannot be written.
    pub fn create(folder: &Path, name: &str, seed: &[u8; 32]) -> Result<Self, StateError> {
        let key = SigningKey::from_seed(name, Algorithm::Cosignature, seed);
        let key = key.map_err(|source| StateError::Key {
            place: format!("--name {name}"),
            source,
        })?;
        let checkpoints = folder.join(CHECKPOINTS);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&checkpoints)
            .map_err(failed("skapas", &checkpoints))?;
        // A folder that is gone after a power cut would be a witness without memory.
        let parent = match folder.parent() {
            Some(parent) if parent != Path::new("") => parent,
            Some(_) | None => Path::new("."),
        };
        File::open(parent)
            .and_then(|parent| parent.sync_all())
            .map_err(failed("skrivas", parent))?;
        let lock = lock(folder)?;
        if folder.join(KEY).exists() {
            return Err(StateError::Exists(folder.to_owned()));
        }
        replace(folder, KEY, &key.private_text())?;
        Ok(Self {
            folder: folder.to_owned(),
            key,
            trusted: Vec::new(),
            _lock: lock,
        })
    }

    /// Opens a folder, which no other process may have open, and reads all that
    /// it remembers.
    ///
    /// # Errors
    /// [`StateError`]; a witness that cannot read its memory cosigns nothing.
    pub fn open(folder: &Path) -> Result<Self, StateError> {
        let path = folder.join(KEY);
        if !path.exists() {
            return Err(StateError::NoWitness(folder.to_owned()));
        }
        let lock = lock(folder)?;
        let key = read_key(&path)?;
        let mut state = Self {
            folder: folder.to_owned(),
            key,
            trusted: Vec::new(),
            _lock: lock,
        };
        let path = folder.join(LOG_KEYS);
        if let Some(text) = read(&path)? {
            for (line, number) in text.lines().zip(1..) {
                let place = format!("{} rad {number}", path.display());
                state.trusted.push(log_key(line, &place)?);
            }
        }
        let checkpoints = folder.join(CHECKPOINTS);
        for entry in fs::read_dir(&checkpoints).map_err(failed("läsas", &checkpoints))? {
            let path = entry.map_err(failed("läsas", &checkpoints))?.path();
            // What an interrupted writing left was never answered for.
            if path.extension().is_none() {
                state.seen(&path)?;
            }
        }
        Ok(state)
    }

    /// The key of the witness in a folder, which another process may have open.
    ///
    /// # Errors
    /// [`StateError`] when there is no witness or its key cannot be read.
    pub fn verifier(folder: &Path) -> Result<VerifierKey, StateError> {
        let path = folder.join(KEY);
        if !path.exists() {
            return Err(StateError::NoWitness(folder.to_owned()));
        }
        read_key(&path).map(|key| key.verifier().clone())
    }

    /// The witness's key.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The keys of logs that are trusted.
    pub fn trusted(&self) -> &[VerifierKey] {
        &self.trusted
    }

    /// Trusts a log's key from now on. A log that has rotated has several.
    ///
    /// # Errors
    /// [`StateError`] when the text is no log's key or the folder cannot be written.
    pub fn trust(&mut self, key: &str) -> Result<(), StateError> {
        let key = log_key(key, "--log-key")?;
        if self.trusted.contains(&key) {
            return Ok(());
        }
        let mut trusted = self.trusted.clone();
        trusted.push(key);
        let text: Vec<String> = trusted.iter().map(|key| format!("{key}\n")).collect();
        replace(&self.folder, LOG_KEYS, &text.concat())?;
        self.trusted = trusted;
        Ok(())
    }

    /// The last checkpoint of a log, if the witness has cosigned any.
    ///
    /// # Errors
    /// [`StateError`] when it cannot be read or is not what the witness wrote.
    pub fn last(&self, origin: &str) -> Result<Option<Seen>, StateError> {
        let path = self.folder.join(CHECKPOINTS).join(file_name(origin));
        if path.exists() {
            self.seen(&path).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Remembers a checkpoint as the log's last, durably.
    ///
    /// # Errors
    /// [`StateError`] when it cannot be written; the one before is then the last.
    pub fn keep(
        &self,
        checkpoint: &Checkpoint,
        note: &Note,
        cosignature: &Signature,
    ) -> Result<(), StateError> {
        let own = self.key.verifier();
        let mut kept = note.clone();
        kept.signatures.retain(|signature| !signature.is_by(own));
        kept.signatures.push(cosignature.clone());
        let name = file_name(&checkpoint.origin);
        replace(&self.folder.join(CHECKPOINTS), &name, &kept.text())
    }

    /// Keeps a checkpoint that its log has signed though another root was seen at
    /// its size: with the remembered one it shows two histories.
    ///
    /// # Errors
    /// [`StateError`] when it cannot be written.
    pub fn keep_conflict(&self, note: &Note) -> Result<(), StateError> {
        self.keep_aside(CONFLICTS, usize::MAX, note).map(|_kept| ())
    }

    /// Keeps a checkpoint that its log has signed and whose proof does not hold.
    /// Answers whether it is kept: so many are, and no more.
    ///
    /// # Errors
    /// [`StateError`] when it cannot be written.
    pub fn keep_unproven(&self, note: &Note) -> Result<bool, StateError> {
        self.keep_aside(UNPROVEN, MAX_UNPROVEN, note)
    }

    fn keep_aside(&self, folder: &str, most: usize, note: &Note) -> Result<bool, StateError> {
        let folder = self.folder.join(folder);
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed("skapas", &folder)(error));
            }
            Ok(()) | Err(_) => {}
        }
        let name = file_name(&note.body);
        if folder.join(&name).exists() {
            return Ok(true);
        }
        let kept = fs::read_dir(&folder).map_err(failed("läsas", &folder))?;
        if kept.take(most).count() >= most {
            return Ok(false);
        }
        replace(&folder, &name, &note.text())?;
        Ok(true)
    }

    /// Reads what is remembered in a file, and that it is the witness's own word.
    fn seen(&self, path: &Path) -> Result<Seen, StateError> {
        let damaged = |found: String| StateError::Damaged {
            path: path.to_owned(),
            found,
        };
        let text = read(path)?.ok_or_else(|| damaged("filen saknas".to_owned()))?;
        let (note, checkpoint) =
            Checkpoint::of_note(&text).map_err(|error| damaged(error.to_string()))?;
        if path.file_name() != Some(file_name(&checkpoint.origin).as_ref()) {
            return Err(damaged(format!("den hör till {}", checkpoint.origin)));
        }
        let own = self.key.verifier();
        note.verify(own)
            .map_err(|error| damaged(format!("vittnets egen bekräftelse: {error}")))?;
        let cosignature = note
            .signatures
            .iter()
            .find_map(|line| Cosignature::of(line, own).ok());
        let time = cosignature.map(|cosignature| cosignature.time);
        Ok(Seen {
            checkpoint,
            time: time.ok_or_else(|| damaged("bekräftelsen saknas".to_owned()))?,
        })
    }
}

/// SHA-256 of a text, as the name of a file.
fn file_name(text: &str) -> String {
    hex(&Sha256::digest(text).into())
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StateError + use<> {
    let path = path.to_owned();
    move |source| StateError::Io {
        doing,
        path,
        source,
    }
}

fn lock(folder: &Path) -> Result<File, StateError> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&path)
        .map_err(failed("öppnas", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StateError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed("låsas", &path)(error)),
    }
}

/// A file's text; `None` when there is no such file.
fn read(path: &Path) -> Result<Option<String>, StateError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("läsas", path)(error)),
    }
}

fn read_key(path: &Path) -> Result<SigningKey, StateError> {
    let mut file = File::open(path).map_err(failed("öppnas", path))?;
    let metadata = file.metadata().map_err(failed("läsas", path))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(StateError::Exposed {
            path: path.to_owned(),
            mode,
        });
    }
    let mut text = String::new();
    file.read_to_string(&mut text)
        .map_err(failed("läsas", path))?;
    let place = path.display().to_string();
    let key = SigningKey::parse(&text).map_err(|source| StateError::Key {
        place: place.clone(),
        source,
    })?;
    match key.verifier().algorithm() {
        Algorithm::Cosignature => Ok(key),
        Algorithm::Ed25519 => Err(StateError::WrongKind {
            place,
            name: key.verifier().name().to_owned(),
            kind: "en loggs, inte ett vittnes",
        }),
    }
}

fn log_key(text: &str, place: &str) -> Result<VerifierKey, StateError> {
    let key = VerifierKey::parse(text).map_err(|source| StateError::Key {
        place: place.to_owned(),
        source,
    })?;
    match key.algorithm() {
        Algorithm::Ed25519 => Ok(key),
        Algorithm::Cosignature => Err(StateError::WrongKind {
            place: place.to_owned(),
            name: key.name().to_owned(),
            kind: "ett vittnes, inte en loggs",
        }),
    }
}

/// Gives a file of a folder this text, durably and all at once.
fn replace(folder: &Path, name: &str, text: &str) -> Result<(), StateError> {
    let path = folder.join(name);
    let unfinished = folder.join(format!("{name}.new"));
    let replace = || {
        // What an earlier attempt left may have other rights.
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        File::open(folder)?.sync_all()
    };
    replace().map_err(failed("skrivas", &path))
}
