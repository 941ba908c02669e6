//! Internal control: risks, control actions with their follow-up, and judgements.

use std::collections::BTreeMap;

use super::calendar::{Month, Period};
use super::cell::Cell;
use super::fact::{Fact, Malformed, Source};
use super::payload::Payload;
use super::redacted::{Gone, Redacted};
use super::scope::Scope;
use super::table::{Row, Table};

/// Risks, control actions and judgements, as last known.
#[derive(Debug, Clone, Default)]
pub(super) struct Control {
    risks: BTreeMap<String, Risk>,
    planned: BTreeMap<String, Planned>,
    /// By the last month of the follow-up, then by how many months it covers.
    followed_up: BTreeMap<String, BTreeMap<(Month, i32), FollowUp>>,
    judged: BTreeMap<(String, i32), BTreeMap<String, Judgement>>,
}

#[derive(Debug, Clone)]
struct Risk {
    unit: String,
    year: i32,
    likelihood: Option<i64>,
    impact: Option<i64>,
    source: Option<Source>,
}

#[derive(Debug, Clone)]
struct Planned {
    unit: String,
    year: i32,
    risk: String,
    source: Option<Source>,
}

#[derive(Debug, Clone)]
struct FollowUp {
    status: String,
    effect: Option<String>,
    source: Option<Source>,
}

#[derive(Debug, Clone)]
struct Judgement {
    judgement: String,
    source: Option<Source>,
}

/// A control action as a report shows it.
struct Shown<'a> {
    control: &'a str,
    follow_up: Option<&'a FollowUp>,
    source: Option<Source>,
    gone: Vec<Gone>,
}

/// The parts of a count of control actions, by status.
const STATUSES: &[&str] = &[
    "completed",
    "ongoing",
    "not_carried_out",
    "without_status",
    "redacted",
];

/// The parts of a count of control actions, by effect.
const EFFECTS: &[&str] = &[
    "effect_yes",
    "effect_partly",
    "effect_no",
    "effect_unknown",
    "redacted",
];

const REQUIREMENTS: [&str; 5] = ["a", "b", "c", "d", "e"];

