//! `saknas`: an indicator has no value for the period, and why.

use ledger::command::{Command, Draft};
use ledger::event::indicator::OutcomeMissing;
use ledger::ids::{IndicatorId, UnitId};
use ledger::stream::StreamId;
use projections::indicators::Outcome;

use super::bare;
use super::indicator_outcome::{chooser, chosen, known};
use crate::access::matrix::CommandKind;
use crate::server::problem::Problem;
use crate::web::form::choosing;
use crate::web::form::field::{Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::html::Html;
use crate::web::sight::Sight;
use crate::web::times::path;

const SLUG: &str = "saknas";

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: SLUG,
    title: "Ange att ett värde saknas",
    kind: CommandKind::ReportMissingOutcome,
    room: "/indikatorer",
    asks,
    draft,
    places: &[
        ("unit", "hos"),
        ("outcome", "hos"),
        ("missing_reason", "skal"),
    ],
    after,
};

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    let closed = choosing::closed(sight)?;
    let Some(row) = chosen(sight, given)? else {
        let intro = "Ett värde som saknas blir aldrig noll. Välj den indikator som saknar värde för perioden.";
        return Ok(Form {
            about: Html::joined([closed, chooser(sight, SLUG, intro)?]),
            ..Form::default()
        });
    };
    let reason = Field::new("skal", "Varför värdet saknas", Kind::Text)
        .help("Skälet visas i rapporten i stället för ett värde.");
    Ok(Form {
        about: Html::joined([closed, known(sight, &row, SLUG)?]),
        fields: vec![
            Field::sent("indikator", row.indicator.as_str()),
            Field::new(
                "hos",
                "Enhet",
                Kind::OneOf(choosing::units(sight, CommandKind::ReportMissingOutcome)),
            )
            .filled(sight.unit().as_str()),
            match &row.outcome {
                Outcome::Missing { reason: said, .. } => reason.filled(said.as_str()),
                Outcome::Reported(_) | Outcome::NotReported => reason,
            },
        ],
        button: "Anteckna att värdet saknas",
        watched: vec![StreamId::indicator(&row.indicator)],
        ..Form::default()
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let indicator: Option<IndicatorId> = answers.read("indikator");
    let unit: Option<UnitId> = answers.read("hos");
    let reason = answers.text("skal");
    let missing = || {
        Some(OutcomeMissing {
            indicator: indicator?,
            unit: unit?,
            period: sight.period(),
            missing_reason: reason?,
        })
    };
    let missing = missing();
    answers.done(missing.map(|missing| bare(Command::ReportMissingOutcome(missing))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let indicator = given.one("indikator").unwrap_or_default();
    let times = sight.times.known_at(None);
    times.link(&path("/indikatorer", indicator))
}
