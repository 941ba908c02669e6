//! The pages: the ledger in a browser, in Swedish.
//!
//! A request for a page goes: who looks ([`looking`]), the two axes of time
//! ([`times`]), what the page sees ([`sight`]), the page itself ([`pages`]) and the
//! frame around it ([`frame`]). Forms come in the same way and go out through the
//! same gate as the API ([`form`]).
//!
//! Guarantees: every page works without script and asks for nothing elsewhere; what
//! is shown is what the same account is answered by the API, as of one log size
//! (I4); an address says all that a page depends on, so that it can be sent to a
//! colleague.
//! Deliberately not here: what is true. That is the read side's and the deciders'.

#![allow(
    clippy::result_large_err,
    reason = "a problem ends its request: nothing is gained by a smaller one"
)]

mod assets;
mod chart;
mod fault;
mod form;
mod frame;
mod html;
pub(crate) mod login;
mod looking;
mod moments;
mod origin;
mod pages;
mod place;
mod receipt;
mod sight;
mod steps;
mod times;

use axum::Router;

use crate::server::Served;

pub(crate) use fault::{asks_for_page, dressed};

/// Every page.
pub(crate) fn routes() -> Router<Served> {
    Router::new()
        .merge(assets::routes())
        .merge(login::routes())
        .merge(form::routes())
        .merge(pages::routes())
        .layer(axum::middleware::from_fn(origin::own))
}
