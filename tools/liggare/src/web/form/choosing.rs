//! Choosing: what forms let people choose among, and what is recorded of the choice.
//!
//! Everything is of the page's unit and period, as the ledger is now, and only what
//! whoever looks may see.

use askama::Template;
use ledger::event::budget::{Breakdown, LineTable, ReportLineDefined};
use ledger::event::decision::DecisionKind;
use ledger::ids::{DecisionId, UnitId};
use ledger::money::Ore;
use ledger::period::Period;
use projections::collection::UnitCollection;
use projections::document::Cell;
use projections::economy::cells::CellCause;
use projections::economy::column::{Column, Scope as LineScope};
use projections::economy::frames::ALL_TABLES;
use projections::indicators::IndicatorRow;
use projections::plan::{Item, ReportItems};
use projections::reporting::PeriodState;
use projections::scope::Scope;

use super::ROOM;
use super::field::{Choice, Field, Kind};
use super::given::{Answers, Given};
use crate::access::matrix::{Capability, CommandKind};
use crate::answer::subject::natural;
use crate::server::problem::Problem;
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::html::cell::{Shown, shown};
use crate::web::sight::Sight;
use crate::web::times::path;

/// The field that asks for a decision.
const DECISION: &str = "beslut";

/// The choice of a decision that is not listed; no id is written like this.
const OTHER: &str = "*";

/// The field that asks for the id of a decision that is not listed.
const OTHER_ID: &str = "beslut-id";

/// How many years back a plan is looked for when the period's own year has none.
const PLAN_YEARS: u16 = 3;

/// How many bookings of a year tell what a line's bookings are like.
const MOST_BOOKED: usize = 60;

/// What must be seen of a unit to be told what it has left to report.
pub(in crate::web) const COLLECTED: [Capability; 7] = [
    Capability::Reports,
    Capability::Plan,
    Capability::Indicators,
    Capability::Assessments,
    Capability::Control,
    Capability::Economy,
    Capability::Narrative,
];

/// A list to choose from before there is anything to fill in: each row leads to the form.
#[derive(Template)]
#[template(path = "web/form/chooser.html")]
pub(super) struct Chooser {
    /// What to choose and why.
    pub(super) intro: String,
    /// What the rows are.
    pub(super) what: &'static str,
    /// What is told of each, and whether that is figures.
    pub(super) columns: Vec<(&'static str, bool)>,
    /// The rows.
    pub(super) rows: Vec<Chosen>,
    /// What is said when there are none.
    pub(super) empty: String,
}

/// A row to choose.
pub(super) struct Chosen {
    /// Its form.
    pub(super) address: String,
    /// What it is called.
    pub(super) label: String,
    /// What is recorded of it.
    pub(super) cells: Vec<Shown>,
}

/// What is recorded already of what a form is about.
#[derive(Template)]
#[template(path = "web/form/known.html")]
pub(super) struct Known {
    /// What it is about.
    pub(super) heading: String,
    /// What else should be known.
    pub(super) note: Option<String>,
    /// What is recorded.
    pub(super) rows: Vec<KnownRow>,
    /// Where one corrects it, when it is wrong.
    pub(super) correct: Option<String>,
    /// Where one chooses something else.
    pub(super) other: Option<String>,
}

/// A line of what is recorded.
pub(super) struct KnownRow {
    /// What it is.
    pub(super) label: String,
    /// Its value.
    pub(super) shown: Shown,
    /// What else is said of it.
    pub(super) note: String,
}

impl KnownRow {
    /// A value.
    pub(super) fn cell(label: impl Into<String>, cell: &Cell) -> Self {
        Self {
            label: label.into(),
            shown: or_dash(cell),
            note: String::new(),
        }
    }

    /// Words.
    pub(super) fn words(label: impl Into<String>, words: impl Into<String>) -> Self {
        Self::cell(label, &Cell::Text(words.into()))
    }

    /// The same with something more.
    pub(super) fn note(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }
}

/// A cell as it is shown, with a dash where there is nothing.
pub(super) fn or_dash(cell: &Cell) -> Shown {
    let shown = shown(cell);
    if shown.text.is_empty() && shown.status.is_none() {
        return Shown {
            text: "–".to_owned(),
            ..shown
        };
    }
    shown
}

#[derive(Template)]
#[template(path = "web/form/closed.html")]
struct Closed {
    period: String,
    unit: String,
}

/// A notice that the period is closed for the unit or for one above it; nothing when
/// it is open.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(super) fn closed(sight: &Sight<'_>) -> Result<Html, Problem> {
    let scope = sight.scope();
    let mut units = std::iter::once(&scope.unit).chain(&scope.ancestors);
    let found = units.find_map(|unit| {
        let rows = sight.model().reporting.periods(unit, sight.size);
        let closed = rows.into_iter().find(|row| {
            matches!(row.state, PeriodState::Closed { .. }) && row.period.covers(sight.period())
        })?;
        Some(Closed {
            period: in_words(closed.period),
            unit: sight.name_of(unit),
        })
    });
    found.map_or(Ok(Html::default()), |closed| Html::of(&closed))
}

