//! The action plan and internal control.

use std::collections::BTreeSet;

use crate::decide::amount;
use crate::decide::case::{Case, Decided, unknown, whole_year};
use crate::decide::economy::year_repeated;
use crate::decide::text;
use crate::event::Event;
use crate::event::action::{ActionEffectReported, ActionPlanned, YearEffect};
use crate::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, ControlStatus, RiskIdentified,
    Sufficiency,
};
use crate::refusal::{Refusal, RefusalCode as Code};

pub(super) fn plan_action(case: Case<'_>, action: &ActionPlanned) -> Decided {
    let event = Event::from(action.clone());
    case.unused(&event, &action.action, "action")?;
    case.unit(&action.unit, "unit")?;
    text::title(&action.title, "title")?;
    effects_hold(&action.effects, "effects")?;
    Ok(vec![event])
}

pub(super) fn report_effect(case: Case<'_>, effect: &ActionEffectReported) -> Decided {
    let unit = case
        .state
        .control
        .action(&effect.action)
        .ok_or_else(|| unknown(Code::UnknownAction, "action", "Åtgärden", &effect.action))?;
    case.unit_in(unit, effect.period, "action")?;
    case.open(unit, effect.period, "period")?;
    if effect.outcome.year != effect.period.year() {
        return Err(Refusal::new(
            Code::DateOrder,
            "outcome.year",
            format!(
                "Uppföljningen avser {}, men effekten sägs gälla {}.",
                effect.period, effect.outcome.year
            ),
        ));
    }
    effects_hold(std::slice::from_ref(&effect.outcome), "outcome")?;
    effects_hold(&effect.forecast, "forecast")?;
    for (number, forecast) in effect.forecast.iter().enumerate() {
        if forecast.year <= effect.period.year() {
            return Err(Refusal::new(
                Code::DateOrder,
                format!("forecast[{number}].year"),
                format!(
                    "Prognosen ska gälla år efter {}, inte {}.",
                    effect.period.year(),
                    forecast.year
                ),
            ));
        }
    }
    text::optional_text(effect.comment.as_deref(), "comment")?;
    Ok(vec![effect.clone().into()])
}

pub(super) fn identify_risk(case: Case<'_>, risk: &RiskIdentified) -> Decided {
    let event = Event::from(risk.clone());
    case.unused(&event, &risk.risk, "risk")?;
    case.unit_in_year(&risk.unit, risk.year, "unit")?;
    text::title(&risk.area, "area")?;
    text::title(&risk.title, "title")?;
    for (grade, place) in [(risk.likelihood, "likelihood"), (risk.impact, "impact")] {
        if let Some(grade) = grade
            && !(1..=4).contains(&grade)
        {
            return Err(Refusal::new(
                Code::GradeOutOfRange,
                place,
                format!("Graderingen {grade} finns inte."),
            ));
        }
    }
    Ok(vec![event])
}

pub(super) fn plan_control(case: Case<'_>, control: &ControlActionPlanned) -> Decided {
    let event = Event::from(control.clone());
    case.unused(&event, &control.control, "control")?;
    if case.state.control.risk(&control.risk).is_none() {
        return Err(unknown(Code::UnknownRisk, "risk", "Risken", &control.risk));
    }
    case.unit_in_year(&control.unit, control.year, "unit")?;
    text::title(&control.title, "title")?;
    Ok(vec![event])
}

pub(super) fn follow_up(case: Case<'_>, followed: &ControlActionFollowedUp) -> Decided {
    let control = case
        .state
        .control
        .control(&followed.control)
        .ok_or_else(|| {
            unknown(
                Code::UnknownControl,
                "control",
                "Kontrollåtgärden",
                &followed.control,
            )
        })?;
    case.unit_in(&control.unit, followed.period, "control")?;
    case.open(&control.unit, followed.period, "period")?;
    if followed.status == ControlStatus::Completed && followed.effect.is_none() {
        return Err(Refusal::new(
            Code::EffectMissing,
            "effect",
            format!(
                "{} är avslutad, men det sägs inte om den fått önskad effekt.",
                followed.control
            ),
        ));
    }
    text::optional_text(followed.comment.as_deref(), "comment")?;
    Ok(vec![followed.clone().into()])
}

pub(super) fn assess(case: Case<'_>, assessed: &ControlAssessed) -> Decided {
    case.unit_in_year(&assessed.unit, assessed.year, "unit")?;
    case.open(&assessed.unit, whole_year(assessed.year, "year")?, "year")?;
    match assessed.judgement {
        Sufficiency::Insufficient => text::motivation(
            assessed.motivation.as_deref().unwrap_or_default(),
            "motivation",
        )?,
        Sufficiency::Sufficient => {
            text::optional_text(assessed.motivation.as_deref(), "motivation")?;
        }
    }
    Ok(vec![assessed.clone().into()])
}

fn effects_hold(effects: &[YearEffect], place: &str) -> Result<(), Refusal> {
    let mut years = BTreeSet::new();
    for (number, effect) in effects.iter().enumerate() {
        let place = format!("{place}[{number}]");
        whole_year(effect.year, "year").map_err(|refusal| refusal.within(&place))?;
        if !years.insert(effect.year) {
            return Err(year_repeated(effect.year, &place));
        }
        if let Some(amount_ore) = effect.amount_ore {
            amount::amount(amount_ore, "amount_ore").map_err(|refusal| refusal.within(&place))?;
        }
        if effect.amount_ore.is_none() && effect.fte.is_none() {
            return Err(Refusal::new(
                Code::EffectMissing,
                place,
                format!(
                    "Effekten för {} har varken belopp eller årsarbetare.",
                    effect.year
                ),
            ));
        }
    }
    Ok(())
}
