//! Facts as events state them, and the grounds that an answer rests on.
//!
//! A view keeps a [`Fact`] per version, so that every answer can name the
//! events it was made from ([`Grounds`]) and how weak the weakest of them is.

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Provenance;
use ledger::ids::{EventId, Position};
use serde::Serialize;

/// A value as one event states it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Fact<T> {
    /// What is stated.
    pub value: T,
    /// The event that states it.
    pub event: EventId,
    /// Where it comes from, when that is said.
    pub provenance: Option<Provenance>,
}

impl<T> Fact<T> {
    /// The value as the entry's event states it.
    pub fn of(entry: &Entry, value: T) -> Self {
        Self {
            value,
            event: entry.event_id,
            provenance: entry.provenance,
        }
    }
}

/// An event that an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = EventSource))]
pub struct Source {
    /// Where the event stands.
    pub position: Position,
    /// The event.
    pub event: EventId,
}

/// What an answer rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Grounds {
    /// The events, in the order they were drawn in; none twice.
    pub sources: Vec<Source>,
    /// The weakest provenance that any of them states: generated is weaker than
    /// inferred, inferred weaker than stated. `None` when none states any.
    pub provenance: Option<Provenance>,
}

impl Grounds {
    /// The grounds of an answer that rests on one fact.
    pub fn on<T>(position: Position, fact: &Fact<T>) -> Self {
        let mut grounds = Self::default();
        grounds.add(position, fact);
        grounds
    }

    /// Rests on one more fact.
    pub fn add<T>(&mut self, position: Position, fact: &Fact<T>) {
        self.draw_in(
            Source {
                position,
                event: fact.event,
            },
            fact.provenance,
        );
    }

    /// Rests on all that another answer rests on, too.
    pub fn merge(&mut self, other: &Self) {
        for source in &other.sources {
            self.draw_in(*source, None);
        }
        self.provenance = self.provenance.max(other.provenance);
    }

    /// The positions of the events, in the order they were drawn in.
    pub fn positions(&self) -> Vec<Position> {
        self.sources.iter().map(|source| source.position).collect()
    }

    fn draw_in(&mut self, source: Source, provenance: Option<Provenance>) {
        if !self.sources.contains(&source) {
            self.sources.push(source);
        }
        self.provenance = self.provenance.max(provenance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::event_id;

    fn fact(position: u64, provenance: Option<Provenance>) -> (Position, Fact<()>) {
        let fact = Fact {
            value: (),
            event: event_id(position),
            provenance,
        };
        (Position(position), fact)
    }

    #[test]
    fn grounds_name_each_event_once_and_are_as_weak_as_the_weakest() {
        let mut grounds = Grounds::default();
        assert_eq!(grounds.provenance, None);
        for (position, fact) in [
            fact(3, None),
            fact(1, Some(Provenance::Inferred)),
            fact(3, None),
            fact(2, Some(Provenance::Stated)),
        ] {
            grounds.add(position, &fact);
        }
        assert_eq!(grounds.positions(), [3, 1, 2].map(Position));
        assert_eq!(grounds.provenance, Some(Provenance::Inferred));
        let (position, generated) = fact(4, Some(Provenance::Generated));
        grounds.merge(&Grounds::on(position, &generated));
        assert_eq!(grounds.provenance, Some(Provenance::Generated));
        assert_eq!(grounds.sources.len(), 4);
    }
}
