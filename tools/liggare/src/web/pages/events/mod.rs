//! `/handelser`: the event log, the newest first, and a page for each event.

mod filter;
mod list;
mod one;
mod payload;
mod scan;
mod vocabulary;

use axum::Router;
use axum::routing::get;
use ledger::entry::Entry;
use ledger::ids::DecisionId;
use projections::trace;

use super::decisions;
use super::reference::led;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::html::Html;
use crate::web::sight::Sight;
use crate::web::times::path;

/// Where the events are.
const ROOM: &str = "/handelser";

/// The list and the pages of single events.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route(ROOM, get(list::show))
        .route(&format!("{ROOM}/{{position}}"), get(one::show))
}

/// The address of an event's page, for those who may read the log.
pub(super) fn address(sight: &Sight<'_>, position: u64) -> String {
    sight.link(&path(ROOM, &position.to_string()))
}

/// What an event says, in a sentence, as known.
pub(super) fn sentence(sight: &Sight<'_>, entry: &Entry) -> String {
    trace::in_words(sight.model(), entry, sight.size)
}

/// A decision by its id, with the way to its page for those who may read it.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
fn decided(sight: &Sight<'_>, decision: Option<&DecisionId>) -> Result<Option<Html>, Problem> {
    let link = |id| led(decisions::address(id, sight), id.as_str());
    decision.map(link).transpose()
}
