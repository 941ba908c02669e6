//! Which projection a kept model is of.

use std::fmt;

use ledger::canonical::sha256;
use serde::Serialize;

use super::projection::{Projection, is_name};

/// The form that models are kept in; another form is another fingerprint.
const FORM: &str = "bincode 2 standard 1";

/// How many hexadecimal digits of the definition's hash tell two definitions
/// apart: 128 bits, so that 2⁶⁴ of them can be before two are likely to meet.
const FINGERPRINT_DIGITS: usize = 32;

/// What tells a projection from every other: a kept model is used only when all
/// of it is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// A hash of its definition, of the events that it is folded from, and of the
    /// form it is kept in: 32 hexadecimal digits.
    pub fingerprint: String,
}

impl Identity {
    /// The identity of a projection in this program. A name that is none does not compile.
    pub fn of<P: Projection>() -> Self {
        const {
            assert!(
                is_name(P::NAME),
                "a projection's name has a to z, 0 to 9 and -"
            );
        };
        Self::with_definition(P::NAME, P::VERSION, P::DEFINITION)
    }

    fn with_definition(name: &str, version: u32, definition: &str) -> Self {
        let mut defining = Vec::new();
        for part in [FORM, ledger::SOURCES, definition] {
            defining.extend_from_slice(&(part.len() as u64).to_be_bytes());
            defining.extend_from_slice(part.as_bytes());
        }
        let hash = sha256(&defining).to_string();
        let fingerprint = hash.chars().take(FINGERPRINT_DIGITS).collect();
        Self {
            name: name.to_owned(),
            version,
            fingerprint,
        }
    }

    /// The identity that a text from [`Identity`]'s `Display` says.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (name, version, fingerprint) = (words.next()?, words.next()?, words.next()?);
        let is_one = words.next().is_none() && is_name(name) && !fingerprint.is_empty();
        is_one.then_some(())?;
        Some(Self {
            name: name.to_owned(),
            version: version.parse().ok()?,
            fingerprint: fingerprint.to_owned(),
        })
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.name, self.version, self.fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_read_back_from_its_text_and_nothing_else_is_one() {
        let identity = Identity::with_definition("colours", 3, "…");
        assert_eq!(Identity::parse(&identity.to_string()), Some(identity));
        for text in [
            "",
            "colours",
            "colours 3",
            "Colours 3 ab",
            "a x ab",
            "a 1 ab c",
            "a 1 ",
        ] {
            assert_eq!(Identity::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn another_definition_is_another_fingerprint() {
        let fingerprint = |text| Identity::with_definition("a", 1, text).fingerprint;
        assert_eq!(fingerprint("one"), fingerprint("one"));
        assert_ne!(fingerprint("one"), fingerprint("two"));
        assert_eq!(fingerprint("one").len(), FINGERPRINT_DIGITS);
    }
}
