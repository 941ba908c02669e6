//! `/diff`: one report at two moments.

use axum::extract::State;
use axum::response::Response;
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::report::{self, ReportRequest};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::explain::moment;
use crate::access::matrix::Capability;
use crate::answer::difference::{ReportDifference, difference};
use crate::commands::diff::{as_csv, whole};
use crate::render::Layout;
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::document::{FORMS, unwritten};
use crate::server::path::{Path, PathPeriod};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::refusals::Refusals;
use crate::server::wanted::{Form, Wanted, bytes};

/// Differences.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(differing))
}

/// What is asked of a difference.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Från vad som var känt: datum, tidpunkt, `@` och ett antal händelser, eller en
    /// publicerad rapports id.
    #[param(example = "2025-01-15")]
    from: String,
    /// Till vad som var känt. Annars till nu.
    #[param(example = "2025-03-01")]
    to: Option<String>,
}

/// Vad som skiljer en rapport mellan två tidpunkter
#[utoipa::path(
    get,
    path = "/diff/{kind}/{unit}/{period}",
    tag = "spårning",
    params(
        ("kind" = ReportKind, Path, description = "Rapportens slag.", example = "operations_report"),
        ("unit" = UnitId, Path, description = "Enheten.", example = "RS"),
        ("period" = Period, Path, description = "Ett år, en månad, eller månader med `%2F` eller `--` emellan.", example = "2024"),
        Asked
    ),
    security(("token" = [])),
    extensions(("x-capability" = json!("diff"))),
    responses(
        (status = 200, content((ReportDifference = "application/json"), (String = "text/plain"), (String = "text/csv"))),
        Refusals
    )
)]
async fn differing(
    State(served): State<Served>,
    caller: Caller,
    Path((kind, unit, PathPeriod(period))): Path<(ReportKind, UnitId, PathPeriod)>,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let from = moment("from", Some(&asked.from))?;
    let to = moment("to", asked.to.as_deref())?;
    let answer = move |question: &crate::node::Question<'_>| {
        caller.may(Capability::Diff, Some(&unit), question)?;
        let reading = question.reading();
        let request = ReportRequest { kind, unit, period };
        let before = reading.basis(reading.known(from.as_ref())?)?;
        let after = reading.basis(reading.known(to.as_ref())?)?;
        // Which of the two moments moves is told by the later one.
        let last = if before.size > after.size {
            before
        } else {
            after
        };
        let form = wanted.form(&FORMS)?;
        wanted.answered((question, &last), form, || {
            let before = report::build(question.model, &request, before)?;
            let after = report::build(question.model, &request, after)?;
            let found = difference(&request, &before, &after);
            match form {
                Form::Json => bytes(&found),
                Form::Text => {
                    let how = (false, Layout::package());
                    let said = whole((&before, &after), &found.difference, &reading, how);
                    Ok(said.into_bytes())
                }
                Form::Csv => Ok(as_csv(&found.difference).map_err(unwritten)?.into_bytes()),
            }
        })
    };
    served.node.ask(answer).await?
}