impl Control {
    /// Takes in an event of internal control.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let source = Source::of(fact)?;
        match fact.kind {
            "RiskIdentified" => {
                let risk = Risk {
                    unit: of.text("unit")?.into(),
                    year: of.year("year")?,
                    likelihood: of.whole_if("likelihood")?,
                    impact: of.whole_if("impact")?,
                    source,
                };
                self.risks.insert(of.text("risk")?.into(), risk);
            }
            "ControlActionPlanned" => {
                let planned = Planned {
                    unit: of.text("unit")?.into(),
                    year: of.year("year")?,
                    risk: of.text("risk")?.into(),
                    source,
                };
                self.planned.insert(of.text("control")?.into(), planned);
            }
            "ControlActionFollowedUp" => {
                let period: Period = of.read("period")?;
                let follow_up = FollowUp {
                    status: of.text("status")?.into(),
                    effect: of.text_if("effect")?.map(str::to_owned),
                    source,
                };
                self.followed_up
                    .entry(of.text("control")?.into())
                    .or_default()
                    .insert((period.last, period.length()), follow_up);
            }
            _ => {
                let judgement = Judgement {
                    judgement: of.text("judgement")?.into(),
                    source,
                };
                self.judged
                    .entry((of.text("unit")?.into(), of.year("year")?))
                    .or_default()
                    .insert(of.text("requirement")?.into(), judgement);
            }
        }
        Ok(())
    }

    /// The risks in the plans of the year.
    pub(super) fn risks(&self, scope: &Scope, redacted: &Redacted) -> Table {
        let risks = self.risks.iter().filter(|(_, risk)| {
            risk.year == scope.period.year() && scope.below.contains(&risk.unit)
        });
        Table::of(risks.map(|(name, risk)| {
            let value = risk
                .likelihood
                .zip(risk.impact)
                .and_then(|(a, b)| a.checked_mul(b));
            Row::new(name)
                .with("likelihood", Cell::some(risk.likelihood, Cell::count))
                .with("impact", Cell::some(risk.impact, Cell::count))
                .with("risk_value", Cell::some(value, Cell::count))
                .resting_on(risk.source)
        }))
        .lacking_rows(redacted.any(&["RiskIdentified"]))
    }

    /// The control actions in the plans of the year, each with the follow-up
    /// that ends last up to the period's end; of two such the longer counts.
    fn shown<'a>(&'a self, scope: &'a Scope, redacted: &'a Redacted) -> Vec<Shown<'a>> {
        let year = scope.period.year();
        self.planned
            .iter()
            .filter(|(_, planned)| planned.year == year && scope.below.contains(&planned.unit))
            .map(|(control, planned)| {
                let made = self.followed_up.get(control);
                let follow_up = made
                    .and_then(|made| made.range(..=(scope.period.last, i32::MAX)).next_back())
                    .map(|(_, follow_up)| follow_up);
                let risk = self.risks.get(&planned.risk);
                let source = planned
                    .source
                    .max(risk.and_then(|risk| risk.source))
                    .max(follow_up.and_then(|follow_up| follow_up.source));
                Shown {
                    control,
                    follow_up,
                    source,
                    gone: if redacted.is_empty() {
                        Vec::new()
                    } else {
                        redacted.gone("ControlActionFollowedUp", &format!("control/{control}"))
                    },
                }
            })
            .collect()
    }

    /// The control actions with their status and effect.
    pub(super) fn actions(&self, scope: &Scope, redacted: &Redacted) -> Table {
        let shown = self.shown(scope, redacted);
        Table::of(shown.iter().map(|shown| {
            let status = shown.follow_up.map(|follow_up| follow_up.status.as_str());
            let effect = shown.follow_up.and_then(|said| said.effect.as_deref());
            let row = Row::new(shown.control).resting_on(shown.source);
            let status = status.map_or(Cell::Missing, |status| Cell::word("control", status));
            let effect = Cell::some(effect, |effect| Cell::word("effect", effect));
            let behind = |cell: Cell| {
                if shown.gone.is_empty() {
                    cell
                } else {
                    Cell::Behind(shown.gone.clone(), Box::new(cell))
                }
            };
            row.with("status", behind(status))
                .with("effect", behind(effect))
        }))
        .lacking_rows(redacted.any(&["ControlActionPlanned"]))
    }

    /// How many control actions are planned for the year, and those without a status.
    pub(super) fn without_status(
        &self,
        scope: &Scope,
        redacted: &Redacted,
    ) -> (usize, Vec<String>) {
        let shown = self.shown(scope, redacted);
        let without = shown.iter().filter(|shown| shown.follow_up.is_none());
        let without = without.map(|shown| shown.control.to_owned()).collect();
        (shown.len(), without)
    }

    /// The row of counts with a key; none when nothing is to be counted and it may be left out.
    pub(super) fn counts(&self, key: &str, scope: &Scope, redacted: &Redacted) -> (usize, Row) {
        let shown = self.shown(scope, redacted);
        let lost = redacted.any(&["ControlActionPlanned"]);
        // How many there are for certain, and at most.
        let counted = |of: &dyn Fn(&Shown<'_>) -> bool| {
            let (certain, doubtful): (Vec<_>, Vec<_>) = shown
                .iter()
                .filter(|shown| of(shown))
                .partition(|shown| shown.gone.is_empty());
            (certain.len(), certain.len() + doubtful.len())
        };
        let status = |wanted: Option<&str>| {
            counted(&|shown| shown.follow_up.map(|follow_up| follow_up.status.as_str()) == wanted)
        };
        let effect = |wanted: Option<&str>| {
            counted(&|shown| shown.follow_up.and_then(|said| said.effect.as_deref()) == wanted)
        };
        let gone = shown.iter().filter(|shown| !shown.gone.is_empty()).count();
        let counts = [
            ("total", (shown.len(), shown.len())),
            ("redacted", (0, gone)),
            ("completed", status(Some("completed"))),
            ("ongoing", status(Some("ongoing"))),
            ("not_carried_out", status(Some("not_carried_out"))),
            ("without_status", status(None)),
            ("effect_yes", effect(Some("yes"))),
            ("effect_partly", effect(Some("partly"))),
            ("effect_no", effect(Some("no"))),
            ("effect_unknown", effect(None)),
        ];
        let cells = counts.map(|(column, (least, most))| {
            let cell = if lost {
                Cell::Redacted
            } else if least < most || column == "redacted" {
                Cell::Between(least, most)
            } else {
                Cell::size(least)
            };
            (column, cell)
        });
        let row = Row::new(key).with_all(cells);
        (shown.len(), row.adding_up(STATUSES).adding_up(EFFECTS))
    }

    /// A unit's judgement of the requirements, a row for each.
    pub(super) fn judgements(&self, unit: &str, year: i32, redacted: &Redacted) -> Table {
        Table::of(REQUIREMENTS.map(|requirement| {
            let (cell, source) = self.judgement(unit, year, requirement, redacted);
            Row::new(requirement)
                .with("judgement", cell)
                .resting_on(source)
        }))
    }

    /// A unit's judgement of the requirements, in a row.
    pub(super) fn judged(&self, unit: &str, year: i32, redacted: &Redacted) -> Row {
        let each = REQUIREMENTS.map(|requirement| {
            let (cell, source) = self.judgement(unit, year, requirement, redacted);
            (requirement, cell, source)
        });
        let source = each.iter().filter_map(|(.., source)| *source).max();
        Row::new(unit)
            .with_all(each.map(|(requirement, cell, _)| (requirement, cell)))
            .resting_on(source)
    }

    /// How many requirements a unit judges insufficient, and how many of its
    /// judgements are redacted.
    pub(super) fn insufficient(&self, unit: &str, year: i32, redacted: &Redacted) -> [Cell; 2] {
        let judged = self.judged.get(&(unit.into(), year)).into_iter().flatten();
        let count = judged
            .filter(|(_, judged)| judged.judgement == "insufficient")
            .count();
        // Each redacted event was about one requirement.
        let gone = redacted.gone("ControlAssessed", &format!("control-assessment/{unit}"));
        if gone.is_empty() {
            return [Cell::size(count), Cell::Between(0, 0)];
        }
        [
            Cell::Between(count.saturating_sub(gone.len()), count),
            Cell::Between(0, gone.len()),
        ]
    }

    fn judgement(
        &self,
        unit: &str,
        year: i32,
        requirement: &str,
        redacted: &Redacted,
    ) -> (Cell, Option<Source>) {
        let gone = redacted.gone("ControlAssessed", &format!("control-assessment/{unit}"));
        let judged = self.judged.get(&(unit.into(), year));
        let judged = judged.and_then(|judged| judged.get(requirement));
        let cell = judged.map_or(Cell::Missing, |judged| {
            Cell::word("sufficiency", &judged.judgement)
        });
        if gone.is_empty() {
            return (cell, judged.and_then(|judged| judged.source));
        }
        (Cell::Behind(gone, Box::new(cell)), None)
    }
}
