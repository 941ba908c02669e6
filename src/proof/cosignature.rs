//! Cosignatures (C2SP tlog-cosignature, cosignature/v1): a witness's word that
//! at a moment it had seen this checkpoint and no other history.
//!
//! What a cosignature is worth follows from who holds the witness's key.
//! Deliberately not here: being a witness; that is another program's.

use super::key::{Algorithm, KeyId, SIGNATURE_BYTES, SigningKey, VerifierKey};
use super::note::{NoteError, NoteSignature, SignedNote};

/// The bytes after the key id: the time and the signature.
const BYTES: usize = 8 + SIGNATURE_BYTES;

/// What a witness signs: the text of a checkpoint at a moment, in seconds since 1970.
fn message(seconds: u64, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {seconds}\n{text}").into_bytes()
}

/// Verifies that a witness has cosigned the note, and answers when, in seconds
/// since 1970.
///
/// # Errors
/// [`NoteError::NotSigned`] when no line names the witness's key,
/// [`NoteError::BadSignature`] when its cosignature does not hold or the key is
/// no witness's.
pub fn verify(note: &SignedNote, witness: &VerifierKey) -> Result<u64, NoteError> {
    let bad = || NoteError::BadSignature(witness.name().to_owned());
    let bytes = note
        .signature_of(witness)
        .ok_or_else(|| NoteError::NotSigned(witness.name().to_owned()))?;
    let bytes = <&[u8; BYTES]>::try_from(bytes).map_err(|_| bad())?;
    let (seconds, signature) = bytes.split_first_chunk::<8>().ok_or_else(bad)?;
    let signature = <&[u8; SIGNATURE_BYTES]>::try_from(signature).map_err(|_| bad())?;
    let seconds = u64::from_be_bytes(*seconds);
    let holds = witness.verifies(&message(seconds, note.text()), signature);
    if holds && witness.algorithm() == Algorithm::Cosignature {
        Ok(seconds)
    } else {
        Err(bad())
    }
}

/// The line by which a witness's key cosigns a note at a moment, in seconds since 1970.
pub fn cosign(note: &SignedNote, witness: &SigningKey, seconds: u64) -> NoteSignature {
    let mut bytes = seconds.to_be_bytes().to_vec();
    bytes.extend_from_slice(&witness.sign(&message(seconds, note.text())));
    NoteSignature {
        name: witness.verifier().name().to_owned(),
        key_id: KeyId(witness.verifier().id().0),
        bytes,
    }
}
