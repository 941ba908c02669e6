//! Commands on their way from a caller to the writer.
//!
//! Guarantees: who acts is the caller; a command has the sender's own id (I8);
//! nothing reaches the writer that its sender may not give. A redaction removes
//! the kept copies of published reports before it is recorded, as `record` does,
//! and is answered for when the read model shows it.
//!
//! Deliberately not here: publishing, which builds what it records, and the
//! rotation of the signing key, whose secret half is in the ledger's folder.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use ledger::command::parse::read;
use ledger::command::{Command, Draft, Submission};
use ledger::ids::CommandId;
use ledger::ledger::Receipt;
use ledger::refusal::{Refusal, RefusalCode};

use super::caller::Caller;
use super::problem::Problem;
use crate::access::account::Account;
use crate::node::Node;
use crate::publication::copies;

/// The header that a command's id can stand in
/// (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The id that the header gives, bare or as a structured field's string.
///
/// # Errors
/// [`Problem`] 400 when it cannot be an id, or stands twice.
pub(crate) fn key(headers: &HeaderMap) -> Result<Option<CommandId>, Problem> {
    let wrong = |detail: String| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "idempotency_key_invalid",
            "Kommandots id kan inte läsas.",
            detail,
        )
        .at("Idempotency-Key")
    };
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = given.next() else {
        return Ok(None);
    };
    if given.next().is_some() {
        return Err(wrong("Huvudet står två gånger.".to_owned()));
    }
    let text = value.to_str().map_err(|error| wrong(error.to_string()))?;
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    CommandId::new(quoted.unwrap_or(text))
        .map(Some)
        .map_err(|error| wrong(error.to_string()))
}

/// The command that a text says, by the caller.
///
/// # Errors
/// [`Problem`] when it cannot be read, has no id or two, has another actor than
/// the caller, or is given in another way.
pub(crate) fn submission(
    text: &[u8],
    key: Option<CommandId>,
    account: &Account,
) -> Result<Submission, Problem> {
    let draft: Draft = read(text)?;
    let id = match (draft.id.clone(), key) {
        (Some(id), Some(key)) if id != key => {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "idempotency_key_differs",
                "Kommandot har två id.",
                format!("Huvudet Idempotency-Key säger {key} och kroppen {id}."),
            )
            .at("id"));
        }
        (Some(id), _) | (None, Some(id)) => id,
        (None, None) => {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "idempotency_key_missing",
                "Kommandot saknar id.",
                "Varken huvudet Idempotency-Key eller medlemmen id finns.",
            )
            .at("id")
            .remedied("Ge kommandot ett eget id. Skickas det igen med samma id ges samma svar."));
        }
    };
    if draft
        .actor
        .as_ref()
        .is_some_and(|actor| *actor != account.actor)
    {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "actor_is_not_caller",
            "Kommandot har en annan avsändare.",
            format!("Den som är inloggad är {}.", account.actor),
        )
        .at("actor")
        .remedied("Utelämna actor, eller ange den egna pseudonymen."));
    }
    match &draft.command {
        Command::PublishReport(_) => Err(Refusal::new(
            RefusalCode::UsePublish,
            "command",
            "En rapport publiceras av det program som bygger den, så att den låses till sitt underlag.",
        )
        .with_remedy("Skicka rapporten till /api/v1/publications.")
        .into()),
        Command::RotateSigningKey(_) => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "command_line_only",
            "Kommandot tas inte emot här.",
            "Nyckelns hemliga del finns i liggarens mapp och lämnar den inte.",
        )
        .at("command")
        .remedied("Byt nyckel med `liggare key rotate`.")),
        _ => Ok(draft.submitted(id, account.actor.clone())),
    }
}

/// Whether the caller may give the command.
///
/// # Errors
/// [`Problem`] 401 or 403.
pub(crate) async fn permitted(
    node: &Arc<Node>,
    caller: &Caller,
    submission: &Submission,
) -> Result<(), Problem> {
    let (caller, submission) = (caller.clone(), submission.clone());
    node.ask(move |question| caller.may_submit(&submission, question))
        .await?
}

/// Records a command that its sender may give.
///
/// # Errors
/// [`Problem`] when it is refused, or the store cannot take it.
pub(crate) async fn record(node: &Arc<Node>, submission: Submission) -> Result<Receipt, Problem> {
    if !matches!(submission.command, Command::RedactPayload(_)) {
        return Ok(node.submit(submission).await??);
    }
    // A caller that hangs up does not stop it half-way.
    let node = Arc::clone(node);
    let redacting = tokio::spawn(async move { redact(&node, submission).await });
    redacting.await.map_err(|_| Problem::internal())?
}

async fn redact(node: &Arc<Node>, submission: Submission) -> Result<Receipt, Problem> {
    let _copies = node.copies().await;
    // One that the rules refuse takes no copies with it.
    if !node.trial(submission.clone()).await??.repeated {
        let folder = node.folder.clone();
        let forgotten = tokio::task::spawn_blocking(move || copies::forget_copies(&folder));
        forgotten.await.map_err(|_| Problem::internal())??;
    }
    let receipt = node.submit(submission).await??;
    node.ask(|_| ()).await?;
    Ok(receipt)
}
