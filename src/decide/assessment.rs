//! Assessments: a colour, what it rests on, and what the rule would have said.
//!
//! Guarantees: green, yellow and red rest on evidence about the item or the
//! unit that answers for it, never on data that is missing; a departure from
//! the rule's suggestion has a motivation and is recorded as such.

use std::collections::BTreeSet;

use crate::command::MakeAssessment;
use crate::decide::case::{Case, Decided};
use crate::decide::evidence::{self, Subject};
use crate::decide::plan::kind_name;
use crate::decide::text;
use crate::entry::Entry;
use crate::event::Event;
use crate::event::followup::{AssessmentBasis, AssessmentMade, Colour};
use crate::event::indicator::{CorrectedFact, Fulfilment};
use crate::event::plan::Target;
use crate::fulfilment::{Achieved, Yardstick, fulfilment};
use crate::ids::{IndicatorId, UnitId};
use crate::period::Period;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::state::indicator::Indicator;
use crate::state::plan::ItemKind;

pub(super) fn assess(case: Case<'_>, wanted: &MakeAssessment) -> Decided {
    let item = case.item(&wanted.item, "item")?;
    if item.kind == ItemKind::Strategy {
        return Err(Refusal::new(
            Code::WrongItemKind,
            "item",
            format!("{} är {}.", wanted.item, kind_name(item.kind)),
        )
        .with_remedy("Bedöm ett mål eller ett uppdrag."));
    }
    if let Some(valid_to) = item.withdrawn
        && valid_to < wanted.period.first_day()
    {
        return Err(Refusal::new(
            Code::ItemWithdrawn,
            "item",
            format!("{} gällde till och med {valid_to}.", wanted.item),
        ));
    }
    case.unit_in(&wanted.unit, wanted.period, "unit")?;
    case.open(&wanted.unit, wanted.period, "period")?;
    let owner = item.owner.as_ref().unwrap_or(&wanted.unit);
    case.open(owner, wanted.period, "period")?;
    let subject = Subject {
        item: &wanted.item,
        owner,
        assessor: &wanted.unit,
        day: wanted.period.last_day(),
    };
    let evidence = evidence(case, wanted, subject)?;
    if wanted.colour != Colour::NotAssessable {
        if evidence.is_empty() {
            return Err(Refusal::new(
                Code::EvidenceMissing,
                "evidence",
                format!("Bedömningen av {} anger inget underlag.", wanted.item),
            ));
        }
        not_on_missing_data(case, wanted, &evidence)?;
    }
    let statuses = statuses(case, wanted, subject, &evidence);
    let suggested = case.state.reporting.rules().suggest(&statuses);
    let basis = match suggested {
        None => AssessmentBasis::Judgement,
        Some(colour) if colour == wanted.colour => AssessmentBasis::Rule,
        Some(_) => AssessmentBasis::Override,
    };
    if wanted.colour == Colour::Green && basis != AssessmentBasis::Override {
        text::optional_text(Some(&wanted.motivation), "motivation")?;
    } else {
        text::motivation(&wanted.motivation, "motivation")?;
    }
    Ok(vec![
        AssessmentMade {
            item: wanted.item.clone(),
            unit: wanted.unit.clone(),
            period: wanted.period,
            colour: wanted.colour,
            trend: wanted.trend,
            evidence: evidence.iter().map(|entry| entry.event_id).collect(),
            basis,
            suggested,
            motivation: wanted.motivation.clone(),
        }
        .into(),
    ])
}

fn evidence<'a>(
    case: Case<'a>,
    wanted: &MakeAssessment,
    subject: Subject<'_>,
) -> Result<Vec<&'a Entry>, Refusal> {
    let mut seen = BTreeSet::new();
    let mut entries = Vec::new();
    for (number, reference) in wanted.evidence.iter().enumerate() {
        let place = format!("evidence[{number}]");
        let entry = case.entry(reference, &place)?;
        if !seen.insert(entry.event_id) {
            return Err(Refusal::new(
                Code::EvidenceRepeated,
                place,
                format!("Händelsen {} står två gånger.", entry.position),
            ));
        }
        evidence::bears_on(case, entry, subject).map_err(|refusal| refusal.within(&place))?;
        entries.push(entry);
    }
    Ok(entries)
}

