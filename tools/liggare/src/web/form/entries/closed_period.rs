//! `stang-period`: from now on only corrections and restatements concern the period.

use ledger::command::{Command, Draft};
use ledger::event::reporting::{PeriodClosed, ReportKind};
use ledger::period::Period;
use ledger::stream::StreamId;
use projections::reporting::{PeriodRow, PeriodState};

use super::bare;
use super::opened_period::REPORTS;
use crate::access::matrix::{Capability, CommandKind};
use crate::render::{swedish, words};
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Known, KnownRow};
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::sight::Sight;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "stang-period",
    title: "Stäng en period",
    kind: CommandKind::ClosePeriod,
    room: "/insamling",
    asks,
    draft,
    places: &[("period", "oppen"), ("unit", "oppen"), ("report", "oppen")],
    after,
};

/// The unit's open periods.
fn open(sight: &Sight<'_>) -> Vec<PeriodRow> {
    let rows = sight.model().reporting.periods(sight.unit(), sight.size);
    rows.into_iter()
        .filter(|row| matches!(row.state, PeriodState::Open { .. }))
        .collect()
}

/// An open period as it is sent: the period and the report.
fn value(period: Period, kind: ReportKind) -> String {
    format!("{period} {}", words::argument_of_report(kind))
}

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Reports)?;
    let open = open(sight);
    let collected = choosing::collected(sight);
    let left: usize = collected.iter().map(|unit| unit.left.len()).sum();
    let late: Vec<String> = collected
        .iter()
        .filter(|unit| !unit.left.is_empty())
        .map(|unit| sight.name_of(&unit.unit))
        .collect();
    let about = Known {
        correct: None,
        heading: sight.name_of(sight.unit()),
        note: Some(if open.is_empty() {
            "Enheten har ingen öppen period.".to_owned()
        } else {
            "När perioden är stängd tas bara rättelser och omräkningar emot för den, för enheten och alla under den. Det går inte att ångra.".to_owned()
        }),
        rows: match left {
            0 => vec![KnownRow::words(
                format!("Kvar för {}", in_words(sight.period())),
                "ingenting",
            )],
            left => vec![
                KnownRow::words(
                    format!("Kvar för {}", in_words(sight.period())),
                    swedish::counted(left as u64, "uppgift", "uppgifter"),
                )
                .note(late.join(", ")),
            ],
        },
        other: None,
    };
    let choices: Vec<Choice> = open
        .iter()
        .map(|row| Choice {
            note: words::of_report(row.kind).to_owned(),
            ..Choice::new(value(row.period, row.kind), in_words(row.period))
        })
        .collect();
    // What is sent decides, and not what is open now: sent twice it is the same command.
    let period = given.one("oppen").and_then(|text| text.split(' ').next());
    let period: Option<Period> = period.and_then(|text| text.parse().ok());
    let watched = period.map(|period| StreamId::period(sight.unit(), period));
    let asked = open.iter().find(|row| row.period == sight.period());
    let field = Field::new("oppen", "Period", Kind::OneShown(choices));
    Ok(Form {
        about: Html::of(&about)?,
        watched: watched.into_iter().collect(),
        fields: if open.is_empty() {
            Vec::new()
        } else {
            vec![
                match asked {
                    Some(row) => field.filled(value(row.period, row.kind)),
                    None => field,
                },
                Field::new(
                    "saker",
                    "Bekräfta",
                    Kind::Several(vec![Choice::new("ja", "Stäng perioden för alltid")]),
                ),
            ]
        },
        button: "Stäng perioden",
        ..Form::default()
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let chosen = answers.text("oppen");
    if given.one("saker").is_none() {
        answers.wrong("saker", "Bekräfta att perioden ska stängas.");
    }
    let read = chosen.and_then(|chosen| {
        let (period, report) = chosen.split_once(' ')?;
        let mut reports = REPORTS.iter();
        let found = reports.find(|(_, kind)| words::argument_of_report(*kind) == report);
        Some((period.parse().ok()?, found?.1))
    });
    if read.is_none() && given.one("oppen").is_some() {
        answers.wrong("oppen", "Välj en av de öppna perioderna.");
    }
    let closed = read.map(|(period, report)| PeriodClosed {
        unit: sight.unit().clone(),
        period,
        report,
    });
    answers.done(closed.map(|closed| bare(Command::ClosePeriod(closed))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let times = sight.times.known_at(None);
    let period = given.one("oppen").and_then(|text| text.split(' ').next());
    period
        .and_then(|text| text.parse().ok())
        .map_or_else(|| times.clone(), |period| times.about(period))
        .link("/insamling")
}
