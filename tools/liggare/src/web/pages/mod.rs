//! The pages, one file for each room.

mod economy;
mod reference;
mod shortcuts;
mod views;
mod why;

use axum::Router;

use crate::server::Served;

/// Every page.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .merge(economy::routes())
        .merge(shortcuts::routes())
        .merge(views::routes())
        .merge(why::routes())
}
