//! Periods, reports, waivers, claims and rules.

use std::collections::BTreeSet;

use crate::command::PublishReport;
use crate::decide::amount;
use crate::decide::case::{Case, Decided, each_row, taken, whole_year};
use crate::decide::figure;
use crate::decide::proof;
use crate::decide::text;
use crate::event::Event;
use crate::event::figure::{FigureValue, KeyFigureReported};
use crate::event::reporting::{
    CheckWaived, Claim, FactClaimed, PeriodClosed, PeriodOpened, ReportKind, ReportPublished,
    ReportSubmitted, RulesAdopted,
};
use crate::money::Ore;
use crate::period::{Month, Period};
use crate::quantity::Quantity;
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::rules::RuleSet;
use crate::state::reporting::{Phase, Report};
use crate::time::Date;

pub(super) fn open(case: Case<'_>, opened: &PeriodOpened) -> Decided {
    case.unit_in(&opened.unit, opened.period, "unit")?;
    period_fits(case, opened.report, opened.period)?;
    let phase = case
        .state
        .reporting
        .phase(&opened.unit, opened.period, opened.report);
    if let Some(phase) = phase {
        let how = match phase {
            Phase::Open => "öppen",
            Phase::Closed => "stängd",
        };
        return Err(Refusal::new(
            Code::PeriodOpenAlready,
            "period",
            format!("{} är redan {how} för {}.", opened.period, opened.unit),
        ));
    }
    if opened.due < opened.period.last_day() {
        return Err(Refusal::new(
            Code::DateOrder,
            "due",
            format!(
                "Sista dag att rapportera, {}, ligger före periodens slut {}.",
                opened.due,
                opened.period.last_day()
            ),
        ));
    }
    if let Some((latest, law)) = latest_due(opened.report, opened.period)
        && opened.due > latest
    {
        return Err(Refusal::new(
            Code::DueTooLate,
            "due",
            format!(
                "Sista dag att rapportera, {}, ligger efter {latest} ({law}).",
                opened.due
            ),
        ));
    }
    Ok(vec![opened.clone().into()])
}

/// The last day the law gives for a report, and which law: an interim report
/// is due within two months of its period, the annual report by 15 April.
fn latest_due(kind: ReportKind, period: Period) -> Option<(Date, &'static str)> {
    match kind {
        ReportKind::InterimReport => {
            let after = period.last_day().next();
            let due = Month::new(after.year(), after.month())?;
            let due = due.last_day().next();
            Month::new(due.year(), due.month()).map(|month| (month.last_day(), "KL 11:16"))
        }
        ReportKind::AnnualReport => {
            let next = period.year().checked_add(1)?;
            Date::new(next, 4, 15).map(|day| (day, "KL 11:20"))
        }
        ReportKind::PeriodReport | ReportKind::OperationsReport => None,
    }
}

pub(super) fn close(case: Case<'_>, closed: &PeriodClosed) -> Decided {
    case.unit(&closed.unit, "unit")?;
    let phase = case
        .state
        .reporting
        .phase(&closed.unit, closed.period, closed.report);
    if phase != Some(Phase::Open) {
        return Err(Refusal::new(
            Code::PeriodNotOpen,
            "period",
            format!("{} är inte öppen för {}.", closed.period, closed.unit),
        ));
    }
    Ok(vec![closed.clone().into()])
}

pub(super) fn submit(case: Case<'_>, submitted: &ReportSubmitted) -> Decided {
    case.unit_in(&submitted.unit, submitted.period, "unit")?;
    case.unit_in(&submitted.to, submitted.period, "to")?;
    if submitted.unit == submitted.to {
        return Err(Refusal::new(
            Code::SelfReference,
            "to",
            "En enhet kan inte lämna sin rapport till sig själv.",
        ));
    }
    period_fits(case, submitted.kind, submitted.period)?;
    Ok(vec![submitted.clone().into()])
}

