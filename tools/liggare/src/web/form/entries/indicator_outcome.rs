//! `indikatorutfall`: an indicator's outcome is reported.

use ledger::command::{Command, Draft, Rows};
use ledger::event::indicator::{Fulfilment, IndicatorOutcomeReported, IndicatorValue};
use ledger::ids::{IndicatorId, UnitId};
use ledger::period::Period;
use ledger::stream::StreamId;
use projections::document::Cell;
use projections::indicators::{IndicatorRow, Outcome, Previous};
use projections::wording;

use super::bare;
use crate::access::matrix::CommandKind;
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Chooser, Chosen, Known, KnownRow};
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Answers, Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::html::cell::shown;
use crate::web::html::status::Status;
use crate::web::sight::Sight;
use crate::web::times::path;

const SLUG: &str = "indikatorutfall";

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: SLUG,
    title: "Rapportera indikatorutfall",
    kind: CommandKind::ReportIndicatorOutcomes,
    room: "/indikatorer",
    asks,
    draft,
    places: &[
        ("unit", "hos"),
        ("period", "avser"),
        ("text", "ord"),
        ("outcome", "varde"),
        ("value", "varde"),
    ],
    after,
};

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    let closed = choosing::closed(sight)?;
    let Some(row) = chosen(sight, given)? else {
        let chooser = chooser(sight, SLUG, "Välj den indikator som utfallet gäller.")?;
        return Ok(Form {
            about: Html::joined([closed, chooser]),
            ..Form::default()
        });
    };
    let mut fields = vec![
        Field::sent("indikator", row.indicator.as_str()),
        Field::new(
            "hos",
            "Enhet",
            Kind::OneOf(choosing::units(sight, CommandKind::ReportIndicatorOutcomes)),
        )
        .filled(sight.unit().as_str()),
        Field::new("avser", "Period som utfallet avser", Kind::Line)
            .help("Ett utfall kan släpa efter: skriv då den period det avser, till exempel 2023 eller 2024-01/2024-07.")
            .filled(sight.period().to_string()),
    ];
    fields.extend(value_fields(&row.unit_of_measure, None));
    Ok(Form {
        about: Html::joined([closed, known(sight, &row, SLUG)?]),
        fields,
        button: "Rapportera",
        watched: vec![StreamId::indicator(&row.indicator)],
        ..Form::default()
    })
}

/// The indicator that is asked for, when one is; an unknown one is none of the page's.
pub(super) fn chosen(sight: &Sight<'_>, given: &Given) -> Result<Option<IndicatorRow>, Problem> {
    let Some(id) = given.one("indikator") else {
        return Ok(None);
    };
    let (rows, _) = choosing::indicators(sight)?;
    let mut rows = rows.into_iter();
    let found = rows.find(|row| row.indicator.as_str() == id);
    found.map(Some).ok_or_else(|| {
        Problem::not_found(format!(
            "Indikatorn {id} står inte i planen för {}.",
            sight.name_of(sight.unit())
        ))
    })
}

/// The indicators to choose among, each with what is reported.
pub(super) fn chooser(sight: &Sight<'_>, slug: &str, intro: &str) -> Result<Html, Problem> {
    let (rows, of_plan) = choosing::indicators(sight)?;
    Html::of(&Chooser {
        intro: format!("{intro}{}", choosing::of_earlier_plan(sight, &of_plan)),
        what: "Indikator",
        columns: vec![("Utfall", false), ("Uppfyllelse", false)],
        rows: rows
            .iter()
            .map(|row| Chosen {
                address: choosing::form(sight, slug, &[("indikator", row.indicator.as_str())]),
                label: choosing::indicator_name(row),
                cells: vec![
                    shown(&outcome(row)),
                    shown(&row.fulfilment.map_or(Cell::Empty, Cell::Fulfilment)),
                ],
            })
            .collect(),
        empty: "Inga indikatorer är fastställda för enheten.".to_owned(),
    })
}

/// The outcome as it stands.
fn outcome(row: &IndicatorRow) -> Cell {
    match &row.outcome {
        Outcome::Reported(reported) => {
            Cell::Text(wording::value(&reported.value, &row.unit_of_measure))
        }
        Outcome::Missing { reason, .. } => Cell::Text(format!("Värde saknas: {reason}")),
        Outcome::NotReported => Cell::Text("Inte rapporterat".to_owned()),
    }
}

