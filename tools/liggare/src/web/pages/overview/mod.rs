//! `/`: the overview of a unit and a period: how it goes, what is late or open, what is
//! published and what was recorded last.

mod card;
mod cards;
mod latest;
mod open;
mod published;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;
use card::Card;
use open::Open;
use published::Published;

#[derive(Template)]
#[template(path = "web/overview.html")]
struct Overview {
    cards: Vec<Card>,
    open: Vec<Open>,
    sees_open: bool,
    published: Vec<Published>,
    sees_published: bool,
    reports: String,
    collection: String,
    marks: Vec<String>,
}

/// The page.
pub(super) fn routes() -> Router<Served> {
    Router::new().route("/", get(show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.caller.account()?;
            let basis = Html::escaped(&basis_in_words(sight.question, sight.size)?);
            Ok(Page {
                foot: Html::joined([latest::latest(sight)?, basis]),
                ..Page::new("/", "Översikt", overview(sight)?)
            })
        })
        .await
}

fn overview(sight: &Sight<'_>) -> Result<Html, Problem> {
    let made = cards::cards(sight)?;
    let sees_open = sight.may(Capability::Reports).is_ok();
    let sees_published = sight.may_of(Capability::Publications, None).is_ok();
    Html::of(&Overview {
        cards: made.all,
        open: if sees_open {
            open::open(sight, made.has_report)
        } else {
            Vec::new()
        },
        sees_open,
        published: if sees_published {
            published::published(sight)?
        } else {
            Vec::new()
        },
        sees_published,
        reports: sight.link("/rapporter"),
        collection: sight.link("/insamling"),
        marks: made.marks,
    })
}
