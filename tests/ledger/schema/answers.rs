//! Answers against their schemas.
//!
//! Goal: whatever a view, a report, a difference or an explanation says, its
//! schema has foreseen: every member is described, and nothing that is
//! demanded is missing.
//! Method: random regions are asked everything at random sizes; each answer must
//! hold against a schema that takes no member beside those it names.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ledger::basis::{Basis, Hash};
use ledger::entry::Entry;
use ledger::event::EventKind;
use ledger::event::reporting::ReportKind;
use ledger::ids::{ActorId, EventId, Position};
use ledger::log::LogError;
use ledger::time::Timestamp;
use projections::checks::CheckRow;
use projections::control::ControlCounts;
use projections::diff::{Difference, diff};
use projections::document::{Document, FigureKey};
use projections::indicators::FulfilmentCounts;
use projections::model::ReadModel;
use projections::publication::{
    FirstDifference, LateEvent, Overtaken, RedactedSection, Reproduction, overtaken,
};
use projections::report::{self, ReportRequest};
use projections::trace::{Context, EntrySource, Subject, explain};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::{exact_validator, judge};
use crate::decide::given::Given;
use crate::oracle::as_of::questions;
use crate::oracle::history::{self, pool};
use crate::oracle::naive::question::{Answers, Question, replay};

thread_local! {
    /// What judges answers, made once a name.
    static VALIDATORS: RefCell<BTreeMap<&'static str, jsonschema::Validator>> = RefCell::default();
}

/// Asserts that an answer holds against the schema of a name.
fn holds<T: Serialize>(name: &'static str, answer: &T) {
    let value = serde_json::to_value(answer).unwrap();
    VALIDATORS.with_borrow_mut(|validators| {
        let validator = validators
            .entry(name)
            .or_insert_with(|| exact_validator(name));
        judge(validator, &value).unwrap_or_else(|wrong| panic!("{name}: {wrong}\n{value:#}"));
        if let Some(members) = value.as_object() {
            let mut more = members.clone();
            more.insert("okänd".to_owned(), Value::Null);
            assert!(
                !validator.is_valid(&Value::Object(more)),
                "{name} takes a member that it does not name"
            );
        }
    });
}

fn each_holds<'a, T: Serialize + 'a>(name: &'static str, answers: impl IntoIterator<Item = &'a T>) {
    answers.into_iter().for_each(|answer| holds(name, answer));
}

struct Slice<'a>(&'a [Entry]);

impl EntrySource for Slice<'_> {
    fn entry(&self, position: Position) -> Result<Option<Entry>, LogError> {
        let at = usize::try_from(position.0).unwrap();
        Ok(self.0.get(at).cloned())
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        let found = self.0.iter().find(|entry| entry.event_id == event);
        Ok(found.map(|entry| entry.position))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_answered_its_schema_has_foreseen(log in history::histories(80)) {
        let model = replay(&log);
        let size = model.size();
        for question in questions() {
            views_hold(&question.ask(&model, size));
            organisation_holds(&model, &question, size);
            reports_hold(&model, &log, &question);
        }
        for unit in pool::UNITS {
            let known = model.reporting.periods(&pool::unit(unit), size);
            each_holds("PeriodState", known.iter().map(|row| &row.state));
        }
        for report in model.reporting.published(size) {
            if let Ok(told) = overtaken(&model, report, basis(&model, size), &Slice(&log)) {
                holds("Overtaken", &told);
            }
        }
        for commit in model.timeline.commits(0, size) {
            holds("CommitMark", &commit);
        }
        holds("RulesInForce", &model.rules.at(size));
    }
}

fn views_hold(answers: &Answers) {
    for (_, tree) in &answers.trees {
        each_holds("TreeUnit", tree);
    }
    each_holds(
        "Unit",
        answers.unit_on.iter().filter_map(|(_, unit)| unit.as_ref()),
    );
    holds("ReportItems", &answers.items);
    each_holds("Item", answers.items.objectives());
    each_holds("IndicatorRow", &answers.indicators);
    holds(
        "FulfilmentCounts",
        &FulfilmentCounts::of(&answers.indicators),
    );
    each_holds(
        "Assessment",
        answers
            .assessments
            .iter()
            .filter_map(|(_, shown)| shown.as_ref()),
    );
    each_holds(
        "ReportedStatus",
        answers
            .statuses
            .iter()
            .filter_map(|(_, shown)| shown.as_ref()),
    );
    holds("ReportColours", &answers.colours);
    each_holds("FigureTable", &answers.figures);
    each_holds(
        "LineTableView",
        answers.tables.iter().chain(&answers.roll_ups),
    );
    each_holds("FrameRow", &answers.frames);
    each_holds("ReallocationRow", &answers.reallocations);
    each_holds("ReserveRow", &answers.reserves);
    holds("ActionPlan", &answers.actions);
    each_holds("ObjectRow", &answers.objects);
    each_holds("PeriodRow", &answers.periods);
    each_holds("PublishedReport", &answers.published);
    each_holds("ClaimResult", &answers.claims);
    let checks: Vec<_> = answers.checks.iter().cloned().map(CheckRow::from).collect();
    each_holds("CheckRow", &checks);
    each_holds("Risk", &answers.risks);
    each_holds("ControlAction", &answers.controls);
    holds("ControlCounts", &ControlCounts::of(&answers.controls));
    each_holds("ControlAssessment", &answers.control_assessment);
    each_holds(
        "Decision",
        answers.decisions.iter().chain(&answers.unreported),
    );
    each_holds("NarrativeText", &answers.texts);
    each_holds(
        "Noted",
        answers.significant.iter().chain(&answers.challenges),
    );
}

