//! Sums of key figures, and how two periods differ.

use std::collections::{BTreeMap, BTreeSet};

use super::super::calendar::Period;
use super::super::cell::Cell;
use super::super::decimal::Decimal;
use super::super::fact::Source;
use super::{Dimension, Divided, Figure, FigureValue, Figures, Parts, WHOLE};

/// A figure of two periods.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Compared {
    /// The figure of the period.
    pub(in super::super) current: Option<Figure>,
    /// The figure of the period it is compared with.
    pub(in super::super) previous: Option<Figure>,
}

/// The parts that are asked for; what is not named is added up.
pub(super) type Wanted<'a> = BTreeMap<Dimension, &'a str>;

/// Shares cannot be added.
fn is_share(measure: &str) -> bool {
    measure == "sick_leave"
}

impl Figures {
    /// The figure of some units for the wanted parts.
    pub(super) fn sum(
        &self,
        units: &BTreeSet<String>,
        measure: &str,
        period: Period,
        wanted: &Wanted<'_>,
    ) -> Option<Figure> {
        let each = units
            .iter()
            .filter_map(|unit| self.divided(unit, measure, period))
            .filter_map(|divided| of_unit(divided, measure, wanted));
        added(measure, each)
    }
}

/// A unit's figure for the wanted parts: the sum of its parts, or else what is
/// stated for the whole.
fn of_unit(divided: &Divided, measure: &str, wanted: &Wanted<'_>) -> Option<Figure> {
    let matching: Vec<(&Parts, Figure)> = divided
        .iter()
        .filter(|(parts, _)| {
            wanted
                .iter()
                .all(|(dimension, part)| parts.get(dimension).is_some_and(|of| of == part))
        })
        .map(|(parts, figure)| (parts, *figure))
        .collect();
    let where_rest = |whole: bool| {
        let rest_is = move |parts: &Parts| {
            parts
                .iter()
                .filter(|(dimension, _)| !wanted.contains_key(dimension))
                .all(|(_, part)| (part == WHOLE) == whole)
        };
        let figures = matching.iter().filter(move |(parts, _)| rest_is(parts));
        figures.map(|(_, figure)| *figure)
    };
    // Volumes of different kinds count different things.
    let one_kind = measure != "volume" || wanted.contains_key(&Dimension::Category);
    if is_share(measure) || !one_kind {
        return where_rest(true).next();
    }
    added(measure, where_rest(false)).or_else(|| added(measure, where_rest(true)))
}

fn added(measure: &str, figures: impl Iterator<Item = Figure>) -> Option<Figure> {
    let mut sum: Option<Figure> = None;
    for figure in figures {
        let Some(before) = sum else {
            sum = Some(figure);
            continue;
        };
        if is_share(measure) {
            return None;
        }
        let value = match (before.value, figure.value) {
            (FigureValue::Amount(a), FigureValue::Amount(b)) => FigureValue::Amount(a + b),
            (FigureValue::Number(a), FigureValue::Number(b)) => FigureValue::Number(a.plus(b)),
            _ => return None,
        };
        sum = Some(Figure {
            value,
            parts: before.parts + figure.parts,
            source: before.source.max(figure.source),
        });
    }
    sum
}

impl FigureValue {
    /// The difference, when both are of one kind.
    pub(in super::super) fn less(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Amount(a), Self::Amount(b)) => Some(Self::Amount(a - b)),
            (Self::Number(a), Self::Number(b)) => Some(Self::Number(a.minus(b))),
            _ => None,
        }
    }

    /// In öre, or in millionths of a number.
    pub(in super::super) fn units(self) -> i128 {
        match self {
            Self::Amount(ore) => ore,
            Self::Number(number) => number.millionths,
        }
    }

    /// Its cell in a measure's table.
    pub(super) fn cell(self, measure: &str) -> Cell {
        match self {
            Self::Amount(ore) => Cell::amount(ore),
            Self::Number(number) if is_share(measure) => Cell::percent(number),
            Self::Number(number) => Cell::number(number),
        }
    }
}

impl Compared {
    /// The weakest source of both.
    pub(super) fn source(self) -> Option<Source> {
        let both = [self.current, self.previous].into_iter().flatten();
        both.filter_map(|figure| figure.source).max()
    }

    /// Current less previous.
    pub(in super::super) fn change(self) -> Option<FigureValue> {
        self.current?.value.less(self.previous?.value)
    }

    /// The change in per cent.
    pub(in super::super) fn percent(self) -> Option<Decimal> {
        percent(self.change()?.units(), self.previous?.value.units())
    }

    /// The cells of the earlier period, of the change, and of the change in per
    /// cent. A share changes by percentage points.
    pub(super) fn change_cells(self, measure: &str) -> [Cell; 3] {
        let previous = Cell::some(self.previous, |figure| figure.value.cell(measure));
        match self.change() {
            Some(FigureValue::Number(points)) if is_share(measure) => {
                [previous, Cell::number(points), Cell::Empty]
            }
            change => [
                previous,
                Cell::some(change, |change| change.cell(measure)),
                Cell::some(self.percent(), Cell::percent),
            ],
        }
    }
}

/// A change in per cent with one decimal, rounded half away from zero; none of nothing.
fn percent(change: i128, of: i128) -> Option<Decimal> {
    if of == 0 {
        return None;
    }
    let magnitude = change
        .saturating_abs()
        .saturating_mul(2000)
        .saturating_add(of.abs())
        / (2 * of.abs());
    let negative = (change < 0) != (of < 0);
    Some(Decimal::tenths(if negative {
        -magnitude
    } else {
        magnitude
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_in_per_cent_is_rounded_half_away_from_zero() {
        let said = |change, of| percent(change, of).map(|percent| percent.to_string());
        assert_eq!(said(1, 2000).as_deref(), Some("0.1"));
        assert_eq!(said(-1, 2000).as_deref(), Some("-0.1"));
        assert_eq!(said(1, -2000).as_deref(), Some("-0.1"));
        assert_eq!(said(-220, -8600).as_deref(), Some("2.6"));
        assert_eq!(said(-1, 2001).as_deref(), Some("0.0"));
        assert_eq!(said(5, 0), None);
    }
}
