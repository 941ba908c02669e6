//! The little of keys and notes that a decider reads.

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::basis::Hash;

/// Ed25519 signatures of logs and packages.
pub(super) const LOG: u8 = 0x01;
/// Ed25519 cosignatures of witnesses (cosignature/v1).
pub(super) const WITNESS: u8 = 0x04;

/// A verifier key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) algorithm: u8,
    id: [u8; 4],
    public: [u8; 32],
}

impl Key {
    /// Reads `<name>+<key id>+<base64(algorithm, public key)>`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let form = || format!("Nyckeln {:?} har inte formen namn+id+base64.", shown(text));
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(form());
        };
        let blob = Base64::decode_vec(rest).map_err(|_| form())?;
        let (Some((algorithm, public)), true) = (blob.split_first(), is_name(name)) else {
            return Err(form());
        };
        if *algorithm != LOG && *algorithm != WITNESS {
            return Err(format!(
                "Nyckeln för {name} har okänd algoritm 0x{algorithm:02x}."
            ));
        }
        let public: [u8; 32] = public.try_into().map_err(|_| form())?;
        let digest = Sha256::new()
            .chain_update(name)
            .chain_update("\n")
            .chain_update(&blob)
            .finalize();
        let computed = [digest[0], digest[1], digest[2], digest[3]];
        let written: String = computed.iter().map(|byte| format!("{byte:02x}")).collect();
        if written != id {
            return Err(format!(
                "Nyckeln för {name} har id {id}; {written} väntades."
            ));
        }
        if VerifyingKey::from_bytes(&public).is_err() {
            return Err(format!("Nyckeln för {name} är ingen Ed25519-nyckel."));
        }
        Ok(Self {
            name: name.to_owned(),
            algorithm: *algorithm,
            id: computed,
            public,
        })
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

fn shown(text: &str) -> String {
    text.chars().take(100).collect()
}

/// A checkpoint with signature lines.
#[derive(Debug)]
pub(super) struct Cosigned {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) root: Hash,
    body: String,
    signatures: Vec<(String, Vec<u8>)>,
}

impl Cosigned {
    /// Reads a signed note whose body is a checkpoint without extension lines.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let bad = |what: &str| format!("Kontrollpunkten går inte att läsa: {what}.");
        let (body, lines) = text
            .split_once("\n\n")
            .ok_or_else(|| bad("signaturraderna saknas"))?;
        let members: Vec<&str> = body.split('\n').collect();
        let [name, size, root] = members[..] else {
            return Err(bad("tre rader väntades före signaturerna"));
        };
        let number = size
            .parse()
            .ok()
            .filter(|number: &u64| number.to_string() == size);
        let root: Option<[u8; 32]> = Base64::decode_vec(root)
            .ok()
            .and_then(|root| root.try_into().ok());
        let (Some(size), Some(root), true) = (number, root, is_name(name)) else {
            return Err(bad("namnet, storleken eller roten är fel skriven"));
        };
        let lines = lines
            .strip_suffix('\n')
            .ok_or_else(|| bad("sista raden är inte avslutad"))?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            let signature = line
                .strip_prefix("— ")
                .and_then(|rest| rest.split_once(' '))
                .and_then(|(name, blob)| Some((name.to_owned(), Base64::decode_vec(blob).ok()?)));
            signatures.push(signature.ok_or_else(|| bad("en signaturrad är fel skriven"))?);
        }
        Ok(Self {
            name: name.to_owned(),
            size,
            root: Hash(root),
            body: format!("{body}\n"),
            signatures,
        })
    }

    /// Whether the note bears a valid cosignature of the witness.
    pub(super) fn is_cosigned_by(&self, witness: &Key) -> bool {
        let Ok(public) = VerifyingKey::from_bytes(&witness.public) else {
            return false;
        };
        self.signatures.iter().any(|(name, blob)| {
            let Some((id, rest)) = blob.split_first_chunk::<4>() else {
                return false;
            };
            let Some((time, signature)) = rest.split_first_chunk::<8>() else {
                return false;
            };
            let Ok(signature) = <[u8; 64]>::try_from(signature) else {
                return false;
            };
            let time = u64::from_be_bytes(*time);
            let message = format!("cosignature/v1\ntime {time}\n{}", self.body);
            *name == witness.name
                && *id == witness.id
                && public
                    .verify_strict(message.as_bytes(), &Signature::from_bytes(&signature))
                    .is_ok()
        })
    }
}
