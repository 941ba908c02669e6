//! What every request goes through and every answer has: an id, headers that let
//! no browser do more with an answer than show it, compression, and one form for
//! what goes wrong, panics included.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderValue, Response as HttpResponse};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use super::problem::Problem;

/// Where a request's id stands, in the request and in the answer.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a caller, in bytes: what fits a line of a log.
const LONGEST_ID: usize = 128;

/// Headers of every answer that does not have its own.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The router with all that every request goes through.
pub(super) fn around(router: Router) -> Router {
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(instance))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(middleware::from_fn(given_id))
}

/// Takes away an id that the caller gives and that is no plain word: it goes into
/// logs.
async fn given_id(mut request: Request, next: Next) -> Response {
    let is_plain = |value: &HeaderValue| {
        let bytes = value.as_bytes();
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        !bytes.is_empty() && bytes.len() <= LONGEST_ID && bytes.iter().all(plain)
    };
    let given = request.headers().get_all(REQUEST_ID).iter().count();
    let is_good = request.headers().get(REQUEST_ID).is_some_and(is_plain);
    if given > 1 || !is_good {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

/// Tells a problem the id of its request, and the log the problem.
async fn instance(request: Request, next: Next) -> Response {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .map(str::to_owned);
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    tracing::info!(
        request = id.as_deref().unwrap_or_default(),
        code = problem.code,
        status = problem.status,
        place = problem.place,
        "en fråga besvarades med ett problem"
    );
    let told = Problem {
        instance: id,
        ..problem
    };
    let (parts, _) = response.into_parts();
    let mut response = told.into_response();
    for (name, value) in &parts.headers {
        if name != header::CONTENT_LENGTH {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// The headers that an answer does not have already.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert_with(|| HeaderValue::from_static(value));
    }
    for what in ["accept", "authorization"] {
        headers.append(header::VARY, HeaderValue::from_static(what));
    }
    response
}

/// A panic is a fault of the program's: its caller is told no more than that.
fn panicked(_: Box<dyn std::any::Any + Send>) -> HttpResponse<Body> {
    tracing::error!("ett svar slutade i panik");
    Problem::internal().into_response()
}
