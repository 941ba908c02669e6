//! `/explain`: why a figure, an indicator, an objective or an assignment is
//! another than it was.

use axum::extract::State;
use axum::response::Response;
use ledger::event::reporting::ReportKind;
use ledger::ids::{IndicatorId, ItemId, UnitId};
use ledger::period::Period;
use projections::document::FigureKey;
use projections::trace::{Subject, TraceError};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::matrix::Capability;
use crate::answer::explanation::{self as answer, Explained, Why};
use crate::cli::Explain;
use crate::cli::moment::Moment;
use crate::commands::explain::{as_csv, in_words};
use crate::node::Question;
use crate::render::Layout;
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::document::{FORMS, unwritten};
use crate::server::path::Path;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::refusals::Refusals;
use crate::server::wanted::{Form, Wanted, bytes};

/// Explanations.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(figure))
        .routes(routes!(indicator))
        .routes(routes!(item))
}

/// What is asked of a change.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Rapporten som ämnet står i. Annars den som `to` eller `from` namnger, annars
    /// den naturliga för perioden.
    #[param(value_type = Option<ReportKind>, example = "operations_report")]
    kind: Option<ReportKind>,
    /// Vems rapport. Annars samma rapports, annars den enhets som svarar för ämnet.
    #[param(value_type = Option<UnitId>, example = "RS")]
    unit: Option<UnitId>,
    /// Perioden. Annars samma rapports.
    #[param(value_type = Option<Period>, example = "2024")]
    period: Option<Period>,
    /// Från vad som var känt: datum, tidpunkt, `@` och ett antal händelser, eller en
    /// publicerad rapports id. Annars från början.
    #[param(example = "2024-12-31")]
    from: Option<String>,
    /// Till vad som var känt. Annars till nu.
    #[param(example = "2025-03-01")]
    to: Option<String>,
}

/// Varför en siffra i en rapport är en annan
///
/// Orsakernas effekter summerar exakt till ändringen.
#[utoipa::path(
    get,
    path = "/explain/figures/{figure}",
    tag = "spårning",
    params(
        ("figure" = String, Path, description = "Siffrans adress: tabell:rad:kolumn.", example = "operating_result:L1:outcome"),
        Asked
    ),
    security(("token" = [])),
    extensions(("x-capability" = json!("explain"))),
    responses(
        (status = 200, content((Explained = "application/json"), (String = "text/plain"), (String = "text/csv"))),
        Refusals
    )
)]
async fn figure(
    State(served): State<Served>,
    caller: Caller,
    Path(figure): Path<String>,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let figure: FigureKey = figure
        .parse()
        .map_err(|error| Problem::question("figure", format!("{error}")))?;
    explained(served, caller, Subject::Figure(figure), asked, wanted).await
}

/// Varför en indikator är en annan
#[utoipa::path(
    get,
    path = "/explain/indicators/{indicator}",
    tag = "spårning",
    params(("indicator" = IndicatorId, Path, description = "Indikatorns id.", example = "I-1.4"), Asked),
    security(("token" = [])),
    extensions(("x-capability" = json!("explain"))),
    responses(
        (status = 200, content((Explained = "application/json"), (String = "text/plain"), (String = "text/csv"))),
        Refusals
    )
)]
async fn indicator(
    State(served): State<Served>,
    caller: Caller,
    Path(indicator): Path<IndicatorId>,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    explained(served, caller, Subject::Indicator(indicator), asked, wanted).await
}

/// Varför ett mål eller ett uppdrag bedöms annorlunda
#[utoipa::path(
    get,
    path = "/explain/items/{item}",
    tag = "spårning",
    params(("item" = ItemId, Path, description = "Målets eller uppdragets id.", example = "RF-E1"), Asked),
    security(("token" = [])),
    extensions(("x-capability" = json!("explain"))),
    responses(
        (status = 200, content((Explained = "application/json"), (String = "text/plain"), (String = "text/csv"))),
        Refusals
    )
)]
async fn item(
    State(served): State<Served>,
    caller: Caller,
    Path(item): Path<ItemId>,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    explained(served, caller, Subject::Item(item), asked, wanted).await
}

async fn explained(
    served: Served,
    caller: Caller,
    subject: Subject,
    asked: Asked,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let asked = Explain {
        subject: Vec::new(),
        kind: asked.kind,
        unit: asked.unit,
        period: asked.period,
        from: moment("from", asked.from.as_deref())?,
        to: moment("to", asked.to.as_deref())?,
    };
    let demonstration = served.node.file.demonstration;
    let answer = move |question: &Question<'_>| {
        if let Some(unit) = &asked.unit {
            caller.may(Capability::Explain, Some(unit), question)?;
        }
        caller.account()?;
        let reading = question.reading();
        let why = Why::asked(&asked, subject, &reading)?;
        allowed(&caller, &why, question)?;
        let basis = reading.basis(why.to)?;
        let form = wanted.form(&FORMS)?;
        wanted.answered((question, &basis), form, || {
            let found = why.explained(&reading)?;
            let context = &why.context;
            match form {
                Form::Json => bytes(&answer::answer(found, context, &reading, demonstration)?),
                Form::Text => {
                    let said = in_words(&found, context, &reading, Layout::package());
                    Ok(said.into_bytes())
                }
                Form::Csv => Ok(as_csv(&found).map_err(unwritten)?.into_bytes()),
            }
        })
    };
    served.node.ask(answer).await?
}

/// Whether the caller may have the subject explained in the report. The report's
/// unit must be the caller's, and so must the subject's own, but for what the
/// report itself says: a unit above answers for an objective that the unit's report
/// follows up. All else is answered as what the report does not have.
///
/// # Errors
/// [`Problem`] 401, 403 or 404.
pub(crate) fn allowed(caller: &Caller, why: &Why, question: &Question<'_>) -> Result<(), Problem> {
    let reading = question.reading();
    caller.may(Capability::Explain, Some(&why.context.unit), question)?;
    let Some(unit) = why.unit_of_subject(&reading) else {
        return Ok(());
    };
    let is_own = caller.may(Capability::Explain, Some(&unit), question);
    if is_own.is_ok() || why.is_said(&reading) {
        return Ok(());
    }
    Err(not_in_the_report())
}

fn not_in_the_report() -> Problem {
    Problem::not_found(
        "Det som ska förklaras finns inte i rapporten vid någon av de två tidpunkterna.",
    )
}

/// A moment as a query member names it.
///
/// # Errors
/// [`Problem`] 400 when it cannot be read.
pub(super) fn moment(place: &str, text: Option<&str>) -> Result<Option<Moment>, Problem> {
    text.map(str::parse)
        .transpose()
        .map_err(|error: String| Problem::question(place, error))
}

impl From<TraceError> for Problem {
    fn from(error: TraceError) -> Self {
        match error {
            TraceError::Log(error) => error.into(),
            TraceError::Unknown(_) => not_in_the_report(),
            TraceError::Range { from, to, .. } => Self::question(
                "from",
                format!("from är efter to: {from} och {to} händelser."),
            ),
        }
    }
}
