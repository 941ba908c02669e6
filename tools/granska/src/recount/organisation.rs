//! The organisation: which units there are, and which belong to a unit in a period.
//!
//! A unit belongs where the last change with a first day up to the day puts
//! it; of two changes from the same day the later recorded one holds.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::{Day, Period};
use super::fact::{Fact, Malformed, Source};
use super::payload::Payload;

/// Every unit.
#[derive(Debug, Clone, Default)]
pub(super) struct Organisation {
    units: BTreeMap<String, Unit>,
    /// The units that have ever stood under each.
    children: BTreeMap<String, BTreeSet<String>>,
    mandates: Vec<Mandate>,
}

/// Where something is stated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated {
    /// The event's position.
    pub(super) position: u64,
    /// Where it comes from.
    pub(super) source: Option<Source>,
}

#[derive(Debug, Clone)]
struct Unit {
    kind: String,
    established: Stated,
    from: Day,
    /// The last day, and where it is stated.
    to: Option<(Day, Stated)>,
    names: BTreeMap<Day, (String, Stated)>,
    parents: BTreeMap<Day, (Option<String>, Stated)>,
}

#[derive(Debug, Clone)]
struct Mandate {
    from_unit: String,
    to_unit: String,
    day: Day,
    stated: Stated,
}

/// A day on which something happened to a unit, or a mandate passed.
#[derive(Debug)]
pub(super) struct Change {
    /// The row's key.
    pub(super) key: String,
    /// The day.
    pub(super) day: Day,
    /// Where it comes from.
    pub(super) source: Option<Source>,
}

