//! `/kortkommandon`: what the keyboard does.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};

#[derive(Template)]
#[template(path = "web/shortcuts.html")]
struct Shortcuts;

/// The page.
pub(super) fn routes() -> Router<Served> {
    Router::new().route("/kortkommandon", get(show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.caller.account()?;
            Ok(Page::new("", "Kortkommandon", Html::of(&Shortcuts)?))
        })
        .await
}
