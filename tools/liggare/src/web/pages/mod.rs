//! The pages, one file for each room.

mod actions;
mod collection;
mod control;
mod decisions;
mod economy;
mod events;
mod figures;
mod frames;
mod indicators;
mod investments;
mod marks;
mod overview;
mod permitted;
mod plan;
mod proofs;
mod recorded;
mod reference;
mod reports;
mod search;
mod shortcuts;
mod texts;
mod turning;
mod why;

use axum::Router;

use crate::server::Served;

/// Every page.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .merge(actions::routes())
        .merge(control::routes())
        .merge(economy::routes())
        .merge(figures::routes())
        .merge(frames::routes())
        .merge(investments::routes())
        .merge(collection::routes())
        .merge(events::routes())
        .merge(proofs::routes())
        .merge(indicators::routes())
        .merge(overview::routes())
        .merge(plan::routes())
        .merge(search::routes())
        .merge(decisions::routes())
        .merge(reports::routes())
        .merge(shortcuts::routes())
        .merge(texts::routes())
        .merge(why::routes())
}
