//! `rattelse`: an earlier fact was wrong, and this is what is right.

use ledger::command::{Command, CorrectOutcome, Draft, EventRef};
use ledger::entry::Entry as Recorded;
use ledger::event::Event;
use ledger::event::economy::OutcomeBooked;
use ledger::event::figure::{FigureValue, KeyFigureReported};
use ledger::event::indicator::{CorrectedFact, IndicatorValue};
use ledger::event::investment::InvestmentSpent;
use ledger::ids::{IndicatorId, UnitId};
use ledger::ledger::locate;
use ledger::money::Ore;
use ledger::period::Period;
use projections::document::Cell;
use projections::indicators::Outcome;
use projections::trace::{EntrySource, in_words};
use projections::wording;

use super::{bare, forecast, indicator_outcome, key_figure};
use crate::access::matrix::{Capability, CommandKind};
use crate::cli::moment;
use crate::render::swedish::{self, AmountUnit};
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Chooser, Chosen, Known, KnownRow};
use crate::web::form::field::{Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::html::Html;
use crate::web::html::cell::shown;
use crate::web::sight::Sight;
use crate::web::times::path;

const SLUG: &str = "rattelse";

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: SLUG,
    title: "Rätta en uppgift",
    kind: CommandKind::CorrectOutcome,
    room: "/handelser",
    asks,
    draft,
    places: &[
        ("reason", "skal"),
        ("amount_ore", "varde"),
        ("text", "ord"),
        ("outcome", "varde"),
        ("value", "varde"),
    ],
    after,
};

/// Where what an event says is corrected by the one who looks: the form of corrections,
/// or for a forecast that of a new one, which takes its place. None when it cannot be, or
/// the one who looks could not.
pub(in crate::web) fn way(sight: &Sight<'_>, entry: &Recorded) -> Option<String> {
    let now = sight.times.known_at(None);
    let event = entry.event()?;
    if let Event::ForecastSubmitted(made) = event {
        let could = sight.could_of(CommandKind::SubmitForecast, &made.unit);
        return could.then(|| forecast::again(&now, made));
    }
    let fact = Wrongly::of(sight, event)?;
    let could = fact
        .unit()
        .is_some_and(|unit| sight.could_of(ENTRY.kind, unit));
    let reference = format!("@{}", entry.position.0);
    could
        .then(|| ENTRY.offered(sight, &[("rattar", &reference)]))
        .flatten()
}

/// A fact that can be corrected, as the event that is wrong states it.
enum Wrongly {
    Booking {
        booked: OutcomeBooked,
    },
    Indicator {
        indicator: IndicatorId,
        unit: UnitId,
        period: Period,
        /// What was stated; none when it was said to be missing.
        was: Option<IndicatorValue>,
        measure: String,
    },
    KeyFigure(KeyFigureReported),
    Spending {
        spent: InvestmentSpent,
        unit: Option<UnitId>,
    },
}

impl Wrongly {
    /// Whose fact it is, when that is known.
    fn unit(&self) -> Option<&UnitId> {
        match self {
            Self::Booking { booked } => Some(&booked.unit),
            Self::Indicator { unit, .. } => Some(unit),
            Self::KeyFigure(figure) => Some(&figure.unit),
            Self::Spending { unit, .. } => unit.as_ref(),
        }
    }

    /// The fact that an event states; none when it states none that can be corrected.
    fn of(sight: &Sight<'_>, event: &Event) -> Option<Self> {
        let measure = |indicator: &IndicatorId| indicator_outcome::measure(sight, indicator);
        let object = |spent: InvestmentSpent| {
            let object = sight.model().investments.object(&spent.object, sight.size);
            Self::Spending {
                unit: object.map(|approval| approval.object.unit.clone()),
                spent,
            }
        };
        Some(match event {
            Event::OutcomeBooked(booked) => Self::Booking {
                booked: booked.clone(),
            },
            Event::IndicatorOutcomeReported(reported) => Self::Indicator {
                indicator: reported.indicator.clone(),
                unit: reported.unit.clone(),
                period: reported.period,
                was: Some(reported.outcome.clone()),
                measure: measure(&reported.indicator),
            },
            Event::OutcomeMissing(missing) => Self::Indicator {
                indicator: missing.indicator.clone(),
                unit: missing.unit.clone(),
                period: missing.period,
                was: None,
                measure: measure(&missing.indicator),
            },
            Event::KeyFigureReported(figure) => Self::KeyFigure(figure.clone()),
            Event::InvestmentSpent(spent) => object(spent.clone()),
            Event::OutcomeCorrected(corrected) => match &corrected.fact {
                CorrectedFact::Booking {
                    unit,
                    line,
                    month,
                    amount_ore,
                    ..
                } => Self::Booking {
                    booked: OutcomeBooked {
                        unit: unit.clone(),
                        line: line.clone(),
                        month: *month,
                        amount_ore: *amount_ore,
                        document: "".into(),
                    },
                },
                CorrectedFact::Indicator {
                    indicator,
                    unit,
                    period,
                    outcome,
                } => Self::Indicator {
                    indicator: indicator.clone(),
                    unit: unit.clone(),
                    period: *period,
                    was: Some(outcome.clone()),
                    measure: measure(indicator),
                },
                CorrectedFact::KeyFigure(figure) => Self::KeyFigure(figure.clone()),
                CorrectedFact::Spending {
                    object: of,
                    month,
                    amount_ore,
                    ..
                } => object(InvestmentSpent {
                    object: of.clone(),
                    month: *month,
                    amount_ore: *amount_ore,
                    document: "".into(),
                }),
            },
            _ => return None,
        })
    }

