//! `/proofs` and `/checkpoints`: what shows that the log is what it was signed as.
//!
//! Proofs are those of RFC 6962, with hashes in base64 as in a checkpoint.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use axum::response::Response;
use base64ct::{Base64, Encoding};
use ledger::basis::{Basis, Hash};
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::proof::TreeHead;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::node::Question;
use crate::server::Served;
use crate::server::asked;
use crate::server::caller::Caller;
use crate::server::limits::{MAX_PAGE, PAGE};
use crate::server::problem::Problem;
use crate::server::query::Query;

/// Proofs and checkpoints.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(inclusion))
        .routes(routes!(consistency))
        .routes(routes!(checkpoints))
}

/// Which inclusion is to be shown.
#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InclusionAsked {
    /// Händelsens position.
    position: u64,
    /// Trädets storlek, en kontrollpunkts. Annars allt.
    size: Option<u64>,
}

/// That an event stands at its position.
#[derive(Serialize, utoipa::ToSchema)]
struct Inclusion {
    /// The tree that the proof is of.
    basis: Basis,
    /// The tree's root, as a checkpoint writes it.
    root: String,
    /// The event's position.
    position: u64,
    /// The hash of the event's leaf.
    leaf: String,
    /// The audit path (RFC 6962 section 2.1.1), from the leaf up.
    proof: Vec<String>,
}

