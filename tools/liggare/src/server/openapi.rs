//! The OpenAPI 3.1 document: what is common to every route, and where it and the
//! page that shows it are served.

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::{Served, docs};

/// The document without its routes.
pub(super) fn document() -> OpenApi {
    #[derive(utoipa::OpenApi)]
    #[openapi(info(
        title = "Liggaren",
        description = "Händelsebaserad liggare för regioners planering och uppföljning: kommandon in, varje vy och rapport ut som den såg ut vid vilken tidpunkt som helst.",
        license(identifier = "EUPL-1.2", name = "EUPL-1.2")
    ))]
    struct Common;

    let mut document = <Common as utoipa::OpenApi>::openapi();
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("En nyckel från `liggare token create`."))
        .build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("token", SecurityScheme::Http(token));
    document
}

/// The document with its routes, as it is told: what deriving leaves out is said,
/// and a path's last part that may have slashes in it is written as any other.
pub(super) fn finished(mut document: OpenApi) -> OpenApi {
    let paths = std::mem::take(&mut document.paths.paths);
    let plain = |(path, item): (String, _)| (path.replace("{*", "{"), item);
    document.paths.paths = paths.into_iter().map(plain).collect();
    ledger::schema::tighten(&mut document);
    document
}

/// The routes of the finished document, and of the page that shows it. They are
/// open: they say what the program can do, and nothing of what is recorded.
pub(super) fn routes(document: &OpenApi) -> Router<Served> {
    let value = serde_json::to_value(document).unwrap_or_default();
    let page: Arc<str> = docs::page(&value).unwrap_or_default().into();
    let text: Arc<str> = document.to_json().unwrap_or_default().into();
    Router::new()
        .route(
            "/api/v1/openapi.json",
            get(async move || kept("application/json", &text)),
        )
        .route(
            "/api/v1/docs",
            get(async move || {
                let policy = (header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
                ([policy], kept("text/html; charset=utf-8", &page))
            }),
        )
        .route(
            "/api/v1/docs.css",
            get(async || kept("text/css; charset=utf-8", docs::STYLE)),
        )
}

/// What the page may do: show itself with its own style.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A text of the program's own, which is the same until the next version.
fn kept(media_type: &'static str, text: &str) -> impl IntoResponse + use<> {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text.to_owned())
}
