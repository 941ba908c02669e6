//! What a request asks of the feed, and a page of it as a question sees it.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use ledger::event::EventKind;
use ledger::feed::{self, Filter, Page, Recent, cloud_event};
use ledger::ids::{Position, UnitId};
use ledger::log::ReadLog;
use ledger::stream::StreamId;
use ledger::time::Date;
use projections::answerable::units_of;

use super::problem::Problem;
use crate::node::Question;

/// How many types a request may name: more than there are kinds of events.
const MAX_KINDS: usize = 100;

/// Which events a request asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chosen {
    kinds: BTreeSet<EventKind>,
    stream: Option<StreamId>,
    unit: Option<UnitId>,
    /// Whether those below the unit are meant too.
    subtree: bool,
}

/// How much of the feed is asked for.
pub(crate) struct Stretch {
    /// Where to begin.
    pub(crate) from: Position,
    /// Where to end, at the latest.
    pub(crate) end: u64,
    /// The most events.
    pub(crate) events: usize,
    /// How many bytes end the page.
    pub(crate) bytes: usize,
    /// What readers share, for one who does.
    pub(crate) recent: Option<Arc<Recent>>,
}

impl Chosen {
    /// What the members of a query mean. Types are told apart by commas; each is
    /// the name of a kind, or the type of a `CloudEvent`.
    ///
    /// # Errors
    /// [`Problem`] 400 when one cannot be read.
    pub(crate) fn of(
        kinds: Option<&str>,
        stream: Option<&str>,
        unit: Option<&str>,
        subtree: Option<bool>,
    ) -> Result<Self, Problem> {
        let kinds = kinds.into_iter().flat_map(|kinds| kinds.split(','));
        let kinds = kinds.take(MAX_KINDS).map(|name| {
            kind(name.trim()).ok_or_else(|| {
                Problem::question("type", format!("{name:?} är ingen händelsetyp."))
                    .remedied("Skriv till exempel OutcomeBooked eller se.liggare.OutcomeBooked.v1.")
            })
        });
        let stream = stream.map(StreamId::new).transpose();
        let unit = unit.map(UnitId::new).transpose();
        if subtree.is_some() && matches!(unit, Ok(None)) {
            return Err(Problem::question(
                "subtree",
                "Ange en enhet med unit, eller ta bort subtree.",
            ));
        }
        Ok(Self {
            kinds: kinds.collect::<Result<_, _>>()?,
            stream: stream.map_err(|error| Problem::question("stream", error.to_string()))?,
            unit: unit.map_err(|error| Problem::question("unit", error.to_string()))?,
            subtree: subtree.unwrap_or(true),
        })
    }

    /// Today, when what is asked for depends on it: which units are below one.
    pub(crate) fn day(&self, today: Date) -> Option<Date> {
        (self.subtree && self.unit.is_some()).then_some(today)
    }

    /// A page of what is asked for.
    ///
    /// # Errors
    /// [`Problem`] 400 when the unit is not known, 409 when the log is shorter
    /// than where the page begins, 500 when it cannot be read.
    pub(crate) fn page(
        &self,
        question: &Question<'_>,
        source: &str,
        today: Date,
        stretch: &Stretch,
    ) -> Result<Page, Problem> {
        // Before anything is read: what is made after this shows at least these.
        let redactions = question.snapshot.redactions();
        check_begun(stretch.from, question.snapshot.size())?;
        let filter = Filter {
            kinds: self.kinds.clone(),
            streams: self.stream.iter().cloned().collect(),
            units: self.units(question, today)?,
        };
        let reading = feed::Reading {
            source,
            from: stretch.from,
            end: stretch.end.min(question.model.size()),
            events: stretch.events,
            bytes: stretch.bytes,
            filter: &filter,
            units_of: &|subject| units_of(subject, question.model),
            recent: stretch.recent.as_deref().map(|recent| (recent, redactions)),
        };
        Ok(Page::read(&question.snapshot, &reading)?)
    }

    /// The units that are meant, as the organisation is today.
    fn units(
        &self,
        question: &Question<'_>,
        today: Date,
    ) -> Result<Option<BTreeSet<UnitId>>, Problem> {
        let Some(unit) = &self.unit else {
            return Ok(None);
        };
        let (organisation, size) = (&question.model.organisation, question.model.size());
        if organisation.unit_near(unit, today, size).is_none() {
            return Err(Problem::question(
                "unit",
                format!("Det finns ingen enhet {unit}."),
            ));
        }
        let mut units = BTreeSet::from([unit.clone()]);
        if self.subtree {
            units.extend(organisation.subtree(unit, today, size));
        }
        Ok(Some(units))
    }
}

/// Refuses to begin beyond the end: whoever has come further has followed
/// another log, or one that was restored to less.
fn check_begun(from: Position, size: u64) -> Result<(), Problem> {
    if from.0 <= size {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::CONFLICT,
        "beyond_end",
        "Liggaren är kortare än så.",
        format!(
            "Liggaren har {size} händelser; läsning från {} efterfrågades.",
            from.0
        ),
    )
    .at("from")
    .remedied(
        "Den som redan har läst längre har följt en annan liggare, eller så är den här \
         återställd till en äldre säkerhetskopia. Jämför kontrollpunkterna.",
    ))
}

fn kind(name: &str) -> Option<EventKind> {
    EventKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.name() == name || cloud_event::kind(*kind, kind.version()) == name)
}
