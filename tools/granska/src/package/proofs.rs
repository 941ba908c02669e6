//! What ties a package to the log: signatures, consistency and inclusion.

use base64ct::{Base64, Encoding};

use super::Request;
use super::parts::{Package, Proved};
use crate::note::{Algorithm, Checkpoint, Note, VerifierKey};
use crate::tree::{self, Hash};
use crate::verdict::{Check, Place, Verdicts, counted};

/// The first line of what is signed for a package.
const SIGNED_AS: &str = "liggare.package/v1";

/// Verifies every proof of a package.
pub(super) fn examine(package: &Package<'_>, request: &Request, verdicts: &mut Verdicts) {
    ledger(package, verdicts);
    signature(package, &request.keys, verdicts);
    checkpoint(package, request, verdicts);
    basis(package, verdicts);
    earlier(package, request, verdicts);
    events(package, verdicts);
    publication(package, verdicts);
    witnessed(package, &request.keys, verdicts);
}

fn ledger(package: &Package<'_>, verdicts: &mut Verdicts) {
    let ledger = &package.ledger;
    let name = ledger.name();
    if ledger.id_from_settings() != ledger.id {
        let text = "liggarens id följer inte av uppgifterna om den";
        verdicts.fails(Check::PackageLedger, Place::file("ledger"), text);
    }
    let earlier = package
        .earlier
        .iter()
        .map(|(_, earlier, _)| ("earlier", earlier));
    for (part, checkpoint) in [("checkpoint", &package.checkpoint.1)]
        .into_iter()
        .chain(earlier)
    {
        if checkpoint.origin != name {
            let text = format!("kontrollpunkten gäller {}", checkpoint.origin);
            verdicts.fails(Check::PackageLedger, Place::file(part), text);
        }
    }
    let demonstration = if ledger.demonstration {
        ", en demonstration"
    } else {
        ""
    };
    verdicts.looked_at(Check::PackageLedger, format!("{name}{demonstration}"));
}

fn signature(package: &Package<'_>, keys: &[VerifierKey], verdicts: &mut Verdicts) {
    let place = Place::file("signature");
    let hash = Base64::encode_string(&package.signed);
    let body = format!("{SIGNED_AS}\n{}\n{hash}\n", package.ledger.name());
    let note = &package.signature;
    if note.body != body {
        let text = "underskriften gäller inte det här innehållet";
        verdicts.fails(Check::PackageSignature, place.clone(), text);
    }
    if note.signatures.len() != 1 {
        let text = "paketet ska ha en underskrift";
        verdicts.fails(Check::PackageSignature, place.clone(), text);
    }
    let name = package.ledger.name();
    by_known_key(note, keys, &name, Check::PackageSignature, place, verdicts);
}

/// A note must be signed by a key that the auditor knows and that bears the
/// ledger's name: another ledger's key says nothing of this one.
fn by_known_key(
    note: &Note,
    keys: &[VerifierKey],
    ledger: &str,
    check: Check,
    place: Place,
    verdicts: &mut Verdicts,
) {
    let mut logs = keys.iter().filter(|key| is_log_key(key, ledger));
    if let Some(key) = logs.find(|key| note.verify(key).is_ok()) {
        return verdicts.looked_at(check, format!("underskrivet med {key}"));
    }
    let names: Vec<_> = note
        .signatures
        .iter()
        .map(|line| line.name.as_str())
        .collect();
    let text = format!(
        "ingen av granskarens nycklar har gjort underskriften ({}); efter ett nyckelbyte behövs den nya nyckeln",
        names.join(", ")
    );
    verdicts.fails(check, place, text);
}

fn is_log_key(key: &VerifierKey, ledger: &str) -> bool {
    key.algorithm() == Algorithm::Ed25519 && key.name() == ledger
}

fn checkpoint(package: &Package<'_>, request: &Request, verdicts: &mut Verdicts) {
    let (note, checkpoint) = &package.checkpoint;
    let place = Place::file("checkpoint");
    let keys = &request.keys;
    let witnessed = witnessed_note(package);
    for key in keys
        .iter()
        .filter(|key| key.algorithm() == Algorithm::Cosignature)
    {
        let of_basis = witnessed.as_ref().map(|(note, _)| note);
        if ![Some(note), of_basis]
            .into_iter()
            .flatten()
            .any(|note| note.verify(key).is_ok())
        {
            let text = format!(
                "vittnet {} har inte skrivit under kontrollpunkten",
                key.name()
            );
            verdicts.fails(Check::PackageCheckpoint, place.clone(), text);
        }
    }
    let name = package.ledger.name();
    by_known_key(note, keys, &name, Check::PackageCheckpoint, place, verdicts);
    verdicts.note(Check::PackageCheckpoint, counted::events(checkpoint.size));
}

