//! `reproduce`: a published report is built anew from its basis and compared
//! byte for byte with what was published (I7).

use ledger::ids::ReportId;
use ledger::log::ReadLog;
use projections::diff::Difference;
use projections::document::Document;
use projections::publication::{self, FirstDifference, RedactedSection, Reproduction};
use projections::report::ReportRequest;
use projections::reporting::PublishedReport;
use serde_json::json;

use super::{diff, report};
use crate::cli::Reproduce;
use crate::failure::{Exit, Failure};
use crate::publication::copies::copy_path;
use crate::render::{Format, csv, json as answers, swedish, text};
use crate::session::Session;
use crate::world::World;

/// Reproduces a report.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened or the report is unknown.
pub(crate) fn run(asked: &Reproduce, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let published = session.published(&asked.report)?;
    let root = session.store.root_at(published.basis.size)?;
    let copy = std::fs::read(copy_path(&world.folder, &asked.report)).ok();
    let outcome = publication::reproduce(&session.model, published, root, copy.as_deref());
    let request = ReportRequest {
        kind: published.kind,
        unit: published.unit.clone(),
        period: published.period,
    };
    // For the names of what differs; that it cannot be built is told otherwise.
    let rebuilt = session.build(&request, published.basis.size).ok();
    world.mark(session.demonstration())?;
    let identical = outcome == Reproduction::Identical;
    match (world.format, &outcome) {
        (Format::Json, Reproduction::Identical) => {
            let document = session.build(&request, published.basis.size)?;
            report::say_document(&document, world)?;
        }
        (Format::Json, Reproduction::Differs(first)) => {
            let answer = json!({"kind": "reproduction", "report": asked.report, "identical": false, "first_difference": first});
            world.say(&answers::answer(&answer)?)?;
        }
        (
            Format::Json,
            Reproduction::Redacted {
                sections,
                identical,
            },
        ) => {
            let answer = json!({"kind": "reproduction", "report": asked.report, "identical": false, "redacted_sections": sections, "identical_sections": identical});
            world.say(&answers::answer(&answer)?)?;
        }
        (Format::Csv, _) => {
            let said = csv::rows(
                ["report", "identical", "size", "sha256", "first_difference"],
                [[
                    asked.report.to_string(),
                    identical.to_string(),
                    published.basis.size.to_string(),
                    published.view_sha256.clone(),
                    match &outcome {
                        Reproduction::Identical => String::new(),
                        Reproduction::Redacted { sections, .. } => sections
                            .iter()
                            .map(|section| section.section.as_str())
                            .collect::<Vec<_>>()
                            .join(" "),
                        Reproduction::Differs(first) => {
                            in_words(first, published, rebuilt.as_ref(), world)
                                .trim()
                                .to_owned()
                        }
                    },
                ]],
            )?;
            world.say(&said)?;
        }
        (Format::Text, Reproduction::Identical) => {
            let mut said = String::new();
            let line = format!(
                "✓ {} är densamma byte för byte: {} händelser, SHA-256 {}.",
                asked.report,
                swedish::size(published.basis.size),
                published.view_sha256
            );
            text::push_lines(&mut said, &line, world.layout);
            world.say(&said)?;
        }
        (
            Format::Text,
            Reproduction::Redacted {
                sections,
                identical,
            },
        ) => {
            let said = partly(&asked.report, sections, *identical, world);
            world.say(&said)?;
        }
        (Format::Text, Reproduction::Differs(first)) => {
            let mut said = String::new();
            let line = format!("✗ {} kan inte återges som den publicerades.", asked.report);
            text::push_lines(&mut said, &line, world.layout);
            said.push_str(&in_words(first, published, rebuilt.as_ref(), world));
            world.say(&said)?;
        }
    }
    Ok(if identical { Exit::Done } else { Exit::Found })
}

/// What is left of a report in which something is redacted.
fn partly(
    report: &ReportId,
    sections: &[RedactedSection],
    identical: usize,
    world: &World<'_>,
) -> String {
    let mut said = String::new();
    let line = format!("✗ {report} kan inte längre återges helt: uppgifter i den är gallrade.");
    text::push_lines(&mut said, &line, world.layout);
    push_gone(&mut said, sections, world);
    let line = format!(
        "{} byte för byte.",
        swedish::counted(
            identical as u64,
            "annat avsnitt är detsamma",
            "andra avsnitt är desamma"
        )
    );
    text::push_lines(&mut said, &line, world.layout);
    said
}

/// The sections that can no longer be reproduced, each with why.
fn push_gone(said: &mut String, sections: &[RedactedSection], world: &World<'_>) {
    for section in sections {
        let gone: Vec<String> = section
            .redactions
            .iter()
            .map(|redaction| {
                let decision = redaction
                    .decision
                    .as_ref()
                    .map_or_else(String::new, |decision| format!(" genom beslut {decision}"));
                format!(
                    "{} är gallrad i {}{decision}",
                    redaction.position, redaction.by
                )
            })
            .collect();
        let why = if gone.is_empty() {
            "visar ingen gallrad uppgift, men bygger på händelser som är gallrade".to_owned()
        } else {
            gone.join("; ")
        };
        let line = format!("– {} ({}): {why}", section.heading, section.section);
        text::push_lines(said, &line, world.layout);
    }
}

fn in_words(
    first: &FirstDifference,
    published: &PublishedReport,
    rebuilt: Option<&Document>,
    world: &World<'_>,
) -> String {
    let mut said = String::new();
    let mut line = |words: String| text::push_lines(&mut said, &words, world.layout);
    match first {
        FirstDifference::Log { published, found } => line(format!(
            "Liggarens första händelser är inte de som rapporten vilar på: rot {published} publicerades, {found} är vad som finns."
        )),
        FirstDifference::NotBuilt { why } => line(format!("Rapporten kan inte byggas: {why}")),
        FirstDifference::Exact(change) => {
            line("Första skillnaden:".to_owned());
            let difference = Difference {
                from: published.basis,
                to: published.basis,
                changes: vec![change.as_ref().clone()],
            };
            let names = diff::Names::of(rebuilt);
            said.push_str(&diff::in_words(&difference, &names, true, world.layout));
        }
        FirstDifference::Section { section, heading } => {
            line(format!(
                "Första avsnittet som skiljer sig: {heading} ({section})."
            ));
        }
        FirstDifference::SectionGone { section } => {
            line(format!(
                "Avsnittet {section} fanns i den publicerade rapporten men inte nu."
            ));
        }
        FirstDifference::SectionAdded { section, heading } => {
            line(format!(
                "Avsnittet {heading} ({section}) fanns inte i den publicerade rapporten."
            ));
        }
        FirstDifference::Head => {
            line("Avsnitten är desamma; rapportens slag, titel, enhet, period eller underlag är det inte.".to_owned());
        }
    }
    said
}
