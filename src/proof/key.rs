//! Keys: the one that signs and the one that verifies, with their text forms.
//!
//! A verifier key is `<name>+<key id>+<base64(algorithm ‖ public key)>`. The key
//! id is the first four bytes of SHA-256(name ‖ "\n" ‖ algorithm ‖ public key).
//! Deliberately not here: where a signing key is kept ([`super::key_file`]).

use std::fmt;
use std::io;

use ed25519_dalek::{Signature, Signer as _};
use sha2::{Digest, Sha256};

use super::text::{decoded, encoded, is_name};
use crate::entropy::Entropy;

/// What the text of a signing key begins with.
const PRIVATE: &str = "PRIVATE+KEY+";

/// How many bytes a signature has.
pub(super) const SIGNATURE_BYTES: usize = 64;

/// What a key is for and how it signs; the byte is part of every key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// Ed25519 over the text of a note: logs and packages.
    Ed25519,
    /// cosignature/v1, Ed25519 over the text with a time: witnesses.
    Cosignature,
}

impl Algorithm {
    /// The byte that stands for it.
    pub fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    fn of(byte: u8) -> Result<Self, KeyError> {
        match byte {
            0x01 => Ok(Self::Ed25519),
            0x04 => Ok(Self::Cosignature),
            other => Err(KeyError::UnknownAlgorithm(other)),
        }
    }
}

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It does not have the three parts.
    #[error("en nyckel skrivs namn+nyckel-id+base64, med nyckel-id som åtta små hexsiffror")]
    Form,
    /// A signing key was expected.
    #[error("texten är ingen signeringsnyckel: den börjar inte med PRIVATE+KEY+")]
    NotPrivate,
    /// The name is empty or holds white space, control characters or a plus.
    #[error("namnet i nyckeln är tomt eller har blanktecken, styrtecken eller +")]
    Name,
    /// The last part is not canonical base64.
    #[error("nyckelns sista del är inte base64 i sin enda rätta form")]
    Base64,
    /// Another algorithm than those that are known.
    #[error(
        "okänd algoritm 0x{0:02x}; det här programmet kan 0x01 (Ed25519) och 0x04 (cosignature/v1)"
    )]
    UnknownAlgorithm(u8),
    /// The key has another length than its algorithm's keys have.
    #[error("nyckeln har {0} byte, 32 väntades")]
    Length(usize),
    /// The public key is no point that can verify anything.
    #[error("den publika nyckeln är ingen giltig Ed25519-nyckel")]
    Point,
    /// The key id does not follow from the name and the key.
    #[error("nyckel-id {stated} stämmer inte; namn och nyckel ger {computed}")]
    Id {
        /// What the text says.
        stated: String,
        /// What follows from the name and the key.
        computed: String,
    },
}

/// The four bytes that tell which key made a signature.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A key that verifies, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    key: ed25519_dalek::VerifyingKey,
    id: KeyId,
}

impl VerifierKey {
    /// Reads the text of a verifier key.
    ///
    /// # Errors
    /// [`KeyError`] says which part is wrong.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, id, algorithm, bytes) = parts(text)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes)
            .ok()
            .filter(|key| !key.is_weak())
            .ok_or(KeyError::Point)?;
        let read = Self::new(name, algorithm, key);
        read.check_id(id)?;
        Ok(read)
    }

    fn new(name: &str, algorithm: Algorithm, key: ed25519_dalek::VerifyingKey) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(name.as_bytes());
        hasher.update([b'\n', algorithm.byte()]);
        hasher.update(key.as_bytes());
        let hash: [u8; 32] = hasher.finalize().into();
        Self {
            name: name.to_owned(),
            algorithm,
            key,
            id: KeyId([hash[0], hash[1], hash[2], hash[3]]),
        }
    }

    fn check_id(&self, stated: &str) -> Result<(), KeyError> {
        let computed = self.id.to_string();
        if computed == stated {
            Ok(())
        } else {
            Err(KeyError::Id {
                stated: stated.to_owned(),
                computed,
            })
        }
    }

    /// Whose key it is: the name on a signature line.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key itself: the same under every name and algorithm.
    pub fn public(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// What it is for.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The four bytes that a signature line names it by.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether the signature is the key's over the message, verified strictly.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        let signature = Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.algorithm.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, self.id, encoded(&bytes))
    }
}

/// A key that signs. It is wiped from memory when it is dropped.
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    verifier: VerifierKey,
}

impl SigningKey {
    /// Makes a key of 32 random bytes.
    ///
    /// # Errors
    /// What the source of randomness answers; `InvalidInput` for a name that no
    /// key can have.
    pub fn generate(
        name: &str,
        algorithm: Algorithm,
        entropy: &mut dyn Entropy,
    ) -> io::Result<Self> {
        let mut seed = [0; 32];
        entropy.fill(&mut seed)?;
        Self::from_seed(name, algorithm, &seed)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
    }

    /// The key of a seed.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, algorithm, key.verifying_key());
        Ok(Self { key, verifier })
    }

    /// Reads the text of a signing key, without a line end.
    ///
    /// # Errors
    /// [`KeyError`] says which part is wrong.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.strip_prefix(PRIVATE).ok_or(KeyError::NotPrivate)?;
        let (name, id, algorithm, seed) = parts(text)?;
        let key = Self::from_seed(name, algorithm, &seed)?;
        key.verifier.check_id(id)?;
        Ok(key)
    }

    /// The key's text: it is the secret itself, to be kept and never shown.
    pub fn secret_text(&self) -> String {
        let mut bytes = vec![self.verifier.algorithm.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        let (name, id) = (&self.verifier.name, self.verifier.id);
        format!("{PRIVATE}{name}+{id}+{}", encoded(&bytes))
    }

    /// The key that verifies what this one signs.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier)
    }
}

/// Name, key id, algorithm and the 32 bytes of a key's text.
fn parts(text: &str) -> Result<(&str, &str, Algorithm, [u8; 32]), KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    if !is_name(name) {
        return Err(KeyError::Name);
    }
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if id.len() != 8 || !id.bytes().all(is_hex) {
        return Err(KeyError::Form);
    }
    let bytes = decoded(key).ok_or(KeyError::Base64)?;
    let (algorithm, key) = bytes.split_first().ok_or(KeyError::Length(0))?;
    let algorithm = Algorithm::of(*algorithm)?;
    let key = <[u8; 32]>::try_from(key).map_err(|_| KeyError::Length(key.len()))?;
    Ok((name, id, algorithm, key))
}
