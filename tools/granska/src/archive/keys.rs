//! The log's keys through time: who must have signed a checkpoint of each size.
//!
//! A rotation at position p ends the reign of a key: the first checkpoint
//! larger than p is signed by the old key and then by the new, later ones by
//! the new alone.

use crate::event::Line;
use crate::note::{Algorithm, VerifierKey};
use crate::verdict::{Check, Place, Verdicts};

/// The keys so far.
#[derive(Debug, Default)]
pub(super) struct Keys {
    chain: Vec<VerifierKey>,
    /// How many of the last keys must sign the next checkpoint.
    due: usize,
}

impl Keys {
    /// Begins with the key that the manifest states.
    pub(super) fn begin(
        text: Option<&str>,
        name: &str,
        place: Place,
        verdicts: &mut Verdicts,
    ) -> Self {
        let key = text.ok_or("liggaren har ingen nyckel: arkivet är inte underskrivet".to_owned());
        match key.and_then(|text| log_key(text, name)) {
            Ok(key) => Self {
                chain: vec![key],
                due: 1,
            },
            Err(what) => {
                verdicts.fails(Check::TrustedKey, place, what);
                Self::default()
            }
        }
    }

    /// Takes in a rotation.
    pub(super) fn take(&mut self, line: &Line<'_>, place: &Place, verdicts: &mut Verdicts) {
        if line.leaf.kind != "SigningKeyRotated" {
            return;
        }
        let previous = line.text("previous").unwrap_or_default();
        let current = self.chain.last().map(ToString::to_string);
        if current.as_deref() != Some(previous) {
            let text = "nyckelbytet utgår från en annan nyckel än den som gäller";
            verdicts.fails(Check::Signatures, place.clone(), text);
        }
        let name = self.chain.last().map_or("", VerifierKey::name);
        match log_key(line.text("next").unwrap_or_default(), name) {
            Ok(next) => {
                self.chain.push(next);
                self.due += 1;
            }
            Err(what) => verdicts.fails(Check::Signatures, place.clone(), what),
        }
    }

    /// The keys that must sign the next checkpoint, in order.
    pub(super) fn due(&self) -> &[VerifierKey] {
        &self.chain[self.chain.len().saturating_sub(self.due)..]
    }

    /// Says that a checkpoint has been signed as it must.
    pub(super) fn signed(&mut self) {
        self.due = self.due.min(1);
    }

    /// Every key so far.
    pub(super) fn all(&self) -> &[VerifierKey] {
        &self.chain
    }

    /// Says whether the auditor knows one of the keys.
    pub(super) fn judge(&self, known: &[VerifierKey], place: Place, verdicts: &mut Verdicts) {
        let logs: Vec<_> = known
            .iter()
            .filter(|key| key.algorithm() == Algorithm::Ed25519)
            .collect();
        if logs.is_empty() {
            let text = "granskaren har inte angett liggarens nyckel (--key)";
            verdicts.fails(Check::TrustedKey, place, text);
        } else if let Some(first) = self.chain.first()
            && !logs.iter().any(|key| self.chain.contains(key))
        {
            let text = format!(
                "arkivets nyckel är {first}, och den är inte någon av dem som granskaren angav"
            );
            verdicts.fails(Check::TrustedKey, place, text);
        } else if let Some(first) = self.chain.first() {
            // Who holds a key that has been replaced can go on from before its
            // replacement; only the key that came after shows it.
            let unknown = logs
                .iter()
                .filter(|key| key.name() == first.name() && !self.chain.contains(key));
            for key in unknown {
                let text = format!("arkivet känner inte till nyckeln {key}, som granskaren angav");
                verdicts.fails(Check::TrustedKey, place.clone(), text);
            }
        }
        verdicts.looked_at(
            Check::TrustedKey,
            match self.chain.len() {
                0 => "arkivet anger ingen nyckel".to_owned(),
                1 => "liggaren har haft en nyckel".to_owned(),
                count => {
                    format!("liggaren har haft {count} nycklar, var och en införd av den före")
                }
            },
        );
    }
}

/// The key of a log of a name.
fn log_key(text: &str, name: &str) -> Result<VerifierKey, String> {
    let key = VerifierKey::parse(text).map_err(|error| format!("liggarens nyckel: {error}"))?;
    if key.algorithm() != Algorithm::Ed25519 {
        return Err("liggarens nyckel är en vittnesnyckel".to_owned());
    }
    if key.name() != name {
        return Err(format!(
            "nyckeln heter {}, men liggaren heter {name}",
            key.name()
        ));
    }
    Ok(key)
}
