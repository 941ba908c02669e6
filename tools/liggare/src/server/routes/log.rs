//! `/log`: the log as a tile-based transparency log (C2SP tlog-tiles).
//!
//! The last signed checkpoint, the tiles of the Merkle tree, and the bundles of
//! leaves, on the paths that tools of that kind know. Whoever has them proves any
//! event without asking for a proof of it.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ledger::log::ReadLog;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::problem::Problem;

/// The checkpoint and the tiles.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(checkpoint))
}

/// The last signed checkpoint
///
/// A signed note as C2SP tlog-checkpoint has it, with the cosignatures that have
/// come so far.
#[utoipa::path(
    get,
    path = "/log/checkpoint",
    tag = "bevis",
    security(("token" = [])),
    extensions(("x-capability" = json!("proofs"))),
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn checkpoint(State(served): State<Served>, caller: Caller) -> Result<Response, Problem> {
    served
        .node
        .ask(move |question| {
            caller.may(Capability::Proofs, None, question)?;
            let last = question.snapshot.checkpoints_back().next();
            let note = last.ok_or_else(|| {
                Problem::not_found("Liggaren har ingen signerad kontrollpunkt ännu.")
            })??;
            let content = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::CACHE_CONTROL, "private, no-cache"),
            ];
            Ok((content, note.to_string()).into_response())
        })
        .await?
}
