//! `/health`: whether the server lives, and whether it is ready.
//!
//! Told to anyone, so nothing is said beyond codes.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Served;
use crate::server::problem::{CONTENT_TYPE, Problem};
use crate::service::health::{self, Reason};

/// Life and readiness.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(ready))
}

/// How the server is.
#[derive(Serialize, utoipa::ToSchema)]
struct Health {
    /// Whether all is well.
    ok: bool,
}

/// Why the server is not ready.
#[derive(Serialize, utoipa::ToSchema)]
struct NotReady {
    #[serde(flatten)]
    problem: Problem,
    /// Every reason.
    reasons: Vec<Reason>,
}

/// Om processen svarar
#[utoipa::path(
    get,
    path = "/health/live",
    operation_id = "health_live",
    tag = "drift",
    responses((status = 200, body = Health), (status = 503, body = Problem, content_type = "application/problem+json"))
)]
async fn live() -> Json<Health> {
    Json(Health { ok: true })
}

/// Om servern gör allt den är till för
///
/// Kommandon tas emot och signeras, och svaren är i nivå med loggen. En följare får in
/// det som dess liggare signerar.
#[utoipa::path(
    get,
    path = "/health/ready",
    tag = "drift",
    responses(
        (status = 200, body = Health),
        (status = 503, body = NotReady, content_type = "application/problem+json"),
    )
)]
async fn ready(State(served): State<Served>) -> Response {
    let reasons = health::reasons(&served.node, &served.accounts, served.min_free_bytes).await;
    if reasons.is_empty() {
        return Json(Health { ok: true }).into_response();
    }
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code()).collect();
    let problem = Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "not_ready",
        "Servern är inte redo.",
        format!("Skäl: {}.", codes.join(", ")),
    )
    .remedied("Driftens handledning säger vad varje skäl betyder.")
    .of_this_request();
    let mut response = (
        StatusCode::SERVICE_UNAVAILABLE,
        Json(NotReady { problem, reasons }),
    )
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
