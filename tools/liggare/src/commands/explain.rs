//! `explain`: why a figure, an indicator, an objective or an assignment is
//! another than it was.
//!
//! The effects of all causes sum to the change; the text shows the sum beside
//! the change, so that a reader can check it.

mod codes;
mod context;
mod words;

use projections::document::FigureKey;
use projections::trace::{self, Context, Subject, TraceError};

use crate::cli::Explain;
use crate::failure::{Exit, Failure};
use crate::render::{Format, Layout, json as answers};
use crate::session::Session;
use crate::world::World;

/// Explains a subject.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened or the subject is unknown.
pub(crate) fn run(asked: &Explain, world: &mut World<'_>) -> Result<Exit, Failure> {
    let subject = context::subject(&asked.subject)?;
    let session = Session::open(world)?;
    let from = match &asked.from {
        Some(moment) => session.known(Some(moment))?,
        None => 0,
    };
    let to = session.known(asked.to.as_ref())?;
    let context = context::context(asked, &subject, &session, to)?;
    let found =
        trace::explain(&session.model, &session, &subject, &context, from, to).map_err(untraced)?;
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => words::in_words(&found, &context, &session, world.layout),
        Format::Json => answers::answer(&codes::as_json(&found, &session)?)?,
        Format::Csv => codes::as_csv(&found)?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

/// Why a figure of a report is what it is, told from the first event.
///
/// # Errors
/// [`Failure`] when there is no such figure, or the ledger cannot be read.
pub(crate) fn figure_in_words(
    figure: FigureKey,
    context: &Context,
    session: &Session,
    size: u64,
    layout: Layout,
) -> Result<String, Failure> {
    let subject = Subject::Figure(figure);
    let found = trace::explain(&session.model, session, &subject, context, 0, size);
    let found = found.map_err(untraced)?;
    Ok(words::in_words(&found, context, session, layout))
}

/// Why something cannot be traced.
pub(crate) fn untraced(error: TraceError) -> Failure {
    match error {
        TraceError::Log(error) => Failure::from(error),
        TraceError::Unknown(_) | TraceError::Range { .. } => Failure::usage(
            error.to_string(),
            "Adresserna står i svaret från `liggare report … --format csv`.",
        ),
    }
}
