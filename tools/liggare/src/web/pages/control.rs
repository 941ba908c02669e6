//! `/intern-kontroll`: the risks with their control actions and how these have come
//! along, follow-up by follow-up, and the judgement of requirements a to e.

use std::collections::BTreeSet;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::event::followup::NarrativeSection;
use ledger::period::Period;
use projections::control::{ControlAction, ControlCounts, FollowUp, Risk};
use projections::document::Cell;
use projections::report::legal_wording;
use projections::wording;

use super::reference;
use crate::access::matrix::{Capability, CommandKind};
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::frame::in_words;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;

const ROOM: &str = "/intern-kontroll";

/// What can be entered about internal control.
const FORMS: [reference::Offer<'static>; 1] = [(
    CommandKind::FollowUpControlAction,
    "kontrolluppfoljning",
    "Följ upp en kontrollåtgärd",
)];

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
        let why = sight.why(&format!("control_counts:all:{column}"), sight.kind());
        let cell = Cell::Count(i64::from(count));
        facts.push((name, piece::asked(&cell, Some(&why), name)?));
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
        .note("Sannolikhet och konsekvens från 1 till 4; riskvärde är deras produkt.")
        .words("Risk och kontrollåtgärd")
        .words("Område")
        .words("Slag")
        .words("Enhet")
        .figures("Riskvärde");
    if periods.is_empty() {
        grid = grid.words("Status");
    }
    for period in &periods {
        grid = grid.words(format!("Status {}", in_words(*period)));
    }
    grid = grid
        .words("Önskad effekt")
        .words("Kommentar")
        .words("Senast uppföljd");
    let width = periods.len().max(1) + 3;
    let mut listed = BTreeSet::new();
    for risk in risks {
        grid.push(risk_row(sight, risk, width)?);
        let against = followed.iter().filter(|one| one.action.risk == risk.risk);
        for one in against {
            listed.insert(&one.action.control);
            grid.push(action_row(sight, one, &periods)?);
        }
    }
    let rest: Vec<&Followed<'_>> = followed
        .iter()
        .filter(|one| !listed.contains(&one.action.control))
        .collect();
    if !rest.is_empty() {
        let mut row = GridRow::new(Html::escaped("Mot risker utanför planen")).class("group");
        for _ in 0..width + 4 {
            row = row.cell(Html::default());
        }
        grid.push(row);
    }
    for one in rest {
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

fn other_unit(sight: &Sight<'_>, unit: &ledger::ids::UnitId) -> Html {
    if unit == sight.unit() {
        Html::default()
    } else {
        Html::escaped(&sight.name_of(unit))
    }
}

fn risk_row(sight: &Sight<'_>, risk: &Risk, width: usize) -> Result<GridRow, Problem> {
    let grades = risk.likelihood.zip(risk.impact);
    let value = match grades {
        Some((likelihood, impact)) => {
            let why = sight.why(&format!("risks:{}:risk_value", risk.risk), sight.kind());
            let value = Cell::Count(i64::from(likelihood) * i64::from(impact));
            let about = format!("{}, riskvärde", risk.title);
            Html::joined([
                piece::asked(&value, Some(&why), &about)?,
                piece::aside(&format!("sannolikhet {likelihood}, konsekvens {impact}"))?,
            ])
        }
        None => Html::default(),
    };
    let mut row = GridRow::new(Html::escaped(&risk.title))
        .class("group")
        .from_source(risk.grounds.provenance)
        .cell(Html::escaped(&risk.area))
        .cell(Html::default())
        .cell(other_unit(sight, &risk.unit))
        .cell(value);
    for _ in 0..width {
        row = row.cell(Html::default());
    }
    Ok(row)
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
        sight.why(&key, sight.kind())
    };
    let mut row = GridRow::new(Html::escaped(title))
        .id(format!("kontroll-{}", action.control))
        .level(1)
        .from_source(action.grounds.provenance)
        .cell(Html::default())
        .cell(Html::escaped(wording::scope(action.scope)))
        .cell(other_unit(sight, &action.unit))
        .cell(Html::default());
    let missing = || {
        let why = why("status");
        let missing = Cell::Missing("inte uppföljd".to_owned());
        piece::asked(&missing, Some(&why), &format!("{title}, status"))
    };
    if periods.is_empty() {
        row = row.cell(missing()?);
    }
    for (place, period) in periods.iter().enumerate() {
        let made = followed.made.iter().find(|one| one.period == *period);
        let is_last = latest.is_some_and(|latest| latest.period == *period);
        let asked = is_last.then(|| why("status"));
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
        Some(&why("effect")),
        &format!("{title}, önskad effekt"),
    )?;
    let comment = latest.and_then(|latest| latest.comment.as_deref());
    let when = match latest {
        Some(latest) => {
            let (at, actor) = reference::recorded(sight, latest.source.position);
            Html::joined([
                Html::escaped(&format!("{at}, {actor}, händelse ")),
                reference::event(sight, latest.source.position)?,
            ])
        }
        None => Html::default(),
    };
    Ok(row
        .cell(effect)
        .cell(Html::escaped(comment.unwrap_or_default()))
        .cell(when))
}

fn assessment(sight: &Sight<'_>) -> Result<Html, Problem> {
    let year = sight.period().year();
    let judged = sight
        .model()
        .control
        .assessment(sight.unit(), year, sight.size);
    let mut grid = Grid::new("control_assessment", format!("Bedömning per krav {year}"))
        .words("Krav")
        .words("Bedömning")
        .words("Motivering")
        .words("Antecknad")
        .words("Av")
        .words("Händelse");
    for judged in &judged {
        let (letter, content) = wording::requirement(judged.requirement);
        let why = sight.why(
            &format!("control_assessment:{letter}:judgement"),
            sight.kind(),
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
                .from_source(judged.grounds.provenance)
                .cell(piece::asked(
                    &judged.judgement_cell(),
                    Some(&why),
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
