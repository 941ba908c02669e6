//! Read models, each in a file of its own beside sled's: a head, and the model. To
//! the index a model is bytes; what it is made of is nobody's matter here.
//!
//! ```text
//! 4  the head's length, little-endian
//!    the head: the CRC-32 of what follows, head and model; the model's length; the
//!    cursor; the root of the tree of so many events; the fingerprint
//!    the model, to the file's end
//! ```
//!
//! The root binds it to the ledger, and to the history that it was made of.
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
use crate::basis::Hash;
use crate::log::bytes::{Reader, Writer};
use crate::log::store::{destroy, open_file};
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
    Memory(Arc<Mutex<BTreeMap<String, Kept>>>),
}

/// A read model, with the root of the tree of the events that it is made of.
pub(crate) type Kept = (StoredModel, Hash);

impl Index {
    /// Keeps a read model in place of the one before it.
    ///
    /// # Errors
    /// [`LogError::Index`], or [`LogError::Io`] when there is no room; the older
    /// one stays.
    pub(crate) fn keep_model(
        &self,
        name: &str,
        model: &StoredModel,
        root: Hash,
    ) -> Result<(), LogError> {
        const DOING: &str = "att spara en läsmodell";
        match &self.view.models {
            Models::Folder(folder) => {
                let head = Head {
                    length: model.bytes.len() as u64,
                    cursor: model.cursor,
                    root,
                    fingerprint: model.fingerprint.clone(),
                };
                let head = head.encode(&model.bytes);
                let file = file_name(name, DOING)?;
                let keep = || {
                    let place = reading(folder).clone();
                    let older = place.join(format!("{file}{REPLACED}"));
                    forget(folder, &older)?;
                    forget(folder, &place.join(whole_file::unfinished(&file)))?;
                    link(folder, &place.join(&file), &older)?;
                    let parts = [&head[..], &model.bytes];
                    whole_file::replace_with(&place, &file, &parts, PRIVATE)?;
                    forget(folder, &older)
                };
                keep().map_err(failed(DOING))
            }
            Models::Memory(models) => {
                let mut models = models.lock().unwrap_or_else(PoisonError::into_inner);
                models.insert(name.to_owned(), (model.clone(), root));
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
    pub(crate) fn model(&self, name: &str) -> Result<Option<Kept>, LogError> {
        const DOING: &str = "att läsa en läsmodell";
        let Models::Folder(folder) = &self.models else {
            return Ok(self.models.held(name));
        };
        let folder = reading(folder);
        let Some((mut file, head, crc)) = open(&folder, name, DOING)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed(DOING))?;
        if crc_of(&head.fields(), &bytes) != crc {
            return Err(unreadable(DOING));
        }
        let model = StoredModel {
            fingerprint: head.fingerprint,
            cursor: head.cursor,
            bytes,
        };
        Ok(Some((model, head.root)))
    }

    /// The fingerprint of a read model.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn model_fingerprint(&self, name: &str) -> Result<Option<String>, LogError> {
        const DOING: &str = "att läsa en läsmodells huvud";
        Ok(match &self.models {
            Models::Folder(folder) => {
                open(&reading(folder), name, DOING)?.map(|(_, head, _)| head.fingerprint)
            }
            Models::Memory(_) => self.models.held(name).map(|(model, _)| model.fingerprint),
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
            .try_fold(0, |bytes, file| Ok(bytes + file.symlink_metadata()?.len()))
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
    fn held(&self, name: &str) -> Option<Kept> {
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
    /// How many bytes the model has.
    length: u64,
    cursor: u64,
    root: Hash,
    fingerprint: String,
}

impl Head {
    /// The head of a model, with its length before it.
    fn encode(&self, model: &[u8]) -> Vec<u8> {
        let fields = self.fields();
        let mut head = Writer::default();
        head.u32(u32::try_from(4 + fields.len()).unwrap_or(u32::MAX));
        head.u32(crc_of(&fields, model));
        head.bytes(&fields);
        head.into_bytes()
    }

    /// All of it but its length and its CRC.
    fn fields(&self) -> Vec<u8> {
        let mut fields = Writer::default();
        fields.u64(self.length);
        fields.u64(self.cursor);
        fields.bytes(&self.root.0);
        fields.long_text(Some(&self.fingerprint));
        fields.into_bytes()
    }

    /// The head at a file's beginning, and the CRC; none when it is not as it was
    /// written, or the file is not as long as it says.
    fn read(file: &mut File) -> std::io::Result<Option<(Self, u32)>> {
        let about = file.metadata()?;
        let mut length = [0; 4];
        let mut head = Vec::new();
        if !about.is_file() || about.len() < 4 {
            return Ok(None);
        }
        file.take(4).read_exact(&mut length)?;
        let length = u32::from_le_bytes(length).min(MAX_HEAD_BYTES);
        file.take(u64::from(length)).read_to_end(&mut head)?;
        let mut reader = Reader::new(&head);
        let mut read = || {
            let crc = reader.u32()?;
            let head = Self {
                length: reader.u64()?,
                cursor: reader.u64()?,
                root: Hash(reader.array()?),
                fingerprint: reader.long_text()??.to_owned(),
            };
            Some((head, crc))
        };
        let whole = |length: u64| Some(about.len()) == (4 + head.len() as u64).checked_add(length);
        Ok(read().filter(|(head, _)| whole(head.length)))
    }
}

/// The CRC-32 of a head's fields and the model after them.
fn crc_of(fields: &[u8], model: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(fields);
    crc.update(model);
    crc.finalize()
}

/// The file of a model, read up to the model.
fn open(
    folder: &Path,
    name: &str,
    doing: &'static str,
) -> Result<Option<(File, Head, u32)>, LogError> {
    let mut options = File::options();
    let mut file = match open_file(options.read(true), &folder.join(file_name(name, doing)?)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        // A link, or what is no file.
        Err(_) => return Err(unreadable(doing)),
        Ok(file) => file,
    };
    let head = Head::read(&mut file).map_err(failed(doing))?;
    head.map(|(head, crc)| Some((file, head, crc)))
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
    match std::fs::symlink_metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Ok(about) if about.is_file() && about.nlink() > 1 => std::fs::remove_file(file),
        _ => destroy(file),
    }
}

/// Gives the model of a name one more, when there is one. What is no file is not one.
fn link(folder: &RwLock<PathBuf>, file: &Path, other: &Path) -> std::io::Result<()> {
    match std::fs::symlink_metadata(file) {
        Ok(about) if about.is_file() => std::fs::hard_link(file, other),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(_) | Err(_) => forget(folder, file),
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

    const ROOT: Hash = Hash([7; 32]);

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
        index
            .keep_model("vy", &model(b"ett"), ROOT)
            .expect("it is kept");
        let first = now();
        index
            .keep_model("vy", &model(b"tre"), ROOT)
            .expect("it is kept");
        let second = now();
        assert!(is_zero(&first) && !is_zero(&second));
        let kept = index.view().model("vy").expect("it is read");
        assert_eq!(kept, Some((model(b"tre"), ROOT)));
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
        index
            .keep_model("vy", &model(b"ett"), ROOT)
            .expect("it is kept");
        std::fs::hard_link(&kept, &left).expect("before the new one has the name");
        index
            .keep_model("vy", &model(b"tre"), ROOT)
            .expect("it is kept");
        assert!(!left.exists());
        std::fs::write(&left, b"ett").expect("after the new one has it");
        let older = File::open(&left).expect("a file");
        index
            .keep_model("vy", &model(b"fyra"), ROOT)
            .expect("it is kept");
        assert!(!left.exists() && is_zero(&older));
        assert_eq!(
            index.view().model("vy").expect("it is read"),
            Some((model(b"fyra"), ROOT))
        );
    }

    /// A bit of the cursor gave the events between twice; a link had a file elsewhere
    /// overwritten; a pipe was waited for without end.
    #[test]
    fn a_model_that_is_not_as_it_was_written_is_none_and_harms_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::open(Some(folder.path()), [7; 16]).expect("an index");
        let file = folder.path().join("model.vy");
        let kept = index.keep_model("vy", &model(b"ett"), ROOT);
        kept.expect("it is kept");
        let whole = std::fs::read(&file).expect("a file");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&file, &damaged).expect("a file");
            assert!(index.view().model("vy").is_err(), "byte {at}");
        }
        std::fs::write(&file, [&whole[..], b"mer"].concat()).expect("a file");
        assert!(index.view().model("vy").is_err(), "longer");

        let elsewhere = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(&elsewhere, b"annans").expect("a file");
        std::fs::remove_file(&file).expect("it goes");
        std::os::unix::fs::symlink(elsewhere.path(), &file).expect("a link");
        assert!(index.view().model("vy").is_err(), "a link");
        index.forget_model("vy").expect("the link goes");
        assert_eq!(std::fs::read(&elsewhere).expect("a file"), b"annans");

        let mode = rustix::fs::Mode::RWXU;
        rustix::fs::mkfifoat(rustix::fs::CWD, &file, mode).expect("a pipe");
        assert!(index.view().model("vy").is_err(), "a pipe");
        index
            .keep_model("vy", &model(b"tre"), ROOT)
            .expect("it is kept");
        index.forget_model("vy").expect("it goes");
        std::fs::create_dir(&file).expect("a folder");
        assert!(index.view().model("vy").is_err(), "a folder");
        index
            .keep_model("vy", &model(b"tre"), ROOT)
            .expect("it is kept");
        let kept = index.view().model("vy").expect("it is read");
        assert_eq!(kept, Some((model(b"tre"), ROOT)));
    }

    fn is_zero(mut file: &File) -> bool {
        let mut bytes = Vec::new();
        file.rewind().expect("it is read");
        file.read_to_end(&mut bytes).expect("it is read");
        !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0)
    }
}
