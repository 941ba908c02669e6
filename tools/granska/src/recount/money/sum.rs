//! Sums of amounts, with the weakest source among their parts.

use super::super::cell::Cell;
use super::super::fact::Source;

/// A sum of what there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Sum {
    amount: Option<i128>,
    source: Option<Source>,
    lost: bool,
}

impl Sum {
    /// An amount.
    pub(super) fn of(ore: i64, source: Option<Source>) -> Self {
        Self::known(i128::from(ore), source)
    }

    /// The same.
    pub(super) fn known(ore: i128, source: Option<Source>) -> Self {
        Self {
            amount: Some(ore),
            source,
            lost: false,
        }
    }

    /// Adds another, where there is anything.
    pub(super) fn add(&mut self, other: Self) {
        self.amount = match (self.amount, other.amount) {
            (Some(a), Some(b)) => Some(a + b),
            (a, b) => a.or(b),
        };
        self.source = self.source.max(other.source);
        self.lost |= other.lost;
    }

    /// The difference, where both are there.
    pub(super) fn less(self, other: Self) -> Self {
        Self {
            amount: self.amount.zip(other.amount).map(|(a, b)| a - b),
            source: self.source.max(other.source),
            lost: self.lost || other.lost,
        }
    }

    /// The same without an amount, but not without what is lost.
    pub(super) fn without_amount(self) -> Self {
        Self {
            amount: None,
            ..self
        }
    }

    /// Something that belongs to it is redacted.
    pub(super) fn lose(&mut self) {
        self.lost = true;
    }

    /// Whether something that belongs to it is redacted.
    pub(super) fn is_lost(self) -> bool {
        self.lost
    }

    /// The amount in öre, when there is one.
    pub(in super::super) fn ore(self) -> Option<i128> {
        self.amount
    }

    /// The weakest source of its parts.
    pub(super) fn source(self) -> Option<Source> {
        self.source
    }

    /// The cell that shows it.
    pub(in super::super) fn cell(self) -> Cell {
        if self.lost {
            return Cell::Redacted;
        }
        Cell::some(self.amount, Cell::amount)
    }

    /// The cell that shows it with its sign turned: spending as positive.
    pub(in super::super) fn turned(self) -> Cell {
        Self {
            amount: self.amount.map(|ore| -ore),
            ..self
        }
        .cell()
    }
}

impl FromIterator<Sum> for Sum {
    fn from_iter<I: IntoIterator<Item = Sum>>(parts: I) -> Self {
        let mut sum = Self::default();
        for part in parts {
            sum.add(part);
        }
        sum
    }
}
