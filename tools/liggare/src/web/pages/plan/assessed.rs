//! What has been said of an item: its assessments and statuses over time, with what
//! each rests on.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::ids::{EventId, Position};
use projections::assessments::{Assessment, ReportedStatus};
use projections::document::Cell;
use projections::plan::Item;
use projections::trace;
use projections::wording;

use crate::access::matrix::Capability;
use crate::server::problem::Problem;
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::html::cell::{Shown, shown};
use crate::web::html::strip::{Box, Strip};
use crate::web::pages::marks::Marks;
use crate::web::pages::permitted::Permitted;
use crate::web::pages::recorded::Recorded;
use crate::web::pages::reference::event_address;
use crate::web::sight::Sight;
use crate::web::times::path;

/// An assessment as it is shown.
pub(super) struct Made {
    pub(super) period: String,
    /// The same when it is not the page's.
    pub(super) of: Option<String>,
    pub(super) unit: String,
    pub(super) colour: Shown,
    pub(super) trend: Shown,
    /// How it was made.
    pub(super) basis: String,
    pub(super) motivation: String,
    pub(super) mark: &'static str,
    pub(super) recorded: Html,
    pub(super) evidence: Vec<Evidence>,
    /// Whether a later one has taken its place.
    pub(super) is_replaced: bool,
}

/// What an assessment rests on.
pub(super) struct Evidence {
    pub(super) says: String,
    pub(super) address: Option<String>,
    pub(super) mark: &'static str,
}

/// A status as it is shown.
pub(super) struct Reported {
    pub(super) period: String,
    /// The same when it is not the page's.
    pub(super) of: Option<String>,
    pub(super) unit: String,
    pub(super) status: Shown,
    pub(super) text: String,
    pub(super) mark: &'static str,
    pub(super) recorded: Html,
    pub(super) is_replaced: bool,
}

/// What is told on the page of an item.
pub(super) struct Telling<'a> {
    pub(super) sight: &'a Sight<'a>,
    pub(super) permitted: &'a Permitted<'a>,
    pub(super) marks: &'a Marks,
    pub(super) item: &'a Item,
}

