//! Reports: the four reports, each composed of sections that the views fill.
//!
//! Guarantees: [`build`] is pure and deterministic and says only what is known
//! at the basis, so the same basis gives the same bytes for ever (I7, I9).
//! Every section of [`sections_of`] is in every report of the kind; where
//! nothing is recorded it says so. Tables, rows and columns have stable keys
//! and a natural order; amounts are exact.
//!
//! Deliberately not here: layout, rounding and colours on a screen, which are
//! the renderers', and any judgement that no one has recorded.

mod actions;
mod annual_report;
mod assignments;
mod balance;
mod basis;
mod budget;
mod committees;
mod context;
mod control;
mod decisions;
mod economy;
mod events;
mod interim_report;
mod investments;
mod key_figures;
mod objectives;
mod operations_report;
mod outlook;
mod overview;
mod parts;
mod period_report;
mod request;
#[cfg(test)]
pub(crate) mod tests;
mod weighing;
mod within;
mod words;

use ledger::basis::Basis;
use ledger::event::budget::LineTable;
use ledger::event::reporting::ReportKind;
use ledger::period::Period;

use crate::document::{Cell, Document, Section};
use crate::model::ReadModel;
use crate::organisation::Unit;
pub(crate) use assignments::{COUNTED_REDACTED, REDACTED_COLUMN, REDACTED_CONTROL_COLUMN};
pub(crate) use basis::SOURCES;
pub(crate) use committees::COMMITTEES;
use context::Context;
pub use control::legal_wording;
pub(crate) use outlook::NO_CHALLENGES;
use parts::Parts;
pub use request::{
    ReportRequest, RequestError, month_in_words, period_in_words, report_key, report_name,
};

/// Builds a report from what is known at a basis.
///
/// # Errors
/// [`RequestError`] when the unit, the period or the kind do not fit, or when
/// nothing is recorded; the message says what to ask for instead.
pub fn build(
    model: &ReadModel,
    request: &ReportRequest,
    basis: Basis,
) -> Result<Document, RequestError> {
    let c = context(model, request, basis)?;
    let mut document = document(&c, request, None);
    let sections = &document.sections;
    if !is_written(&c) && !sections.iter().any(says_something) {
        return Err(nothing_recorded(&c));
    }
    let ending = [
        basis::sources(sections),
        basis::basis(&c),
        basis::checks(&c),
    ];
    document.sections.extend(ending);
    Ok(document)
}

/// Whether a report can be built: as [`build`], of no more than it takes to see that it
/// says something.
///
/// # Errors
/// As [`build`].
pub fn can_build(
    model: &ReadModel,
    request: &ReportRequest,
    basis: Basis,
) -> Result<(), RequestError> {
    let c = context(model, request, basis)?;
    let says = |key: &&str| {
        let made = document(&c, request, Some(&[*key]));
        made.sections.iter().any(says_something)
    };
    if is_written(&c) || sections_of(request.kind).iter().any(says) {
        Ok(())
    } else {
        Err(nothing_recorded(&c))
    }
}

/// Builds some sections of a report, by their keys; the others are not computed. What
/// the report says of itself (its sources, basis and checks) is no part of it.
///
/// # Errors
/// As [`build`], except that sections in which nothing is recorded say so.
pub fn build_part(
    model: &ReadModel,
    request: &ReportRequest,
    basis: Basis,
    wanted: &[&str],
) -> Result<Document, RequestError> {
    let c = context(model, request, basis)?;
    Ok(document(&c, request, Some(wanted)))
}

/// Builds the section of a report that has an economic table, and no other; no section
/// when reports of the kind have no such table.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_with(
    model: &ReadModel,
    request: &ReportRequest,
    basis: Basis,
    table: LineTable,
) -> Result<Document, RequestError> {
    let c = context(model, request, basis)?;
    let part = document(&c, request, Some(sections_with(table)));
    if part.sections.iter().any(says_something) {
        Ok(part)
    } else {
        can_build(model, request, basis).map(|()| part)
    }
}

/// The sections that have an economic table: one of them in each kind of report that
/// has it at all.
fn sections_with(table: LineTable) -> &'static [&'static str] {
    match table {
        LineTable::OperatingResult => &["economy", "operating_result"],
        LineTable::IncomeStatement => &["economy", "income_statement"],
        LineTable::Investment => &["investments"],
        LineTable::BalanceRequirement => &["balance_requirement"],
    }
}

/// What the latest assessments and statuses within a period say of the items in some
/// sections of its report, where it has none of its own; none when nothing does. A view
/// has it beside those sections, a report never.
///
/// # Errors
/// As [`build_part`].
pub fn latest_within(
    model: &ReadModel,
    request: &ReportRequest,
    basis: Basis,
    wanted: &[&str],
) -> Result<Option<Section>, RequestError> {
    if !within::ITEMS.iter().any(|key| wanted.contains(key)) {
        return Ok(None);
    }
    let c = context(model, request, basis)?;
    Ok(within::section(&c, wanted))
}