fn basis(package: &Package<'_>, verdicts: &mut Verdicts) {
    let Some(basis) = &package.basis else {
        return verdicts.not_concerned(
            Check::PackageBasis,
            "paketet gäller en händelse, inget underlag",
        );
    };
    let new = &package.checkpoint.1;
    let proof = &package.basis_proof;
    let verified = tree::verify_consistency(basis.size, new.size, proof, &basis.root, &new.root);
    if let Err(error) = verified {
        verdicts.fails(
            Check::PackageBasis,
            Place::file("basis_proof"),
            error.to_string(),
        );
    }
    let text = format!(
        "{} av {}",
        counted::number(basis.size),
        counted::events(new.size)
    );
    verdicts.looked_at(Check::PackageBasis, text);
}

fn earlier(package: &Package<'_>, request: &Request, verdicts: &mut Verdicts) {
    let new = &package.checkpoint.1;
    if let Some((note, old, proof)) = &package.earlier {
        let place = Place::file("earlier");
        let verified = tree::verify_consistency(old.size, new.size, proof, &old.root, &new.root);
        if let Err(error) = verified {
            verdicts.fails(Check::PackageEarlier, place.clone(), error.to_string());
        }
        let name = package.ledger.name();
        let may_sign = |key: &&VerifierKey| {
            key.algorithm() == Algorithm::Cosignature || is_log_key(key, &name)
        };
        let mut keys = request.keys.iter().filter(may_sign);
        let known = keys.any(|key| note.verify(key).is_ok());
        let own = request.checkpoint.as_ref().map(|held| &held.checkpoint);
        if !known && own != Some(old) {
            let text = "den tidigare kontrollpunkten är inte underskriven med någon känd nyckel";
            verdicts.fails(Check::PackageEarlier, place, text);
        }
        verdicts.looked_at(
            Check::PackageEarlier,
            format!(
                "{} av {}",
                counted::number(old.size),
                counted::events(new.size)
            ),
        );
    } else {
        verdicts.not_concerned(
            Check::PackageEarlier,
            "paketet har ingen tidigare kontrollpunkt",
        );
    }
    if request.archive.is_none() {
        own_checkpoint(package, request, verdicts);
    }
}

/// The auditor's own checkpoint must be one that the package ties to its log.
fn own_checkpoint(package: &Package<'_>, request: &Request, verdicts: &mut Verdicts) {
    let Some(held) = &request.checkpoint else {
        let why = "granskaren angav ingen egen kontrollpunkt (--checkpoint)";
        return verdicts.not_concerned(Check::OwnCheckpoint, why);
    };
    let own = &held.checkpoint;
    let name = package.ledger.name();
    let mut logs = request.keys.iter().filter(|key| is_log_key(key, &name));
    if !logs.any(|key| held.note.verify(key).is_ok()) {
        let text = "kontrollpunkten är inte underskriven med någon av liggarens nycklar som granskaren angav; är den äldre än ett nyckelbyte behövs även den gamla nyckeln";
        verdicts.fails(Check::OwnCheckpoint, Place::file(&held.file), text);
    }
    let tied = |other: &Checkpoint| own == other;
    let with = package
        .earlier
        .as_ref()
        .is_some_and(|(_, earlier, _)| tied(earlier));
    if !with && !tied(&package.checkpoint.1) {
        let same_size = |other: &Checkpoint| own.size == other.size && own.origin == other.origin;
        let fork = same_size(&package.checkpoint.1)
            || package
                .earlier
                .as_ref()
                .is_some_and(|(_, earlier, _)| same_size(earlier));
        let text = if fork {
            "paketets logg har en annan historia än granskarens kontrollpunkt"
        } else {
            "paketet visar inte hur det hänger ihop med granskarens kontrollpunkt; begär det med --since"
        };
        verdicts.fails(Check::OwnCheckpoint, Place::file(&held.file), text);
    }
    verdicts.looked_at(Check::OwnCheckpoint, counted::events(own.size));
}

