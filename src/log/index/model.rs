//! Read models, each in a file of its own beside sled's: a head, and the model. To
//! the index a model is bytes; what it is made of is nobody's matter here.
//!
//! ```text
//! 4  the head's length, little-endian
//!    the head: the model's CRC-32, the cursor, the fingerprint
//!    the model, to the file's end
//! ```
//!
//! Guarantee: a model is kept with its cursor or not at all, durably, and the one
//! before it stays until then and is overwritten after. They are files because a model
//! is read and written whole: sled gives none of the space back that the models before
//! it took.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use super::failure::{failed, unreadable};
use super::{Index, View};
use crate::log::bytes::{Reader, Writer};
use crate::log::store::overwrite;
use crate::log::{LogError, StoredModel};
use crate::whole_file::{self, PRIVATE};

/// What the names of the files begin with; sled has no such files.
const FILE: &str = "model.";

/// What ends the name that a model has while it is replaced, so that an interruption
/// does not leave it without one. No model's own name has such an end.
const REPLACED: &str = ".replaced";

/// The longest head, in bytes: a fingerprint is a line of text.
const MAX_HEAD_BYTES: u32 = 4096;

/// Where models are kept.
#[derive(Clone)]
pub(crate) enum Models {
    /// In the index's folder. It is read-locked while a model is read, so that none is
    /// overwritten under its reader.
    Folder(Arc<RwLock<PathBuf>>),
    /// With an index that is thrown away.
    Memory(Arc<Mutex<BTreeMap<String, StoredModel>>>),
}

impl Index {
    /// Keeps a read model in place of the one before it.
    ///
    /// # Errors
    /// [`LogError::Index`], or [`LogError::Io`] when there is no room; the older
    /// one stays.
    pub(crate) fn keep_model(&self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        const DOING: &str = "att spara en läsmodell";
        match &self.view.models {
            Models::Folder(folder) => {
                let head = Head {
                    crc: crc32fast::hash(&model.bytes),
                    cursor: model.cursor,
                    fingerprint: model.fingerprint.clone(),
                };
                let file = file_name(name, DOING)?;
                let keep = || {
                    let place = reading(folder).clone();
                    let older = place.join(format!("{file}{REPLACED}"));
                    forget(folder, &older)?;
                    link(&place.join(&file), &older)?;
                    let parts = [&head.encode(), &model.bytes[..]];
                    whole_file::replace_with(&place, &file, &parts, PRIVATE)?;
                    forget(folder, &older)
                };
                keep().map_err(failed(DOING))
            }
            Models::Memory(models) => {
                let mut models = models.lock().unwrap_or_else(PoisonError::into_inner);
                models.insert(name.to_owned(), model.clone());
                Ok(())
            }
        }
    }

    /// Forgets a read model, when there is one of the name.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn forget_model(&self, name: &str) -> Result<(), LogError> {
        const DOING: &str = "att glömma en läsmodell";
        match &self.view.models {
            Models::Folder(folder) => {
                let path = reading(folder).join(file_name(name, DOING)?);
                forget(folder, &path).map_err(failed(DOING))
            }
            Models::Memory(models) => {
                let mut models = models.lock().unwrap_or_else(PoisonError::into_inner);
                models.remove(name);
                Ok(())
            }
        }
    }

    /// Forgets every read model, and overwrites it: they may hold what was just
    /// destroyed.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn forget_models(&self) -> Result<(), LogError> {
        const DOING: &str = "att glömma läsmodeller";
        match &self.view.models {
            Models::Folder(folder) => {
                let models = files(&reading(folder));
                models
                    .and_then(|models| models.iter().try_for_each(|file| forget(folder, file)))
                    .map_err(failed(DOING))
            }
            Models::Memory(models) => {
                let mut models = models.lock().unwrap_or_else(PoisonError::into_inner);
                models.clear();
                Ok(())
            }
        }
    }
}

impl View {
    /// A read model.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        const DOING: &str = "att läsa en läsmodell";
        let Models::Folder(folder) = &self.models else {
            return Ok(self.models.held(name));
        };
        let folder = reading(folder);
        let Some((mut file, head)) = open(&folder, name, DOING)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed(DOING))?;
        if crc32fast::hash(&bytes) != head.crc {
            return Err(unreadable(DOING));
        }
        Ok(Some(StoredModel {
            fingerprint: head.fingerprint,
            cursor: head.cursor,
            bytes,
        }))
    }

    /// The fingerprint of a read model.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn model_fingerprint(&self, name: &str) -> Result<Option<String>, LogError> {
        const DOING: &str = "att läsa en läsmodells huvud";
        Ok(match &self.models {
            Models::Folder(folder) => {
                open(&reading(folder), name, DOING)?.map(|(_, head)| head.fingerprint)
            }
            Models::Memory(_) => self.models.held(name).map(|model| model.fingerprint),
        })
    }

    /// How many bytes the read models take on disk.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(super) fn models_bytes(&self) -> Result<u64, LogError> {
        const DOING: &str = "att mäta läsmodellerna";
        let Models::Folder(folder) = &self.models else {
            return Ok(0);
        };
        files(&reading(folder))
            .map_err(failed(DOING))?
            .iter()
            .try_fold(0, |bytes, file| Ok(bytes + file.metadata()?.len()))
            .map_err(failed(DOING))
    }
}

impl Models {
    /// Those of an index in a folder, or of one in memory.
    pub(super) fn of(folder: Option<&Path>) -> Self {
        match folder {
            Some(folder) => Self::Folder(Arc::new(RwLock::new(folder.to_owned()))),
            None => Self::Memory(Arc::default()),
        }
    }