fn organisation_holds(model: &ReadModel, question: &Question, size: u64) {
    let scope = model
        .organisation
        .scope(&question.unit, question.period, size);
    each_holds("MandateMove", &model.organisation.mandates_moved(&scope));
    each_holds("OrganisationChange", &model.organisation.changes(&scope));
    let plans = model
        .plan
        .plans_of(&question.unit, question.period.year(), size);
    each_holds("AdoptedPlan", &plans);
    each_holds(
        "ClaimRecord",
        model.claims.of_unit(&question.unit, question.period, size),
    );
}

/// Reports, their difference and explanations of what they say.
fn reports_hold(model: &ReadModel, log: &[Entry], question: &Question) {
    let size = model.size();
    let half = size / 2;
    for kind in [
        ReportKind::PeriodReport,
        ReportKind::OperationsReport,
        ReportKind::AnnualReport,
    ] {
        let request = ReportRequest {
            kind,
            unit: question.unit.clone(),
            period: question.period,
        };
        let built = |size| report::build(model, &request, basis(model, size)).ok();
        let Some(report) = built(size) else { continue };
        holds("Document", &report);
        if let Some(earlier) = built(half) {
            differences_hold(&diff(&earlier, &report));
        }
        if kind != ReportKind::OperationsReport {
            continue;
        }
        let context = Context {
            kind,
            unit: question.unit.clone(),
            period: question.period,
        };
        for subject in subjects(&report) {
            if let Ok(told) = explain(model, &Slice(log), &subject, &context, half, size) {
                holds("Explanation", &told);
            }
        }
    }
}

fn differences_hold(difference: &Difference) {
    holds("Difference", difference);
    if let Some(change) = difference.changes.first() {
        let first = FirstDifference::Exact(Box::new(change.clone()));
        holds("Reproduction", &Reproduction::Differs(first));
    }
}

/// A handful of figures, every item and every indicator.
fn subjects(report: &Document) -> Vec<Subject> {
    let figures = report.tables().flat_map(|table| {
        let rows = table.rows.iter();
        rows.flat_map(|row| {
            table.columns.iter().map(|column| FigureKey {
                table: table.key.clone(),
                row: row.key.clone(),
                column: column.key.clone(),
            })
        })
    });
    let figures = figures.step_by(61).map(Subject::Figure);
    let items = pool::OBJECTIVES.iter().chain(&pool::ASSIGNMENTS);
    let items = items.map(|item| Subject::Item(pool::item(item)));
    let indicators = pool::INDICATORS
        .iter()
        .map(|one| Subject::Indicator(pool::indicator(one)));
    figures.chain(items).chain(indicators).collect()
}

fn basis(model: &ReadModel, size: u64) -> Basis {
    Basis {
        size,
        root: Hash([7; 32]),
        rules_version: model.rules.at(size).version,
    }
}

#[test]
fn every_way_that_a_report_is_not_reproduced_and_what_overtakes_it_stand_in_the_schemas() {
    let text = || "text".to_owned();
    for first in [
        FirstDifference::Log {
            published: Hash([1; 32]),
            found: Hash([2; 32]),
        },
        FirstDifference::NotBuilt { why: text() },
        FirstDifference::Section {
            section: text(),
            heading: text(),
        },
        FirstDifference::SectionGone { section: text() },
        FirstDifference::SectionAdded {
            section: text(),
            heading: text(),
        },
        FirstDifference::Head,
    ] {
        holds("Reproduction", &Reproduction::Differs(first));
    }
    holds("Reproduction", &Reproduction::Identical);
    let redacted = Reproduction::Redacted {
        sections: vec![RedactedSection {
            section: text(),
            heading: text(),
            redactions: Vec::new(),
        }],
        identical: 3,
    };
    holds("Reproduction", &redacted);
    let late = LateEvent {
        position: Position(7),
        event_id: EventId(uuid::Uuid::from_u128(7)),
        kind: EventKind::OutcomeBooked,
        recorded_at: Timestamp(1_700_000_000_000_000),
        actor: ActorId::new("p-1").unwrap(),
        decision: None,
        reason: Some(text()),
    };
    let told = Overtaken {
        changes: Vec::new(),
        events: vec![late],
    };
    holds("Overtaken", &told);
}

/// The documented year has what chance does not play: a redaction, a waiver and
/// reports that are handed in.
#[test]
fn what_the_documented_year_answers_its_schemas_have_foreseen() {
    let entries = Given::year().entries;
    let model = replay(&entries);
    let size = model.size();
    let question = |period| Question {
        unit: pool::unit("KN"),
        period,
    };
    for period in [pool::months(2025, 1, 12), pool::months(2025, 1, 7)] {
        let question = question(period);
        views_hold(&question.ask(&model, size));
        organisation_holds(&model, &question, size);
        reports_hold(&model, &entries, &question);
        for kind in [ReportKind::InterimReport, ReportKind::OperationsReport] {
            let reporting = &model.reporting;
            let waivers = reporting.waivers(kind, &question.unit, period, size);
            each_holds("Waiver", waivers);
            let submitted = reporting.submitted(kind, &question.unit, period, size);
            each_holds("SubmittedReport", submitted);
        }
    }
}