impl Telling<'_> {
    /// The assessments that may be seen, in the order they were made.
    pub(super) fn assessments(&self) -> Vec<Assessment> {
        let assessments = &self.sight.model().assessments;
        let may = self.sight.may(Capability::Assessments).is_ok();
        let periods = assessments.periods(&self.item.item).filter(|_| may);
        // What the report of the page's unit shows is seen with it, whoever made it.
        let said: BTreeSet<Position> = periods
            .filter_map(|period| {
                let organisation = &self.sight.model().organisation;
                let scope = organisation.scope(self.sight.unit(), period, self.sight.size);
                Some(assessments.shown(self.item, &scope)?.source.position)
            })
            .collect();
        let made = assessments.history(&self.item.item, self.sight.size);
        made.into_iter()
            .filter(|made| {
                said.contains(&made.source.position)
                    || self.permitted.sees(Capability::Assessments, &made.unit)
            })
            .collect()
    }

    /// The statuses that may be seen, in the order they were reported.
    pub(super) fn statuses(&self) -> Vec<ReportedStatus> {
        let assessments = &self.sight.model().assessments;
        let scope = self.sight.scope();
        let shown = self.sight.within(&scope).status(self.item);
        let shown = shown.filter(|_| self.sight.may(Capability::Assessments).is_ok());
        let shown = shown.map(|status| status.source.position);
        let reported = assessments.statuses(&self.item.item, self.sight.size);
        reported
            .into_iter()
            .filter(|status| {
                Some(status.source.position) == shown
                    || self.permitted.sees(Capability::Assessments, &status.unit)
            })
            .collect()
    }

    /// The assessments as a strip: the one that holds of each period and unit.
    pub(super) fn strip(&self, made: &[Assessment]) -> Result<Html, Problem> {
        let holding: BTreeMap<_, _> = made
            .iter()
            .map(|made| {
                let (last, length) = (made.period.last(), made.period.length());
                ((last, length, made.period, &made.unit), made)
            })
            .collect();
        if holding.is_empty() {
            return Ok(Html::default());
        }
        let here = (self.sight.unit(), self.sight.period());
        let boxes = holding.into_values().map(|made| Box {
            period: in_words(made.period),
            unit: (made.unit != *here.0).then(|| self.sight.name_of(&made.unit)),
            shown: shown(&made.colour_cell()),
            is_here: made.period == here.1,
            address: self
                .sight
                .times
                .about(made.period)
                .link(&path("/poster", self.item.item.as_str())),
        });
        Html::of(&Strip {
            boxes: boxes.collect(),
        })
    }

    /// The assessments as they are shown, the last made first.
    pub(super) fn told(&self, made: &[Assessment]) -> Result<Vec<Made>, Problem> {
        let mut seen = BTreeSet::new();
        let told = made.iter().rev().map(|made| {
            let is_replaced = !seen.insert((made.unit.clone(), made.period));
            self.made(made, is_replaced)
        });
        told.collect()
    }

    /// An assessment as it is shown.
    pub(super) fn made(&self, made: &Assessment, is_replaced: bool) -> Result<Made, Problem> {
        let trend = made.trend.map_or(Cell::Empty, Cell::Trend);
        let evidence = made.evidence.iter().map(|event| self.evidence(*event));
        let recorded = Recorded::of(self.sight, made.source.position, made.source.event);
        Ok(Made {
            period: in_words(made.period),
            of: self.sight.of_another(made.period),
            unit: self.sight.name_of(&made.unit),
            colour: shown(&made.colour_cell()),
            trend: shown(&trend),
            basis: made.basis.map_or_else(String::new, |basis| {
                wording::assessment_basis(basis, made.suggested)
            }),
            motivation: made.motivation.trim().to_owned(),
            mark: self.marks.of(made.grounds.provenance),
            recorded: Html::of(&recorded)?,
            evidence: evidence.collect::<Result<_, _>>()?,
            is_replaced,
        })
    }

    /// The statuses as they are shown, the last reported first.
    pub(super) fn reported(&self, statuses: &[ReportedStatus]) -> Result<Vec<Reported>, Problem> {
        let mut seen = BTreeSet::new();
        let told = statuses.iter().rev().map(|status| {
            let source = status.source;
            let recorded = Recorded::of(self.sight, source.position, source.event);
            Ok(Reported {
                period: in_words(status.period),
                of: self.sight.of_another(status.period),
                unit: self.sight.name_of(&status.unit),
                status: shown(&status.status_cell()),
                text: status.text.trim().to_owned(),
                mark: self.marks.of(status.grounds.provenance),
                recorded: Html::of(&recorded)?,
                is_replaced: !seen.insert((status.unit.clone(), status.period)),
            })
        });
        told.collect()
    }

    fn evidence(&self, event: EventId) -> Result<Evidence, Problem> {
        let reading = self.sight.reading();
        let position = trace::EntrySource::position_of(&reading, event)?;
        let entry = match position {
            Some(position) => trace::EntrySource::entry(&reading, position)?,
            None => None,
        };
        let Some(entry) = entry else {
            return Ok(Evidence {
                says: format!("händelsen {event}"),
                address: None,
                mark: "",
            });
        };
        Ok(Evidence {
            says: trace::in_words(self.sight.model(), &entry, self.sight.size),
            address: self.page_of(&entry),
            mark: self.marks.of(entry.provenance),
        })
    }

    /// The page that shows what an event says.
    fn page_of(&self, entry: &Entry) -> Option<String> {
        let indicator = match entry.event() {
            Some(Event::IndicatorOutcomeReported(e)) => Some(&e.indicator),
            Some(Event::OutcomeMissing(e)) => Some(&e.indicator),
            _ => None,
        };
        if let Some(indicator) = indicator {
            return Some(self.sight.link(&path("/indikatorer", indicator.as_str())));
        }
        match entry.event() {
            Some(Event::AssignmentStatusReported(e)) => {
                let item = self.sight.model().plan.item(&e.item, self.sight.size)?;
                self.permitted.address(&item)
            }
            _ => event_address(self.sight, entry.position),
        }
    }
}
