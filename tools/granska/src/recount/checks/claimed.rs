//! Claims beside what their parts give.
//!
//! Rounding explains at most half a rounding unit of the stated value, and
//! half a unit more for each part when there are several.

use std::collections::BTreeSet;

use super::super::books::Books;
use super::super::calendar::Period;
use super::super::claims::Claim;
use super::super::figures::{FigureValue, StatedFigure};
use super::super::organisation::Organisation;
use super::super::report::Kind;
use super::super::tables::Colours;
use super::super::view::View;
use super::{Finding, PERCENT, Quantity, Verdict};

/// A stated value beside a counted one.
struct Compared {
    place: String,
    stated: Quantity,
    counted: Option<Quantity>,
    /// The most that rounding explains: öre of amounts, millionths of numbers.
    bound: i128,
}

/// The claims on lines, key figures and actions.
pub(super) fn claims(view: &View<'_>) -> Verdict {
    verdict(view, |claim| !matches!(claim, Claim::Colours { .. }))
}

/// The claims on how many items have a colour.
pub(super) fn colour_counts(view: &View<'_>) -> Verdict {
    verdict(view, |claim| matches!(claim, Claim::Colours { .. }))
}

fn verdict(view: &View<'_>, concerns: fn(&Claim) -> bool) -> Verdict {
    let units = with_itself(
        &view.books.organisation,
        &view.scope.unit,
        view.scope.period,
    );
    let claims = view.books.claims.of(&units, view.scope.period);
    let compared: Vec<Compared> = claims
        .filter(|(_, claim)| concerns(claim))
        .flat_map(|(id, claim)| compare(view, id, claim))
        .collect();
    if compared.is_empty() {
        return Verdict::not_applicable();
    }
    let mut holds = true;
    let mut findings = Vec::new();
    for of in compared {
        let difference = of.counted.and_then(|counted| of.stated.less(counted));
        let missed = difference.map(Quantity::magnitude);
        if missed == Some(0) {
            continue;
        }
        holds &= missed.is_some_and(|missed| missed <= of.bound);
        findings.push(Finding {
            place: of.place,
            stated: Some(of.stated),
            computed: of.counted,
            difference,
        });
    }
    Verdict::of(holds, findings)
}

/// A unit with all that belonged to it in a period.
fn with_itself(organisation: &Organisation, unit: &str, period: Period) -> BTreeSet<String> {
    let mut units = organisation.below(unit, period);
    units.insert(unit.into());
    units
}

fn compare(view: &View<'_>, id: &str, claim: &Claim) -> Vec<Compared> {
    let books = view.books;
    match claim {
        Claim::Line {
            line,
            period,
            column,
            ore,
            rounded_to,
        } => {
            let asked = super::super::money::Asked {
                period: *period,
                ..view.asked()
            };
            let counted = books.money.whole_ore(line, *column, asked);
            let parts = books.money.parts_behind(line, *column, asked);
            vec![Compared {
                place: id.into(),
                stated: Quantity::Ore(*ore),
                counted: counted.map(Quantity::Ore),
                bound: bound(*rounded_to, parts),
            }]
        }
        Claim::Total { figure, rounded_to } => {
            let behind = behind(books, figure, figure.period.year_before());
            let parts = behind.current.map_or(0, |figure| figure.parts);
            vec![Compared {
                place: id.into(),
                stated: figure.value.into(),
                counted: behind.current.map(|figure| figure.value.into()),
                bound: bound(rounded_to.units(), parts),
            }]
        }
        Claim::Change {
            figure,
            since,
            percent,
            rounded_to,
        } => change(books, id, (figure, *since), *percent, *rounded_to),
        Claim::Colours {
            unit,
            period,
            kind,
            colour,
            count,
        } => {
            let of = View::of_unit(books, Kind::Operations, unit, *period);
            let colours = Colours::of(&of, books.plan.of_kind(*kind, &of.scope));
            vec![Compared {
                place: id.into(),
                stated: Quantity::Count(*count),
                counted: Some(Quantity::Count(colours.count(colour.as_deref()))),
                bound: 0,
            }]
        }
        Claim::Actions {
            unit,
            period,
            year,
            planned,
            ore,
            rounded_to,
        } => {
            let units = with_itself(&books.organisation, unit, *period);
            let effects = if *planned {
                books.actions.planned_in(&units, *year)
            } else {
                books.actions.told_in(&units, *period, *year)
            };
            let parts = effects.len();
            let counted = effects.into_iter().reduce(|a, b| a + b);
            vec![Compared {
                place: id.into(),
                stated: Quantity::Ore(*ore),
                counted: counted.map(Quantity::Ore),
                bound: bound(*rounded_to, parts),
            }]
        }
    }
}

/// The claimed change of a figure, and the change in per cent where one is claimed.
fn change(
    books: &Books,
    id: &str,
    (figure, since): (&StatedFigure, Period),
    percent: Option<super::Decimal>,
    rounded_to: FigureValue,
) -> Vec<Compared> {
    let behind = behind(books, figure, since);
    let both = [behind.current, behind.previous].into_iter().flatten();
    let bound = bound(rounded_to.units(), both.map(|figure| figure.parts).sum());
    let change = Compared {
        place: id.into(),
        stated: figure.value.into(),
        counted: behind.change().map(Into::into),
        bound,
    };
    let in_percent = percent.map(|stated| {
        // As a share of the earlier figure, and half a unit of either per cent.
        let base = behind
            .previous
            .map_or(0, |figure| figure.value.units().abs());
        let share = bound
            .saturating_mul(100_000_000)
            .checked_div(base)
            .unwrap_or(0);
        let counted = behind.percent();
        let half = |decimals: usize| {
            let unit = 10_i128.pow(u32::try_from(6_usize.saturating_sub(decimals)).unwrap_or(0));
            unit / 2
        };
        let decimals = counted.map_or(0, super::Decimal::decimals);
        Compared {
            place: format!("{id}{PERCENT}"),
            stated: Quantity::Number(stated),
            counted: counted.map(Quantity::Number),
            bound: share.saturating_add(half(stated.decimals()) + half(decimals)),
        }
    });
    std::iter::once(change).chain(in_percent).collect()
}

fn behind(books: &Books, figure: &StatedFigure, since: Period) -> super::super::figures::Compared {
    let units = with_itself(&books.organisation, &figure.unit, figure.period);
    books.figures.behind(figure, since, &units)
}

/// Half a unit for the stated value, and half a unit for each part of several.
fn bound(unit: i128, parts: usize) -> i128 {
    let rounded = if parts > 1 { parts } else { 0 };
    let halves = i128::try_from(rounded)
        .unwrap_or(i128::MAX)
        .saturating_add(1);
    unit.saturating_abs().saturating_mul(halves) / 2
}

impl Quantity {
    fn less(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Ore(a), Self::Ore(b)) => Some(Self::Ore(a - b)),
            (Self::Number(a), Self::Number(b)) => Some(Self::Number(a.minus(b))),
            (Self::Count(a), Self::Count(b)) => Some(Self::Count(a.saturating_sub(b))),
            _ => None,
        }
    }

    fn magnitude(self) -> i128 {
        match self {
            Self::Ore(ore) => ore.abs(),
            Self::Number(number) => number.millionths.abs(),
            Self::Count(count) => i128::from(count).abs(),
        }
    }
}
