//! `nyckeltal`: a key figure of personnel or volumes is reported.

use std::collections::BTreeMap;

use ledger::command::{Command, Draft, Rows};
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::ids::UnitId;
use ledger::period::Period;
use ledger::stream::StreamId;

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::render::swedish::{self, AmountUnit};
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Known, KnownRow};
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Answers, Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::sight::Sight;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "nyckeltal",
    title: "Rapportera nyckeltal",
    kind: CommandKind::ReportKeyFigures,
    room: "/nyckeltal",
    asks,
    draft,
    places: &[
        ("measure", "matt"),
        ("unit", "hos"),
        ("period", "avser"),
        ("category", "kategori"),
        ("sex", "kon"),
        ("dimensions", "matt"),
        ("value", "varde"),
        ("amount_ore", "varde"),
    ],
    after,
};

/// What is measured: as it is sent, as it is, and what it is called.
const MEASURES: [(&str, Measure, &str); 7] = [
    (
        "full_time_equivalents",
        Measure::FullTimeEquivalents,
        "Årsarbetare",
    ),
    (
        "full_time_equivalents_net_of_leave",
        Measure::FullTimeEquivalentsNetOfLeave,
        "Årsarbetare efter frånvaro",
    ),
    (
        "payroll_cost",
        Measure::PayrollCost,
        "Lönekostnad (kronor, med minus)",
    ),
    (
        "sick_leave",
        Measure::SickLeave,
        "Sjukfrånvaro (procent av ordinarie arbetstid)",
    ),
    (
        "listed_patients",
        Measure::ListedPatients,
        "Listade patienter vid periodens slut",
    ),
    ("turnover", Measure::Turnover, "Omsättning (kronor)"),
    ("volume", Measure::Volume, "Annan volym, efter kategori"),
];

/// By what a figure can be divided in words: the field, the dimension and what it is called.
const PARTS: [(&str, Dimension, &str); 4] = [
    ("alder", Dimension::AgeGroup, "Åldersgrupp"),
    ("yrke", Dimension::Occupation, "Yrkesgrupp"),
    ("anstallning", Dimension::Employment, "Anställningsform"),
    ("kategori", Dimension::Category, "Kategori"),
];

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Figures)?;
    let unit = given.one("hos").and_then(|unit| UnitId::new(unit).ok());
    let units = choosing::units(sight, CommandKind::ReportKeyFigures);
    let unit = unit
        .filter(|unit| units.iter().any(|choice| choice.value == unit.as_str()))
        .unwrap_or_else(|| sight.unit().clone());
    let measures = MEASURES.map(|(value, _, label)| Choice::new(value, label));
    let mut fields = vec![
        Field::new("matt", "Nyckeltal", Kind::OneOf(measures.to_vec())),
        Field::new("hos", "Enhet", Kind::OneOf(units)).filled(unit.as_str()),
        Field::new("avser", "Period", Kind::Line)
            .help("Till exempel 2024, 2024-07 eller 2024-01/2024-07.")
            .filled(sight.period().to_string()),
        Field::new("varde", "Värde", Kind::Number("")),
        Field::new(
            "kon",
            "Kön",
            Kind::OneOf(vec![
                Choice::new("women", "Kvinnor"),
                Choice::new("men", "Män"),
                Choice::new("all", "Alla, när källan bara anger båda tillsammans"),
            ]),
        )
        .optional(),
    ];
    fields.extend(PARTS.map(|(name, _, label)| Field::new(name, label, Kind::Line).optional()));
    Ok(Form {
        about: Html::joined([choosing::closed(sight)?, known(sight, &unit)?]),
        fields,
        button: "Rapportera",
        watched: vec![StreamId::key_figures(&unit)],
        ..Form::default()
    })
}

/// What the unit has reported for the period.
fn known(sight: &Sight<'_>, unit: &UnitId) -> Result<Html, Problem> {
    let figures = &sight.model().figures;
    let rows = MEASURES.iter().flat_map(|(_, measure, label)| {
        let told = figures.of_unit(unit, *measure, sight.period(), sight.size);
        told.into_iter().map(move |(parts, value)| {
            let parts: Vec<&str> = parts.values().map(|part| part_name(part)).collect();
            let label = match label.split_once(" (") {
                Some((label, _)) => label,
                None => label,
            };
            let name = [&[label], &parts[..]].concat().join(", ");
            KnownRow::words(name, figure(value))
        })
    });
    let rows: Vec<KnownRow> = rows.collect();
    Html::of(&Known {
        heading: format!(
            "{}, {}",
            choosing::named(sight, unit),
            in_words(sight.period())
        ),
        note: rows
            .is_empty()
            .then(|| "Inga nyckeltal är rapporterade för perioden.".to_owned()),
        rows,
        correct: None,
        other: None,
    })
}

/// What a part is called: words of the source, but for the sexes.
fn part_name(part: &str) -> &str {
    match part {
        "women" => "kvinnor",
        "men" => "män",
        "all" => "alla",
        other => other,
    }
}

/// A figure in words.
pub(super) fn figure(value: FigureValue) -> String {
    match value {
        FigureValue::Number { value } => swedish::quantity(value),
        FigureValue::Amount { amount_ore } => {
            format!("{} kr", swedish::amount(amount_ore, AmountUnit::Kr))
        }
    }
}

/// The value that was given of a measure.
pub(super) fn value(answers: &mut Answers<'_>, measure: Measure) -> Option<FigureValue> {
    Some(match measure {
        Measure::PayrollCost | Measure::Turnover => FigureValue::Amount {
            amount_ore: answers.kronor("varde")?,
        },
        Measure::FullTimeEquivalents
        | Measure::FullTimeEquivalentsNetOfLeave
        | Measure::SickLeave
        | Measure::ListedPatients
        | Measure::Volume => FigureValue::Number {
            value: answers.number("varde")?,
        },
    })
}

fn draft(_: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let measure: Option<Measure> = answers.word("matt");
    let unit: Option<UnitId> = answers.read("hos");
    let period: Option<Period> = answers.read("avser");
    let value = measure.and_then(|measure| value(&mut answers, measure));
    let mut dimensions: BTreeMap<Dimension, String> = PARTS
        .iter()
        .filter_map(|(name, dimension, _)| Some((*dimension, answers.optional_text(name)?)))
        .collect();
    dimensions.extend(
        answers
            .optional_text("kon")
            .map(|sex| (Dimension::Sex, sex)),
    );
    let row = || {
        Some(KeyFigureReported {
            unit: unit?,
            measure: measure?,
            period: period?,
            dimensions,
            value: value?,
        })
    };
    let row = row();
    answers.done(row.map(|row| bare(Command::ReportKeyFigures(Rows { rows: vec![row] }))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let mut times = sight.times.known_at(None);
    if let Some(unit) = given.one("hos").and_then(|unit| UnitId::new(unit).ok()) {
        times = times.of_unit(unit);
    }
    if let Some(period) = given.one("avser").and_then(|period| period.parse().ok()) {
        times = times.about(period);
    }
    times.link("/nyckeltal")
}
