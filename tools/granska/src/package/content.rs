//! What a package says, against the events that it holds.

use serde_json::{Value, json};

use super::parts::{Basis, Kind, Package, basis_of};
use super::redacted;
use super::single::{Answer, Single};
use crate::archive::counting::Counting;
use crate::archive::gone::unexplained;
use crate::archive::publications::Publication;
use crate::archive::reports::{Likeness, cell, compare, sha256, tables};
use crate::json;
use crate::verdict::{Check, Place, Verdicts};

/// The four reports. A figure of anything else has no counting behind it.
const REPORTS: [&str; 4] = [
    "annual_report",
    "interim_report",
    "operations_report",
    "period_report",
];

/// Compares report, figure and rules with the events.
pub(super) fn examine(package: &Package<'_>, verdicts: &mut Verdicts) {
    known_kinds(package, verdicts);
    redacted::examine(package, verdicts);
    rules(package, verdicts);
    let publication = published(package, verdicts);
    report(package, publication.as_ref(), verdicts);
    told_checks(package, verdicts);
    recount(package, verdicts);
    figure(package, publication.as_ref(), verdicts);
}

fn known_kinds(package: &Package<'_>, verdicts: &mut Verdicts) {
    for event in package.carried() {
        let leaf = &event.line.leaf;
        let place = Place::file("events").at_position(leaf.position);
        if !event.line.kind_known {
            let text = format!(
                "typen {} version {} är okänd; hämta en nyare granskare",
                leaf.kind, leaf.version
            );
            verdicts.fails(Check::PackagePayloads, place, text);
        } else if !event.line.stream_fits {
            let text = format!("{} hör inte hemma i strömmen {}", leaf.kind, leaf.stream);
            verdicts.fails(Check::PackagePayloads, place, text);
        }
    }
}

fn rules(package: &Package<'_>, verdicts: &mut Verdicts) {
    let Some(basis) = &package.basis else {
        return verdicts.not_concerned(Check::PackageRules, "paketet gäller en händelse");
    };
    let place = Place::file("rules");
    let adopted = package
        .events
        .iter()
        .rfind(|event| event.line.leaf.kind == "RulesAdopted");
    let adopted = adopted.and_then(|event| event.line.payload.as_ref()?.get("rules"));
    let adopted = adopted.map(|rules| Value::from(rules.clone()));
    let version =
        |rules: Option<&Value>| rules.map_or(Some(0), |rules| rules.get("version")?.as_u64());
    if package.rules != adopted {
        let text = "regelverket är inte det som paketets händelser antar";
        verdicts.fails(Check::PackageRules, place.clone(), text);
    }
    if version(package.rules.as_ref()) != Some(basis.rules_version) {
        let text = format!("underlaget anger regelverk {}", basis.rules_version);
        verdicts.fails(Check::PackageRules, place, text);
    }
    verdicts.looked_at(
        Check::PackageRules,
        format!("regelverk {}", basis.rules_version),
    );
}

/// The publication, when the package has one and it rests on the basis.
fn published(package: &Package<'_>, verdicts: &mut Verdicts) -> Option<Publication> {
    let event = package.publication.as_ref()?;
    let place = Place::file("publication").at_position(event.line.leaf.position);
    let publication = match &*event.line.leaf.kind {
        "ReportPublished" => Publication::of(&event.line),
        _ => None,
    };
    let Some(publication) = publication else {
        verdicts.fails(
            Check::PackagePublication,
            place,
            "händelsen är ingen publicering",
        );
        return None;
    };
    let own = Basis {
        size: publication.size,
        root: publication.root,
        rules_version: publication.rules_version,
    };
    if package.basis != Some(own) || publication.size > publication.position {
        let text = "publiceringen vilar på ett annat underlag än paketets";
        verdicts.fails(Check::PackagePublication, place, text);
    }
    Some(publication)
}

