//! Indicators, assessments, statuses, texts, actions, control and key figures.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::action::{
    ActionCategory, ActionEffectReported, ActionPlanned, Consequence, YearEffect,
};
use ledger::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, ControlScope, ControlStatus,
    Requirement, Sufficiency, WishedEffect,
};
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::followup::{
    AssessmentBasis, AssessmentMade, AssignmentStatus, AssignmentStatusReported, Colour,
    NarrativeSection, NarrativeWritten, SignificantEventNoted, SignificantKind, Trend,
};
use ledger::event::indicator::{
    CorrectedFact, Fulfilment, IndicatorOutcomeReported, IndicatorValue, OutcomeCorrected,
    OutcomeMissing, WishOverridden,
};
use ledger::event::plan::{Desired, Target, TargetSet};
use ledger::money::Ore;
use ledger::quantity::Quantity;

use super::super::pool;
use super::Draw;

pub(super) fn happen(draw: &Draw, before: &[Entry]) -> Vec<Event> {
    let one: Option<Event> = match draw.number(0) % 32 {
        0..=5 => Some(outcome(draw).into()),
        6 => Some(missing(draw).into()),
        7..=8 => corrected(draw, before).map(Event::from),
        9..=11 => Some(target(draw).into()),
        12 => Some(wish(draw).into()),
        13..=15 => Some(assessment(draw, before).into()),
        16 => Some(status(draw).into()),
        17 => Some(narrative(draw).into()),
        18 => Some(noted(draw).into()),
        19..=20 => Some(action(draw, before)),
        21..=22 => Some(control(draw, before)),
        23 => Some(assessed(draw).into()),
        24..=25 => {
            return pool::OCCUPATIONS
                .into_iter()
                .take(usize::from(draw.number(6) % 3) + 1)
                .map(|occupation| full_time(draw, occupation).into())
                .collect();
        }
        26..=27 => Some(listed(draw).into()),
        28 => Some(payroll(draw).into()),
        29 => Some(sick_leave(draw).into()),
        _ => figure_corrected(draw, before).map(Event::from),
    };
    one.into_iter().collect()
}

fn value(draw: &Draw, place: usize) -> IndicatorValue {
    if draw.number(place).is_multiple_of(7) {
        let all = [Fulfilment::Fully, Fulfilment::Partly, Fulfilment::NotAtAll];
        return IndicatorValue::Judged {
            fulfilment: *draw.one_of(place, &all),
            text: "i ord".into(),
        };
    }
    IndicatorValue::Number {
        value: draw.quantity(place),
    }
}

fn outcome(draw: &Draw) -> IndicatorOutcomeReported {
    IndicatorOutcomeReported {
        indicator: pool::indicator(draw.name(1, &pool::INDICATORS)),
        unit: pool::unit(draw.name(2, &pool::UNITS)),
        period: draw.period(3),
        outcome: value(draw, 4),
    }
}

fn missing(draw: &Draw) -> OutcomeMissing {
    OutcomeMissing {
        indicator: pool::indicator(draw.name(1, &pool::INDICATORS)),
        unit: pool::unit(draw.name(2, &pool::UNITS)),
        period: draw.period(3),
        missing_reason: "underlaget är inte kvalitetssäkrat".into(),
    }
}

/// Corrects an outcome, a missing one or an earlier correction.
fn corrected(draw: &Draw, before: &[Entry]) -> Option<OutcomeCorrected> {
    let candidates: Vec<_> = before
        .iter()
        .filter_map(|entry| {
            let (indicator, unit, period) = match entry.event()? {
                Event::IndicatorOutcomeReported(e) => (&e.indicator, &e.unit, e.period),
                Event::OutcomeMissing(e) => (&e.indicator, &e.unit, e.period),
                Event::OutcomeCorrected(e) => match &e.fact {
                    CorrectedFact::Indicator {
                        indicator,
                        unit,
                        period,
                        ..
                    } => (indicator, unit, *period),
                    _ => return None,
                },
                _ => return None,
            };
            Some(OutcomeCorrected {
                corrects: entry.event_id,
                fact: CorrectedFact::Indicator {
                    indicator: indicator.clone(),
                    unit: unit.clone(),
                    period,
                    outcome: value(draw, 4),
                },
            })
        })
        .collect();
    (!candidates.is_empty()).then(|| draw.one_of(1, &candidates).clone())
}

fn target(draw: &Draw) -> TargetSet {
    let low = draw.quantity(4);
    let target = match draw.number(5) % 10 {
        0 | 1 => Target::BetterThanPrevious {
            previous: draw.number(6).is_multiple_of(3).then_some(low),
        },
        2 => Target::Interval {
            low,
            high: low.plus(Quantity::new(i64::from(draw.number(6) % 50), 1)),
        },
        3 => Target::AtLeast { value: low },
        4 => Target::AtMost { value: low },
        5 => Target::AtLeastSeries {
            indicator: pool::indicator("IN"),
        },
        6 => Target::ReductionSince {
            base_year: 2015 + draw.number(6) % 10,
            base_value: Quantity::new(i64::from(draw.number(4) % 300) + 1, 1),
            percent: Quantity::whole(i64::from(draw.number(3) % 99) + 1),
            by_year: 2030,
        },
        7 => Target::Count {
            number: u32::from(draw.number(4) % 30),
        },
        8 => Target::ReportedOnly,
        _ => Target::Qualitative {
            wish: "bättre".into(),
        },
    };
    TargetSet {
        indicator: pool::indicator(draw.name(1, &pool::INDICATORS)),
        period: draw.period(2),
        target,
    }
}