fn events(package: &Package<'_>, verdicts: &mut Verdicts) {
    let checkpoint = &package.checkpoint.1;
    let (size, root) = match &package.basis {
        Some(basis) => (basis.size, basis.root),
        None => (checkpoint.size, checkpoint.root),
    };
    if package.events.is_empty() {
        verdicts.fails(
            Check::PackageEvents,
            Place::file("events"),
            "paketet har inga händelser",
        );
    }
    let mut previous = None;
    for (nth, event) in package.events.iter().enumerate() {
        let position = event.line.leaf.position;
        let place = Place::file(format!("events[{nth}]")).at_position(position);
        if previous.is_some_and(|previous| previous >= position) {
            let text = "händelserna står inte i stigande ordning";
            verdicts.fails(Check::PackageEvents, place.clone(), text);
        }
        previous = Some(position);
        included(
            event,
            size,
            &root,
            Check::PackageEvents,
            place.clone(),
            verdicts,
        );
        payload(event, place, verdicts);
    }
    for (nth, event) in package.redactions.iter().enumerate() {
        let place = Place::file(format!("redactions[{nth}]"));
        let place = place.at_position(event.line.leaf.position);
        if event.line.leaf.kind != "PayloadRedacted" {
            let text = "händelsen är ingen gallring";
            verdicts.fails(Check::PackageEvents, place.clone(), text);
        }
        let (size, root) = (checkpoint.size, &checkpoint.root);
        let check = Check::PackageEvents;
        included(event, size, root, check, place.clone(), verdicts);
        payload(event, place, verdicts);
    }
    let count = package.events.len();
    verdicts.looked_at(Check::PackageEvents, counted::events(count));
    verdicts.looked_at(Check::PackagePayloads, counted::events(count));
}

fn publication(package: &Package<'_>, verdicts: &mut Verdicts) {
    let Some(event) = &package.publication else {
        return verdicts.not_concerned(
            Check::PackagePublication,
            "paketet gäller ingen publicerad rapport",
        );
    };
    let place = Place::file("publication").at_position(event.line.leaf.position);
    let checkpoint = &package.checkpoint.1;
    let (size, root) = (checkpoint.size, &checkpoint.root);
    included(
        event,
        size,
        root,
        Check::PackagePublication,
        place.clone(),
        verdicts,
    );
    payload(event, place, verdicts);
    verdicts.looked_at(
        Check::PackagePublication,
        format!("@{}", event.line.leaf.position),
    );
}

/// The note that the event of a witnessed publication holds.
fn witnessed_note(package: &Package<'_>) -> Option<(Note, Checkpoint)> {
    Checkpoint::of_note(package.witnessed.as_ref()?.line.text("checkpoint")?).ok()
}

/// That a publication was witnessed: the event that follows it says so, with the
/// checkpoint of the basis as the witnesses signed it.
fn witnessed(package: &Package<'_>, keys: &[VerifierKey], verdicts: &mut Verdicts) {
    let check = Check::PackagePublication;
    let (Some(event), Some(publication)) = (&package.witnessed, &package.publication) else {
        if package.publication.is_some() {
            let text = "om publiceringen är bevittnad visar inte paketet, men arkivet";
            verdicts.note(check, text);
        }
        return;
    };
    let leaf = &event.line.leaf;
    let place = Place::file("witnessed").at_position(leaf.position);
    let checkpoint = &package.checkpoint.1;
    let (size, root) = (checkpoint.size, &checkpoint.root);
    included(event, size, root, check, place.clone(), verdicts);
    payload(event, place.clone(), verdicts);
    let of_it = leaf.kind == "PublicationWitnessed"
        && leaf.position == publication.line.leaf.position.saturating_add(1)
        && event.line.text("report") == publication.line.text("report");
    if !of_it {
        let text = "händelsen är inte den som följer på publiceringen när den är bevittnad";
        verdicts.fails(check, place.clone(), text);
    }
    let basis = package.basis.as_ref();
    let Some((note, signed)) = witnessed_note(package)
        .filter(|(_, signed)| {
            basis.is_some_and(|it| (it.size, it.root) == (signed.size, signed.root))
        })
        .filter(|(_, signed)| signed.origin == package.ledger.name())
    else {
        let text = "den bevittnade kontrollpunkten är inte rapportens underlag";
        return verdicts.fails(check, place, text);
    };
    let witnesses = keys
        .iter()
        .filter(|key| key.algorithm() == Algorithm::Cosignature && note.verify(key).is_ok());
    let names: Vec<&str> = witnesses.map(VerifierKey::name).collect();
    verdicts.note(check, match &names[..] {
        [] => format!("publiceringen anges vara bevittnad; ange vittnets nyckel med --key för att pröva det ({} händelser)", signed.size),
        names => format!("bevittnad av {}", names.join(", ")),
    });
}

fn included(
    event: &Proved<'_>,
    size: u64,
    root: &Hash,
    check: Check,
    place: Place,
    verdicts: &mut Verdicts,
) {
    let (leaf, index) = (&event.line.hash, event.line.leaf.position);
    if let Err(error) = tree::verify_inclusion(leaf, index, size, &event.proof, root) {
        verdicts.fails(check, place, error.to_string());
    }
}

fn payload(event: &Proved<'_>, place: Place, verdicts: &mut Verdicts) {
    if !event.line.commitment_holds {
        let text = "innehåll och salt ger ett annat åtagande än lövets";
        verdicts.fails(Check::PackagePayloads, place, text);
    }
}
