//! The OpenAPI 3.1 document: what is common to every route, and where it is served.

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::Served;

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

/// The routes of the finished document.
pub(super) fn routes(document: OpenApi) -> Router<Served> {
    let text: Arc<str> = document.to_json().unwrap_or_default().into();
    Router::new().route(
        "/api/v1/openapi.json",
        get(async move || {
            (
                [(header::CONTENT_TYPE, "application/json")],
                text.to_string(),
            )
        }),
    )
}
