//! The pages, one file for each room.

mod indicators;
mod marks;
mod overview;
mod permitted;
mod plan;
mod recorded;
mod search;
mod shortcuts;
mod views;
mod why;

use axum::Router;

use crate::server::Served;

/// Every page.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .merge(indicators::routes())
        .merge(overview::routes())
        .merge(plan::routes())
        .merge(search::routes())
        .merge(shortcuts::routes())
        .merge(views::routes())
        .merge(why::routes())
}
