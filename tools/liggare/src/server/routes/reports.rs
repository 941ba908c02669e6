//! `/reports` and `/views`: a report, or a part of one, as of any moment.

use axum::extract::State;
use axum::response::Response;
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::document::Document;
use projections::report::{self, ReportRequest};
use serde::Deserialize;
use utoipa::openapi::schema::{OneOf, OneOfBuilder};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::answer::view::{NoView, ViewName, view};
use crate::server::Served;
use crate::server::asked::Known;
use crate::server::caller::Caller;
use crate::server::document::{FORMS, table, told};
use crate::server::path::{Path, PathPeriod};
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::refusals::Refusals;
use crate::server::wanted::Wanted;

/// Reports and views.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(report))
        .routes(routes!(shown))
}

/// What is asked of a report.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Vad som var känt: ett datum (till dess slut i Sverige), en tidpunkt (RFC 3339),
    /// `@` och ett antal händelser, eller en publicerad rapports id. Annars nu.
    #[param(example = "2024-09-30")]
    known_at: Option<String>,
    /// Ett antal händelser, i stället för `known_at`.
    #[param(minimum = 0)]
    basis: Option<u64>,
    /// Bara tabellen med denna nyckel.
    #[param(example = "operating_result")]
    table: Option<String>,
}

/// En rapport som den ser ut med det som var känt
///
/// JSON är den kanoniska formen (RFC 8785): samma byte som en publicerad rapport är
/// låst till. `text/plain` är rapporten att läsa, `text/csv` en rad per cell, eller
/// tabellen som namnges.
#[utoipa::path(
    get,
    path = "/reports/{kind}/{unit}/{period}",
    tag = "rapporter",
    params(
        ("kind" = ReportKind, Path, description = "Rapportens slag.", example = "operations_report"),
        ("unit" = UnitId, Path, description = "Enheten.", example = "RS"),
        ("period" = Period, Path, description = "Ett år, en månad, eller månader med `%2F` eller `--` emellan.", example = "2024"),
        Asked
    ),
    security(("token" = [])),
    extensions(("x-capability" = json!("reports"))),
    responses(
        (status = 200, content(
            (Told = "application/json"),
            (String = "text/plain"),
            (String = "text/csv")
        )),
        Refusals
    )
)]
async fn report(
    State(served): State<Served>,
    caller: Caller,
    Path((kind, unit, PathPeriod(period))): Path<(ReportKind, UnitId, PathPeriod)>,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let form = wanted.form(&FORMS)?;
    let known = Known {
        known_at: asked.known_at,
        basis: asked.basis,
    };
    let answer = move |question: &crate::node::Question<'_>| {
        caller.may(Capability::Reports, Some(&unit), question)?;
        let size = known.size(question)?;
        let basis = question.reading().basis(size)?;
        let request = ReportRequest { kind, unit, period };
        wanted.answered((question, &basis), form, || {
            let document = report::build(question.model, &request, basis)?;
            match &asked.table {
                Some(key) => table(&document, key, form),
                None => told(&document, form),
            }
        })
    };
    served.node.ask(answer).await?
}

/// What is told of a report as JSON: all of it, or the table that was asked for.
struct Told;

impl PartialSchema for Told {
    fn schema() -> RefOr<Schema> {
        let either = ["Document", "Table"].map(Ref::from_schema_name);
        either
            .into_iter()
            .fold(OneOf::new().into(), OneOfBuilder::item)
            .into()
    }
}

impl ToSchema for Told {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        <Document as ToSchema>::schemas(schemas);
        schemas.push((Document::name().into_owned(), Document::schema()));
    }
}

/// En vy för sig: de avsnitt av rapporten som säger den
///
/// Samma former som en rapport. Mål och uppdrag som perioden saknar bedömning eller status
/// för har sina senaste inom perioden i ett eget avsnitt, med den period som de avser.
#[utoipa::path(
    get,
    path = "/views/{view}/{unit}/{period}",
    tag = "vyer",
    params(
        ("view" = ViewName, Path, description = "Vyn.", example = "economy"),
        ("unit" = UnitId, Path, description = "Enheten.", example = "RS"),
        ("period" = Period, Path, description = "Ett år, en månad, eller månader med `%2F` eller `--` emellan.", example = "2024"),
        Known
    ),
    security(("token" = [])),
    extensions(("x-capability" = json!([
        "plan", "indicators", "assessments", "economy", "frames", "actions", "investments",
        "figures", "control", "decisions", "narrative"
    ]))),
    responses(
        (status = 200, content(
            (Document = "application/json"),
            (String = "text/plain"),
            (String = "text/csv")
        )),
        Refusals
    )
)]
async fn shown(
    State(served): State<Served>,
    caller: Caller,
    Path((name, unit, PathPeriod(period))): Path<(ViewName, UnitId, PathPeriod)>,
    Query(known): Query<Known>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let form = wanted.form(&FORMS)?;
    let answer = move |question: &crate::node::Question<'_>| {
        caller.may(capability(name), Some(&unit), question)?;
        let size = known.size(question)?;
        let reading = question.reading();
        let basis = reading.basis(size)?;
        wanted.answered((question, &basis), form, || {
            let document = view(&reading, name, (&unit, period), size)?;
            told(&document, form)
        })
    };
    served.node.ask(answer).await?
}

/// What one may do to see a view.
fn capability(name: ViewName) -> Capability {
    match name {
        ViewName::Plan | ViewName::Objectives => Capability::Plan,
        ViewName::Indicators => Capability::Indicators,
        ViewName::Assessments => Capability::Assessments,
        ViewName::Economy => Capability::Economy,
        ViewName::Frames => Capability::Frames,
        ViewName::Actions => Capability::Actions,
        ViewName::Investments => Capability::Investments,
        ViewName::Figures | ViewName::Personnel | ViewName::Volumes => Capability::Figures,
        ViewName::Control => Capability::Control,
        ViewName::Decisions => Capability::Decisions,
        ViewName::Narrative => Capability::Narrative,
    }
}

impl From<NoView> for Problem {
    fn from(why: NoView) -> Self {
        match why {
            NoView::WholeYearsOnly => Self::question(
                "period",
                "Vyn finns inte för en del av ett år; ange ett helt.",
            ),
            NoView::NotBuilt(error) => error.into(),
            NoView::Failed(failure) => failure.into(),
        }
    }
}
