//! `/checks`: what must hold of a report.

use axum::extract::State;
use axum::response::Response;
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::report::{self, ReportRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::answer::checks::{self as answer, CheckList};
use crate::server::Served;
use crate::server::asked::Known;
use crate::server::caller::Caller;
use crate::server::path::{Path, PathPeriod};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::refusals::Refusals;
use crate::server::wanted::Wanted;

/// Checks.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(checks))
}

/// Vad som ska stämma i en rapport, och om det gör det
#[utoipa::path(
    get,
    path = "/checks/{kind}/{unit}/{period}",
    tag = "rapporter",
    params(
        ("kind" = ReportKind, Path, description = "Rapportens slag.", example = "operations_report"),
        ("unit" = UnitId, Path, description = "Enheten.", example = "RS"),
        ("period" = Period, Path, description = "Ett år, en månad, eller månader med `%2F` eller `--` emellan.", example = "2024"),
        Known
    ),
    security(("token" = [])),
    extensions(("x-capability" = json!("checks"))),
    responses((status = 200, body = CheckList), Refusals)
)]
async fn checks(
    State(served): State<Served>,
    caller: Caller,
    Path((kind, unit, PathPeriod(period))): Path<(ReportKind, UnitId, PathPeriod)>,
    Query(known): Query<Known>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let demonstration = served.node.file.demonstration;
    let answer = move |question: &crate::node::Question<'_>| {
        caller.may(Capability::Checks, Some(&unit), question)?;
        let size = known.size(question)?;
        let reading = question.reading();
        let basis = reading.basis(size)?;
        let request = ReportRequest { kind, unit, period };
        wanted.json((question, &basis), || {
            report::can_build(question.model, &request, basis)?;
            let results = answer::results(&reading, &request, size);
            Ok(answer::checks(
                &reading,
                request,
                size,
                results,
                demonstration,
            )?)
        })
    };
    served.node.ask(answer).await?
}
