//! `/bevis`: what the ledger can show to someone who trusts neither it nor
//! those who keep it.
//!
//! The server computes every proof from its hashes up to the root, in front of the
//! reader, and says what that shows and what it does not. Who wants to be surer takes
//! the files and runs `granska`, which shares no code with this program.

mod checkpoint;
mod consistency;
mod files;
mod inclusion;
mod step;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::proof::TreeHead;
use projections::temporal::note;

use crate::access::matrix::Capability;
use crate::render::swedish;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;
use crate::web::times::{KNOWN, PERIOD, UNIT, path};
use checkpoint::{Checkpoint, Keys};
use consistency::Consistency;
use inclusion::Inclusion;

/// Where the proofs are.
const ROOM: &str = "/bevis";

/// The members of the address: an event, and two sizes.
const EVENT: &str = "handelse";
const FROM: &str = "fran";
const TO: &str = "till";

/// The page and its files.
pub(super) fn routes() -> Router<Served> {
    Router::new().route(ROOM, get(show)).merge(files::routes())
}

#[derive(Template)]
#[template(path = "web/proofs.html")]
struct Proofs {
    hidden: Vec<(&'static str, String)>,
    checkpoint: Option<Checkpoint>,
    unsigned: String,
    keys: Keys,
    demonstration: bool,
    event: String,
    inclusion: Option<Result<Inclusion, String>>,
    from: String,
    to: String,
    consistency: Option<Result<Consistency, String>>,
    package: Option<String>,
    reports: Vec<(String, String)>,
    may_pack: bool,
    first_key: String,
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    let node = std::sync::Arc::clone(&looking.served.node);
    looking
        .show(move |sight| {
            sight.may_of(Capability::Proofs, None)?;
            let keys = Keys::of(sight, &node);
            let page = proofs(sight, keys)?;
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new(ROOM, "Bevis", Html::of(&page)?)
            })
        })
        .await
}

fn proofs(sight: &Sight<'_>, keys: Keys) -> Result<Proofs, Problem> {
    let (head, checkpoint) = match latest(sight)? {
        Some((head, note)) => {
            let told = Checkpoint::of(sight, &head, &note, &keys)?;
            (Some(head), Some(told))
        }
        None => (None, None),
    };
    let text = |name| sight.asked(name).unwrap_or_default().trim().to_owned();
    let (event, from, to) = (text(EVENT), text(FROM), text(TO));
    let head = head.as_ref();
    let inclusion = match (head, event.is_empty()) {
        (Some(head), false) => Some(inclusion::shown(sight, &event, head)?),
        _ => None,
    };
    let consistency = match (head, from.is_empty()) {
        (Some(head), false) => Some(consistency::shown(sight, (&from, &to), head)?),
        _ => None,
    };
    let may_pack = sight.may_of(Capability::AuditPackage, None).is_ok();
    let proved = inclusion.as_ref().and_then(|shown| shown.as_ref().ok());
    let package = proved
        .filter(|_| may_pack)
        .map(|shown| path("/bevis/handelse", &shown.position.to_string()));
    let reports = sight.model().reporting.published(sight.size);
    let reports = reports.filter(|_| may_pack).map(|report| {
        let file = format!(
            "{}/paket",
            path("/rapporter/publicerad", report.report.as_str())
        );
        (report.report.to_string(), file)
    });
    let mut hidden = vec![
        (UNIT, sight.unit().to_string()),
        (PERIOD, sight.period().to_string()),
    ];
    hidden.extend(sight.times.known.clone().map(|known| (KNOWN, known)));
    Ok(Proofs {
        hidden,
        unsigned: swedish::first_events(sight.size),
        demonstration: sight.demonstration,
        first_key: keys
            .listed
            .first()
            .map_or_else(|| "NYCKELN".to_owned(), |key| key.verifier.clone()),
        checkpoint,
        keys,
        event,
        inclusion,
        from,
        to,
        consistency,
        package,
        reports: reports.collect(),
        may_pack,
    })
}

/// The last checkpoint that was signed over what is known, and the events between which
/// it is the last.
fn latest(sight: &Sight<'_>) -> Result<Option<(TreeHead, ledger::proof::SignedNote)>, Problem> {
    let last_of = |size: u64| size.checked_sub(1).map(Position);
    let mut later = None;
    for signed in sight.question.snapshot.checkpoints_back() {
        let signed = signed?;
        let head = TreeHead::of(&signed).map_err(|_| Problem::internal())?;
        if head.size <= sight.size {
            note(sight.size, last_of(head.size), later.and_then(last_of));
            return Ok(Some((head, signed)));
        }
        later = Some(head.size);
    }
    note(sight.size, None, later.and_then(last_of));
    Ok(None)
}
