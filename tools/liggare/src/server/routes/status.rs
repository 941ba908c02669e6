//! `/status`: what is served, and how far it has come.

use axum::Json;
use axum::extract::State;
use ledger::basis::Basis;
use ledger::time::Timestamp;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::node::Behind;
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::problem::Problem;

/// The status.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(status))
}

/// What is served.
#[derive(Serialize, utoipa::ToSchema)]
struct Status {
    /// The organisation's name for the ledger.
    origin: String,
    /// The ledger's id.
    ledger: String,
    /// Whether it is a demonstration.
    demonstration: bool,
    /// When it was made. Its id follows from this and what stands above.
    created_at: Timestamp,
    /// Whether commands can be given here.
    writes: bool,
    /// How far this server is behind the ledger that it follows; absent at the
    /// ledger's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    lag: Option<Behind>,
    /// What is known now.
    basis: Basis,
}

/// Vad som serveras, och hur långt det har kommit
#[utoipa::path(
    get,
    path = "/status",
    tag = "drift",
    security(("token" = [])),
    extensions(("x-capability" = json!("status"))),
    responses(
        (status = 200, body = Status),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn status(State(served): State<Served>, caller: Caller) -> Result<Json<Status>, Problem> {
    caller.may_see(Capability::Status)?;
    let node = &served.node;
    let basis = node
        .ask(|question| question.reading().basis(question.reading().size()))
        .await??;
    Ok(Json(Status {
        origin: node.file.origin.clone(),
        ledger: node.file.ledger.to_string(),
        demonstration: node.file.demonstration,
        created_at: node.file.created_at,
        writes: node.writes(),
        lag: node.behind(),
        basis,
    }))
}