/// Beviset för att en händelse står på sin position
#[utoipa::path(
    get,
    path = "/proofs/inclusion",
    tag = "bevis",
    security(("token" = [])),
    extensions(("x-capability" = json!("proofs"))),
    params(InclusionAsked),
    responses(
        (status = 200, body = Inclusion),
        (status = 304, description = "Svaret är det som frågaren redan har."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn inclusion(
    State(served): State<Served>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(asked): Query<InclusionAsked>,
) -> Result<Response, Problem> {
    served
        .node
        .ask(move |question| {
            caller.may(Capability::Proofs, None, question)?;
            let basis = basis(question, asked.size, "size")?;
            let position = Position(asked.position);
            if position.0 >= basis.size {
                return Err(Problem::question(
                    "position",
                    format!("Trädet har {} löv.", basis.size),
                ));
            }
            let log = &question.snapshot;
            let leaf = log.read(position, position.0 + 1).next();
            let answer = Inclusion {
                basis,
                root: encoded(&basis.root),
                position: position.0,
                leaf: encoded(&leaf.ok_or_else(Problem::internal)??.leaf),
                proof: all(&log.inclusion_proof(position, basis.size)?),
            };
            let etag = asked::etag(&uri, &basis, question, None);
            Ok(asked::tagged(&headers, &etag, || axum::Json(answer)))
        })
        .await?
}

/// Which consistency is to be shown.
#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConsistencyAsked {
    /// Det tidigare trädets storlek.
    from: u64,
    /// Det senare trädets storlek. Annars allt.
    to: Option<u64>,
}

/// That a tree begins with all of an earlier one.
#[derive(Serialize, utoipa::ToSchema)]
struct Consistency {
    /// The later tree.
    basis: Basis,
    /// The earlier tree's size.
    from: u64,
    /// The earlier tree's root, as a checkpoint writes it.
    from_root: String,
    /// The later tree's size.
    to: u64,
    /// The later tree's root, as a checkpoint writes it.
    to_root: String,
    /// The consistency proof (RFC 6962 section 2.1.2); empty when the earlier tree is.
    proof: Vec<String>,
}

/// Beviset för att inget har ändrats sedan en tidigare storlek
#[utoipa::path(
    get,
    path = "/proofs/consistency",
    tag = "bevis",
    security(("token" = [])),
    extensions(("x-capability" = json!("proofs"))),
    params(ConsistencyAsked),
    responses(
        (status = 200, body = Consistency),
        (status = 304, description = "Svaret är det som frågaren redan har."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn consistency(
    State(served): State<Served>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(asked): Query<ConsistencyAsked>,
) -> Result<Response, Problem> {
    served
        .node
        .ask(move |question| {
            caller.may(Capability::Proofs, None, question)?;
            let basis = basis(question, asked.to, "to")?;
            if asked.from > basis.size {
                return Err(Problem::question(
                    "from",
                    format!("from är högst to, som är {}.", basis.size),
                ));
            }
            let log = &question.snapshot;
            let answer = Consistency {
                basis,
                from: asked.from,
                from_root: encoded(&log.root_at(asked.from)?),
                to: basis.size,
                to_root: encoded(&basis.root),
                proof: all(&log.consistency_proof(asked.from, basis.size)?),
            };
            let etag = asked::etag(&uri, &basis, question, None);
            Ok(asked::tagged(&headers, &etag, || axum::Json(answer)))
        })
        .await?
}

/// Which checkpoints are asked for.
#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CheckpointsAsked {
    /// Den minsta storlek som efterfrågas.
    from: Option<u64>,
    /// Högst så många kontrollpunkter.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
}

/// Some of the kept checkpoints.
#[derive(Serialize, utoipa::ToSchema)]
struct CheckpointPage {
    /// What there was to see.
    basis: Basis,
    /// The checkpoints, in order of arrival.
    checkpoints: Vec<Checkpoint>,
    /// The `from` of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// A kept checkpoint.
#[derive(Serialize, utoipa::ToSchema)]
struct Checkpoint {
    /// How many events it counts.
    size: u64,
    /// The root over them, in base64.
    root: String,
    /// The signed note, whole.
    note: String,
}

/// De signerade kontrollpunkterna
///
/// De som har samma storlek står på samma sida, fast den blir längre: en kontrollpunkt
/// som får en vittnesunderskrift senare sparas en gång till.
#[utoipa::path(
    get,
    path = "/checkpoints",
    tag = "bevis",
    security(("token" = [])),
    extensions(("x-capability" = json!("proofs"))),
    params(CheckpointsAsked),
    responses(
        (status = 200, body = CheckpointPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn checkpoints(
    State(served): State<Served>,
    caller: Caller,
    Query(asked): Query<CheckpointsAsked>,
) -> Result<axum::Json<CheckpointPage>, Problem> {
    let limit = asked.limit.unwrap_or(PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Problem::question(
            "limit",
            format!("limit är 1 till {MAX_PAGE}."),
        ));
    }
    served
        .node
        .ask(move |question| {
            caller.may(Capability::Proofs, None, question)?;
            page(question, asked.from.unwrap_or(0), limit as usize).map(axum::Json)
        })
        .await?
}

fn page(question: &Question<'_>, from: u64, limit: usize) -> Result<CheckpointPage, Problem> {
    let mut answer = CheckpointPage {
        basis: basis(question, None, "")?,
        checkpoints: Vec::new(),
        next: None,
    };
    for note in question.snapshot.checkpoints_from(from)? {
        let note = note?;
        let head = TreeHead::of(&note).map_err(|_| Problem::internal())?;
        let is_same = answer
            .checkpoints
            .last()
            .is_some_and(|last| last.size == head.size);
        if answer.checkpoints.len() >= limit && !is_same {
            answer.next = Some(head.size);
            break;
        }
        answer.checkpoints.push(Checkpoint {
            size: head.size,
            root: encoded(&head.root),
            note: note.to_string(),
        });
    }
    Ok(answer)
}

/// The tree of a size, or of all that there is.
fn basis(question: &Question<'_>, size: Option<u64>, place: &str) -> Result<Basis, Problem> {
    let known = question.reading().size();
    match size {
        Some(size) if size > known => Err(Problem::question(
            place,
            format!("Liggaren har {known} händelser."),
        )),
        size => Ok(question.reading().basis(size.unwrap_or(known))?),
    }
}

fn all(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(encoded).collect()
}

fn encoded(hash: &Hash) -> String {
    Base64::encode_string(&hash.0)
}
