//! The action plan: what actions were to give, what they have given and are expected to give.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::{Month, Period};
use super::cell::Cell;
use super::decimal::Decimal;
use super::fact::{Fact, Malformed, Source};
use super::money::Asked;
use super::payload::Payload;
use super::table::{Row, Table};

/// Every action.
#[derive(Debug, Clone, Default)]
pub(super) struct Actions {
    planned: BTreeMap<String, Planned>,
    /// By the last month of the follow-up, then by how many months it covers.
    reported: BTreeMap<String, BTreeMap<(Month, i32), Reported>>,
}

#[derive(Debug, Clone)]
struct Planned {
    unit: String,
    effects: BTreeMap<i32, Effect>,
    source: Option<Source>,
}

#[derive(Debug, Clone)]
struct Reported {
    outcome: (i32, Effect),
    forecast: BTreeMap<i32, Effect>,
    source: Option<Source>,
}

/// Money in öre and a number of full-time equivalents, each when it is stated.
#[derive(Debug, Clone, Copy, Default)]
struct Effect {
    ore: Option<i128>,
    fte: Option<Decimal>,
}

impl Effect {
    fn read(of: Payload<'_>) -> Result<(i32, Self), Malformed> {
        let effect = Self {
            ore: of.whole_if("amount_ore")?.map(i128::from),
            fte: of.read_if("fte")?,
        };
        Ok((of.year("year")?, effect))
    }

    fn plus(self, other: Self) -> Self {
        Self {
            ore: match (self.ore, other.ore) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            },
            fte: match (self.fte, other.fte) {
                (Some(a), Some(b)) => Some(a.plus(b)),
                (a, b) => a.or(b),
            },
        }
    }
}

/// Effects by year; several of one year count together.
fn by_year(effects: Vec<Payload<'_>>) -> Result<BTreeMap<i32, Effect>, Malformed> {
    let mut years: BTreeMap<i32, Effect> = BTreeMap::new();
    for effect in effects {
        let (year, effect) = Effect::read(effect)?;
        let sum = years.entry(year).or_default();
        *sum = sum.plus(effect);
    }
    Ok(years)
}

/// What a row of the plan shows.
#[derive(Default)]
struct Shown {
    planned: Effect,
    outcome: Effect,
    forecast: BTreeMap<i32, Effect>,
}

const KINDS: [&str; 2] = ["ActionPlanned", "ActionEffectReported"];

impl Actions {
    /// Takes in a planned action or a follow-up of one.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let source = Source::of(fact)?;
        let action = of.text("action")?.to_owned();
        if fact.kind == "ActionPlanned" {
            let planned = Planned {
                unit: of.text("unit")?.into(),
                effects: by_year(of.list("effects")?)?,
                source,
            };
            self.planned.insert(action, planned);
            return Ok(());
        }
        let period: Period = of.read("period")?;
        let reported = Reported {
            outcome: Effect::read(of.within("outcome")?)?,
            forecast: by_year(of.list("forecast")?)?,
            source,
        };
        self.reported
            .entry(action)
            .or_default()
            .insert((period.last, period.length()), reported);
        Ok(())
    }

    /// The follow-up that counts: of the year's that end no later than the
    /// period, the one that ends last, and of two such the longer.
    fn follow_up(&self, action: &str, period: Period) -> Option<&Reported> {
        let from = (period.full_year().first, 0);
        let made = self.reported.get(action)?;
        let (_, reported) = made.range(from..=(period.last, i32::MAX)).next_back()?;
        Some(reported)
    }

    /// The plan of some units: the actions that are to give or have given an effect in the year.
    pub(super) fn table(&self, units: &BTreeSet<String>, asked: Asked<'_>) -> Table {
        let year = asked.period.year();
        let any_redacted = asked.redacted.any(&KINDS);
        let mut shown = Vec::new();
        let mut total = Shown::default();
        for (action, planned) in &self.planned {
            let reported = self.follow_up(action, asked.period);
            let concerns = planned.effects.contains_key(&year) || reported.is_some();
            if !units.contains(&planned.unit) || !concerns {
                continue;
            }
            let row = Shown {
                planned: planned.effects.get(&year).copied().unwrap_or_default(),
                outcome: reported
                    .map(|reported| reported.outcome)
                    .filter(|(of, _)| *of == year)
                    .map(|(_, effect)| effect)
                    .unwrap_or_default(),
                forecast: reported.map_or_else(BTreeMap::new, |reported| reported.forecast.clone()),
            };
            total.planned = total.planned.plus(row.planned);
            total.outcome = total.outcome.plus(row.outcome);
            for (year, effect) in &row.forecast {
                let sum = total.forecast.entry(*year).or_default();
                *sum = sum.plus(*effect);
            }
            let source = planned
                .source
                .max(reported.and_then(|reported| reported.source));
            let lost = any_redacted && asked.redacted.hits(&KINDS, &format!("action/{action}"));
            shown.push((action.clone(), row, source, lost));
        }
        if !shown.is_empty() {
            shown.push(("total".into(), total, None, any_redacted));
        }
        let rows = shown.into_iter().map(|(key, row, source, lost)| {
            let row = Row::new(key).with_all(row.cells(lost)).resting_on(source);
            if lost {
                row.touched_by_redaction()
            } else {
                row
            }
        });
        Table::of(rows).lacking_rows(any_redacted)
    }
}

impl Actions {
    /// The planned effects of a year of all actions of some units, in öre.
    pub(super) fn planned_in(&self, units: &BTreeSet<String>, year: i32) -> Vec<i128> {
        let theirs = self
            .planned
            .values()
            .filter(|planned| units.contains(&planned.unit));
        theirs
            .filter_map(|planned| planned.effects.get(&year)?.ore)
            .collect()
    }

    /// The effects of a year that a follow-up tells of: reached in its own year, else expected.
    pub(super) fn told_in(&self, units: &BTreeSet<String>, period: Period, year: i32) -> Vec<i128> {
        let theirs = self
            .planned
            .iter()
            .filter(|(_, planned)| units.contains(&planned.unit));
        theirs
            .filter_map(|(action, _)| {
                let told = self.follow_up(action, period)?;
                if year == period.year() {
                    Some(&told.outcome).filter(|(of, _)| *of == year)?.1.ore
                } else {
                    told.forecast.get(&year)?.ore
                }
            })
            .collect()
    }
}

impl Shown {
    fn cells(&self, lost: bool) -> Vec<(String, Cell)> {
        let money = |effect: Effect| {
            if lost {
                Cell::Redacted
            } else {
                Cell::some(effect.ore, Cell::amount)
            }
        };
        let people = |effect: Effect| {
            if lost {
                Cell::Redacted
            } else {
                Cell::some(effect.fte, Cell::number)
            }
        };
        let shortfall = Effect {
            ore: self.planned.ore.zip(self.outcome.ore).map(|(a, b)| a - b),
            fte: None,
        };
        let mut cells = vec![
            ("plan".to_owned(), money(self.planned)),
            ("outcome".to_owned(), money(self.outcome)),
            ("shortfall".to_owned(), money(shortfall)),
            ("fte_plan".to_owned(), people(self.planned)),
            ("fte_outcome".to_owned(), people(self.outcome)),
        ];
        for (year, effect) in &self.forecast {
            cells.push((format!("forecast_{year}"), money(*effect)));
            cells.push((format!("fte_forecast_{year}"), people(*effect)));
        }
        cells
    }
}