    /// Refuses one who may not see it.
    fn seen_by(&self, sight: &Sight<'_>) -> Result<(), Problem> {
        match self {
            Self::Booking { booked } => sight.may_of(Capability::Economy, Some(&booked.unit)),
            Self::Indicator { unit, .. } => sight.may_of(Capability::Indicators, Some(unit)),
            Self::KeyFigure(figure) => sight.may_of(Capability::Figures, Some(&figure.unit)),
            Self::Spending { unit, .. } => sight.may_of(Capability::Investments, unit.as_ref()),
        }
    }

    /// What it says, as it is shown.
    fn value(&self) -> String {
        let kronor = |amount: Ore| format!("{} kr", swedish::amount(amount, AmountUnit::Kr));
        match self {
            Self::Booking { booked } => kronor(booked.amount_ore),
            Self::Indicator { was, measure, .. } => was.as_ref().map_or_else(
                || "Värde saknas".to_owned(),
                |value| wording::value(value, measure),
            ),
            Self::KeyFigure(figure) => key_figure::figure(figure.value),
            Self::Spending { spent, .. } => kronor(spent.amount_ore),
        }
    }

    /// How the right value is asked for.
    fn fields(&self) -> Vec<Field> {
        let amount = |was: Ore| {
            vec![
                Field::new("varde", "Rätt belopp", Kind::Number("kronor"))
                    .help("Hela det rätta beloppet, inte skillnaden. Kostnader skrivs med minus.")
                    .filled(swedish::kronor(was)),
            ]
        };
        match self {
            Self::Booking { booked } => amount(booked.amount_ore),
            Self::Spending { spent, .. } => amount(spent.amount_ore),
            Self::Indicator { was, measure, .. } => {
                indicator_outcome::value_fields(measure, was.as_ref())
            }
            Self::KeyFigure(figure) => {
                vec![Field::new("varde", "Rätt värde", Kind::Number("")).filled(
                    match figure.value {
                        FigureValue::Number { value } => swedish::quantity(value),
                        FigureValue::Amount { amount_ore } => {
                            swedish::amount(amount_ore, AmountUnit::Kr)
                        }
                    },
                )]
            }
        }
    }
}

/// The event that is to be corrected, with the fact that it states.
fn wrongly(sight: &Sight<'_>, given: &Given) -> Result<Option<(Recorded, Wrongly)>, Problem> {
    let Some(reference) = given.one("rattar") else {
        return Ok(None);
    };
    let unknown = || {
        Problem::not_found(format!("{reference} är ingen uppgift som kan rättas.")).remedied(
            "Bokförda utfall, investeringsutgifter, indikatorutfall och nyckeltal kan rättas.",
        )
    };
    let located = locate(&sight.question.snapshot, &EventRef(reference.to_owned()))?;
    let position = located.filter(|position| position.0 < sight.size);
    let entry = sight.reading().entry(position.ok_or_else(unknown)?)?;
    let entry = entry.ok_or_else(unknown)?;
    let event = entry.event().ok_or_else(unknown)?;
    if let Event::ForecastSubmitted(_) = event {
        return Err(Problem::not_found("En prognos rättas inte här.").remedied(
            "Lämna en ny prognos för raden: den ersätter den förra, som finns kvar i historiken.",
        ));
    }
    let fact = Wrongly::of(sight, event).ok_or_else(unknown)?;
    fact.seen_by(sight)?;
    Ok(Some((entry, fact)))
}

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    let Some((entry, fact)) = wrongly(sight, given)? else {
        return Ok(Form {
            about: chooser(sight)?,
            ..Form::default()
        });
    };
    let mut fields = vec![Field::sent("rattar", format!("@{}", entry.position.0))];
    fields.extend(fact.fields());
    fields.push(
        Field::new("skal", "Skäl", Kind::Text)
            .help("Vad som var fel och hur det upptäcktes. Skälet visas där rättelsen syns."),
    );
    Ok(Form {
        about: known(sight, &entry, &fact)?,
        fields,
        button: "Rätta",
        watched: vec![entry.stream.clone()],
        ..Form::default()
    })
}