pub(super) fn publish(case: Case<'_>, publish: &PublishReport) -> Decided {
    let Some(pinned) = &publish.pinned else {
        return Err(Refusal::new(
            Code::UsePublish,
            "pinned",
            format!(
                "Rapporten {} är inte pinnad till något underlag.",
                publish.report
            ),
        ));
    };
    let report = Report {
        kind: publish.kind,
        unit: publish.unit.clone(),
        period: publish.period,
    };
    let mut failed = pinned.failed_checks.clone();
    failed.sort_unstable();
    failed.dedup();
    let event = Event::from(ReportPublished {
        report: publish.report.clone(),
        kind: publish.kind,
        unit: publish.unit.clone(),
        period: publish.period,
        basis: pinned.basis,
        view_sha256: pinned.view_sha256.clone(),
        sections: pinned.sections.clone(),
        waived: failed.clone(),
    });
    case.unused(&event, &publish.report, "report")?;
    case.unit_in(&publish.unit, publish.period, "unit")?;
    period_fits(case, publish.kind, publish.period)?;
    let size = case.state.size();
    let rules_version = case.state.reporting.rules_version();
    if pinned.basis.size > size || pinned.basis.rules_version > rules_version {
        return Err(Refusal::new(
            Code::BasisBeyondLog,
            "pinned.basis",
            format!(
                "Rapporten sägs vila på {} händelser och regelversion {}; liggaren har {size} och {rules_version}.",
                pinned.basis.size, pinned.basis.rules_version
            ),
        ));
    }
    let is_hash = pinned.view_sha256.len() == 64
        && pinned
            .view_sha256
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !is_hash {
        return Err(Refusal::new(
            Code::InvalidValue,
            "pinned.view_sha256",
            "Kontrollsumman är inte 64 hexadecimala siffror.",
        ));
    }
    let mut keys = BTreeSet::new();
    for (number, section) in pinned.sections.iter().enumerate() {
        let place = format!("pinned.sections[{number}].section");
        text::title(&section.section, &place)?;
        if !keys.insert(&section.section) {
            return Err(Refusal::new(
                Code::InvalidValue,
                place,
                format!("Avsnittet {} står två gånger.", section.section),
            ));
        }
    }
    let open: Vec<&str> = failed
        .iter()
        .filter(|check| !case.state.reporting.is_waived(**check, &report))
        .map(|check| check.title())
        .collect();
    if !open.is_empty() {
        return Err(Refusal::new(
            Code::CheckFailed,
            "pinned.failed_checks",
            format!("Underkänt utan undantag: {}.", open.join("; ")),
        ));
    }
    let witnessed = proof::witnessed(case, publish, pinned)?;
    Ok(std::iter::once(event).chain(witnessed).collect())
}

pub(super) fn waive(case: Case<'_>, waived: &CheckWaived) -> Decided {
    case.decision_required()?;
    case.reason_required()?;
    case.unit_in(&waived.unit, waived.period, "unit")?;
    period_fits(case, waived.kind, waived.period)?;
    let report = Report {
        kind: waived.kind,
        unit: waived.unit.clone(),
        period: waived.period,
    };
    if case.state.reporting.is_waived(waived.check, &report) {
        return Err(Refusal::new(
            Code::AlreadyWaived,
            "check",
            format!(
                "Kontrollen \"{}\" har redan undantag.",
                waived.check.title()
            ),
        ));
    }
    Ok(vec![waived.clone().into()])
}

pub(super) fn claim(case: Case<'_>, rows: &[FactClaimed]) -> Decided {
    let mut earlier = BTreeSet::new();
    each_row(rows, |claimed| {
        if case.state.reporting.is_claimed(&claimed.id) || !earlier.insert(claimed.id.clone()) {
            return Err(taken(&claimed.id, "id"));
        }
        case.unit(&claimed.unit, "unit")?;
        text::title(&claimed.source, "source")?;
        claim_holds(case, &claimed.claim).map_err(|refusal| refusal.within("claim"))?;
        Ok(claimed.clone().into())
    })
}

pub(super) fn adopt_rules(case: Case<'_>, rules: &RuleSet) -> Decided {
    let next = case.state.reporting.rules_version() + 1;
    if rules.version != next {
        return Err(Refusal::new(
            Code::RulesVersion,
            "version",
            format!(
                "Version {} följer inte på den förra; nästa är {next}.",
                rules.version
            ),
        ));
    }
    // What a new ledger starts with needs no decision; a change of it does.
    if next > 1 {
        case.decision_required()?;
    }
    let percent = 1..=100;
    let limits = [
        (
            "green_from_percent",
            percent.contains(&rules.green_from_percent),
        ),
        // At most 100 together, both could be reached at once.
        (
            "red_from_percent",
            percent.contains(&rules.red_from_percent)
                && u16::from(rules.green_from_percent) + u16::from(rules.red_from_percent) > 100,
        ),
        ("partly_within_percent", rules.partly_within_percent <= 100),
        (
            "action_shortfall_percent",
            rules.action_shortfall_percent <= 100,
        ),
        // At least half the year and at most two thirds: LKBR 13:1 is no choice.
        (
            "interim_from_month",
            (6..=8).contains(&rules.interim_from_month),
        ),
        (
            "interim_to_month",
            (rules.interim_from_month..=8).contains(&rules.interim_to_month),
        ),
    ];
    if let Some((place, _)) = limits.into_iter().find(|(_, holds)| !holds) {
        return Err(Refusal::new(
            Code::RulesInvalid,
            place,
            format!("Gränsen {place} är orimlig."),
        ));
    }
    let rules = rules.clone();
    Ok(vec![RulesAdopted { rules }.into()])
}

