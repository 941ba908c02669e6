//! The tables of reports, each counted from the books.

mod economy;

use super::books::Books;
use super::money::{Asked, Column, TableKind};
use super::report::{Kind, Report};
use super::table::Table;

/// A table, or why it is not counted.
pub(super) enum Counted {
    /// It was counted.
    Table(Table),
    /// It was not, for this reason, in Swedish.
    Not(&'static str),
}

/// Counts the table with a key in a report.
pub(super) fn count(books: &Books, report: &Report<'_>, key: &str) -> Counted {
    let asked = Asked {
        period: report.period,
        redacted: &books.redacted,
    };
    let (unit, money) = (report.unit, &books.money);
    let columns: &[Column] = match report.kind {
        Kind::PeriodReport | Kind::InterimReport => &Column::WITH_FORECAST,
        Kind::OperationsReport | Kind::AnnualReport => &Column::RESULT,
    };
    Counted::Table(match key {
        "operating_result" => economy::lines(books, report, TableKind::OperatingResult, columns),
        "income_statement" => {
            let rows = money.own_rows(unit, TableKind::IncomeStatement, asked);
            economy::shown(&rows, TableKind::IncomeStatement, columns)
        }
        "investments" => economy::lines(books, report, TableKind::Investment, columns),
        "balance_requirement" => money.balance_requirement(unit, asked),
        "development" => economy::development(books, report),
        "investment_objects" => money.objects_table(unit, asked),
        "frames" => money.frames(unit, asked),
        "reallocations" => money.reallocations(unit, asked),
        "reserves" => money.reserves(unit, asked),
        "action_plan" => {
            let units = books.organisation.below(unit, report.period);
            books.actions.table(&units, asked)
        }
        _ => return Counted::Not("tabellen räknas inte om av den här versionen"),
    })
}
