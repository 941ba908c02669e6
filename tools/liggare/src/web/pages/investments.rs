//! `/investeringar`: the lines and objects of investments; and an object with its
//! budget, what is spent on it and its decisions.
//!
//! Spending is shown as positive, as the report does.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::event::Event;
use ledger::event::budget::LineTable;
use ledger::event::followup::NarrativeSection;
use ledger::ids::InvestmentId;
use ledger::money::Ore;
use ledger::period::{Month, Period};
use projections::document::Cell;
use projections::economy::table::shown;
use projections::investments::{Approval, ObjectRow};
use projections::trace::EntrySource;

use super::economy::line;
use super::reference;
use super::turning::{PER_PAGE, Turning};
use crate::access::matrix::Capability;
use crate::render::swedish::{self, AmountUnit};
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::frame::in_words;
use crate::web::html::cell::AMOUNTS;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::looking::{Looking, Page};
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

const ROOM: &str = "/investeringar";

/// The room.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route(ROOM, get(show))
        .route("/investeringar/{object}", get(show_object))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking.show(all).await
}

fn all(sight: &Sight<'_>) -> Result<Page, Problem> {
    sight.may(Capability::Investments)?;
    let unit = std::slice::from_ref(sight.unit());
    let lines = &sight.model().economy.lines;
    let roots = lines.roots(unit, LineTable::Investment, sight.size);
    let mut trees = Vec::new();
    for root in roots {
        trees.push(line::tree(sight, root, sight.times, None)?);
    }
    if trees.iter().all(Html::is_empty) {
        trees.push(piece::small(
            "Inga investeringar är registrerade för enheten.",
        )?);
    }
    let body = Html::joined([
        reference::written(sight, NarrativeSection::Investments)?,
        piece::section("rader", "Utfall mot budget", Html::joined(trees))?,
        piece::section("objekt", "Investeringsobjekt", objects(sight)?)?,
    ]);
    reference::page(sight, ROOM, "Investeringar", body)
}

/// The objects under the unit's lines.
fn objects(sight: &Sight<'_>) -> Result<Html, Problem> {
    let model = sight.model();
    let lines = &model.economy.lines;
    let lines = lines.of_unit(sight.unit(), LineTable::Investment, sight.size);
    let lines = lines.into_iter().map(|line| &line.line);
    let rows = model
        .investments
        .objects_under(lines, sight.period(), sight.size);
    if rows.is_empty() {
        return piece::small("Inga investeringsobjekt är godkända för enheten.");
    }
    let mut grid = Grid::new("investment_objects", "Objekt")
        .note(format!(
            "Belopp i {}. Utgifter är positiva. Ett objekt utan egen budget betalas inom \
             radens ram.",
            AMOUNTS.name()
        ))
        .words("Objekt")
        .words("Rad")
        .words("Enhet")
        .figures("Utgifter")
        .figures("Budget för året")
        .figures("Utgifter sedan start")
        .figures("Budget alla år")
        .short("Beslut");
    for row in &rows {
        let cell = |amount: Option<Ore>, column: &str, name: &str| {
            let why = sight.why_in(
                "investments",
                &format!("investment_objects:{}:{column}", row.object),
            );
            let amount = amount.map(|amount| shown(LineTable::Investment, amount));
            let cell = amount.map_or(Cell::Empty, Cell::Amount);
            piece::asked(&cell, why.as_deref(), &format!("{}, {name}", row.title))
        };
        let unit = if row.unit == *sight.unit() {
            String::new()
        } else {
            sight.name_of(&row.unit)
        };
        let address = sight.link(&path(ROOM, row.object.as_str()));
        let of_years = row.budget_all_years;
        grid.push(
            GridRow::new(piece::link(&address, &row.title)?)
                .sourced(row.provenance)
                .cell(line_link(sight, row)?)
                .cell(Html::escaped(&unit))
                .cell(cell(row.spent, "outcome", "utgifter")?)
                .cell(cell(row.budget, "budget", "budget för året")?)
                .cell(cell(
                    row.spent_to_date,
                    "outcome_to_date",
                    "utgifter sedan start",
                )?)
                .cell(cell(of_years, "budget_all_years", "budget alla år")?)
                .cell(reference::decision(sight, row.decision.as_ref())?),
        );
    }
    grid.drawn()
}

