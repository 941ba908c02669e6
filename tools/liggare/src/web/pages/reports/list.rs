//! `/rapporter`: what is published, and which reports can be read of the unit and the
//! period.

use askama::Template;
use axum::response::Response;
use ledger::event::reporting::ReportKind;
use ledger::period::Period;
use projections::report::{self, ReportRequest, RequestError, report_name};
use projections::reporting::PublishedReport;

use super::{COMPARE, KINDS, PUBLISHED, ROOM, at, path_of};
use crate::access::matrix::{Capability, CommandKind};
use crate::render::{swedish, words};
use crate::server::problem::{Problem, capital, without_code};
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
    /// Why it cannot be read, when it cannot, and where it can.
    why_not: Option<(String, Vec<(String, String)>)>,
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
            why_not: can_build.err().map(|error| why_not(&error, sight)),
            compare: compare.then(|| sight.times.link_with(COMPARE, &[("slag", argument)])),
            publish: publish.then(|| {
                let times = sight.times.known_at(None);
                times.link(&format!("{}/publicera", path_of(kind)))
            }),
        }
    };
    Ok(KINDS.into_iter().map(of).collect())
}

/// Why there is no such report of the unit and the period, and the ones that there are,
/// to go to.
fn why_not(error: &RequestError, sight: &Sight<'_>) -> (String, Vec<(String, String)>) {
    let to = |period: Period| (in_words(period), sight.times.about(period).link(ROOM));
    match error {
        RequestError::InterimPeriod {
            period,
            from,
            to: last,
            ..
        } => {
            let ends = (*from..=*last).filter_map(|end| Period::months_of(period.year(), 1, end));
            let said = "En delårsrapport börjar i januari och omfattar minst halva och högst två \
                        tredjedelar av året (LKBR 13 kap. 1 §). Välj en annan period:";
            (said.to_owned(), ends.map(to).collect())
        }
        RequestError::FromJanuary { example, .. } => {
            let said = "En periodrapport börjar i januari. Välj en annan period:";
            (said.to_owned(), vec![to(*example)])
        }
        RequestError::WholeYear { report, period } => {
            let said = format!("{} avser ett helt år. Välj det:", capital(report));
            (said, vec![to(period.full_year())])
        }
        RequestError::NotTheRegion { .. } => {
            let organisation = &sight.model().organisation;
            let tree = organisation.tree(sight.period().last_day(), sight.size);
            let region = tree.first().map(|first| {
                let times = sight.times.of_unit(first.unit.unit.clone());
                let times = times.about(sight.period().full_year());
                (first.unit.name.clone(), times.link(ROOM))
            });
            let said = "En årsredovisning görs för hela regionen. En nämnd eller förvaltning har \
                        en verksamhetsberättelse. Gå till regionen:";
            (said.to_owned(), region.into_iter().collect())
        }
        RequestError::BeyondEnd { .. }
        | RequestError::UnknownUnit { .. }
        | RequestError::NothingRecorded { .. } => {
            (capital(without_code(&error.to_string())), Vec::new())
        }
    }
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
    Ok(match sight.question.changes_since(published, now) {
        Err(error) => Since {
            status: status("red", "✗", "kan inte byggas om"),
            said: capital(without_code(&error.to_string())),
            affected: Vec::new(),
        },
        Ok(changes) if changes.is_empty() => Since {
            status: status("green", "✓", "aktuell"),
            said: String::new(),
            affected: Vec::new(),
        },
        Ok(changes) => {
            let figures = changes.iter().filter_map(|change| match change {
                projections::diff::Change::Figure(figure) => Some(figure.title.clone()),
                _ => None,
            });
            Since {
                status: status("yellow", "▲", "inaktuell"),
                said: format!("{}.", words::of_changes(&changes)),
                affected: figures.collect(),
            }
        }
    })
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
