//! Assessments: a colour, what it rests on, and what the rule would have said.
//!
//! Guarantees: green, yellow and red rest on evidence about the item or the
//! unit that answers for it, never on data that is missing; a departure from
//! the rule's suggestion has a motivation and is recorded as such.

use std::collections::BTreeSet;

use crate::command::MakeAssessment;
use crate::decide::case::{Case, Decided};
use crate::decide::choice::Scope;
use crate::decide::evidence::{self, Subject};
use crate::decide::plan::kind_name;
use crate::decide::text;
use crate::entry::Entry;
use crate::event::Event;
use crate::event::followup::{AssessmentBasis, AssessmentMade, Colour};
use crate::refusal::{Refusal, RefusalCode as Code};
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
    let owner = item.owner.as_ref();
    let scope = Scope::of(case.state, &wanted.unit, owner, wanted.period);
    let statuses = scope.statuses(&wanted.item);
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