fn line_link(sight: &Sight<'_>, row: &ObjectRow) -> Result<Html, Problem> {
    let lines = &sight.model().economy.lines;
    let line = lines.definition(&row.line, sight.size);
    let title = line.map_or(row.line.as_str(), |line| line.title.as_str());
    piece::link(&sight.link(&path("/ekonomi", row.line.as_str())), title)
}

async fn show_object(Place(object): Place<String>, looking: Looking) -> Result<Response, Problem> {
    looking.show(move |sight| page(sight, &object)).await
}

fn page(sight: &Sight<'_>, object: &str) -> Result<Page, Problem> {
    sight.caller.account()?;
    let unknown = || {
        Problem::not_found(format!(
            "Investeringsobjektet {object} finns inte i det som var känt."
        ))
        .remedied("Gå till Investeringar och välj ett objekt där.")
    };
    let id = InvestmentId::new(object).map_err(|_| unknown())?;
    let investments = &sight.model().investments;
    let row = investments
        .object_row(&id, sight.period(), sight.size)
        .ok_or_else(unknown)?;
    let lines = sight.model().economy.lines.upwards(&row.line, sight.size);
    let above = lines.iter().map(|line| &line.unit);
    reference::may_of_any(
        sight,
        Capability::Investments,
        std::iter::once(&row.unit).chain(above),
    )?;
    let approved = investments.approved(&id, sight.size);
    let (_, latest) = approved.last().ok_or_else(unknown)?;
    let spendings = investments.spendings(&id, sight.size);
    let body = Html::joined([
        facts(sight, &row)?,
        piece::section(
            "ar",
            "Budget och utgifter",
            years(sight, latest, &spendings)?,
        )?,
        piece::section("utgifter", "Utgifter", spent(sight, &id)?)?,
        piece::section("beslut", "Objektets historia", history(sight, &id)?)?,
    ]);
    reference::page(sight, ROOM, row.title, body)
}

fn facts(sight: &Sight<'_>, row: &ObjectRow) -> Result<Html, Problem> {
    let amount = |amount: Option<Ore>, column: &str, name: &str| {
        let Some(amount) = amount else {
            return Ok(Html::default());
        };
        let key = format!("investment_objects:{}:{column}", row.object);
        let why = sight.why_in("investments", &key);
        let cell = Cell::Amount(shown(LineTable::Investment, amount));
        piece::asked(&cell, why.as_deref(), &format!("{}, {name}", row.title))
    };
    let period = in_words(sight.period());
    piece::facts(vec![
        ("Objekt", Html::escaped(row.object.as_str())),
        ("Enhet", Html::escaped(&sight.name_of(&row.unit))),
        ("Rad", line_link(sight, row)?),
        ("Beslut", reference::decision(sight, row.decision.as_ref())?),
        (
            &format!("Utgifter {period}, {}", AMOUNTS.name()),
            amount(row.spent, "outcome", "utfall")?,
        ),
        (
            &format!("Utgifter sedan start, {}", AMOUNTS.name()),
            amount(row.spent_to_date, "outcome_to_date", "utfall sedan start")?,
        ),
        (
            &format!("Budget alla år, {}", AMOUNTS.name()),
            amount(row.budget_all_years, "budget_all_years", "budget alla år")?,
        ),
    ])
}

/// Budget and spending year by year.
fn years(
    sight: &Sight<'_>,
    approval: &Approval,
    spendings: &[(ledger::ids::Position, Month, Ore)],
) -> Result<Html, Problem> {
    let budget = &approval.object.budget;
    let mut years: Vec<u16> = budget.iter().map(|of| of.year).collect();
    years.extend(spendings.iter().map(|(_, month, _)| month.year()));
    years.sort_unstable();
    years.dedup();
    let mut grid = Grid::new("ar", "År för år")
        .note(format!(
            "Belopp i {}. Utgifter är positiva; kvar = budget − utgifter.",
            AMOUNTS.name()
        ))
        .short("År")
        .figures("Egen budget")
        .figures("Utgifter")
        .figures("Kvar");
    for year in years {
        let of_year = budget.iter().filter(|of| of.year == year);
        let planned = of_year.map(|of| of.amount_ore).reduce(|a, b| a + b);
        let made = spendings
            .iter()
            .filter(|(_, month, _)| month.year() == year);
        let spent = made.map(|(.., amount)| *amount).reduce(|a, b| a + b);
        let left = planned.map(|planned| planned - spent.unwrap_or_default());
        let cell = |amount: Option<Ore>| {
            let amount = amount.map(|amount| shown(LineTable::Investment, amount));
            piece::plain(&amount.map_or(Cell::Empty, Cell::Amount))
        };
        let whole = Period::whole_year(year);
        let address = whole.map(|whole| {
            let times = sight.times.about(whole);
            times.link(&path(ROOM, approval.object.object.as_str()))
        });
        let head = match address {
            Some(address) => piece::link(&address, &year.to_string())?,
            None => Html::escaped(&year.to_string()),
        };
        grid.push(
            GridRow::new(head)
                .cell(cell(planned)?)
                .cell(cell(spent)?)
                .cell(cell(left)?),
        );
    }
    if grid.is_empty() {
        return piece::small(
            "Objektet har ingen egen budget, det betalas inom radens ram, och inget är bokfört.",
        );
    }
    let within = if budget.is_empty() {
        piece::small("Objektet har ingen egen budget: det betalas inom radens ram.")?
    } else {
        Html::default()
    };
    Ok(Html::joined([grid.drawn()?, within]))
}

