//! `/commands`: what someone wants recorded.
//!
//! Guarantee: an answer that says that a command is recorded is given when it is
//! durable (I2); whoever gets another answer, or none, sends the same command
//! again with the same id and learns what became of it (I8).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::command::Draft;
use ledger::ledger::Receipt;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Served;
use crate::server::caller::LoggedIn;
use crate::server::problem::Problem;
use crate::server::query::Query;
use crate::server::sent::One;
use crate::server::submitting::{key, permitted, record, submission};

/// The commands.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(give))
}

/// How a command is taken.
#[derive(serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Om det bara ska prövas: det avgörs som liggaren är nu, och inget antecknas.
    check: Option<bool>,
}

/// Vad det blev av ett kommando.
#[derive(Serialize, utoipa::ToSchema)]
struct Given {
    /// Antecknat, antecknat redan eller, när det bara prövades, möjligt.
    outcome: Outcome,
    /// Kvittot; när det bara prövades det som det skulle få nu.
    receipt: Receipt,
}

/// What became of a command, in a word.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// It is recorded.
    Recorded,
    /// It was recorded before; this is the first receipt again.
    Repeated,
    /// It would be recorded.
    Possible,
}

/// Ge ett kommando
///
/// Kommandot har avsändarens eget id, i huvudet `Idempotency-Key` eller i `id`.
/// Skickas det igen med samma innehåll ges det första kvittot igen; med ett annat
/// innehåll nekas det med `command_id_reused`. Domänens alla avvisningar står i
/// dokumentets `x-refusals`, och strömmarna som `expect` kan gälla i `x-streams`.
#[utoipa::path(
    post,
    path = "/commands",
    tag = "kommandon",
    operation_id = "give_command",
    security(("token" = [])),
    params(
        Asked,
        ("Idempotency-Key" = Option<String>, Header, description = "Kommandots id, när det inte står i kroppen.",
            max_length = 98, pattern = "^[A-Za-z0-9._/:\"-]+$"),
    ),
    request_body(content = Draft, content_type = "application/json"),
    responses(
        (status = 201, body = Given, description = "Kommandot är antecknat.",
            headers(("Location" = String, description = "Den första händelsen."))),
        (status = 200, body = Given, description = "Kommandot var antecknat redan, eller prövades bara."),
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
async fn give(
    State(served): State<Served>,
    LoggedIn(caller): LoggedIn,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    sent: One,
) -> Result<Response, Problem> {
    let account = caller.account()?;
    let submission = submission(sent.json()?, key(&headers)?, account)?;
    permitted(&served.node, &caller, &submission).await?;
    let is_trial = asked.check.unwrap_or(false);
    let receipt = if is_trial {
        served.node.trial(submission).await??
    } else {
        record(&served.node, submission).await?
    };
    let outcome = match (receipt.repeated, is_trial) {
        (true, _) => Outcome::Repeated,
        (false, true) => Outcome::Possible,
        (false, false) => Outcome::Recorded,
    };
    let location = format!("/api/v1/events/{}", receipt.first_position.0);
    let given = Json(Given { outcome, receipt });
    Ok(if outcome == Outcome::Recorded {
        (StatusCode::CREATED, [(header::LOCATION, location)], given).into_response()
    } else {
        given.into_response()
    })
}
