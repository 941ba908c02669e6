//! The routes, one file for each resource.

mod checks;
mod decisions;
mod diff;
mod events;
mod explain;
mod health;
mod live;
mod log;
mod packages;
mod proofs;
mod publications;
mod reports;
mod rules;
mod status;
mod units;

use utoipa_axum::router::OpenApiRouter;

use super::Served;

/// Every route under `/api/v1`.
pub(super) fn all() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .merge(checks::routes())
        .merge(decisions::routes())
        .merge(diff::routes())
        .merge(events::routes())
        .merge(explain::routes())
        .merge(live::routes())
        .merge(log::routes())
        .merge(proofs::routes())
        .merge(packages::routes())
        .merge(publications::routes())
        .merge(reports::routes())
        .merge(rules::routes())
        .merge(status::routes())
        .merge(units::routes())
}

/// The routes of those who run the server, beside the API.
pub(super) fn operation() -> OpenApiRouter<Served> {
    OpenApiRouter::new().merge(health::routes())
}
