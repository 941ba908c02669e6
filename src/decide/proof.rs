//! Signing keys, witness policies, and whether what a report rests on has been witnessed.
//!
//! Deliberately not here: whether a note bears the log's own signature and its
//! root is the log's. The writer and the verifier see to that; a decider knows
//! neither the log's first key nor its tree.

use std::collections::BTreeSet;

use crate::command::{Pinned, PublishReport, RotateSigningKey};
use crate::decide::case::{Case, Decided};
use crate::event::Event;
use crate::event::proof::{PublicationWitnessed, SigningKeyRotated, WitnessPolicyAdopted};
use crate::proof::{Algorithm, SignedNote, TreeHead, VerifierKey};
use crate::refusal::{Refusal, RefusalCode as Code};

/// The most witnesses of a policy: a note with a signature of each stays well
/// within a payload.
pub(crate) const MAX_WITNESSES: usize = 16;

pub(super) fn rotate(case: Case<'_>, rotate: &RotateSigningKey) -> Decided {
    let known = case.state.proof.key();
    let previous = match (known, rotate.previous.as_deref()) {
        (Some(known), Some(given)) if known != given => {
            return Err(Refusal::new(
                Code::PreviousKey,
                "previous",
                format!("Liggaren signeras med {known}, inte med {given}."),
            ));
        }
        (None, None) => {
            return Err(Refusal::new(
                Code::PreviousKey,
                "previous",
                "Liggaren har inte antecknat vilken nyckel den signeras med.",
            ));
        }
        (Some(key), _) | (None, Some(key)) => key,
    };
    let old = key(previous, Algorithm::Ed25519, Code::SigningKey, "previous")?;
    let new = key(&rotate.next, Algorithm::Ed25519, Code::SigningKey, "next")?;
    if old.name() != new.name() {
        return Err(Refusal::new(
            Code::SigningKey,
            "next",
            format!("Nyckeln hör till {}, inte till {}.", new.name(), old.name()),
        ));
    }
    if old == new {
        return Err(Refusal::new(
            Code::NothingChanged,
            "next",
            "Nyckeln är den som redan används.",
        ));
    }
    // Two signatures by a key must never be told apart by their order alone.
    if case.state.proof.is_the_logs(&new) {
        return Err(Refusal::new(
            Code::SigningKey,
            "next",
            "Nyckeln har redan varit liggarens; varje byte görs till en ny.",
        ));
    }
    let policy = &mut case.state.proof.witnesses();
    if let Some(witness) = policy.find(|witness| witness.public() == new.public()) {
        return Err(Refusal::new(
            Code::SigningKey,
            "next",
            format!(
                "Nyckeln är vittnet {}s; liggaren behöver en egen.",
                witness.name()
            ),
        ));
    }
    Ok(vec![
        SigningKeyRotated {
            previous: previous.to_owned(),
            next: rotate.next.clone(),
        }
        .into(),
    ])
}