/// The address of a form with the page's times and something chosen.
pub(super) fn form(sight: &Sight<'_>, slug: &str, chosen: &[(&str, &str)]) -> String {
    sight
        .times
        .known_at(None)
        .link_with(&path(ROOM, slug), chosen)
}

/// The unit and those below it in the period for which a command could be given.
pub(super) fn units(sight: &Sight<'_>, kind: CommandKind) -> Vec<Choice> {
    let last_day = sight.period().last_day();
    let organisation = &sight.model().organisation;
    let tree = organisation.tree_of(sight.unit(), last_day, sight.size);
    let may = tree
        .into_iter()
        .filter(|member| sight.could_of(kind, &member.unit.unit));
    may.map(|member| Choice::new(member.unit.unit.as_str(), named(sight, &member.unit.unit)))
        .collect()
}

/// A unit's name with its id.
pub(super) fn named(sight: &Sight<'_>, unit: &UnitId) -> String {
    format!("{} ({unit})", sight.name_of(unit))
}

/// The months of a period.
pub(super) fn months(period: Period) -> Vec<Choice> {
    period
        .months()
        .map(|month| Choice::new(month.to_string(), in_words(month.into())))
        .collect()
}

/// The lines of the unit's reports on which something is booked or forecast: those that
/// are no sums of others.
pub(in crate::web) fn lines<'a>(
    sight: &Sight<'a>,
    tables: &[LineTable],
) -> Vec<&'a ReportLineDefined> {
    let lines = &sight.model().economy.lines;
    let all = ALL_TABLES
        .into_iter()
        .filter(|table| tables.contains(table));
    all.flat_map(|table| lines.of_unit(sight.unit(), table, sight.size))
        .filter(|line| line.breakdown != Breakdown::Complete)
        .collect()
}

/// What a line is called.
pub(super) fn line_name(line: &ReportLineDefined) -> String {
    format!("{} {}", line.line, line.title)
}

/// What a line itself has in a column, its parts apart; none when it has nothing there.
fn own(sight: &Sight<'_>, line: &ReportLineDefined, column: Column, period: Period) -> Option<Ore> {
    let economy = &sight.model().economy;
    let own = economy.scoped_value(&line.line, LineScope::Own, column, period, sight.size);
    own.map(|tally| tally.amount)
}

/// What has been booked on a line this year and the year before, booking by booking,
/// and its budget of each month of the year: what a booking on it is likely to be like.
pub(super) fn booked(sight: &Sight<'_>, line: &ReportLineDefined) -> Vec<Ore> {
    let year = sight.period().year();
    let cells = &sight.model().economy.cells;
    let years = [year.saturating_sub(1), year].into_iter();
    let years = years.filter_map(Period::whole_year);
    let moves = years.flat_map(|year| {
        let newest = cells.newest_moves([&line.line], year, sight.size, (0, MOST_BOOKED));
        newest.moves
    });
    let booked = moves.filter(|one| one.cause == CellCause::Booked);
    let months = Period::whole_year(year).into_iter();
    let months = months.flat_map(Period::months);
    let budget = months.filter_map(|month| own(sight, line, Column::Budget, month.into()));
    booked.map(|one| one.amount).chain(budget).collect()
}

