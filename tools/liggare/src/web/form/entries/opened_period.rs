//! `oppna-period`: a period is opened for the unit's follow-up.

use ledger::command::{Command, Draft};
use ledger::event::reporting::{PeriodOpened, ReportKind};
use ledger::period::Period;
use ledger::stream::StreamId;
use ledger::time::Date;
use projections::report::report_name;

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::server::problem::Problem;
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::sight::Sight;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "oppna-period",
    title: "Öppna en period",
    kind: CommandKind::OpenPeriod,
    room: "/insamling",
    asks,
    draft,
    places: &[
        ("unit", "avser"),
        ("period", "avser"),
        ("report", "rapport"),
        ("due", "senast"),
    ],
    after,
};

/// The reports, as they are sent and as they are.
pub(super) const REPORTS: [(&str, ReportKind); 4] = [
    ("period_report", ReportKind::PeriodReport),
    ("interim_report", ReportKind::InterimReport),
    ("operations_report", ReportKind::OperationsReport),
    ("annual_report", ReportKind::AnnualReport),
];

/// A kind of report as a choice.
pub(super) fn report_choice(value: &str, kind: ReportKind) -> Choice {
    Choice::new(value, report_name(kind))
}

/// The periods from January of the year and the next, the whole years with them.
fn periods(year: u16) -> Vec<Choice> {
    let ends = [12, 7, 8, 6, 1, 2, 3, 4, 5, 9, 10, 11];
    [year, year.saturating_add(1)]
        .into_iter()
        .flat_map(|year| ends.map(|end| Period::months_of(year, 1, end)))
        .flatten()
        .map(|period| Choice::new(period.to_string(), in_words(period)))
        .collect()
}

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Reports)?;
    let period: Option<Period> = given.one("avser").and_then(|text| text.parse().ok());
    let watched = period.map(|period| StreamId::period(sight.unit(), period));
    let mut choices = periods(sight.period().year());
    let own = sight.period().to_string();
    if !choices.iter().any(|choice| choice.value == own) {
        choices.insert(0, Choice::new(own.as_str(), in_words(sight.period())));
    }
    Ok(Form {
        about: Html::escaped(&format!(
            "Perioden öppnas för {} med alla enheter under den.",
            sight.name_of(sight.unit())
        )),
        fields: vec![
            Field::new("avser", "Period", Kind::OneOf(choices)).filled(own),
            Field::new(
                "rapport",
                "Rapport som uppgifterna samlas in för",
                Kind::OneShown(
                    REPORTS
                        .map(|(value, kind)| report_choice(value, kind))
                        .into(),
                ),
            ),
            Field::new("senast", "Sista dag att rapportera", Kind::Day).help(
                "Delårsrapporten lämnas inom två månader efter perioden och årsredovisningen senast den 15 april (11 kap. kommunallagen).",
            ),
        ],
        button: "Öppna perioden",
        watched: watched.into_iter().collect(),
        ..Form::default()
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let period: Option<Period> = answers.read("avser");
    let report: Option<ReportKind> = answers.word("rapport");
    let due: Option<Date> = answers.read("senast");
    let opened = || {
        Some(PeriodOpened {
            unit: sight.unit().clone(),
            period: period?,
            report: report?,
            due: due?,
        })
    };
    let opened = opened();
    answers.done(opened.map(|opened| bare(Command::OpenPeriod(opened))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let times = sight.times.known_at(None);
    let period = given.one("avser").and_then(|text| text.parse().ok());
    period
        .map_or_else(|| times.clone(), |period| times.about(period))
        .link("/insamling")
}