/// What was spent, event by event.
fn spent(sight: &Sight<'_>, id: &InvestmentId) -> Result<Html, Problem> {
    let spendings = sight.model().investments.spendings(id, sight.size);
    if spendings.is_empty() {
        return piece::small("Inga utgifter är antecknade.");
    }
    let mut grid = Grid::new("utgifter", "Utgifter alla år")
        .note("Den senast antecknade först. Belopp i kronor. Utgifter är positiva.")
        .short("Antecknad")
        .short("Månad")
        .figures("Belopp")
        .words("Underlag")
        .short("Av")
        .short("Händelse");
    let turning = Turning::of(sight, spendings.len());
    let shown_here = spendings.into_iter().skip(turning.skipped());
    for (position, month, amount) in shown_here.take(PER_PAGE) {
        let entry = sight.reading().entry(position)?;
        let (at, actor) = reference::recorded(sight, position);
        let document = match entry.as_ref().map(|entry| entry.event()) {
            Some(Some(Event::InvestmentSpent(spent))) => spent.document.to_string(),
            Some(Some(Event::OutcomeCorrected(_))) => "rättelse".to_owned(),
            Some(None) => "gallrad uppgift".to_owned(),
            _ => String::new(),
        };
        let of = Period::months_of(month.year(), month.month(), month.month());
        let amount = shown(LineTable::Investment, amount);
        grid.push(
            GridRow::new(Html::escaped(&at))
                .sourced(entry.and_then(|entry| entry.provenance))
                .cell(Html::escaped(&of.map(in_words).unwrap_or_default()))
                .cell(Html::escaped(&swedish::amount(amount, AmountUnit::Kr)))
                .cell(Html::escaped(&document))
                .cell(Html::escaped(&actor))
                .cell(reference::event(sight, position)?),
        );
    }
    let here = path(ROOM, id.as_str());
    let turning = turning.drawn(sight, &here, "utgifter", "utgifter")?;
    Ok(Html::joined([grid.drawn()?, turning]))
}

/// What was approved, and approved anew.
fn history(sight: &Sight<'_>, id: &InvestmentId) -> Result<Html, Problem> {
    let mut grid = Grid::new("historia", "Godkännanden")
        .note(format!(
            "Belopp i {}. Utgifter är positiva.",
            AMOUNTS.name()
        ))
        .short("Antecknad")
        .words("Benämning")
        .figures("Egen budget alla år")
        .short("Beslut")
        .short("Av")
        .short("Händelse");
    for (position, approval) in sight.model().investments.approved(id, sight.size) {
        let (at, actor) = reference::recorded(sight, *position);
        let budget = approval.object.budget.iter().map(|of| of.amount_ore);
        let budget = budget.reduce(|a, b| a + b);
        let budget = budget.map(|amount| shown(LineTable::Investment, amount));
        grid.push(
            GridRow::new(Html::escaped(&at))
                .sourced(approval.provenance)
                .cell(Html::escaped(&approval.object.title))
                .cell(piece::plain(&budget.map_or(Cell::Empty, Cell::Amount))?)
                .cell(reference::decision(sight, approval.decision.as_ref())?)
                .cell(Html::escaped(&actor))
                .cell(reference::event(sight, *position)?),
        );
    }
    grid.drawn()
}
