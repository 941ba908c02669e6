//! Corrections: each names the event that states what it corrects.
//!
//! Guarantees: that event states the same matter (the same unit, line and month
//! of a booking, say), nothing has corrected or replaced it before, and what the
//! correction says was stated there is what that event says. A total thus never
//! rests on a correction's own word for what it takes away (I5, I6).
//!
//! Deliberately not here: whether the right value is right. Of events that are
//! redacted, or that a package leaves out, nothing can be said; they are passed.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Fact, Malformed};
use super::payload::Payload;
use crate::event::line::id_number;

/// What can be corrected so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Corrections {
    matters: BTreeMap<String, usize>,
    /// The index in `stated` of the last that states each matter.
    latest: Vec<usize>,
    /// In order of position, and so of id.
    stated: Vec<Stated>,
    redacted: BTreeSet<u128>,
}

/// An event that states a matter.
#[derive(Debug, Clone, Copy)]
struct Stated {
    event: u128,
    matter: usize,
    /// What it says, for an amount.
    ore: Option<i64>,
    /// Whether something that came after it stands in its place.
    replaced: bool,
}

/// How what is stated of a matter stands to what was stated of it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Beside it: bookings of a month are added.
    Beside,
    /// In its place: an indicator has one outcome of a period.
    Instead,
}

impl Corrections {
    /// Takes in an event without a payload.
    pub(super) fn lose(&mut self, fact: &Fact<'_>) {
        self.redacted.insert(id_number(fact.event_id));
    }

    /// Takes in an event that states what a correction may correct.
    pub(super) fn state(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let shape = match fact.kind {
            "OutcomeBooked" => "booking",
            "InvestmentSpent" => "spending",
            "IndicatorOutcomeReported" | "OutcomeMissing" => "indicator",
            "KeyFigureReported" => "key_figure",
            _ => return Ok(()),
        };
        let (matter, ore, standing) = matter(shape, of)?;
        self.enter(fact, matter, ore, standing);
        Ok(())
    }

    /// Takes in a correction, whose fact has a shape; `whole` when every event
    /// before it was taken in.
    pub(super) fn correct(
        &mut self,
        fact: &Fact<'_>,
        corrects: &str,
        (shape, of): (&str, Payload<'_>),
        whole: bool,
    ) -> Result<(), Malformed> {
        let (matter, ore, standing) = matter(shape, of)?;
        let refuse = |problem: String| Malformed {
            position: fact.position,
            kind: fact.kind.into(),
            problem,
        };
        let id = id_number(corrects);
        let found = self.stated.binary_search_by_key(&id, |stated| stated.event);
        match found.ok().and_then(|place| self.stated.get_mut(place)) {
            None if self.redacted.contains(&id) || !whole => {}
            None => {
                let problem = format!("{corrects}, som rättas, säger inget som kan rättas");
                return Err(refuse(problem));
            }
            Some(wrong) => {
                if self.matters.get(&matter) != Some(&wrong.matter) {
                    let problem = format!("{corrects}, som rättas, gäller en annan uppgift");
                    return Err(refuse(problem));
                }
                if wrong.replaced {
                    let problem = format!("{corrects} är redan rättad eller ersatt");
                    return Err(refuse(problem));
                }
                if ore.is_some() && of.whole("was_ore")? != wrong.ore.unwrap_or_default() {
                    return Err(refuse(format!(
                        "rättelsen anger att {} öre stod i {corrects}, men där står {}",
                        of.whole("was_ore")?,
                        wrong.ore.unwrap_or_default()
                    )));
                }
                wrong.replaced = true;
            }
        }
        self.enter(fact, matter, ore, standing);
        Ok(())
    }

    fn enter(&mut self, fact: &Fact<'_>, matter: String, ore: Option<i64>, standing: Standing) {
        let place = self.stated.len();
        let known = self.matters.len();
        let matter = *self.matters.entry(matter).or_insert(known);
        match self.latest.get_mut(matter) {
            None => self.latest.push(place),
            Some(latest) => {
                let before = std::mem::replace(latest, place);
                if standing == Standing::Instead
                    && let Some(before) = self.stated.get_mut(before)
                {
                    before.replaced = true;
                }
            }
        }
        self.stated.push(Stated {
            event: id_number(fact.event_id),
            matter,
            ore,
            replaced: false,
        });
    }
}

/// The matter that a fact is about, the amount that it states, and how it
/// stands to what was stated before.
fn matter(shape: &str, of: Payload<'_>) -> Result<(String, Option<i64>, Standing), Malformed> {
    let names: &[&str] = match shape {
        "booking" => &["unit", "line", "month"],
        "spending" => &["object", "month"],
        "indicator" => &["indicator", "unit", "period"],
        "key_figure" => &["unit", "measure", "period"],
        _ => return Err(of.wrong("fact")),
    };
    let mut words = vec![shape];
    for name in names {
        words.push(of.text(name)?);
    }
    if shape == "key_figure" {
        let parts = of.within("dimensions")?.texts()?;
        words.extend(parts.into_iter().flat_map(|(name, part)| [name, part]));
    }
    // As JSON: no two matters are written alike, whatever their words hold.
    let matter = serde_json::Value::from(words).to_string();
    Ok(match shape {
        "booking" | "spending" => (matter, Some(of.whole("amount_ore")?), Standing::Beside),
        _ => (matter, None, Standing::Instead),
    })
}
