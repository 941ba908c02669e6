//! `/rapporter/publicerad/{id}`: a published report as it was pinned, whether it can be
//! built again, and what has overtaken it.

use askama::Template;
use axum::response::Response;
use projections::diff::Change;
use projections::document::{Document, FigureKey};
use projections::publication::{self, FirstDifference, Reproduction};
use projections::report::{self, report_name};
use projections::reporting::PublishedReport;

use super::changes;
use super::contents::contents;
use super::{COMPARE, PUBLISHED, ROOM, at, path_of, report_id};
use crate::access::matrix::Capability;
use crate::publication::copies::copy_path;
use crate::render::names::Names;
use crate::render::{swedish, words};
use crate::server::problem::{Problem, without_code};
use crate::server::routes::publications::{as_published, published as find, rebuilt};
use crate::web::frame::{basis_in_words, in_words};
use crate::web::html::Html;
use crate::web::html::document::{Telling, told};
use crate::web::looking::{Looking, Page};
use crate::web::pages::decisions;
use crate::web::pages::reference::event_address;
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

/// The member of the address that asks for the report to be built again.
const REBUILD: &str = "aterskapa";

#[derive(Template)]
#[template(path = "web/published.html")]
struct Published {
    head: String,
    id: String,
    at: String,
    actor: Option<String>,
    decision: Option<(String, Option<String>)>,
    event: Option<String>,
    position: u64,
    basis: String,
    root: String,
    rules: String,
    sha256: String,
    waived: Vec<&'static str>,
    /// What has overtaken it; none for those who are not told.
    since: Option<Since>,
    rebuilt: Option<Rebuilt>,
    rebuild: Option<String>,
    compare: Option<String>,
    live: Option<String>,
    files: String,
    has_package: bool,
    contents: Html,
    document: Html,
}

struct Since {
    /// How much, when anything.
    said: Option<String>,
    /// Which figures, for those who are not told what they would be.
    places: Vec<String>,
    changes: Html,
}

/// What came of building it again.
struct Rebuilt {
    is_identical: bool,
    said: String,
    lines: Vec<String>,
    /// The hash of what was built.
    sha256: Option<String>,
}

pub(super) async fn show(Place(id): Place<String>, looking: Looking) -> Result<Response, Problem> {
    let asked = id.clone();
    let whose = looking
        .sees(move |sight| {
            sight.may_of(Capability::Publications, None)?;
            let published = find(&report_id(&asked)?, sight.question)?;
            Ok((published.unit.clone(), published.period))
        })
        .await?;
    let folder = looking.served.node.folder.clone();
    looking
        .about(&whose.0, whose.1)
        .show(move |sight| {
            sight.may_of(Capability::Publications, None)?;
            let published = find(&report_id(&id)?, sight.question)?;
            if published.recorded.position.0 >= sight.size {
                return Err(Problem::not_found(
                    "Rapporten var inte publicerad vid den tidpunkt som sidan visar.",
                )
                .remedied("Välj en senare tidpunkt."));
            }
            let copy = || std::fs::read(copy_path(&folder, &published.report)).ok();
            let page = page(published, &copy, sight)?;
            Ok(Page {
                elsewhere: Some(ROOM),
                foot: if sight.caller.is_anyone() {
                    Html::default()
                } else {
                    Html::escaped(&basis_in_words(sight.question, sight.size)?)
                },
                ..Page::new(ROOM, report_name(published.kind), Html::of(&page)?)
            })
        })
        .await
}

