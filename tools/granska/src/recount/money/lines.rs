//! Lines: the trees that the economic tables are made of.

use std::collections::{BTreeMap, BTreeSet};

use super::super::fact::Malformed;
use super::super::payload::Payload;

/// An economic table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum TableKind {
    /// Driftredovisning.
    OperatingResult,
    /// Resultaträkning.
    IncomeStatement,
    /// Investeringsredovisning.
    Investment,
    /// Balanskravsutredning.
    BalanceRequirement,
}

/// A line as it is last defined.
#[derive(Debug, Clone)]
pub(super) struct Line {
    table: TableKind,
    /// The unit that answers for it.
    pub(super) unit: String,
    /// The line it is part of.
    pub(super) parent: Option<String>,
    /// Whether its children are only a part of it ("varav").
    pub(super) partial: bool,
    /// Whether its children sum to it.
    pub(super) complete: bool,
    /// Where it stands in its table.
    pub(super) order: i64,
    /// What it is called.
    pub(super) title: String,
}

/// The lines as they are last defined.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Lines {
    lines: BTreeMap<String, Line>,
    children: BTreeMap<String, BTreeSet<(i64, String)>>,
}

impl TableKind {
    /// Every table.
    pub(in super::super) const ALL: [Self; 4] = [
        Self::OperatingResult,
        Self::IncomeStatement,
        Self::Investment,
        Self::BalanceRequirement,
    ];

    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "operating_result" => Self::OperatingResult,
            "income_statement" => Self::IncomeStatement,
            "investment" => Self::Investment,
            "balance_requirement" => Self::BalanceRequirement,
            _ => return None,
        })
    }
}

impl Lines {
    /// Takes in a definition; a later one of the same line replaces it.
    pub(super) fn define(&mut self, of: Payload<'_>) -> Result<(), Malformed> {
        let name = of.text("line")?;
        let breakdown = of.text("breakdown")?;
        let line = Line {
            table: TableKind::of(of.text("table")?).ok_or_else(|| of.wrong("table"))?,
            unit: of.text("unit")?.into(),
            parent: of.text_if("parent")?.map(str::to_owned),
            partial: breakdown == "partial",
            complete: breakdown == "complete",
            order: of.whole("order")?,
            title: of.text("title")?.into(),
        };
        if let Some(before) = self.lines.get(name)
            && let Some(parent) = &before.parent
            && let Some(children) = self.children.get_mut(parent)
        {
            children.remove(&(before.order, name.into()));
        }
        if let Some(parent) = &line.parent {
            self.children
                .entry(parent.clone())
                .or_default()
                .insert((line.order, name.into()));
        }
        self.lines.insert(name.into(), line);
        Ok(())
    }

    /// What a line is.
    pub(super) fn get(&self, line: &str) -> Option<&Line> {
        self.lines.get(line)
    }

    /// The lines directly under a line, in the order of the table.
    pub(super) fn children(&self, line: &str) -> impl Iterator<Item = &str> {
        let children = self.children.get(line).into_iter().flatten();
        children
            .map(|(_, name)| name.as_str())
            .filter(|name| self.lines.contains_key(*name))
    }

    /// A line and every line below it, each once.
    pub(super) fn tree<'a>(&'a self, line: &'a str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![line];
        while let Some(line) = waiting.pop() {
            if self.lines.contains_key(line) && found.insert(line) {
                waiting.extend(self.children(line));
            }
        }
        found
    }

    /// The topmost lines of a table that some units answer for: those that
    /// stand under no other line of theirs; the last of the last unit stands last.
    pub(in super::super) fn topmost(&self, units: &[String], table: TableKind) -> Vec<&str> {
        let theirs = |line: &Line| line.table == table && units.contains(&line.unit);
        let mut topmost: Vec<(usize, i64, &str)> = self
            .lines
            .iter()
            .filter(|(_, line)| theirs(line))
            .filter(|(name, line)| !self.is_under(name, line, theirs))
            .map(|(name, line)| {
                let unit = units.iter().position(|unit| *unit == line.unit);
                (unit.unwrap_or_default(), line.order, name.as_str())
            })
            .collect();
        topmost.sort_unstable();
        topmost.into_iter().map(|(_, _, name)| name).collect()
    }

    fn is_under(&self, name: &str, line: &Line, these: impl Fn(&Line) -> bool) -> bool {
        let mut walked = BTreeSet::from([name]);
        let mut above = line.parent.as_deref();
        while let Some(parent) = above {
            let Some(line) = self.lines.get(parent) else {
                return false;
            };
            if these(line) {
                return true;
            }
            if !walked.insert(parent) {
                return false;
            }
            above = line.parent.as_deref();
        }
        false
    }
}