fn wish(draw: &Draw) -> WishOverridden {
    let wishes = [Desired::Increase, Desired::Decrease];
    WishOverridden {
        indicator: pool::indicator(draw.name(1, &pool::INDICATORS)),
        unit: pool::unit(draw.name(2, &pool::UNITS)),
        desired: *draw.one_of(3, &wishes),
    }
}

fn assessment(draw: &Draw, before: &[Entry]) -> AssessmentMade {
    let items = [&pool::OBJECTIVES[..], &pool::ASSIGNMENTS].concat();
    let colours = [
        Colour::Green,
        Colour::Yellow,
        Colour::Red,
        Colour::NotAssessable,
    ];
    let trends = [
        None,
        Some(Trend::Better),
        Some(Trend::Unchanged),
        Some(Trend::Worse),
    ];
    AssessmentMade {
        item: pool::item(draw.name(1, &items)),
        unit: pool::unit(draw.name(2, &pool::UNITS)),
        period: draw.period(3),
        colour: *draw.one_of(4, &colours),
        trend: *draw.one_of(5, &trends),
        evidence: before
            .iter()
            .rev()
            .take(2)
            .map(|entry| entry.event_id)
            .collect(),
        basis: AssessmentBasis::Judgement,
        suggested: None,
        motivation: format!("motivering {}", draw.number(6) % 100),
    }
}

fn status(draw: &Draw) -> AssignmentStatusReported {
    let statuses = [
        AssignmentStatus::NotStarted,
        AssignmentStatus::Ongoing,
        AssignmentStatus::Completed,
        AssignmentStatus::Discontinued,
    ];
    AssignmentStatusReported {
        item: pool::item(draw.name(1, &pool::ASSIGNMENTS)),
        unit: pool::unit(draw.name(2, &pool::UNITS)),
        period: draw.period(3),
        status: *draw.one_of(4, &statuses),
        text: "gjort".into(),
    }
}

fn narrative(draw: &Draw) -> NarrativeWritten {
    let sections = [
        NarrativeSection::Summary,
        NarrativeSection::Economy,
        NarrativeSection::Outlook,
    ];
    NarrativeWritten {
        unit: pool::unit(draw.name(1, &pool::UNITS)),
        period: draw.period(2),
        section: *draw.one_of(3, &sections),
        text: format!("text {}", draw.number(4) % 100),
    }
}

fn noted(draw: &Draw) -> SignificantEventNoted {
    let kinds = [
        SignificantKind::SignificantEvent,
        SignificantKind::FutureChallenge,
    ];
    SignificantEventNoted {
        unit: pool::unit(draw.name(1, &pool::UNITS)),
        kind: *draw.one_of(2, &kinds),
        date: day(draw, 3),
        title: format!("händelse {}", draw.number(4) % 100),
        text: "betydelse".into(),
    }
}

/// A day of 2023 or 2024.
fn day(draw: &Draw, place: usize) -> ledger::time::Date {
    let month = pool::month(draw.number(place));
    let day = u8::try_from(draw.number(place) % 28).expect("below 28") + 1;
    pool::date(month.year(), month.month(), day)
}

fn effect(draw: &Draw, year: u16, place: usize) -> YearEffect {
    let pick = draw.number(place);
    YearEffect {
        year,
        amount_ore: (!pick.is_multiple_of(3)).then(|| Ore(i64::from(pick % 500))),
        fte: pick
            .is_multiple_of(2)
            .then(|| Quantity::new(i64::from(pick % 90), 1)),
    }
}

/// Plans an action, and follows it up once it is planned.
fn action(draw: &Draw, before: &[Entry]) -> Event {
    let id = pool::action(draw.name(1, &pool::ACTIONS));
    let planned = before
        .iter()
        .any(|entry| matches!(entry.event(), Some(Event::ActionPlanned(e)) if e.action == id));
    if planned {
        let period = draw.period(2);
        return ActionEffectReported {
            action: id,
            period,
            outcome: effect(draw, period.year(), 3),
            forecast: vec![
                effect(draw, period.year() + 1, 4),
                effect(draw, period.year() + 2, 5),
            ],
            comment: None,
        }
        .into();
    }
    let categories = [
        ActionCategory::Income,
        ActionCategory::Personnel,
        ActionCategory::Other,
    ];
    ActionPlanned {
        action: id,
        unit: pool::unit(draw.name(2, &pool::UNITS)),
        title: "åtgärd".into(),
        category: *draw.one_of(3, &categories),
        effects: vec![effect(draw, 2024, 4), effect(draw, 2025, 5)],
        consequence: Some(Consequence::Mild),
    }
    .into()
}

