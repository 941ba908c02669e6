//! What is asked, with all that an answer needs, and the answer before it is told.
//!
//! A report that several questions read is built once for each size.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use ledger::basis::{Basis, Hash};
use ledger::event::budget::LineTable;

use super::cause::Teller;
use super::reading::Reading;
use super::{Cause, CauseGroup, Context, Effect, Periods, Sources};
use crate::document::{Cell, Document};
use crate::model::ReadModel;
use crate::report::{self, ReportRequest};

/// The context's report at a size; none when there is none.
pub(super) fn document(model: &ReadModel, context: &Context, size: u64) -> Option<Document> {
    report::build(model, &request(context), basis(model, size)).ok()
}

/// Of the context's report at a size, the section that has an economic table; none when
/// there is no report.
pub(super) fn part_with(
    model: &ReadModel,
    context: &Context,
    size: u64,
    table: LineTable,
) -> Option<Document> {
    report::build_with(model, &request(context), basis(model, size), table).ok()
}

fn request(context: &Context) -> ReportRequest {
    ReportRequest {
        kind: context.kind,
        unit: context.unit.clone(),
        period: context.period,
    }
}

/// No figure reads the root: it stands in the report's own section on its basis.
fn basis(model: &ReadModel, size: u64) -> Basis {
    Basis {
        size,
        root: Hash([0; 32]),
        rules_version: model.rules.at(size).version,
    }
}

/// What is asked, with all that an answer needs.
pub(super) struct Asked<'a> {
    pub(super) teller: Teller<'a>,
    pub(super) context: &'a Context,
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) documents: &'a Documents,
}

/// A report at the sizes where it has been built.
pub(super) type Documents = RefCell<BTreeMap<u64, Option<Rc<Document>>>>;

/// An answer.
pub(super) struct Told {
    pub(super) title: String,
    pub(super) before: Cell,
    pub(super) after: Cell,
    pub(super) sources: Sources,
    pub(super) periods: Periods,
    pub(super) change: Effect,
    pub(super) causes: Vec<Cause>,
    pub(super) groups: Vec<CauseGroup>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(
        model: &'a ReadModel,
        entries: &'a Reading<'a>,
        context: &'a Context,
        (from, to): (u64, u64),
        documents: &'a Documents,
    ) -> Self {
        let teller = Teller {
            model,
            entries,
            size: to,
        };
        Self {
            teller,
            context,
            from,
            to,
            documents,
        }
    }
}

impl Asked<'_> {
    /// The redactions of events whose streams the subject reads. They change no
    /// value: a redacted payload takes no figure with it, but it is told.
    pub(super) fn redactions(&self, reads: impl Fn(&str) -> bool) -> Vec<Cause> {
        let reporting = &self.teller.model.reporting;
        reporting
            .redactions(self.from, self.to)
            .iter()
            .filter(|redaction| {
                let entry = self.teller.entries.entry(redaction.position);
                entry.is_some_and(|entry| reads(entry.stream.as_str()))
            })
            .filter_map(|redaction| self.teller.cause(redaction.by, Effect::None))
            .collect()
    }
}
