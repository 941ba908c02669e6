//! `/commands/batch`: many commands in one request, each on its own.
//!
//! Guarantees: they are recorded in the order they stand; a refused one hinders
//! none of the following; each has its own answer, as if it had been sent alone.
//! Deliberately not here: all or nothing. What belongs together is the rows of
//! one command.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use futures_util::future::join_all;
use ledger::command::parse::items;
use ledger::command::{Command, Draft, Submission};
use ledger::ledger::Receipt;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::account::Account;
use crate::node::Node;
use crate::server::Served;
use crate::server::caller::{Caller, LoggedIn};
use crate::server::limits::MAX_BATCH;
use crate::server::problem::Problem;
use crate::server::sent::{Many, Media};
use crate::server::submitting::{record, submission};

/// The batch.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(give))
}

/// Vad det blev av vart och ett av kommandona.
#[derive(Default, Serialize, utoipa::ToSchema)]
struct Answered {
    /// Så många är antecknade nu.
    recorded: u64,
    /// Så många var antecknade redan.
    repeated: u64,
    /// Så många är inte antecknade.
    refused: u64,
    /// Vad det blev av vart och ett, i den ordning de stod.
    answers: Vec<Answer>,
}

/// Vad det blev av ett kommando.
#[derive(Serialize, utoipa::ToSchema)]
struct Answer {
    /// Den status som det hade fått för sig.
    #[schema(minimum = 200, maximum = 599)]
    status: u16,
    /// Kvittot, när det är antecknat.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    receipt: Option<Receipt>,
    /// Varför det inte är det.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    problem: Option<Problem>,
}

/// Ge många kommandon
///
/// En lista i JSON, eller ett kommando per rad. Vart och ett antecknas för sig, i
/// ordning, och får sitt eget svar; vart och ett har sitt eget `id`. Högst 1000.
#[utoipa::path(
    post,
    path = "/commands/batch",
    tag = "kommandon",
    operation_id = "give_commands",
    security(("token" = [])),
    request_body(content((Vec<Draft> = "application/json"), (String = "application/x-ndjson"))),
    responses(
        (status = 200, body = Answered, description = "Ett svar för varje kommando."),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 408, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn give(
    State(served): State<Served>,
    LoggedIn(caller): LoggedIn,
    sent: Many,
) -> Result<Json<Answered>, Problem> {
    let account = caller.account()?.clone();
    let reading = tokio::task::spawn_blocking(move || commands(&sent, &account));
    let commands = reading.await.map_err(|_| Problem::internal())??;
    let mut next = 0;
    let mut answered = Answered::default();
    while next < commands.len() {
        let (many, permitted) = permitted_run(&served.node, &caller, &commands, next).await?;
        if let Err(problem) = permitted {
            next += 1;
            answered.add(Err(problem));
            continue;
        }
        let run = commands.iter().skip(next).take(many).flatten();
        // Handed in one after the other, they are written together and in order.
        let recording = run.map(|given| record(&served.node, given.clone()));
        for outcome in join_all(recording).await {
            answered.add(outcome);
        }
        next += many;
    }
    Ok(Json(answered))
}

/// The commands of a batch, in order: each, or why it cannot be read.
type Commands = Arc<[Result<Submission, Problem>]>;

/// The commands of a body.
///
/// # Errors
/// [`Problem`] when it is no list, or has too many.
fn commands(sent: &Many, account: &Account) -> Result<Commands, Problem> {
    let (media, bytes) = sent.any();
    let texts: Vec<&[u8]> = match media {
        Media::Json => items(bytes, MAX_BATCH + 1)?
            .into_iter()
            .map(str::as_bytes)
            .collect(),
        Media::Lines => bytes
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty())
            .take(MAX_BATCH + 1)
            .collect(),
    };
    if texts.len() > MAX_BATCH {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "batch_too_large",
            "Det är för många kommandon.",
            format!("Högst {MAX_BATCH} kommandon tas emot."),
        )
        .remedied("Dela upp dem på flera anrop."));
    }
    let read = texts
        .into_iter()
        .map(|text| submission(text, None, account));
    Ok(read.collect())
}

/// How many of the commands, from one on, may be handed in together as the ledger
/// is now; why not even that one, when so. A redaction goes by itself.
async fn permitted_run(
    node: &Arc<Node>,
    caller: &Caller,
    commands: &Commands,
    from: usize,
) -> Result<(usize, Result<(), Problem>), Problem> {
    if let Some(Err(problem)) = commands.get(from) {
        return Ok((0, Err(problem.clone())));
    }
    let (caller, commands) = (caller.clone(), Arc::clone(commands));
    let permitted = node.ask(move |question| {
        let is_alone = |given: &Submission| matches!(given.command, Command::RedactPayload(_));
        let run = commands
            .iter()
            .skip(from)
            .map_while(|given| given.as_ref().ok());
        let mut many = 0;
        for given in run {
            if many > 0 && is_alone(given) {
                break;
            }
            match caller.may_submit(given, question) {
                Err(problem) if many == 0 => return (0, Err(problem)),
                // It may rest on those before it: asked again when they are recorded.
                Err(_) => break,
                Ok(()) => many += 1,
            }
            if is_alone(given) {
                break;
            }
        }
        (many, Ok(()))
    });
    Ok(permitted.await?)
}

impl Answered {
    fn add(&mut self, outcome: Result<Receipt, Problem>) {
        self.answers.push(match outcome {
            Ok(receipt) => {
                let status = if receipt.repeated {
                    self.repeated += 1;
                    StatusCode::OK
                } else {
                    self.recorded += 1;
                    StatusCode::CREATED
                };
                Answer {
                    status: status.as_u16(),
                    receipt: Some(receipt),
                    problem: None,
                }
            }
            Err(problem) => {
                self.refused += 1;
                Answer {
                    status: problem.status,
                    receipt: None,
                    problem: Some(problem),
                }
            }
        });
    }
}