/// Plans a control action, and follows it up once it is planned.
fn control(draw: &Draw, before: &[Entry]) -> Event {
    let id = pool::control(draw.name(1, &pool::CONTROLS));
    let planned = before.iter().any(
        |entry| matches!(entry.event(), Some(Event::ControlActionPlanned(e)) if e.control == id),
    );
    if planned {
        let statuses = [
            ControlStatus::Completed,
            ControlStatus::Ongoing,
            ControlStatus::NotCarriedOut,
        ];
        let effects = [
            None,
            Some(WishedEffect::Yes),
            Some(WishedEffect::Partly),
            Some(WishedEffect::No),
        ];
        return ControlActionFollowedUp {
            control: id,
            period: draw.period(2),
            status: *draw.one_of(3, &statuses),
            effect: *draw.one_of(4, &effects),
            comment: None,
        }
        .into();
    }
    let (risk, unit) = *draw.one_of(2, &[("R1", "RS"), ("R2", "N1")]);
    ControlActionPlanned {
        control: id,
        risk: pool::risk(risk),
        unit: pool::unit(unit),
        year: 2024,
        title: "kontroll".into(),
        scope: ControlScope::Region,
    }
    .into()
}

fn assessed(draw: &Draw) -> ControlAssessed {
    let requirements = [Requirement::A, Requirement::C, Requirement::E];
    let judgements = [Sufficiency::Sufficient, Sufficiency::Insufficient];
    ControlAssessed {
        unit: pool::unit(draw.name(1, &["RS", "N1"])),
        year: 2023 + draw.number(2) % 2,
        requirement: *draw.one_of(3, &requirements),
        judgement: *draw.one_of(4, &judgements),
        motivation: Some("grund".into()),
    }
}

fn number(draw: &Draw, place: usize) -> FigureValue {
    FigureValue::Number {
        value: Quantity::new(i64::from(draw.number(place) % 900), 1),
    }
}

fn figure(
    draw: &Draw,
    measure: Measure,
    dimensions: &[(Dimension, &str)],
    value: FigureValue,
) -> KeyFigureReported {
    let years = [pool::months(2023, 1, 12), pool::months(2024, 1, 12)];
    KeyFigureReported {
        unit: pool::unit(draw.name(1, &["RS", "RS-A", "N1"])),
        measure,
        period: *draw.one_of(2, &years),
        dimensions: dimensions
            .iter()
            .map(|(dimension, part)| (*dimension, (*part).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        value,
    }
}

fn full_time(draw: &Draw, occupation: &str) -> KeyFigureReported {
    let sex = *draw.one_of(3, &["women", "men"]);
    figure(
        draw,
        Measure::FullTimeEquivalents,
        &[(Dimension::Occupation, occupation), (Dimension::Sex, sex)],
        number(draw, 4),
    )
}

fn listed(draw: &Draw) -> KeyFigureReported {
    let age = *draw.one_of(3, &pool::AGES);
    let value = FigureValue::Number {
        value: Quantity::whole(i64::from(draw.number(4))),
    };
    figure(
        draw,
        Measure::ListedPatients,
        &[(Dimension::AgeGroup, age)],
        value,
    )
}

fn payroll(draw: &Draw) -> KeyFigureReported {
    let category = *draw.one_of(3, &["Månadslöner", "Timanställda"]);
    let value = FigureValue::Amount {
        amount_ore: draw.amount(4),
    };
    figure(
        draw,
        Measure::PayrollCost,
        &[(Dimension::Category, category)],
        value,
    )
}

fn sick_leave(draw: &Draw) -> KeyFigureReported {
    let category = *draw.one_of(3, &["Korttid", "Långtid", "Totalt"]);
    let sex = *draw.one_of(5, &["women", "men", "all"]);
    figure(
        draw,
        Measure::SickLeave,
        &[(Dimension::Category, category), (Dimension::Sex, sex)],
        number(draw, 4),
    )
}

/// Corrects a key figure: the same figure with another value.
fn figure_corrected(draw: &Draw, before: &[Entry]) -> Option<OutcomeCorrected> {
    let reported: Vec<_> = before
        .iter()
        .filter_map(|entry| match entry.event()? {
            Event::KeyFigureReported(figure) => Some((entry.event_id, figure)),
            _ => None,
        })
        .collect();
    if reported.is_empty() {
        return None;
    }
    let (corrects, figure) = draw.one_of(1, &reported);
    let value = match figure.value {
        FigureValue::Amount { .. } => FigureValue::Amount {
            amount_ore: draw.amount(4),
        },
        FigureValue::Number { .. } => number(draw, 4),
    };
    Some(OutcomeCorrected {
        corrects: *corrects,
        fact: CorrectedFact::KeyFigure(KeyFigureReported {
            value,
            ..(*figure).clone()
        }),
    })
}
