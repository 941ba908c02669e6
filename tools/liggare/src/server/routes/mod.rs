//! The routes, one file for each resource.

mod batch;
mod checks;
mod commands;
mod decisions;
mod diff;
mod events;
mod explain;
mod health;
mod live;
mod log;
mod metrics;
pub(crate) mod packages;
mod proofs;
mod publications;
mod publishing;
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
        .merge(batch::routes())
        .merge(commands::routes())
        .merge(events::routes())
        .merge(explain::routes())
        .merge(live::routes())
        .merge(log::routes())
        .merge(proofs::routes())
        .merge(packages::routes())
        .merge(publications::routes())
        .merge(reports::routes())
        .merge(rules::routes())
        .merge(publishing::routes())
        .merge(status::routes())
        .merge(units::routes())
}

/// The routes of those who run the server, beside the API.
pub(super) fn operation() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .merge(health::routes())
        .merge(metrics::routes())
}

/// The numbers of the server, to anyone, at an address of their own.
pub(super) fn metrics_alone(served: Served) -> axum::Router {
    metrics::alone(served)
}
