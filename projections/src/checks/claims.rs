//! Claims beside what their parts give.
//!
//! Rounding explains a difference of at most half a rounding unit for the
//! stated value and half for each part it was computed from. A value that was
//! computed from a single part has no rounded parts.

use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported};
use ledger::event::followup::Colour;
use ledger::event::plan::ObjectiveKind;
use ledger::event::reporting::Claim;
use ledger::ids::{LineId, UnitId};
use ledger::money::Ore;
use ledger::period::Period;
use ledger::quantity::Quantity;

use super::{Context, Finding, Verdict};
use crate::actions::Effect;
use crate::claims::{ClaimRecord, ClaimResult, ClaimValue};
use crate::economy::column::Column;
use crate::figures::FigureCell;
use crate::wording;

/// Every claim that a report's units make of its year, beside what its parts give.
pub fn compare_all(context: &Context<'_>) -> Vec<ClaimResult> {
    context
        .claims()
        .into_iter()
        .flat_map(|record| compare(context, record))
        .collect()
}

/// A claim beside what its parts give: one result, and a second when the claim
/// also states a difference in per cent.
pub fn compare(context: &Context<'_>, record: &ClaimRecord) -> Vec<ClaimResult> {
    let comparisons = match &record.claimed.claim {
        Claim::LineAmount {
            line,
            period,
            column,
            amount_ore,
            rounded_to_ore,
        } => {
            let column = Column::from(*column);
            let (computed, parts) = line_value(context, line, column, *period);
            vec![Comparison {
                place: format!("rad {line}, {}, {period}", wording::column(column)),
                stated: ClaimValue::Amount(*amount_ore),
                computed: computed.map(ClaimValue::Amount),
                parts,
                bound: rounding_bound(i128::from(rounded_to_ore.0), parts),
            }]
        }
        Claim::KeyFigureTotal { figure, rounded_to } => {
            vec![figure_total(context, figure, *rounded_to)]
        }
        Claim::KeyFigureChange {
            figure,
            since,
            percent,
            rounded_to,
        } => figure_change(context, figure, *since, *percent, *rounded_to),
        Claim::ColourCount {
            unit,
            period,
            kind,
            colour,
            count,
        } => vec![Comparison {
            place: format!(
                "{}, {}, {unit}, {period}",
                items_word(*kind),
                colour_word(*colour)
            ),
            stated: ClaimValue::Count(i64::from(*count)),
            computed: Some(ClaimValue::Count(colour_count(
                context, unit, *period, *kind, *colour,
            ))),
            parts: 0,
            bound: 0,
        }],
        Claim::ActionTotal {
            unit,
            period,
            year,
            planned,
            amount_ore,
            rounded_to_ore,
        } => {
            let (computed, parts) = action_total(context, unit, *period, *year, *planned);
            let what = if *planned {
                "planerad effekt"
            } else {
                "effekt"
            };
            vec![Comparison {
                place: format!("handlingsplan {unit}, {what} {year}, uppföljning {period}"),
                stated: ClaimValue::Amount(*amount_ore),
                computed: computed.map(ClaimValue::Amount),
                parts,
                bound: rounding_bound(i128::from(rounded_to_ore.0), parts),
            }]
        }
    };
    comparisons
        .into_iter()
        .map(|comparison| comparison.result(record))
        .collect()
}

/// Claims agree with their parts; counts per colour have a check of their own.
pub(super) fn claims_agree(context: &Context<'_>) -> Verdict {
    verdict(context, |claim| !matches!(claim, Claim::ColourCount { .. }))
}

/// Counts per colour agree with the assessments.
pub(super) fn colour_counts_agree(context: &Context<'_>) -> Verdict {
    verdict(context, |claim| matches!(claim, Claim::ColourCount { .. }))
}

fn verdict(context: &Context<'_>, concerns: impl Fn(&Claim) -> bool) -> Verdict {
    let results: Vec<_> = context
        .claims()
        .into_iter()
        .filter(|record| concerns(&record.claimed.claim))
        .flat_map(|record| compare(context, record))
        .collect();
    if results.is_empty() {
        return Verdict::not_applicable();
    }
    let failed = results
        .iter()
        .any(|result| !result.agrees && !result.rounding_explains);
    let findings = results
        .into_iter()
        .filter(|result| !result.agrees)
        .map(|result| finding(&result))
        .collect();
    Verdict::of(!failed, findings)
}

