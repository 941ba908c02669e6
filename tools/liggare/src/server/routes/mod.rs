//! The routes, one file for each resource.

mod batch;
mod commands;
mod events;
mod health;
mod live;
mod log;
mod metrics;
mod proofs;
mod publishing;
mod status;

use utoipa_axum::router::OpenApiRouter;

use super::Served;

/// Every route under `/api/v1`.
pub(super) fn all() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .merge(batch::routes())
        .merge(commands::routes())
        .merge(events::routes())
        .merge(live::routes())
        .merge(log::routes())
        .merge(proofs::routes())
        .merge(publishing::routes())
        .merge(status::routes())
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
