//! The action plan for a balanced economy, with plan, outcome and what is expected.

use std::collections::BTreeMap;

use ledger::event::followup::NarrativeSection;
use ledger::ids::UnitId;

use super::context::Context;
use super::words;
use crate::actions::{ActionRow, Effect};
use crate::document::{Cell, Row, RowRole, Section, Table};

/// Handlingsplan för en ekonomi i balans.
pub(super) fn section(c: &Context<'_>, level: u8) -> Section {
    c.written(
        "action_plan",
        "Handlingsplan för en ekonomi i balans",
        level,
        NarrativeSection::ActionPlan,
    )
    .table_or(table(c), "Ingen handlingsplan är registrerad för året.")
}

fn table(c: &Context<'_>) -> Table {
    let units: Vec<UnitId> = c.scope.subtree.iter().cloned().collect();
    let plan = c.model.actions.plan(&units, c.period(), c.size());
    let years: Vec<u16> = plan.forecast.keys().copied().collect();
    let keys: Vec<[String; 4]> = years
        .iter()
        .map(|year| {
            [
                format!("forecast_{year}"),
                format!("Prognos {year}"),
                format!("fte_forecast_{year}"),
                format!("Årsarbetare, prognos {year}"),
            ]
        })
        .collect();
    let mut columns = vec![
        ("title", "Åtgärd"),
        ("category", "Slag"),
        ("plan", "Plan"),
        ("outcome", "Utfall"),
        ("shortfall", "Kvar att nå"),
    ];
    columns.extend(
        keys.iter()
            .map(|[key, title, ..]| (key.as_str(), title.as_str())),
    );
    columns.extend([
        ("fte_plan", "Årsarbetare, plan"),
        ("fte_outcome", "Årsarbetare, utfall"),
    ]);
    columns.extend(
        keys.iter()
            .map(|[.., key, title]| (key.as_str(), title.as_str())),
    );
    columns.extend([("consequence", "Konsekvens"), ("comment", "Kommentar")]);
    let total = (!plan.rows.is_empty()).then(|| {
        let figures = Figures {
            planned: plan.planned,
            outcome: plan.outcome,
            shortfall: plan.shortfall,
            forecast: &plan.forecast,
        };
        let mut cells = vec![Cell::text("Summa"), Cell::Empty];
        cells.extend(figures.cells(&years));
        cells.extend([Cell::Empty, Cell::Empty]);
        Row::new("total", cells).role(RowRole::Total)
    });
    Table::new(
        "action_plan",
        "Åtgärder med effekt",
        "Positivt belopp förbättrar resultatet; årsarbetare är minskningen.",
        &columns,
    )
    .with(plan.rows.iter().map(|action| row(action, &years)))
    .with(total)
}

fn row(action: &ActionRow, years: &[u16]) -> Row {
    let figures = Figures {
        planned: action.planned,
        outcome: action.outcome,
        shortfall: action.shortfall,
        forecast: &action.forecast,
    };
    let mut cells = vec![
        Cell::text(&action.title),
        Cell::text(words::category(action.category)),
    ];
    cells.extend(figures.cells(years));
    cells.extend([
        Cell::some(action.consequence, |consequence| {
            Cell::text(words::consequence(consequence))
        }),
        Cell::some(action.comment.as_deref(), Cell::text),
    ]);
    Row::new(action.action.as_str(), cells).from_source(action.provenance)
}

/// The figures of an action or of all.
struct Figures<'a> {
    planned: Effect,
    outcome: Effect,
    shortfall: Effect,
    forecast: &'a BTreeMap<u16, Effect>,
}

impl Figures<'_> {
    fn cells(&self, years: &[u16]) -> Vec<Cell> {
        let expected: Vec<Effect> = years
            .iter()
            .map(|year| self.forecast.get(year).copied().unwrap_or_default())
            .collect();
        let money = [self.planned, self.outcome, self.shortfall]
            .into_iter()
            .chain(expected.iter().copied())
            .map(|effect| Cell::some(effect.amount, Cell::Amount));
        let people = [self.planned, self.outcome]
            .into_iter()
            .chain(expected.iter().copied())
            .map(|effect| Cell::some(effect.fte, Cell::Number));
        money.chain(people).collect()
    }
}