fn finding(result: &ClaimResult) -> Finding {
    let text = match (result.computed, result.rounding_explains) {
        (None, _) if result.parts > 0 => format!(
            "{} anges i {}, men kan inte räknas: uppgifter saknas på ena sidan av jämförelsen",
            result.place, result.source
        ),
        (None, _) => format!(
            "{} anges i {}, men det finns inga delar att räkna från",
            result.place, result.source
        ),
        (Some(_), true) => format!(
            "{} anges i {}; skillnaden mot delarna förklaras av avrundning",
            result.place, result.source
        ),
        (Some(_), false) => format!(
            "{} anges i {}; delarna ger något annat",
            result.place, result.source
        ),
    };
    Finding {
        place: format!("{} ({})", result.claim, result.place),
        stated: Some(result.stated),
        computed: result.computed,
        difference: result.difference,
        text,
    }
}

/// A stated value beside a computed one, with the most that rounding explains:
/// öre for amounts, millionths for numbers.
struct Comparison {
    place: String,
    stated: ClaimValue,
    computed: Option<ClaimValue>,
    parts: usize,
    bound: i128,
}

impl Comparison {
    fn result(self, record: &ClaimRecord) -> ClaimResult {
        let difference = self
            .computed
            .and_then(|computed| self.stated.minus(computed));
        let size = difference.map(ClaimValue::magnitude);
        ClaimResult {
            claim: record.claimed.id.clone(),
            source: record.claimed.source.clone(),
            place: self.place,
            stated: self.stated,
            computed: self.computed,
            difference,
            parts: self.parts,
            agrees: size == Some(0),
            rounding_explains: size.is_some_and(|size| size > 0 && size <= self.bound),
        }
    }
}

/// Half a unit for the stated value and half for each rounded part.
fn rounding_bound(unit: i128, parts: usize) -> i128 {
    let rounded_parts = if parts > 1 { parts } else { 0 };
    let halves = i128::try_from(rounded_parts).unwrap_or(i128::MAX - 1) + 1;
    unit.abs().saturating_mul(halves) / 2
}

fn line_value(
    context: &Context<'_>,
    line: &LineId,
    column: Column,
    period: Period,
) -> (Option<Ore>, usize) {
    let economy = &context.model.economy;
    let value = economy.value(line, column, period, context.size);
    let below = economy.lines.subtree(line, context.size);
    let parts = column
        .terms()
        .iter()
        .flat_map(|(term, _)| below.iter().map(move |(_, part)| (term, part)))
        .filter(|(term, part)| {
            economy
                .scoped_value(
                    &part.line,
                    crate::economy::column::Scope::Own,
                    **term,
                    period,
                    context.size,
                )
                .is_some()
        })
        .count();
    (value.map(|tally| tally.amount), parts)
}

fn figure_cell(context: &Context<'_>, figure: &KeyFigureReported, since: Period) -> FigureCell {
    let units = context
        .units_of(&figure.unit, figure.period)
        .into_iter()
        .collect();
    let table =
        context
            .model
            .figures
            .table(&units, figure.measure, figure.period, since, context.size);
    let divided = [table.rows_by, table.columns_by];
    let other = figure
        .dimensions
        .iter()
        .any(|(dimension, part)| part != "all" && !divided.contains(&Some(*dimension)));
    if other {
        return FigureCell::default();
    }
    let part = |by: Option<Dimension>| {
        by.and_then(|by| figure.dimensions.get(&by))
            .filter(|part| part.as_str() != "all")
    };
    let row = match part(table.rows_by) {
        None => Some(&table.total),
        Some(wanted) => table.rows.iter().find(|row| row.part == *wanted),
    };
    let cell = row.and_then(|row| match part(table.columns_by) {
        None => Some(&row.total),
        Some(wanted) => {
            let column = table.columns.iter().position(|column| column == wanted)?;
            row.cells.get(column)
        }
    });
    cell.cloned().unwrap_or_default()
}

