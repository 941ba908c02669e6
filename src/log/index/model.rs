//! Read models, each in a tree of its own: a head that says which chunks are
//! its, and the chunks. A model and its cursor are written in one batch.
//! Deliberately not here: what a model is made of; to the index it is bytes.

use super::failure::{broken, guarded, unreadable};
use super::{Index, View};
use crate::log::bytes::{Reader, Writer};
use crate::log::{LogError, StoredModel};

/// The largest value, in bytes.
const CHUNK_BYTES: usize = 16 * 1024;

const MODEL_TREE: &str = "model/";
const MODEL_HEAD: &[u8] = b"h";

impl Index {
    /// Keeps a read model and removes the one before it, in one batch.
    ///
    /// # Errors
    /// [`LogError::Index`]; the older one stays.
    pub(crate) fn keep_model(&self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        const DOING: &str = "att spara en läsmodell";
        guarded(DOING, || {
            let tree = self.view.model_tree(name)?;
            let before = tree.get(MODEL_HEAD).map_err(broken(DOING))?;
            let before = before.and_then(|head| ModelHead::decode(&head));
            let mut batch = sled::Batch::default();
            let mut chunks = 0;
            let generation = before
                .as_ref()
                .map_or(0, |head| head.generation.wrapping_add(1));
            for chunk in model.bytes.chunks(CHUNK_BYTES) {
                batch.insert(&chunk_key(generation, chunks)[..], chunk);
                chunks += 1;
            }
            if let Some(before) = before {
                for chunk in 0..before.chunks {
                    batch.remove(&chunk_key(before.generation, chunk)[..]);
                }
            }
            let head = ModelHead {
                generation,
                chunks,
                cursor: model.cursor,
                crc: crc32fast::hash(&model.bytes),
                fingerprint: model.fingerprint.clone(),
            };
            batch.insert(MODEL_HEAD, head.encode());
            tree.apply_batch(batch).map_err(broken(DOING))
        })
    }

    /// Forgets a read model, when there is one of the name.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn forget_model(&self, name: &str) -> Result<(), LogError> {
        const DOING: &str = "att glömma en läsmodell";
        guarded(DOING, || {
            let tree = format!("{MODEL_TREE}{name}");
            self.db.drop_tree(tree).map(drop).map_err(broken(DOING))
        })
    }

    /// Forgets every read model: they may hold what was just destroyed.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn forget_models(&self) -> Result<(), LogError> {
        const DOING: &str = "att glömma läsmodeller";
        guarded(DOING, || {
            for name in self.db.tree_names() {
                if name.starts_with(MODEL_TREE.as_bytes()) {
                    self.db.drop_tree(name).map_err(broken(DOING))?;
                }
            }
            Ok(())
        })
    }
}

impl View {
    /// A read model.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        const DOING: &str = "att läsa en läsmodell";
        guarded(DOING, || {
            let tree = self.model_tree(name)?;
            let Some(head) = ModelHead::of(&tree, DOING)? else {
                return Ok(None);
            };
            let mut bytes = Vec::new();
            for chunk in 0..head.chunks {
                let value = tree
                    .get(chunk_key(head.generation, chunk))
                    .map_err(broken(DOING))?;
                bytes.extend_from_slice(&value.ok_or_else(|| unreadable(DOING))?);
            }
            if crc32fast::hash(&bytes) != head.crc {
                return Err(unreadable(DOING));
            }
            Ok(Some(StoredModel {
                fingerprint: head.fingerprint,
                cursor: head.cursor,
                bytes,
            }))
        })
    }

    /// The fingerprint of a read model.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn model_fingerprint(&self, name: &str) -> Result<Option<String>, LogError> {
        const DOING: &str = "att läsa en läsmodells huvud";
        guarded(DOING, || {
            let head = ModelHead::of(&self.model_tree(name)?, DOING)?;
            Ok(head.map(|head| head.fingerprint))
        })
    }

    fn model_tree(&self, name: &str) -> Result<sled::Tree, LogError> {
        self.db
            .open_tree(format!("{MODEL_TREE}{name}"))
            .map_err(broken("att öppna en läsmodell"))
    }
}

/// The head of a read model: which chunks are its.
struct ModelHead {
    generation: u64,
    chunks: u32,
    cursor: u64,
    crc: u32,
    fingerprint: String,
}

impl ModelHead {
    /// The head of the model in a tree, when it holds one.
    fn of(tree: &sled::Tree, doing: &'static str) -> Result<Option<Self>, LogError> {
        let head = tree.get(MODEL_HEAD).map_err(broken(doing))?;
        let decoded = |head: sled::IVec| Self::decode(&head).ok_or_else(|| unreadable(doing));
        head.map(decoded).transpose()
    }

    fn encode(&self) -> Vec<u8> {
        let mut value = Writer::default();
        value.u64(self.generation);
        value.u32(self.chunks);
        value.u64(self.cursor);
        value.u32(self.crc);
        value.long_text(Some(&self.fingerprint));
        value.into_bytes()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            generation: reader.u64()?,
            chunks: reader.u32()?,
            cursor: reader.u64()?,
            crc: reader.u32()?,
            fingerprint: reader.long_text()??.to_owned(),
        })
    }
}

fn chunk_key(generation: u64, chunk: u32) -> [u8; 13] {
    let mut key = [b'k'; 13];
    key[1..9].copy_from_slice(&generation.to_be_bytes());
    key[9..].copy_from_slice(&chunk.to_be_bytes());
    key
}
