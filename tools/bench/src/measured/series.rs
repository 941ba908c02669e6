//! A series: one thing measured some times over.

/// The values of one thing, in the order that they were measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series(Vec<f64>);

impl Series {
    /// No values yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a value.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The values.
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// The value below which so many percent lie, 0 to 100; 0 of no values.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted.get(last * percent / 100).copied().unwrap_or(0.0)
    }

    /// The value in the middle.
    pub fn median(&self) -> f64 {
        self.percentile(50)
    }

    /// Each value to the other series' value of the same round.
    #[must_use]
    pub fn to(&self, other: &Self) -> Self {
        let rounds = self.0.iter().zip(&other.0);
        Self(rounds.map(|(value, reference)| value / reference).collect())
    }
}

impl FromIterator<f64> for Series {
    fn from_iter<T: IntoIterator<Item = f64>>(values: T) -> Self {
        Self(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values_and_nothing_has_none() {
        let series: Series = [5.0, 1.0, 4.0, 2.0, 3.0].into_iter().collect();
        assert_eq!(series.median().to_bits(), 3.0_f64.to_bits());
        assert_eq!(series.percentile(0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(series.percentile(100).to_bits(), 5.0_f64.to_bits());
        assert_eq!(Series::default().median().to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn a_ratio_compares_what_was_measured_in_the_same_round() {
        let fast: Series = [10.0, 30.0].into_iter().collect();
        let slow: Series = [5.0, 10.0].into_iter().collect();
        assert_eq!(fast.to(&slow).values(), [2.0, 3.0]);
    }
}
