//! `/decisions`: what was decided, and what is not yet reported (KL 6:39–40).

use axum::extract::State;
use axum::response::Response;
use ledger::ids::UnitId;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::answer::decisions::{self as answer, DecisionList, Which};
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
    /// Enheten med allt under den; med `open` nämnden som delegerade. Annars hela
    /// regionen.
    #[param(value_type = Option<UnitId>, example = "RS")]
    unit: Option<UnitId>,
    /// Året. Annars året för det senaste som är känt.
    #[param(minimum = 1900, maximum = 2199, example = 2024)]
    year: Option<u16>,
    /// Bara delegationsbeslut som ännu inte är anmälda till nämnden.
    open: Option<bool>,
    /// Vad som var känt: ett datum (till dess slut i Sverige), en tidpunkt (RFC 3339),
    /// `@` och ett antal händelser, eller en publicerad rapports id. Annars nu.
    #[param(example = "2024-09-30")]
    known_at: Option<String>,
    /// Ett antal händelser, i stället för `known_at`.
    #[param(minimum = 0)]
    basis: Option<u64>,
    /// Beslutet som sidan börjar med: `next` på sidan före.
    from: Option<String>,
    /// Högst så många rader.
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
    responses((status = 200, body = DecisionList), Refusals)
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
            return Err(Problem::question(
                "year",
                "Ange open eller year, inte båda.",
            ));
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