fn report(package: &Package<'_>, publication: Option<&Publication>, verdicts: &mut Verdicts) {
    let (Some(report), Some(publication)) = (package.report, publication) else {
        if package.kind != Kind::Report {
            verdicts.not_concerned(Check::PackageReport, "paketet gäller ingen hel rapport");
        }
        return;
    };
    let place = Place::file("report");
    let document = json::read(report).unwrap_or_default();
    for what in strange(&document, package.basis.as_ref(), publication) {
        verdicts.fails(Check::PackageReport, place.clone(), what);
    }
    match compare(report, publication) {
        Ok(Likeness::Identical) => {
            let text = format!("{}, byte för byte den publicerade", publication.report);
            verdicts.looked_at(Check::PackageReport, text);
        }
        Ok(Likeness::Sections(differing)) => {
            let gone = redacted::since(package, publication.position);
            let unexplained = unexplained(&document, &differing, &gone);
            if unexplained.is_empty() {
                let sections = differing.join(", ");
                let text = format!(
                    "{} kan efter gallring inte återskapas i sin helhet: avsnitt {sections}",
                    publication.report
                );
                verdicts.looked_at(Check::PackageReport, text);
            } else {
                let sections = unexplained.join(", ");
                let text = format!("rapporten är inte den publicerade; avsnitt: {sections}");
                verdicts.fails(Check::PackageReport, place, text);
            }
        }
        Err((byte, what)) => {
            let place = byte.map_or(place.clone(), |byte| place.at_byte(byte));
            verdicts.fails(Check::PackageReport, place, what);
        }
    }
}

/// The named checks that a package tells are those of the report's own table,
/// which the recount judges.
fn told_checks(package: &Package<'_>, verdicts: &mut Verdicts) {
    let (Some(told), Some(report)) = (&package.checks, package.report) else {
        return;
    };
    let document = json::read(report).unwrap_or_default();
    let word = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let items = told.as_array().into_iter().flatten();
    let told: Vec<_> = items
        .map(|check| (word(check, "name"), word(check, "outcome")))
        .collect();
    let rows = tables(&document).find(|table| word(table, "key").as_deref() == Some("checks"));
    let rows = rows.and_then(|table| table.get("rows")?.as_array());
    let stated: Vec<_> = rows
        .into_iter()
        .flatten()
        .map(|row| (word(row, "key"), row.pointer("/cells/1")))
        .filter(|(key, _)| key.as_ref().is_some_and(|key| !key.contains('/')))
        .map(|(key, cell)| (key, cell.and_then(|cell| word(cell, "check"))))
        .collect();
    if told != stated {
        let text = "paketets namngivna kontroller är inte de som står i rapportens tabell";
        verdicts.fails(Check::PackageReport, Place::file("checks"), text);
    }
}

/// What a document says of itself that is not what the package is of. The hash
/// that the publication states is no answer: it is of whatever was published.
fn strange(document: &Value, basis: Option<&Basis>, publication: &Publication) -> Vec<String> {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let mut strange = Vec::new();
    if !text("kind").is_some_and(|kind| REPORTS.contains(&kind)) {
        strange.push("rapportens slag är okänt".to_owned());
    }
    for (name, stated) in &publication.heads {
        if text(name) != Some(stated) {
            strange.push(format!("{name} är inte den publicerade rapportens"));
        }
    }
    let own = document.get("basis").and_then(|own| basis_of(own).ok());
    if own.as_ref() != basis {
        strange.push("rapporten anger ett annat underlag än paketets".to_owned());
    }
    strange
}

/// Counts the report, or the figure, anew from the events that the package holds alone.
fn recount(package: &Package<'_>, verdicts: &mut Verdicts) {
    let Some(basis) = &package.basis else {
        return verdicts.not_concerned(Check::PackageRecount, "paketet gäller en händelse");
    };
    let mut counting = Counting::of(Check::PackageRecount);
    for event in &package.events {
        let position = event.line.leaf.position;
        let place = Place::file("events").at_position(position);
        counting.pass_over(position);
        counting.take(&event.line, &place, verdicts);
    }
    counting.pass_over(basis.size);
    if let Some(single) = package.figure.as_ref().and_then(Single::of) {
        let [own, words] = single.documents(basis.size);
        if let Some(own) = counting.recount(&own) {
            let words = counting.recount(&words);
            let answer = single.judge(&own, words.as_ref());
            tell_figure(answer, verdicts);
        }
    } else if let Some(document) = package.report.and_then(|report| json::read(report).ok()) {
        counting.compare("report", &document, verdicts);
        counting.finish(verdicts);
    }
}

