//! `/rapporter`: the reports, as they are known and as they were published.
//!
//! Guarantees: a published report is shown as it was pinned (I7), with what has
//! overtaken it since; what is published goes the same way as over the API. Whoever
//! has not logged in sees what is published, when the administrator has opened it, and
//! nothing of what has happened since.

mod changes;
mod compare;
mod contents;
mod files;
mod list;
mod live;
mod publish;
mod published;

use axum::Router;
use axum::routing::get;
use ledger::event::reporting::ReportKind;
use ledger::ids::ReportId;
use ledger::time::Timestamp;

use crate::cli::moment;
use crate::render::words;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::times::path;

/// Which entry of the navigation the pages belong to.
const ROOM: &str = "/rapporter";

/// Where published reports are.
const PUBLISHED: &str = "/rapporter/publicerad";

/// Where two moments are compared.
const COMPARE: &str = "/rapporter/jamfor";

/// Every report's name in an address, in the order they are listed.
const KINDS: [ReportKind; 4] = [
    ReportKind::PeriodReport,
    ReportKind::InterimReport,
    ReportKind::OperationsReport,
    ReportKind::AnnualReport,
];

/// The pages.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route(ROOM, get(list::show))
        .route(COMPARE, get(compare::show))
        .route("/rapporter/publicerad/{report}", get(published::show))
        .route("/rapporter/publicerad/{report}/{file}", get(files::show))
        .route("/rapporter/{kind}", get(live::show))
        .route(
            "/rapporter/{kind}/publicera",
            get(publish::ask).post(publish::take),
        )
}

/// The report that an address names.
///
/// # Errors
/// [`Problem`] 404 when it names none.
fn kind(name: &str) -> Result<ReportKind, Problem> {
    let mut kinds = KINDS.into_iter();
    let found = kinds.find(|kind| words::argument_of_report(*kind) == name);
    found.ok_or_else(|| {
        Problem::not_found("Det finns ingen rapport av det slaget.").remedied(
            "Rapporterna är periodrapport, delårsrapport, verksamhetsberättelse och årsredovisning.",
        )
    })
}

/// The path of a report as it is known.
fn path_of(kind: ReportKind) -> String {
    path(ROOM, words::argument_of_report(kind))
}

/// The id of a published report that an address names.
///
/// # Errors
/// [`Problem`] 404 when it can be none.
fn report_id(text: &str) -> Result<ReportId, Problem> {
    ReportId::new(text).map_err(|_| Problem::not_found("Ingen publicerad rapport har det id:t."))
}

/// When something was recorded, in Swedish time.
fn at(moment: Timestamp) -> String {
    moment::shown(moment)
}
