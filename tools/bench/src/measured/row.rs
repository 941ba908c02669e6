//! A row: what was measured, beside what it is compared with.

use super::Series;

/// What values are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Events a second.
    EventsPerSecond,
    /// Commands.
    Commands,
    /// How many times as much.
    Times,
    /// Millionths of a second.
    Microseconds,
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Bytes an event.
    BytesPerEvent,
    /// Millions of bytes.
    Megabytes,
}

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bar {
    /// The ratio to the reference is at least this.
    RatioAtLeast(f64),
    /// The ratio to the reference is at most this.
    RatioAtMost(f64),
    /// The median is at least this.
    AtLeast(f64),
    /// The median is at most this.
    AtMost(f64),
}

/// What a row is compared with, measured in the same rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What it is, in Swedish.
    pub what: String,
    /// The row's values to its, round by round.
    pub ratio: Series,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What kind of measurement, in Swedish: a heading of the table.
    pub group: &'static str,
    /// What was done, in Swedish.
    pub what: String,
    /// How many events the ledger had, when that matters.
    pub events: Option<u64>,
    /// What the values are counted in.
    pub unit: Unit,
    /// The values.
    pub values: Series,
    /// What they are compared with.
    pub reference: Option<Reference>,
    /// What must hold.
    pub bar: Option<Bar>,
}

impl Row {
    /// A row that is compared with nothing.
    pub fn new(group: &'static str, what: impl Into<String>, unit: Unit, values: Series) -> Self {
        Self {
            group,
            what: what.into(),
            events: None,
            unit,
            values,
            reference: None,
            bar: None,
        }
    }

    /// The same of a ledger of so many events.
    #[must_use]
    pub fn of_events(mut self, events: u64) -> Self {
        self.events = Some(events);
        self
    }

    /// The same beside another row, whose values are of the same rounds.
    #[must_use]
    pub fn beside(mut self, other: &Self) -> Self {
        self.reference = Some(Reference {
            what: other.what.clone(),
            ratio: self.values.to(&other.values),
        });
        self
    }

    /// The same beside another row that has rounds of its own: the middle of the one to
    /// the middle of the other.
    #[must_use]
    pub fn against(mut self, other: &Self) -> Self {
        self.reference = Some(Reference {
            what: other.what.clone(),
            ratio: std::iter::once(self.values.median() / other.values.median()).collect(),
        });
        self
    }

    /// The same with what must hold, when something must.
    #[must_use]
    pub fn with_bar(mut self, bar: impl Into<Option<Bar>>) -> Self {
        self.bar = bar.into();
        self
    }

    /// The ratio in the middle, when there is a reference.
    pub fn ratio(&self) -> Option<f64> {
        self.reference.as_ref().map(|it| it.ratio.median())
    }

    /// Whether what must hold does; none when nothing must, or nothing was compared.
    pub fn holds(&self) -> Option<bool> {
        let median = self.values.median();
        match self.bar? {
            Bar::RatioAtLeast(least) => self.ratio().map(|ratio| ratio >= least),
            Bar::RatioAtMost(most) => self.ratio().map(|ratio| ratio <= most),
            Bar::AtLeast(least) => Some(median >= least),
            Bar::AtMost(most) => Some(median <= most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[f64]) -> Row {
        let values = values.iter().copied().collect();
        Row::new("Prov", "prov", Unit::Seconds, values)
    }

    #[test]
    fn what_has_rounds_of_its_own_is_compared_in_the_middle() {
        let against = row(&[9.0, 1.0, 2.0]).against(&row(&[4.0]));
        assert_eq!(against.ratio(), Some(0.5));
    }

    #[test]
    fn a_bar_on_a_ratio_needs_a_reference_to_hold() {
        let alone = row(&[1.0]).with_bar(Bar::RatioAtLeast(0.8));
        assert_eq!(alone.holds(), None);
        let beside = |bar| row(&[8.0, 9.0]).beside(&row(&[10.0, 10.0])).with_bar(bar);
        assert_eq!(beside(Bar::RatioAtLeast(0.8)).holds(), Some(true));
        assert_eq!(beside(Bar::RatioAtLeast(0.9)).holds(), Some(false));
        assert_eq!(beside(Bar::RatioAtMost(0.8)).holds(), Some(true));
        assert_eq!(beside(Bar::AtMost(5.0)).holds(), Some(false));
        assert_eq!(beside(Bar::AtLeast(5.0)).holds(), Some(true));
        assert_eq!(row(&[1.0]).holds(), None);
    }
}