    /// A model that is kept in memory.
    fn held(&self, name: &str) -> Option<StoredModel> {
        match self {
            Self::Folder(_) => None,
            Self::Memory(models) => {
                let models = models.lock().unwrap_or_else(PoisonError::into_inner);
                models.get(name).cloned()
            }
        }
    }
}

/// The head of a model's file.
struct Head {
    crc: u32,
    cursor: u64,
    fingerprint: String,
}

impl Head {
    /// The head with its length before it.
    fn encode(&self) -> Vec<u8> {
        let mut head = Writer::default();
        head.u32(self.crc);
        head.u64(self.cursor);
        head.long_text(Some(&self.fingerprint));
        let head = head.into_bytes();
        let mut whole = Writer::default();
        whole.u32(u32::try_from(head.len()).unwrap_or(u32::MAX));
        whole.bytes(&head);
        whole.into_bytes()
    }

    /// The head at a file's beginning; none when it is not as it was written.
    fn read(file: &mut File) -> std::io::Result<Option<Self>> {
        let mut length = [0; 4];
        let mut head = Vec::new();
        file.take(4).read_exact(&mut length)?;
        let length = u32::from_le_bytes(length).min(MAX_HEAD_BYTES);
        file.take(u64::from(length)).read_to_end(&mut head)?;
        let mut reader = Reader::new(&head);
        let mut read = || {
            Some(Self {
                crc: reader.u32()?,
                cursor: reader.u64()?,
                fingerprint: reader.long_text()??.to_owned(),
            })
        };
        Ok(read())
    }
}

/// The file of a model, read up to the model.
fn open(folder: &Path, name: &str, doing: &'static str) -> Result<Option<(File, Head)>, LogError> {
    let mut file = match File::open(folder.join(file_name(name, doing)?)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed(doing))?,
    };
    let head = Head::read(&mut file).map_err(failed(doing))?;
    head.map(|head| Some((file, head)))
        .ok_or_else(|| unreadable(doing))
}

/// The folder, while models are read in it.
fn reading(folder: &RwLock<PathBuf>) -> RwLockReadGuard<'_, PathBuf> {
    folder.read().unwrap_or_else(PoisonError::into_inner)
}

/// Takes a model's name away when nobody reads it. With the last name goes what is in
/// it: that may be redacted later, and nobody would find it then.
fn forget(folder: &RwLock<PathBuf>, file: &Path) -> std::io::Result<()> {
    let _unread = folder.write().unwrap_or_else(PoisonError::into_inner);
    let names = match std::fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        found => found?.nlink(),
    };
    if names == 1 {
        overwrite(file)?;
    }
    std::fs::remove_file(file)
}

/// Gives the model of a name one more, when there is one.
fn link(file: &Path, other: &Path) -> std::io::Result<()> {
    match std::fs::hard_link(file, other) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The name of a model's file.
fn file_name(name: &str, doing: &'static str) -> Result<String, LogError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '@');
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(LogError::Index {
            doing,
            found: format!("{name:?} kan inte vara en läsmodells namn"),
        });
    }
    Ok(format!("{FILE}{name}"))
}

/// The files of all models in a folder, with what an interrupted write has left.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(FILE) {
            files.push(entry.path());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::io::Seek;

    use super::*;

    fn model(bytes: &[u8]) -> StoredModel {
        StoredModel {
            fingerprint: "prov 1".to_owned(),
            cursor: 1,
            bytes: bytes.to_owned(),
        }
    }

    /// A payload that was redacted later stood in the blocks of models that had been
    /// replaced before.
    #[test]
    fn a_model_that_is_replaced_or_forgotten_is_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::open(Some(folder.path()), [7; 16]).expect("an index");
        let now = || File::open(folder.path().join("model.vy")).expect("a file");
        index.keep_model("vy", &model(b"ett")).expect("it is kept");
        let first = now();
        index.keep_model("vy", &model(b"tre")).expect("it is kept");
        let second = now();
        assert!(is_zero(&first) && !is_zero(&second));
        let kept = index.view().model("vy").expect("it is read");
        assert_eq!(kept, Some(model(b"tre")));
        index.forget_model("vy").expect("it is forgotten");
        assert!(is_zero(&second));
        index.forget_model("vy").expect("there is none");
    }

    /// An interruption between the two steps of a replacement left the older model on
    /// the disk without a name.
    #[test]
    fn what_an_interrupted_replacement_left_is_overwritten_by_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::open(Some(folder.path()), [7; 16]).expect("an index");
        let (kept, left) = (
            folder.path().join("model.vy"),
            folder.path().join("model.vy.replaced"),
        );
        index.keep_model("vy", &model(b"ett")).expect("it is kept");
        std::fs::hard_link(&kept, &left).expect("before the new one has the name");
        index.keep_model("vy", &model(b"tre")).expect("it is kept");
        assert!(!left.exists());
        std::fs::write(&left, b"ett").expect("after the new one has it");
        let older = File::open(&left).expect("a file");
        index.keep_model("vy", &model(b"fyra")).expect("it is kept");
        assert!(!left.exists() && is_zero(&older));
        assert_eq!(
            index.view().model("vy").expect("it is read"),
            Some(model(b"fyra"))
        );
    }

    fn is_zero(mut file: &File) -> bool {
        let mut bytes = Vec::new();
        file.rewind().expect("it is read");
        file.read_to_end(&mut bytes).expect("it is read");
        !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0)
    }
}
