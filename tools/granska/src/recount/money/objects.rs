//! Investment objects: what is approved, and what is spent on each.

use std::collections::{BTreeMap, BTreeSet};

use super::super::calendar::{Month, Period};
use super::super::fact::{Malformed, Source};
use super::super::payload::Payload;
use super::super::redacted::Redacted;
use super::super::table::{Row, Table};
use super::Sum;

/// Every object.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Objects {
    approved: BTreeMap<String, Approval>,
    spent: BTreeMap<String, BTreeMap<Month, Sum>>,
}

#[derive(Debug, Clone)]
struct Approval {
    line: String,
    unit: String,
    title: String,
    budget: Vec<(i32, i64)>,
    source: Option<Source>,
}

const SPENDING: [&str; 3] = [
    "InvestmentSpent",
    "InvestmentObjectApproved",
    "OutcomeCorrected",
];

impl Objects {
    /// Takes in an approval; a later one of the same object replaces it.
    pub(super) fn approve(
        &mut self,
        source: Option<Source>,
        of: Payload<'_>,
    ) -> Result<(), Malformed> {
        let budget = of
            .list("budget")?
            .into_iter()
            .map(|year| Ok((year.year("year")?, year.whole("amount_ore")?)))
            .collect::<Result<_, Malformed>>()?;
        self.approved.insert(
            of.text("object")?.into(),
            Approval {
                line: of.text("line")?.into(),
                unit: of.text("unit")?.into(),
                title: of.text("title")?.into(),
                budget,
                source,
            },
        );
        Ok(())
    }

    /// Takes in spending.
    pub(super) fn spend(
        &mut self,
        object: &str,
        month: Month,
        amount: i128,
        source: Option<Source>,
    ) {
        self.spent
            .entry(object.into())
            .or_default()
            .entry(month)
            .or_default()
            .add(Sum::known(amount, source));
    }

    /// The line that an object stands under.
    pub(super) fn line(&self, object: &str) -> Option<&str> {
        Some(&self.approved.get(object)?.line)
    }

    /// The line and the unit that bear the spending on an object.
    pub(super) fn borne_by(&self, object: &str) -> Option<(&str, &str)> {
        let approval = self.approved.get(object)?;
        Some((&approval.line, &approval.unit))
    }

    /// Whether spending that may count on a line is redacted.
    pub(super) fn lost_on(&self, line: &str, redacted: &Redacted) -> bool {
        redacted.any(&["InvestmentObjectApproved"])
            || self
                .approved
                .iter()
                .any(|(name, object)| object.line == line && lost(name, redacted))
    }

    /// The table of the objects under some lines; spending is positive.
    pub(in super::super) fn table(
        &self,
        lines: &BTreeSet<&str>,
        period: Period,
        redacted: &Redacted,
    ) -> Table {
        let objects = self.approved.iter();
        Table::of(
            objects
                .filter(|(_, object)| lines.contains(object.line.as_str()))
                .map(|(name, object)| {
                    let lost = lost(name, redacted);
                    let spent = |first: Month| -> Sum {
                        let months = self.spent.get(name).into_iter();
                        let mut sum: Sum = months
                            .flat_map(|months| months.range(first..=period.last))
                            .map(|(_, sum)| *sum)
                            .collect();
                        if lost {
                            sum.lose();
                        }
                        sum
                    };
                    let budget = |wanted: &dyn Fn(i32) -> bool| -> Sum {
                        let years = object.budget.iter();
                        let mut sum: Sum = years
                            .filter(|(year, _)| wanted(*year))
                            .map(|(_, ore)| Sum::of(*ore, None))
                            .collect();
                        if lost {
                            sum.lose();
                        }
                        sum
                    };
                    let to_date = spent(Month::of(1900, 1));
                    Row::new(name)
                        .named(&object.title)
                        .with("outcome", spent(period.first).turned())
                        .with("budget", budget(&|year| year == period.year()).turned())
                        .with("outcome_to_date", to_date.turned())
                        .with("budget_all_years", budget(&|_| true).turned())
                        .resting_on(object.source.max(to_date.source()))
                }),
        )
    }
}

fn lost(object: &str, redacted: &Redacted) -> bool {
    !redacted.is_empty() && redacted.hits(&SPENDING, &format!("investment/{object}"))
}
