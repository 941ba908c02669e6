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

use crate::node::Node;
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::limits::MAX_BATCH;
use crate::server::problem::Problem;
use crate::server::sent::{Media, Sent};
use crate::server::submitting::{record, submission};

/// The batch.
pub(super) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(give))
}

/// What became of every command.
#[derive(Default, Serialize, utoipa::ToSchema)]
struct Answered {
    /// How many are recorded now.
    recorded: u64,
    /// How many were recorded before.
    repeated: u64,
    /// How many are not recorded.
    refused: u64,
    /// What became of each, in the order they stood.
    answers: Vec<Answer>,
}

/// What became of one.
#[derive(Serialize, utoipa::ToSchema)]
struct Answer {
    /// The status that it would have had alone.
    #[schema(minimum = 200, maximum = 599)]
    status: u16,
    /// The receipt, when it is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    receipt: Option<Receipt>,
    /// Why it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    problem: Option<Problem>,
}

/// Give many commands
///
/// A JSON list, or a command a line. Each is recorded by itself, in order, and
/// has its own answer; each has its own `id`. At most 1000.
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
    caller: Caller,
    sent: Sent,
) -> Result<Json<Answered>, Problem> {
    let account = caller.account()?;
    let (media, bytes) = sent.any();
    let texts: Vec<&[u8]> = match media {
        Media::Json => items(&bytes)?.into_iter().map(str::as_bytes).collect(),
        Media::Lines => bytes
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty())
            .collect(),
    };
    if texts.len() > MAX_BATCH {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "batch_too_large",
            "Det är för många kommandon.",
            format!(
                "Det är {} kommandon; högst {MAX_BATCH} tas emot.",
                texts.len()
            ),
        )
        .remedied("Dela upp dem på flera anrop."));
    }
    let mut waiting: Vec<_> = texts
        .into_iter()
        .map(|text| submission(text, None, account))
        .collect();
    let mut answered = Answered::default();
    while !waiting.is_empty() {
        let (first, may) = permitted_run(&served.node, &caller, &waiting).await?;
        if let Err(problem) = may {
            waiting.drain(..1);
            answered.add(Err(problem));
            continue;
        }
        let run: Vec<_> = waiting.drain(..first).flatten().collect();
        // Handed in one after the other, they are written together and in order.
        let recording = run.into_iter().map(|given| record(&served.node, given));
        for outcome in join_all(recording).await {
            answered.add(outcome);
        }
    }
    Ok(Json(answered))
}

/// How many of the commands, from the first, may be handed in together as the
/// ledger is now; why not even the first, when so. A redaction goes by itself.
async fn permitted_run(
    node: &Arc<Node>,
    caller: &Caller,
    waiting: &[Result<Submission, Problem>],
) -> Result<(usize, Result<(), Problem>), Problem> {
    let is_alone = |given: &Submission| matches!(given.command, Command::RedactPayload(_));
    let mut run = Vec::new();
    for given in waiting {
        match given {
            Ok(given) if run.is_empty() || !is_alone(given) => run.push(given.clone()),
            Err(problem) if run.is_empty() => return Ok((0, Err(problem.clone()))),
            _ => break,
        }
        if run.first().is_some_and(is_alone) {
            break;
        }
    }
    let caller = caller.clone();
    let permitted = node.ask(move |question| {
        for (number, given) in run.iter().enumerate() {
            match caller.may_submit(given, question) {
                Err(problem) if number == 0 => return (0, Err(problem)),
                // It may rest on those before it: asked again when they are recorded.
                Err(_) => return (number, Ok(())),
                Ok(()) => {}
            }
        }
        (run.len(), Ok(()))
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
