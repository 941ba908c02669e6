//! `/rapporter/{slag}`: a report of the unit and the period, as it is known.

use askama::Template;
use axum::response::Response;
use projections::report::{self, ReportRequest};
use projections::reporting::PublishedReport;

use super::contents::contents;
use super::{COMPARE, PUBLISHED, ROOM, at, kind, path_of};
use crate::access::matrix::{Capability, CommandKind};
use crate::render::words;
use crate::server::problem::Problem;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::place::Place;
use crate::web::times::path;

#[derive(Template)]
#[template(path = "web/report.html")]
struct Report {
    /// Where it was published, and when, the latest first.
    published: Vec<(String, String)>,
    compare: Option<String>,
    publish: Option<String>,
    contents: Html,
    document: Html,
}

pub(super) async fn show(
    Place(name): Place<String>,
    looking: Looking,
) -> Result<Response, Problem> {
    let kind = kind(&name);
    looking
        .show(move |sight| {
            sight.caller.account()?;
            let kind = kind.clone()?;
            sight.may(Capability::Reports)?;
            let request = ReportRequest {
                kind,
                unit: sight.unit().clone(),
                period: sight.period(),
            };
            let basis = sight.reading().basis(sight.size)?;
            let document = report::build(sight.model(), &request, basis)?;
            let is_it = |published: &&PublishedReport| {
                published.kind == kind
                    && published.unit == *sight.unit()
                    && published.period == sight.period()
            };
            let published = sight.model().reporting.published(sight.size);
            let mut published: Vec<(String, String)> = published
                .filter(is_it)
                .map(|published| {
                    let page = path(PUBLISHED, published.report.as_str());
                    (sight.link(&page), at(published.recorded.recorded_at))
                })
                .collect();
            published.reverse();
            let argument = words::argument_of_report(kind);
            let may_compare = sight.may(Capability::Diff).is_ok();
            let report = Report {
                published,
                compare: may_compare.then(|| sight.times.link_with(COMPARE, &[("slag", argument)])),
                publish: sight.could(CommandKind::PublishReport).then(|| {
                    let times = sight.times.known_at(None);
                    times.link(&format!("{}/publicera", path_of(kind)))
                }),
                contents: contents(&document)?,
                document: sight.told(&document, kind)?,
            };
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new(ROOM, report::report_name(kind), Html::of(&report)?)
            })
        })
        .await
}