fn figure_total(
    context: &Context<'_>,
    figure: &KeyFigureReported,
    rounded_to: FigureValue,
) -> Comparison {
    let cell = figure_cell(context, figure, figure.period.previous_year());
    let parts = cell
        .current
        .as_ref()
        .map_or(0, |known| known.parts as usize);
    Comparison {
        place: figure_place(figure, "summa"),
        stated: figure.value.into(),
        computed: cell.current.map(|known| known.value.into()),
        parts,
        bound: rounding_bound(ClaimValue::from(rounded_to).magnitude(), parts),
    }
}

fn figure_change(
    context: &Context<'_>,
    figure: &KeyFigureReported,
    since: Period,
    percent: Option<Quantity>,
    rounded_to: FigureValue,
) -> Vec<Comparison> {
    let cell = figure_cell(context, figure, since);
    let parts = [&cell.current, &cell.previous]
        .into_iter()
        .flatten()
        .map(|known| known.parts as usize)
        .sum();
    let bound = rounding_bound(ClaimValue::from(rounded_to).magnitude(), parts);
    let mut comparisons = vec![Comparison {
        place: figure_place(figure, &format!("förändring sedan {since}")),
        stated: figure.value.into(),
        computed: cell.difference.map(Into::into),
        parts,
        bound,
    }];
    if let Some(stated) = percent {
        // The bound of the difference as a share of the earlier figure, half a
        // unit of the stated per cent, and half a unit of the computed one.
        let base = cell
            .previous
            .as_ref()
            .map_or(0, |known| ClaimValue::from(known.value).magnitude());
        let half = |scale: u8| Quantity::new(1, scale).millionths() / 2;
        let share = bound
            .saturating_mul(100 * Quantity::whole(1).millionths())
            .checked_div(base)
            .unwrap_or(0);
        let computed_scale = cell.percent.map_or(0, Quantity::scale);
        comparisons.push(Comparison {
            place: figure_place(figure, &format!("förändring i procent sedan {since}")),
            stated: ClaimValue::Number(stated),
            computed: cell.percent.map(ClaimValue::Number),
            parts,
            bound: half(stated.scale()) + half(computed_scale) + share,
        });
    }
    comparisons
}

fn colour_count(
    context: &Context<'_>,
    unit: &UnitId,
    period: Period,
    kind: Option<ObjectiveKind>,
    colour: Option<Colour>,
) -> i64 {
    let model = context.model;
    let scope = model.organisation.scope(unit, period, context.size);
    let items = model.plan.report_items(&scope);
    let counts = model.assessments.counts(&items, &scope);
    let counted = match kind {
        Some(ObjectiveKind::EffectObjective) => counts.effect_objectives,
        Some(ObjectiveKind::CommitteeObjective) => counts.committee_objectives,
        None => counts.assignments,
    };
    i64::from(counted.count(colour))
}

fn action_total(
    context: &Context<'_>,
    unit: &UnitId,
    period: Period,
    year: u16,
    planned: bool,
) -> (Option<Ore>, usize) {
    let actions = &context.model.actions;
    let units = context.units_of(unit, period);
    let plan = actions.plan(&units, period, context.size);
    let effects: Vec<Effect> = if planned {
        units
            .iter()
            .flat_map(|unit| actions.of_unit(unit, context.size))
            .map(|action| Effect::of_year(&action.effects, year))
            .collect()
    } else if year == period.year() {
        plan.rows.iter().map(|row| row.outcome).collect()
    } else {
        plan.rows
            .iter()
            .filter_map(|row| row.forecast.get(&year).copied())
            .collect()
    };
    let amounts: Vec<Ore> = effects.iter().filter_map(|effect| effect.amount).collect();
    let total = amounts.iter().copied().reduce(|sum, amount| sum + amount);
    (total, amounts.len())
}

fn items_word(kind: Option<ObjectiveKind>) -> &'static str {
    match kind {
        Some(ObjectiveKind::EffectObjective) => "effektmål",
        Some(ObjectiveKind::CommitteeObjective) => "nämndmål",
        None => "uppdrag",
    }
}

fn colour_word(colour: Option<Colour>) -> &'static str {
    colour.map_or("alla", wording::colour)
}

fn figure_place(figure: &KeyFigureReported, what: &str) -> String {
    format!(
        "{}, {what}",
        wording::figure(figure, &figure.period.to_string())
    )
}
