//! The routes, one file for each resource.

mod events;
mod live;
mod log;
mod proofs;
mod status;

use utoipa_axum::router::OpenApiRouter;

use super::Served;

/// Every route under `/api/v1`.
pub(super) fn all() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .merge(events::routes())
        .merge(live::routes())
        .merge(log::routes())
        .merge(proofs::routes())
        .merge(status::routes())
}
