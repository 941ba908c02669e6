//! The files that an auditor takes away: a checkpoint, and the proof of an event.
//!
//! They are the API's own, for those who are logged in with a browser.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::proof::TreeHead;

use crate::access::matrix::Capability;
use crate::node::Question;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::server::routes::packages::event_package;
use crate::web::login::Visitor;
use crate::web::place::Place;

/// The files.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route("/bevis/kontrollpunkt/{size}", get(checkpoint))
        .route("/bevis/handelse/{position}", get(event))
}

async fn checkpoint(
    State(served): State<Served>,
    visitor: Visitor,
    Place(size): Place<u64>,
) -> Result<Response, Problem> {
    let answer = move |question: &Question<'_>| {
        visitor.caller.may(Capability::Proofs, None, question)?;
        for note in question.snapshot.checkpoints_back() {
            let note = note?;
            let head = TreeHead::of(&note).map_err(|_| Problem::internal())?;
            if head.size == size {
                let headers = [
                    (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
                    (
                        header::CONTENT_DISPOSITION,
                        format!("attachment; filename=\"kontrollpunkt-{size}.txt\""),
                    ),
                ];
                return Ok((headers, note.to_string()).into_response());
            }
            if head.size < size {
                break;
            }
        }
        Err(Problem::not_found(format!(
            "Ingen kontrollpunkt är undertecknad över {size} händelser."
        )))
    };
    served.node.ask(answer).await?
}

async fn event(
    State(served): State<Served>,
    visitor: Visitor,
    Place(position): Place<u64>,
) -> Result<Response, Problem> {
    let node = std::sync::Arc::clone(&served.node);
    let answer = move |question: &Question<'_>| {
        event_package(&node, &visitor.caller, (Position(position), None), question)
    };
    served.node.ask(answer).await?
}
