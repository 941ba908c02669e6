//! `/rules`: the rules in force, which are dated data.

use axum::extract::State;
use axum::response::Response;
use ledger::basis::Basis;
use projections::rules::RulesInForce;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::asked::Known;
use crate::server::caller::Caller;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::refusals::Refusals;
use crate::server::wanted::Wanted;

/// The rules.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(rules))
}

/// The rules in force.
#[derive(Serialize, utoipa::ToSchema)]
struct RulesAnswer {
    /// What was known.
    basis: Basis,
    /// The rules.
    #[serde(flatten)]
    rules: RulesInForce,
}

/// Reglerna som gäller för statusar och kontroller
#[utoipa::path(
    get,
    path = "/rules",
    tag = "vyer",
    params(Known),
    security(("token" = [])),
    extensions(("x-capability" = json!("rules"))),
    responses((status = 200, body = RulesAnswer), Refusals)
)]
async fn rules(
    State(served): State<Served>,
    caller: Caller,
    Query(known): Query<Known>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let answer = move |question: &crate::node::Question<'_>| {
        caller.may(Capability::Rules, None, question)?;
        let size = known.size(question)?;
        let basis = question.reading().basis(size)?;
        wanted.json((question, &basis), || {
            Ok(RulesAnswer {
                basis,
                rules: question.model.rules.at(size),
            })
        })
    };
    served.node.ask(answer).await?
}
