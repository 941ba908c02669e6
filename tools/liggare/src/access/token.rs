//! Tokens: how a program says whose account it uses.
//!
//! A token is `liggare_<id>_<secret>`. The secret is 32 random bytes and is
//! shown once; what is kept is its SHA-256, which needs no slow hash because
//! nobody can guess 256 bits. A token may what its account may, and no more.

use std::fmt;
use std::io;

use base64ct::{Base64UrlUnpadded, Encoding};
use ledger::entropy::Entropy;
use ledger::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};

use super::account::Login;

/// The longest life of a token, in days: two years.
pub(crate) const MAX_DAYS: i64 = 731;

/// The secret, in bytes.
const SECRET_BYTES: usize = 32;

/// The id, in bytes.
const ID_BYTES: usize = 6;

/// What a token begins with, so that a search for leaked secrets finds it.
const PREFIX: &str = "liggare_";

/// The public name of a token: twelve hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub(crate) struct TokenId(String);

/// The SHA-256 of a secret, in hexadecimal.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct SecretHash(String);

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Token {
    /// Its public name.
    pub(crate) id: TokenId,
    /// The hash of its secret.
    pub(crate) secret_sha256: SecretHash,
    /// Whose account it uses.
    pub(crate) login: Login,
    /// What it is for.
    pub(crate) label: String,
    /// When it was made.
    pub(crate) created: Timestamp,
    /// From when on it is no longer valid.
    pub(crate) expires: Timestamp,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) revoked: Option<Timestamp>,
}

/// A token as it is handed out, once.
pub(crate) struct Presented {
    id: TokenId,
    secret: [u8; SECRET_BYTES],
}

impl Presented {
    /// Makes a new one.
    ///
    /// # Errors
    /// What the system answers when it has no randomness to give.
    pub(crate) fn generate(entropy: &mut dyn Entropy) -> io::Result<Self> {
        let mut id = [0; ID_BYTES];
        let mut secret = [0; SECRET_BYTES];
        entropy.fill(&mut id)?;
        entropy.fill(&mut secret)?;
        Ok(Self {
            id: TokenId(hexadecimal(&id)),
            secret,
        })
    }

    /// Reads a token as a caller presents it; `None` when it has not the form of one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let id = TokenId::parse(id)?;
        let mut bytes = [0; SECRET_BYTES];
        let read = Base64UrlUnpadded::decode(secret, &mut bytes).ok()?;
        let is_whole = read.len() == SECRET_BYTES;
        is_whole.then_some(Self { id, secret: bytes })
    }

    /// Its public name.
    pub(crate) fn id(&self) -> &TokenId {
        &self.id
    }

    /// The hash of its secret.
    pub(crate) fn hash(&self) -> SecretHash {
        SecretHash(hexadecimal(&Sha256::digest(self.secret)))
    }

    /// The whole token, for whoever is to use it.
    pub(crate) fn text(&self) -> String {
        let secret = Base64UrlUnpadded::encode_string(&self.secret);
        format!("{PREFIX}{}_{secret}", self.id)
    }
}

impl Token {
    /// Whether the presented token is this one.
    pub(crate) fn is(&self, presented: &Presented) -> bool {
        if self.id != presented.id {
            return false;
        }
        let (kept, given) = (&self.secret_sha256.0, presented.hash().0);
        let pairs = kept.bytes().zip(given.bytes());
        let differing = pairs.fold(0, |found, (a, b)| found | (a ^ b));
        kept.len() == given.len() && differing == 0
    }

    /// Whether it is valid at a moment.
    pub(crate) fn is_valid(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && now < self.expires
    }
}

impl TokenId {
    fn parse(text: &str) -> Option<Self> {
        is_hexadecimal(text, 2 * ID_BYTES).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TokenId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("inget id för en nyckel"))
    }
}

impl<'de> Deserialize<'de> for SecretHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if is_hexadecimal(&text, 64) {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom("ingen SHA-256 i hexadecimal form"))
        }
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

/// Says nothing of the secret.
impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presented({}, …)", self.id)
    }
}

fn is_hexadecimal(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(digit).collect()
}

#[cfg(test)]
mod tests {
    use ledger::entropy::SeededEntropy;

    use super::*;

    /// Where the secret begins in a token.
    const SECRET_AT: usize = PREFIX.len() + 2 * ID_BYTES + 1;

    fn kept(presented: &Presented) -> Token {
        Token {
            id: presented.id().clone(),
            secret_sha256: presented.hash(),
            login: "system".parse().expect("a login"),
            label: "prov".to_owned(),
            created: Timestamp(0),
            expires: Timestamp(100),
            revoked: None,
        }
    }

    #[test]
    fn a_token_is_known_by_its_secret_alone() {
        let mut entropy = SeededEntropy::new("token");
        let presented = Presented::generate(&mut entropy).expect("a token");
        let token = kept(&presented);
        let text = presented.text();
        let read = Presented::parse(&text).expect("a token");
        assert!(token.is(&read));
        let other = Presented::generate(&mut entropy).expect("a token");
        assert!(!token.is(&other));
        let forged = format!("{}{}", &text[..SECRET_AT], &other.text()[SECRET_AT..]);
        let forged = Presented::parse(&forged).expect("the form of a token");
        assert_eq!(*forged.id(), token.id);
        assert!(!token.is(&forged));
        let kept = serde_json::to_string(&token).expect("JSON");
        assert!(
            !kept.contains(&text[SECRET_AT..]),
            "the secret is kept: {kept}"
        );
        assert!(!format!("{presented:?}{token:?}").contains(&text[SECRET_AT..]));
    }

    #[test]
    fn what_has_not_the_form_of_a_token_is_none() {
        let mut entropy = SeededEntropy::new("token");
        let text = Presented::generate(&mut entropy).expect("a token").text();
        for wrong in [
            "",
            "liggare_",
            "liggare_0123456789ab_",
            &text[1..],
            &text[..text.len() - 1],
            &format!("{text}A"),
            &text.to_uppercase(),
        ] {
            assert!(Presented::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_token_is_valid_until_it_expires_or_is_taken_back() {
        let presented = Presented::generate(&mut SeededEntropy::new("token")).expect("a token");
        let token = kept(&presented);
        assert!(token.is_valid(Timestamp(99)));
        assert!(!token.is_valid(Timestamp(100)));
        let revoked = Token {
            revoked: Some(Timestamp(5)),
            ..token
        };
        assert!(!revoked.is_valid(Timestamp(6)));
    }
}