/// Refuses a period that the report cannot have.
fn period_fits(case: Case<'_>, kind: ReportKind, period: Period) -> Result<(), Refusal> {
    let from_january = period.first().month() == 1;
    match kind {
        ReportKind::PeriodReport if from_january => Ok(()),
        ReportKind::PeriodReport => Err(Refusal::new(
            Code::ReportPeriod,
            "period",
            format!("En periodrapport kan inte avse {period}; den börjar i januari."),
        )),
        ReportKind::InterimReport => {
            let rules = case.state.reporting.rules();
            if from_january && rules.allows_interim_end(period.last().month()) {
                return Ok(());
            }
            Err(Refusal::new(
                Code::InterimPeriod,
                "period",
                format!(
                    "En delårsrapport kan inte avse {period}; den börjar i januari och slutar i månad {} till {}.",
                    rules.interim_from_month, rules.interim_to_month
                ),
            ))
        }
        ReportKind::OperationsReport | ReportKind::AnnualReport if period.is_whole_year() => Ok(()),
        ReportKind::OperationsReport | ReportKind::AnnualReport => Err(Refusal::new(
            Code::ReportPeriod,
            "period",
            format!("Rapporten kan inte avse {period}; den omfattar hela året."),
        )),
    }
}

fn claim_holds(case: Case<'_>, claim: &Claim) -> Result<(), Refusal> {
    match claim {
        Claim::LineAmount {
            line,
            amount_ore,
            rounded_to_ore,
            ..
        } => {
            case.line(line, "line_amount.line")?;
            amount::amount(*amount_ore, "line_amount.amount_ore")?;
            rounds_to(
                FigureValue::Amount {
                    amount_ore: *rounded_to_ore,
                },
                "line_amount",
            )
        }
        Claim::KeyFigureTotal { figure, rounded_to } => {
            same_kind(figure, *rounded_to, "key_figure_total")?;
            figure::value_fits(case, figure)
                .map_err(|refusal| refusal.within("key_figure_total.figure"))?;
            rounds_to(*rounded_to, "key_figure_total")
        }
        Claim::KeyFigureChange {
            figure,
            since,
            rounded_to,
            ..
        } => {
            case.unit(&figure.unit, "key_figure_change.figure.unit")?;
            same_kind(figure, *rounded_to, "key_figure_change")?;
            if since.last_day() >= figure.period.last_day() {
                return Err(Refusal::new(
                    Code::DateOrder,
                    "key_figure_change.since",
                    format!("{since} ligger inte före {}.", figure.period),
                ));
            }
            rounds_to(*rounded_to, "key_figure_change")
        }
        Claim::ColourCount { unit, period, .. } => {
            case.unit_in(unit, *period, "colour_count.unit").map(|_| ())
        }
        Claim::ActionTotal {
            unit,
            period,
            year,
            amount_ore,
            rounded_to_ore,
            ..
        } => {
            case.unit_in(unit, *period, "action_total.unit")?;
            whole_year(*year, "action_total.year")?;
            amount::amount(*amount_ore, "action_total.amount_ore")?;
            rounds_to(
                FigureValue::Amount {
                    amount_ore: *rounded_to_ore,
                },
                "action_total",
            )
        }
    }
}

fn same_kind(
    figure: &KeyFigureReported,
    rounded_to: FigureValue,
    place: &str,
) -> Result<(), Refusal> {
    match (figure.value, rounded_to) {
        (FigureValue::Amount { .. }, FigureValue::Amount { .. })
        | (FigureValue::Number { .. }, FigureValue::Number { .. }) => Ok(()),
        _ => Err(Refusal::new(
            Code::FigureValueKind,
            format!("{place}.rounded_to"),
            "Avrundningen är av ett annat slag än värdet.",
        )),
    }
}

fn rounds_to(step: FigureValue, place: &str) -> Result<(), Refusal> {
    let holds = match step {
        FigureValue::Amount { amount_ore } => amount_ore > Ore::ZERO && amount_ore.in_range(),
        FigureValue::Number { value } => value > Quantity::whole(0),
    };
    if holds {
        return Ok(());
    }
    Err(Refusal::new(
        Code::NumberOutOfRange,
        place,
        "Avrundningens steg måste vara större än noll.",
    ))
}
