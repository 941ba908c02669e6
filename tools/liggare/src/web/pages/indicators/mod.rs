//! `/indikatorer` and `/indikatorer/{id}`: the indicators of a unit's objectives, and
//! each of them over time.

mod line;
mod list;
mod one;
mod series;

use axum::Router;
use axum::routing::get;

use crate::server::Served;

pub(super) use line::{IndicatorTable, Line, held_against, outcome_of};

/// The indicators.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route("/indikatorer", get(list::show))
        .route("/indikatorer/{id}", get(one::show))
}
