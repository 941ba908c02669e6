//! The server: the ledger over HTTP.
//!
//! Routes are registered together with their description, so that the OpenAPI
//! document is always that of the program. A request goes through: limits, whom
//! it asks ([`host`]), who
//! the caller is ([`caller`]), what it asks ([`query`], [`path`], [`asked`]) and in
//! which form ([`wanted`]), the node's
//! answer, and one form for everything that goes wrong ([`problem`]).
//!
//! Deliberately not here: what is answered. That is the read side's and the
//! deciders', the same as on the command line.

#![allow(
    clippy::needless_for_each,
    reason = "utoipa's derived documents are written so"
)]
#![allow(
    clippy::result_large_err,
    reason = "a problem ends its request: nothing is gained by a smaller one"
)]

mod asked;
pub(crate) mod caller;
mod docs;
pub(crate) mod document;
mod feed;
pub(crate) mod host;
mod layers;
pub(crate) mod limits;
mod openapi;
mod page;
pub(crate) mod path;
pub(crate) mod problem;
mod query;
mod refusals;
mod requests;
pub(crate) mod routes;
pub(crate) mod sent;
pub(crate) mod submitting;
#[cfg(test)]
pub(crate) mod tests;
mod unread;
pub(crate) mod wanted;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, StatusCode, Uri};
use utoipa_axum::router::OpenApiRouter;

use crate::access::watch::Watch;
use crate::node::Node;
use crate::service::hosts::Hosts;
use crate::service::measuring::Measured;
use crate::web;
use crate::web::login::Logins;
use problem::Problem;
pub(crate) use requests::Requests;

/// What every route is given.
#[derive(Clone)]
pub(crate) struct Served {
    /// The ledger.
    pub(crate) node: Arc<Node>,
    /// Who may ask.
    pub(crate) accounts: Arc<Watch>,
    /// The numbers of the server.
    pub(crate) measured: Measured,
    /// Who is logged in with a browser.
    pub(crate) logins: Arc<Logins>,
    /// How much room the disk must have for the server to be ready.
    pub(crate) min_free_bytes: u64,
}

/// Every route with its description.
pub(crate) fn described() -> OpenApiRouter<Served> {
    OpenApiRouter::with_openapi(openapi::document())
        .nest("/api/v1", routes::all())
        .merge(routes::operation())
}

/// What is served at an address of its own for those who gather metrics.
pub(crate) fn metrics_app(served: Served) -> Router {
    routes::metrics_alone(served)
}

/// The whole server.
pub(crate) fn app(served: Served, requests: Requests, hosts: Hosts) -> Router {
    let (router, document) = described().split_for_parts();
    let router = router
        .merge(openapi::routes(&openapi::finished(document)))
        .merge(web::routes())
        .fallback(async |uri: Uri, headers: HeaderMap| {
            let problem = Problem::not_found("Det finns ingen sådan adress.");
            if web::asks_for_page(uri.path(), &headers) {
                problem.remedied("Kontrollera adressen, sök, eller gå till en av sidorna.")
            } else {
                problem.remedied("/api/v1/docs visar alla adresser.")
            }
        })
        .method_not_allowed_fallback(async || {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "Metoden kan inte användas här.",
                "Adressen finns, men inte med den metoden.",
            )
        })
        .layer(DefaultBodyLimit::max(limits::MAX_BODY_BYTES))
        .layer(axum::middleware::from_fn_with_state(hosts, host::checked))
        .layer(axum::middleware::from_fn_with_state(
            requests,
            requests::answer,
        ))
        .layer(axum::middleware::from_fn(web::dressed))
        .with_state(served);
    layers::around(router)
}