fn tell_figure(answer: Answer, verdicts: &mut Verdicts) {
    let (check, place) = (Check::PackageRecount, Place::file("figure"));
    match answer {
        Answer::Made => verdicts.looked_at(check, "siffran är omräknad"),
        Answer::Redacted => {
            verdicts.looked_at(check, "uppgiften är gallrad; paketet anger inget värde");
        }
        Answer::Differs(differing) => {
            for text in differing {
                verdicts.fails(check, place.clone(), text);
            }
        }
        Answer::NotCounted(why) => {
            verdicts.fails(check, place, format!("siffran kan inte räknas om: {why}"));
        }
        Answer::NotAlone(why) => verdicts.note(
            check,
            format!("{why}; granska package … --archive MAPP jämför med den publicerade rapporten"),
        ),
    }
}

fn figure(package: &Package<'_>, publication: Option<&Publication>, verdicts: &mut Verdicts) {
    let Some(figure) = &package.figure else {
        return verdicts.not_concerned(Check::PackageFigure, "paketet gäller ingen enskild siffra");
    };
    let place = Place::file("figure");
    let text = |name: &str| figure.get(name).and_then(Value::as_str);
    let Some(key) = text("key").filter(|key| key.split(':').count() >= 3) else {
        return verdicts.fails(Check::PackageFigure, place, "siffran saknar adress");
    };
    if !text("kind").is_some_and(|kind| REPORTS.contains(&kind)) {
        let what = "siffrans rapport är av okänt slag";
        verdicts.fails(Check::PackageFigure, place.clone(), what);
    }
    if figure.get("cell").is_none() {
        verdicts.fails(Check::PackageFigure, place.clone(), "siffran saknar värde");
    }
    let Some(publication) = publication else {
        let why = format!("{key}; paketet gäller ingen publicerad rapport");
        return verdicts.not_concerned(Check::PackageFigure, why);
    };
    for (name, stated) in &publication.heads {
        if text(name) != Some(stated) {
            let what = format!("{name} är inte den publicerade rapportens");
            verdicts.fails(Check::PackageFigure, place.clone(), what);
        }
    }
    section(package, publication, key, verdicts);
    verdicts.looked_at(Check::PackageFigure, key);
}

/// The figure stands in a section of which the publication states the hash.
fn section(package: &Package<'_>, publication: &Publication, key: &str, verdicts: &mut Verdicts) {
    let place = Place::file("section");
    let Some(bytes) = package.section else {
        let text = "paketet saknar avsnittet som siffran står i; gör om det med en nyare liggare";
        return verdicts.fails(Check::PackageFigure, place, text);
    };
    let document = json!({
        "period": head(publication, "period"),
        "sections": [json::read(bytes).unwrap_or_default()],
        "unit": head(publication, "unit"),
    });
    if cell(&document, key)
        != package
            .figure
            .as_ref()
            .and_then(|figure| figure.get("cell"))
    {
        let text = "siffran är en annan i avsnittet som den står i";
        verdicts.fails(Check::PackageFigure, place.clone(), text);
    }
    let own = document["sections"][0]["key"].as_str().unwrap_or_default();
    let published = publication.sections.iter().find(|(key, _)| key == own);
    match published {
        Some((_, hash)) if *hash == sha256(bytes) => {}
        Some(_) => {
            let gone = redacted::since(package, publication.position);
            if unexplained(&document, &[own.to_owned()], &gone).is_empty() {
                let text =
                    format!("avsnittet {own} kan efter gallring inte återskapas i sin helhet");
                verdicts.note(Check::PackageFigure, text);
            } else {
                let text = format!("avsnittet {own} är inte det som publicerades");
                verdicts.fails(Check::PackageFigure, place, text);
            }
        }
        None => {
            let text = format!("den publicerade rapporten har inget avsnitt {own}");
            verdicts.fails(Check::PackageFigure, place, text);
        }
    }
}

fn head<'a>(publication: &'a Publication, name: &str) -> &'a str {
    let mut heads = publication.heads.iter();
    let found = heads.find(|(head, _)| *head == name);
    found.map_or("", |(_, stated)| stated)
}