fn document(c: &Context<'_>, request: &ReportRequest, wanted: Option<&[&str]>) -> Document {
    let title = format!(
        "{} {}: {}",
        report_name(request.kind),
        period_in_words(request.period),
        c.unit.name
    );
    let parts = Parts::of(c, wanted);
    let sections = match request.kind {
        ReportKind::PeriodReport => period_report::sections(parts),
        ReportKind::InterimReport => interim_report::sections(parts),
        ReportKind::OperationsReport => operations_report::sections(parts),
        ReportKind::AnnualReport => annual_report::sections(c, parts),
    };
    Document {
        kind: report_key(request.kind).into(),
        title,
        unit: request.unit.to_string(),
        period: request.period,
        basis: c.basis,
        sections,
    }
}

/// The context of a report that can be asked for.
fn context<'a>(
    model: &'a ReadModel,
    request: &ReportRequest,
    basis: Basis,
) -> Result<Context<'a>, RequestError> {
    if basis.size > model.size() {
        return Err(RequestError::BeyondEnd {
            asked: basis.size,
            size: model.size(),
        });
    }
    let unit = unit_in(model, request, basis.size)?;
    request.check_unit(unit.kind)?;
    request.check_period(&model.rules.at(basis.size).rules)?;
    Ok(Context::new(
        model,
        request.kind,
        basis,
        unit,
        request.period,
    ))
}

/// The sections that a report of a kind always has, in order.
pub fn sections_of(kind: ReportKind) -> &'static [&'static str] {
    match kind {
        ReportKind::PeriodReport => &[
            "economy",
            "economy_comment",
            "key_figures",
            "action_plan",
            SOURCES,
            "basis",
            "checks",
        ],
        ReportKind::InterimReport => &[
            "summary",
            "significant_events",
            "objectives",
            "objectives_residents_and_society",
            "objectives_process",
            "objectives_resource",
            "indicators",
            "assignments",
            "assessment_counts",
            "economy",
            "economy_comment",
            "budget",
            "action_plan",
            "investments",
            "personnel",
            "volumes",
            "internal_control",
            "outlook",
            "open_decisions",
            SOURCES,
            "basis",
            "checks",
        ],
        ReportKind::OperationsReport => &[
            "summary",
            "significant_events",
            "objectives",
            "objectives_residents_and_society",
            "objectives_process",
            "objectives_resource",
            "indicators",
            "assignments",
            "assessment_counts",
            "economy",
            "economy_comment",
            "budget",
            "action_plan",
            "investments",
            "volumes",
            "personnel",
            "internal_control",
            "control_assessment",
            "outlook",
            "decisions",
            "open_decisions",
            SOURCES,
            "basis",
            "checks",
        ],
        ReportKind::AnnualReport => &[
            "management_report",
            "development_overview",
            "significant_events",
            "steering",
            "objective_weighing",
            "sound_economy",
            "balance_requirement",
            "personnel",
            "outlook",
            "operating_result",
            "economy_comment",
            "investments",
            "income_statement",
            "other_statements",
            "objectives",
            "objectives_residents_and_society",
            "objectives_process",
            "objectives_resource",
            "indicators",
            "assignments",
            "assessment_counts",
            "internal_control",
            "submitted_reports",
            "decisions",
            "open_decisions",
            SOURCES,
            "basis",
            "checks",
        ],
    }
}

/// The unit, when it existed at some time of the period.
fn unit_in(model: &ReadModel, request: &ReportRequest, size: u64) -> Result<Unit, RequestError> {
    let existed = |unit: &Unit, period: Period| {
        unit.valid_from <= period.last_day()
            && unit.valid_to.is_none_or(|last| last >= period.first_day())
    };
    model
        .organisation
        .unit_near(&request.unit, request.period.last_day(), size)
        .filter(|unit| existed(unit, request.period))
        .ok_or_else(|| RequestError::UnknownUnit {
            unit: request.unit.clone(),
            period: request.period,
            size,
        })
}

/// Whether anyone has written a text for the report.
fn is_written(c: &Context<'_>) -> bool {
    !c.model.narrative.texts(&c.scope).is_empty()
}

fn nothing_recorded(c: &Context<'_>) -> RequestError {
    RequestError::NothingRecorded {
        unit: c.unit_id().clone(),
        period: c.period(),
        size: c.size(),
    }
}

/// Whether a section tells of anything recorded: tables that list units or
/// requirements in any case do so only when a cell beside the title has a value.
fn says_something(section: &Section) -> bool {
    const ALWAYS_THERE: [&str; 3] = [COMMITTEES, "control_counts", "organisation_changes"];
    section
        .tables()
        .filter(|table| !ALWAYS_THERE.contains(&table.key.as_str()))
        .flat_map(|table| &table.rows)
        .flat_map(|row| row.cells.iter().skip(1))
        .any(|cell| !matches!(cell, Cell::Empty | Cell::Missing(_)))
}
