//! Checks of the follow-up: assessments, interim periods and internal control.

use ledger::event::followup::Colour;
use ledger::event::reporting::ReportKind;

use super::{Context, Finding, Verdict};
use crate::assessments::Assessment;
use crate::claims::ClaimValue;
use crate::indicators::Outcome;
use crate::plan::Item;

/// The items of the report that apply, with the assessment it shows of each.
fn assessed(context: &Context<'_>) -> Vec<(Item, Assessment)> {
    let model = context.model;
    let scope = context.scope();
    let items = model.plan.report_items(&scope);
    items
        .objectives()
        .chain(&items.assignments)
        .filter(|item| item.applies_on(context.period.last_day()))
        .filter_map(|item| Some((item.clone(), model.assessments.shown(item, &scope)?)))
        .collect()
}

/// Every red or yellow has a motivation and evidence.
pub(super) fn warnings_motivated(context: &Context<'_>) -> Verdict {
    let assessed = assessed(context);
    if assessed.is_empty() {
        return Verdict::not_applicable();
    }
    let findings: Vec<_> = assessed
        .iter()
        .filter(|(_, assessment)| matches!(assessment.colour, Some(Colour::Yellow | Colour::Red)))
        .filter_map(|(item, assessment)| {
            let motivated = !assessment.motivation.trim().is_empty();
            let missing = match (motivated, assessment.evidence.is_empty()) {
                (true, false) => return None,
                (false, false) => "motivering",
                (true, true) => "underlag",
                (false, true) => "motivering och underlag",
            };
            Some(Finding::words(
                item.item.as_str(),
                format!("{} är gul eller röd utan {missing}", item.title),
            ))
        })
        .collect();
    let holds = findings.is_empty();
    // What is gone can neither be wanting nor be shown to hold: it is told.
    let gone = assessed.iter().filter_map(|(item, assessment)| {
        let words = assessment.redacted.as_ref()?.words();
        let said = format!("{}: {words}, kan inte prövas", item.title);
        Some(Finding::words(item.item.as_str(), said))
    });
    Verdict::of(holds, findings.into_iter().chain(gone).collect())
}

/// No assessment rests on missing data: an item with indicators of which every
/// one that is told lacks its value has no colour.
pub(super) fn no_colour_on_missing_data(context: &Context<'_>) -> Verdict {
    let assessed = assessed(context);
    if assessed.is_empty() {
        return Verdict::not_applicable();
    }
    let model = context.model;
    let scope = context.scope();
    let findings: Vec<_> = assessed
        .iter()
        .filter(|(_, assessment)| {
            assessment
                .colour
                .is_some_and(|colour| colour != Colour::NotAssessable)
        })
        .filter_map(|(item, _)| {
            let outcomes: Vec<_> = model
                .indicators
                .of_item(&item.item, context.size)
                .iter()
                .filter_map(|indicator| {
                    model
                        .indicators
                        .row(indicator, item.owner.as_ref(), &scope, &model.rules)
                })
                .map(|row| row.outcome)
                .collect();
            let missing = outcomes
                .iter()
                .filter(|outcome| matches!(outcome, Outcome::Missing { .. }))
                .count();
            let reported = outcomes
                .iter()
                .filter(|outcome| matches!(outcome, Outcome::Reported(_)))
                .count();
            (missing > 0 && reported == 0).then(|| Finding {
                place: item.item.to_string(),
                stated: None,
                computed: Some(ClaimValue::Count(0)),
                difference: None,
                text: format!(
                    "{} har en färg, men alla rapporterade indikatorer saknar värde ({missing} st)",
                    item.title
                ),
            })
        })
        .collect();
    Verdict::of(findings.is_empty(), findings)
}

/// An interim report covers January to a month that the rules allow (LKBR 13:1).
pub(super) fn interim_period_length(context: &Context<'_>) -> Verdict {
    if context.kind != ReportKind::InterimReport {
        return Verdict::not_applicable();
    }
    let rules = context.model.rules.at(context.size).rules;
    let period = context.period;
    let holds = period.first().month() == 1 && rules.allows_interim_end(period.last().month());
    let finding = (!holds).then(|| {
        Finding::words(
            &period.to_string(),
            format!(
                "en delårsrapport ska börja i januari och sluta i månad {} till {}",
                rules.interim_from_month, rules.interim_to_month
            ),
        )
    });
    Verdict::of(holds, finding.into_iter().collect())
}

/// Every control action has a status at the end of the year, when the plan of
/// internal control is followed up; a period report says nothing of them.
pub(super) fn control_actions_have_status(context: &Context<'_>) -> Verdict {
    match context.kind {
        ReportKind::PeriodReport => return Verdict::not_applicable(),
        ReportKind::InterimReport => {
            return Verdict::not_applicable_since(
                "internkontrollplan",
                "internkontrollplanen följs upp för helåret",
            );
        }
        ReportKind::OperationsReport | ReportKind::AnnualReport => {}
    }
    let actions = context.model.control.actions(&context.scope());
    if actions.is_empty() {
        return Verdict::not_applicable();
    }
    let findings: Vec<_> = actions
        .iter()
        .filter(|action| action.follow_up.is_none())
        .map(|action| {
            Finding::words(
                action.control.as_str(),
                format!("{} saknar status", action.title),
            )
        })
        .collect();
    Verdict::of(findings.is_empty(), findings)
}
