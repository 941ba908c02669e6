//! `/publications`: what is published, as it was published, and what has
//! overtaken it (I7).
//!
//! Guarantee: a reader without a login sees, when the administrator has opened
//! that, what the published reports say and which they are, and nothing of what
//! has happened since.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use ledger::ids::ReportId;
use ledger::log::ReadLog;
use projections::document::Document;
use projections::publication::{self, FirstDifference, RedactedSection, Reproduction};
use projections::reporting::PublishedReport;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::answer::publications::{self as answer, Publications};
use crate::node::Question;
use crate::publication::copies::copy_path;
use crate::server::Served;
use crate::server::asked::Known;
use crate::server::caller::Caller;
use crate::server::document::{FORMS, told};
use crate::server::page::Page;
use crate::server::path::Path;
use crate::server::problem::Problem;
use crate::server::query::{NoMembers, Query};
use crate::server::refusals::Refusals;
use crate::server::wanted::Wanted;

/// Published reports.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(reproduce))
}

/// What is asked of the list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Vad som var känt: ett datum (till dess slut i Sverige), en tidpunkt (RFC 3339),
    /// `@` och ett antal händelser, eller en publicerad rapports id. Kräver inloggning.
    #[param(example = "2025-03-01")]
    known_at: Option<String>,
    /// Ett antal händelser, i stället för `known_at`. Kräver inloggning.
    #[param(minimum = 0)]
    basis: Option<u64>,
    /// Rapporten som sidan börjar med: `next` på sidan före.
    from: Option<String>,
    /// Högst så många rader.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
}

/// Whether a published report can still be built as it was.
#[derive(Serialize, utoipa::ToSchema)]
struct Reproduced {
    /// `reproduction`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// The report.
    report: ReportId,
    /// What it rests on.
    basis: ledger::basis::Basis,
    /// SHA-256 of what was published, in lower-case hexadecimal.
    sha256: String,
    /// Whether it is the same byte for byte.
    identical: bool,
    /// Where it first differs, when it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_difference: Option<FirstDifference>,
    /// The sections that can no longer be told, for what was redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    redacted_sections: Option<Vec<RedactedSection>>,
    /// How many other sections are the same byte for byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    identical_sections: Option<usize>,
}

/// De publicerade rapporterna, och vad som ändrats sedan dess
#[utoipa::path(
    get,
    path = "/publications",
    tag = "publicerat",
    params(Asked),
    security((), ("token" = [])),
    extensions(("x-capability" = json!("publications"))),
    responses((status = 200, body = Publications), Refusals)
)]
async fn list(
    State(served): State<Served>,
    caller: Caller,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let page = Page::of(asked.from, asked.limit)?;
    if asked.known_at.is_some() || asked.basis.is_some() {
        caller.account()?;
    }
    let known = Known {
        known_at: asked.known_at,
        basis: asked.basis,
    };
    let demonstration = served.node.file.demonstration;
    let answer = move |question: &Question<'_>| {
        caller.may(Capability::Publications, None, question)?;
        let reading = question.reading();
        let is_anyone = caller.is_anyone();
        let (size, wanted) = if is_anyone {
            (answer::size_of_public(&reading), wanted.by_anyone())
        } else {
            (known.size(question)?, wanted)
        };
        let basis = reading.basis(size)?;
        wanted.json((question, &basis), || {
            let mut reports: Vec<_> = reading.model.reporting.published(size).collect();
            let next = page.cut(&mut reports, |report| report.report.as_str())?;
            let mut answer = if is_anyone {
                answer::public(&reading, &reports, demonstration)?
            } else {
                let followed = answer::follow(&reading, reports, size)?;
                answer::publications(&reading, &followed, size, demonstration)?
            };
            answer.next = next;
            Ok(answer)
        })
    };
    served.node.ask(answer).await?
}

