//! The witness over HTTP: `POST /add-checkpoint` and nothing else.
//!
//! The answers are those of C2SP tlog-witness: 200 with the line of
//! cosignature, 400 for what cannot be read, 403 when the log has not signed,
//! 404 for an unknown log, 409 with the known size (`text/x.tlog.size`) or, for
//! a fork, with an explanation (`text/plain`), 422 for a proof that does not
//! hold, and 500 when the witness cannot remember. Explanations are in Swedish.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::request::MAX_BYTES;
use super::witness::{Refused, Witness};

/// The media type of a size.
const SIZE: &str = "text/x.tlog.size";

/// The media type of everything else.
const PLAIN: &str = "text/plain; charset=utf-8";

/// The clock: seconds since 1970.
pub type Clock = fn() -> u64;

#[derive(Clone)]
struct Office {
    witness: Arc<Mutex<Witness>>,
    clock: Clock,
}

/// The service of a witness.
pub fn service(witness: Witness, clock: Clock) -> Router {
    let office = Office {
        witness: Arc::new(Mutex::new(witness)),
        clock,
    };
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .layer(DefaultBodyLimit::max(MAX_BYTES))
        .with_state(office)
}

/// Judges one request. No other is judged meanwhile: the lock is held from
/// reading the memory until what is answered is durable.
async fn add_checkpoint(State(office): State<Office>, body: Bytes) -> Response {
    let now = (office.clock)();
    let answer = match office.witness.lock() {
        Ok(mut witness) => witness.take(&body, now),
        // Someone died while judging. What is on disk is whole, but whether it
        // was answered is not known here: the witness must be started anew.
        Err(_) => {
            return said(
                StatusCode::INTERNAL_SERVER_ERROR,
                PLAIN,
                "Vittnet måste startas om.\n".to_owned(),
            );
        }
    };
    match answer {
        Ok(line) => said(StatusCode::OK, PLAIN, line.line()),
        Err(Refused::Stale(known)) => said(StatusCode::CONFLICT, SIZE, format!("{known}\n")),
        Err(refused) => said(status(&refused), PLAIN, format!("{refused}\n")),
    }
}

fn status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Malformed(_) => StatusCode::BAD_REQUEST,
        Refused::UnknownLog(_) => StatusCode::NOT_FOUND,
        Refused::NotSigned(_) => StatusCode::FORBIDDEN,
        Refused::Stale(_) | Refused::Forked { .. } => StatusCode::CONFLICT,
        Refused::Inconsistent(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::State(_) | Refused::Key(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn said(status: StatusCode, media: &'static str, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, media)], text).into_response()
}
