//! Examples of the checks of assessments and internal control.

use ledger::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlScope, ControlStatus, RiskIdentified,
};
use ledger::event::followup::Colour;
use ledger::event::indicator::{IndicatorOutcomeReported, IndicatorValue, OutcomeMissing};
use ledger::event::plan::ObjectiveKind;
use ledger::event::reporting::{CheckName, Claim, FactClaimed};
use ledger::ids::{ClaimId, ControlId, IndicatorId, Position, RiskId};

use super::check;
use crate::claims::ClaimValue;
use crate::document::CheckOutcome;
use crate::scenario::{Scenario, period, unit};

fn objective() -> Scenario {
    let mut scenario = Scenario::default();
    scenario.region();
    scenario.objective("E2");
    scenario.indicator("I-2.1", "E2");
    scenario.indicator("I-2.2", "E2");
    scenario
}

fn missing(scenario: &mut Scenario, id: &str) -> Position {
    scenario.record(OutcomeMissing {
        indicator: IndicatorId::new(id).unwrap(),
        unit: unit("RS"),
        period: period("2024"),
        missing_reason: "Underlaget är inte kvalitetssäkrat".into(),
    })
}

fn reported(scenario: &mut Scenario, id: &str) -> Position {
    scenario.record(IndicatorOutcomeReported {
        indicator: IndicatorId::new(id).unwrap(),
        unit: unit("RS"),
        period: period("2024"),
        outcome: IndicatorValue::Number {
            value: "84".parse().unwrap(),
        },
    })
}

#[test]
fn a_colour_on_an_objective_whose_only_values_are_missing_fails() {
    let name = CheckName::NoColourOnMissingData;
    let mut scenario = objective();
    let told = missing(&mut scenario, "I-2.1");
    scenario.assess("E2", "2024", Colour::NotAssessable, "Data saknas", &[told]);
    assert_eq!(check(&scenario, name).outcome, CheckOutcome::Holds);
    scenario.assess("E2", "2024", Colour::Green, "Går bra", &[told]);
    let result = check(&scenario, name);
    assert_eq!(result.outcome, CheckOutcome::Failed);
    assert_eq!(result.findings[0].place, "E2");
    reported(&mut scenario, "I-2.2");
    assert_eq!(check(&scenario, name).outcome, CheckOutcome::Holds);
}

#[test]
fn a_red_without_evidence_or_motivation_fails() {
    let name = CheckName::WarningsMotivated;
    for (colour, motivation, with_evidence, outcome) in [
        (Colour::Red, "Sämre", true, CheckOutcome::Holds),
        (Colour::Red, "  ", true, CheckOutcome::Failed),
        (Colour::Yellow, "Sämre", false, CheckOutcome::Failed),
        (Colour::Green, "Bättre", false, CheckOutcome::Holds),
    ] {
        let mut scenario = objective();
        let evidence = [reported(&mut scenario, "I-2.1")];
        let evidence = if with_evidence { &evidence[..] } else { &[] };
        scenario.assess("E2", "2024", colour, motivation, evidence);
        let result = check(&scenario, name);
        assert_eq!(result.outcome, outcome, "{colour:?} {motivation:?}");
    }
}

#[test]
fn a_stated_count_of_a_colour_that_the_assessments_do_not_give_fails() {
    let name = CheckName::ColourCountsAgree;
    let mut scenario = objective();
    let evidence = [reported(&mut scenario, "I-2.1")];
    scenario.assess("E2", "2024", Colour::Red, "Sämre", &evidence);
    let mut claim = |id: &str, colour, count| {
        scenario.record(FactClaimed {
            id: ClaimId::new(id).unwrap(),
            unit: unit("RS"),
            source: "Sammanfattning".into(),
            claim: Claim::ColourCount {
                unit: unit("RS"),
                period: period("2024"),
                kind: Some(ObjectiveKind::EffectObjective),
                colour,
                count,
            },
        });
        check(&scenario, name)
    };
    assert_eq!(
        claim("R", Some(Colour::Red), 1).outcome,
        CheckOutcome::Holds
    );
    assert_eq!(claim("A", None, 1).outcome, CheckOutcome::Holds);
    let failed = claim("G", Some(Colour::Green), 2);
    assert_eq!(failed.outcome, CheckOutcome::Failed);
    assert_eq!(failed.findings[0].stated, Some(ClaimValue::Count(2)));
    assert_eq!(failed.findings[0].computed, Some(ClaimValue::Count(0)));
    assert_eq!(failed.findings[0].difference, Some(ClaimValue::Count(2)));
}

#[test]
fn a_control_action_without_a_status_fails_until_it_is_followed_up() {
    let name = CheckName::ControlActionsHaveStatus;
    let mut scenario = Scenario::default();
    scenario.region();
    assert_eq!(check(&scenario, name).outcome, CheckOutcome::NotApplicable);
    let risk = RiskId::new("R1").unwrap();
    let control = ControlId::new("IK-11").unwrap();
    scenario.record(RiskIdentified {
        risk: risk.clone(),
        unit: unit("RS"),
        year: 2024,
        area: "HR".into(),
        title: "Brist".into(),
        likelihood: None,
        impact: None,
    });
    scenario.record(ControlActionPlanned {
        control: control.clone(),
        risk,
        unit: unit("RS"),
        year: 2024,
        title: "Stickprov".into(),
        scope: ControlScope::Region,
    });
    let result = check(&scenario, name);
    assert_eq!(result.outcome, CheckOutcome::Failed);
    assert_eq!(result.findings[0].place, "IK-11");
    scenario.record(ControlActionFollowedUp {
        control,
        period: period("2024"),
        status: ControlStatus::NotCarriedOut,
        effect: None,
        comment: None,
    });
    assert_eq!(check(&scenario, name).outcome, CheckOutcome::Holds);
}