fn page(
    published: &PublishedReport,
    copy: &dyn Fn() -> Option<Vec<u8>>,
    sight: &Sight<'_>,
) -> Result<Published, Problem> {
    let is_anyone = sight.caller.is_anyone();
    let recorded = &published.recorded;
    let itself = path(PUBLISHED, published.report.as_str());
    let asks_rebuild = !is_anyone && sight.asked(REBUILD).is_some();
    let (outcome, built) = if asks_rebuild {
        let (outcome, built) = rebuilt(published, copy().as_deref(), sight.question)?;
        (Some(outcome), built)
    } else {
        (None, Some(as_published(published, sight.question)?))
    };
    // What differs is told in its place.
    let differs = matches!(outcome, Some(Reproduction::Differs(_)));
    let document = built.as_ref().filter(|_| !differs);
    let may = |capability| sight.may_of(capability, Some(&published.unit)).is_ok();
    let argument = words::argument_of_report(published.kind);
    let decision = recorded.decision.as_ref().filter(|_| !is_anyone);
    Ok(Published {
        head: format!(
            "{} för {}, {}, som den publicerades {}.",
            report_name(published.kind),
            sight.name_of(&published.unit),
            in_words(published.period),
            at(recorded.recorded_at)
        ),
        id: published.report.to_string(),
        at: at(recorded.recorded_at),
        actor: (!is_anyone).then(|| recorded.actor.to_string()),
        decision: decision.map(|id| (id.to_string(), decisions::address(id, sight))),
        event: event_address(sight, recorded.position),
        position: recorded.position.0,
        basis: sight.reading().moment_in_words(published.basis.size),
        root: published.basis.root.to_string(),
        rules: published.basis.rules_version.to_string(),
        sha256: published.view_sha256.clone(),
        waived: published.waived.iter().map(|check| check.title()).collect(),
        since: if is_anyone {
            None
        } else {
            since(published, document, sight)?
        },
        rebuild: (!is_anyone && outcome.is_none())
            .then(|| sight.times.link_with(&itself, &[(REBUILD, "ja")])),
        rebuilt: outcome.map(|outcome| told_again(published, outcome, built.as_ref())),
        compare: (!is_anyone && may(Capability::Diff)).then(|| {
            let asked = [("slag", argument), ("fran", published.report.as_str())];
            sight.times.link_with(COMPARE, &asked)
        }),
        live: (!is_anyone && may(Capability::Reports))
            .then(|| sight.link(&path_of(published.kind))),
        files: itself,
        has_package: sight.may_of(Capability::AuditPackage, None).is_ok(),
        contents: match document {
            Some(document) => contents(document)?,
            None => Html::default(),
        },
        document: match document {
            Some(document) => as_told(published, document, sight)?,
            None => Html::default(),
        },
    })
}

/// The report's text, where one asks why as of what the report rests on.
fn as_told(
    published: &PublishedReport,
    document: &Document,
    sight: &Sight<'_>,
) -> Result<Html, Problem> {
    let times = sight.times.known_at(Some(published.report.to_string()));
    let kind = words::argument_of_report(published.kind);
    let why = |figure: &FigureKey| {
        let asked = [("fraga", figure.to_string()), ("rapport", kind.to_owned())];
        let asked: Vec<_> = asked.iter().map(|(a, b)| (*a, b.as_str())).collect();
        times.link_with("/varfor", &asked)
    };
    let may_ask = sight.may_of(Capability::Explain, Some(&published.unit));
    let is_reader = sight.may_of(Capability::Reports, Some(&published.unit));
    told(
        document,
        &Telling {
            why: may_ask.is_ok().then_some(&why),
            times: is_reader.is_ok().then_some(&times),
            deeper: 1,
            ..Telling::default()
        },
    )
}

/// What has overtaken it, as known; none when that cannot be told.
fn since(
    published: &PublishedReport,
    document: Option<&Document>,
    sight: &Sight<'_>,
) -> Result<Option<Since>, Problem> {
    let now = sight.reading().basis(sight.size)?;
    let Ok(changes) = sight.question.changes_since(published, now) else {
        return Ok(None);
    };
    let kind = words::argument_of_report(published.kind);
    let why = |figure: &FigureKey| {
        let figure = figure.to_string();
        let asked = [
            ("fraga", figure.as_str()),
            ("rapport", kind),
            ("fran", published.report.as_str()),
        ];
        sight.times.link_with("/varfor", &asked)
    };
    let may = |capability| sight.may_of(capability, Some(&published.unit)).is_ok();
    // That it is overtaken, and where, is told to everyone who is logged in; by what
    // only to those who may compare the unit's reports.
    let only_places = (!may(Capability::Diff)).then(|| {
        let figures = changes.iter().filter_map(|change| match change {
            Change::Figure(figure) => Some(figure.title.clone()),
            _ => None,
        });
        figures.collect::<Vec<_>>()
    });
    if let Some(places) = only_places {
        return Ok(Some(Since {
            said: (!changes.is_empty()).then(|| words::of_changes(&changes)),
            places,
            changes: Html::default(),
        }));
    }
    let later = || report::build(sight.model(), &publication::request(published), now).ok();
    let later = if changes.is_empty() { None } else { later() };
    let names = Names::of(document.into_iter().chain(later.as_ref()));
    Ok(Some(Since {
        said: (!changes.is_empty()).then(|| words::of_changes(&changes)),
        places: Vec::new(),
        changes: changes::told(&changes, &names, may(Capability::Explain).then_some(&why))?,
    }))
}

