//! Fulfilment: how far an indicator's outcome meets its target.
//!
//! A pure rule, used when an assessment is decided and again when a report is
//! built, so that both say the same. Arithmetic is exact.
//!
//! The rule, per kind of target (`x` is the outcome):
//!
//! | target | helt | delvis | inte alls |
//! | --- | --- | --- | --- |
//! | better than previous | better in the desired direction | equal | worse |
//! | at least, count, at least a series | `x` ≥ limit | near or improved | otherwise |
//! | at most | `x` ≤ limit | near or improved | otherwise |
//! | interval | within it, ends included | near or closer than before | otherwise |
//! | reduction since | `x` ≤ the year's limit | near or improved | otherwise |
//! | reported only | no status | | |
//! | judged in words | what the judgement says | | |
//!
//! *Near* means that the miss is at most [`RuleSet::partly_within_percent`] of
//! the limit, when that is above 0. *Improved* means better than the previous
//! value, when there is one. The limit of a reduction falls in a straight line
//! from the base value in the base year to the wished value in the target year,
//! and stays there.
//!
//! It deliberately does not decide which outcome, target or previous value
//! applies: a report asks that as of a basis and an assessment of the state, by
//! the same rules (`decide/choice.rs`).

use bincode::{Decode, Encode};

use crate::event::indicator::{Fulfilment, IndicatorValue};
use crate::event::plan::{Desired, Target};
use crate::quantity::Quantity;
use crate::rules::RuleSet;

/// An outcome as far as its fulfilment asks: a number, or a judgement without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Achieved {
    /// A number in the indicator's unit of measure.
    Number(Quantity),
    /// Judged in words.
    Judged(Fulfilment),
}

impl From<&IndicatorValue> for Achieved {
    fn from(value: &IndicatorValue) -> Self {
        match value {
            IndicatorValue::Number { value } => Self::Number(*value),
            IndicatorValue::Judged { fulfilment, .. } => Self::Judged(*fulfilment),
        }
    }
}

/// What an outcome is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Yardstick<'a> {
    /// The target that applies, when one is set.
    pub target: Option<&'a Target>,
    /// The direction wished by the unit.
    pub desired: Desired,
    /// The year of the outcome's period.
    pub year: u16,
    /// The outcome of the same period a year before, when it was reported. A
    /// value that the target itself states goes before it.
    pub previous: Option<Quantity>,
    /// The value of the series that the target compares with, for the same period.
    pub series: Option<Quantity>,
}

/// How far the outcome meets the target; `None` when there is nothing to
/// measure against: no target, only reported, or no value to compare with.
pub fn fulfilment(
    achieved: Achieved,
    yardstick: &Yardstick<'_>,
    rules: &RuleSet,
) -> Option<Fulfilment> {
    let value = match achieved {
        Achieved::Judged(fulfilment) => return Some(fulfilment),
        Achieved::Number(value) => value.millionths(),
    };
    let previous = yardstick.previous.map(Quantity::millionths);
    let measure = |limit: i128, wanted: Desired, scale: i128| {
        let previous = previous.map(|previous| previous.saturating_mul(scale));
        Some(against_limit(value * scale, limit, wanted, previous, rules))
    };
    match yardstick.target? {
        Target::BetterThanPrevious { previous: stated } => {
            let previous = stated.map(Quantity::millionths).or(previous)?;
            Some(match (value.cmp(&previous), yardstick.desired) {
                (std::cmp::Ordering::Equal, _) => Fulfilment::Partly,
                (std::cmp::Ordering::Greater, Desired::Increase)
                | (std::cmp::Ordering::Less, Desired::Decrease) => Fulfilment::Fully,
                (std::cmp::Ordering::Greater, Desired::Decrease)
                | (std::cmp::Ordering::Less, Desired::Increase) => Fulfilment::NotAtAll,
            })
        }
        Target::AtLeast { value: limit } => measure(limit.millionths(), Desired::Increase, 1),
        Target::Count { number } => measure(
            Quantity::whole(i64::from(*number)).millionths(),
            Desired::Increase,
            1,
        ),
        Target::AtLeastSeries { .. } => {
            measure(yardstick.series?.millionths(), Desired::Increase, 1)
        }
        Target::AtMost { value: limit } => measure(limit.millionths(), Desired::Decrease, 1),
        Target::Interval { low, high } => Some(within_interval(
            value,
            (low.millionths(), high.millionths()),
            previous,
            rules,
        )),
        Target::ReductionSince {
            base_year,
            base_value,
            percent,
            by_year,
        } => {
            let span = i128::from(by_year.saturating_sub(*base_year).max(1));
            let elapsed = i128::from(yardstick.year.saturating_sub(*base_year)).min(span);
            // Everything is multiplied by `scale`, so that no division rounds.
            let scale = 100 * Quantity::whole(1).millionths() * span;
            let share = scale.saturating_sub(percent.millionths().saturating_mul(elapsed));
            let limit = base_value.millionths().saturating_mul(share);
            measure(limit, Desired::Decrease, scale)
        }
        Target::ReportedOnly | Target::Qualitative { .. } => None,
    }
}

fn against_limit(
    value: i128,
    limit: i128,
    wanted: Desired,
    previous: Option<i128>,
    rules: &RuleSet,
) -> Fulfilment {
    let miss = match wanted {
        Desired::Increase => limit.saturating_sub(value),
        Desired::Decrease => value.saturating_sub(limit),
    };
    let improved = previous.is_some_and(|previous| match wanted {
        Desired::Increase => value > previous,
        Desired::Decrease => value < previous,
    });
    grade(miss, limit, improved, rules)
}

fn within_interval(
    value: i128,
    (low, high): (i128, i128),
    previous: Option<i128>,
    rules: &RuleSet,
) -> Fulfilment {
    let miss = |value: i128| (low - value).max(value - high).max(0);
    let nearest = if value < low { low } else { high };
    let improved = previous.is_some_and(|previous| miss(value) < miss(previous));
    grade(miss(value), nearest, improved, rules)
}

fn grade(miss: i128, limit: i128, improved: bool, rules: &RuleSet) -> Fulfilment {
    let near = miss.saturating_mul(100)
        <= limit
            .saturating_abs()
            .saturating_mul(i128::from(rules.partly_within_percent));
    if miss <= 0 {
        Fulfilment::Fully
    } else if near || improved {
        Fulfilment::Partly
    } else {
        Fulfilment::NotAtAll
    }
}
