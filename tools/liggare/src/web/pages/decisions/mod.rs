//! `/beslut`: what was decided in the unit's matters, what is left to report, and each
//! decision with what rests on it.

mod list;
mod one;
mod resting;

use axum::Router;
use axum::routing::get;
use ledger::ids::DecisionId;
use projections::decisions::Decision;

use crate::access::matrix::Capability;
use crate::server::Served;
use crate::web::sight::Sight;
use crate::web::times::path;

/// Which entry of the navigation the pages belong to.
const ROOM: &str = "/beslut";

/// The pages.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route(ROOM, get(list::show))
        .route("/beslut/{decision}", get(one::show))
}

/// The page of a decision, for those who may read it.
pub(super) fn address(decision: &DecisionId, sight: &Sight<'_>) -> Option<String> {
    let known = sight.model().decisions.decision(decision, sight.size)?;
    may_read(&known, sight).then(|| sight.link(&path(ROOM, decision.as_str())))
}

/// Whether the one who looks may read a decision: in whose matters it was taken, or
/// whose committee delegated it.
fn may_read(decision: &Decision, sight: &Sight<'_>) -> bool {
    let committee = decision.delegation.iter().map(|of| &of.committee);
    std::iter::once(&decision.unit)
        .chain(committee)
        .any(|unit| sight.may_of(Capability::Decisions, Some(unit)).is_ok())
}
