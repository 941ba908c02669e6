//! Key figures: personnel and volumes.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::amount;
use crate::decide::case::{Case, Decided, each_row};
use crate::decide::text;
use crate::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use crate::quantity::Quantity;
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::state::figure::Series;

pub(super) fn report(case: Case<'_>, rows: &[KeyFigureReported]) -> Decided {
    let mut earlier: BTreeMap<Series, BTreeSet<Dimension>> = BTreeMap::new();
    let mut cells = BTreeSet::new();
    each_row(rows, |figure| {
        case.unit_in(&figure.unit, figure.period, "unit")?;
        case.open(&figure.unit, figure.period, "period")?;
        value_fits(case, figure)?;
        let divided: BTreeSet<Dimension> = figure.dimensions.keys().copied().collect();
        let series = Series::of(figure);
        let used = case
            .state
            .figures
            .divided_by(&series)
            .or_else(|| earlier.get(&series));
        if used.is_some_and(|used| *used != divided) {
            return Err(Refusal::new(
                Code::FigureDimension,
                "dimensions",
                format!(
                    "Nyckeltalet är redan uppdelat på annat sätt för {} och {}; summan skulle räkna samma sak två gånger.",
                    figure.unit, figure.period
                ),
            ));
        }
        if case.state.figures.latest(figure).is_some()
            || !cells.insert((series.clone(), figure.dimensions.clone()))
        {
            return Err(Refusal::new(
                Code::FigureReported,
                "measure",
                format!(
                    "Nyckeltalet är redan rapporterat för {} och {}, med samma uppdelning.",
                    figure.unit, figure.period
                ),
            ));
        }
        earlier.insert(series, divided);
        Ok(figure.clone().into())
    })
}

/// Refuses a value or a division that the measure cannot have.
pub(super) fn value_fits(case: Case<'_>, figure: &KeyFigureReported) -> Result<(), Refusal> {
    case.unit(&figure.unit, "unit")?;
    for part in figure.dimensions.values() {
        text::title(part, "dimensions")?;
    }
    if let Some(sex) = figure.dimensions.get(&Dimension::Sex)
        && !matches!(sex.as_str(), "women" | "men" | "all")
    {
        return Err(Refusal::new(
            Code::FigureDimension,
            "dimensions.sex",
            format!("Kön kan inte vara {sex:?}."),
        )
        .with_remedy("Ange women, men eller all."));
    }
    if figure.measure == Measure::Volume && !figure.dimensions.contains_key(&Dimension::Category) {
        return Err(Refusal::new(
            Code::FigureDimension,
            "dimensions.category",
            "En volym måste säga vad den räknar.",
        )
        .with_remedy("Ange dimensionen category."));
    }
    let is_money = matches!(figure.measure, Measure::PayrollCost | Measure::Turnover);
    match figure.value {
        FigureValue::Amount { amount_ore } if is_money => {
            amount::amount(amount_ore, "value.amount.amount_ore")
        }
        FigureValue::Number { value } if !is_money => number_fits(figure.measure, value),
        FigureValue::Amount { .. } => Err(Refusal::new(
            Code::FigureValueKind,
            "value",
            "Nyckeltalet är ett tal, inte ett belopp.",
        )),
        FigureValue::Number { .. } => Err(Refusal::new(
            Code::FigureValueKind,
            "value",
            "Nyckeltalet är ett belopp, inte ett tal.",
        )),
    }
}

fn number_fits(measure: Measure, value: Quantity) -> Result<(), Refusal> {
    let zero = Quantity::whole(0);
    let (fits, why) = match measure {
        Measure::SickLeave => (
            zero <= value && value <= Quantity::whole(100),
            "Sjukfrånvaro är 0 till 100 procent",
        ),
        Measure::FullTimeEquivalents | Measure::FullTimeEquivalentsNetOfLeave => {
            (zero <= value, "Årsarbetare är minst 0")
        }
        Measure::ListedPatients => (
            zero <= value && value.millionths() % Quantity::whole(1).millionths() == 0,
            "Listade patienter är ett helt tal, minst 0",
        ),
        Measure::Volume | Measure::PayrollCost | Measure::Turnover => (true, ""),
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::new(
        Code::NumberOutOfRange,
        "value.number.value",
        format!("{why}, inte {value}."),
    ))
}
