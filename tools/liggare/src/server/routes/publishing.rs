//! Publishing over HTTP: a report is built, checked, pinned and recorded.
//!
//! Guarantee: what is published is what the node knew when it was asked, or the
//! last checkpoint that a witness has cosigned; sent again it gives the same
//! answer (I7, I8). The copy is kept durably before it is answered; one that cannot be
//! is told in the log, and kept when the report is sent again.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::basis::Basis;
use ledger::command::parse::read;
use ledger::command::{Command, PublishReport, Submission};
use ledger::event::reporting::ReportKind;
use ledger::ids::{DecisionId, Position, ReportId, UnitId};
use ledger::period::Period;
use ledger::refusal::{Refusal, RefusalCode};
use projections::checks::{CheckRow, key};
use projections::publication::Pin;
use projections::report::ReportRequest;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::node::Node;
use crate::publication::{Prepared, Publication, copies, last_cosigned, prepare};
use crate::server::Served;
use crate::server::caller::{Caller, LoggedIn};
use crate::server::problem::Problem;
use crate::server::sent::One;
use crate::server::submitting::permitted;

/// Publishing.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(publish))
}

/// Det som ska publiceras.
#[derive(Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ToPublish {
    /// Rapportens eget id.
    report: ReportId,
    /// Dess slag.
    kind: ReportKind,
    /// Vems rapport det är.
    unit: UnitId,
    /// Perioden.
    period: Period,
    /// Beslutet som godkänner den.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionId>,
}

/// En rapport som är publicerad.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Published {
    /// Dess id.
    pub(crate) report: ReportId,
    /// Var den står i loggen.
    pub(crate) position: Position,
    /// Vad den är låst till.
    basis: Basis,
    /// SHA-256 av dess kanoniska vy, hexadecimalt.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    /// Om den var publicerad redan.
    repeated: bool,
}

