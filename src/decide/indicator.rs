//! Indicator outcomes, missing values and overridden wishes.

use std::collections::BTreeSet;

use crate::decide::case::{Case, Decided, each_row};
use crate::decide::text;
use crate::event::indicator::{
    IndicatorOutcomeReported, IndicatorValue, OutcomeMissing, WishOverridden,
};
use crate::fulfilment::Achieved;
use crate::ids::{IndicatorId, UnitId};
use crate::period::Period;
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::state::indicator::Indicator;

pub(super) fn report(case: Case<'_>, rows: &[IndicatorOutcomeReported]) -> Decided {
    let mut earlier = BTreeSet::new();
    each_row(rows, |reported| {
        let indicator = case.indicator(&reported.indicator, "indicator")?;
        case.unit_in(&reported.unit, reported.period, "unit")?;
        case.open(&reported.unit, reported.period, "period")?;
        outcome_fits(&reported.indicator, indicator, &reported.outcome)?;
        let key = (reported.unit.clone(), reported.period);
        let standing = indicator
            .reports
            .get(&key)
            .and_then(|report| report.outcome);
        let differs =
            standing.is_some_and(|standing| standing != Achieved::from(&reported.outcome));
        if differs || !earlier.insert((reported.indicator.clone(), key)) {
            return Err(reported_already(
                &reported.indicator,
                &reported.unit,
                reported.period,
            ));
        }
        Ok(reported.clone().into())
    })
}

pub(super) fn report_missing(case: Case<'_>, missing: &OutcomeMissing) -> Decided {
    let indicator = case.indicator(&missing.indicator, "indicator")?;
    case.unit_in(&missing.unit, missing.period, "unit")?;
    case.open(&missing.unit, missing.period, "period")?;
    text::text(&missing.missing_reason, "missing_reason")?;
    let standing = indicator
        .reports
        .get(&(missing.unit.clone(), missing.period));
    if standing.is_some_and(|report| report.outcome.is_some()) {
        return Err(reported_already(
            &missing.indicator,
            &missing.unit,
            missing.period,
        ));
    }
    Ok(vec![missing.clone().into()])
}

pub(super) fn override_wish(case: Case<'_>, wish: &WishOverridden) -> Decided {
    let indicator = case.indicator(&wish.indicator, "indicator")?;
    case.unit(&wish.unit, "unit")?;
    case.reason_required()?;
    let standing = indicator.wishes.get(&wish.unit).copied();
    if standing.unwrap_or(indicator.desired) == wish.desired {
        return Err(Refusal::new(
            Code::NothingChanged,
            "desired",
            format!("{} önskas redan åt det hållet.", wish.indicator),
        ));
    }
    Ok(vec![wish.clone().into()])
}

/// Refuses an outcome of a form that the indicator cannot have.
pub(super) fn outcome_fits(
    id: &IndicatorId,
    indicator: &Indicator,
    outcome: &IndicatorValue,
) -> Result<(), Refusal> {
    match outcome {
        IndicatorValue::Number { .. } if !indicator.has_measure => Err(Refusal::new(
            Code::OutcomeKind,
            "outcome",
            format!("{id} har ingen måttenhet."),
        )),
        IndicatorValue::Number { .. } => Ok(()),
        IndicatorValue::Judged { text, .. } => text::text(text, "outcome.judged.text"),
    }
}

fn reported_already(indicator: &IndicatorId, unit: &UnitId, period: Period) -> Refusal {
    Refusal::new(
        Code::OutcomeReported,
        "outcome",
        format!("{indicator} har redan ett utfall för {unit} och {period}."),
    )
}
