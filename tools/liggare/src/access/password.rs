//! Passwords: kept as Argon2id hashes, never as they were typed.
//!
//! Guarantee: a wrong password, a missing account and an account without a
//! password cost the same work, so that the time tells no one which logins
//! there are. The comparison of hashes takes the same time wherever they differ.
//! The cost is what OWASP's Password Storage Cheat Sheet asks at least:
//! 19 MiB, two passes, one lane.

use std::fmt;
use std::io;
use std::sync::OnceLock;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use ledger::entropy::Entropy;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::refused::Refused;

/// The shortest password, in characters (NIST SP 800-63B asks for 8; this stands alone, without a second factor).
pub(crate) const MIN_PASSWORD_CHARS: usize = 12;

/// The longest password, in bytes: a phrase fits, a file does not.
pub(crate) const MAX_PASSWORD_BYTES: usize = 1024;

/// Memory of a hash, in KiB.
const MEMORY_KIB: u32 = 19_456;

/// Passes over the memory.
const PASSES: u32 = 2;

/// Lanes.
const LANES: u32 = 1;

/// The salt, in bytes.
const SALT_BYTES: usize = 16;

/// The hash of a password in the PHC string format, with its salt and cost.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PasswordHash(phc::PasswordHash);

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HashError {
    /// It is too short or too long.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The system gave no randomness for the salt.
    #[error("slumptal kunde inte hämtas")]
    Entropy(#[from] io::Error),
    /// The hash could not be computed: memory is short.
    #[error("lösenordet kunde inte hashas: {0}")]
    Hash(argon2::password_hash::Error),
}

impl PasswordHash {
    /// Hashes a password with a salt of its own.
    ///
    /// # Errors
    /// [`HashError`] when the password is too short or too long, or the system
    /// has neither randomness nor memory to give.
    pub(crate) fn of(password: &str, entropy: &mut dyn Entropy) -> Result<Self, HashError> {
        let is_long_enough = password.chars().count() >= MIN_PASSWORD_CHARS;
        if !is_long_enough || password.len() > MAX_PASSWORD_BYTES {
            return Err(Refused::Password.into());
        }
        let mut salt = [0; SALT_BYTES];
        entropy.fill(&mut salt)?;
        hashed(password.as_bytes(), &salt)
            .map(Self)
            .map_err(HashError::Hash)
    }

    fn parse(text: &str) -> Option<Self> {
        let hash = phc::PasswordHash::new(text).ok()?;
        let is_whole = hash.algorithm.as_str() == Algorithm::Argon2id.as_str()
            && hash.salt.is_some()
            && hash.hash.is_some()
            && Params::try_from(&hash).is_ok();
        is_whole.then_some(Self(hash))
    }
}

/// Whether the password is the one that the hash is of. Without a hash the same
/// work is done against one that no password has.
pub(crate) fn verify(hash: Option<&PasswordHash>, password: &str) -> bool {
    // An over-long password is no one's; it is cut so that it costs no more than another.
    let given = password.as_bytes();
    let fits = given.len() <= MAX_PASSWORD_BYTES;
    let given = &given[..given.len().min(MAX_PASSWORD_BYTES)];
    match (hash, decoy()) {
        (Some(PasswordHash(hash)), _) => {
            Argon2::default().verify_password(given, hash).is_ok() && fits
        }
        (None, Some(decoy)) => {
            // What it answers is of no matter: nobody's password is asked for.
            let _ = Argon2::default().verify_password(given, decoy);
            false
        }
        (None, None) => false,
    }
}

/// A hash of the same cost as every other, of no one's password.
fn decoy() -> Option<&'static phc::PasswordHash> {
    static DECOY: OnceLock<Option<phc::PasswordHash>> = OnceLock::new();
    DECOY
        .get_or_init(|| hashed(b"no account has this password", &[7; SALT_BYTES]).ok())
        .as_ref()
}

fn hashed(password: &[u8], salt: &[u8]) -> argon2::password_hash::Result<phc::PasswordHash> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|_| argon2::password_hash::Error::ParamsInvalid)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_with_salt(password, salt)
}

/// Says nothing of the hash: it is worth guessing against.
impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl Serialize for PasswordHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PasswordHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("ingen hash av slaget argon2id"))
    }
}

#[cfg(test)]
mod tests {
    use ledger::entropy::SeededEntropy;

    use super::*;

    const PASSWORD: &str = "korrekt häst batteri";

    fn of(password: &str) -> Result<PasswordHash, HashError> {
        PasswordHash::of(password, &mut SeededEntropy::new("salt"))
    }

    #[test]
    fn only_the_password_itself_is_right() {
        let hash = of(PASSWORD).expect("a hash");
        assert!(verify(Some(&hash), PASSWORD));
        for wrong in ["", "korrekt häst batterI", "korrekt häst batteri "] {
            assert!(!verify(Some(&hash), wrong), "{wrong:?}");
        }
        assert!(!verify(None, PASSWORD));
        assert!(!verify(None, "no account has this password"));
    }

    #[test]
    fn a_missing_account_is_checked_against_a_hash_of_the_same_cost() {
        let hash = of(PASSWORD).expect("a hash");
        let decoy = decoy().expect("a decoy");
        assert_eq!(hash.0.params, decoy.params);
        assert_eq!(hash.0.algorithm, decoy.algorithm);
        assert_eq!(hash.0.version, decoy.version);
        let lengths = |hash: &phc::PasswordHash| {
            let salt = hash.salt.as_ref().map(|salt| salt.len());
            (salt, hash.hash.as_ref().map(phc::Output::len))
        };
        assert_eq!(lengths(&hash.0), lengths(decoy));
    }

    #[test]
    fn a_hash_states_its_cost_and_is_read_back_as_it_was_written() {
        let hash = of(PASSWORD).expect("a hash");
        let text = serde_json::to_string(&hash).expect("JSON");
        assert!(text.contains("$argon2id$v=19$m=19456,t=2,p=1$"), "{text}");
        let read: PasswordHash = serde_json::from_str(&text).expect("a hash");
        assert!(read == hash && verify(Some(&read), PASSWORD));
        assert!(!format!("{hash:?}").contains('$'));
        for other in [
            "",
            "hemligt",
            "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA",
        ] {
            let json = serde_json::to_string(other).expect("JSON");
            assert!(
                serde_json::from_str::<PasswordHash>(&json).is_err(),
                "{other}"
            );
        }
    }

    #[test]
    fn a_password_is_neither_short_nor_a_file() {
        for refused in ["", "elva tecken", &"å".repeat(MAX_PASSWORD_BYTES)] {
            assert!(
                matches!(of(refused), Err(HashError::Refused(_))),
                "{refused}"
            );
        }
        assert!(of("tolv tecken!").is_ok());
    }
}
