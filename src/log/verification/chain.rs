//! The chain of keys: which key signs a checkpoint of a size, as rotations say,
//! and which witnesses may cosign it.

use super::Finding;
use crate::entry::Record;
use crate::event::Event;
use crate::event::proof::SigningKeyRotated;
use crate::ids::Position;
use crate::proof::{SignedNote, TreeHead, VerifierKey, cosignature};

/// What the log says of its keys and witnesses.
#[derive(Default)]
pub(crate) struct Chain {
    rotations: Vec<(Position, SigningKeyRotated)>,
    witnesses: Vec<VerifierKey>,
    /// The rotations whose first checkpoint has been seen, by its text.
    first_after: Vec<String>,
}

impl Chain {
    /// Takes in the next event.
    pub(crate) fn take(&mut self, record: &Record) -> Option<Finding> {
        let position = record.entry.position;
        match record.entry.event() {
            Some(Event::SigningKeyRotated(rotation)) => {
                let last = self.rotations.last();
                let breaks = last.is_some_and(|(_, last)| last.next != rotation.previous);
                self.rotations.push((position, rotation.clone()));
                breaks.then(|| {
                    Finding::at(position, "nyckelbytet utgår inte från den gällande nyckeln")
                })
            }
            Some(Event::WitnessPolicyAdopted(policy)) => {
                for witness in &policy.witnesses {
                    match VerifierKey::parse(witness) {
                        Ok(key) if !self.witnesses.contains(&key) => self.witnesses.push(key),
                        Ok(_) => {}
                        Err(error) => {
                            return Some(Finding::at(
                                position,
                                format!("vittnets nyckel: {error}"),
                            ));
                        }
                    }
                }
                None
            }
            _ => None,
        }
    }

    /// The log's first key: the one that the first rotation ends, else the given one.
    pub(crate) fn first_key(&self, given: Option<&VerifierKey>) -> Option<String> {
        match self.rotations.first() {
            Some((_, rotation)) => Some(rotation.previous.clone()),
            None => given.map(ToString::to_string),
        }
    }

    /// What is wrong with a key that is said to be the log's: the log's own word
    /// on its first key must not stand against the one that an auditor holds.
    pub(crate) fn judge_given(&self, given: &VerifierKey) -> Option<Finding> {
        let (_, first) = self.rotations.first()?;
        let text = given.to_string();
        let nexts = self.rotations.iter().map(|(_, rotation)| &rotation.next);
        let is_one = std::iter::once(&first.previous)
            .chain(nexts)
            .any(|key| *key == text);
        (!is_one).then(|| Finding {
            position: None,
            place: format!("nyckeln {text}"),
            found: "den är ingen av dem som liggarens nyckelbyten nämner".to_owned(),
        })
    }

    /// What is wrong with a note's signatures. Notes are given in order.
    pub(crate) fn judge(
        &mut self,
        first: &str,
        note: &SignedNote,
        head: &TreeHead,
    ) -> Vec<Finding> {
        let passed = self
            .rotations
            .iter()
            .take_while(|(position, _)| position.0 < head.size)
            .count();
        let mut wanted = vec![
            match passed.checked_sub(1).and_then(|at| self.rotations.get(at)) {
                Some((_, rotation)) => rotation.next.clone(),
                None => first.to_owned(),
            },
        ];
        // The first checkpoint after a rotation is signed by both keys, and so is
        // the same once more with cosignatures.
        if self.first_after.len() < passed {
            self.first_after.resize(passed, note.text().to_owned());
        }
        if let Some((at, (_, rotation))) = passed
            .checked_sub(1)
            .and_then(|at| Some((at, self.rotations.get(at)?)))
            && self.first_after.get(at).map(String::as_str) == Some(note.text())
        {
            wanted.push(rotation.previous.clone());
        }
        let wrong = |found: String| Finding {
            position: None,
            place: format!("kontrollpunkten för {} händelser", head.size),
            found,
        };
        let mut found = Vec::new();
        let mut known = 0;
        for text in &wanted {
            match VerifierKey::parse(text) {
                Ok(key) => match note.verify(&key) {
                    Ok(()) => known += 1,
                    Err(error) => found.push(wrong(error.to_string())),
                },
                Err(error) => found.push(wrong(error.to_string())),
            }
        }
        for witness in &self.witnesses {
            let signed = note
                .signatures()
                .iter()
                .any(|line| line.name == witness.name() && line.key_id == witness.id());
            if signed {
                known += 1;
                if let Err(error) = cosignature::verify(note, witness) {
                    found.push(wrong(error.to_string()));
                }
            }
        }
        if found.is_empty() && known < note.signatures().len() {
            found.push(wrong(
                "en signaturrad är varken liggarens eller ett vittnes".to_owned(),
            ));
        }
        found
    }
}