/// What is recorded of an indicator in the period.
pub(super) fn known(sight: &Sight<'_>, row: &IndicatorRow, slug: &str) -> Result<Html, Problem> {
    let of = match &row.outcome {
        Outcome::Reported(reported) => {
            format!("{}, {}", reported.unit, in_words(reported.period))
        }
        Outcome::Missing { unit, .. } => unit.to_string(),
        Outcome::NotReported => String::new(),
    };
    let target = row.target.as_ref();
    let target = target.map_or_else(
        || "Inget målvärde".to_owned(),
        |target| wording::target(&target.target),
    );
    let previous = row.previous.as_ref().map(|previous| match previous {
        Previous::Reported { value, period, .. } => format!(
            "{} ({})",
            wording::value(value, &row.unit_of_measure),
            in_words(*period)
        ),
        Previous::StatedByTarget { value } => crate::render::swedish::quantity(*value),
    });
    let mut rows = vec![
        KnownRow::cell(
            format!("Utfall {}", in_words(sight.period())),
            &outcome(row),
        )
        .note(of),
        KnownRow::words("Målvärde", target),
    ];
    rows.extend(previous.map(|previous| KnownRow::words("Föregående", previous)));
    if let Some(fulfilment) = row.fulfilment {
        rows.push(KnownRow::cell("Uppfyllelse", &Cell::Fulfilment(fulfilment)));
    }
    let correct = match &row.outcome {
        Outcome::Reported(reported) if sight.could(CommandKind::CorrectOutcome) => {
            let wrong = format!("@{}", reported.source.position.0);
            Some(choosing::form(sight, "rattelse", &[("rattar", &wrong)]))
        }
        Outcome::Reported(_) | Outcome::Missing { .. } | Outcome::NotReported => None,
    };
    Html::of(&Known {
        heading: choosing::indicator_name(row),
        note: None,
        rows,
        correct,
        other: Some(choosing::form(sight, slug, &[])),
    })
}

/// How an outcome is asked for: a number when the indicator is counted in something,
/// else in words.
pub(super) fn value_fields(measure: &str, was: Option<&IndicatorValue>) -> Vec<Field> {
    if !measure.is_empty() {
        let label = format!("Utfall i {measure}");
        let field = Field::new("varde", label, Kind::Number("")).help("Till exempel 12 eller 3,5.");
        return vec![match was {
            Some(IndicatorValue::Number { value }) => {
                field.filled(crate::render::swedish::quantity(*value))
            }
            _ => field,
        }];
    }
    let choice = |value: &str, fulfilment| Choice {
        status: Status::of(&Cell::Fulfilment(fulfilment)),
        ..Choice::new(value, "")
    };
    let judged = Field::new(
        "varde",
        "Hur långt målet är uppfyllt",
        Kind::OneShown(vec![
            choice("fully", Fulfilment::Fully),
            choice("partly", Fulfilment::Partly),
            choice("not_at_all", Fulfilment::NotAtAll),
        ]),
    );
    let words = Field::new("ord", "Utfallet i ord", Kind::Text);
    match was {
        Some(IndicatorValue::Judged { fulfilment, text }) => vec![
            judged.filled(match fulfilment {
                Fulfilment::Fully => "fully",
                Fulfilment::Partly => "partly",
                Fulfilment::NotAtAll => "not_at_all",
            }),
            words.filled(text.as_str()),
        ],
        _ => vec![judged, words],
    }
}

/// The outcome that was given.
pub(super) fn value(answers: &mut Answers<'_>, measure: &str) -> Option<IndicatorValue> {
    if !measure.is_empty() {
        let value = answers.number("varde")?;
        return Some(IndicatorValue::Number { value });
    }
    let fulfilment = answers.word("varde");
    let text = answers.text("ord");
    Some(IndicatorValue::Judged {
        fulfilment: fulfilment?,
        text: text?,
    })
}

/// In what an indicator is counted; nothing when it is judged in words.
pub(super) fn measure(sight: &Sight<'_>, indicator: &IndicatorId) -> String {
    let indicators = &sight.model().indicators;
    let defined = indicators.definition(indicator, sight.size);
    defined.map_or_else(String::new, |fact| fact.value.unit_of_measure.clone())
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let indicator: Option<IndicatorId> = answers.read("indikator");
    let unit: Option<UnitId> = answers.read("hos");
    let period: Option<Period> = answers.read("avser");
    let outcome = indicator
        .as_ref()
        .and_then(|indicator| value(&mut answers, &measure(sight, indicator)));
    let row = || {
        Some(IndicatorOutcomeReported {
            indicator: indicator?,
            unit: unit?,
            period: period?,
            outcome: outcome?,
        })
    };
    let row = row();
    answers.done(row.map(|row| bare(Command::ReportIndicatorOutcomes(Rows { rows: vec![row] }))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let indicator = given.one("indikator").unwrap_or_default();
    let times = sight.times.known_at(None);
    let period = given.one("avser").and_then(|period| period.parse().ok());
    let times = period.map_or_else(|| times.clone(), |period| times.about(period));
    times.link(&path("/indikatorer", indicator))
}
