//! A small region's year, with something of every kind: what the reports are tried on.

use std::collections::BTreeMap;

use ledger::event::Provenance;
use ledger::event::action::{ActionCategory, ActionEffectReported, ActionPlanned, YearEffect};
use ledger::event::budget::{
    Breakdown, BudgetReallocated, LineTable, Posting, ReportLineDefined, ReserveDisposed,
};
use ledger::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, ControlScope, ControlStatus,
    Requirement, RiskIdentified, Sufficiency, WishedEffect,
};
use ledger::event::decision::{DecisionKind, DecisionTaken, Delegation, Precision};
use ledger::event::economy::{ForecastSubmitted, OutcomeRestated};
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::followup::{
    AssessmentBasis, AssessmentMade, AssignmentStatus, AssignmentStatusReported, Colour,
    NarrativeSection, NarrativeWritten, SignificantEventNoted, SignificantKind, Trend,
};
use ledger::event::indicator::{IndicatorOutcomeReported, IndicatorValue, OutcomeMissing};
use ledger::event::organisation::{UnitEstablished, UnitKind, UnitMoved};
use ledger::event::plan::{
    AssignmentGiven, Desired, IndicatorDefined, ObjectiveKind, ObjectiveSet, Perspective,
    PlanAdopted, Target, TargetSet,
};
use ledger::event::reporting::{ReportKind, ReportSubmitted};
use ledger::money::Ore;
use ledger::quantity::Quantity;

use crate::scenario::{Scenario, event_id, line, period, unit};

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A region of a board and a committee, with something of every kind in 2024.
pub(crate) fn year() -> Scenario {
    let mut s = Scenario::default();
    for (id, kind, parent) in [
        ("RF", UnitKind::Assembly, None),
        ("RS", UnitKind::ExecutiveBoard, Some("RF")),
        ("SN", UnitKind::Committee, Some("RF")),
        ("RS-KANSLI", UnitKind::Administration, Some("RS")),
    ] {
        s.record(UnitEstablished {
            unit: unit(id),
            name: format!("Enheten {id}"),
            kind,
            parent: parent.map(unit),
            valid_from: id_date("2020-01-01"),
        });
    }
    plan(&mut s);
    economy(&mut s);
    forecasts_and_actions(&mut s);
    follow_up(&mut s);
    control(&mut s);
    personnel(&mut s);
    s.record(UnitMoved {
        unit: unit("RS-KANSLI"),
        parent: unit("SN"),
        valid_from: id_date("2024-10-01"),
    });
    s
}

fn id_date(text: &str) -> ledger::time::Date {
    id(text)
}

fn plan(s: &mut Scenario) {
    for (plan, of) in [("plan-rf", "RF"), ("plan-rs", "RS")] {
        s.record(PlanAdopted {
            plan: id(plan),
            unit: unit(of),
            year: 2024,
            title: "Verksamhetsplan".into(),
        });
    }
    for (item, plan, kind, perspective, owner) in [
        (
            "E1",
            "plan-rf",
            ObjectiveKind::EffectObjective,
            Perspective::ResidentsAndSociety,
            "RS",
        ),
        (
            "E2",
            "plan-rf",
            ObjectiveKind::EffectObjective,
            Perspective::Process,
            "SN",
        ),
        (
            "N1",
            "plan-rs",
            ObjectiveKind::CommitteeObjective,
            Perspective::Resource,
            "RS",
        ),
    ] {
        s.record_with(
            ObjectiveSet {
                item: id(item),
                plan: id(plan),
                kind,
                label: Some(item.trim_start_matches(['E', 'N']).into()),
                title: format!("Målet {item}"),
                perspective,
                strategy: None,
                owner: unit(owner),
            },
            None,
            None,
            Some(Provenance::Stated),
        );
    }
    s.record(AssignmentGiven {
        item: id("U1"),
        plan: id("plan-rs"),
        label: Some("1".into()),
        title: "Uppdraget".into(),
        perspective: Perspective::Process,
        strategy: None,
        objective: Some(id("E1")),
        owner: unit("RS"),
        due: Some(id("2024-12-31")),
    });
    for indicator in ["I1", "I2"] {
        s.record(IndicatorDefined {
            indicator: id(indicator),
            item: id("E1"),
            label: None,
            title: format!("Indikatorn {indicator}"),
            unit_of_measure: "%".into(),
            desired: Desired::Increase,
        });
        s.record(TargetSet {
            indicator: id(indicator),
            period: period("2024"),
            target: Target::AtLeast {
                value: Quantity::whole(87),
            },
        });
    }
}

