//! Assessments and statuses: what units say of an item for a period.
//!
//! What counts is said for exactly the report's period: by the report's own
//! unit, else by the one that answers for the item, else by the only one below.

use std::collections::BTreeMap;

use super::calendar::Period;
use super::cell::Cell;
use super::fact::{Fact, Malformed, Source};
use super::payload::Payload;
use super::plan::Item;
use super::redacted::{Gone, Redacted};
use super::scope::Scope;

/// The latest of what units say, by item, period and unit.
type Said<T> = BTreeMap<String, BTreeMap<Period, BTreeMap<String, T>>>;

/// Every assessment and status, as last said.
#[derive(Debug, Clone, Default)]
pub(super) struct Assessments {
    assessed: Said<Assessment>,
    statuses: Said<Status>,
}

/// An assessment.
#[derive(Debug, Clone)]
pub(super) struct Assessment {
    position: u64,
    /// The colour.
    pub(super) colour: String,
    trend: Option<String>,
    evidence: usize,
    motivated: bool,
    /// Where it comes from.
    pub(super) source: Option<Source>,
}

/// The status of an assignment.
#[derive(Debug, Clone)]
pub(super) struct Status {
    position: u64,
    /// How far it has come.
    pub(super) reached: String,
    /// Where it comes from.
    pub(super) source: Option<Source>,
}

/// What is found of something that may be redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found<T> {
    /// Nothing was said.
    Nothing,
    /// It was said.
    This(T),
    /// Something is redacted that may have been said of it; else this stands.
    Behind(Vec<Gone>, Option<T>),
}

impl<T> Found<T> {
    /// The cell that shows a part of it; another where nothing was said.
    pub(super) fn cell(&self, nothing: Cell, shown: impl FnOnce(&T) -> Cell) -> Cell {
        match self {
            Self::Nothing => nothing,
            Self::This(said) => shown(said),
            Self::Behind(gone, otherwise) => {
                let otherwise = otherwise.as_ref().map_or(nothing, shown);
                Cell::Behind(gone.clone(), Box::new(otherwise))
            }
        }
    }

    /// What was said.
    pub(super) fn known(&self) -> Option<&T> {
        match self {
            Self::This(said) => Some(said),
            Self::Nothing | Self::Behind(..) => None,
        }
    }
}

/// What can stand in a report.
trait Positioned {
    fn position(&self) -> u64;
}

impl Positioned for Assessment {
    fn position(&self) -> u64 {
        self.position
    }
}

impl Positioned for Status {
    fn position(&self) -> u64 {
        self.position
    }
}

impl Assessments {
    /// Takes in an assessment or a status.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let item = of.text("item")?.to_owned();
        let period: Period = of.read("period")?;
        let unit = of.text("unit")?.to_owned();
        let (position, source) = (fact.position, Source::of(fact)?);
        if fact.kind == "AssessmentMade" {
            let made = Assessment {
                position,
                colour: of.text("colour")?.into(),
                trend: of.text_if("trend")?.map(str::to_owned),
                evidence: of.values("evidence")?.len(),
                motivated: !of.text("motivation")?.trim().is_empty(),
                source,
            };
            let periods = self.assessed.entry(item).or_default();
            periods.entry(period).or_default().insert(unit, made);
            return Ok(());
        }
        let reported = Status {
            position,
            reached: of.text("status")?.into(),
            source,
        };
        let periods = self.statuses.entry(item).or_default();
        periods.entry(period).or_default().insert(unit, reported);
        Ok(())
    }

    /// The assessment of an item that stands in a report.
    pub(super) fn assessment(
        &self,
        item: &Item,
        scope: &Scope,
        redacted: &Redacted,
    ) -> Found<&Assessment> {
        chosen(&self.assessed, item, scope, redacted, "AssessmentMade")
    }

    /// The status of an assignment that stands in a report.
    pub(super) fn status(&self, item: &Item, scope: &Scope, redacted: &Redacted) -> Found<&Status> {
        let kind = "AssignmentStatusReported";
        chosen(&self.statuses, item, scope, redacted, kind)
    }

    /// The assessments of an item by the units below, for the report's period.
    pub(super) fn by_unit<'a>(
        &'a self,
        item: &Item,
        scope: &'a Scope,
    ) -> impl Iterator<Item = (&'a String, &'a Assessment)> {
        let units = self.assessed.get(&item.id);
        units
            .and_then(|periods| periods.get(&scope.period))
            .into_iter()
            .flatten()
            .filter(|(unit, _)| scope.below.contains(*unit))
    }
}

impl Assessment {
    /// The trend's cell.
    pub(super) fn trend_cell(&self) -> Cell {
        Cell::some(self.trend.as_deref(), |trend| Cell::word("trend", trend))
    }

    /// The colour's cell.
    pub(super) fn colour_cell(&self) -> Cell {
        Cell::word("colour", &self.colour)
    }

    /// Whether it is yellow or red without a motivation or anything that it rests on.
    pub(super) fn warns_without_ground(&self) -> bool {
        matches!(self.colour.as_str(), "yellow" | "red") && !(self.motivated && self.evidence > 0)
    }

    /// The count of what it rests on.
    pub(super) fn evidence_cell(&self) -> Cell {
        Cell::size(self.evidence)
    }
}

fn chosen<'a, T: Positioned>(
    said: &'a Said<T>,
    item: &Item,
    scope: &Scope,
    redacted: &Redacted,
    kind: &str,
) -> Found<&'a T> {
    let units = said
        .get(&item.id)
        .and_then(|periods| periods.get(&scope.period));
    let own = units.and_then(|units| units.get(&scope.unit));
    let owners = || units?.get(item.owner.as_ref()?);
    let only_below = || {
        let mut below = units?
            .iter()
            .filter(|(unit, _)| scope.below.contains(*unit));
        let (_, first) = below.next()?;
        below.next().is_none().then_some(first)
    };
    let stands = own.or_else(owners).or_else(only_below);
    if !redacted.is_empty() {
        // Only the report's own unit's later word stands whatever the redacted event said.
        let mut gone = redacted.gone(kind, &format!("item/{}", item.id));
        gone.retain(|gone| own.is_none_or(|own| own.position() < gone.position));
        if !gone.is_empty() {
            return Found::Behind(gone, stands);
        }
    }
    stands.map_or(Found::Nothing, Found::This)
}
