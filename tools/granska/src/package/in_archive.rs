//! A package against the whole log: the same roots, the same events, the same
//! report.

use std::path::Path;

use serde_json::Value;

use super::parts::Package;
use super::single::{Answer, Single};
use crate::archive::publications::Publication;
use crate::archive::{Seen, Unreadable, reports};
use crate::json;
use crate::verdict::counted::events;
use crate::verdict::{Check, Outcome, Place, Verdicts};

/// The document to count anew from every event below the basis: the report, or
/// one with the figure alone.
pub(super) fn asked(package: &Package<'_>) -> Option<(u64, Value)> {
    let size = package.basis?.size;
    if let Some(figure) = &package.figure {
        let [own, _] = Single::of(figure)?.documents(size);
        return Some((size, own));
    }
    Some((size, json::read(package.report?).ok()?))
}

/// Compares a package with what was seen in the archive.
pub(super) fn examine(
    package: &Package<'_>,
    folder: &Path,
    seen: &Seen,
    verdicts: &mut Verdicts,
) -> Result<(), Unreadable> {
    let check = Check::PackageInArchive;
    let same_ledger = seen.manifest.as_ref().map(|manifest| &manifest.ledger);
    if same_ledger != Some(&package.ledger) {
        verdicts.fails(
            check,
            Place::file("ledger"),
            "arkivet gäller en annan liggare",
        );
    }
    let basis = package
        .basis
        .iter()
        .map(|basis| ("basis", basis.size, basis.root));
    let checkpoint = &package.checkpoint.1;
    let roots = basis.chain([("checkpoint", checkpoint.size, checkpoint.root)]);
    for (part, size, root) in roots {
        match seen.roots.get(&size) {
            None => {
                let text = format!("arkivet når inte till {size} händelser; exportera det på nytt");
                verdicts.fails(check, Place::file(part), text);
            }
            Some(found) if *found != root => {
                let text = format!("arkivets rot vid {size} händelser är en annan");
                verdicts.fails(check, Place::file(part), text);
            }
            Some(_) => {}
        }
    }
    for event in package.carried() {
        let position = event.line.leaf.position;
        if seen.leaves.get(&position) != Some(&event.line.hash) {
            let place = Place::file("events").at_position(position);
            verdicts.fails(check, place, "händelsen i arkivet är en annan");
        }
    }
    figure(package, folder, verdicts)?;
    recounted(package, seen, verdicts);
    let count = package.events.len();
    verdicts.looked_at(
        check,
        format!("{}, {} i loggen", events(count), events(checkpoint.size)),
    );
    Ok(())
}

/// The report or the figure, from all events below its basis: nothing that
/// belongs to it is left out of the package.
fn recounted(package: &Package<'_>, seen: &Seen, verdicts: &mut Verdicts) {
    let check = Check::PackageInArchive;
    let Some(basis) = &package.basis else {
        return;
    };
    let Some(recount) = &seen.recount else {
        let text = format!("kunde inte räknas om ur arkivets {} händelser", basis.size);
        return verdicts.fails(check, Place::file("basis"), text);
    };
    if let Some(single) = package.figure.as_ref().and_then(Single::of) {
        let place = Place::file("figure");
        match single.judge(recount, None) {
            Answer::Made | Answer::Redacted | Answer::NotAlone(_) => {}
            Answer::Differs(differing) => {
                for text in differing {
                    let text = format!("ur alla händelser: {text}");
                    verdicts.fails(check, place.clone(), text);
                }
            }
            Answer::NotCounted(why) => {
                verdicts.fails(check, place, format!("siffran kan inte räknas om: {why}"));
            }
        }
        return;
    }
    for table in &recount.tables {
        for found in &table.differences {
            let text = format!(
                "tabell {}, rad {}, kolumn {}: rapporten anger {}, alla händelser ger {}",
                table.table, found.row, found.column, found.stated, found.counted
            );
            verdicts.fails(check, Place::file("report"), text);
        }
    }
}

/// The figure of a published report must be the one of the archive's report file.
fn figure(package: &Package<'_>, folder: &Path, verdicts: &mut Verdicts) -> Result<(), Unreadable> {
    let (Some(figure), Some(event)) = (&package.figure, &package.publication) else {
        return Ok(());
    };
    let Some(publication) = Publication::of(&event.line) else {
        return Ok(());
    };
    let document = reports::document(folder, &reports::file_name(&publication.report))?;
    let key = figure
        .get("key")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let found = document
        .as_ref()
        .and_then(|document| reports::cell(document, key));
    if found.is_none() || found != figure.get("cell") {
        let text = format!("siffran {key} är en annan i arkivets rapport");
        verdicts.fails(Check::PackageInArchive, Place::file("figure"), text);
    } else if verdicts
        .get(Check::PackageRecount)
        .map(|verdict| verdict.outcome)
        == Some(Outcome::NotJudged)
    {
        // Words, and figures of the whole: the archive's own checks judge its report.
        let why = "det som står i arkivets publicerade rapport, som är prövad i sin helhet";
        verdicts.not_concerned(Check::PackageRecount, why);
    }
    Ok(())
}
