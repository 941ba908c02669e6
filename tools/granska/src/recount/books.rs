//! The books: what the events say, kept by what they are about.

use serde_json::Value;

use super::answer::{NotRecounted, Recount};
use super::fact::{Fact, Malformed};

/// What a log's events say so far.
#[derive(Debug, Clone, Default)]
pub struct Books {
    taken: u64,
}

impl Books {
    /// Takes in the next event.
    ///
    /// # Errors
    /// [`Malformed`] when the payload does not say what its type must say, or
    /// when the event is not the next one; the books can't be used after it.
    pub fn take(&mut self, fact: &Fact<'_>) -> Result<(), Malformed> {
        if fact.position != self.taken {
            return Err(Malformed {
                position: fact.position,
                kind: fact.kind.into(),
                problem: format!("{} var väntad härnäst", self.taken),
            });
        }
        self.taken += 1;
        Ok(())
    }

    /// How many events are taken in.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Counts a report anew. It is asked when exactly the events of the
    /// report's basis are taken in; otherwise no table is recounted.
    pub fn compare(&self, report: &Value) -> Recount {
        let mut recount = Recount::default();
        let sections = report["sections"].as_array().into_iter().flatten();
        for block in sections.flat_map(|s| s["blocks"].as_array().into_iter().flatten()) {
            let Some(key) = block["table"]["key"].as_str() else {
                continue;
            };
            recount.not_recounted.push(NotRecounted {
                table: key.into(),
                why: "tabellen räknas inte om av den här versionen".into(),
            });
        }
        recount
    }
}
