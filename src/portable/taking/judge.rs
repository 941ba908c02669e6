//! Whether the signatures of a checkpoint are those that it must have.
//!
//! Guarantees: it is signed by the key of its time, and by both keys when it is
//! of the first size after a change of key; every other line is a cosignature of
//! a witness that some policy names; sizes never decrease.

use super::Keys;
use crate::proof::{SignedNote, TreeHead, VerifierKey, cosignature};

/// The judge of the checkpoints of a log, which come in order.
#[derive(Clone)]
pub(crate) struct Judge {
    origin: String,
    /// The key in use, and how many changes of key lie behind it.
    current: Option<VerifierKey>,
    changes: usize,
    /// The size of the first checkpoint after a change, and the keys before it.
    changing: Option<(u64, Vec<VerifierKey>)>,
    size: u64,
}

impl Judge {
    /// The judge of a log that signs as `origin`, first with a key.
    pub(crate) fn new(origin: String, first: Option<VerifierKey>) -> Self {
        Self {
            origin,
            current: first,
            changes: 0,
            changing: None,
            size: 0,
        }
    }

    /// The key that the last checkpoint was signed with, and the next one is.
    pub(crate) fn current(&self) -> Option<&VerifierKey> {
        self.current.as_ref()
    }

    /// Checks a note's signatures; answers what it says. `keys` are those of at
    /// least as many events as the note counts.
    ///
    /// # Errors
    /// What is wrong, in Swedish.
    pub(crate) fn check(&mut self, note: &SignedNote, keys: &Keys) -> Result<TreeHead, String> {
        let head = TreeHead::of(note).map_err(|error| error.to_string())?;
        if head.origin != self.origin {
            return Err("noten hör till en annan liggare".to_owned());
        }
        if head.size < self.size {
            return Err(format!(
                "noten gäller {} händelser, den förra {}",
                head.size, self.size
            ));
        }
        self.pass(head.size, keys)?;
        let mut required: Vec<&VerifierKey> = Vec::new();
        if let Some((at, previous)) = &self.changing
            && *at == head.size
        {
            required.extend(previous);
        }
        required.extend(&self.current);
        if required.is_empty() {
            return Err("det är inte sagt vilken nyckel som gäller".to_owned());
        }
        for key in &required {
            note.verify(key).map_err(|error| error.to_string())?;
        }
        for line in note.signatures() {
            let is_of = |key: &VerifierKey| key.name() == line.name && key.id() == line.key_id;
            if required.iter().any(|key| is_of(key)) {
                continue;
            }
            match keys.witnesses.iter().find(|key| is_of(key)) {
                Some(witness) => {
                    cosignature::verify(note, witness).map_err(|error| error.to_string())?;
                }
                None => {
                    return Err(format!(
                        "underskriften av {} är varken liggarens eller något vittnes",
                        line.name
                    ));
                }
            }
        }
        if note.repeats_a_line() {
            return Err("samma underskrift står två gånger".to_owned());
        }
        Ok(head)
    }

    /// Passes by the checkpoints of a size, which have been judged before: takes
    /// in the changes of key that the first `size` events record.
    ///
    /// # Errors
    /// What is wrong with a change of key, in Swedish.
    pub(crate) fn pass(&mut self, size: u64, keys: &Keys) -> Result<(), String> {
        self.size = size;
        while let Some(rotation) = keys.rotations.get(self.changes) {
            if rotation.position.0 >= size {
                break;
            }
            self.changes += 1;
            let previous = VerifierKey::parse(&rotation.previous);
            let previous = previous.map_err(|error| error.to_string())?;
            if self.current.as_ref().is_some_and(|key| *key != previous) {
                return Err(format!(
                    "nyckelbytet vid {} utgår från en annan nyckel",
                    rotation.position
                ));
            }
            match &mut self.changing {
                Some((at, keys)) if *at == size => keys.push(previous),
                changing => *changing = Some((size, vec![previous])),
            }
            let next = VerifierKey::parse(&rotation.next);
            self.current = Some(next.map_err(|error| error.to_string())?);
        }
        Ok(())
    }
}
