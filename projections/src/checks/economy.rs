//! Checks of the economic tables: totals, remainders, variances, reallocations and actions.

use std::collections::BTreeSet;

use ledger::event::budget::{AdjustmentKind, Breakdown, LineTable, ReportLineDefined};
use ledger::ids::{LineId, Position};
use ledger::money::Ore;

use super::{Context, Finding, Verdict};
use crate::claims::ClaimValue;
use crate::document::RowRole;
use crate::economy::budget::FrameChangeKind;
use crate::economy::column::{Column, Scope};
use crate::economy::frames::ALL_TABLES;

/// The lines of the tables that the report shows.
pub(super) fn lines<'a>(context: &Context<'a>) -> Vec<&'a ReportLineDefined> {
    let model = context.model;
    context
        .table_units()
        .iter()
        .flat_map(|unit| {
            ALL_TABLES
                .into_iter()
                .flat_map(|table| model.economy.lines.of_unit(unit, table, context.size))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn amount(context: &Context<'_>, line: &LineId, scope: Scope, column: Column) -> Option<Ore> {
    context
        .model
        .economy
        .scoped_value(line, scope, column, context.period, context.size)
        .map(|tally| tally.amount)
}

/// The children of a complete breakdown sum to the total: nothing stands on the total itself.
pub(super) fn complete_totals_sum(context: &Context<'_>) -> Verdict {
    let totals: Vec<_> = lines(context)
        .into_iter()
        .filter(|line| line.breakdown == Breakdown::Complete)
        .collect();
    if totals.is_empty() {
        return Verdict::not_applicable();
    }
    let mut findings = Vec::new();
    for line in totals {
        for column in Column::SINGLE {
            let own = amount(context, &line.line, Scope::Own, column).unwrap_or_default();
            if own == Ore::ZERO {
                continue;
            }
            let whole = amount(context, &line.line, Scope::Whole, column).unwrap_or_default();
            findings.push(Finding {
                place: format!("{}:{}", line.line, column.key()),
                stated: Some(ClaimValue::Amount(whole)),
                computed: Some(ClaimValue::Amount(whole - own)),
                difference: Some(ClaimValue::Amount(own)),
                text: format!(
                    "{} ska vara summan av sina delar, men ett belopp finns på raden själv",
                    line.title
                ),
            });
        }
    }
    Verdict::of(findings.is_empty(), findings)
}

/// A partial breakdown shows its remainder: parts and remainder sum to the line.
pub(super) fn partial_remainder_shown(context: &Context<'_>) -> Verdict {
    let economy = &context.model.economy;
    let mut found = false;
    let mut holds = true;
    let mut findings = Vec::new();
    for unit in context.table_units() {
        for table in ALL_TABLES {
            let view = economy.table(&unit, table, context.period, context.size);
            for line in economy.lines.of_unit(&unit, table, context.size) {
                if line.breakdown != Breakdown::Partial {
                    continue;
                }
                found = true;
                let shown = view.rows.iter().find(|row| {
                    row.role == RowRole::Remainder && row.line.as_ref() == Some(&line.line)
                });
                let whole = amount(context, &line.line, Scope::Whole, Column::Outcome);
                let parts = economy
                    .lines
                    .children(&line.line, context.size)
                    .into_iter()
                    .filter_map(|part| amount(context, &part.line, Scope::Whole, Column::Outcome))
                    .sum::<Ore>();
                let remainder = whole.map(|whole| whole - parts);
                let agrees = shown.is_some_and(|row| {
                    row.figures.outcome.unwrap_or_default() == remainder.unwrap_or_default()
                });
                holds &= agrees;
                let text = if agrees {
                    format!("{}: visad som ej specificerat", line.title)
                } else {
                    format!("{}: det som inte är specificerat visas inte", line.title)
                };
                findings.push(Finding {
                    place: format!("{}:outcome", line.line),
                    stated: whole.map(ClaimValue::Amount),
                    computed: whole.map(|_| ClaimValue::Amount(parts)),
                    difference: remainder.map(ClaimValue::Amount),
                    text,
                });
            }
        }
    }
    if found {
        Verdict::of(holds, findings)
    } else {
        Verdict::not_applicable()
    }
}

/// Variance is outcome less budget, change is outcome less previous outcome,
/// and both sum over the parts like what they are made of.
pub(super) fn variances_are_differences(context: &Context<'_>) -> Verdict {
    let economy = &context.model.economy;
    let mut asked = false;
    let mut findings = Vec::new();
    for unit in context.table_units() {
        for table in ALL_TABLES {
            let view = economy.table(&unit, table, context.period, context.size);
            for row in &view.rows {
                for column in [Column::Variance, Column::Change, Column::ForecastVariance] {
                    let [(minuend, _), (subtrahend, _)] = column.terms() else {
                        continue;
                    };
                    // What is not of the same lines is not compared, in a total least of all.
                    let alike = row.role == RowRole::Remainder
                        || row.line.as_ref().is_some_and(|line| {
                            let pair = (*minuend, *subtrahend);
                            economy.comparable(&[line], pair, context.period, context.size)
                        });
                    let computed = row
                        .figures
                        .get(*minuend)
                        .zip(row.figures.get(*subtrahend))
                        .filter(|_| alike)
                        .map(|(outcome, other)| outcome - other);
                    let shown = row.figures.get(column);
                    asked |= shown.is_some();
                    if shown != computed {
                        findings.push(Finding {
                            place: format!("{}:{}", row.key, column.key()),
                            stated: shown.map(ClaimValue::Amount),
                            computed: computed.map(ClaimValue::Amount),
                            difference: shown
                                .zip(computed)
                                .map(|(shown, computed)| ClaimValue::Amount(shown - computed)),
                            text: format!("{}: avvikelsen är inte skillnaden", row.title),
                        });
                    }
                }
            }
        }
    }
    if asked || !findings.is_empty() {
        Verdict::of(findings.is_empty(), findings)
    } else {
        Verdict::not_applicable()
    }
}

/// Reallocations sum to zero, and none overdraws the frame that gives.
pub(super) fn reallocations_balance(context: &Context<'_>) -> Verdict {
    let economy = &context.model.economy;
    let year = context.period.year();
    let mut seen: BTreeSet<Position> = BTreeSet::new();
    let mut findings = Vec::new();
    for unit in context.table_units() {
        for row in economy.reallocations(&unit, year, context.size) {
            let position = row.reallocation.position;
            if !seen.insert(position) {
                continue;
            }
            if row.sum != Ore::ZERO {
                findings.push(Finding {
                    place: position.to_string(),
                    stated: Some(ClaimValue::Amount(Ore::ZERO)),
                    computed: Some(ClaimValue::Amount(row.sum)),
                    difference: Some(ClaimValue::Amount(-row.sum)),
                    text: "omdisponeringens poster summerar inte till noll".into(),
                });
            }
            for posting in &row.reallocation.moved.postings {
                let sum_at = |size| {
                    economy
                        .frame_months(&posting.line, year, size)
                        .map_or(Ore::ZERO, |months| months.into_iter().sum())
                };
                let (before, after) = (sum_at(position.0), sum_at(position.0 + 1));
                if posting.amount_ore > Ore::ZERO && before <= Ore::ZERO && after > Ore::ZERO {
                    findings.push(Finding {
                        place: format!("{position} {}", posting.line),
                        stated: Some(ClaimValue::Amount(posting.amount_ore)),
                        computed: Some(ClaimValue::Amount(-before)),
                        difference: Some(ClaimValue::Amount(after)),
                        text: format!(
                            "omdisponeringen tar mer från {} än ramen innehåller",
                            posting.line
                        ),
                    });
                }
            }
        }
    }
    if seen.is_empty() {
        Verdict::not_applicable()
    } else {
        Verdict::of(findings.is_empty(), findings)
    }
}

/// The effects of the actions reach the demanded saving, less the shortfall
/// that the rules allow. Demanded is what frames were reduced by in the year;
/// when none was, the sum of the planned effects.
/// The demand is the year's, so it is asked of a whole year only.
pub(super) fn action_effects_meet_demand(context: &Context<'_>) -> Verdict {
    if !context.period.is_whole_year() {
        return Verdict::not_applicable_since(
            "handlingsplan",
            "begäran gäller helåret; effekterna prövas när året är slut",
        );
    }
    let plan = context.model.actions.plan(
        &context.units_of(context.unit, context.period),
        context.period,
        context.size,
    );
    let reduced = reductions(context);
    let (demanded, ground) = match (reduced, plan.planned.amount) {
        (Some(reduced), _) => (reduced, "minskade ramar"),
        (None, Some(planned)) => (planned, "summan av planerade effekter"),
        (None, None) => return Verdict::not_applicable(),
    };
    let Some(reached) = plan.outcome.amount else {
        return Verdict::of(
            false,
            vec![Finding {
                place: "handlingsplan".into(),
                stated: Some(ClaimValue::Amount(demanded)),
                computed: None,
                difference: None,
                text: format!("ingen effekt är rapporterad; begärt enligt {ground}"),
            }],
        );
    };
    let allowed = context
        .model
        .rules
        .at(context.size)
        .rules
        .action_shortfall_percent;
    let missing = demanded - reached;
    let holds = i128::from(missing.0) * 100 <= i128::from(demanded.0) * i128::from(allowed);
    let finding = (missing != Ore::ZERO).then(|| Finding {
        place: "handlingsplan".into(),
        stated: Some(ClaimValue::Amount(demanded)),
        computed: Some(ClaimValue::Amount(reached)),
        difference: Some(ClaimValue::Amount(missing)),
        text: format!(
            "begärt enligt {ground}; regeln tillåter att {allowed} procent saknas{}",
            if holds { "" } else { ", och mer saknas" }
        ),
    });
    Verdict::of(holds, finding.into_iter().collect())
}

/// What frames of the unit's lines were reduced by in the year; none when none was.
fn reductions(context: &Context<'_>) -> Option<Ore> {
    let economy = &context.model.economy;
    lines(context)
        .into_iter()
        .filter(|line| line.table != LineTable::Investment)
        .filter_map(|line| economy.budgets.frame(&line.line, context.period.year()))
        .flat_map(|frame| frame.between(0, context.size))
        .filter(|(_, change)| change.kind == FrameChangeKind::Adjusted(AdjustmentKind::Reduction))
        .map(|(_, change)| change.amount)
        .reduce(|sum, amount| sum + amount)
}