fn economy(s: &mut Scenario) {
    s.line("L1", Some("LSUM"), Breakdown::Partial, 1);
    s.line("L1.1", Some("L1"), Breakdown::None, 2);
    s.line("L5", Some("LSUM"), Breakdown::None, 3);
    s.line("LSUM", None, Breakdown::Complete, 4);
    s.line_in(LineTable::Investment, "I-RS", None, Breakdown::None, 1);
    s.record(ReportLineDefined {
        line: line("SN-SUM"),
        table: LineTable::OperatingResult,
        unit: unit("SN"),
        title: "Summa".into(),
        parent: None,
        breakdown: Breakdown::None,
        order: 1,
    });
    for (frame, ore) in [
        ("L1", -12_000),
        ("L1.1", -6_000),
        ("L5", -1_200),
        ("I-RS", -500),
    ] {
        s.frame(frame, 2024, ore);
    }
    s.frame("SN-SUM", 2024, -2_400);
    for month in 1..=12 {
        s.book("L1", &format!("2023-{month:02}"), -900);
        s.book("L1", &format!("2024-{month:02}"), -1_000);
        s.book("L1.1", &format!("2024-{month:02}"), -450);
        s.book("SN-SUM", &format!("2024-{month:02}"), -190);
    }
    s.book("I-RS", "2024-05", -170);
    s.record(OutcomeRestated {
        unit: unit("RS"),
        line: line("I-RS"),
        month: id("2024-12"),
        amount_ore: Ore(1_440),
        policy: "SaaS".into(),
        recommendation: "RKR R3".into(),
        restates: None,
    });
    s.record_with(
        BudgetReallocated {
            year: 2024,
            from_month: 7,
            postings: vec![
                Posting {
                    line: line("L1"),
                    amount_ore: Ore(600),
                },
                Posting {
                    line: line("L1.1"),
                    amount_ore: Ore(-600),
                },
            ],
        },
        Some("D1"),
        None,
        None,
    );
    s.record_with(
        ReserveDisposed {
            reserve: line("L5"),
            line: line("L1"),
            year: 2024,
            from_month: 7,
            amount_ore: Ore(300),
            purpose: "hyra".into(),
        },
        Some("D1"),
        None,
        None,
    );
}

fn forecasts_and_actions(s: &mut Scenario) {
    for (of, ore) in [("2024-01/2024-03", -17_000), ("2024-01/2024-07", -17_600)] {
        s.record(ForecastSubmitted {
            unit: unit("RS"),
            line: line("L1"),
            basis_period: period(of),
            amount_ore: Ore(ore),
        });
    }
    let effect = |ore| YearEffect {
        year: 2024,
        amount_ore: Some(Ore(ore)),
        fte: None,
    };
    s.record(ActionPlanned {
        action: id("A1"),
        unit: unit("RS"),
        title: "Färre vakanser".into(),
        category: ActionCategory::Personnel,
        effects: vec![effect(375)],
        consequence: None,
    });
    s.record(ActionEffectReported {
        action: id("A1"),
        period: period("2024"),
        outcome: effect(353),
        forecast: vec![YearEffect {
            year: 2025,
            amount_ore: Some(Ore(22)),
            fte: None,
        }],
        comment: None,
    });
}

