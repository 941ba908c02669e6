//! `/events/live`: the feed as it grows, over Server-Sent Events.
//!
//! Guarantees: each event is told once, in order, whatever others write or read;
//! the id of a message is where to begin after it, so that a reader who comes
//! back with `Last-Event-ID` goes on where it was. A connection has one page of
//! events in memory and reads the next when that is sent: a slow reader is behind,
//! and that is all. Who may read is asked anew for every page.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use ledger::feed::{Page, cloud_event};
use ledger::ids::Position;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::node::{Following, Woken};
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::feed::{Chosen, Stretch};
use crate::server::problem::Problem;
use crate::server::query::Query;

/// The most events that a connection has in memory.
const PAGE_EVENTS: usize = 256;

/// How many bytes of them end the page.
const PAGE_BYTES: usize = 256 * 1024;

/// How often a comment is sent when there is nothing to tell, so that proxies
/// and readers know that the connection lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How often it is asked whether the reader still may, when there is nothing to
/// tell: a revoked token ends the connection within this time.
const RECHECK: Duration = Duration::from_secs(60);

/// The feed as it grows.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(live))
}

/// Which events are asked for.
#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Positionen som flödet börjar på; `Last-Event-ID` går före.
    from: Option<u64>,
    /// Händelsetyperna, med komma emellan; annars alla.
    #[param(example = "OutcomeBooked,OutcomeCorrected")]
    r#type: Option<String>,
    /// Enheten som händelserna rör.
    unit: Option<String>,
    /// Om enheterna under den räknas med, som organisationen är i dag. Det gör de när
    /// inget sägs.
    subtree: Option<bool>,
    /// Händelsernas ström.
    #[param(example = "unit/RS")]
    stream: Option<String>,
}

/// Flödet medan det växer
///
/// Server-Sent Events: `event: event` med en `CloudEvent`, `event: caught-up` med
/// `{"size": …}` varje gång allt varaktigt är sagt, också när inget av det var
/// efterfrågat, och `event: problem` innan flödet avslutas av ett. Varje `id` är
/// positionen att börja på efter det.
///
/// `event: passed` med `{"next": …}` sägs när en lång sträcka är läst utan att något
/// i den efterfrågades: den som återkommer med dess `id` läser den inte igen.
#[utoipa::path(
    get,
    path = "/events/live",
    tag = "flöde",
    security(("token" = [])),
    extensions(("x-capability" = json!("feed"))),
    params(Asked, ("Last-Event-ID" = Option<u64>, Header, description = "Var läsningen var när förbindelsen bröts.")),
    responses(
        (status = 200, body = serde_json::Value, content_type = "text/event-stream", description = "Flödet, tills någon bryter det."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn live(
    State(served): State<Served>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    Caller::of(&headers, &served)?.account()?;
    let chosen = Chosen::of(
        asked.r#type.as_deref(),
        asked.stream.as_deref(),
        asked.unit.as_deref(),
        asked.subtree,
    )?;
    let next = last_seen(&headers)?.or(asked.from).unwrap_or(0);
    let mut reader = Live {
        following: served.node.follow()?,
        source: cloud_event::source(&served.node.file.ledger),
        served,
        headers,
        chosen,
        next: Position(next),
        told_size: None,
    };
    // One page is read before anything is answered, so that what is wrong with the
    // question is told by the status, however little of the log it asks for.
    let first = reader.messages().await?;
    let rest = stream::unfold(Some(reader), |reader| async {
        let mut reader = reader?;
        match reader.messages().await {
            Ok(Some(messages)) => Some((messages, Some(reader))),
            Ok(None) => None,
            Err(problem) => Some((vec![problem_message(&problem)], None)),
        }
    });
    let messages = stream::iter(first).chain(rest).flat_map(stream::iter);
    let alive = KeepAlive::new().interval(HEARTBEAT);
    Ok(Sse::new(messages.map(Ok::<_, Infallible>))
        .keep_alive(alive)
        .into_response())
}

/// Where the reader was, when it says so.
fn last_seen(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get("last-event-id") else {
        return Ok(None);
    };
    let position = value.to_str().ok().and_then(|text| text.parse().ok());
    position.map(Some).ok_or_else(|| {
        Problem::question(
            "Last-Event-ID",
            "Last-Event-ID är id:t på ett meddelande: ett heltal.",
        )
    })
}

/// A reader of the feed, and how far it has come.
struct Live {
    following: Following,
    served: Served,
    headers: HeaderMap,
    chosen: Chosen,
    source: String,
    next: Position,
    /// The size that was last told as caught up with.
    told_size: Option<u64>,
}

impl Live {
    /// The next messages, when there are some; none when nothing more will come.
    async fn messages(&mut self) -> Result<Option<Vec<Event>>, Problem> {
        loop {
            if self.following.is_over() {
                return Ok(None);
            }
            let (page, size) = self.page().await?;
            self.next = page.next;
            let has_all = page.next.0 == size;
            let tells_size = has_all && self.told_size != Some(size);
            if tells_size || !page.events.is_empty() {
                let mut messages = told(page);
                if tells_size {
                    self.told_size = Some(size);
                    messages.push(caught_up(size));
                }
                return Ok(Some(messages));
            }
            if !has_all {
                return Ok(Some(vec![passed(self.next)]));
            }
            if self.following.wait(RECHECK).await == Woken::Ended {
                return Ok(None);
            }
        }
    }

    /// The page at the reader's place, and how much there was to read.
    async fn page(&mut self) -> Result<(Page, u64), Problem> {
        let caller = Caller::of(&self.headers, &self.served)?;
        let (chosen, source) = (self.chosen.clone(), self.source.clone());
        let stretch = Stretch {
            from: self.next,
            end: u64::MAX,
            events: PAGE_EVENTS,
            bytes: PAGE_BYTES,
            recent: Some(self.following.recent()),
        };
        self.following
            .ask(move |question| {
                caller.may(Capability::Feed, None, question)?;
                let page = chosen.page(question, &source, caller.today(), &stretch)?;
                Ok((page, question.model.size()))
            })
            .await?
    }
}

fn told(page: Page) -> Vec<Event> {
    let events = page.events.into_iter().map(|event| {
        Event::default()
            .event("event")
            .id((event.position.0 + 1).to_string())
            .data(String::from_utf8_lossy(&event.json))
    });
    events.collect()
}

fn passed(next: Position) -> Event {
    Event::default()
        .event("passed")
        .id(next.0.to_string())
        .data(format!("{{\"next\":{}}}", next.0))
}

fn caught_up(size: u64) -> Event {
    Event::default()
        .event("caught-up")
        .id(size.to_string())
        .data(format!("{{\"size\":{size}}}"))
}

fn problem_message(problem: &Problem) -> Event {
    Event::default()
        .event("problem")
        .data(serde_json::to_string(problem).unwrap_or_default())
}
