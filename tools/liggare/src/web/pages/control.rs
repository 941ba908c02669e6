//! `/intern-kontroll`: the risks with their control actions and how these have come
//! along, follow-up by follow-up, and the judgement of requirements a to e.

use std::collections::BTreeSet;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::event::followup::NarrativeSection;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::control::{ControlAction, ControlCounts, FollowUp, Risk};
use projections::document::Cell;
use projections::report::legal_wording;
use projections::wording;

use super::reference;
use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::form::entries::control_follow_up;
use crate::web::frame::in_words;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;

const ROOM: &str = "/intern-kontroll";

/// What can be entered about internal control.
const FORMS: [reference::Offer; 1] = [(&control_follow_up::ENTRY, "Följ upp en kontrollåtgärd")];

/// The room.
pub(super) fn routes() -> Router<Served> {
    Router::new().route(ROOM, get(show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking.show(page).await
}

fn page(sight: &Sight<'_>) -> Result<Page, Problem> {
    sight.may(Capability::Control)?;
    let scope = sight.scope();
    let control = &sight.model().control;
    let risks = control.risks(&scope);
    let actions = control.actions(&scope);
    let plan = if risks.is_empty() && actions.is_empty() {
        piece::small("Inga risker eller kontrollåtgärder är registrerade för året.")?
    } else {
        Html::joined([
            counts(sight, &ControlCounts::of(&actions))?,
            followed_up(sight, &risks, &actions)?,
        ])
    };
    let body = Html::joined([
        reference::written(sight, NarrativeSection::InternalControl)?,
        reference::forms(sight, &FORMS, &[])?,
        piece::section("plan", "Risker och kontrollåtgärder", plan)?,
        piece::section(
            "bedomning",
            "Bedömning av intern styrning och kontroll",
            assessment(sight)?,
        )?,
    ]);
    reference::page(sight, ROOM, "Intern kontroll", body)
}

fn counts(sight: &Sight<'_>, counts: &ControlCounts) -> Result<Html, Problem> {
    let told = [
        ("Kontrollåtgärder", "total", counts.total),
        ("Avslutade", "completed", counts.completed),
        ("Pågår", "ongoing", counts.ongoing),
        ("Ej genomförda", "not_carried_out", counts.not_carried_out),
        ("Utan status", "without_status", counts.without_status),
    ];
    let mut facts = Vec::new();
    for (name, column, count) in told {
        let why = sight.why_in("internal_control", &format!("control_counts:all:{column}"));
        let cell = Cell::Count(i64::from(count));
        facts.push((name, piece::asked(&cell, why.as_deref(), name)?));
    }
    if counts.redacted > 0 {
        let cell = Cell::Count(i64::from(counts.redacted));
        facts.push(("Gallrade", piece::plain(&cell)?));
    }
    piece::facts(facts)
}

/// Every follow-up of an action up to the period's end.
struct Followed<'a> {
    action: &'a ControlAction,
    made: Vec<FollowUp>,
}

/// The control actions under the risks that they are against, with a column for each
/// period that any of them was followed up for.
fn followed_up(
    sight: &Sight<'_>,
    risks: &[Risk],
    actions: &[ControlAction],
) -> Result<Html, Problem> {
    let control = &sight.model().control;
    let followed: Vec<Followed<'_>> = actions
        .iter()
        .map(|action| Followed {
            action,
            made: control.follow_ups(&action.control, sight.period(), sight.size),
        })
        .collect();
    let periods = periods(followed.iter().flat_map(|one| &one.made));
    let mut grid = Grid::new("kontrollatgarder", "Risker med kontrollåtgärder")
        .note("Sannolikhet och konsekvens från 1 till 4; riskvärdet är deras produkt.")
        .words("Kontrollåtgärd")
        .words("Enhet");
    if periods.is_empty() {
        grid = grid.short("Status");
    }
    for period in &periods {
        grid = grid.short(format!("Status {}", in_words(*period)));
    }
    grid = grid
        .short("Önskad effekt")
        .words("Kommentar")
        .short("Antecknad")
        .short("Av")
        .short("Händelse");
    let mut listed = BTreeSet::new();
    for risk in risks {
        grid.push(risk_row(sight, risk)?);
        let against = followed.iter().filter(|one| one.action.risk == risk.risk);
        for one in against {
            listed.insert(&one.action.control);
            grid.push(action_row(sight, one, &periods)?);
        }
    }
    let is_listed = |one: &&Followed<'_>| listed.contains(&one.action.control);
    if !followed.iter().all(|one| is_listed(&one)) {
        let head = Html::escaped("Mot risker utanför planen");
        grid.push(GridRow::heading(head));
    }
    for one in followed.iter().filter(|one| !is_listed(one)) {
        grid.push(action_row(sight, one, &periods)?);
    }
    grid.drawn()
}

/// The periods of some follow-ups, the earliest first.
fn periods<'a>(made: impl Iterator<Item = &'a FollowUp>) -> Vec<Period> {
    let mut periods: Vec<Period> = made.map(|follow_up| follow_up.period).collect();
    periods.sort_by_key(|period| (period.last(), period.length()));
    periods.dedup();
    periods
}

