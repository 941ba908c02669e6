//! `/ekonomi`: the result against budget, and down from it: a line, its months and
//! the bookings that they are made of.

mod bookings;
pub(super) mod line;
mod months;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::event::budget::LineTable;

use super::reference;
use crate::access::matrix::Capability;
use crate::answer::view::ViewName;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::form::entries::{forecast, outcome};
use crate::web::html::Html;
use crate::web::looking::Looking;

/// Where the room is.
const ROOM: &str = "/ekonomi";

/// What can be entered about the economy.
const FORMS: [reference::Offer; 2] = [
    (&outcome::ENTRY, "Bokför utfall"),
    (&forecast::ENTRY, "Lämna prognos"),
];

/// The room.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route(ROOM, get(show))
        .route("/ekonomi/{line}", get(line::show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            let document = sight.view(ViewName::Economy, Capability::Economy)?;
            let unit = std::slice::from_ref(sight.unit());
            let lines = &sight.model().economy.lines;
            let roots = lines.roots(unit, LineTable::OperatingResult, sight.size);
            // The last of a table is its last total.
            let chart = match roots.last() {
                Some(last) => months::chart(last, &months::months(sight, last))?,
                None => Html::default(),
            };
            let body = Html::joined([
                reference::forms(sight, &FORMS, &[])?,
                sight.told(&document, sight.kind())?,
                chart,
                reference::texts(sight)?,
            ]);
            reference::page(sight, ROOM, "Ekonomi", body)
        })
        .await
}
