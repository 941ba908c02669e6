//! What the events of an archive say of the ledger's keys and its witnesses.

use std::io::Write;
use std::path::Path;

use crate::event::Event;
use crate::ids::Position;
use crate::portable::failure::failed;
use crate::portable::{MANIFEST, Manifest, PortableError, VERIFIER_KEY_FILE};
use crate::proof::{SigningKey, VerifierKey, key_file};

/// A change of key.
pub(super) struct Rotation {
    pub(super) position: Position,
    pub(super) previous: String,
    pub(super) next: String,
}

/// What the events say of keys and witnesses.
#[derive(Default)]
pub(super) struct Keys {
    /// The changes of key, in order.
    pub(super) rotations: Vec<Rotation>,
    /// Every witness that any policy has named.
    pub(super) witnesses: Vec<VerifierKey>,
}

impl Keys {
    /// Takes in the next event.
    pub(super) fn note(&mut self, position: Position, event: &Event) {
        match event {
            Event::SigningKeyRotated(rotation) => self.rotations.push(Rotation {
                position,
                previous: rotation.previous.clone(),
                next: rotation.next.clone(),
            }),
            Event::WitnessPolicyAdopted(policy) => {
                let keys = policy.witnesses.iter();
                self.witnesses
                    .extend(keys.filter_map(|key| VerifierKey::parse(key).ok()));
            }
            // Everything else concerns no key.
            _ => {}
        }
    }

    /// The key that the ledger is signed with after its last event.
    fn current<'a>(&'a self, manifest: &'a Manifest) -> Option<&'a str> {
        let rotated = self.rotations.last().map(|rotation| &rotation.next);
        rotated
            .or(manifest.verifier_key.as_ref())
            .map(String::as_str)
    }

    /// Verifies the archive's signature, when it has one, by the current key.
    ///
    /// # Errors
    /// [`PortableError::Flawed`].
    pub(super) fn check_signature(&self, manifest: &Manifest) -> Result<(), PortableError> {
        // Without a signature there is nothing to verify, and no key is asked for.
        let current = self
            .current(manifest)
            .filter(|_| manifest.signature.is_some());
        let key = current.map(VerifierKey::parse).transpose();
        let key = key.map_err(|error| PortableError::in_file(MANIFEST, error.to_string()))?;
        manifest.verify(key.as_ref())
    }

    /// Keeps in the ledger's folder the first verifier key, and the signing key
    /// when one is given.
    ///
    /// # Errors
    /// [`PortableError::OtherKey`] when that is not the ledger's current key.
    pub(super) fn keep(
        &self,
        folder: &Path,
        manifest: &Manifest,
        key: Option<&SigningKey>,
    ) -> Result<(), PortableError> {
        if let Some(first) = &manifest.verifier_key {
            let path = folder.join(VERIFIER_KEY_FILE);
            let write = || {
                let mut file = std::fs::File::create(&path)?;
                writeln!(file, "{first}")?;
                file.sync_all()
            };
            write().map_err(failed("att skriva", &path))?;
        }
        let Some(key) = key else { return Ok(()) };
        let given = key.verifier().to_string();
        match self.current(manifest) {
            Some(current) if current != given => Err(PortableError::OtherKey {
                found: format!("{given} gavs, {current} gäller"),
            }),
            Some(_) | None => key_file::write(folder, key_file::FILE, key).map_err(|error| {
                PortableError::OtherKey {
                    found: error.to_string(),
                }
            }),
        }
    }
}
