//! An event as the other stores keep it: JSON beside the columns that they index.
//!
//! The portable line of an archive is strict: reading one checks every hash and that
//! each byte is as it would be written. No event store does that, so here the payload
//! and what it shares with its commit are plain `serde_json` of the ledger's own types,
//! written and read without a step between. What only proofs need (salts, commitments,
//! leaves) is left out: the others have no use for it, so they are spared its bytes.
//!
//! Guarantee: an entry that is read is the one that was written, but for the command's
//! commitment, which no fold reads.

use std::sync::Arc;

use bench::append::Failed;
use ledger::basis::Hash;
use ledger::entry::{CommitHead, Entry, Payload, Record};
use ledger::event::{Event, Provenance};
use ledger::ids::{ActorId, CommandId, CorrelationId, DecisionId, EventId, Position};
use ledger::stream::StreamId;
use ledger::time::Timestamp;
use serde::de::value::{EnumAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, EnumAccess, IntoDeserializer, VariantAccess, Visitor};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An event in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored<'a> {
    /// Where it stands, from 0 without gaps.
    pub position: u64,
    /// Its id.
    pub id: Uuid,
    /// Its stream.
    pub stream: &'a str,
    /// Its number in the stream, from 0.
    pub stream_version: u64,
    /// The name of its kind.
    pub kind: &'a str,
    /// Who, when and why, as JSON: the same text for all events of a commit.
    pub about: &'a str,
    /// Its payload, as JSON.
    pub payload: &'a str,
}

/// Who, when and why: what events share with their commit, and the little else that
/// folds may read.
#[derive(Serialize, Deserialize)]
struct About {
    first_position: Position,
    count: u32,
    recorded_at: Timestamp,
    command_id: CommandId,
    actor: ActorId,
    version: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlation_id: Option<CorrelationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    causation_id: Option<EventId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    provenance: Option<Provenance>,
}

/// Makes records into what is stored, one after the other, for one store.
#[derive(Default)]
pub struct Writing {
    /// The position of the next: a store numbers events as they arrive.
    next: u64,
    /// Whose text stands in `about`.
    told: Option<Told>,
    about: String,
    event: String,
}

impl Writing {
    /// The next event.
    ///
    /// # Errors
    /// [`Failed`] when the payload has been destroyed.
    pub fn next<'a>(&'a mut self, record: &'a Record) -> Result<Stored<'a>, Failed> {
        let entry = &record.entry;
        let event = entry
            .event()
            .ok_or("en gallrad händelse kan inte jämföras")?;
        let position = self.next;
        self.next += 1;
        self.tell_about(entry, position)?;
        let kind = event.kind().name();
        self.event = serde_json::to_string(event)?;
        // An enum is written as `{"Kind":…}`; the kind has a column of its own.
        let payload = self.event.get(kind.len() + 4..self.event.len() - 1);
        Ok(Stored {
            position,
            id: entry.event_id.0,
            stream: entry.stream.as_str(),
            stream_version: entry.stream_version,
            kind,
            about: &self.about,
            payload: payload.ok_or("händelsen har ingen form")?,
        })
    }

    /// Writes who, when and why, unless it is what the event before had.
    fn tell_about(&mut self, entry: &Entry, position: u64) -> Result<(), Failed> {
        if self.told.as_ref().is_some_and(|told| told.is_of(entry)) {
            return Ok(());
        }
        let head = &*entry.commit;
        let before = entry.position.0 - head.first_position.0;
        self.about = serde_json::to_string(&About {
            first_position: Position(position - before),
            count: head.count,
            recorded_at: head.recorded_at,
            command_id: head.command_id.clone(),
            actor: head.actor.clone(),
            version: entry.version,
            decision: head.decision.clone(),
            reason: head.reason.clone(),
            correlation_id: head.correlation_id.clone(),
            causation_id: entry.causation_id,
            provenance: entry.provenance,
        })?;
        self.told = Some(Told {
            commit: Arc::clone(&entry.commit),
            version: entry.version,
            causation_id: entry.causation_id,
            provenance: entry.provenance,
        });
        Ok(())
    }
}

/// Makes what is stored into entries, one after the other.
#[derive(Default)]
pub struct Reading {
    /// The text that `about` was read from.
    text: String,
    about: Option<Told>,
}

/// What `about` says.
#[derive(Clone)]
struct Told {
    commit: Arc<CommitHead>,
    version: u16,
    causation_id: Option<EventId>,
    provenance: Option<Provenance>,
}

impl Told {
    /// Whether an event has the same.
    fn is_of(&self, entry: &Entry) -> bool {
        Arc::ptr_eq(&self.commit, &entry.commit)
            && self.version == entry.version
            && self.causation_id == entry.causation_id
            && self.provenance == entry.provenance
    }
}

impl Reading {
    /// The entry that was stored.
    ///
    /// # Errors
    /// [`Failed`] when it is no event.
    pub fn entry(&mut self, stored: &Stored<'_>) -> Result<Entry, Failed> {
        let about = self.about(stored.about)?;
        let tagged = Tagged {
            kind: stored.kind,
            payload: stored.payload,
        };
        Ok(Entry {
            position: Position(stored.position),
            event_id: EventId(stored.id),
            version: about.version,
            stream: StreamId::new(stored.stream)?,
            stream_version: stored.stream_version,
            causation_id: about.causation_id,
            provenance: about.provenance,
            payload: Payload::Present(Event::deserialize(EnumAccessDeserializer::new(tagged))?),
            commit: about.commit,
        })
    }

    /// What a text says, read once for all events of a commit.
    fn about(&mut self, text: &str) -> Result<Told, Failed> {
        if let Some(about) = &self.about
            && self.text == text
        {
            return Ok(about.clone());
        }
        let about: About = serde_json::from_str(text)?;
        let told = Told {
            version: about.version,
            causation_id: about.causation_id,
            provenance: about.provenance,
            commit: Arc::new(CommitHead {
                first_position: about.first_position,
                count: about.count,
                recorded_at: about.recorded_at,
                command_id: about.command_id,
                command_commitment: Hash([0; 32]),
                actor: about.actor,
                decision: about.decision,
                reason: about.reason,
                correlation_id: about.correlation_id,
            }),
        };
        text.clone_into(&mut self.text);
        Ok(self.about.insert(told).clone())
    }
}

/// A payload with its kind beside it, read as the enum that it is a variant of, so
/// that no JSON value is built on the way.
struct Tagged<'a> {
    kind: &'a str,
    payload: &'a str,
}

impl<'de> EnumAccess<'de> for Tagged<'de> {
    type Error = serde_json::Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), Self::Error> {
        let kind: StrDeserializer<'de, Self::Error> = self.kind.into_deserializer();
        Ok((seed.deserialize(kind)?, self))
    }
}

impl<'de> VariantAccess<'de> for Tagged<'de> {
    type Error = serde_json::Error;

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, Self::Error> {
        let mut json = serde_json::Deserializer::from_str(self.payload);
        let value = seed.deserialize(&mut json)?;
        json.end()?;
        Ok(value)
    }

    fn unit_variant(self) -> Result<(), Self::Error> {
        Err(unexpected())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Self::Error> {
        Err(unexpected())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        Err(unexpected())
    }
}

fn unexpected() -> serde_json::Error {
    de::Error::custom("every kind has one payload")
}
