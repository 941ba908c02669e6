//! Budgets: the frames of lines and years, and what changed them.

use std::collections::BTreeMap;

use super::super::calendar::Period;
use super::super::fact::{Fact, Malformed, Source};
use super::super::payload::Payload;
use super::super::redacted::Redacted;
use super::Sum;
use super::months::{Months, distributed, evenly, within};

/// The frames of all lines and years.
#[derive(Debug, Clone, Default)]
pub(super) struct Budgets {
    frames: BTreeMap<String, BTreeMap<i32, Frame>>,
    objects: BTreeMap<String, BTreeMap<(String, i32), i128>>,
    reallocations: BTreeMap<u64, ReallocationMade>,
}

/// A line's frame of a year.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    months: Months,
    decided: Option<Months>,
    /// What changed it beside its own decision.
    pub(super) changes: Vec<FrameChange>,
    /// The weakest source of what it rests on.
    pub(super) source: Option<Source>,
}

/// A change of a frame.
#[derive(Debug, Clone)]
pub(super) struct FrameChange {
    /// Where it stands.
    pub(super) position: u64,
    /// By how much, over the year.
    pub(super) ore: i128,
    /// What made it.
    pub(super) made_by: MadeBy,
}

/// What changed a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MadeBy {
    Reallocation,
    GivenByReserve,
    /// A demanded saving.
    Reduction,
    Other,
}

/// A reallocation.
#[derive(Debug, Clone)]
pub(in super::super) struct ReallocationMade {
    /// The first month whose budget changes.
    pub(super) from_month: i64,
    /// Its sides.
    pub(in super::super) postings: Vec<PostingMade>,
}

/// A side of a reallocation.
#[derive(Debug, Clone)]
pub(in super::super) struct PostingMade {
    /// The line.
    pub(in super::super) line: String,
    /// The amount in öre.
    pub(in super::super) ore: i64,
    /// The frame before the reallocation.
    pub(in super::super) before: i128,
    /// The frame after it.
    pub(in super::super) after: i128,
}

impl Frame {
    /// What was decided for the year; none when the frame was only changed.
    pub(super) fn decided(&self) -> Option<i128> {
        self.decided.map(|months| months.iter().sum())
    }

    /// What the changes make over the year.
    pub(super) fn changed(&self) -> i128 {
        self.changes.iter().map(|change| change.ore).sum()
    }

    /// What it is now, over the year.
    pub(super) fn current(&self) -> i128 {
        self.months.iter().sum()
    }
}

impl Budgets {
    /// Takes in an event that sets or changes frames.
    pub(super) fn take(
        &mut self,
        fact: &Fact<'_>,
        source: Option<Source>,
        of: Payload<'_>,
    ) -> Result<(), Malformed> {
        let year = of.year("year")?;
        let from = fact.position;
        match fact.kind {
            "FrameDecided" => {
                let months = distributed(of)?;
                let frame = self.frame(of.text("line")?, year);
                // A frame that is decided anew replaces what was decided, and keeps the changes.
                let former = frame.decided.replace(months).unwrap_or_default();
                for ((now, before), month) in months.iter().zip(former).zip(&mut frame.months) {
                    *month += now - before;
                }
                frame.source = frame.source.max(source);
            }
            "FrameAdjusted" => {
                let months = distributed(of)?;
                let frame = self.frame(of.text("line")?, year);
                let made_by = match of.text("kind")? {
                    "reduction" => MadeBy::Reduction,
                    _ => MadeBy::Other,
                };
                frame.change(from, &months, made_by, source);
            }
            "BudgetReallocated" => {
                let from_month = of.whole("from_month")?;
                let mut postings = Vec::new();
                let mut by_line: BTreeMap<String, i128> = BTreeMap::new();
                for posting in of.list("postings")? {
                    let (line, ore) = (posting.text("line")?, posting.whole("amount_ore")?);
                    *by_line.entry(line.into()).or_default() += i128::from(ore);
                    postings.push(PostingMade {
                        line: line.into(),
                        ore,
                        before: self.frame(line, year).current(),
                        after: 0,
                    });
                }
                for (line, ore) in by_line {
                    let months = evenly(ore, from_month, 12);
                    let frame = self.frame(&line, year);
                    frame.change(from, &months, MadeBy::Reallocation, source);
                }
                for posting in &mut postings {
                    posting.after = self.frame(&posting.line, year).current();
                }
                let made = ReallocationMade {
                    from_month,
                    postings,
                };
                self.reallocations.insert(from, made);
            }
            _ => {
                let (reserve, line) = (of.text("reserve")?, of.text("line")?);
                if reserve != line {
                    let ore = i128::from(of.whole("amount_ore")?);
                    let from_month = of.whole("from_month")?;
                    let given = evenly(ore, from_month, 12);
                    let received = evenly(-ore, from_month, 12);
                    let frame = self.frame(reserve, year);
                    frame.change(from, &given, MadeBy::GivenByReserve, source);
                    let frame = self.frame(line, year);
                    frame.change(from, &received, MadeBy::Other, source);
                }
            }
        }
        Ok(())
    }

