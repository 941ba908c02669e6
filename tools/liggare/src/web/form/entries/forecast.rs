//! `prognos`: a unit's forecast of a line's outcome for the whole year.

use ledger::command::{Command, Draft, Rows};
use ledger::event::budget::{LineTable, ReportLineDefined};
use ledger::event::economy::ForecastSubmitted;
use ledger::ids::LineId;
use ledger::period::Period;
use ledger::stream::StreamId;
use projections::economy::column::Column;

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::cli::moment;
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Chooser, Chosen, Known, KnownRow};
use crate::web::form::field::{Field, Kind};
use crate::web::form::given::{Given, Wrong, kronor};
use crate::web::form::unlikely::Doubted;
use crate::web::form::{Entry, Form, ROOM};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::sight::Sight;
use crate::web::times::{Times, path};

const SLUG: &str = "prognos";

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: SLUG,
    title: "Lämna prognos",
    kind: CommandKind::SubmitForecast,
    room: "/ekonomi",
    asks,
    draft,
    places: &[("amount_ore", "belopp")],
    after,
};

/// What is said where a forecast is there already: of several, the last one counts.
const REPLACES: &str = "En ny prognos ersätter den förra; den förra finns kvar i historiken.";

/// The tables whose lines are forecast.
pub(in crate::web) const TABLES: [LineTable; 4] = projections::economy::frames::ALL_TABLES;

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Economy)?;
    let closed = choosing::closed(sight)?;
    let lines = choosing::lines(sight, &TABLES);
    let Some(id) = given.one("rad") else {
        return Ok(Form {
            about: Html::joined([closed, chooser(sight, &lines)?]),
            ..Form::default()
        });
    };
    let Some(line) = lines.into_iter().find(|line| line.line.as_str() == id) else {
        return Err(Problem::not_found(format!(
            "Raden {id} står inte bland dem som {} lämnar prognos för.",
            sight.name_of(sight.unit())
        )));
    };
    let year = sight.period().year();
    Ok(Form {
        about: Html::joined([closed, known(sight, line)?]),
        fields: vec![
            Field::sent("rad", line.line.as_str()),
            Field::new(
                "belopp",
                format!("Prognos för hela {year}"),
                Kind::Number("kronor"),
            )
            .help(format!(
                "Det utfall som väntas för hela året, vid uppföljningen {}. Kostnader skrivs med minus.",
                in_words(sight.period())
            )),
        ],
        button: "Lämna prognosen",
        watched: vec![StreamId::forecast(&line.line, year)],
        doubts: given
            .one("belopp")
            .and_then(kronor)
            .and_then(|amount| Doubted::of("belopp", amount, &choosing::of_years(sight, line)))
            .into_iter()
            .collect(),
    })
}

fn chooser(sight: &Sight<'_>, lines: &[&ReportLineDefined]) -> Result<Html, Problem> {
    let period = sight.period();
    let columns = [
        Column::Outcome,
        Column::Budget,
        Column::BudgetYear,
        Column::Forecast,
    ];
    Html::of(&Chooser {
        intro: format!(
            "Välj den rad som prognosen gäller. Belopp i mnkr, vid uppföljningen {}.",
            in_words(period)
        ),
        what: "Rad",
        columns: vec![
            ("Utfall", true),
            ("Budget", true),
            ("Budget helår", true),
            ("Senaste prognos", true),
        ],
        rows: lines
            .iter()
            .map(|line| Chosen {
                address: choosing::form(sight, SLUG, &[("rad", line.line.as_str())]),
                label: choosing::line_name(line),
                cells: columns
                    .into_iter()
                    .map(|column| choosing::or_dash(&choosing::amount(sight, line, column, period)))
                    .collect(),
            })
            .collect(),
        empty: "Inga rader är upplagda för enheten.".to_owned(),
    })
}

fn known(sight: &Sight<'_>, line: &ReportLineDefined) -> Result<Html, Problem> {
    let period = sight.period();
    let of = |column, label: String| {
        KnownRow::cell(label, &choosing::amount(sight, line, column, period))
    };
    let forecasts = &sight.model().economy.forecasts;
    let is_made = forecasts.is_submitted(&line.line, period, sight.size);
    let made = forecasts.version(&line.line, period, sight.size);
    let made = made.and_then(|(position, _)| {
        let at = sight.model().timeline.recorded_at(position)?;
        Some(format!("lämnad {}", moment::shown(at)))
    });
    let mut rows = Vec::new();
    if !period.is_whole_year() {
        rows.push(of(Column::Budget, format!("Budget {}", in_words(period))));
    }
    rows.extend([
        of(Column::BudgetYear, format!("Budget {}", period.year())),
        of(Column::Forecast, "Senaste prognos".to_owned()).note(made.unwrap_or_default()),
        of(
            Column::ForecastVariance,
            "Prognosens avvikelse mot budget".to_owned(),
        ),
    ]);
    let outcome = to_date(period);
    rows.insert(
        0,
        KnownRow::cell(
            format!("Utfall hittills, {}", in_words(outcome)),
            &choosing::amount(sight, line, Column::Outcome, outcome),
        ),
    );
    Html::of(&Known {
        heading: choosing::line_name(line),
        note: Some(if is_made {
            format!("Belopp i mnkr. {REPLACES}")
        } else {
            "Belopp i mnkr.".to_owned()
        }),
        rows,
        correct: None,
        other: Some(choosing::form(sight, SLUG, &[])),
    })
}

/// From January to the period's end.
fn to_date(period: Period) -> Period {
    Period::months_of(period.year(), 1, period.last().month()).unwrap_or(period)
}

/// The form with what a forecast says, to make another in its place.
pub(super) fn again(times: &Times, made: &ForecastSubmitted) -> String {
    let amount = swedish::kronor(made.amount_ore);
    let times = times.of_unit(made.unit.clone()).about(made.basis_period);
    times.link_with(
        &path(ROOM, SLUG),
        &[("rad", made.line.as_str()), ("belopp", &amount)],
    )
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let line: Option<LineId> = answers.read("rad");
    let amount = answers.kronor("belopp");
    let row = || {
        Some(ForecastSubmitted {
            unit: sight.unit().clone(),
            line: line?,
            basis_period: sight.period(),
            amount_ore: amount?,
        })
    };
    let row = row();
    answers.done(row.map(|row| bare(Command::SubmitForecast(Rows { rows: vec![row] }))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let line = given.one("rad").unwrap_or_default();
    sight.times.known_at(None).link(&path("/ekonomi", line))
}
