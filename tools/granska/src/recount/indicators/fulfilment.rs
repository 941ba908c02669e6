//! How far an outcome meets its target, in exact whole numbers.

use std::cmp::Ordering;

use super::super::decimal::Decimal;
use super::super::fact::Malformed;
use super::super::payload::Payload;
use super::{Desired, Fulfilment, Target};

/// The rules in force, as far as they decide a figure.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Rules {
    /// Their version; 0 when none are adopted.
    pub(in super::super) version: i64,
    /// How many per cent of a limit a miss may be and still be partly met.
    partly_within_percent: i64,
    /// The first month that an interim report may end with.
    pub(in super::super) interim_from_month: i64,
    /// The last one.
    pub(in super::super) interim_to_month: i64,
    /// How many per cent of a demanded saving may be missing.
    pub(in super::super) action_shortfall_percent: i64,
}

impl Default for Rules {
    /// The rules of a ledger that has adopted none (LKBR 13:1 for the months).
    fn default() -> Self {
        Self {
            version: 0,
            partly_within_percent: 0,
            interim_from_month: 6,
            interim_to_month: 8,
            action_shortfall_percent: 0,
        }
    }
}

/// What an outcome is compared with beside its target.
pub(super) struct Compared {
    pub(super) desired: Desired,
    pub(super) year: i32,
    pub(super) previous: Option<Decimal>,
    pub(super) series: Option<Decimal>,
}

impl Rules {
    /// Takes in adopted rules.
    pub(in super::super) fn take(&mut self, of: Payload<'_>) -> Result<(), Malformed> {
        let rules = of.within("rules")?;
        *self = Self {
            version: rules.whole("version")?,
            partly_within_percent: rules.whole("partly_within_percent")?,
            interim_from_month: rules.whole("interim_from_month")?,
            interim_to_month: rules.whole("interim_to_month")?,
            action_shortfall_percent: rules.whole("action_shortfall_percent")?,
        };
        Ok(())
    }

    /// How far a number meets a target; none where there is nothing to measure against.
    pub(super) fn fulfilment(
        self,
        number: Decimal,
        target: &Target,
        with: &Compared,
    ) -> Option<Fulfilment> {
        let value = number.millionths;
        let previous = with.previous.map(|previous| previous.millionths);
        let at_least =
            |limit: i128| self.grade(limit - value, limit, previous.is_some_and(|p| value > p));
        let at_most =
            |limit: i128| self.grade(value - limit, limit, previous.is_some_and(|p| value < p));
        Some(match target {
            Target::Nothing => return None,
            Target::BetterThanPrevious(stated) => {
                let before = stated.map(|stated| stated.millionths).or(previous)?;
                match (value.cmp(&before), with.desired) {
                    (Ordering::Equal, _) => Fulfilment::Partly,
                    (Ordering::Greater, Desired::Increase)
                    | (Ordering::Less, Desired::Decrease) => Fulfilment::Fully,
                    (Ordering::Greater, Desired::Decrease)
                    | (Ordering::Less, Desired::Increase) => Fulfilment::NotAtAll,
                }
            }
            Target::AtLeast(limit) => at_least(limit.millionths),
            Target::AtLeastSeries(_) => at_least(with.series?.millionths),
            Target::AtMost(limit) => at_most(limit.millionths),
            Target::Interval(low, high) => {
                let outside =
                    |value: i128| (low.millionths - value).max(value - high.millionths).max(0);
                let end = if value < low.millionths { low } else { high };
                let closer = previous.is_some_and(|before| outside(value) < outside(before));
                self.grade(outside(value), end.millionths, closer)
            }
            Target::Reduction {
                base_year,
                base_value,
                percent,
                by_year,
            } => {
                // The limit falls in a straight line; all is multiplied by the
                // line's length and by a hundred per cent, so that nothing is rounded.
                let years = i128::from((by_year - base_year).max(1));
                let gone = i128::from((with.year - base_year).max(0)).min(years);
                let whole = years * 100_000_000;
                let share = whole.saturating_sub(percent.millionths.saturating_mul(gone));
                let limit = base_value.millionths.saturating_mul(share);
                let improved = previous.is_some_and(|before| value < before);
                self.grade(
                    value.saturating_mul(whole).saturating_sub(limit),
                    limit,
                    improved,
                )
            }
        })
    }

    /// Met when nothing is missed; partly when little is missed or it is better than before.
    fn grade(self, missed: i128, limit: i128, improved: bool) -> Fulfilment {
        let near = missed.saturating_mul(100)
            <= limit
                .saturating_abs()
                .saturating_mul(i128::from(self.partly_within_percent));
        match missed {
            ..=0 => Fulfilment::Fully,
            _ if near || improved => Fulfilment::Partly,
            _ => Fulfilment::NotAtAll,
        }
    }
}

impl Fulfilment {
    /// Its word in a report.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fully => "fully",
            Self::Partly => "partly",
            Self::NotAtAll => "not_at_all",
        }
    }
}
