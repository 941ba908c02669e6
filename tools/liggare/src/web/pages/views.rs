//! Rooms that show a view as the reports say it.

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::access::matrix::Capability;
use crate::answer::view::ViewName;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};

/// A room.
struct Room {
    path: &'static str,
    title: &'static str,
    view: ViewName,
    capability: Capability,
}

/// The rooms.
static ROOMS: [Room; 6] = [
    room(
        "/ekonomi",
        "Ekonomi",
        ViewName::Economy,
        Capability::Economy,
    ),
    room("/ramar", "Ramar", ViewName::Frames, Capability::Frames),
    room(
        "/investeringar",
        "Investeringar",
        ViewName::Investments,
        Capability::Investments,
    ),
    room(
        "/atgarder",
        "Handlingsplan",
        ViewName::Actions,
        Capability::Actions,
    ),
    room(
        "/intern-kontroll",
        "Intern kontroll",
        ViewName::Control,
        Capability::Control,
    ),
    room(
        "/nyckeltal",
        "Personal och volymer",
        ViewName::Figures,
        Capability::Figures,
    ),
];

const fn room(
    path: &'static str,
    title: &'static str,
    view: ViewName,
    capability: Capability,
) -> Room {
    Room {
        path,
        title,
        view,
        capability,
    }
}

/// The rooms that show a view.
pub(super) fn routes() -> Router<Served> {
    ROOMS.iter().fold(Router::new(), |router, room| {
        router.route(room.path, get(move |looking: Looking| show(room, looking)))
    })
}

async fn show(room: &'static Room, looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            let document = sight.view(room.view, room.capability)?;
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new(room.path, room.title, sight.told(&document, sight.kind())?)
            })
        })
        .await
}
