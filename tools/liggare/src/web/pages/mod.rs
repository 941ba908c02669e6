//! The pages, one file for each room.

mod decisions;
mod reports;
mod shortcuts;
mod views;
mod why;

use axum::Router;

use crate::server::Served;

/// Every page.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .merge(decisions::routes())
        .merge(reports::routes())
        .merge(shortcuts::routes())
        .merge(views::routes())
        .merge(why::routes())
}
