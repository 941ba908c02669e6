//! `/units`: the organisation on a day.

use axum::extract::State;
use axum::response::Response;
use ledger::time::Date;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::answer::units::{self as answer, UnitList};
use crate::server::Served;
use crate::server::asked::Known;
use crate::server::caller::Caller;
use crate::server::page::Page;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::refusals::Refusals;
use crate::server::wanted::Wanted;

/// The organisation.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(units))
}

/// What is asked of the organisation.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Dagen som organisationen gäller. Annars i dag.
    #[param(value_type = Option<Date>, example = "2024-10-01")]
    valid_on: Option<Date>,
    /// Vad som var känt: ett datum (till dess slut i Sverige), en tidpunkt (RFC 3339),
    /// `@` och ett antal händelser, eller en publicerad rapports id. Annars nu.
    #[param(example = "2024-09-30")]
    known_at: Option<String>,
    /// Ett antal händelser, i stället för `known_at`.
    #[param(minimum = 0)]
    basis: Option<u64>,
    /// Enheten som sidan börjar med: `next` på sidan före.
    #[param(example = "RS")]
    from: Option<String>,
    /// Högst så många rader.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
}

/// Organisationen en dag
///
/// Varje enhet står efter den som den hör till.
#[utoipa::path(
    get,
    path = "/units",
    tag = "vyer",
    params(Asked),
    security(("token" = [])),
    extensions(("x-capability" = json!("units"))),
    responses((status = 200, body = UnitList), Refusals)
)]
async fn units(
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
    let demonstration = served.node.file.demonstration;
    let answer = move |question: &crate::node::Question<'_>| {
        caller.may(Capability::Units, None, question)?;
        let size = known.size(question)?;
        let reading = question.reading();
        let (on, wanted) = match asked.valid_on {
            Some(on) => (on, wanted),
            None => (caller.today(), wanted.on(caller.today())),
        };
        let mut answer = answer::units(&reading, on, size, demonstration)?;
        answer.next = page.cut(&mut answer.units, |row| row.unit.as_str())?;
        let basis = answer.basis;
        wanted.json((question, &basis), || Ok(answer))
    };
    served.node.ask(answer).await?
}
