//! Risks, control actions with their status and counts, and the control assessment.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Entry;
use ledger::event::control::{ControlStatus, Requirement, WishedEffect};
use ledger::ids::UnitId;
use projections::control::ControlCounts;

use super::super::question::{Answers, Question};
use super::super::{control, organisation};
use super::place;

pub(crate) fn assert_control(question: &Question, answers: &Answers, log: &[Entry]) {
    let Question { unit, period } = question;
    let units = organisation::subtree_in(log, unit, *period);
    let risks: BTreeMap<_, _> = units
        .iter()
        .flat_map(|unit| control::risks(log, unit, period.year()))
        .map(|(id, risk)| (id, (risk.title, risk.likelihood, risk.impact)))
        .collect();
    let shown: BTreeMap<_, _> = answers
        .risks
        .iter()
        .map(|risk| {
            let said = (risk.title.clone(), risk.likelihood, risk.impact);
            (risk.risk.clone(), said)
        })
        .collect();
    assert_eq!(shown, risks, "{}", place(question, log, "risks"));
    assert_actions(question, answers, log, &units);
    assert_judgements(question, answers, log);
}

fn assert_actions(question: &Question, answers: &Answers, log: &[Entry], units: &BTreeSet<UnitId>) {
    let period = question.period;
    let planned: BTreeMap<_, _> = units
        .iter()
        .flat_map(|unit| control::planned(log, unit, period.year()))
        .collect();
    let expected: Vec<_> = planned
        .iter()
        .map(|(id, planned)| {
            let follow_up = control::follow_up(log, id, period);
            let said = follow_up.map(|said| (said.period, Some(said.status), said.effect));
            (id, &planned.risk, &planned.title, said)
        })
        .collect();
    let mut shown: Vec<_> = answers
        .controls
        .iter()
        .map(|action| {
            let follow_up = action.follow_up.as_ref();
            let said = follow_up.map(|said| (said.period, said.status, said.effect));
            (&action.control, &action.risk, &action.title, said)
        })
        .collect();
    shown.sort();
    assert_eq!(
        shown,
        expected,
        "{}",
        place(question, log, "control actions")
    );

    let count = |wanted: &dyn Fn(Option<ControlStatus>, Option<WishedEffect>) -> bool| {
        let counted = expected
            .iter()
            .filter(|(_, _, _, said)| {
                wanted(
                    said.and_then(|(_, status, _)| status),
                    said.and_then(|(_, _, effect)| effect),
                )
            })
            .count();
        u32::try_from(counted).expect("few control actions")
    };
    assert_eq!(
        ControlCounts::of(&answers.controls),
        ControlCounts {
            total: count(&|_, _| true),
            completed: count(&|status, _| status == Some(ControlStatus::Completed)),
            ongoing: count(&|status, _| status == Some(ControlStatus::Ongoing)),
            not_carried_out: count(&|status, _| status == Some(ControlStatus::NotCarriedOut)),
            without_status: count(&|status, _| status.is_none()),
            effect_yes: count(&|_, effect| effect == Some(WishedEffect::Yes)),
            effect_partly: count(&|_, effect| effect == Some(WishedEffect::Partly)),
            effect_no: count(&|_, effect| effect == Some(WishedEffect::No)),
            effect_unknown: count(&|_, effect| effect.is_none()),
            redacted: 0,
        },
        "{}",
        place(question, log, "counts of control actions")
    );
}

fn assert_judgements(question: &Question, answers: &Answers, log: &[Entry]) {
    let judged = control::assessed(log, &question.unit, question.period.year());
    let shown: Vec<_> = answers
        .control_assessment
        .iter()
        .map(|shown| (shown.requirement, shown.judgement, shown.motivation.clone()))
        .collect();
    let expected: Vec<_> = [
        Requirement::A,
        Requirement::B,
        Requirement::C,
        Requirement::D,
        Requirement::E,
    ]
    .into_iter()
    .map(|requirement| {
        let made = judged.get(&requirement);
        (
            requirement,
            made.map(|made| made.judgement),
            made.and_then(|made| made.motivation.clone()),
        )
    })
    .collect();
    assert_eq!(
        shown,
        expected,
        "{}",
        place(question, log, "control assessment")
    );
}
