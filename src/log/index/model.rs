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
//! before it stays until then. They are files because a model is read and written
//! whole: sled gives none of the space back that the models before it took.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::failure::{failed, unreadable};
use super::{Index, View};
use crate::log::bytes::{Reader, Writer};
use crate::log::store::overwrite;
use crate::log::{LogError, StoredModel};
use crate::whole_file::{self, PRIVATE};

/// What the names of the files begin with; sled has no such files.
const FILE: &str = "model.";

/// The longest head, in bytes: a fingerprint is a line of text.
const MAX_HEAD_BYTES: u32 = 4096;

/// Where models are kept.
#[derive(Clone)]
pub(crate) enum Models {
    /// In the index's folder.
    Folder(Arc<Path>),
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
                whole_file::replace_with(folder, &file, &[&head.encode(), &model.bytes], PRIVATE)
                    .map_err(failed(DOING))
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
                match std::fs::remove_file(folder.join(file_name(name, DOING)?)) {
                    Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(DOING)(error)),
                    Ok(()) | Err(_) => Ok(()),
                }
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
            Models::Folder(folder) => files(folder)
                .map_err(failed(DOING))?
                .iter()
                .try_for_each(|file| overwrite(file).and_then(|()| std::fs::remove_file(file)))
                .map_err(failed(DOING)),
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
        let Some((mut file, head)) = self.open_model(name, DOING)? else {
            return Ok(self.models.held(name));
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
        match self.open_model(name, DOING)? {
            Some((_, head)) => Ok(Some(head.fingerprint)),
            None => Ok(self.models.held(name).map(|model| model.fingerprint)),
        }
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
        files(folder)
            .map_err(failed(DOING))?
            .iter()
            .try_fold(0, |bytes, file| Ok(bytes + file.metadata()?.len()))
            .map_err(failed(DOING))
    }

    /// The file of a model that is kept in one, read up to the model.
    fn open_model(
        &self,
        name: &str,
        doing: &'static str,
    ) -> Result<Option<(File, Head)>, LogError> {
        let Models::Folder(folder) = &self.models else {
            return Ok(None);
        };
        let mut file = match File::open(folder.join(file_name(name, doing)?)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(failed(doing))?,
        };
        let head = Head::read(&mut file).map_err(failed(doing))?;
        head.map(|head| Some((file, head)))
            .ok_or_else(|| unreadable(doing))
    }
}

impl Models {
    /// Those of an index in a folder, or of one in memory.
    pub(super) fn of(folder: Option<&Path>) -> Self {
        match folder {
            Some(folder) => Self::Folder(folder.into()),
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
