//! Audit packages: one file for a published report, a figure or an event.
//!
//! Room: `parts` reads the file, `proofs` verifies what ties its parts to the
//! signed log, `content` compares report, figure and rules with the events,
//! `in_archive` tries all of it against a whole archive.
//!
//! Guarantees: every part is looked at, and a part that the kind does not have
//! is refused. What inclusion proves (these events stand in the log, unchanged)
//! is never passed off as what only a replay of the whole log proves (that no
//! other event belongs to the figure): the verdict states both.

mod content;
mod in_archive;
mod parts;
mod proofs;
mod redacted;
mod single;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use parts::{Kind, Package};

use crate::archive::{self, Asked, Held, Unreadable};
use crate::note::VerifierKey;
use crate::verdict::counted::{counted, number};
use crate::verdict::{Check, Outcome, Place, Verdicts, check};

/// What to verify, and by what the auditor knows.
#[derive(Debug, Clone)]
pub struct Request {
    /// The package's file.
    pub file: PathBuf,
    /// The keys that the auditor got by another way than this package.
    pub keys: Vec<VerifierKey>,
    /// A checkpoint that the auditor holds since earlier.
    pub checkpoint: Option<Held>,
    /// The folder of the whole archive, to try the package against.
    pub archive: Option<PathBuf>,
}

/// Verifies a package.
///
/// # Errors
/// [`Unreadable`] when its file, or the archive, cannot be read at all.
pub fn examine(request: &Request) -> Result<Verdicts, Unreadable> {
    let file = request.file.display().to_string();
    let bytes = fs::read(&request.file).map_err(Unreadable::at(&file))?;
    let mut verdicts = Verdicts::of(format!("paketet {file}"), check::OF_PACKAGE);
    match Package::read(&bytes) {
        Ok(package) => {
            verdicts.looked_at(Check::PackageForm, counted(bytes.len(), "byte", "byte"));
            proofs::examine(&package, request, &mut verdicts);
            content::examine(&package, &mut verdicts);
            against_archive(&package, request, &mut verdicts)?;
            state(&package, request.archive.is_some(), &mut verdicts);
        }
        Err(flaw) => {
            let place = Place::file(flaw.part);
            let place = match flaw.byte {
                Some(byte) => place.at_byte(byte),
                None => place,
            };
            verdicts.fails(Check::PackageForm, place, flaw.what);
            verdicts.stopped("inte prövad: paketet kunde inte läsas");
        }
    }
    Ok(verdicts)
}

fn against_archive(
    package: &Package<'_>,
    request: &Request,
    verdicts: &mut Verdicts,
) -> Result<(), Unreadable> {
    let Some(folder) = &request.archive else {
        let why = "granskaren angav inget arkiv (--archive)";
        verdicts.not_concerned(Check::PackageInArchive, why);
        return Ok(());
    };
    let sizes = package.basis.iter().map(|basis| basis.size);
    let asked = Asked {
        sizes: sizes
            .chain([package.checkpoint.1.size])
            .collect::<BTreeSet<_>>(),
        positions: package
            .carried()
            .map(|event| event.line.leaf.position)
            .collect::<BTreeSet<_>>(),
        document: in_archive::asked(package),
    };
    let (found, seen) = archive::examine(&archive::Request {
        folder: folder.clone(),
        keys: request.keys.clone(),
        checkpoint: request.checkpoint.clone(),
        asked,
    })?;
    in_archive::examine(package, folder, &seen, verdicts)?;
    verdicts.join(found);
    Ok(())
}

/// What a package's events are held against.
const AGAINST: &str = "mot den logg som kontrollpunkten undertecknar";

/// Whether the package's events stand in the log as they are carried.
fn stand(verdicts: &Verdicts) -> bool {
    [Check::PackagePayloads, Check::PackageEvents]
        .into_iter()
        .all(|check| {
            let verdict = verdicts.get(check);
            verdict.is_some_and(|verdict| verdict.outcome == Outcome::Holds)
        })
}

/// States in plain words what has been proved and what has not.
fn state(package: &Package<'_>, replayed: bool, verdicts: &mut Verdicts) {
    if package.kind == Kind::Event {
        let mut events = package.events.iter();
        if events.any(|event| event.line.payload.is_none()) {
            verdicts.state("Händelsens innehåll är gallrat och förstört; det som är prövat är höljet, och gallringen av innehållet.");
        }
        verdicts.state(if stand(verdicts) {
            format!("Händelsen är prövad {AGAINST}: att den står där, på sin plats och oförändrad.")
        } else {
            format!(
                "Händelsen är prövad {AGAINST}: den står inte där, på sin plats och oförändrad."
            )
        });
        return;
    }
    let carried = match package.events.len() {
        1 => "Den händelse som följer med är prövad".to_owned(),
        count => format!("De {} händelser som följer med är prövade", number(count)),
    };
    verdicts.state(match (stand(verdicts), package.events.len()) {
        (true, 1) => format!("{carried} {AGAINST}: att den står där oförändrad."),
        (true, _) => format!("{carried} {AGAINST}: att de står där oförändrade."),
        (false, 1) => format!("{carried} {AGAINST}: den står inte där oförändrad."),
        (false, _) => format!("{carried} {AGAINST}: alla står inte där oförändrade."),
    });
    let recounted = verdicts.get(Check::PackageRecount);
    verdicts.state(match recounted.map(|verdict| verdict.outcome) {
        Some(Outcome::Holds) => "Siffrorna är omräknade ur dem.",
        Some(Outcome::NotConcerned) => "Vad siffran säger är jämfört med den publicerade rapporten i arkivet, inte omräknat ur dem.",
        Some(Outcome::Fails | Outcome::NotJudged) | None => "Siffrorna följer inte av dem, eller kunde inte räknas om ur dem.",
    });
    verdicts.state("Den återgivna texten i paketet är utgivarens ord; paketets underskrift visar vem som har gett den.");
    let in_archive = verdicts.get(Check::PackageInArchive);
    if replayed && in_archive.is_none_or(|verdict| verdict.outcome != Outcome::Holds) {
        verdicts.state("Paketet stämmer inte med arkivet: att inget är utelämnat är inte visat.");
    } else if replayed {
        verdicts.state("Hela loggen är genomgången ur arkivet, och rapporternas siffror är omräknade ur alla händelser: håller det är inget utelämnat.");
    } else {
        verdicts.state("Att inga andra händelser hör dit visar bara en genomgång av hela loggen: granska package … --archive MAPP.");
    }
}
