//! Indicators: what they were to be, what they were, and how far the target is met.

mod choice;
mod fulfilment;
mod shown;

use std::collections::BTreeMap;

use super::calendar::Period;
use super::decimal::Decimal;
use super::fact::{Fact, Malformed, Source};
use super::payload::Payload;
use super::plan::printed;
use super::redacted::Redacted;
pub(super) use fulfilment::Rules;
pub(super) use shown::With;

/// Every indicator, as last known.
#[derive(Debug, Clone, Default)]
pub(super) struct Indicators {
    indicators: BTreeMap<String, Indicator>,
}

#[derive(Debug, Clone, Default)]
struct Indicator {
    defined: Option<Defined>,
    targets: BTreeMap<Period, Stated<Target>>,
    outcomes: BTreeMap<String, BTreeMap<Period, Stated<Outcome>>>,
    wishes: BTreeMap<String, Stated<Desired>>,
}

#[derive(Debug, Clone)]
struct Defined {
    item: String,
    /// What it is called, after the number it is printed with.
    title: String,
    desired: Desired,
    source: Option<Source>,
}

/// Something that is stated, with where it comes from.
#[derive(Debug, Clone)]
struct Stated<T> {
    value: T,
    source: Option<Source>,
    /// Where anything of the kind was first stated.
    first: u64,
}

/// The direction that is wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Desired {
    Increase,
    Decrease,
}

/// What was reported for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Number(Decimal),
    /// `fully`, `partly` or `not_at_all`, judged in words.
    Judged(Fulfilment),
    Missing,
}

/// How far a target is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fulfilment {
    Fully,
    Partly,
    NotAtAll,
}

/// What an outcome is measured against.
#[derive(Debug, Clone)]
enum Target {
    BetterThanPrevious(Option<Decimal>),
    AtLeast(Decimal),
    AtMost(Decimal),
    Interval(Decimal, Decimal),
    AtLeastSeries(String),
    Reduction {
        base_year: i32,
        base_value: Decimal,
        percent: Decimal,
        by_year: i32,
    },
    /// Only reported, or judged in words.
    Nothing,
}

/// The types of events that an indicator's row rests on beside its definition.
const SAID: [&str; 5] = [
    "TargetSet",
    "IndicatorOutcomeReported",
    "OutcomeMissing",
    "OutcomeCorrected",
    "WishOverridden",
];

impl Indicators {
    /// Takes in an event of an indicator; for a correction, what is right.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let source = Source::of(fact)?;
        let indicator = self
            .indicators
            .entry(of.text("indicator")?.into())
            .or_default();
        match fact.kind {
            "IndicatorDefined" => {
                indicator.defined = Some(Defined {
                    item: of.text("item")?.into(),
                    title: printed(of.text_if("label")?, of.text("title")?),
                    desired: desired(of)?,
                    source,
                });
            }
            "TargetSet" => {
                let target = target(of)?;
                state(
                    &mut indicator.targets,
                    of.read("period")?,
                    target,
                    fact,
                    source,
                );
            }
            "WishOverridden" => {
                let unit = of.text("unit")?.to_owned();
                state(&mut indicator.wishes, unit, desired(of)?, fact, source);
            }
            _ => {
                let outcome = match fact.kind {
                    "OutcomeMissing" => Outcome::Missing,
                    _ => outcome(of)?,
                };
                let units = indicator.outcomes.entry(of.text("unit")?.into());
                let periods = units.or_default();
                state(periods, of.read("period")?, outcome, fact, source);
            }
        }
        Ok(())
    }

    /// Whether something that was said of an indicator is redacted.
    fn lost(&self, name: &str, redacted: &Redacted) -> bool {
        if redacted.is_empty() {
            return false;
        }
        let compared = self.indicators.get(name).into_iter();
        let mut series = compared
            .flat_map(|indicator| indicator.targets.values())
            .filter_map(|target| match &target.value {
                Target::AtLeastSeries(other) => Some(other.as_str()),
                _ => None,
            });
        let hit = |name: &str| redacted.hits(&SAID, &format!("indicator/{name}"));
        hit(name) || series.any(hit)
    }
}

fn state<K: Ord, T>(
    cells: &mut BTreeMap<K, Stated<T>>,
    key: K,
    value: T,
    fact: &Fact<'_>,
    source: Option<Source>,
) {
    let first = cells.get(&key).map_or(fact.position, |before| before.first);
    let stated = Stated {
        value,
        source,
        first,
    };
    cells.insert(key, stated);
}

fn desired(of: Payload<'_>) -> Result<Desired, Malformed> {
    match of.text("desired")? {
        "increase" => Ok(Desired::Increase),
        "decrease" => Ok(Desired::Decrease),
        _ => Err(of.wrong("desired")),
    }
}

fn outcome(of: Payload<'_>) -> Result<Outcome, Malformed> {
    let (shape, inner) = of.shape("outcome")?;
    let inner = of.shaped(inner)?;
    match shape {
        "number" => Ok(Outcome::Number(inner.read("value")?)),
        "judged" => Ok(Outcome::Judged(match inner.text("fulfilment")? {
            "fully" => Fulfilment::Fully,
            "partly" => Fulfilment::Partly,
            "not_at_all" => Fulfilment::NotAtAll,
            _ => return Err(inner.wrong("fulfilment")),
        })),
        _ => Err(of.wrong("outcome")),
    }
}

fn target(of: Payload<'_>) -> Result<Target, Malformed> {
    let (shape, inner) = of.shape("target")?;
    if shape == "reported_only" {
        return Ok(Target::Nothing);
    }
    let inner = of.shaped(inner)?;
    Ok(match shape {
        "better_than_previous" => Target::BetterThanPrevious(inner.read_if("previous")?),
        "interval" => Target::Interval(inner.read("low")?, inner.read("high")?),
        "at_least" => Target::AtLeast(inner.read("value")?),
        "at_most" => Target::AtMost(inner.read("value")?),
        "at_least_series" => Target::AtLeastSeries(inner.text("indicator")?.into()),
        "count" => {
            let number = inner.whole("number")?.to_string();
            Target::AtLeast(number.parse().map_err(|_| inner.wrong("number"))?)
        }
        "reduction_since" => Target::Reduction {
            base_year: inner.year("base_year")?,
            base_value: inner.read("base_value")?,
            percent: inner.read("percent")?,
            by_year: inner.year("by_year")?,
        },
        "qualitative" => Target::Nothing,
        _ => return Err(of.wrong("target")),
    })
}
