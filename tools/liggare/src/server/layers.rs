//! What every answer has: headers that let a browser do no more with it than show
//! it, what it varies with, and compression.

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{self, HeaderName};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::compression::CompressionLayer;

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

/// What an answer varies with, beside the compression.
const VARIES: [&str; 2] = ["accept", "authorization"];

/// The router with all that every answer has. Events that are sent as they come
/// are not compressed, and so never held back.
pub(super) fn around(router: Router) -> Router {
    router
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(coding))
        .layer(middleware::from_fn(headers))
}

/// A caller that refuses every coding that there is, and none as well, gets the
/// answer without one (RFC 9110 section 12.5.3), and not a refusal with the answer
/// in it.
async fn coding(mut request: Request, next: Next) -> Response {
    let given = request.headers().get_all(header::ACCEPT_ENCODING).iter();
    let given = given
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let (mut refuses_none, mut accepts_one) = (false, false);
    for coding in given {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight: String = weight.split_whitespace().collect();
        let is_refused = weight.strip_prefix("q=").is_some_and(|weight| {
            weight.starts_with('0') && weight.chars().all(|digit| "0.".contains(digit))
        });
        match name.trim() {
            "identity" | "*" if is_refused => refuses_none = true,
            "gzip" | "zstd" | "*" if !is_refused => accepts_one = true,
            _ => {}
        }
    }
    if refuses_none && !accepts_one {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    next.run(request).await
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert_with(|| HeaderValue::from_static(value));
    }
    for what in VARIES {
        headers.append(header::VARY, HeaderValue::from_static(what));
    }
    response
}