fn not_on_missing_data(
    case: Case<'_>,
    wanted: &MakeAssessment,
    evidence: &[&Entry],
) -> Result<(), Refusal> {
    for (number, entry) in evidence.iter().enumerate() {
        let Some(Event::OutcomeMissing(missing)) = entry.event() else {
            continue;
        };
        let key = (missing.unit.clone(), missing.period);
        let current = case
            .state
            .indicators
            .get(&missing.indicator)
            .and_then(|indicator| indicator.reports.get(&key))
            .is_some_and(|report| report.event == entry.event_id);
        if current {
            return Err(Refusal::new(
                Code::ColourOnMissingData,
                format!("evidence[{number}]"),
                format!(
                    "{} saknar värde för {}: {}",
                    missing.indicator, missing.period, missing.missing_reason
                ),
            ));
        }
    }
    // An indicator has data when some unit has reported a value for the period.
    let has_data: Vec<bool> = case
        .state
        .indicators
        .of_item(&wanted.item)
        .filter_map(|(_, indicator)| {
            let mut reports = indicator
                .reports
                .iter()
                .filter(|((_, period), _)| *period == wanted.period)
                .peekable();
            reports.peek()?;
            Some(reports.any(|(_, report)| report.outcome.is_some()))
        })
        .collect();
    if !has_data.is_empty() && !has_data.contains(&true) {
        return Err(Refusal::new(
            Code::ColourOnMissingData,
            "colour",
            format!(
                "Alla indikatorer för {} som rapporterats för {} saknar värde.",
                wanted.item, wanted.period
            ),
        ));
    }
    Ok(())
}

/// The statuses of the item's indicators for the period, as the rule counts them.
fn statuses(
    case: Case<'_>,
    wanted: &MakeAssessment,
    subject: Subject<'_>,
    evidence: &[&Entry],
) -> Vec<Fulfilment> {
    let rules = case.state.reporting.rules();
    case.state
        .indicators
        .of_item(&wanted.item)
        .filter_map(|(id, indicator)| {
            let (unit, period, achieved) =
                outcome(id, indicator, wanted.period, subject, evidence)?;
            let yardstick = Yardstick {
                target: indicator.target_for(wanted.period),
                desired: desired(case, indicator, subject),
                year: period.year(),
                previous: number(indicator, unit, period.previous_year()),
                series: series(case, indicator, wanted.period, unit, period),
            };
            fulfilment(achieved, &yardstick, &rules)
        })
        .collect()
}

/// The outcome that counts: the assessor's or the owner's for the period, or
/// else the latest older one that the evidence names, since outcomes may lag.
fn outcome<'a>(
    id: &IndicatorId,
    indicator: &Indicator,
    wanted: Period,
    subject: Subject<'a>,
    evidence: &[&'a Entry],
) -> Option<(&'a UnitId, Period, Achieved)> {
    for unit in [subject.assessor, subject.owner] {
        if let Some(report) = indicator.reports.get(&(unit.clone(), wanted)) {
            return report.outcome.map(|achieved| (unit, wanted, achieved));
        }
    }
    evidence
        .iter()
        .filter_map(|entry| match entry.event() {
            Some(Event::IndicatorOutcomeReported(e)) if e.indicator == *id => {
                Some((&e.unit, e.period, Achieved::from(&e.outcome)))
            }
            Some(Event::OutcomeCorrected(e)) => match &e.fact {
                CorrectedFact::Indicator {
                    indicator,
                    unit,
                    period,
                    outcome,
                } if indicator == id => Some((unit, *period, Achieved::from(outcome))),
                _ => None,
            },
            _ => None,
        })
        .max_by_key(|(_, period, _)| (period.last_day(), period.length()))
}

fn desired(
    case: Case<'_>,
    indicator: &Indicator,
    subject: Subject<'_>,
) -> crate::event::plan::Desired {
    case.state
        .units
        .chain(subject.assessor, subject.day)
        .into_iter()
        .find_map(|unit| indicator.wishes.get(unit).copied())
        .unwrap_or(indicator.desired)
}

fn number(indicator: &Indicator, unit: &UnitId, period: Period) -> Option<Quantity> {
    match indicator.reports.get(&(unit.clone(), period))?.outcome? {
        Achieved::Number(value) => Some(value),
        Achieved::Judged(_) => None,
    }
}

/// The value of the series that the target compares with: the same unit's, or
/// else whoever has reported it for the period.
fn series(
    case: Case<'_>,
    indicator: &Indicator,
    wanted: Period,
    unit: &UnitId,
    period: Period,
) -> Option<Quantity> {
    let Some(Target::AtLeastSeries { indicator: other }) = indicator.target_for(wanted) else {
        return None;
    };
    let other = case.state.indicators.get(other)?;
    number(other, unit, period).or_else(|| {
        other
            .reports
            .keys()
            .filter(|(_, of)| *of == period)
            .find_map(|(unit, of)| number(other, unit, *of))
    })
}
