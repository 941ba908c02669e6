//! `/metrics`: the numbers of the server as Prometheus reads them.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::problem::Problem;

/// The content type of Prometheus' text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The numbers, for those who have logged in.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(metrics))
}

/// The numbers alone, for whoever reaches the address they are told at.
pub(super) fn alone(served: Served) -> Router {
    Router::new()
        .route("/metrics", get(async |State(served)| told(&served).await))
        .with_state(served)
}

/// Serverns mätvärden, i Prometheus textform
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "drift",
    security(("token" = [])),
    extensions(("x-capability" = json!("operation"))),
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn metrics(State(served): State<Served>, caller: Caller) -> Result<Response, Problem> {
    // Not by a question: what is wrong is told here also when none is answered.
    caller.may_see(Capability::Operation)?;
    Ok(told(&served).await)
}

async fn told(served: &Served) -> Response {
    let text = served.measured.told(&served.node).await;
    ([(header::CONTENT_TYPE, TEXT)], text).into_response()
}
