//! Coverage: which lines a figure speaks of, and when two figures speak of the same.
//!
//! A line that is divided completely speaks of its parts; any other line, and
//! one with a partial breakdown (whose parts are only examples), speaks of
//! itself. Guarantee: a difference exists only where both sides have a value
//! for the same lines, so that what is missing never counts as zero (I5). A
//! sum is of what there is, and [`Economy::gaps`] names what it lacks.

use std::collections::BTreeSet;

use ledger::event::budget::{Breakdown, ReportLineDefined};
use ledger::ids::LineId;
use ledger::period::Period;
use serde::Serialize;

use super::Economy;
use super::column::{Column, Scope};

/// A column whose sum lacks lines that have a value in another column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Gap {
    /// The column.
    pub column: Column,
    /// What it lacks: the topmost lines without a value, in the order of the table.
    pub lines: Vec<LineId>,
}

impl Economy {
    /// Whether two columns have values for the same of the lines that these lines speak of.
    pub fn comparable(
        &self,
        lines: &[&LineId],
        (a, b): (Column, Column),
        period: Period,
        size: u64,
    ) -> bool {
        self.spoken_of(lines, size)
            .into_iter()
            .all(|(line, scope)| {
                let has = |column| {
                    self.scoped_value(&line.line, scope, column, period, size)
                        .is_some()
                };
                has(a) == has(b)
            })
    }

    /// Where the two columns of a difference are not of the same of these lines: each
    /// line that one side alone has, with the column that lacks it. Nothing of a column
    /// that is no difference.
    pub fn one_sided(
        &self,
        lines: &[&LineId],
        column: Column,
        period: Period,
        size: u64,
    ) -> Vec<(Column, LineId)> {
        let [(minuend, _), (subtrahend, _)] = column.terms() else {
            return Vec::new();
        };
        let lacking = |(line, scope): (&ReportLineDefined, Scope)| {
            let has = |column| {
                self.scoped_value(&line.line, scope, column, period, size)
                    .is_some()
            };
            let lacks = match (has(*minuend), has(*subtrahend)) {
                (false, true) => *minuend,
                (true, false) => *subtrahend,
                (true, true) | (false, false) => return None,
            };
            Some((lacks, line.line.clone()))
        };
        let spoken_of = self.spoken_of(lines, size);
        spoken_of.into_iter().filter_map(lacking).collect()
    }

    /// What each single column lacks of these lines, when it has a value at all.
    pub fn gaps(&self, lines: &[&LineId], period: Period, size: u64) -> Vec<Gap> {
        Column::SINGLE
            .into_iter()
            .filter(|column| self.sum(lines, *column, period, size).is_some())
            .filter_map(|column| {
                let mut lacking = Vec::new();
                let mut seen = BTreeSet::new();
                for line in lines {
                    self.lack(line, column, (period, size), &mut seen, &mut lacking);
                }
                (!lacking.is_empty()).then_some(Gap {
                    column,
                    lines: lacking,
                })
            })
            .collect()
    }

    fn lack(
        &self,
        line: &LineId,
        column: Column,
        (period, size): (Period, u64),
        seen: &mut BTreeSet<LineId>,
        lacking: &mut Vec<LineId>,
    ) {
        let Some(defined) = self.lines.definition(line, size) else {
            return;
        };
        if !seen.insert(line.clone()) {
            return;
        }
        let has = |column| self.value(line, column, period, size).is_some();
        if !has(column) {
            if Column::SINGLE.into_iter().any(has) {
                lacking.push(line.clone());
            }
            return;
        }
        if defined.breakdown == Breakdown::Partial {
            return;
        }
        for child in self.lines.children(line, size) {
            self.lack(&child.line, column, (period, size), seen, lacking);
        }
    }

    /// The lines that these lines speak of: whole where they are not divided
    /// completely, and themselves alone beside their parts where they are.
    fn spoken_of(&self, lines: &[&LineId], size: u64) -> Vec<(&ReportLineDefined, Scope)> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&ReportLineDefined> = lines
            .iter()
            .filter_map(|line| self.lines.definition(line, size))
            .collect();
        while let Some(line) = waiting.pop() {
            if !seen.insert(&line.line) {
                continue;
            }
            if line.breakdown == Breakdown::Partial {
                found.push((line, Scope::Whole));
            } else {
                found.push((line, Scope::Own));
                waiting.extend(self.lines.children(&line.line, size));
            }
        }
        found
    }
}