/// Publicera en rapport
///
/// Rapporten byggs av det som är känt nu, kontrolleras, låses till sitt underlag och
/// antecknas. Skickas den igen ges samma svar; id:t med en annan rapport nekas med
/// `id_taken`.
#[utoipa::path(
    post,
    path = "/publications",
    tag = "kommandon",
    operation_id = "publish_report",
    security(("token" = [])),
    request_body(content = ToPublish, content_type = "application/json"),
    responses(
        (status = 201, body = Published, description = "Rapporten är publicerad.",
            headers(("Location" = String, description = "Händelsen."))),
        (status = 200, body = Published, description = "Rapporten var publicerad redan."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 421, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn publish(
    State(served): State<Served>,
    LoggedIn(caller): LoggedIn,
    sent: One,
) -> Result<Response, Problem> {
    let account = caller.account()?;
    let asked: ToPublish = read(sent.json()?)?;
    let publication = Publication {
        report: asked.report,
        request: ReportRequest {
            kind: asked.kind,
            unit: asked.unit,
            period: asked.period,
        },
        actor: account.actor.clone(),
        decision: asked.decision,
    };
    let published = publish_for(served.node, caller, publication).await?;
    let location = format!("/api/v1/events/{}", published.position.0);
    Ok(if published.repeated {
        Json(published).into_response()
    } else {
        (
            StatusCode::CREATED,
            [(header::LOCATION, location)],
            Json(published),
        )
            .into_response()
    })
}

/// Publishes a report for a caller, unless it is published already.
///
/// # Errors
/// [`Problem`] when the caller may not, a check fails, or the store cannot take it.
pub(crate) async fn publish_for(
    node: Arc<Node>,
    caller: Caller,
    publication: Publication,
) -> Result<Published, Problem> {
    // A caller that hangs up does not leave a report without its copy.
    let publishing = tokio::spawn(async move { published(&node, caller, publication).await });
    publishing.await.map_err(|_| Problem::internal())?
}

/// What the node says of a publication before it is recorded.
enum Ready {
    /// It is published already; with its bytes, when their copy is not there.
    Before(Published, Option<Pin>),
    New(Box<Prepared>),
}

async fn published(
    node: &Arc<Node>,
    caller: Caller,
    publication: Publication,
) -> Result<Published, Problem> {
    let intended = intended(&publication)?;
    // Before anything is held or signed for one who may not; and again below.
    permitted(node, &caller, &intended).await?;
    let _copies = node.copies().await;
    let proof = node.signed().await?.map_err(Problem::from);
    let (report, request) = (publication.report.clone(), publication.request.clone());
    let folder = node.folder.clone();
    let ready = node
        .ask(move |question| -> Result<Ready, Problem> {
            caller.may_submit(&intended, question)?;
            let reading = question.reading();
            let known = reading
                .model
                .reporting
                .report(&publication.report, reading.size());
            if let Some(known) = known {
                let published = before(&publication, known)?;
                let lacks_copy = !copies::copy_path(&folder, &known.report).exists();
                let pin = lacks_copy.then(|| copies::as_published(&reading, known));
                return Ok(Ready::Before(published, pin.flatten()));
            }
            let proof = proof?;
            let cosigned = last_cosigned(&reading, &proof)?;
            let size = cosigned.map_or(reading.size(), |(_, head)| head.size);
            let prepared = prepare(&reading, &publication, size, &proof)?;
            Ok(Ready::New(Box::new(prepared)))
        })
        .await??;
    let prepared = match ready {
        Ready::Before(published, pin) => {
            if let Some(pin) = pin {
                keep(node, report, pin).await;
            }
            return Ok(published);
        }
        Ready::New(prepared) => prepared,
    };
    let Prepared {
        submission,
        pin,
        basis,
        failed,
    } = *prepared;
    let receipt = node.submit(submission).await?;
    let receipt = receipt.map_err(|error| {
        let problem = Problem::from(error);
        if problem.code == RefusalCode::CheckFailed.as_str() {
            of_checks(problem, &request, failed)
        } else {
            problem
        }
    })?;
    let published = Published {
        report: report.clone(),
        position: receipt.first_position,
        basis,
        sha256: pin.sha256.clone(),
        repeated: receipt.repeated,
    };
    keep(node, report, pin).await;
    Ok(published)
}

/// Keeps the copy of a published report. It can be had again by sending the report
/// again.
async fn keep(node: &Node, report: ReportId, pin: Pin) {
    let folder = node.folder.clone();
    let kept = tokio::task::spawn_blocking(move || copies::keep_copy(&folder, &report, &pin));
    if let Ok(Err(failure)) = kept.await {
        tracing::warn!(
            error = failure.what,
            "en publicerad rapports kopia kunde inte sparas"
        );
    }
}

/// A publication that checks stop, with what each of them came upon.
fn of_checks(problem: Problem, request: &ReportRequest, checks: Vec<CheckRow>) -> Problem {
    let ReportRequest { unit, period, .. } = request;
    let codes: Vec<&str> = checks.iter().map(|row| key(row.check)).collect();
    let remedy = format!(
        "Rätta det som kontrollerna visar i checks, eller besluta om undantag med WaiveCheck, där check är {}, unit {unit} och period {period}.",
        codes.join(" eller ")
    );
    Problem {
        checks,
        ..problem.at("").remedied(remedy)
    }
}

/// The command without its pin: what permission is asked for.
fn intended(publication: &Publication) -> Result<Submission, Problem> {
    let id = publication.command_id().map_err(|_| {
        let long = "Rapportens id är för långt för att publiceras.";
        Refusal::new(RefusalCode::InvalidValue, "report", long)
            .with_remedy("Välj ett id på högst 88 byte.")
    })?;
    let request = &publication.request;
    Ok(Submission {
        id,
        actor: publication.actor.clone(),
        decision: publication.decision.clone(),
        reason: None,
        correlation_id: None,
        provenance: None,
        expect: Vec::new(),
        command: Command::PublishReport(PublishReport {
            report: publication.report.clone(),
            kind: request.kind,
            unit: request.unit.clone(),
            period: request.period,
            pinned: None,
        }),
    })
}

/// The answer for a report that is published already.
fn before(
    publication: &Publication,
    known: &projections::reporting::PublishedReport,
) -> Result<Published, Problem> {
    if !publication.is_that(known) {
        let taken = format!(
            "{} är redan id på en annan publicerad rapport.",
            publication.report
        );
        return Err(Refusal::new(RefusalCode::IdTaken, "report", taken).into());
    }
    Ok(Published {
        report: known.report.clone(),
        position: known.recorded.position,
        basis: known.basis,
        sha256: known.view_sha256.clone(),
        repeated: true,
    })
}