impl Organisation {
    /// Takes in an event of the organisation.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let stated = Stated {
            position: fact.position,
            source: Source::of(fact)?,
        };
        if fact.kind == "MandateMoved" {
            self.mandates.push(Mandate {
                from_unit: of.text("from_unit")?.into(),
                to_unit: of.text("to_unit")?.into(),
                day: of.read("valid_from")?,
                stated,
            });
            return Ok(());
        }
        let name = of.text("unit")?;
        if fact.kind == "UnitEstablished" {
            let from = of.read("valid_from")?;
            let parent = of.text_if("parent")?.map(str::to_owned);
            if let Some(parent) = &parent {
                self.has_child(parent, name);
            }
            let unit = self.units.entry(name.into()).or_insert_with(|| Unit {
                kind: String::new(),
                established: stated,
                from,
                to: None,
                names: BTreeMap::new(),
                parents: BTreeMap::new(),
            });
            unit.kind = of.text("kind")?.into();
            unit.established = stated;
            unit.from = from;
            unit.to = None;
            unit.names.insert(from, (of.text("name")?.into(), stated));
            unit.parents.insert(from, (parent, stated));
            return Ok(());
        }
        if fact.kind == "UnitMoved" {
            self.has_child(of.text("parent")?, name);
        }
        // No establishment can be redacted: there must be one (I12).
        let unknown = || of.wrong("unit");
        let unit = self.units.get_mut(name).ok_or_else(unknown)?;
        match fact.kind {
            "UnitMoved" => {
                let parent = of.text("parent")?.to_owned();
                unit.parents
                    .insert(of.read("valid_from")?, (Some(parent), stated));
            }
            "UnitRenamed" => {
                let name = of.text("name")?.to_owned();
                unit.names.insert(of.read("valid_from")?, (name, stated));
            }
            _ => unit.to = Some((of.read("valid_to")?, stated)),
        }
        Ok(())
    }

    /// The units that belonged to a unit at any time in a period, itself among them.
    pub(super) fn below(&self, unit: &str, period: Period) -> BTreeSet<String> {
        // A list of what waits, not recursion: a chain may be as long as the log.
        let mut found: BTreeMap<&str, Vec<(Day, Day)>> = BTreeMap::new();
        let mut waiting = vec![(unit, (period.first_day(), period.last_day()))];
        while let Some((name, (from, to))) = waiting.pop() {
            let Some((name, unit)) = self.units.get_key_value(name) else {
                continue;
            };
            let days = (from.max(unit.from), to.min(unit.last_day().unwrap_or(to)));
            let stretches = found.entry(name).or_default();
            let covered = |known: &(Day, Day)| known.0 <= days.0 && days.1 <= known.1;
            if days.0 > days.1 || stretches.iter().any(covered) {
                continue;
            }
            stretches.push(days);
            for child in self.children.get(name).into_iter().flatten() {
                if let Some(below) = self.units.get(child) {
                    let stretches = below.belonged_to(name, days).into_iter();
                    waiting.extend(stretches.map(|stretch| (child.as_str(), stretch)));
                }
            }
        }
        found.retain(|_, stretches| !stretches.is_empty());
        found.into_keys().map(str::to_owned).collect()
    }

    fn has_child(&mut self, parent: &str, child: &str) {
        let children = self.children.entry(parent.into()).or_default();
        children.insert(child.into());
    }

    /// The units above a unit on a day, or on the day of its life that is nearest; the nearest first.
    pub(super) fn above(&self, name: &str, day: Day) -> Vec<String> {
        let mut above: Vec<String> = Vec::new();
        let mut walked = BTreeSet::from([name]);
        let Some(unit) = self.units.get(name) else {
            return above;
        };
        let day = unit.nearest(day);
        let mut at = unit;
        while let Some(parent) = at.parent(day).filter(|_| at.exists(day)) {
            if !walked.insert(parent) {
                break;
            }
            above.push(parent.into());
            match self.units.get(parent) {
                Some(next) => at = next,
                None => break,
            }
        }
        above
    }

    /// A unit and every unit that it has ever belonged to, however far up.
    pub(super) fn ever_above(&self, unit: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![unit];
        while let Some(name) = waiting.pop() {
            if found.insert(name.to_owned())
                && let Some(unit) = self.units.get(name)
            {
                let parents = unit.parents.values();
                waiting.extend(parents.filter_map(|(parent, _)| parent.as_deref()));
            }
        }
        found
    }

    /// What a unit is called on a day, or on the day of its life that is nearest.
    pub(super) fn name(&self, name: &str, day: Day) -> Option<&str> {
        let unit = self.units.get(name)?;
        let (_, (name, _)) = unit.names.range(..=unit.nearest(day)).next_back()?;
        Some(name)
    }

    /// The unit that a unit belongs to on a day, or on the day of its life that is nearest.
    pub(super) fn parent(&self, name: &str, day: Day) -> Option<&str> {
        let unit = self.units.get(name)?;
        unit.parent(unit.nearest(day))
    }

    /// The executive board and the committees that existed in a period and stand under no other.
    pub(super) fn committees(&self, period: Period) -> Vec<String> {
        let last = period.last_day();
        self.units
            .iter()
            .filter(|(_, unit)| unit.is_committee())
            .filter(|(_, unit)| {
                unit.from <= last && unit.last_day().is_none_or(|to| to >= period.first_day())
            })
            .filter(|(name, _)| {
                !self
                    .above(name, last)
                    .iter()
                    .filter_map(|above| self.units.get(above))
                    .any(Unit::is_committee)
            })
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// The mandates that passed to or from these units in a period.
    pub(super) fn mandates(&self, units: &BTreeSet<String>, period: Period) -> Vec<Change> {
        self.mandates
            .iter()
            .filter(|moved| units.contains(&moved.from_unit) || units.contains(&moved.to_unit))
            .filter(|moved| within(moved.day, period))
            .map(|moved| Change {
                key: moved.stated.position.to_string(),
                day: moved.day,
                source: moved.stated.source,
            })
            .collect()
    }

    /// What happened to these units in a period.
    pub(super) fn changes(&self, units: &BTreeSet<String>, period: Period) -> Vec<Change> {
        let mut changes = Vec::new();
        for name in units {
            let Some(unit) = self.units.get(name) else {
                continue;
            };
            let later = |day: &Day| within(*day, period) && *day != unit.from;
            let born = within(unit.from, period).then_some((unit.from, unit.established));
            let moved = unit
                .parents
                .iter()
                .filter(|(day, (parent, _))| later(day) && parent.is_some())
                .map(|(day, (_, stated))| (*day, *stated));
            let renamed = unit.names.iter().filter(|(day, _)| later(day));
            let ended = unit.to.filter(|(day, _)| within(*day, period));
            changes.extend(
                born.into_iter()
                    .chain(moved)
                    .chain(renamed.map(|(day, (_, stated))| (*day, *stated)))
                    .chain(ended)
                    .map(|(day, stated)| Change {
                        key: format!("{name}/{}", stated.position),
                        day,
                        source: stated.source,
                    }),
            );
        }
        changes
    }
}

fn within(day: Day, period: Period) -> bool {
    period.first_day() <= day && day <= period.last_day()
}

impl Unit {
    fn last_day(&self) -> Option<Day> {
        self.to.map(|(day, _)| day)
    }

    fn exists(&self, day: Day) -> bool {
        self.from <= day && self.last_day().is_none_or(|last| day <= last)
    }

    fn nearest(&self, day: Day) -> Day {
        day.min(self.last_day().unwrap_or(day)).max(self.from)
    }

    fn parent(&self, day: Day) -> Option<&str> {
        let (_, (parent, _)) = self.parents.range(..=day).next_back()?;
        parent.as_deref()
    }

    fn is_committee(&self) -> bool {
        matches!(self.kind.as_str(), "executive_board" | "committee")
    }

    /// The stretches of some days in which the unit belonged to a parent.
    fn belonged_to(&self, parent: &str, (from, to): (Day, Day)) -> Vec<(Day, Day)> {
        // Those that begin in these days, after the one that they begin in.
        let first = self.parents.range(..=from).next_back();
        let first = first.map_or(from, |(start, _)| *start);
        let mut starts = self.parents.range(first..=to).peekable();
        let mut stretches = Vec::new();
        while let Some((start, (to_unit, _))) = starts.next() {
            let end = starts.peek().map_or(to, |(next, _)| next.before());
            let stretch = (from.max(*start), to.min(end));
            if to_unit.as_deref() == Some(parent) && stretch.0 <= stretch.1 {
                stretches.push(stretch);
            }
        }
        stretches
    }
}
