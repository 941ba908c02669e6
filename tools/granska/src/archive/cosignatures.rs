//! The witnesses' signatures: by whom, of what, and when.
//!
//! A line of signature by nobody known yet is kept until the log has been read: a
//! witness may have signed before the event that names it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::CHECKPOINTS;
use crate::event::Line;
use crate::json::Content;
use crate::note::{Algorithm, Cosignature, Signature, VerifierKey};
use crate::verdict::counted::counted;
use crate::verdict::{Check, Place, Verdicts};

/// How far, in seconds, a witness's clock may be behind the ledger's: a day. It
/// forgives a time zone that is set wrong, not events dated years ahead.
const CLOCK_SKEW: i64 = 24 * 60 * 60;

/// The most signatures by nobody known that are kept; the next is refused at once.
const MAX_STRANGERS: usize = 1000;

/// Which witnesses a publication needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Policy {
    /// How many of them.
    pub(super) required: usize,
    /// Their keys.
    pub(super) witnesses: Vec<VerifierKey>,
}

/// The witnesses that the log has adopted, and what they have signed.
#[derive(Debug, Default)]
pub(super) struct Cosignatures {
    policies: Vec<Policy>,
    strangers: Vec<Stranger>,
    cosigned: u64,
    /// The largest size that each witness has rightly cosigned, by its key.
    witnessed: BTreeMap<String, u64>,
}

/// Where a signature stands, of what size it is, and when the last of those
/// events was recorded, in seconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) line: u64,
    pub(super) size: u64,
    pub(super) recorded: Option<i64>,
}

/// A signature by nobody known when it was met.
#[derive(Debug)]
struct Stranger {
    at: Standing,
    body: Arc<str>,
    signature: Signature,
}

impl Cosignatures {
    /// Takes in an event: a policy adds witnesses.
    pub(super) fn take(&mut self, line: &Line<'_>, place: &Place, verdicts: &mut Verdicts) {
        if line.leaf.kind != "WitnessPolicyAdopted" {
            return;
        }
        match policy(line) {
            Ok(policy) => self.policies.push(policy),
            Err(what) => verdicts.fails(Check::Cosignatures, place.clone(), what),
        }
    }

    /// The policy in force.
    pub(super) fn policy(&self) -> Option<&Policy> {
        self.policies.last()
    }

    /// Judges a signature of a note, or keeps it until its witness is known.
    pub(super) fn judge(
        &mut self,
        signature: &Signature,
        body: &Arc<str>,
        at: Standing,
        verdicts: &mut Verdicts,
    ) {
        match self.witness_of(signature) {
            Some(witness) => self.cosignature(signature, body, &witness, at, verdicts),
            None if self.strangers.len() < MAX_STRANGERS => self.strangers.push(Stranger {
                at,
                body: Arc::clone(body),
                signature: signature.clone(),
            }),
            None => strange(signature, at.line, verdicts),
        }
    }

    /// Refuses a witness that is the log itself: it would witness its own word.
    pub(super) fn judge_witnesses(&self, log: &[VerifierKey], verdicts: &mut Verdicts) {
        let witnesses = self.policies.iter().flat_map(|policy| &policy.witnesses);
        for witness in witnesses {
            if log.iter().any(|key| key.is_same_holder(witness)) {
                let text = format!("vittnet {} har liggarens egen nyckel", witness.name());
                let place = Place::file(super::EVENTS);
                verdicts.fails(Check::Cosignatures, place, text);
            }
        }
    }

