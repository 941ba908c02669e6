//! `/events`: what is recorded, by position, as `CloudEvents`.
//!
//! Guarantee: a page is followed by the one that begins at its `Liggare-Next`,
//! whatever the filter left out; who goes on so misses nothing.

use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use ledger::basis::Basis;
use ledger::feed::{Page, cloud_event};
use ledger::ids::Position;
use ledger::log::ReadLog;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::asked::{self, Known};
use crate::server::caller::Caller;
use crate::server::feed::{Chosen, Stretch};
use crate::server::limits::{MAX_PAGE, PAGE};
use crate::server::path::Path;
use crate::server::problem::Problem;
use crate::server::query::Query;

/// How many bytes end a page: a hundred of the largest events.
const PAGE_BYTES: usize = 8 * 1024 * 1024;

/// A page as lines.
const NDJSON: &str = "application/x-ndjson";

/// The events, by position.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(events))
        .routes(routes!(event))
}

/// Which events are asked for.
#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Positionen som sidan börjar på.
    from: Option<u64>,
    /// Högst så många händelser.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
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
    /// Vad som var känt: ett datum (till dess slut i Sverige), en tidpunkt (RFC 3339),
    /// `@` och ett antal händelser, eller en publicerad rapports id. Annars nu.
    known_at: Option<String>,
    /// Ett antal händelser, i stället för `known_at`.
    basis: Option<u64>,
}

/// Händelserna från en position
///
/// Som rader av JSON, eller som en lista när `Accept` ber om
/// `application/cloudevents-batch+json`. `Liggare-Next` säger var nästa sida börjar,
/// förbi det som filtret valde bort, och `Liggare-Size` hur mycket av loggen som fanns
/// att se. `Link` namnger nästa sida så länge det finns mer.
#[utoipa::path(
    get,
    path = "/events",
    tag = "flöde",
    security(("token" = [])),
    extensions(("x-capability" = json!("feed"))),
    params(Asked),
    responses(
        (status = 200, description = "En sida händelser, en per rad.",
            content((String = "application/x-ndjson"), (Vec<serde_json::Value> = "application/cloudevents-batch+json")),
            headers(
                ("Liggare-Next" = u64, description = "Var nästa sida börjar."),
                ("Liggare-Size" = u64, description = "Hur många händelser som var synliga."),
                ("Liggare-Root" = String, description = "Merkle-roten över dem, hexadecimalt."),
                ("Link" = String, description = "Nästa sida, när det finns mer."),
            )),
        (status = 304, description = "Sidan är den som frågaren redan har."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn events(
    State(served): State<Served>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    caller.account()?;
    let chosen = Chosen::of(
        asked.r#type.as_deref(),
        asked.stream.as_deref(),
        asked.unit.as_deref(),
        asked.subtree,
    )?;
    let limit = asked.limit.unwrap_or(PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Problem::question(
            "limit",
            format!("limit är 1 till {MAX_PAGE}."),
        ));
    }
    let known = Known {
        known_at: asked.known_at,
        basis: asked.basis,
    };
    let from = Position(asked.from.unwrap_or(0));
    let source = cloud_event::source(&served.node.file.ledger);
    let as_batch = accepts_batch(&headers);
    served
        .node
        .ask(move |question| {
            caller.may(Capability::Feed, None, question)?;
            let size = known.size(question)?;
            let stretch = Stretch {
                from,
                end: size,
                events: limit as usize,
                bytes: PAGE_BYTES,
                recent: None,
            };
            let basis = question.reading().basis(size)?;
            let day = chosen.day(caller.today());
            let mut etag = asked::etag(&uri, &basis, question, day);
            if as_batch {
                etag.insert_str(etag.len() - 1, "-lista");
            }
            let page = chosen.page(question, &source, caller.today(), &stretch)?;
            let mut response = asked::tagged(&headers, &etag, || body(&page, as_batch));
            told(&mut response, &page, &basis, &uri);
            Ok(response)
        })
        .await?
}

/// Whether a list is asked for, and not lines.
fn accepts_batch(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|accepted| accepted.to_str().ok())
        .any(|accepted| accepted.contains(cloud_event::BATCH_CONTENT_TYPE))
}

fn body(page: &Page, as_batch: bool) -> impl IntoResponse {
    let events = page.events.iter().map(|event| &event.json[..]);
    let (kind, body) = if as_batch {
        let list = events.collect::<Vec<_>>().join(&b","[..]);
        (
            cloud_event::BATCH_CONTENT_TYPE,
            [&b"["[..], &list, b"]"].concat(),
        )
    } else {
        let lines = events.flat_map(|event| [event, b"\n"]);
        (NDJSON, lines.collect::<Vec<_>>().concat())
    };
    ([(header::CONTENT_TYPE, kind)], body)
}

/// Says where the next page begins, and what there was to see.
fn told(response: &mut Response, page: &Page, basis: &Basis, uri: &Uri) {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    let mut say = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    say(NEXT, page.next.0.to_string());
    say(SIZE, basis.size.to_string());
    say(ROOT, basis.root.to_string());
    if page.next.0 < basis.size {
        say(header::LINK, next_link(uri, page.next));
    }
}

/// Where the next page begins.
const NEXT: HeaderName = HeaderName::from_static("liggare-next");

/// How many events there were to see.
const SIZE: HeaderName = HeaderName::from_static("liggare-size");

/// The Merkle root over them.
const ROOT: HeaderName = HeaderName::from_static("liggare-root");

/// The same question from another position (RFC 8288).
fn next_link(uri: &Uri, next: Position) -> String {
    let query = uri.query().unwrap_or_default();
    let kept = query
        .split('&')
        .filter(|member| !member.is_empty() && !member.starts_with("from="));
    let mut members: Vec<_> = kept.map(ToOwned::to_owned).collect();
    members.push(format!("from={}", next.0));
    format!("<{}?{}>; rel=\"next\"", uri.path(), members.join("&"))
}

/// En händelse
///
/// Den ändras aldrig, utom när den gallras.
#[utoipa::path(
    get,
    path = "/events/{position}",
    tag = "flöde",
    security(("token" = [])),
    extensions(("x-capability" = json!("feed"))),
    params(("position" = u64, Path, description = "Händelsens position.")),
    responses(
        (status = 200, body = serde_json::Value, content_type = "application/cloudevents+json"),
        (status = 304, description = "Händelsen är den som frågaren redan har."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn event(
    State(served): State<Served>,
    caller: Caller,
    headers: HeaderMap,
    Path(position): Path<u64>,
) -> Result<Response, Problem> {
    let position = Position(position);
    let source = cloud_event::source(&served.node.file.ledger);
    served
        .node
        .ask(move |question| {
            caller.may(Capability::Feed, None, question)?;
            if position.0 >= question.snapshot.size() {
                return Err(Problem::not_found(format!(
                    "Det finns ingen händelse {}.",
                    position.0
                )));
            }
            let mut read = question.snapshot.read(position, position.0 + 1);
            let record = read.next().ok_or_else(Problem::internal)??;
            let redacted = if record.salt.is_none() {
                "-gallrad"
            } else {
                ""
            };
            let etag = format!("\"{}{redacted}\"", record.leaf);
            Ok(asked::tagged(&headers, &etag, || {
                let content = [(header::CONTENT_TYPE, cloud_event::CONTENT_TYPE)];
                (content, cloud_event::write(&source, &record))
            }))
        })
        .await?
}
