//! Cosignatures (C2SP tlog-cosignature, `cosignature/v1`): a witness says when
//! it saw a checkpoint and that it was consistent with all it had seen before.
//!
//! The bytes after the key id are the time, eight bytes in big-endian order,
//! and an Ed25519 signature over `cosignature/v1`, the time and the checkpoint.

use super::{Algorithm, Signature, SignatureError, SigningKey, VerifierKey};

/// A witness's signature on a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// When the witness signed, in seconds since 1970.
    pub time: u64,
    signature: [u8; 64],
}

impl Cosignature {
    /// Reads a line of signature that is by a witness's key. It is not yet
    /// verified.
    ///
    /// # Errors
    /// [`SignatureError::Absent`] when the line is by another key,
    /// [`SignatureError::Algorithm`] when the key is no witness's,
    /// [`SignatureError::Wrong`] when the bytes are no cosignature.
    pub fn of(line: &Signature, key: &VerifierKey) -> Result<Self, SignatureError> {
        if !line.is_by(key) {
            return Err(SignatureError::Absent);
        }
        if key.algorithm() != Algorithm::Cosignature {
            return Err(SignatureError::Algorithm);
        }
        let (time, signature) = line
            .bytes
            .split_first_chunk::<8>()
            .ok_or(SignatureError::Wrong)?;
        Ok(Self {
            time: u64::from_be_bytes(*time),
            signature: signature.try_into().map_err(|_| SignatureError::Wrong)?,
        })
    }

    /// Verifies it over a checkpoint's text.
    ///
    /// # Errors
    /// [`SignatureError::Wrong`] when the witness did not sign that text at
    /// that time.
    pub fn verify(&self, body: &[u8], key: &VerifierKey) -> Result<(), SignatureError> {
        key.verify(&message(self.time, body), &self.signature)
    }
}

impl SigningKey {
    /// Signs a checkpoint's text as a witness does.
    ///
    /// # Errors
    /// [`SignatureError::Algorithm`] when it is not a witness's key.
    pub fn cosign(&self, body: &str, time: u64) -> Result<Signature, SignatureError> {
        if self.verifier().algorithm() != Algorithm::Cosignature {
            return Err(SignatureError::Algorithm);
        }
        let mut bytes = time.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.sign_bytes(&message(time, body.as_bytes())));
        Ok(self.line(bytes))
    }
}

fn message(time: u64, body: &[u8]) -> Vec<u8> {
    let mut message = format!("cosignature/v1\ntime {time}\n").into_bytes();
    message.extend_from_slice(body);
    message
}
