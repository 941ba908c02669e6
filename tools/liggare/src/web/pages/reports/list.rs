//! `/rapporter`: what is published, and which reports can be read of the unit and the
//! period.

use askama::Template;
use axum::response::Response;
use ledger::event::reporting::ReportKind;
use projections::publication;
use projections::report::{self, ReportRequest, report_name};
use projections::reporting::PublishedReport;

use super::{COMPARE, KINDS, PUBLISHED, ROOM, at, path_of};
use crate::access::matrix::{Capability, CommandKind};
use crate::render::{swedish, words};
use crate::server::problem::{Problem, capital};
use crate::web::frame::{basis_in_words, in_words};
use crate::web::html::Html;
use crate::web::html::status::Status;
use crate::web::looking::{Looking, Page};
use crate::web::pages::decisions;
use crate::web::sight::Sight;
use crate::web::times::path;

/// How many published reports stand on a page: whether each is overtaken takes one
/// report to tell, or two.
const ON_A_PAGE: usize = 20;

/// The member of the address that names the page, from 1.
const PAGE: &str = "sida";

#[derive(Template)]
#[template(path = "web/reports.html")]
struct List {
    about: String,
    readable: Vec<Readable>,
    published: Vec<Row>,
    is_anyone: bool,
    newer: Option<String>,
    older: Option<String>,
}

/// A report of the unit and the period.
struct Readable {
    name: &'static str,
    address: String,
    /// Why it cannot be read, when it cannot.
    why_not: Option<String>,
    compare: Option<String>,
    publish: Option<String>,
}

/// A published report.
struct Row {
    name: String,
    address: String,
    id: String,
    at: String,
    actor: Option<String>,
    decision: Option<(String, Option<String>)>,
    basis: String,
    sha256: String,
    since: Option<Since>,
}

/// What has happened to a published report.
struct Since {
    status: Status,
    said: String,
    affected: Vec<String>,
}

pub(super) async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.may_of(Capability::Publications, None)?;
            let is_anyone = sight.caller.is_anyone();
            let all: Vec<&PublishedReport> =
                sight.model().reporting.published(sight.size).collect();
            let page: usize = sight
                .asked(PAGE)
                .and_then(|text| text.parse().ok())
                .unwrap_or(1);
            let page = page.max(1);
            let before = page.saturating_sub(1).saturating_mul(ON_A_PAGE);
            let rows = all.iter().rev().skip(before).take(ON_A_PAGE);
            let to = |page: usize| sight.times.link_with(ROOM, &[(PAGE, &page.to_string())]);
            let list = List {
                about: format!(
                    "{}, {}",
                    sight.name_of(sight.unit()),
                    in_words(sight.period())
                ),
                readable: readable(sight)?,
                published: rows
                    .map(|published| row(published, sight))
                    .collect::<Result<_, _>>()?,
                is_anyone,
                newer: (page > 1).then(|| to(page - 1)),
                older: (all.len() > before + ON_A_PAGE).then(|| to(page + 1)),
            };
            let mut shown = Page::new(ROOM, "Rapporter", Html::of(&list)?);
            if !is_anyone {
                shown.foot = Html::escaped(&basis_in_words(sight.question, sight.size)?);
            }
            Ok(shown)
        })
        .await
}

/// The reports of the unit and the period; none for those who may not read them.
fn readable(sight: &Sight<'_>) -> Result<Vec<Readable>, Problem> {
    if sight.may(Capability::Reports).is_err() {
        return Ok(Vec::new());
    }
    let basis = sight.reading().basis(sight.size)?;
    let of = |kind: ReportKind| {
        let request = ReportRequest {
            kind,
            unit: sight.unit().clone(),
            period: sight.period(),
        };
        let can_build = report::can_build(sight.model(), &request, basis);
        let can = can_build.is_ok();
        let argument = words::argument_of_report(kind);
        let compare = can && sight.may(Capability::Diff).is_ok();
        let publish = can && sight.could(CommandKind::PublishReport);
        Readable {
            name: report_name(kind),
            address: sight.link(&path_of(kind)),
            why_not: can_build
                .err()
                .map(|error| without_code(&error.to_string())),
            compare: compare.then(|| sight.times.link_with(COMPARE, &[("slag", argument)])),
            publish: publish.then(|| {
                let times = sight.times.known_at(None);
                times.link(&format!("{}/publicera", path_of(kind)))
            }),
        }
    };
    Ok(KINDS.into_iter().map(of).collect())
}

/// What an error says after its code.
fn without_code(said: &str) -> String {
    let said = match said.split_once(": ") {
        Some((code, rest)) if !code.contains(' ') => rest,
        _ => said,
    };
    capital(said)
}

fn row(published: &PublishedReport, sight: &Sight<'_>) -> Result<Row, Problem> {
    let is_anyone = sight.caller.is_anyone();
    let recorded = &published.recorded;
    let address = path(PUBLISHED, published.report.as_str());
    let decision = recorded.decision.as_ref().filter(|_| !is_anyone);
    Ok(Row {
        name: format!(
            "{} {}, {}",
            report_name(published.kind),
            sight.name_of(&published.unit),
            in_words(published.period)
        ),
        address: if is_anyone {
            address
        } else {
            let times = sight.times.of_unit(published.unit.clone());
            times.about(published.period).link(&address)
        },
        id: published.report.to_string(),
        at: at(recorded.recorded_at),
        actor: (!is_anyone).then(|| recorded.actor.to_string()),
        decision: decision.map(|id| (id.to_string(), decisions::address(id, sight))),
        basis: swedish::events(published.basis.size),
        sha256: published.view_sha256.clone(),
        since: if is_anyone {
            None
        } else {
            Some(since(published, sight)?)
        },
    })
}

/// What has happened to a published report, as known.
fn since(published: &PublishedReport, sight: &Sight<'_>) -> Result<Since, Problem> {
    let now = sight.reading().basis(sight.size)?;
    Ok(
        match publication::changes_since(sight.model(), published, now) {
            Err(error) => Since {
                status: status("red", "✗", "kan inte byggas om"),
                said: without_code(&error.to_string()),
                affected: Vec::new(),
            },
            Ok(changes) if changes.is_empty() => Since {
                status: status("green", "✓", "oförändrad"),
                said: String::new(),
                affected: Vec::new(),
            },
            Ok(changes) => {
                let figures = changes.iter().filter_map(|change| match change {
                    projections::diff::Change::Figure(figure) => Some(figure.title.clone()),
                    _ => None,
                });
                Since {
                    status: status("yellow", "▲", "överspelad"),
                    said: format!("{}.", words::of_changes(&changes)),
                    affected: figures.collect(),
                }
            }
        },
    )
}

/// What has become of a published report.
pub(super) const fn status(
    class: &'static str,
    symbol: &'static str,
    word: &'static str,
) -> Status {
    Status {
        class,
        symbol,
        word,
    }
}

impl Since {
    /// The first of the figures that would be others, as many as are read at a glance.
    fn first(&self) -> &[String] {
        self.affected.get(..8).unwrap_or(&self.affected)
    }

    /// How many more there are.
    fn more(&self) -> usize {
        self.affected.len().saturating_sub(8)
    }
}