/// The name of a unit when it is another than the page's.
fn other_unit(sight: &Sight<'_>, unit: &UnitId) -> String {
    if unit == sight.unit() {
        String::new()
    } else {
        sight.name_of(unit)
    }
}

/// A risk with its area and its value.
fn risk_row(sight: &Sight<'_>, risk: &Risk) -> Result<GridRow, Problem> {
    let mut said = vec![
        Html::escaped(&risk.title),
        piece::aside(&risk.area)?,
        piece::aside(&other_unit(sight, &risk.unit))?,
    ];
    if let Some((likelihood, impact)) = risk.likelihood.zip(risk.impact) {
        let why = sight.why_in(
            "internal_control",
            &format!("risks:{}:risk_value", risk.risk),
        );
        let value = Cell::Count(i64::from(likelihood) * i64::from(impact));
        let about = format!("{}, riskvärde", risk.title);
        said.push(piece::aside(&format!(
            "sannolikhet {likelihood}, konsekvens {impact}, riskvärde"
        ))?);
        said.push(Html::escaped(" "));
        said.push(piece::asked(&value, why.as_deref(), &about)?);
    }
    Ok(GridRow::heading(Html::joined(said)).sourced(risk.grounds.provenance))
}

fn action_row(
    sight: &Sight<'_>,
    followed: &Followed<'_>,
    periods: &[Period],
) -> Result<GridRow, Problem> {
    let action = followed.action;
    let title = action.title.as_str();
    let latest = followed.made.last();
    let why = |column: &str| {
        let key = format!("internal_control:{}:{column}", action.control);
        sight.why_in("internal_control", &key)
    };
    let mut row = GridRow::new(Html::escaped(title))
        .under(wording::scope(action.scope))
        .id(format!("kontroll-{}", action.control))
        .level(1)
        .sourced(action.grounds.provenance)
        .cell(Html::escaped(&other_unit(sight, &action.unit)));
    let missing = || {
        let why = why("status");
        let missing = Cell::Missing("inte uppföljd".to_owned());
        piece::asked(&missing, why.as_deref(), &format!("{title}, status"))
    };
    if periods.is_empty() {
        row = row.cell(missing()?);
    }
    for (place, period) in periods.iter().enumerate() {
        let made = followed.made.iter().find(|one| one.period == *period);
        let is_last = latest.is_some_and(|latest| latest.period == *period);
        let asked = is_last.then(|| why("status")).flatten();
        row = row.cell(match made {
            Some(made) => {
                let about = format!("{title}, status {}", in_words(*period));
                piece::asked(&made.status_cell(), asked.as_deref(), &about)?
            }
            None if latest.is_none() && place + 1 == periods.len() => missing()?,
            None => Html::default(),
        });
    }
    let effect = latest.and_then(|latest| latest.effect);
    let effect = piece::asked(
        &effect.map_or(Cell::Empty, Cell::Effect),
        why("effect").as_deref(),
        &format!("{title}, önskad effekt"),
    )?;
    let comment = latest.and_then(|latest| latest.comment.as_deref());
    let row = row
        .cell(effect)
        .cell(Html::escaped(comment.unwrap_or_default()));
    let Some(latest) = latest else {
        return Ok(row
            .cell(Html::default())
            .cell(Html::default())
            .cell(Html::default()));
    };
    let (at, actor) = reference::recorded(sight, latest.source.position);
    Ok(row
        .cell(Html::escaped(&at))
        .cell(Html::escaped(&actor))
        .cell(reference::event(sight, latest.source.position)?))
}

fn assessment(sight: &Sight<'_>) -> Result<Html, Problem> {
    let year = sight.period().year();
    let judged = sight
        .model()
        .control
        .assessment(sight.unit(), year, sight.size);
    let mut grid = Grid::new("control_assessment", format!("Bedömning per krav {year}"))
        .words("Krav")
        .short("Bedömning")
        .words("Motivering")
        .short("Antecknad")
        .short("Av")
        .short("Händelse");
    for judged in &judged {
        let (letter, content) = wording::requirement(judged.requirement);
        let why = sight.why_in(
            "control_assessment",
            &format!("control_assessment:{letter}:judgement"),
        );
        let position = judged.grounds.positions().first().copied();
        let (at, actor) = position
            .map(|position| reference::recorded(sight, position))
            .unwrap_or_default();
        let event = match position {
            Some(position) => reference::event(sight, position)?,
            None => Html::default(),
        };
        let motivation = judged.motivation.as_deref().unwrap_or_default();
        grid.push(
            GridRow::new(Html::escaped(&format!("{letter}) {content}")))
                .sourced(judged.grounds.provenance)
                .cell(piece::asked(
                    &judged.judgement_cell(),
                    why.as_deref(),
                    &format!("krav {letter}, bedömning"),
                )?)
                .cell(Html::escaped(motivation))
                .cell(Html::escaped(&at))
                .cell(Html::escaped(&actor))
                .cell(event),
        );
    }
    Ok(Html::joined([
        piece::paragraphs(legal_wording(sight.period().last_day()))?,
        grid.drawn()?,
    ]))
}
