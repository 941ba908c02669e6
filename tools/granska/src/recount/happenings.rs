//! What happened and was decided: noted events, decisions, and reports handed in.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::{Day, Period};
use super::cell::Cell;
use super::fact::{Fact, Malformed, Source};
use super::payload::Payload;
use super::redacted::Redacted;
use super::scope::Scope;
use super::table::{Row, Table};

/// Noted events, decisions and reports handed in.
#[derive(Debug, Clone, Default)]
pub(super) struct Happenings {
    noted: BTreeMap<u64, Noted>,
    decisions: BTreeMap<String, Decision>,
    reported: BTreeMap<(String, String), (Day, Option<Source>)>,
    referrals: BTreeMap<String, Vec<Option<Source>>>,
    handed_in: BTreeSet<(String, String, Period)>,
}

#[derive(Debug, Clone)]
struct Noted {
    unit: String,
    future: bool,
    day: Day,
    source: Option<Source>,
}

#[derive(Debug, Clone)]
struct Decision {
    unit: String,
    day: Day,
    ore: Option<i64>,
    /// The committee that delegated it.
    committee: Option<String>,
    source: Option<Source>,
}

/// How many years after its own a report's challenges reach.
const CHALLENGE_YEARS: i32 = 3;

const DECISIONS: [&str; 2] = ["DecisionTaken", "DecisionReported"];

impl Happenings {
    /// Takes in a noted event, an event of a decision, or a report handed in.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let source = Source::of(fact)?;
        match fact.kind {
            "SignificantEventNoted" => {
                let noted = Noted {
                    unit: of.text("unit")?.into(),
                    future: of.text("kind")? == "future_challenge",
                    day: of.read("date")?,
                    source,
                };
                self.noted.insert(fact.position, noted);
            }
            "DecisionTaken" => {
                let committee = match of.within_if("delegation")? {
                    Some(delegation) => Some(delegation.text("committee")?.into()),
                    None => None,
                };
                let decision = Decision {
                    unit: of.text("unit")?.into(),
                    day: of.read("date")?,
                    ore: of.whole_if("amount_ore")?,
                    committee,
                    source,
                };
                self.decisions.insert(of.text("decision")?.into(), decision);
            }
            "DecisionReported" => {
                let to = (of.text("decision")?.into(), of.text("committee")?.into());
                self.reported.insert(to, (of.read("date")?, source));
            }
            "MatterReferredBack" => self
                .referrals
                .entry(of.text("decision")?.into())
                .or_default()
                .push(source),
            _ => {
                let report = of.text("kind")?.to_owned();
                let unit = of.text("unit")?.to_owned();
                self.handed_in.insert((report, unit, of.read("period")?));
            }
        }
        Ok(())
    }

    /// What happened to some units in a period.
    pub(super) fn events(&self, scope: &Scope, redacted: &Redacted) -> Table {
        self.noted(scope, false, scope.period.last_day(), redacted)
    }

    /// What some units expect, from the period's first day and three years beyond its own.
    pub(super) fn challenges(&self, scope: &Scope, redacted: &Redacted) -> Table {
        let last = Period::year_of(scope.period.year() + CHALLENGE_YEARS).last_day();
        self.noted(scope, true, last, redacted)
    }

    fn noted(&self, scope: &Scope, future: bool, last: Day, redacted: &Redacted) -> Table {
        let first = scope.period.first_day();
        let noted = self.noted.iter().filter(|(_, noted)| {
            noted.future == future
                && scope.below.contains(&noted.unit)
                && (first..=last).contains(&noted.day)
        });
        Table::of(noted.map(|(position, noted)| {
            Row::new(position.to_string())
                .with("date", Cell::day(noted.day))
                .resting_on(noted.source)
        }))
        .lacking_rows(redacted.any(&["SignificantEventNoted"]))
    }

    /// The decisions of the year in the matters of some units, up to the period's end.
    fn of_year<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = (&'a String, &'a Decision)> {
        self.decisions.iter().filter(|(_, decision)| {
            decision.day.year() == scope.period.year()
                && decision.day <= scope.period.last_day()
                && scope.below.contains(&decision.unit)
        })
    }

    fn report_of(&self, name: &str, decision: &Decision) -> Option<(Day, Option<Source>)> {
        let to = (name.to_owned(), decision.committee.clone()?);
        self.reported.get(&to).copied()
    }

    /// The decisions of the year.
    pub(super) fn decisions(&self, scope: &Scope, redacted: &Redacted) -> Table {
        Table::of(self.of_year(scope).map(|(name, decision)| {
            let reported = self.report_of(name, decision);
            let lost =
                !redacted.is_empty() && redacted.hits(&DECISIONS, &format!("decision/{name}"));
            let told = match (&decision.committee, reported) {
                _ if lost => Cell::Redacted,
                (None, _) => Cell::Empty,
                (Some(_), Some((day, _))) => Cell::day(day),
                (Some(_), None) => Cell::Missing,
            };
            let amount = decision.ore.map(i128::from);
            Row::new(name)
                .with("amount", Cell::some(amount, Cell::amount))
                .with("reported", told)
                .resting_on(decision.source.max(reported.and_then(|(_, source)| source)))
        }))
        .lacking_rows(redacted.any(&DECISIONS))
    }

    /// The matters that the decisions of the year referred back.
    pub(super) fn referrals(&self, scope: &Scope, redacted: &Redacted) -> Table {
        let rows = self.of_year(scope).flat_map(|(name, _)| {
            let referrals = self.referrals.get(name).into_iter().flatten();
            referrals
                .enumerate()
                .map(move |(place, source)| Row::new(format!("{name}/{place}")).resting_on(*source))
        });
        Table::of(rows).lacking_rows(redacted.any(&["DecisionTaken", "MatterReferredBack"]))
    }

    /// The delegated decisions that are not reported to the committee that delegated them.
    pub(super) fn open(&self, scope: &Scope, redacted: &Redacted) -> Table {
        let open = self.decisions.iter().filter(|(name, decision)| {
            let committee = decision.committee.as_ref();
            decision.day <= scope.period.last_day()
                && committee.is_some_and(|committee| {
                    scope.below.contains(committee) || scope.below.contains(&decision.unit)
                })
                && self.report_of(name, decision).is_none()
        });
        Table::of(open.map(|(name, decision)| Row::new(name).resting_on(decision.source)))
            .lacking_rows(redacted.any(&DECISIONS))
    }

    /// Which committees have handed in their operations reports.
    pub(super) fn handed_in(
        &self,
        committees: &[String],
        period: Period,
        redacted: &Redacted,
    ) -> Table {
        Table::of(committees.iter().map(|unit| {
            let report = ("operations_report".to_owned(), unit.clone(), period);
            let cell = if redacted.any(&["ReportSubmitted"]) {
                Cell::Redacted
            } else if self.handed_in.contains(&report) {
                Cell::Told
            } else {
                Cell::Missing
            };
            Row::new(unit).with("submitted", cell)
        }))
    }
}
