//! How far a target is met, by hand-written arithmetic in millionths.
//!
//! The meaning: helt when the target is reached; delvis when it is missed by
//! no more than the rules' share of it, or when the outcome at least moved the
//! right way since the previous year (for "better than before": stood still);
//! inte alls otherwise. No target, or nothing to compare with, is no status.

use ledger::event::indicator::Fulfilment;
use ledger::event::plan::{Desired, Target};
use ledger::quantity::Quantity;
use ledger::rules::RuleSet;

/// What a number is measured against.
pub(crate) struct Measured<'a> {
    pub(crate) value: Quantity,
    pub(crate) target: &'a Target,
    pub(crate) desired: Desired,
    pub(crate) year: u16,
    pub(crate) previous: Option<Quantity>,
    pub(crate) series: Option<Quantity>,
}

/// A number of the form `over / under`, under above 0.
#[derive(Clone, Copy)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    fn whole(quantity: Quantity) -> Self {
        Self {
            over: quantity.millionths(),
            under: 1,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            over: self.over * other.under - other.over * self.under,
            under: self.under * other.under,
        }
    }

    fn magnitude(self) -> Self {
        Self {
            over: self.over.abs(),
            under: self.under,
        }
    }

    fn times(self, number: i128) -> Self {
        Self {
            over: self.over * number,
            under: self.under,
        }
    }

    fn at_most(self, other: Self) -> bool {
        self.minus(other).over <= 0
    }

    fn below(self, other: Self) -> bool {
        self.minus(other).over < 0
    }
}

/// How far the target is met.
pub(crate) fn of(measured: &Measured<'_>, rules: &RuleSet) -> Option<Fulfilment> {
    let value = Fraction::whole(measured.value);
    let previous = measured.previous.map(Fraction::whole);
    let upwards = |limit| Some(against(value, limit, true, previous, rules));
    let downwards = |limit| Some(against(value, limit, false, previous, rules));
    match measured.target {
        Target::BetterThanPrevious { previous: stated } => {
            let before = stated.map(Fraction::whole).or(previous)?;
            let (low, high) = match measured.desired {
                Desired::Increase => (before, value),
                Desired::Decrease => (value, before),
            };
            Some(if low.below(high) {
                Fulfilment::Fully
            } else if low.at_most(high) {
                Fulfilment::Partly
            } else {
                Fulfilment::NotAtAll
            })
        }
        Target::AtLeast { value } => upwards(Fraction::whole(*value)),
        Target::AtMost { value } => downwards(Fraction::whole(*value)),
        Target::Count { number } => upwards(Fraction::whole(Quantity::whole(i64::from(*number)))),
        Target::AtLeastSeries { .. } => upwards(Fraction::whole(measured.series?)),
        Target::Interval { low, high } => {
            let (low, high) = (Fraction::whole(*low), Fraction::whole(*high));
            let outside = |number: Fraction| {
                if number.below(low) {
                    Some(low.minus(number))
                } else if high.below(number) {
                    Some(number.minus(high))
                } else {
                    None
                }
            };
            let Some(miss) = outside(value) else {
                return Some(Fulfilment::Fully);
            };
            let end = if value.below(low) { low } else { high };
            let closer = previous
                .and_then(outside)
                .is_some_and(|before| miss.below(before));
            Some(if near(miss, end, rules) || closer {
                Fulfilment::Partly
            } else {
                Fulfilment::NotAtAll
            })
        }
        Target::ReductionSince {
            base_year,
            base_value,
            percent,
            by_year,
        } => {
            let span = i128::from(by_year.saturating_sub(*base_year));
            let gone = i128::from(measured.year.saturating_sub(*base_year)).min(span);
            let base = Fraction::whole(*base_value);
            if span == 0 {
                // Base year and target year in one: the whole reduction is asked for at once.
                let drop = Fraction {
                    over: base.over * percent.millionths(),
                    under: 100_000_000,
                };
                return downwards(base.minus(drop));
            }
            let drop = Fraction {
                over: base.over * percent.millionths() * gone,
                under: 100_000_000 * span,
            };
            downwards(base.minus(drop))
        }
        Target::ReportedOnly | Target::Qualitative { .. } => None,
    }
}

fn against(
    value: Fraction,
    limit: Fraction,
    upwards: bool,
    previous: Option<Fraction>,
    rules: &RuleSet,
) -> Fulfilment {
    let reached = if upwards {
        limit.at_most(value)
    } else {
        value.at_most(limit)
    };
    let improved = previous.is_some_and(|before| {
        if upwards {
            before.below(value)
        } else {
            value.below(before)
        }
    });
    if reached {
        Fulfilment::Fully
    } else if improved || near(value.minus(limit), limit, rules) {
        Fulfilment::Partly
    } else {
        Fulfilment::NotAtAll
    }
}

/// Whether a miss is at most the rules' share of what was aimed at.
fn near(miss: Fraction, aim: Fraction, rules: &RuleSet) -> bool {
    let percent = i128::from(rules.partly_within_percent);
    percent > 0
        && miss
            .magnitude()
            .times(100)
            .at_most(aim.magnitude().times(percent))
}
