//! Corrections: each names the event that states what it corrects.
//!
//! Guarantees: that event states the same matter (the same unit, line and month
//! of a booking, say), nothing has corrected or replaced it before, and what the
//! correction says was stated there is what that event says. A total thus never
//! rests on a correction's own word for what it takes away (I5, I6).
//!
//! Deliberately not here: whether the right value is right. Of events that are
//! redacted, or that a package leaves out, nothing can be said; they are passed.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use super::fact::{Fact, Malformed};
use super::payload::Payload;
use crate::event::line::id_number;

/// What can be corrected so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Corrections {
    /// What is stated of is numbered, by its words.
    matters: HashMap<Box<str>, u32>,
    /// The index in `stated` of the last that states each matter.
    latest: Vec<usize>,
    /// In order of position, and so of id: 32 bytes an event.
    stated: Vec<Stated>,
    /// Where the words of a matter are put together.
    words: String,
    redacted: BTreeSet<u128>,
}

/// An event that states a matter.
#[derive(Debug, Clone, Copy)]
struct Stated {
    event: [u64; 2],
    /// What it says, for an amount; else zero.
    ore: i64,
    matter: u32,
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
        let (ore, standing) = self.matter(shape, of)?;
        self.enter(fact, ore, standing);
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
        let (ore, standing) = self.matter(shape, of)?;
        let refuse = |problem: String| Malformed {
            position: fact.position,
            kind: fact.kind.into(),
            problem,
        };
        let id = id_number(corrects);
        let event = halves(id);
        let found = self
            .stated
            .binary_search_by_key(&event, |stated| stated.event);
        match found.ok().and_then(|place| self.stated.get_mut(place)) {
            None if self.redacted.contains(&id) || !whole => {}
            None => {
                let problem = format!("{corrects}, som rättas, säger inget som kan rättas");
                return Err(refuse(problem));
            }
            Some(wrong) => {
                if self.matters.get(self.words.as_str()) != Some(&wrong.matter) {
                    let problem = format!("{corrects}, som rättas, gäller en annan uppgift");
                    return Err(refuse(problem));
                }
                if wrong.replaced {
                    let problem = format!("{corrects} är redan rättad eller ersatt");
                    return Err(refuse(problem));
                }
                if ore.is_some() && of.whole("was_ore")? != wrong.ore {
                    return Err(refuse(format!(
                        "rättelsen anger att {} öre stod i {corrects}, men där står {}",
                        of.whole("was_ore")?,
                        wrong.ore
                    )));
                }
                wrong.replaced = true;
            }
        }
        self.enter(fact, ore, standing);
        Ok(())
    }

    /// Enters an event that states the matter whose words are put together.
    fn enter(&mut self, fact: &Fact<'_>, ore: Option<i64>, standing: Standing) {
        let place = self.stated.len();
        let matter = self.number();
        match self.latest.get_mut(matter as usize) {
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
            event: halves(id_number(fact.event_id)),
            ore: ore.unwrap_or_default(),
            matter,
            replaced: false,
        });
    }

    /// The number of the matter whose words are put together.
    fn number(&mut self) -> u32 {
        if let Some(number) = self.matters.get(self.words.as_str()) {
            return *number;
        }
        let number = u32::try_from(self.matters.len()).unwrap_or(u32::MAX);
        self.matters.insert(self.words.as_str().into(), number);
        number
    }

    /// Puts together the words of the matter that a fact is about; answers the
    /// amount that it states, and how it stands to what was stated before.
    fn matter(
        &mut self,
        shape: &str,
        of: Payload<'_>,
    ) -> Result<(Option<i64>, Standing), Malformed> {
        let names: &[&str] = match shape {
            "booking" => &["unit", "line", "month"],
            "spending" => &["object", "month"],
            "indicator" => &["indicator", "unit", "period"],
            "key_figure" => &["unit", "measure", "period"],
            _ => return Err(of.wrong("fact")),
        };
        self.words.clear();
        self.words.push_str(shape);
        for name in names {
            self.add(of.text(name)?);
        }
        if shape == "key_figure" {
            for (name, part) in of.within("dimensions")?.texts()? {
                self.add(name);
                self.add(part);
            }
        }
        Ok(match shape {
            "booking" | "spending" => (Some(of.whole("amount_ore")?), Standing::Beside),
            _ => (None, Standing::Instead),
        })
    }

    /// Adds a word with its length before it: no two matters are written alike,
    /// whatever their words hold.
    fn add(&mut self, word: &str) {
        // Writing to a text does not fail.
        let _ = write!(self.words, ",{}:{word}", word.len());
    }
}

/// A number of 16 bytes as two of 8, which need less room beside others.
fn halves(number: u128) -> [u64; 2] {
    let low = number & u128::from(u64::MAX);
    [number >> 64, low].map(|half| u64::try_from(half).unwrap_or(u64::MAX))
}