    /// Takes in an object's own budget, which replaces what the object had before.
    pub(super) fn approve(
        &mut self,
        fact: &Fact<'_>,
        source: Option<Source>,
        of: Payload<'_>,
    ) -> Result<(), Malformed> {
        let line = of.text("line")?;
        let mut budget: BTreeMap<(String, i32), i128> = BTreeMap::new();
        for year in of.list("budget")? {
            *budget.entry((line.into(), year.year("year")?)).or_default() +=
                i128::from(year.whole("amount_ore")?);
        }
        let former = self
            .objects
            .insert(of.text("object")?.into(), budget.clone())
            .unwrap_or_default();
        let mut changes: BTreeMap<(String, i32), Months> = BTreeMap::new();
        let signed = budget
            .into_iter()
            .map(|(key, ore)| (key, ore, 1))
            .chain(former.into_iter().map(|(key, ore)| (key, ore, -1)));
        for (key, ore, sign) in signed {
            let months = changes.entry(key).or_default();
            for (month, share) in months.iter_mut().zip(evenly(ore, 1, 12)) {
                *month += sign * share;
            }
        }
        for ((line, year), months) in changes {
            let frame = self.frame(&line, year);
            frame.change(fact.position, &months, MadeBy::Other, source);
        }
        Ok(())
    }

    /// A line's frame of a year.
    pub(super) fn get(&self, line: &str, year: i32) -> Option<&Frame> {
        self.frames.get(line)?.get(&year)
    }

    /// The budget of a line itself for a period.
    pub(super) fn own(&self, line: &str, period: Period, redacted: &Redacted) -> Sum {
        let frame = self.get(line, period.year());
        let mut sum = frame.map_or_else(Sum::default, |frame| {
            Sum::known(within(&frame.months, period), frame.source)
        });
        if Self::lost(line, period.year(), redacted) {
            sum.lose();
        }
        sum
    }

    /// Whether something that may concern a frame is redacted.
    pub(super) fn lost(line: &str, year: i32, redacted: &Redacted) -> bool {
        // A reallocation, a disposal and an object may concern any frame.
        !redacted.is_empty()
            && (redacted.any(&[
                "BudgetReallocated",
                "ReserveDisposed",
                "InvestmentObjectApproved",
            ]) || redacted.hits(
                &["FrameDecided", "FrameAdjusted"],
                &format!("frame/{line}/{year}"),
            ))
    }

    /// A reallocation by its position.
    pub(super) fn reallocation(&self, position: u64) -> Option<&ReallocationMade> {
        self.reallocations.get(&position)
    }

    fn frame(&mut self, line: &str, year: i32) -> &mut Frame {
        self.frames
            .entry(line.into())
            .or_default()
            .entry(year)
            .or_default()
    }
}

impl Frame {
    fn change(&mut self, position: u64, by: &Months, made_by: MadeBy, source: Option<Source>) {
        for (month, more) in self.months.iter_mut().zip(by) {
            *month += more;
        }
        self.changes.push(FrameChange {
            position,
            ore: by.iter().sum(),
            made_by,
        });
        self.source = self.source.max(source);
    }
}