/// What came of building it again.
fn told_again(
    published: &PublishedReport,
    outcome: Reproduction,
    built: Option<&Document>,
) -> Rebuilt {
    let sha256 = built.map(|document| publication::pin(document).sha256);
    match outcome {
        Reproduction::Identical => Rebuilt {
            is_identical: true,
            said: format!(
                "Rapporten är byggd på nytt ur {} och är densamma, byte för byte.",
                swedish::first_events(published.basis.size)
            ),
            lines: Vec::new(),
            sha256,
        },
        Reproduction::Redacted {
            sections,
            identical,
        } => Rebuilt {
            is_identical: false,
            said: format!(
                "Rapporten kan inte längre återges helt: uppgifter i den är gallrade. {} byte för byte.",
                swedish::counted(
                    identical as u64,
                    "annat avsnitt är detsamma",
                    "andra avsnitt är desamma"
                )
            ),
            lines: sections
                .iter()
                .map(|section| {
                    let gone: Vec<String> = section
                        .redactions
                        .iter()
                        .map(projections::redacted::Redaction::words)
                        .collect();
                    if gone.is_empty() {
                        format!("{}: bygger på gallrade uppgifter", section.heading)
                    } else {
                        format!("{}: {}", section.heading, gone.join("; "))
                    }
                })
                .collect(),
            sha256,
        },
        Reproduction::Differs(first) => Rebuilt {
            is_identical: false,
            said: "Rapporten kan inte återges som den publicerades, och inget är gallrat i den."
                .to_owned(),
            lines: vec![first_difference(&first)],
            sha256,
        },
    }
}

fn first_difference(first: &FirstDifference) -> String {
    match first {
        FirstDifference::Log { .. } => {
            "Liggarens första händelser är inte de som rapporten vilar på.".to_owned()
        }
        FirstDifference::NotBuilt { why } => format!("Den kan inte byggas: {}", without_code(why)),
        FirstDifference::Exact(change) => match change.as_ref() {
            Change::Figure(figure) => format!(
                "{}: {} publicerades, {} blir det nu.",
                figure.title,
                changes::plain(&figure.before),
                changes::plain(&figure.after)
            ),
            Change::Text(text) => format!("Texten under {} skiljer sig.", text.heading),
            Change::RowAdded(place) | Change::RowGone(place) => {
                format!("En rad i {} skiljer sig: {}.", place.title, place.row.key)
            }
            Change::TableAdded(place) | Change::TableGone(place) => {
                format!("Tabellen {} skiljer sig.", place.table.title)
            }
            Change::Form(form) => format!(
                "{}: {} → {}",
                Names::of([]).form(&form.place),
                form.before,
                form.after
            ),
        },
        FirstDifference::Section { heading, .. } => {
            format!("Det första avsnitt som skiljer sig är {heading}.")
        }
        FirstDifference::SectionGone { section } => {
            format!("Avsnittet {section} fanns i det som publicerades men inte nu.")
        }
        FirstDifference::SectionAdded { heading, .. } => {
            format!("Avsnittet {heading} fanns inte i det som publicerades.")
        }
        FirstDifference::Head => {
            "Avsnitten är desamma, men inte slag, titel, enhet, period eller underlag.".to_owned()
        }
    }
}