/// En publicerad rapport som den publicerades
///
/// JSON är de kanoniska byte som rapporten är låst till; SHA-256 av det som
/// publicerades står i huvudet `Liggare-Published-Sha256`. Det som har gallrats sedan
/// dess är borta.
#[utoipa::path(
    get,
    path = "/publications/{report}",
    tag = "publicerat",
    params(("report" = ReportId, Path, description = "Den publicerade rapportens id.", example = "verksamhetsberattelse-RS-2024"), NoMembers),
    security((), ("token" = [])),
    extensions(("x-capability" = json!("publications"))),
    responses(
        (status = 200, content(
            (projections::document::Document = "application/json"),
            (String = "text/plain"),
            (String = "text/csv")
        ), headers(("Liggare-Published-Sha256" = String, description = "SHA-256 av det som publicerades."))),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
async fn one(
    State(served): State<Served>,
    caller: Caller,
    Path(report): Path<ReportId>,
    Query(NoMembers {}): Query<NoMembers>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let form = wanted.form(&FORMS)?;
    let answer = move |question: &Question<'_>| {
        caller.may(Capability::Publications, None, question)?;
        let wanted = if caller.is_anyone() {
            wanted.by_anyone()
        } else {
            wanted
        };
        let published = published(&report, question)?;
        let basis = published.basis;
        let mut response = wanted.answered((question, &basis), form, || {
            told(&as_published(published, question)?, form)
        })?;
        if let Ok(hash) = HeaderValue::from_str(&published.view_sha256) {
            response
                .headers_mut()
                .insert("liggare-published-sha256", hash);
        }
        Ok(response)
    };
    served.node.ask(answer).await?
}

/// Om en publicerad rapport fortfarande kan återges byte för byte
#[utoipa::path(
    get,
    path = "/publications/{report}/reproduce",
    tag = "publicerat",
    params(("report" = ReportId, Path, description = "Den publicerade rapportens id.", example = "verksamhetsberattelse-RS-2024"), NoMembers),
    security(("token" = [])),
    extensions(("x-capability" = json!("publications"))),
    responses((status = 200, body = Reproduced), Refusals)
)]
async fn reproduce(
    State(served): State<Served>,
    caller: Caller,
    Path(report): Path<ReportId>,
    Query(NoMembers {}): Query<NoMembers>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    caller.account()?;
    let folder = served.node.folder.clone();
    let answer = move |question: &Question<'_>| {
        caller.may(Capability::Publications, None, question)?;
        let published = published(&report, question)?;
        let basis = published.basis;
        wanted.json((question, &basis), || {
            let copy = std::fs::read(copy_path(&folder, &report)).ok();
            let root = question.snapshot.root_at(basis.size)?;
            let outcome = publication::reproduce(question.model, published, root, copy.as_deref());
            Ok(Reproduced::of(published, outcome))
        })
    };
    served.node.ask(answer).await?
}

/// A published report.
///
/// # Errors
/// [`Problem`] 404 when there is none of the id.
pub(crate) fn published<'a>(
    report: &ReportId,
    question: &Question<'a>,
) -> Result<&'a PublishedReport, Problem> {
    let reporting = &question.model.reporting;
    let found = reporting.report(report, question.reading().size());
    found.ok_or_else(|| Problem::not_found("Ingen publicerad rapport har det id:t."))
}

/// A published report as it was published, without what has been redacted since.
///
/// # Errors
/// [`Problem`] 409 when it can no longer be built as it was.
pub(crate) fn as_published(
    published: &PublishedReport,
    question: &Question<'_>,
) -> Result<Document, Problem> {
    match rebuilt(published, None, question)? {
        (Reproduction::Differs(_), _) | (_, None) => Err(differs()),
        (_, Some(document)) => Ok(document),
    }
}

/// Whether a published report can be built again as it was, and what is built; with a
/// copy of what was published a difference is told to the figure.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(crate) fn rebuilt(
    published: &PublishedReport,
    copy: Option<&[u8]>,
    question: &Question<'_>,
) -> Result<(Reproduction, Option<Document>), Problem> {
    let root = question.snapshot.root_at(published.basis.size)?;
    Ok(publication::rebuild(question.model, published, root, copy))
}

fn differs() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "publication_differs",
        "Rapporten kan inte återges.",
        "Rapporten kan inte längre återges som den publicerades, och inget är gallrat i den.",
    )
    .remedied("Meddela driften: `liggare reproduce` och `liggare verify` visar vad som skiljer.")
}

impl Reproduced {
    fn of(published: &PublishedReport, outcome: Reproduction) -> Self {
        let mut said = Self {
            kind: "reproduction",
            report: published.report.clone(),
            basis: published.basis,
            sha256: published.view_sha256.clone(),
            identical: false,
            first_difference: None,
            redacted_sections: None,
            identical_sections: None,
        };
        match outcome {
            Reproduction::Identical => said.identical = true,
            Reproduction::Differs(first) => said.first_difference = Some(first),
            Reproduction::Redacted {
                sections,
                identical,
            } => {
                said.redacted_sections = Some(sections);
                said.identical_sections = Some(identical);
            }
        }
        said
    }
}
