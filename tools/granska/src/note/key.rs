//! Keys: who signs, and how that is told apart.
//!
//! A verifier key is `<name>+<key id>+<base64(algorithm ‖ public key)>`. The key
//! id is the first four bytes of SHA-256 over the name, a line feed, the
//! algorithm byte and the public key, so that two keys of one name differ.
//!
//! Guarantee: a key that has been read is one whose id agrees with its bytes and
//! whose algorithm this program knows; others are refused by name.

use std::fmt;

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer, VerifyingKey};
use sha2::{Digest, Sha256};

use super::{Note, Signature, SignatureError, base64};

/// What a key signs and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// Ed25519 over the note's text: logs and packages.
    Ed25519,
    /// Ed25519 over a time and the note's text (cosignature/v1): witnesses.
    Cosignature,
}

impl Algorithm {
    fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    fn of(byte: u8) -> Result<Self, KeyError> {
        match byte {
            0x01 => Ok(Self::Ed25519),
            0x04 => Ok(Self::Cosignature),
            unknown => Err(KeyError::Algorithm(unknown)),
        }
    }
}

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has not the three parts of a key.
    #[error("nyckeln ska skrivas namn+id+base64")]
    Form,
    /// The key id is not eight lower-case hexadecimal digits.
    #[error("nyckelns id ska vara åtta hexadecimala siffror")]
    Id,
    /// The last part is not base64 of an algorithm byte and 32 bytes.
    #[error("nyckelns sista del är inte base64 av en algoritmbyte och 32 byte")]
    Bytes,
    /// The algorithm is not one that this program knows.
    #[error("okänd algoritm 0x{0:02x}")]
    Algorithm(u8),
    /// The id does not follow from name, algorithm and public key.
    #[error("nyckelns id stämmer inte med namn och nyckel")]
    OtherId,
    /// The bytes are no public key of Ed25519, or a weak one.
    #[error("nyckeln är ingen giltig Ed25519-nyckel")]
    Point,
    /// The text is not a private key.
    #[error("texten är ingen privat nyckel (PRIVATE+KEY+…)")]
    NotPrivate,
}

/// A public key with its name.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    algorithm: Algorithm,
    public: VerifyingKey,
}

impl VerifierKey {
    /// Reads a verifier key.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not a key that this program can use.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, id, algorithm, bytes) = parts(text)?;
        let public = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Point)?;
        if public.is_weak() {
            return Err(KeyError::Point);
        }
        let key = Self::new(name, algorithm, public);
        if key.id == id {
            Ok(key)
        } else {
            Err(KeyError::OtherId)
        }
    }

    fn new(name: &str, algorithm: Algorithm, public: VerifyingKey) -> Self {
        Self {
            name: name.to_owned(),
            id: key_id(name, algorithm, public.as_bytes()),
            algorithm,
            public,
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// What it is for.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether another key is the same public key, whatever its name and use:
    /// who holds the one holds the other.
    pub fn is_same_holder(&self, other: &Self) -> bool {
        self.public == other.public
    }

    /// Verifies 64 bytes of signature over a message.
    ///
    /// # Errors
    /// [`SignatureError::Wrong`] when the key did not sign exactly that message.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature =
            ed25519_dalek::Signature::from_slice(signature).map_err(|_| SignatureError::Wrong)?;
        self.public
            .verify_strict(message, &signature)
            .map_err(|_| SignatureError::Wrong)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_text(
            &self.name,
            self.id,
            self.algorithm,
            self.public.as_bytes(),
        ))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

/// A private key with its name: the witness's, and those of tests. It is never
/// shown by `Debug`.
#[derive(Clone)]
pub struct SigningKey {
    secret: ed25519_dalek::SigningKey,
    verifier: VerifierKey,
}

impl SigningKey {
    /// The key of 32 random bytes.
    ///
    /// # Errors
    /// [`KeyError::Form`] when the name is empty or holds white space, control
    /// characters or `+`.
    pub fn from_seed(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Form);
        }
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, algorithm, secret.verifying_key());
        Ok(Self { secret, verifier })
    }

    /// Reads the text of a private key's file.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not such a key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let key = line
            .strip_prefix("PRIVATE+KEY+")
            .ok_or(KeyError::NotPrivate)?;
        let (name, id, algorithm, seed) = parts(key)?;
        let key = Self::from_seed(name, algorithm, &seed)?;
        if key.verifier.id == id {
            Ok(key)
        } else {
            Err(KeyError::OtherId)
        }
    }

    /// The text of the key's file. Whoever has it can sign.
    pub fn private_text(&self) -> String {
        let key = &self.verifier;
        let text = key_text(&key.name, key.id, key.algorithm, self.secret.as_bytes());
        format!("PRIVATE+KEY+{text}\n")
    }

    /// Its public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a note's text as a log does.
    ///
    /// # Errors
    /// [`SignatureError::Algorithm`] when it is a witness's key.
    pub fn sign(&self, body: &str) -> Result<Signature, SignatureError> {
        match self.verifier.algorithm {
            Algorithm::Ed25519 => Ok(self.line(self.sign_bytes(body.as_bytes()).to_vec())),
            Algorithm::Cosignature => Err(SignatureError::Algorithm),
        }
    }

    /// A whole note with one signature.
    ///
    /// # Errors
    /// [`SignatureError::Algorithm`] when it is a witness's key.
    pub fn note(&self, body: &str) -> Result<Note, SignatureError> {
        Ok(Note {
            body: body.to_owned(),
            signatures: vec![self.sign(body)?],
        })
    }

    pub(super) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }

    pub(super) fn line(&self, bytes: Vec<u8>) -> Signature {
        Signature {
            name: self.verifier.name.clone(),
            key_id: self.verifier.id,
            bytes,
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier.name)
    }
}

/// Whether a text can name a key: not empty, no white space, no `+`.
pub fn is_name(name: &str) -> bool {
    let refused = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && !name.chars().any(refused)
}

/// Name, id, algorithm and 32 bytes of a key's text.
type Parts<'a> = (&'a str, [u8; 4], Algorithm, [u8; 32]);

fn parts(text: &str) -> Result<Parts<'_>, KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(bytes)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    if !is_name(name) {
        return Err(KeyError::Form);
    }
    let id = hex_id(id).ok_or(KeyError::Id)?;
    let bytes = base64(bytes).ok_or(KeyError::Bytes)?;
    let (algorithm, bytes) = bytes.split_first().ok_or(KeyError::Bytes)?;
    let algorithm = Algorithm::of(*algorithm)?;
    let bytes = bytes.try_into().map_err(|_| KeyError::Bytes)?;
    Ok((name, id, algorithm, bytes))
}

fn hex_id(text: &str) -> Option<[u8; 4]> {
    let lower = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let whole = text.len() == 8 && text.bytes().all(lower);
    let number = u32::from_str_radix(text, 16).ok()?;
    whole.then(|| number.to_be_bytes())
}

fn key_id(name: &str, algorithm: Algorithm, public: &[u8; 32]) -> [u8; 4] {
    let mut hasher = Sha256::new();
    hasher.update(name);
    hasher.update(b"\n");
    hasher.update([algorithm.byte()]);
    hasher.update(public);
    let hash: [u8; 32] = hasher.finalize().into();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn key_text(name: &str, id: [u8; 4], algorithm: Algorithm, bytes: &[u8; 32]) -> String {
    let mut blob = vec![algorithm.byte()];
    blob.extend_from_slice(bytes);
    let id = u32::from_be_bytes(id);
    format!("{name}+{id:08x}+{}", Base64::encode_string(&blob))
}