fn known(sight: &Sight<'_>, entry: &Recorded, fact: &Wrongly) -> Result<Html, Problem> {
    let at = moment::shown(entry.commit.recorded_at);
    Html::of(&Known {
        heading: in_words(sight.model(), entry, sight.size),
        note: Some(
            "Det som är antecknat ändras aldrig. Rättelsen antecknas bredvid och gäller från nu."
                .to_owned(),
        ),
        rows: vec![
            KnownRow::words("Ursprungligt värde", fact.value()),
            KnownRow::words(
                "Antecknat",
                format!(
                    "{at} av {}, händelse {}",
                    entry.commit.actor, entry.position
                ),
            ),
        ],
        correct: None,
        other: Some(choosing::form(sight, SLUG, &[])),
    })
}

/// The outcomes of the indicators, which have no list of their events elsewhere.
fn chooser(sight: &Sight<'_>) -> Result<Html, Problem> {
    let (rows, _) = choosing::indicators(sight)?;
    let rows = rows.iter().filter_map(|row| {
        let (position, value) = match &row.outcome {
            Outcome::Reported(reported) => (
                reported.source.position,
                wording::value(&reported.value, &row.unit_of_measure),
            ),
            Outcome::Missing { source, .. } => (source.position, "Värde saknas".to_owned()),
            Outcome::NotReported => return None,
        };
        let reference = format!("@{}", position.0);
        Some(Chosen {
            address: choosing::form(sight, SLUG, &[("rattar", &reference)]),
            label: choosing::indicator_name(row),
            cells: vec![shown(&Cell::Text(value))],
        })
    });
    Html::of(&Chooser {
        intro:
            "Välj det utfall som var fel. Bokförda belopp, utgifter och nyckeltal rättas från den \
                sida där de står, och en prognos med en ny."
                .to_owned(),
        what: "Indikator",
        columns: vec![("Utfall", false)],
        rows: rows.collect(),
        empty: "Inga utfall är rapporterade för perioden.".to_owned(),
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let reason = answers.text("skal");
    let found = wrongly(sight, given).ok().flatten();
    if found.is_none() {
        answers.wrong("rattar", "Uppgiften som ska rättas finns inte.");
    }
    let corrected = found.and_then(|(entry, wrongly)| {
        let fact = match wrongly {
            Wrongly::Booking { booked } => CorrectedFact::Booking {
                unit: booked.unit,
                line: booked.line,
                month: booked.month,
                was_ore: booked.amount_ore,
                amount_ore: answers.kronor("varde")?,
            },
            Wrongly::Spending { spent, .. } => CorrectedFact::Spending {
                object: spent.object,
                month: spent.month,
                was_ore: spent.amount_ore,
                amount_ore: answers.kronor("varde")?,
            },
            Wrongly::Indicator {
                indicator,
                unit,
                period,
                measure,
                ..
            } => CorrectedFact::Indicator {
                indicator,
                unit,
                period,
                outcome: indicator_outcome::value(&mut answers, &measure)?,
            },
            Wrongly::KeyFigure(figure) => CorrectedFact::KeyFigure(KeyFigureReported {
                value: key_figure::value(&mut answers, figure.measure)?,
                ..figure
            }),
        };
        Some(CorrectOutcome {
            corrects: EventRef(format!("@{}", entry.position.0)),
            fact,
        })
    });
    answers.done(corrected.map(|corrected| Draft {
        reason,
        ..bare(Command::CorrectOutcome(corrected))
    }))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let times = sight.times.known_at(None);
    let Ok(Some((_, fact))) = wrongly(sight, given) else {
        return times.link("/handelser");
    };
    match fact {
        Wrongly::Booking { booked } => times.link(&path("/ekonomi", booked.line.as_str())),
        Wrongly::Indicator {
            indicator, period, ..
        } => times
            .about(period)
            .link(&path("/indikatorer", indicator.as_str())),
        Wrongly::KeyFigure(figure) => times
            .of_unit(figure.unit)
            .about(figure.period)
            .link("/nyckeltal"),
        Wrongly::Spending { .. } => times.link("/investeringar"),
    }
}
