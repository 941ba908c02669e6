//! A request from beginning to end: its id, how long it may take, and its line in
//! the log.
//!
//! Guarantees: every answer tells the request's id, and every problem names it; a
//! handler that panics is answered as a fault of the server's own and holds up
//! nobody else. The log says who asked for what and how it went: the route, never the
//! path or its query, and never bodies, tokens or names (I11).

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower_http::timeout::DeadlineBody;
use tracing::Instrument;

use super::problem::Problem;
use super::sent::Room;
use crate::service::config::Limits;
use crate::service::measuring;

/// Where an answer tells its request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static ASKING: Arc<Asking>;
}

/// What is known of a request while it is answered.
struct Asking {
    id: String,
    /// Who asks, once it is known.
    actor: OnceLock<String>,
}

/// What the requests of a server have in common.
#[derive(Clone)]
pub(crate) struct Requests {
    /// Told apart from those of other runs of the server.
    run: Arc<str>,
    number: Arc<AtomicU64>,
    limits: Limits,
    room: Room,
}

impl Requests {
    /// The requests of a run of the server.
    pub(crate) fn new(run: &str, limits: Limits) -> Self {
        Self {
            run: run.into(),
            number: Arc::new(AtomicU64::new(0)),
            limits,
            room: Room::new(),
        }
    }

    fn next_id(&self) -> String {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        format!("{}-{number}", self.run)
    }
}

/// The id of the request that is being answered on this task.
pub(crate) fn id() -> Option<String> {
    ASKING.try_with(|asking| asking.id.clone()).ok()
}

/// Notes who asks, by the pseudonym that the log of events has too.
pub(crate) fn asked_by(actor: &str) {
    // Told for the log only: a request without a line in it loses nothing.
    let _ = ASKING.try_with(|asking| asking.actor.set(actor.to_owned()));
}

/// Answers a request.
pub(crate) async fn answer(
    State(requests): State<Requests>,
    request: Request,
    next: Next,
) -> Response {
    let asking = Arc::new(Asking {
        id: requests.next_id(),
        actor: OnceLock::new(),
    });
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let limits = requests.limits;
    let mut request =
        request.map(|body| axum::body::Body::new(DeadlineBody::new(limits.body, body)));
    request.extensions_mut().insert(requests.room.clone());
    let span = tracing::info_span!("request", id = asking.id);
    let answering = AssertUnwindSafe(next.run(request)).catch_unwind();
    let answering = tokio::time::timeout(limits.request, answering);
    let answered = ASKING.scope(Arc::clone(&asking), async {
        match answering.await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => Problem::internal().into_response(),
            Err(_) => out_of_time().into_response(),
        }
    });
    let mut response = answered.instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&asking.id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let took = begun.elapsed();
    let status = response.status();
    measuring::request(known(&method), route, status.as_u16(), took);
    let id = asking.id.as_str();
    let actor = asking.actor.get().map_or("-", String::as_str);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let status_code = status.as_u16();
    if status.is_server_error() {
        tracing::warn!(id, %method, route, status = status_code, ms, actor, "misslyckades");
    } else if took > limits.slow {
        tracing::warn!(id, %method, route, status = status_code, ms, actor, "långsamt");
    } else {
        tracing::info!(id, %method, route, status = status_code, ms, actor, "besvarad");
    }
    response
}

/// The method as it is counted: callers can make up as many as they like.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "-",
    }
}

fn out_of_time() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "out_of_time",
        "Svaret tog för lång tid.",
        "Frågan besvarades inte inom den tid som en förfrågan får ta.",
    )
    .remedied("Försök igen. Ett kommando med samma id ger samma svar, om det hann antecknas.")
}
