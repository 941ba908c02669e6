//! Key figures: personnel and volumes, by unit, measure, period and what they are divided by.
//!
//! Figures that count the same thing are added over units and over the parts
//! they are divided into; shares are never added.

mod claimed;
mod sums;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Period;
use super::decimal::Decimal;
use super::fact::{Fact, Malformed, Source};
use super::payload::Payload;
use super::redacted::Redacted;
pub(super) use sums::Compared;

/// Every key figure, as last stated.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    stated: BTreeMap<String, BTreeMap<(String, Period), Divided>>,
}

/// The figures that a measure of a unit and period is divided into.
type Divided = BTreeMap<Parts, Figure>;

/// The parts that a figure is for, by what it is divided by.
type Parts = BTreeMap<Dimension, String>;

/// By what figures are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dimension {
    AgeGroup,
    Sex,
    Occupation,
    Employment,
    Category,
}

/// A figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    /// Its value.
    pub(super) value: FigureValue,
    /// How many stated figures it sums.
    pub(super) parts: usize,
    source: Option<Source>,
}

/// The value of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FigureValue {
    /// In öre.
    Amount(i128),
    /// In the measure's unit.
    Number(Decimal),
}

/// A figure as it is stated: what it is of, and its value.
#[derive(Debug, Clone)]
pub(super) struct StatedFigure {
    /// The unit.
    pub(super) unit: String,
    /// The period.
    pub(super) period: Period,
    /// The value.
    pub(super) value: FigureValue,
    measure: String,
    parts: Parts,
}

/// The part that stands for all the others.
const WHOLE: &str = "all";

/// What can name the rows of a table, the foremost first.
const ROWS: [Dimension; 4] = [
    Dimension::Occupation,
    Dimension::AgeGroup,
    Dimension::Category,
    Dimension::Employment,
];

/// What can name its columns, the foremost first.
const COLUMNS: [Dimension; 2] = [Dimension::Sex, Dimension::Employment];

/// The measures with the keys of their tables.
const MEASURES: [(&str, &str); 7] = [
    ("payroll", "payroll_cost"),
    ("fte", "full_time_equivalents"),
    ("fte_net_of_leave", "full_time_equivalents_net_of_leave"),
    ("sick_leave", "sick_leave"),
    ("listed_patients", "listed_patients"),
    ("volumes", "volume"),
    ("turnover", "turnover"),
];

impl StatedFigure {
    /// Reads a figure.
    pub(super) fn read(of: Payload<'_>) -> Result<Self, Malformed> {
        let mut parts = Parts::new();
        for (dimension, part) in of.within("dimensions")?.texts()? {
            let dimension = match dimension {
                "age_group" => Dimension::AgeGroup,
                "sex" => Dimension::Sex,
                "occupation" => Dimension::Occupation,
                "employment" => Dimension::Employment,
                "category" => Dimension::Category,
                _ => return Err(of.wrong("dimensions")),
            };
            parts.insert(dimension, part.into());
        }
        Ok(Self {
            unit: of.text("unit")?.into(),
            period: of.read("period")?,
            value: FigureValue::read(of, "value")?,
            measure: of.text("measure")?.into(),
            parts,
        })
    }
}

impl FigureValue {
    /// Reads a value.
    pub(super) fn read(of: Payload<'_>, name: &str) -> Result<Self, Malformed> {
        let (shape, inner) = of.shape(name)?;
        let inner = of.shaped(inner)?;
        match shape {
            "amount" => Ok(Self::Amount(i128::from(inner.whole("amount_ore")?))),
            "number" => Ok(Self::Number(inner.read("value")?)),
            _ => Err(of.wrong(name)),
        }
    }
}

impl Figures {
    /// Takes in a figure; for a correction, the right one.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let stated = StatedFigure::read(of)?;
        let figure = Figure {
            value: stated.value,
            parts: 1,
            source: Source::of(fact)?,
        };
        self.stated
            .entry(stated.unit)
            .or_default()
            .entry((stated.measure, stated.period))
            .or_default()
            .insert(stated.parts, figure);
        Ok(())
    }

    /// Whether a figure of any of these units is redacted.
    pub(super) fn lost(units: &BTreeSet<String>, redacted: &Redacted) -> bool {
        let kinds = ["KeyFigureReported", "OutcomeCorrected"];
        redacted.any(&kinds)
            && units
                .iter()
                .any(|unit| redacted.hits(&kinds, &format!("key-figures/{unit}")))
    }

    fn divided(&self, unit: &str, measure: &str, period: Period) -> Option<&Divided> {
        self.stated.get(unit)?.get(&(measure.into(), period))
    }

    /// The period that figures of a measure exist for: the report's, else its last month.
    fn reported_period(
        &self,
        units: &BTreeSet<String>,
        measure: &str,
        period: Period,
    ) -> Option<Period> {
        [period, period.last_month()].into_iter().find(|period| {
            let mut units = units.iter();
            units.any(|unit| self.divided(unit, measure, *period).is_some())
        })
    }

    /// The parts that figures of some periods are for.
    fn parts(
        &self,
        units: &BTreeSet<String>,
        measure: &str,
        periods: [Period; 2],
    ) -> BTreeMap<Dimension, BTreeSet<&str>> {
        let mut parts: BTreeMap<Dimension, BTreeSet<&str>> = BTreeMap::new();
        for unit in units {
            for period in periods {
                let divided = self.divided(unit, measure, period).into_iter();
                for (dimension, part) in divided.flat_map(BTreeMap::keys).flatten() {
                    if part != WHOLE {
                        parts.entry(*dimension).or_default().insert(part);
                    }
                }
            }
        }
        parts
    }
}