    /// Judges what is left when the log has been read.
    pub(super) fn finish(mut self, events: u64, known: &[VerifierKey], verdicts: &mut Verdicts) {
        for stranger in std::mem::take(&mut self.strangers) {
            if let Some(witness) = self.witness_of(&stranger.signature) {
                let Stranger { at, body, .. } = &stranger;
                self.cosignature(&stranger.signature, body, &witness, *at, verdicts);
            } else {
                strange(&stranger.signature, stranger.at.line, verdicts);
            }
        }
        let adopted: Vec<&VerifierKey> = self
            .policies
            .iter()
            .flat_map(|policy| &policy.witnesses)
            .collect();
        for key in known
            .iter()
            .filter(|key| key.algorithm() == Algorithm::Cosignature)
        {
            if !adopted.contains(&key) {
                let text = format!(
                    "vittnet {} som granskaren angav är inte antaget",
                    key.name()
                );
                verdicts.fails(Check::Cosignatures, Place::file(CHECKPOINTS), text);
            } else if let Some(size) = self.witnessed.get(&key.to_string()) {
                let text = format!(
                    "vittnet {} har skrivit under upp till {size} av {events} händelser",
                    key.name()
                );
                verdicts.note(Check::Cosignatures, text);
            } else {
                let text = format!(
                    "vittnet {} som granskaren angav har inte skrivit under någon kontrollpunkt i arkivet",
                    key.name()
                );
                verdicts.fails(Check::Cosignatures, Place::file(CHECKPOINTS), text);
            }
        }
        if adopted.is_empty() && self.cosigned == 0 {
            verdicts.not_concerned(Check::Cosignatures, "liggaren har inga vittnen");
        } else {
            let text = counted(self.cosigned, "vittnesunderskrift", "vittnesunderskrifter");
            verdicts.looked_at(Check::Cosignatures, text);
        }
    }

    fn witness_of(&self, signature: &Signature) -> Option<VerifierKey> {
        let mut witnesses = self.policies.iter().flat_map(|policy| &policy.witnesses);
        witnesses.find(|key| signature.is_by(key)).cloned()
    }

    /// Judges a witness's signature, and that it was made when the events were there.
    fn cosignature(
        &mut self,
        signature: &Signature,
        body: &str,
        witness: &VerifierKey,
        at: Standing,
        verdicts: &mut Verdicts,
    ) {
        self.cosigned += 1;
        let verified = Cosignature::of(signature, witness)
            .and_then(|made| made.verify(body.as_bytes(), witness).map(|()| made.time));
        let (name, place) = (witness.name(), Place::line(CHECKPOINTS, at.line));
        let Ok(time) = verified else {
            let text = format!("vittnesunderskriften av {name} stämmer inte");
            return verdicts.fails(Check::Cosignatures, place, text);
        };
        let made = i64::try_from(time).unwrap_or(i64::MAX);
        if let Some(recorded) = at.recorded
            && made < recorded.saturating_sub(CLOCK_SKEW)
        {
            let text = format!(
                "vittnet {name} skrev under {} timmar innan den sista av de {} händelserna är antecknad",
                (recorded - made) / 3600,
                at.size
            );
            verdicts.fails(Check::Cosignatures, place, text);
        }
        let largest = self.witnessed.entry(witness.to_string()).or_insert(at.size);
        *largest = at.size.max(*largest);
    }
}

/// Refuses a signature by nobody known.
fn strange(signature: &Signature, line: u64, verdicts: &mut Verdicts) {
    let text = format!(
        "underskriften av {} är varken liggarens eller ett antaget vittnes",
        signature.name
    );
    verdicts.fails(Check::Cosignatures, Place::line(CHECKPOINTS, line), text);
}

fn policy(line: &Line<'_>) -> Result<Policy, String> {
    let payload = line
        .payload
        .as_ref()
        .ok_or("vittnesordningen saknar innehåll")?;
    let required = payload.get("required").and_then(Content::as_u64);
    let keys = payload.get("witnesses").and_then(Content::as_array);
    let (Some(required), Some(keys)) = (required, keys) else {
        return Err("vittnesordningen har fel form".to_owned());
    };
    let mut witnesses = Vec::new();
    for key in keys {
        let key = VerifierKey::parse(key.as_str().unwrap_or_default())
            .map_err(|error| format!("vittnets nyckel: {error}"))?;
        if key.algorithm() != Algorithm::Cosignature {
            return Err(format!("{} är ingen vittnesnyckel", key.name()));
        }
        // A key under two names would count as two witnesses.
        if let Some(same) = witnesses
            .iter()
            .find(|same: &&VerifierKey| same.is_same_holder(&key))
        {
            let (one, two) = (same.name(), key.name());
            return Err(format!(
                "vittnena {one} och {two} i vittnesordningen har samma nyckel"
            ));
        }
        witnesses.push(key);
    }
    match usize::try_from(required) {
        Ok(required) if required <= witnesses.len() => Ok(Policy {
            required,
            witnesses,
        }),
        _ => Err("vittnesordningen kräver fler vittnen än den har".to_owned()),
    }
}
