//! The tables of reports, each counted from the books.

mod assessed;
mod committees;
mod economy;
mod overview;

use super::cell::Cell;
pub(super) use assessed::Colours;

use super::checks;
use super::figures::Figures;
use super::money::{Column, TableKind};
use super::organisation::Change;
use super::report::Kind;
use super::table::{Row, Table};
use super::view::View;

/// A table, or why it is not counted.
pub(super) enum Counted {
    /// It was counted.
    Table(Table),
    /// It was not, for this reason, in Swedish.
    Not(&'static str),
}

/// Counts the table with a key in a report.
pub(super) fn count(view: &View<'_>, key: &str) -> Counted {
    let books = view.books;
    let (asked, with, scope) = (view.asked(), view.with(), &view.scope);
    let (unit, money, redacted) = (scope.unit.as_str(), &books.money, &books.redacted);
    let (happenings, control) = (&books.happenings, &books.control);
    let region = view.kind == Kind::Annual;
    let columns: &[Column] = match view.kind {
        Kind::Period | Kind::Interim => &Column::WITH_FORECAST,
        Kind::Operations | Kind::Annual => &Column::RESULT,
    };
    Counted::Table(match key {
        "operating_result" => economy::lines(view, TableKind::OperatingResult, columns),
        "income_statement" => {
            let rows = money.own_rows(unit, TableKind::IncomeStatement, asked);
            economy::shown(&rows, TableKind::IncomeStatement, columns)
        }
        "investments" => economy::lines(view, TableKind::Investment, columns),
        "balance_requirement" => money.balance_requirement(unit, asked),
        "development" => economy::development(view),
        "investment_objects" => money.objects_table(unit, asked),
        "frames" => money.frames(unit, asked),
        "reallocations" => money.reallocations(unit, asked),
        "reserves" => money.reserves(unit, asked),
        "action_plan" => books.actions.table(&scope.below, asked),
        "objectives" => assessed::objectives(view),
        "assignments" => assessed::assignments(view),
        "colour_counts" => assessed::colour_counts(view),
        "objective_weighing" => assessed::weighing(view),
        "indicators" => books.indicators.table(scope, with),
        "indicator_counts" => books.indicators.counts(scope, with),
        "risks" => control.risks(scope, redacted),
        "internal_control" => control.actions(scope, redacted),
        "control_counts" if region => committees::control_counts(view),
        "control_counts" => {
            let (counted, row) = control.counts("all", scope, redacted);
            Table::of((counted > 0).then_some(row))
                .lacking_rows(redacted.any(&["ControlActionPlanned"]))
        }
        "control_assessment" if region => committees::control_assessment(view),
        "control_assessment" => control.judgements(unit, scope.period.year(), redacted),
        "significant_events" => happenings.events(scope, redacted),
        "future_challenges" => happenings.challenges(scope, redacted),
        "decisions" => happenings.decisions(scope, redacted),
        "referrals_back" => happenings.referrals(scope, redacted),
        "open_decisions" => happenings.open(scope, redacted),
        "submitted_reports" => {
            let committees = books.organisation.committees(scope.period);
            happenings.handed_in(&committees, scope.period, redacted)
        }
        "committees" => committees::side_by_side(view),
        "organisation_changes" => changes(books.organisation.changes(&scope.below, scope.period))
            .lacking_rows(redacted.any(&["UnitRenamed"])),
        "mandates_moved" => changes(books.organisation.mandates(&scope.below, scope.period))
            .lacking_rows(redacted.any(&["MandateMoved"])),
        "key_figures" => overview::key_figures(view),
        "sources" => overview::sources(view),
        "basis" => overview::basis(view),
        "checks" => checks::table(view),
        key if Figures::keys().any(|measure| measure == key) => {
            if Figures::lost(&scope.below, redacted) {
                return Counted::Not("ingen rad, för innehållet i KeyFigureReported saknas");
            }
            books.figures.table(key, &scope.below, scope.period)
        }
        _ => return Counted::Not("ingen sådan tabell"),
    })
}

fn changes(changes: Vec<Change>) -> Table {
    Table::of(changes.into_iter().map(|change| {
        Row::new(change.key)
            .with("date", Cell::day(change.day))
            .resting_on(change.source)
    }))
}
