//! `/atgarder`: the action plan for a balanced economy: planned effect against what was
//! reached, year by year, and every follow-up of each action.
//!
//! An effect is an improvement of the result, positive, or a number of FTE fewer.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::event::Provenance;
use ledger::event::followup::NarrativeSection;
use ledger::ids::UnitId;
use projections::actions::{ActionPlan, ActionRow, Effect, Planned, Reported};
use projections::document::Cell;
use projections::wording;

use super::reference;
use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::frame::in_words;
use crate::web::html::cell::AMOUNTS;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;

const ROOM: &str = "/atgarder";

/// What amounts and FTE mean in every table here.
const SIGN: &str = "Positivt belopp förbättrar resultatet. Årsarbetare anges som minskning.";

/// The room.
pub(super) fn routes() -> Router<Served> {
    Router::new().route(ROOM, get(show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking.show(page).await
}

fn page(sight: &Sight<'_>) -> Result<Page, Problem> {
    sight.may(Capability::Actions)?;
    let units: Vec<UnitId> = sight.scope().subtree.into_iter().collect();
    let plan = sight
        .model()
        .actions
        .plan(&units, sight.period(), sight.size);
    let body = if plan.rows.is_empty() {
        piece::small("Ingen handlingsplan är registrerad för året.")?
    } else {
        let mut actions = Vec::new();
        for row in &plan.rows {
            actions.push(action(sight, row)?);
        }
        Html::joined([
            piece::section("sammanfattning", "Plan mot effekt", summary(sight, &plan)?)?,
            piece::section("ar", "År för år", by_year(sight, &plan)?)?,
            Html::joined(actions),
        ])
    };
    reference::page(
        sight,
        ROOM,
        "Handlingsplan",
        Html::joined([
            reference::written(sight, NarrativeSection::ActionPlan)?,
            body,
        ]),
    )
}

/// Money and FTE of a row of the plan, each with its question.
fn effects(
    sight: &Sight<'_>,
    mut row: GridRow,
    (key, title): (&str, &str),
    effects: [(&str, &str, Effect); 3],
) -> Result<GridRow, Problem> {
    let asked = |cell: Cell, column: Option<String>, name: &str| {
        let why =
            column.map(|column| sight.why(&format!("action_plan:{key}:{column}"), sight.kind()));
        piece::asked(&cell, why.as_deref(), &format!("{title}, {name}"))
    };
    for (column, name, effect) in effects {
        let cell = effect.amount.map_or(Cell::Empty, Cell::Amount);
        row = row.cell(asked(cell, Some(column.to_owned()), name)?);
    }
    for (column, name, effect) in effects {
        let cell = effect.fte.map_or(Cell::Empty, Cell::Number);
        // The report does not tell what is left of the FTE.
        let column = (column != "shortfall").then(|| format!("fte_{column}"));
        row = row.cell(asked(cell, column, &format!("årsarbetare, {name}"))?);
    }
    Ok(row)
}

fn summary(sight: &Sight<'_>, plan: &ActionPlan) -> Result<Html, Problem> {
    let mut grid = Grid::new("action_plan", "Åtgärder med effekt")
        .note(format!("Belopp i {}. {SIGN}", AMOUNTS.name()))
        .words("Åtgärd")
        .words("Slag")
        .words("Enhet")
        .figures("Plan")
        .figures("Utfall")
        .figures("Kvar att nå")
        .figures("Årsarbetare, plan")
        .figures("Årsarbetare, utfall")
        .figures("Årsarbetare, kvar")
        .words("Konsekvens");
    for action in &plan.rows {
        let unit = if action.unit == *sight.unit() {
            String::new()
        } else {
            sight.name_of(&action.unit)
        };
        let consequence = action.consequence.map(wording::consequence);
        let head = piece::link(&format!("#avsnitt-atgard-{}", action.action), &action.title)?;
        let row = GridRow::new(head)
            .sourced(action.provenance)
            .cell(Html::escaped(wording::category(action.category)))
            .cell(Html::escaped(&unit));
        let told = [
            ("plan", "plan", action.planned),
            ("outcome", "utfall", action.outcome),
            ("shortfall", "kvar att nå", action.shortfall),
        ];
        let row = effects(sight, row, (action.action.as_str(), &action.title), told)?;
        grid.push(row.cell(Html::escaped(consequence.unwrap_or_default())));
    }
    let sources = plan.rows.iter().map(|action| action.provenance);
    let row = GridRow::new(Html::escaped("Summa"))
        .class("total")
        .sourced(sources.max().flatten())
        .cell(Html::default())
        .cell(Html::default());
    let told = [
        ("plan", "plan", plan.planned),
        ("outcome", "utfall", plan.outcome),
        ("shortfall", "kvar att nå", plan.shortfall),
    ];
    let row = effects(sight, row, ("total", "Summa"), told)?;
    grid.push(row.cell(Html::default()));
    grid.drawn()
}

/// The effects that a year is planned, said and expected to have.
#[derive(Default, Clone, Copy)]
struct Year {
    planned: Effect,
    outcome: Effect,
    expected: Effect,
    provenance: Option<Provenance>,
}

/// What one action is in each year that it speaks of.
fn years_of(planned: &Planned, reported: Option<&Reported>) -> BTreeMap<u16, Year> {
    let mut years: BTreeMap<u16, Year> = BTreeMap::new();
    let effects = &planned.action.effects;
    let named: BTreeSet<u16> = effects.iter().map(|effect| effect.year).collect();
    for year in named {
        years.entry(year).or_default().planned = Effect::of_year(effects, year);
    }
    if let Some(Reported { effect, .. }) = reported {
        let outcome = std::slice::from_ref(&effect.outcome);
        let year = effect.outcome.year;
        years.entry(year).or_default().outcome = Effect::of_year(outcome, year);
        let named: BTreeSet<u16> = effect.forecast.iter().map(|effect| effect.year).collect();
        for year in named {
            years.entry(year).or_default().expected = Effect::of_year(&effect.forecast, year);
        }
    }
    let provenance = planned.provenance;
    let provenance = provenance.max(reported.and_then(|reported| reported.provenance));
    for year in years.values_mut() {
        year.provenance = provenance;
    }
    years
}

fn year_grid(key: &str, title: &str, years: &BTreeMap<u16, Year>) -> Result<Html, Problem> {
    let mut grid = Grid::new(key, title)
        .note(format!("Belopp i {}. {SIGN}", AMOUNTS.name()))
        .short("År")
        .figures("Plan")
        .figures("Utfall")
        .figures("Kvar att nå")
        .figures("Väntas")
        .figures("Årsarbetare, plan")
        .figures("Årsarbetare, utfall")
        .figures("Årsarbetare, kvar")
        .figures("Årsarbetare, väntas");
    for (year, effects) in years {
        let told = [
            effects.planned,
            effects.outcome,
            effects.planned.less(effects.outcome),
            effects.expected,
        ];
        let row = GridRow::new(Html::escaped(&year.to_string()));
        let mut row = row.sourced(effects.provenance);
        for effect in told {
            let cell = effect.amount.map_or(Cell::Empty, Cell::Amount);
            row = row.cell(piece::plain(&cell)?);
        }
        for effect in told {
            let cell = effect.fte.map_or(Cell::Empty, Cell::Number);
            row = row.cell(piece::plain(&cell)?);
        }
        grid.push(row);
    }
    grid.drawn()
}

/// All actions together, year by year.
fn by_year(sight: &Sight<'_>, plan: &ActionPlan) -> Result<Html, Problem> {
    let actions = &sight.model().actions;
    let mut years: BTreeMap<u16, Year> = BTreeMap::new();
    for row in &plan.rows {
        let Some(planned) = actions.action(&row.action, sight.size) else {
            continue;
        };
        let reported = actions.follow_up(&row.action, sight.period(), sight.size);
        for (year, of) in years_of(planned, reported) {
            let all = years.entry(year).or_default();
            all.planned = all.planned.plus(of.planned);
            all.outcome = all.outcome.plus(of.outcome);
            all.expected = all.expected.plus(of.expected);
            all.provenance = all.provenance.max(of.provenance);
        }
    }
    year_grid("alla-ar", "Alla åtgärder", &years)
}

/// An action with its years and its follow-ups.
fn action(sight: &Sight<'_>, row: &ActionRow) -> Result<Html, Problem> {
    let actions = &sight.model().actions;
    let Some(planned) = actions.action(&row.action, sight.size) else {
        return Ok(Html::default());
    };
    let reported = actions.follow_up(&row.action, sight.period(), sight.size);
    let consequence = row.consequence.map(wording::consequence);
    let facts = piece::facts(vec![
        ("Åtgärd", Html::escaped(row.action.as_str())),
        ("Slag", Html::escaped(wording::category(row.category))),
        ("Enhet", Html::escaped(&sight.name_of(&row.unit))),
        ("Konsekvens", Html::escaped(consequence.unwrap_or_default())),
    ])?;
    let years = years_of(planned, reported);
    let body = Html::joined([
        facts,
        year_grid(&format!("ar-{}", row.action), "År för år", &years)?,
        follow_ups(sight, row)?,
    ]);
    piece::section(&format!("atgard-{}", row.action), &row.title, body)
}

fn follow_ups(sight: &Sight<'_>, row: &ActionRow) -> Result<Html, Problem> {
    let actions = &sight.model().actions;
    let made = actions.all_follow_ups(&row.action, sight.size);
    if made.is_empty() {
        return piece::small("Åtgärden är inte uppföljd.");
    }
    let mut grid = Grid::new(format!("uppfoljning-{}", row.action), "Uppföljningar")
        .note(format!("Belopp i {}.", AMOUNTS.name()))
        .short("Uppföljning")
        .figures("Utfall")
        .figures("Årsarbetare")
        .words("Kommentar")
        .short("Antecknad")
        .short("Av")
        .short("Händelse");
    for (position, reported) in made {
        let outcome = &reported.effect.outcome;
        let (at, actor) = reference::recorded(sight, position);
        let amount = outcome.amount_ore.map_or(Cell::Empty, Cell::Amount);
        let fte = outcome.fte.map_or(Cell::Empty, Cell::Number);
        let period = reported.effect.period;
        let comment = reported.effect.comment.as_deref().unwrap_or_default();
        let address = sight.times.about(period).link(ROOM);
        let head = piece::link(&address, &in_words(period))?;
        grid.push(
            GridRow::new(head)
                .sourced(reported.provenance)
                .cell(piece::plain(&amount)?)
                .cell(piece::plain(&fte)?)
                .cell(Html::escaped(comment))
                .cell(Html::escaped(&at))
                .cell(Html::escaped(&actor))
                .cell(reference::event(sight, position)?),
        );
    }
    grid.drawn()
}
