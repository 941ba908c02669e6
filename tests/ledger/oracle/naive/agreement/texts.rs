//! Assessments and statuses, with the counts per colour; texts and noted events.

use ledger::entry::Entry;
use ledger::event::followup::{Colour, SignificantEventNoted, SignificantKind};
use ledger::event::plan::ObjectiveKind;
use ledger::time::Date;
use projections::assessments::ColourCounts;
use projections::narrative::Noted;

use super::super::plan::{self, Kind};
use super::super::question::{Answers, Question};
use super::super::{organisation, texts};
use super::place;

pub(crate) fn assert_assessments(question: &Question, answers: &Answers, log: &[Entry]) {
    let Question { unit, period } = question;
    let items = plan::items_of(log, unit, *period);
    let shown = &answers.assessments;
    assert_eq!(shown.len(), items.len());
    for (id, assessment) in shown {
        let made = texts::shown(log, id, items[id].owner.as_ref(), unit, *period);
        assert_eq!(
            assessment.as_ref().map(|shown| (
                &shown.unit,
                shown.colour,
                shown.trend,
                &shown.evidence,
                &shown.motivation
            )),
            made.as_ref().map(|made| (
                &made.unit,
                Some(made.colour),
                made.trend,
                &made.evidence,
                &made.motivation
            )),
            "{}",
            place(question, log, format!("assessment of {id}"))
        );
    }
    for (id, status) in &answers.statuses {
        let reported = texts::status(log, id, items[id].owner.as_ref(), unit, *period);
        assert_eq!(
            status
                .as_ref()
                .map(|shown| (&shown.unit, shown.status, &shown.text)),
            reported
                .as_ref()
                .map(|said| (&said.unit, Some(said.status), &said.text)),
            "{}",
            place(question, log, format!("status of {id}"))
        );
    }
    for (kind, counts) in [
        (
            Kind::Objective(ObjectiveKind::EffectObjective),
            answers.colours.effect_objectives,
        ),
        (
            Kind::Objective(ObjectiveKind::CommitteeObjective),
            answers.colours.committee_objectives,
        ),
        (Kind::Assignment, answers.colours.assignments),
    ] {
        let colours: Vec<Option<Colour>> = items
            .iter()
            .filter(|(_, item)| item.kind == kind)
            .filter(|(_, item)| item.withdrawn.is_none_or(|last| period.last_day() <= last))
            .map(|(id, item)| {
                texts::shown(log, id, item.owner.as_ref(), unit, *period).map(|made| made.colour)
            })
            .collect();
        let number = |colour: Option<Colour>| {
            let of = colours.iter().filter(|known| **known == colour).count();
            u32::try_from(of).expect("few items")
        };
        assert_eq!(
            counts,
            ColourCounts {
                total: u32::try_from(colours.len()).expect("few items"),
                green: number(Some(Colour::Green)),
                yellow: number(Some(Colour::Yellow)),
                red: number(Some(Colour::Red)),
                not_assessable: number(Some(Colour::NotAssessable)),
                not_assessed: number(None),
                redacted: 0,
            },
            "{}",
            place(question, log, format!("colours of {kind:?}"))
        );
    }
}

pub(crate) fn assert_narrative(question: &Question, answers: &Answers, log: &[Entry]) {
    let Question { unit, period } = question;
    let written: Vec<_> = texts::narrative(log, unit, *period).into_iter().collect();
    let shown: Vec<_> = answers
        .texts
        .iter()
        .map(|text| (text.section, text.text.clone()))
        .collect();
    assert_eq!(shown, written, "{}", place(question, log, "texts"));
    let units = organisation::subtree_in(log, unit, *period);
    let horizon = Date::new(period.year() + 3, 12, 31).expect("a day");
    for (shown, kind, last) in [
        (
            &answers.significant,
            SignificantKind::SignificantEvent,
            period.last_day(),
        ),
        (
            &answers.challenges,
            SignificantKind::FutureChallenge,
            horizon,
        ),
    ] {
        let shown: Vec<_> = shown.iter().map(plain).collect();
        assert_eq!(
            shown,
            texts::noted(log, &units, kind, period.first_day()..=last),
            "{}",
            place(question, log, format!("{kind:?}"))
        );
    }
}

fn plain(noted: &Noted) -> SignificantEventNoted {
    SignificantEventNoted {
        unit: noted.unit.clone(),
        kind: noted.kind,
        date: noted.date,
        title: noted.title.clone(),
        text: noted.text.clone(),
    }
}
