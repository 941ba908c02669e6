//! The figure that a source's claim is compared with.

use std::collections::BTreeSet;

use super::super::calendar::Period;
use super::sums::{Compared, Wanted};
use super::{Figures, StatedFigure, WHOLE};

impl Figures {
    /// What the stated figures of some units give for a claimed one, in its
    /// period and in an earlier one: the figure of the part that the claim
    /// names, where a table of the measure is divided so.
    pub(in super::super) fn behind(
        &self,
        claimed: &StatedFigure,
        since: Period,
        units: &BTreeSet<String>,
    ) -> Compared {
        let measure = claimed.measure.as_str();
        let periods = [claimed.period, since];
        let layout = self.divided_by(units, measure, periods);
        let mut wanted = Wanted::new();
        for (dimension, part) in claimed.parts.iter().filter(|(_, part)| *part != WHOLE) {
            let known = layout
                .iter()
                .find(|(by, _)| by == dimension)
                .is_some_and(|(_, parts)| parts.contains(part.as_str()));
            if !known {
                return Compared::default();
            }
            wanted.insert(*dimension, part);
        }
        let [current, previous] = periods.map(|period| self.sum(units, measure, period, &wanted));
        Compared { current, previous }
    }
}
