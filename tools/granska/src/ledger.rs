//! The ledger that an archive or package is of: its settings, and the id and
//! name that follow from them.
//!
//! Guarantee: nobody can give one ledger's name to another's files without
//! changing what it says of its origin, making or demonstration.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::event::line::{is_id, is_moment};

/// What an archive says of its ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// When it was made.
    pub created_at: String,
    /// Whether it is a demonstration.
    pub demonstration: bool,
    /// Its id.
    pub id: String,
    /// The organisation's name for it.
    pub origin: String,
}

impl Ledger {
    /// Reads the member `ledger`.
    ///
    /// # Errors
    /// What is wrong, in Swedish.
    pub fn of(value: Option<&Value>) -> Result<Self, String> {
        let members = value
            .and_then(Value::as_object)
            .ok_or("uppgifterna om liggaren (ledger) saknas")?;
        only(members, &["created_at", "demonstration", "id", "origin"])?;
        let text = |name: &str| {
            let text = members.get(name).and_then(Value::as_str);
            text.map(str::to_owned)
                .ok_or(format!("ledger.{name} saknas"))
        };
        let ledger = Self {
            created_at: text("created_at")?,
            demonstration: members
                .get("demonstration")
                .and_then(Value::as_bool)
                .ok_or("ledger.demonstration saknas")?,
            id: text("id")?,
            origin: text("origin")?,
        };
        if !is_moment(&ledger.created_at) {
            return Err("ledger.created_at är inte en tidpunkt i UTC med sex decimaler".to_owned());
        }
        if !is_id(&ledger.id) {
            return Err("ledger.id är inte ett id på formen 8-4-4-4-12".to_owned());
        }
        if ledger.origin.is_empty() {
            return Err("ledger.origin är tom".to_owned());
        }
        Ok(ledger)
    }

    /// The id that follows from the settings: the first half of SHA-256 over
    /// them, marked as a custom UUID (version 8).
    pub fn id_from_settings(&self) -> String {
        let text = format!(
            "liggare\n{}\n{}\n{}",
            self.origin, self.demonstration, self.created_at
        );
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let number = u128::from_be_bytes(bytes);
        let digits = format!("{number:032x}");
        let parts = [
            &digits[..8],
            &digits[8..12],
            &digits[12..16],
            &digits[16..20],
            &digits[20..],
        ];
        parts.join("-")
    }

    /// The name that its notes begin with.
    pub fn name(&self) -> String {
        let unfit = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        let slug: String = self
            .origin
            .chars()
            .map(|c| if unfit(c) { '-' } else { c })
            .collect();
        format!("{slug}/{}", self.id)
    }
}

/// Checks that an object has no member but these.
///
/// # Errors
/// The member that it should not have, in Swedish.
pub fn only(members: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("ledet {name} hör inte till formatet")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_the_demonstration_follows_from_its_settings() {
        let ledger = Ledger {
            created_at: "2023-06-01T07:00:00.000000Z".to_owned(),
            demonstration: true,
            id: "79a5d9e6-48ab-8d6e-babf-9ee18f5cd4ae".to_owned(),
            origin: "demonstration".to_owned(),
        };
        assert_eq!(ledger.id_from_settings(), ledger.id);
        assert_eq!(ledger.name(), format!("demonstration/{}", ledger.id));
    }

    #[test]
    fn a_name_holds_no_white_space_and_no_plus() {
        let ledger = Ledger {
            created_at: String::new(),
            demonstration: false,
            id: "x".to_owned(),
            origin: "Region Å+Ö\t/1".to_owned(),
        };
        assert_eq!(ledger.name(), "Region-Å-Ö-/1/x");
    }
}
