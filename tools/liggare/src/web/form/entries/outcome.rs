//! `utfall`: an amount is booked on a line.

use ledger::command::{Command, Draft, Rows};
use ledger::event::budget::{LineTable, ReportLineDefined};
use ledger::event::economy::OutcomeBooked;
use ledger::ids::{LineId, UnitId};
use ledger::period::Month;
use ledger::stream::StreamId;
use projections::economy::column::Column;

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Known, KnownRow};
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong, kronor};
use crate::web::form::unlikely::Doubted;
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::sight::Sight;
use crate::web::times::path;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "utfall",
    title: "Bokför utfall",
    kind: CommandKind::BookOutcomes,
    room: "/ekonomi",
    asks,
    draft,
    places: &[
        ("line", "rad"),
        ("unit", "hos"),
        ("month", "manad"),
        ("amount_ore", "belopp"),
        ("document", "verifikat"),
    ],
    after,
};

/// The tables that something is booked in; spending on investments is recorded on its object.
pub(in crate::web) const TABLES: [LineTable; 3] = [
    LineTable::OperatingResult,
    LineTable::IncomeStatement,
    LineTable::BalanceRequirement,
];

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Economy)?;
    let lines = choosing::lines(sight, &TABLES);
    let line = given
        .one("rad")
        .and_then(|id| lines.iter().copied().find(|line| line.line.as_str() == id));
    let choices = lines
        .iter()
        .map(|line| Choice::new(line.line.as_str(), choosing::line_name(line)));
    let last = sight.period().last();
    Ok(Form {
        about: Html::joined([choosing::closed(sight)?, known(sight, line)?]),
        fields: vec![
            Field::new("rad", "Rad", Kind::OneOf(choices.collect())),
            Field::new(
                "hos",
                "Enhet som bär beloppet",
                Kind::OneOf(choosing::units(sight, CommandKind::BookOutcomes)),
            )
            .help("Utan val gäller den enhet som svarar för raden.")
            .optional(),
            Field::new(
                "manad",
                "Månad",
                Kind::OneOf(choosing::months(sight.period())),
            )
            .filled(last.to_string()),
            Field::new("belopp", "Belopp", Kind::Number("kronor"))
                .help("Kostnader skrivs med minus, intäkter utan."),
            Field::new("verifikat", "Verifikat", Kind::Line)
                .help("Var beloppet kommer ifrån: verifikationens nummer, eller fil och rad."),
        ],
        button: "Bokför",
        watched: line
            .map(|line| StreamId::outcome(&line.line, sight.period().year()))
            .into_iter()
            .collect(),
        doubts: line
            .zip(given.one("belopp").and_then(kronor))
            .and_then(|(line, amount)| {
                Doubted::of("belopp", amount, &choosing::booked(sight, line))
            })
            .into_iter()
            .collect(),
    })
}

fn known(sight: &Sight<'_>, line: Option<&ReportLineDefined>) -> Result<Html, Problem> {
    let Some(line) = line else {
        return Ok(Html::default());
    };
    let period = sight.period();
    let of = |column, label: &str| {
        KnownRow::cell(
            format!("{label} {}", in_words(period)),
            &choosing::amount(sight, line, column, period),
        )
    };
    Html::of(&Known {
        heading: choosing::line_name(line),
        note: Some(format!(
            "Belopp i mnkr. {} svarar för raden.",
            choosing::named(sight, &line.unit)
        )),
        rows: vec![
            of(Column::Outcome, "Utfall"),
            of(Column::Budget, "Budget"),
            of(Column::Variance, "Avvikelse"),
        ],
        correct: None,
        other: None,
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let line: Option<LineId> = answers.read("rad");
    let unit: Option<UnitId> = answers.optional("hos");
    let unit = unit.or_else(|| {
        let lines = &sight.model().economy.lines;
        let defined = lines.definition(line.as_ref()?, sight.size);
        Some(defined.map_or_else(|| sight.unit().clone(), |line| line.unit.clone()))
    });
    let month: Option<Month> = answers.read("manad");
    let amount = answers.kronor("belopp");
    let document = answers.text("verifikat");
    let row = || {
        Some(OutcomeBooked {
            unit: unit?,
            line: line?,
            month: month?,
            amount_ore: amount?,
            document: document?.into(),
        })
    };
    let row = row();
    answers.done(row.map(|row| bare(Command::BookOutcomes(Rows { rows: vec![row] }))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let line = given.one("rad").unwrap_or_default();
    sight.times.known_at(None).link(&path("/ekonomi", line))
}
