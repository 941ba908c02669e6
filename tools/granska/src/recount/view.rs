//! A view: the books looked at for a report of a unit and period.

use serde_json::Value;

use super::books::Books;
use super::calendar::Period;
use super::indicators::With;
use super::money::Asked;
use super::report::{Kind, Report};
use super::scope::Scope;

/// The books, and whose report is asked for.
pub(super) struct View<'a> {
    /// What is known.
    pub(super) books: &'a Books,
    /// The report's kind.
    pub(super) kind: Kind,
    /// Whose, and for which period.
    pub(super) scope: Scope,
    /// The tables as the report states them.
    pub(super) stated: &'a [&'a Value],
}

impl<'a> View<'a> {
    /// The view of a report.
    pub(super) fn of(books: &'a Books, report: &Report<'_>, stated: &'a [&'a Value]) -> Self {
        Self {
            books,
            kind: report.kind,
            scope: Scope::of(&books.organisation, report.unit, report.period),
            stated,
        }
    }

    /// The view of a report that is not stated.
    pub(super) fn of_unit(books: &'a Books, kind: Kind, unit: &str, period: Period) -> Self {
        Self {
            books,
            kind,
            scope: Scope::of(&books.organisation, unit, period),
            stated: &[],
        }
    }

    /// The views of the board's and the committees' own operations reports.
    pub(super) fn committees(&self) -> Vec<Self> {
        let period = self.scope.period;
        let committees = self.books.organisation.committees(period).into_iter();
        committees
            .map(|unit| Self::of_unit(self.books, Kind::Operations, &unit, period))
            .collect()
    }

    /// What is asked of the money.
    pub(super) fn asked(&self) -> Asked<'a> {
        Asked {
            period: self.scope.period,
            redacted: &self.books.redacted,
        }
    }

    /// What the indicators rest on.
    pub(super) fn with(&self) -> With<'a> {
        With {
            organisation: &self.books.organisation,
            plan: &self.books.plan,
            rules: self.books.rules,
            redacted: &self.books.redacted,
        }
    }
}
