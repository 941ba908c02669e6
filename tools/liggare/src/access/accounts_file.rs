//! `accounts.json`: the accounts in the ledger's folder.
//!
//! Guarantees: the file is replaced whole and durably, so that a crash leaves
//! the old accounts or the new ones; one process at a time changes it; only its
//! owner may read it, and one that others may read is refused. Its owner is the
//! folder's, whoever changes it: were it that of an administrator who is root,
//! the server could not read it and nobody would be let in. A member that
//! is not known, or a newer format, is refused whole (I12): half-read accounts
//! would let someone in who should not be.
//!
//! It is no part of the ledger: no log, proof, export or archive holds it, and
//! changing it needs no lock of the ledger's.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use ledger::whole_file;
use serde::{Deserialize, Serialize};

use super::accounts::Accounts;
use super::refused::Refused;

/// The file's name.
pub(crate) const FILE: &str = "accounts.json";

/// The name of the file that is locked while the accounts are changed.
const LOCK_FILE: &str = "accounts.lock";

/// The format that is written.
const FORMAT: u32 = 1;

/// The largest file that is read, in bytes: room for the most accounts and tokens.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Why the accounts could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountsError {
    /// Others than its owner may read the file.
    #[error("{} kan läsas av andra än sin ägare (rättigheter {mode:o})", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file is of a newer program.
    #[error("{} har formatversion {format}; det här programmet läser {FORMAT}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// The file holds something else than accounts.
    #[error("{} kan inte läsas som konton: {why}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The file cannot be given to the one who owns the folder.
    #[error("{} hör till användare {owner}, och filerna i den kan inte ges till den användaren", folder.display())]
    OtherOwner {
        /// The folder.
        folder: PathBuf,
        /// The user who owns it.
        owner: u32,
    },
    /// The change was refused.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Reading or writing failed.
    #[error("{doing} misslyckades för {}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system answered.
        #[source]
        source: io::Error,
    },
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<A> {
    format: u32,
    access: A,
}

/// The one member that every format has.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

/// Reads the accounts of a ledger's folder; none where there is no file. With
/// them the file's metadata as it was when they were read.
///
/// # Errors
/// [`AccountsError`] when others may read the file or it cannot be understood.
pub(crate) fn load(folder: &Path) -> Result<(Accounts, Option<Metadata>), AccountsError> {
    let path = folder.join(FILE);
    let failed = failed("att läsa kontona", &path);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok((Accounts::default(), None));
        }
        Err(error) => return Err(failed(error)),
    };
    let metadata = file.metadata().map_err(&failed)?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(AccountsError::Exposed { path, mode });
    }
    let mut text = String::new();
    let mut limited = file.take(MAX_BYTES + 1);
    limited.read_to_string(&mut text).map_err(&failed)?;
    if text.len() as u64 > MAX_BYTES {
        let why = format!("filen är större än {MAX_BYTES} byte");
        return Err(AccountsError::Malformed { path, why });
    }
    Ok((read(&text, &path)?, Some(metadata)))
}

/// Changes the accounts of a ledger's folder: reads them, lets `change` change
/// them, and replaces the file. Another process that changes them is waited for.
///
/// # Errors
/// [`AccountsError`]; nothing has changed then, except that a replaced file
/// whose folder could not be synced may be the new one.
pub(crate) fn change<T>(
    folder: &Path,
    change: impl FnOnce(&mut Accounts) -> Result<T, Refused>,
) -> Result<T, AccountsError> {
    let lock_path = folder.join(LOCK_FILE);
    let lock = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&lock_path)
        .and_then(|lock| lock.lock().map(|()| lock))
        .map_err(failed("att låsa kontona", &lock_path))?;
    give_to_owner(&lock, folder)?;
    let (mut accounts, _) = load(folder)?;
    let answer = change(&mut accounts)?;
    write(folder, &accounts)?;
    drop(lock);
    Ok(answer)
}

fn write(folder: &Path, accounts: &Accounts) -> Result<(), AccountsError> {
    let failed = failed("att skriva kontona", &folder.join(FILE));
    let document = Document {
        format: FORMAT,
        access: accounts,
    };
    let mut json = serde_json::to_vec_pretty(&document)
        .map_err(io::Error::from)
        .map_err(&failed)?;
    json.push(b'\n');
    whole_file::replace(folder, FILE, &json, whole_file::PRIVATE).map_err(failed)
}

/// Gives a file in a folder to the folder's owner, when it is not that one's.
///
/// # Errors
/// [`AccountsError::OtherOwner`] when the caller may not, which only root may.
fn give_to_owner(file: &File, folder: &Path) -> Result<(), AccountsError> {
    let failed = failed("att läsa ägaren", folder);
    let of_folder = std::fs::metadata(folder).map_err(&failed)?;
    let of_file = file.metadata().map_err(&failed)?;
    if of_file.uid() == of_folder.uid() {
        return Ok(());
    }
    fchown(file, Some(of_folder.uid()), Some(of_folder.gid())).map_err(|_| {
        AccountsError::OtherOwner {
            folder: folder.to_path_buf(),
            owner: of_folder.uid(),
        }
    })
}

fn read(text: &str, path: &Path) -> Result<Accounts, AccountsError> {
    let malformed = |why: String| AccountsError::Malformed {
        path: path.to_path_buf(),
        why,
    };
    // The format first: what else a newer file holds need not be understood.
    let AnyFormat { format } =
        serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    if format != FORMAT {
        let path = path.to_path_buf();
        return Err(AccountsError::Newer { path, format });
    }
    let read: Document<Accounts> =
        serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    let accounts = read.access;
    accounts
        .check()
        .map_err(|refused| malformed(refused.to_string()))?;
    Ok(accounts)
}

pub(super) fn failed(
    doing: &'static str,
    path: &Path,
) -> impl Fn(io::Error) -> AccountsError + use<> {
    let path = path.to_path_buf();
    move |source| AccountsError::Io {
        doing,
        path: path.clone(),
        source,
    }
}
