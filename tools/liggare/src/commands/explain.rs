//! `explain`: why a figure, an indicator, an objective or an assignment is
//! another than it was.
//!
//! The effects of all causes sum to the change; the text shows the sum beside
//! the change, so that a reader can check it.

mod codes;
mod words;

pub(crate) use codes::as_csv;
pub(crate) use words::in_words;

use projections::document::FigureKey;
use projections::trace::{Context, Explanation, Subject, TraceError};

use crate::answer::explanation::{self, Why};
use crate::cli::Explain;
use crate::failure::{Exit, Failure};
use crate::render::{Format, Layout, json as answers};
use crate::session::{Reading, Session};
use crate::world::World;

/// Explains a subject.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened or the subject is unknown.
pub(crate) fn run(asked: &Explain, world: &mut World<'_>) -> Result<Exit, Failure> {
    let subject = explanation::subject(&asked.subject)?;
    let session = Session::open(world)?;
    let reading = session.reading();
    let why = Why::asked(asked, subject, &reading)?;
    let found = why.explained(&reading).map_err(untraced)?;
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => in_words(&found, &why.context, &reading, world.layout),
        Format::Json => {
            let demonstration = session.demonstration();
            answers::answer(&explanation::answer(
                found,
                &why.context,
                &reading,
                demonstration,
            )?)?
        }
        Format::Csv => as_csv(&found)?,
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
    reading: &Reading<'_>,
    size: u64,
    layout: Layout,
) -> Result<String, Failure> {
    let why = Why {
        subject: Subject::Figure(figure),
        context: context.clone(),
        from: 0,
        to: size,
    };
    let found: Explanation = why.explained(reading).map_err(untraced)?;
    Ok(in_words(&found, context, reading, layout))
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
