//! Audit packages over HTTP: one signed file with a published report, or with an
//! event, and all that an auditor needs to verify it.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::ids::{Position, ReportId};
use ledger::log::ReadLog;
use ledger::proof::{SignedNote, TreeHead};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::publications::published;
use crate::access::matrix::Capability;
use crate::failure::{Failure, Family};
use crate::node::{Node, Question};
use crate::package::{Packed, Place, Since, of_event, of_report};
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::path::Path;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::refusals::Refusals;

/// Packages.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(report))
        .routes(routes!(event))
}

/// What is asked of a package.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Hur många händelser en kontrollpunkt som revisorn har är över: då följer beviset
    /// med att loggen bara har fyllts på sedan dess.
    #[param(minimum = 0)]
    since: Option<u64>,
}

/// Granskningspaketet för en publicerad rapport
///
/// Formen beskrivs i arkivets FORMAT.md; `granska package` prövar paketet.
#[utoipa::path(
    get,
    path = "/publications/{report}/package",
    operation_id = "report_package",
    tag = "bevis",
    params(("report" = ReportId, Path, description = "Den publicerade rapportens id.", example = "verksamhetsberattelse-RS-2024"), Asked),
    security(("token" = [])),
    extensions(("x-capability" = json!("audit_package"))),
    responses(
        (status = 200, body = serde_json::Value),
        (status = 421, body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
async fn report(
    State(served): State<Served>,
    caller: Caller,
    Path(report): Path<ReportId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let node = served.node.clone();
    let answer = move |question: &Question<'_>| {
        report_package(&node, &caller, (&report, asked.since), question)
    };
    served.node.ask(answer).await?
}

/// The package of a published report as a file of its own, since a checkpoint of a size
/// when one is named.
///
/// # Errors
/// [`Problem`] 403, 404 when there is no such report, 503 when it cannot be signed here.
pub(crate) fn report_package(
    node: &Node,
    caller: &Caller,
    (report, since_size): (&ReportId, Option<u64>),
    question: &Question<'_>,
) -> Result<Response, Problem> {
    caller.may(Capability::AuditPackage, None, question)?;
    let published = published(report, question)?;
    let since = since(since_size, question)?;
    let place = Place {
        file: &node.file,
        folder: &node.folder,
    };
    let covering = published.recorded.position.0.saturating_add(1);
    let packed = of_report(
        question.reading(),
        place,
        published,
        (Since::of(since.as_ref()), covering),
    );
    attached(packed, node.behind().is_some())
}

/// Paketet för en händelse
#[utoipa::path(
    get,
    path = "/proofs/event/{position}",
    operation_id = "event_package",
    tag = "bevis",
    params(("position" = Position, Path, description = "Händelsens position.", example = 0), Asked),
    security(("token" = [])),
    extensions(("x-capability" = json!("audit_package"))),
    responses(
        (status = 200, body = serde_json::Value),
        (status = 421, body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
async fn event(
    State(served): State<Served>,
    caller: Caller,
    Path(position): Path<Position>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let node = served.node.clone();
    let answer = move |question: &Question<'_>| {
        event_package(&node, &caller, (position, asked.since), question)
    };
    served.node.ask(answer).await?
}

/// The package of an event as a file of its own, since a checkpoint of a size when one
/// is named.
///
/// # Errors
/// [`Problem`] 403, 404 when there is no such event, 503 when it cannot be signed here.
pub(crate) fn event_package(
    node: &Node,
    caller: &Caller,
    (position, since_size): (Position, Option<u64>),
    question: &Question<'_>,
) -> Result<Response, Problem> {
    caller.may(Capability::AuditPackage, None, question)?;
    if position.0 >= question.reading().size() {
        return Err(Problem::not_found("Ingen händelse står på den platsen."));
    }
    let since = since(since_size, question)?;
    let place = Place {
        file: &node.file,
        folder: &node.folder,
    };
    let covering = position.0.saturating_add(1);
    let packed = of_event(
        question.reading(),
        place,
        position,
        (Since::of(since.as_ref()), covering),
    );
    attached(packed, node.behind().is_some())
}

/// The checkpoint of a size.
///
/// # Errors
/// [`Problem`] 400 when none was signed at that size.
fn since(size: Option<u64>, question: &Question<'_>) -> Result<Option<SignedNote>, Problem> {
    let Some(size) = size else { return Ok(None) };
    for note in question.snapshot.checkpoints_back() {
        let note = note?;
        match TreeHead::of(&note) {
            Ok(head) if head.size == size => return Ok(Some(note)),
            Ok(head) if head.size < size => break,
            Ok(_) | Err(_) => {}
        }
    }
    Err(Problem::question(
        "since",
        format!("Ingen kontrollpunkt är undertecknad över {size} händelser."),
    ))
}

/// A package as a file of its own. It is signed anew each time, so it has no ETag.
fn attached(packed: Result<Packed<'_>, Failure>, follows: bool) -> Result<Response, Problem> {
    let finished = packed.and_then(|packed| packed.assembly.finish());
    let bytes = finished.map_err(|failure| match failure.family {
        Family::Refused if follows => not_signed_here(),
        Family::Refused => not_signed(&failure),
        _ => failure.into(),
    })?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"paket.json\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// A follower has not the key, and never will.
fn not_signed_here() -> Problem {
    Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "package_not_signed",
        "Paketet kan inte göras här.",
        "Paket undertecknas med liggarens nyckel, som den här servern inte har: den följer en liggare på en annan server.",
    )
    .remedied("Hämta paketet från liggarens egen server.")
}

/// Why a package cannot be signed here, without the server's own paths.
fn not_signed(failure: &Failure) -> Problem {
    tracing::warn!(why = failure.what, place = failure.place, "inget paket");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "package_not_signed",
        "Paketet kan inte göras nu.",
        "Det går inte att underteckna paketet här: nyckeln eller en kontrollpunkt över det som behövs saknas.",
    )
    .remedied("Försök igen om en stund. Är nyckeln borta behöver driften lägga tillbaka den.")
}
