//! The pages, one file for each room.

mod collection;
mod events;
mod proofs;
mod shortcuts;
mod views;

use axum::Router;

use crate::server::Served;

/// Every page.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .merge(collection::routes())
        .merge(events::routes())
        .merge(proofs::routes())
        .merge(shortcuts::routes())
        .merge(views::routes())
}
