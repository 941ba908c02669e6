//! `/plan` and `/poster/{item}`: the plan as a tree, and each item of it.

mod assessed;
mod item;
mod tree;

use axum::Router;
use axum::routing::get;

use crate::server::Served;

/// The plan and its items.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route("/plan", get(tree::show))
        .route("/poster/{item}", get(item::show))
}
