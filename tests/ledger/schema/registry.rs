//! Every schema that the two packages offer, by its name.

use std::collections::BTreeMap;

use ledger::command::Submission;
use ledger::entry::CommitHead;
use ledger::event::{Event, EventKind};
use ledger::ledger::Receipt;
use ledger::refusal::Refusal;
use ledger::schema::tighten_schema;
use ledger::time::Timestamp;
use projections::actions::ActionPlan;
use projections::assessments::{Assessment, ReportColours, ReportedStatus};
use projections::checks::CheckRow;
use projections::claims::{ClaimRecord, ClaimResult};
use projections::control::{ControlAction, ControlAssessment, ControlCounts, Risk};
use projections::decisions::Decision;
use projections::diff::Difference;
use projections::document::Document;
use projections::economy::column::Column;
use projections::economy::frames::{FrameRow, ReallocationRow, ReserveRow};
use projections::economy::table::LineTableView;
use projections::figures::FigureTable;
use projections::indicators::{FulfilmentCounts, IndicatorRow};
use projections::investments::ObjectRow;
use projections::narrative::{NarrativeText, Noted};
use projections::organisation::{MandateMove, OrganisationChange, TreeUnit, Unit};
use projections::plan::{AdoptedPlan, Item, ReportItems};
use projections::publication::{Overtaken, Reproduction};
use projections::reporting::{PeriodRow, PeriodState, PublishedReport, SubmittedReport, Waiver};
use projections::rules::RulesInForce;
use projections::timeline::CommitMark;
use projections::trace::Explanation;
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};

macro_rules! registered {
    ($($type:ty,)+) => {
        /// Every schema by its name.
        pub(crate) fn all() -> BTreeMap<String, Value> {
            let mut found = Vec::new();
            $(
                found.push((
                    <$type as utoipa::ToSchema>::name().into_owned(),
                    <$type as utoipa::PartialSchema>::schema(),
                ));
                <$type as utoipa::ToSchema>::schemas(&mut found);
            )+
            joined(found)
        }
    };
}

registered! {
    Submission, Event, EventKind, Receipt, Refusal, CommitHead, Timestamp,
    ledger::ids::CommandId, ledger::ids::UnitId,
    ledger::money::Ore, ledger::period::Month, ledger::period::Period, ledger::quantity::Quantity,
    ledger::time::Date,
    ActionPlan, AdoptedPlan, Assessment, CheckRow, ClaimRecord, ClaimResult, Column, CommitMark<'static>,
    ControlAction, ControlAssessment, ControlCounts, Decision, Difference, Document, Explanation,
    FigureTable, FrameRow, FulfilmentCounts, IndicatorRow, Item, LineTableView, MandateMove,
    NarrativeText, Noted, ObjectRow, OrganisationChange, Overtaken, PeriodRow, PeriodState,
    PublishedReport, ReallocationRow, ReportColours, ReportItems, ReportedStatus, Reproduction,
    ReserveRow, Risk, RulesInForce, SubmittedReport, TreeUnit, Unit, Waiver,
}

fn joined(found: Vec<(String, RefOr<Schema>)>) -> BTreeMap<String, Value> {
    let mut schemas = BTreeMap::new();
    for (name, mut schema) in found {
        tighten_schema(&mut schema);
        let schema = serde_json::to_value(schema).unwrap();
        let earlier = schemas.insert(name.clone(), schema.clone());
        assert!(
            earlier.is_none_or(|earlier| earlier == schema),
            "two types are called {name}"
        );
    }
    schemas
}

#[test]
fn every_reference_between_schemas_leads_to_one() {
    let schemas = all();
    let text = serde_json::to_string(&schemas).unwrap();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or_default();
        assert!(schemas.contains_key(name), "there is no schema of {name}");
    }
}

#[test]
fn no_description_has_a_link_that_only_rust_s_documentation_knows() {
    let text = serde_json::to_string(&all()).unwrap();
    assert!(!text.contains("[`"), "{text}");
}
