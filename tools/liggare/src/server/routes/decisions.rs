//! `/decisions`: what was decided, and what is not yet reported (KL 6:39–40).

use axum::extract::State;
use axum::response::Response;
use ledger::ids::UnitId;
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::answer::decisions::{self as answer, Decisions, Which};
use crate::server::Served;
use crate::server::asked::Known;
use crate::server::caller::Caller;
use crate::server::page::Page;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::refusals::Refusals;
use crate::server::wanted::Wanted;

/// The decisions.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(decisions))
}

/// What is asked of the decisions.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The unit, with all under it; with `open` the committee that delegated. The
    /// whole region when nothing is named.
    #[param(value_type = Option<UnitId>, example = "RS")]
    unit: Option<UnitId>,
    /// The year; that of what is last known when nothing is named.
    #[param(minimum = 1900, maximum = 2199, example = 2024)]
    year: Option<u16>,
    /// Only delegated decisions that are not yet reported to their committee.
    open: Option<bool>,
    /// A date (to its end in Sweden), an RFC 3339 time, `@` and a number of
    /// events, or the id of a published report whose basis is meant.
    #[param(example = "2024-09-30")]
    known_at: Option<String>,
    /// A number of events, instead of `known_at`.
    #[param(minimum = 0)]
    basis: Option<u64>,
    /// The decision that the page begins with: `next` of the page before.
    from: Option<String>,
    /// How many rows at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
}

/// Besluten under ett år, eller de som inte är anmälda
#[utoipa::path(
    get,
    path = "/decisions",
    tag = "vyer",
    params(Asked),
    security(("token" = [])),
    extensions(("x-capability" = json!("decisions"))),
    responses((status = 200, body = Decisions), Refusals)
)]
async fn decisions(
    State(served): State<Served>,
    caller: Caller,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let page = Page::of(asked.from, asked.limit)?;
    let known = Known {
        known_at: asked.known_at,
        basis: asked.basis,
    };
    let which = match (asked.open, asked.year) {
        (Some(true), Some(_)) => {
            return Err(Problem::question("year", "Ange open eller year, inte båda."));
        }
        (Some(true), None) => Which::Open(asked.unit.clone()),
        (_, Some(year)) if !(1900..=2199).contains(&year) => {
            return Err(Problem::question("year", "Året ska vara 1900 till 2199."));
        }
        (_, year) => Which::Year(year, asked.unit.clone()),
    };
    let demonstration = served.node.file.demonstration;
    let answer = move |question: &crate::node::Question<'_>| {
        caller.may(Capability::Decisions, asked.unit.as_ref(), question)?;
        let size = known.size(question)?;
        let reading = question.reading();
        let mut answer = answer::decisions(&reading, &which, size, demonstration)?;
        answer.next = page.cut(&mut answer.decisions, |row| row.decision.as_str())?;
        let basis = answer.basis;
        wanted.json((question, &basis), || Ok(answer))
    };
    served.node.ask(answer).await?
}
