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
use crate::render::{Format, Layout, json as answers, words as named};
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
    let found = why
        .explained(&reading)
        .map_err(|error| untraced(error, &why.context))?;
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
    let found: Explanation = why
        .explained(reading)
        .map_err(|error| untraced(error, &why.context))?;
    Ok(in_words(&found, context, reading, layout))
}

/// Why something cannot be traced in a report.
pub(crate) fn untraced(error: TraceError, context: &Context) -> Failure {
    match error {
        TraceError::Log(error) => Failure::from(error),
        TraceError::Unknown(subject) => Failure::usage(
            format!(
                "subject_unknown: {subject} finns inte i rapporten {} {} {} vid någon av de två tidpunkterna",
                named::of_report(context.kind),
                context.unit,
                context.period
            ),
            "Välj rapport med --kind, --unit och --period, och tidpunkter med --from och --to. `liggare report … --format csv` utan --table ger varje siffras adress.",
        ),
        TraceError::Range { .. } => {
            Failure::usage(error.to_string(), "Ange --from som inte är senare än --to.")
        }
    }
}