/// What a line has had of whole years: this year's budget and forecast, and the outcome
/// of the year before.
pub(super) fn of_years(sight: &Sight<'_>, line: &ReportLineDefined) -> Vec<Ore> {
    let period = sight.period();
    let of = |column, period| own(sight, line, column, period);
    let before = Period::whole_year(period.year().saturating_sub(1));
    [
        of(Column::BudgetYear, period),
        of(Column::Forecast, period),
        before.and_then(|before| of(Column::Outcome, before)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The same as it is shown.
pub(super) fn amount(
    sight: &Sight<'_>,
    line: &ReportLineDefined,
    column: Column,
    period: Period,
) -> Cell {
    own(sight, line, column, period).map_or(Cell::Empty, Cell::Amount)
}

/// The items of the plan, and the scope in which they stand: the period's own year, or
/// the latest before it that has a plan.
pub(super) fn planned(sight: &Sight<'_>) -> (ReportItems, Scope) {
    let (plan, organisation) = (&sight.model().plan, &sight.model().organisation);
    let own = sight.scope();
    let items = plan.report_items(&own);
    let is_there =
        |items: &ReportItems| items.objectives().next().is_some() || !items.assignments.is_empty();
    if is_there(&items) {
        return (items, own);
    }
    let year = own.period.year();
    let earlier = (year.saturating_sub(PLAN_YEARS)..year).rev();
    earlier
        .filter_map(Period::whole_year)
        .map(|year| {
            let scope = organisation.scope(sight.unit(), year, sight.size);
            (plan.report_items(&scope), scope)
        })
        .find(|(items, _)| is_there(items))
        .unwrap_or((items, own))
}

/// What the unit and those below it report for the period, of those of whom whoever
/// looks may see it all.
pub(in crate::web) fn collected(sight: &Sight<'_>) -> Vec<UnitCollection> {
    let natural = natural(sight.period());
    let collected = sight.model().collection(&sight.scope(), natural);
    let may_see = |unit: &UnitId| {
        let mut needed = COLLECTED.iter();
        needed.all(|capability| sight.may_of(*capability, Some(unit)).is_ok())
    };
    let seen = collected.into_iter().filter(|unit| may_see(&unit.unit));
    seen.collect()
}

/// What is said when the items are those of an earlier year's plan.
pub(super) fn of_earlier_plan(sight: &Sight<'_>, scope: &Scope) -> String {
    if scope.period.year() == sight.period().year() {
        return String::new();
    }
    format!(
        " Ingen plan är antagen för {}; det som visas står i planen för {}.",
        sight.period().year(),
        scope.period.year()
    )
}

/// The indicators of the plan's objectives, as they stand in the period.
///
/// # Errors
/// [`Problem`] 403.
pub(super) fn indicators(sight: &Sight<'_>) -> Result<(Vec<IndicatorRow>, Scope), Problem> {
    sight.may(Capability::Indicators)?;
    let (items, of_plan) = planned(sight);
    let scope = sight.scope();
    let model = sight.model();
    let rows = items
        .objectives()
        .filter(|item| item.applies_on(scope.period.first_day()))
        .flat_map(|item| {
            let indicators = model.indicators.of_item(&item.item, sight.size);
            indicators.into_iter().map(move |id| (item, id))
        })
        .filter_map(|(item, id)| {
            let owner = item.owner.as_ref();
            model.indicators.row(&id, owner, &scope, &model.rules)
        })
        .collect();
    Ok((rows, of_plan))
}

/// What an indicator is called.
pub(super) fn indicator_name(row: &IndicatorRow) -> String {
    with_label(row.label.as_deref(), row.indicator.as_str(), &row.title)
}

/// What an item is called.
pub(super) fn item_name(item: &Item) -> String {
    with_label(item.label.as_deref(), item.item.as_str(), &item.title)
}

fn with_label(label: Option<&str>, id: &str, title: &str) -> String {
    format!("{}. {title}", label.unwrap_or(id).trim_end_matches('.'))
}

/// Asks which decision a command rests on, with decisions of a kind first. One that
/// whoever looks may not read, or that is older, is named by its id.
pub(super) fn decision(
    sight: &Sight<'_>,
    given: &Given,
    first: DecisionKind,
    help: &'static str,
) -> Vec<Field> {
    let mut choices = decisions(sight, first);
    if choices.is_empty() {
        let help = format!("{help} Skriv dess id.");
        return vec![Field::new(DECISION, "Beslut", Kind::Line).help(help)];
    }
    let is_listed = |id: &str| id == OTHER || choices.iter().any(|choice| choice.value == id);
    if let Some(named) = given.one(DECISION).filter(|id| !is_listed(id)) {
        choices.push(Choice::new(named, named));
    }
    choices.push(Choice::new(OTHER, "Ett annat beslut, som skrivs nedan"));
    vec![
        Field::new(DECISION, "Beslut", Kind::OneOf(choices)).help(help),
        Field::new(OTHER_ID, "Beslut som inte står i listan", Kind::Line)
            .help("Skriv dess id, och välj Ett annat beslut i listan.")
            .optional(),
    ]
}

/// The decision that was chosen, or named by its id.
pub(super) fn decided(given: &Given, answers: &mut Answers<'_>) -> Option<DecisionId> {
    if given.one(DECISION) == Some(OTHER) {
        return answers.read(OTHER_ID);
    }
    if given.one(OTHER_ID).is_some() {
        let why = "Välj Ett annat beslut i listan om det är det som gäller, eller ta bort det här.";
        answers.wrong(OTHER_ID, why);
    }
    answers.read(DECISION)
}

/// The decisions of the last years that may be read, of the unit, those below it and
/// those above it: those of a kind first, then the latest first.
fn decisions(sight: &Sight<'_>, first: DecisionKind) -> Vec<Choice> {
    let year = sight.period().year();
    let scope = sight.scope();
    let model = sight.model();
    let units = scope.subtree.iter().chain(&scope.ancestors);
    let mut found: Vec<_> = units
        .filter(|unit| sight.may_of(Capability::Decisions, Some(unit)).is_ok())
        .flat_map(|unit| {
            let years = [year.saturating_sub(1), year, year.saturating_add(1)];
            years.map(|year| model.decisions.of_unit(unit, year, sight.size))
        })
        .flatten()
        .collect();
    found.sort_by(|a, b| (b.date, &b.decision).cmp(&(a.date, &a.decision)));
    found.sort_by_key(|decision| decision.kind != first);
    found
        .into_iter()
        .map(|decision| {
            let label = format!("{}: {}", decision.decision, decision.title);
            Choice::new(decision.decision.as_str(), label)
        })
        .collect()
}