fn follow_up(s: &mut Scenario) {
    for (indicator, value) in [("I1", Some(84)), ("I2", None)] {
        match value {
            Some(value) => s.record(IndicatorOutcomeReported {
                indicator: id(indicator),
                unit: unit("RS"),
                period: period("2024"),
                outcome: IndicatorValue::Number {
                    value: Quantity::whole(value),
                },
            }),
            None => s.record(OutcomeMissing {
                indicator: id(indicator),
                unit: unit("RS"),
                period: period("2024"),
                missing_reason: "Underlaget är inte kvalitetssäkrat".into(),
            }),
        };
    }
    for (item, of, colour) in [
        ("E1", "2024-01/2024-07", Colour::Yellow),
        ("E1", "2024", Colour::Red),
        ("N1", "2024", Colour::Green),
        ("U1", "2024", Colour::Green),
    ] {
        s.record(AssessmentMade {
            item: id(item),
            unit: unit("RS"),
            period: period(of),
            colour,
            trend: Some(Trend::Worse),
            evidence: vec![event_id(20)],
            basis: AssessmentBasis::Rule,
            suggested: Some(colour),
            motivation: format!("Därför är {item} så."),
        });
    }
    s.record(AssignmentStatusReported {
        item: id("U1"),
        unit: unit("RS"),
        period: period("2024"),
        status: AssignmentStatus::Completed,
        text: "Klart.".into(),
    });
    s.record(NarrativeWritten {
        unit: unit("RS"),
        period: period("2024"),
        section: NarrativeSection::Summary,
        text: "Första stycket.\n\nAndra stycket.".into(),
    });
    for (kind, day) in [
        (SignificantKind::SignificantEvent, "2024-03-01"),
        (SignificantKind::FutureChallenge, "2025-03-01"),
    ] {
        s.record(SignificantEventNoted {
            unit: unit("RS"),
            kind,
            date: id_date(day),
            title: "Något".into(),
            text: "Det betyder något.".into(),
        });
    }
    s.record(DecisionTaken {
        decision: id("D1"),
        unit: unit("RS"),
        organ: "Regiondirektören".into(),
        kind: DecisionKind::Reallocation,
        title: "Omdisponering".into(),
        date: id_date("2024-06-01"),
        precision: Precision::Day,
        case_number: Some("24RS1".into()),
        paragraph: Some("§ 12".into()),
        amount_ore: Some(Ore(-600)),
        delegation: Some(Delegation {
            committee: unit("RS"),
            urgent: true,
        }),
    });
    s.record(ReportSubmitted {
        kind: ReportKind::OperationsReport,
        unit: unit("SN"),
        period: period("2024"),
        to: unit("RS"),
    });
}

fn control(s: &mut Scenario) {
    s.record(RiskIdentified {
        risk: id("R1"),
        unit: unit("RS"),
        year: 2024,
        area: "HR".into(),
        title: "Risken".into(),
        likelihood: Some(3),
        impact: Some(4),
    });
    for (control, status) in [
        ("IK-1", ControlStatus::Completed),
        ("IK-2", ControlStatus::NotCarriedOut),
    ] {
        s.record(ControlActionPlanned {
            control: id(control),
            risk: id("R1"),
            unit: unit("RS"),
            year: 2024,
            title: "Åtgärden".into(),
            scope: ControlScope::Region,
        });
        s.record(ControlActionFollowedUp {
            control: id(control),
            period: period("2024"),
            status,
            effect: (status == ControlStatus::Completed).then_some(WishedEffect::Yes),
            comment: None,
        });
    }
    for requirement in [
        Requirement::A,
        Requirement::B,
        Requirement::C,
        Requirement::D,
        Requirement::E,
    ] {
        s.record(ControlAssessed {
            unit: unit("RS"),
            year: 2024,
            requirement,
            judgement: Sufficiency::Sufficient,
            motivation: None,
        });
    }
}

fn personnel(s: &mut Scenario) {
    let mut figure = |measure, of: &str, parts: &[(Dimension, &str)], value: &str| {
        s.record(KeyFigureReported {
            unit: unit("RS"),
            measure,
            period: period(of),
            dimensions: parts
                .iter()
                .map(|(dimension, part)| (*dimension, (*part).to_string()))
                .collect::<BTreeMap<_, _>>(),
            value: FigureValue::Number { value: id(value) },
        });
    };
    for (of, women, men) in [("2023", "74.2", "18"), ("2024", "62.4", "16")] {
        for (sex, value) in [("women", women), ("men", men)] {
            let parts = [
                (Dimension::Occupation, "Handläggare"),
                (Dimension::Sex, sex),
            ];
            figure(Measure::FullTimeEquivalents, of, &parts, value);
        }
    }
    for (of, value) in [("2023-12", "15929"), ("2024-12", "15319")] {
        let parts = [(Dimension::AgeGroup, "0-4")];
        figure(Measure::ListedPatients, of, &parts, value);
    }
}
