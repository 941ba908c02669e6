//! `/log`: the log as a tile-based transparency log (C2SP tlog-tiles).
//!
//! The last signed checkpoint, the tiles of the Merkle tree, and the bundles of
//! leaves, on the paths that tools of that kind know. Whoever has them proves any
//! event without asking for a proof of it.

mod number;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ledger::canonical;
use ledger::ids::Position;
use ledger::log::merkle::TILE;
use ledger::log::{LogError, ReadLog};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::node::Question;
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::path::Path;
use crate::server::problem::Problem;
use number::TileNumber;

/// The checkpoint and the tiles.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(checkpoint))
        .routes(routes!(entries))
        .routes(routes!(tile))
}

/// Den senaste signerade kontrollpunkten
///
/// En signerad not enligt C2SP tlog-checkpoint, med de vittnesunderskrifter som har kommit.
#[utoipa::path(
    get,
    path = "/log/checkpoint",
    tag = "bevis",
    security(("token" = [])),
    extensions(("x-capability" = json!("proofs"))),
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn checkpoint(State(served): State<Served>, caller: Caller) -> Result<Response, Problem> {
    served
        .node
        .ask(move |question| {
            caller.may(Capability::Proofs, None, question)?;
            let last = question.snapshot.checkpoints_back().next();
            let note = last.ok_or_else(Problem::nothing_signed)??;
            let content = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::CACHE_CONTROL, "private, no-cache"),
            ];
            Ok((content, note.to_string()).into_response())
        })
        .await?
}

/// En bricka i Merkleträdet
///
/// Hasharna efter varandra, 32 byte var. `number` skrivs enligt C2SP tlog-tiles:
/// `x001/234`, och `x001/234.p/17` för de första 17 av en bricka som inte är full.
#[utoipa::path(
    get,
    path = "/log/tile/{level}/{*number}",
    tag = "bevis",
    security(("token" = [])),
    extensions(("x-capability" = json!("proofs"))),
    params(
        ("level" = String, Path, description = "Nivån: 0 är löven.", example = "0"),
        ("number" = String, Path, description = "Brickans nummer.", example = "000"),
    ),
    responses(
        (status = 200, body = String, content_type = "application/octet-stream", description = "Hasharna, 32 byte var."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn tile(
    State(served): State<Served>,
    caller: Caller,
    Path((level, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let tile = TileNumber::parse(&number).ok_or_else(not_a_number)?;
    let level: u8 = match level.parse() {
        Ok(number) if number <= MAX_LEVEL && u8::to_string(&number) == level => number,
        _ => {
            return Err(Problem::question(
                "level",
                "Nivån är ett heltal, 0 till 63.",
            ));
        }
    };
    served
        .node
        .ask(move |question| {
            caller.may(Capability::Proofs, None, question)?;
            let hashes = question
                .snapshot
                .tile(level, tile.number, tile.width)
                .map_err(missing)?;
            let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
            Ok(unchanging(bytes))
        })
        .await?
}

/// Löven under en bricka
///
/// De kanoniska löven under en bricka på nivå 0 efter varandra, vart och ett med sin
/// längd i två byte före. Ett löv har ett åtagande om innehållet, inte innehållet.
#[utoipa::path(
    get,
    path = "/log/tile/entries/{*number}",
    tag = "bevis",
    security(("token" = [])),
    extensions(("x-capability" = json!("event_log"))),
    params(("number" = String, Path, description = "Brickans nummer.", example = "000")),
    responses(
        (status = 200, body = String, content_type = "application/octet-stream", description = "Löven, med sin längd i två byte före."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn entries(
    State(served): State<Served>,
    caller: Caller,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let tile = TileNumber::parse(&number).ok_or_else(not_a_number)?;
    served
        .node
        .ask(move |question| {
            caller.may(Capability::EventLog, None, question)?;
            bundle(question, tile).map(unchanging)
        })
        .await?
}

/// The highest level that C2SP tlog-tiles has.
const MAX_LEVEL: u8 = 63;

fn bundle(question: &Question<'_>, tile: TileNumber) -> Result<Vec<u8>, Problem> {
    let first = tile.number.checked_mul(TILE as u64);
    let end = first.and_then(|first| first.checked_add(tile.width as u64));
    let (Some(first), Some(end)) = (first, end) else {
        return Err(no_such_tile());
    };
    if end > question.snapshot.size() {
        return Err(no_such_tile());
    }
    let mut bytes = Vec::new();
    for record in question.snapshot.read(Position(first), end) {
        let record = record?;
        let leaf = canonical::leaf_json(&record.entry, &record.payload_commitment);
        let length = u16::try_from(leaf.len()).map_err(|_| too_long(record.entry.position))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&leaf);
    }
    Ok(bytes)
}

/// What never changes, once it is there: also the part of a tile that is not full.
fn unchanging(bytes: Vec<u8>) -> Response {
    let content = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable",
        ),
    ];
    (content, bytes).into_response()
}

fn missing(error: LogError) -> Problem {
    match error {
        LogError::BeyondEnd { .. } => no_such_tile(),
        other => other.into(),
    }
}

/// A leaf whose reason is longer than the length before it can say.
fn too_long(position: Position) -> Problem {
    let place = position.0;
    Problem::not_found(format!(
        "Lövet för händelse {place} är längre än vad en bunt rymmer (65 535 byte)."
    ))
    .remedied("Hämta händelserna från /api/v1/events; löven står i dem.")
}

fn no_such_tile() -> Problem {
    Problem::not_found("Trädet har inte så många hashar där.")
}

fn not_a_number() -> Problem {
    Problem::question(
        "number",
        "Brickans nummer skrivs som x001/234, eller x001/234.p/17 för en som inte är full.",
    )
}
