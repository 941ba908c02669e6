//! Decisions, their reporting and referrals back.

use crate::decide::amount;
use crate::decide::case::{Case, Decided, whole_year};
use crate::decide::text;
use crate::event::Event;
use crate::event::decision::{DecisionKind, DecisionReported, DecisionTaken, Precision};
use crate::event::organisation::UnitKind;
use crate::event::plan::MatterReferredBack;
use crate::ids::UnitId;
use crate::period::{Month, Period};
use crate::refusal::{Refusal, RefusalCode as Code};

pub(super) fn take(case: Case<'_>, decision: &DecisionTaken) -> Decided {
    let event = Event::from(decision.clone());
    case.unused(&event, &decision.decision, "decision")?;
    let when = match decision.precision {
        Precision::Day | Precision::Month => Period::from(Month::of(decision.date)),
        Precision::Year => whole_year(decision.date.year(), "date")?,
    };
    if decision.precision == Precision::Day {
        case.unit_on(&decision.unit, decision.date, "unit")?;
    }
    decides(case, &decision.unit, when, "unit")?;
    text::title(&decision.organ, "organ")?;
    text::title(&decision.title, "title")?;
    text::optional_title(decision.case_number.as_deref(), "case_number")?;
    text::optional_title(decision.paragraph.as_deref(), "paragraph")?;
    if let Some(decided) = decision.amount_ore {
        amount::amount(decided, "amount_ore")?;
    }
    if let Some(delegation) = &decision.delegation {
        decides(case, &delegation.committee, when, "delegation.committee")?;
    }
    Ok(vec![event])
}

pub(super) fn report(case: Case<'_>, reported: &DecisionReported) -> Decided {
    let decision = case.decision(&reported.decision, "decision")?;
    let Some(delegation) = &decision.delegation else {
        return Err(Refusal::new(
            Code::NotDelegated,
            "decision",
            format!("{} är inte fattat på delegation.", reported.decision),
        ));
    };
    case.unit_on(&reported.committee, reported.date, "committee")?;
    if delegation.committee != reported.committee {
        return Err(Refusal::new(
            Code::WrongCommittee,
            "committee",
            format!(
                "{} är fattat på delegation från {}.",
                reported.decision, delegation.committee
            ),
        ));
    }
    if decision.reported {
        return Err(Refusal::new(
            Code::DecisionReportedAlready,
            "decision",
            format!("{} är redan anmält.", reported.decision),
        ));
    }
    if reported.date < decision.earliest {
        return Err(Refusal::new(
            Code::DateOrder,
            "date",
            format!(
                "{} fattades tidigast {} och kan inte anmälas {}.",
                reported.decision, decision.earliest, reported.date
            ),
        ));
    }
    text::optional_title(reported.paragraph.as_deref(), "paragraph")?;
    Ok(vec![reported.clone().into()])
}

pub(super) fn refer_back(case: Case<'_>, referred: &MatterReferredBack) -> Decided {
    let decision = case.decision(&referred.decision, "decision")?;
    if decision.kind != DecisionKind::ReferralBack {
        return Err(Refusal::new(
            Code::WrongDecisionKind,
            "decision",
            format!("{} är inte ett beslut om återremiss.", referred.decision),
        )
        .with_remedy("Ange ett beslut av slaget referral_back."));
    }
    text::title(&referred.matter, "matter")?;
    if let Some(item) = &referred.item {
        case.item(item, "item")?;
    }
    text::motivation(&referred.motivation, "motivation")?;
    Ok(vec![referred.clone().into()])
}

/// Refuses a unit that takes no decisions of its own.
fn decides(case: Case<'_>, unit: &UnitId, when: Period, place: &str) -> Result<(), Refusal> {
    match case.unit_in(unit, when, place)?.kind {
        UnitKind::Assembly | UnitKind::ExecutiveBoard | UnitKind::Committee => Ok(()),
        UnitKind::Administration | UnitKind::Department | UnitKind::Staff | UnitKind::Office => {
            Err(Refusal::new(
                Code::WrongUnitKind,
                place,
                format!("{unit} är varken fullmäktige, styrelse eller nämnd."),
            ))
        }
    }
}