pub(super) fn adopt_policy(case: Case<'_>, policy: &WitnessPolicyAdopted) -> Decided {
    case.decision_required()?;
    if policy.witnesses.len() > MAX_WITNESSES {
        return Err(Refusal::new(
            Code::WitnessPolicy,
            "witnesses",
            format!(
                "Policyn har {} vittnen; högst {MAX_WITNESSES} ryms.",
                policy.witnesses.len()
            ),
        ));
    }
    let (mut names, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for (number, text) in policy.witnesses.iter().enumerate() {
        let place = format!("witnesses[{number}]");
        let witness = key(text, Algorithm::Cosignature, Code::WitnessPolicy, &place)?;
        let message = format!("Vittnet {} står två gånger.", witness.name());
        if !names.insert(witness.name().to_owned()) {
            return Err(Refusal::new(Code::WitnessPolicy, place, message));
        }
        if !keys.insert(*witness.public()) {
            let message = format!(
                "Vittnet {} har samma nyckel som ett annat; det är ett vittne, inte två.",
                witness.name()
            );
            return Err(Refusal::new(Code::WitnessPolicy, place, message));
        }
        if case.state.proof.is_the_logs(&witness) {
            return Err(own_key(&witness, place));
        }
    }
    if usize::from(policy.required) > policy.witnesses.len() {
        return Err(Refusal::new(
            Code::WitnessPolicy,
            "required",
            format!(
                "{} vittnen krävs, men bara {} är namngivna.",
                policy.required,
                policy.witnesses.len()
            ),
        ));
    }
    if policy == case.state.proof.policy() {
        return Err(Refusal::new(
            Code::NothingChanged,
            "witnesses",
            "Policyn är den som redan gäller.",
        ));
    }
    Ok(vec![policy.clone().into()])
}

/// The event that says that a report's basis was witnessed, when the command
/// shows it; refused when the policy in force asks for it and it is not shown.
pub(super) fn witnessed(
    case: Case<'_>,
    publish: &PublishReport,
    pinned: &Pinned,
) -> Result<Option<Event>, Refusal> {
    const PLACE: &str = "pinned.cosigned_checkpoint";
    let policy = case.state.proof.policy();
    let Some(text) = &pinned.cosigned_checkpoint else {
        if policy.required == 0 {
            return Ok(None);
        }
        return Err(Refusal::new(
            Code::WitnessRequired,
            PLACE,
            format!(
                "Rapporten {} är inte bevittnad; {} av {} vittnen krävs.",
                publish.report,
                policy.required,
                policy.witnesses.len()
            ),
        ));
    };
    let mismatch = |why: String| Refusal::new(Code::CheckpointMismatch, PLACE, why);
    let unreadable = |why| mismatch(format!("Kontrollpunkten går inte att läsa: {why}."));
    let note = SignedNote::parse(text.as_bytes()).map_err(unreadable)?;
    let head = TreeHead::of(&note).map_err(unreadable)?;
    if (head.size, head.root) != (pinned.basis.size, pinned.basis.root) {
        return Err(mismatch(format!(
            "Kontrollpunkten gäller {} händelser med roten {}; rapporten vilar på {} med roten {}.",
            head.size, head.root, pinned.basis.size, pinned.basis.root
        )));
    }
    let log = case
        .state
        .proof
        .key()
        .and_then(|key| VerifierKey::parse(key).ok());
    if let Some(log) = log.filter(|log| log.name() != head.origin) {
        return Err(mismatch(format!(
            "Kontrollpunkten hör till {}, inte till {}.",
            head.origin,
            log.name()
        )));
    }
    let valid = case.state.proof.cosigners(&note).len();
    // What nobody has witnessed is not recorded as witnessed, demanded or not.
    let needed = usize::from(policy.required.max(1));
    if valid < needed {
        return Err(Refusal::new(
            Code::WitnessRequired,
            PLACE,
            format!("Kontrollpunkten är bevittnad av {valid} av policyns vittnen; {needed} krävs."),
        ));
    }
    Ok(Some(
        PublicationWitnessed {
            report: publish.report.clone(),
            checkpoint: text.clone(),
        }
        .into(),
    ))
}

/// The refusal of a witness whose key is the log's own: nobody witnesses himself.
pub(crate) fn own_key(witness: &VerifierKey, place: String) -> Refusal {
    let message = format!(
        "Vittnet {} har en nyckel som är liggarens egen; ett vittne är någon annan.",
        witness.name()
    );
    Refusal::new(Code::WitnessPolicy, place, message)
}

/// A verifier key of the algorithm that its place asks for.
fn key(text: &str, algorithm: Algorithm, code: Code, place: &str) -> Result<VerifierKey, Refusal> {
    let key = VerifierKey::parse(text)
        .map_err(|why| Refusal::new(code, place, format!("Ogiltig nyckel: {why}.")))?;
    if key.algorithm() == algorithm {
        return Ok(key);
    }
    Err(Refusal::new(
        code,
        place,
        format!(
            "Nyckeln för {} har algoritmen 0x{:02x}; 0x{:02x} väntades.",
            key.name(),
            key.algorithm().byte(),
            algorithm.byte()
        ),
    ))
}
