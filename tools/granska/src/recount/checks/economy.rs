//! Checks of the economic tables and of the action plan.

use std::collections::BTreeSet;

use super::super::money::{Column, Money, TableKind};
use super::super::view::View;
use super::{Finding, Verdict, table_units};

const SINGLE: [Column; 5] = [
    Column::Outcome,
    Column::Budget,
    Column::Previous,
    Column::Forecast,
    Column::BudgetYear,
];

/// The lines of a report's tables, with their tables; a line of several units stands as often.
pub(super) fn lines<'a>(view: &View<'a>) -> Vec<(TableKind, &'a str)> {
    let money: &'a Money = &view.books.money;
    let mut lines = Vec::new();
    for unit in table_units(view) {
        for table in TableKind::ALL {
            let theirs = money.lines_of(&unit, table).into_iter();
            lines.extend(theirs.map(|line| (table, line)));
        }
    }
    lines
}

/// Nothing stands on a total that its parts are to sum to.
pub(super) fn complete_totals(view: &View<'_>) -> Verdict {
    let money = &view.books.money;
    let mut asked = false;
    let mut findings = Vec::new();
    for (_, line) in lines(view) {
        if !money.is_complete(line) {
            continue;
        }
        asked = true;
        for column in SINGLE {
            let own = money
                .own_ore(line, column, view.asked())
                .unwrap_or_default();
            if own != 0 {
                let whole = money
                    .whole_ore(line, column, view.asked())
                    .unwrap_or_default();
                findings.push(Finding::money(
                    format!("{line}:{}", column.key()),
                    [Some(whole), Some(whole - own), Some(own)],
                ));
            }
        }
    }
    if asked {
        Verdict::of_findings(findings)
    } else {
        Verdict::not_applicable()
    }
}

/// What a partial breakdown leaves is what stands on the line itself.
pub(super) fn remainders(view: &View<'_>) -> Verdict {
    let money = &view.books.money;
    let mut holds = true;
    let mut findings = Vec::new();
    for (_, line) in lines(view) {
        if !money.is_partial(line) {
            continue;
        }
        let whole = money.whole_ore(line, Column::Outcome, view.asked());
        let parts: i128 = money
            .children(line)
            .filter_map(|part| money.whole_ore(part, Column::Outcome, view.asked()))
            .sum();
        let rest = whole.map(|whole| whole - parts);
        let own = money.own_ore(line, Column::Outcome, view.asked());
        holds &= own.unwrap_or_default() == rest.unwrap_or_default();
        findings.push(Finding::money(
            format!("{line}:outcome"),
            [whole, whole.map(|_| parts), rest],
        ));
    }
    if findings.is_empty() {
        Verdict::not_applicable()
    } else {
        Verdict::of(holds, findings)
    }
}

/// Differences are differences: they are counted so here, and the tables are
/// compared figure by figure. It can be asked where there is any.
pub(super) fn variances(view: &View<'_>) -> Verdict {
    let shows_any = table_units(view).iter().any(|unit| {
        TableKind::ALL.into_iter().any(|table| {
            let rows = view.books.money.own_rows(unit, table, view.asked());
            rows.iter().any(|row| {
                [Column::Variance, Column::Change, Column::ForecastVariance]
                    .into_iter()
                    .any(|column| row.value(column).ore().is_some())
            })
        })
    });
    if shows_any {
        Verdict::of_findings(Vec::new())
    } else {
        Verdict::not_applicable()
    }
}

/// Reallocations sum to zero and take no more than a frame holds.
pub(super) fn reallocations(view: &View<'_>) -> Verdict {
    let money = &view.books.money;
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for unit in table_units(view) {
        for (position, made) in money.reallocations_of(&unit, view.scope.period.year()) {
            if !seen.insert(position) {
                continue;
            }
            let sum: i128 = made
                .postings
                .iter()
                .map(|posting| i128::from(posting.ore))
                .sum();
            if sum != 0 {
                findings.push(Finding::money(
                    position.to_string(),
                    [Some(0), Some(sum), Some(-sum)],
                ));
            }
            for posting in &made.postings {
                if posting.ore > 0 && posting.before <= 0 && posting.after > 0 {
                    findings.push(Finding::money(
                        format!("{position} {}", posting.line),
                        [
                            Some(i128::from(posting.ore)),
                            Some(-posting.before),
                            Some(posting.after),
                        ],
                    ));
                }
            }
        }
    }
    if seen.is_empty() {
        Verdict::not_applicable()
    } else {
        Verdict::of_findings(findings)
    }
}

const PLAN: &str = "handlingsplan";

/// The effects of the actions reach what frames were reduced by, or else what was planned.
pub(super) fn action_effects(view: &View<'_>) -> Verdict {
    let (books, period) = (view.books, view.scope.period);
    let year = period.year();
    if period.length() != 12 {
        return Verdict::not_applicable_since(PLAN);
    }
    let mut units = view.scope.below.clone();
    units.insert(view.scope.unit.clone());
    let sum = |effects: Vec<i128>| effects.into_iter().reduce(|a, b| a + b);
    let reduced: Vec<i128> = lines(view)
        .into_iter()
        .filter(|(table, _)| *table != TableKind::Investment)
        .flat_map(|(_, line)| books.money.reductions(line, year))
        .collect();
    let planned = sum(books.actions.planned_in(&units, year));
    let Some(demanded) = sum(reduced).or(planned) else {
        return Verdict::not_applicable();
    };
    let Some(reached) = sum(books.actions.told_in(&units, period, year)) else {
        let finding = Finding::money(PLAN.into(), [Some(demanded), None, None]);
        return Verdict::of(false, vec![finding]);
    };
    let missing = demanded - reached;
    let allowed = i128::from(books.rules.action_shortfall_percent);
    let holds = missing.saturating_mul(100) <= demanded.saturating_mul(allowed);
    let finding = (missing != 0)
        .then(|| Finding::money(PLAN.into(), [Some(demanded), Some(reached), Some(missing)]));
    Verdict::of(holds, finding.into_iter().collect())
}
