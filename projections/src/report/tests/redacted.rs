//! Redaction in every report: what is destroyed is gone at every moment, nothing
//! older stands in for it, and what was cached makes no difference (I9, I11).

use ledger::entry::Payload;
use ledger::event::Event;
use ledger::event::control::{ControlAssessed, Requirement};
use ledger::event::followup::NarrativeSection;
use ledger::event::indicator::OutcomeMissing;
use ledger::event::organisation::MandateMoved;
use ledger::event::plan::{ItemReworded, MatterReferredBack};
use ledger::event::remains::Remains;
use ledger::event::reporting::{PayloadRedacted, ReportPublished};
use ledger::ids::{Position, ReportId};
use serde_json::Value;

use super::{KINDS, Scenario, basis, build, id, region, request, unit};
use crate::canonical;
use crate::document::{Cell, Document};
use crate::model::ReadModel;
use crate::publication::{self, Reproduction};

/// The region's year, with an event of every kind that may be redacted.
fn year() -> Scenario {
    let mut s = region::year();
    s.record(MandateMoved {
        mandate: "Ansvaret för arkivet hos Anna".into(),
        from_unit: unit("RS"),
        to_unit: unit("SN"),
        valid_from: "2024-03-01".parse().unwrap(),
    });
    s.record(ItemReworded {
        item: id("E1"),
        title: "En lydelse med namnet Anna i".into(),
    });
    let mut decisions = s.entries.iter().filter_map(|entry| match entry.event() {
        Some(Event::DecisionTaken(decision)) => Some(decision.decision.clone()),
        _ => None,
    });
    let decision = decisions.next_back().expect("the year has decisions");
    s.record(MatterReferredBack {
        decision,
        matter: "Ärendet om Annas uppdrag".into(),
        item: None,
        by_minority: true,
        motivation: "Anna behöver höras i ärendet".into(),
    });
    s.record(ControlAssessed {
        unit: unit("RS"),
        year: 2024,
        requirement: Requirement::B,
        judgement: ledger::event::control::Sufficiency::Insufficient,
        motivation: Some("Annas rutin följdes inte".into()),
    });
    let missing = s.entries.iter().find_map(|entry| match entry.event() {
        Some(Event::IndicatorDefined(defined)) => Some(defined.indicator.clone()),
        _ => None,
    });
    s.record(OutcomeMissing {
        indicator: missing.expect("the year has indicators"),
        unit: unit("RS"),
        period: "2024".parse().unwrap(),
        missing_reason: "Anna har slutat och inget är mätt".into(),
    });
    s
}

/// The positions of the events that may be redacted.
fn redactable(s: &Scenario) -> Vec<Position> {
    let entries = s.entries.iter();
    entries
        .filter(|entry| entry.event().and_then(Remains::of).is_some())
        .map(|entry| entry.position)
        .collect()
}

/// Records the redaction of an event; its payload stays in the scenario.
fn redact(s: &mut Scenario, position: Position) {
    let entry = &s.entries[usize::try_from(position.0).unwrap()];
    let redaction = PayloadRedacted {
        event: entry.event_id,
        position,
        legal_ground: "GDPR artikel 17".into(),
        remains: entry.event().and_then(Remains::of).unwrap(),
    };
    s.record_with(redaction, Some("D-GALLRA"), None, None);
}

/// The same log as it is read once the payloads are destroyed.
fn destroyed(s: &Scenario, positions: &[Position]) -> Scenario {
    let mut log = s.clone();
    for position in positions {
        let entry = &mut log.entries[usize::try_from(position.0).unwrap()];
        entry.payload = Payload::Redacted(entry.kind());
    }
    log
}

fn reports(model: &ReadModel, size: u64) -> Vec<Document> {
    KINDS
        .iter()
        .filter_map(|(kind, of, when)| build(model, &request(*kind, of, when), basis(size)).ok())
        .collect()
}

fn texts_of(event: &Event) -> Vec<String> {
    fn gather(value: &Value, texts: &mut Vec<String>) {
        match value {
            Value::String(text) if text.contains(' ') => texts.push(text.clone()),
            Value::Array(values) => values.iter().for_each(|value| gather(value, texts)),
            Value::Object(members) => members.values().for_each(|value| gather(value, texts)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    gather(&event.payload_json(), &mut texts);
    texts
}

#[test]
fn every_kind_is_gone_at_every_size_whether_it_had_been_seen_or_not() {
    let before = year();
    let positions = redactable(&before);
    let kinds: std::collections::BTreeSet<_> = positions
        .iter()
        .map(|at| before.entries[usize::try_from(at.0).unwrap()].kind())
        .collect();
    assert_eq!(kinds.len(), 10, "{kinds:?}");
    for position in &positions {
        let mut seen = before.clone();
        redact(&mut seen, *position);
        let read = destroyed(&seen, &[*position]);
        let (seen_model, read_model) = (seen.model(), read.model());
        for size in [position.0, position.0 + 1, before.size(), seen.size()] {
            assert_eq!(
                reports(&seen_model, size),
                reports(&read_model, size),
                "{position} at {size}"
            );
        }
        let entry = &before.entries[usize::try_from(position.0).unwrap()];
        let others = before
            .entries
            .iter()
            .filter(|other| other.position != *position);
        let others: Vec<String> = others
            .filter_map(|other| other.event())
            .flat_map(texts_of)
            .collect();
        for text in texts_of(entry.event().unwrap()) {
            if others.contains(&text) {
                continue;
            }
            for size in [before.size(), seen.size()] {
                for document in reports(&read_model, size) {
                    let said = String::from_utf8(canonical::document_bytes(&document)).unwrap();
                    assert!(!said.contains(&text), "{position}: {text} at {size}");
                }
            }
        }
    }
}

/// The law of every view, with the redactions that the log holds: an answer at a
/// size is that of a replay of so many events and of those redactions.
#[test]
fn an_answer_at_a_size_is_that_of_a_replay_to_it_and_of_the_redactions() {
    let mut log = year();
    let before = log.size();
    let positions: Vec<Position> = redactable(&log).into_iter().step_by(3).collect();
    for position in &positions {
        redact(&mut log, *position);
    }
    let log = destroyed(&log, &positions);
    let model = log.model();
    let redactions = &log.entries[usize::try_from(before).unwrap()..];
    for size in (0..=before).step_by(7) {
        let mut replayed = log.model_to(usize::try_from(size).unwrap());
        for redaction in redactions {
            replayed.apply(redaction);
        }
        assert_eq!(reports(&model, size), reports(&replayed, size), "at {size}");
    }
}

#[test]
fn a_redacted_assessment_has_no_colour_and_no_older_one_stands_in_for_it() {
    let mut log = year();
    let mut made: Vec<(Position, _)> = Vec::new();
    for entry in &log.entries {
        if let Some(Event::AssessmentMade(e)) = entry.event()
            && e.unit == unit("RS")
            && e.period == "2024".parse().unwrap()
        {
            made.push((entry.position, e.clone()));
        }
    }
    let (_, first) = made.last().expect("an assessment of the year").clone();
    // A second version of the same assessment, which is then redacted.
    let second = log.record(ledger::event::followup::AssessmentMade {
        motivation: "En ny motivering om Anna".into(),
        ..first.clone()
    });
    redact(&mut log, second);
    let log = destroyed(&log, &[second]);
    let model = log.model();
    let scope = model
        .organisation
        .scope(&unit("RS"), "2024".parse().unwrap(), log.size());
    let item = model.plan.item(&first.item, log.size()).unwrap();
    let shown = model.assessments.shown(&item, &scope).unwrap();
    assert_eq!((shown.colour, shown.source.position), (None, second));
    assert_eq!(
        shown.colour_cell(),
        Cell::Missing(format!("gallrad uppgift ({second}, beslut D-GALLRA)"))
    );
    let counts = model
        .assessments
        .counts(&model.plan.report_items(&scope), &scope);
    let all = [
        counts.effect_objectives,
        counts.committee_objectives,
        counts.assignments,
    ];
    assert_eq!(all.iter().map(|counts| counts.redacted).sum::<u32>(), 1);
    for counts in all {
        let told = counts.green + counts.yellow + counts.red + counts.not_assessable;
        assert_eq!(told + counts.not_assessed + counts.redacted, counts.total);
    }
}

#[test]
fn a_later_text_replaces_a_redacted_one_as_any_other() {
    let mut log = year();
    let written = |text: &str| ledger::event::followup::NarrativeWritten {
        unit: unit("RS"),
        period: "2024".parse().unwrap(),
        section: NarrativeSection::Summary,
        text: text.into(),
    };
    log.record(written("Den första texten"));
    let gone = log.record(written("En text om Anna"));
    let size = log.size();
    log.record(written("Den sista texten"));
    redact(&mut log, gone);
    let log = destroyed(&log, &[gone]);
    let model = log.model();
    let text = |size| {
        let period = "2024".parse().unwrap();
        let section = NarrativeSection::Summary;
        let text = model.narrative.text(&unit("RS"), period, section, size);
        text.unwrap().text
    };
    assert_eq!(text(size - 1), "Den första texten");
    assert_eq!(
        text(size),
        format!("Gallrad uppgift ({gone}, beslut D-GALLRA).")
    );
    assert_eq!(text(size + 1), "Den sista texten");
}

/// Publishes every report of the year as it is known, one event each.
fn publish_all(s: &mut Scenario) -> Vec<ReportId> {
    let size = s.size();
    let model = s.model();
    let mut published = Vec::new();
    for (number, (kind, of, when)) in KINDS.iter().enumerate() {
        let request = request(*kind, of, when);
        let Ok(document) = build(&model, &request, basis(size)) else {
            continue;
        };
        let pin = publication::pin(&document);
        let report = ReportId::new(format!("rapport-{number}")).unwrap();
        s.record(ReportPublished {
            report: report.clone(),
            kind: request.kind,
            unit: request.unit,
            period: request.period,
            basis: basis(size),
            view_sha256: pin.sha256,
            sections: pin.sections,
            waived: Vec::new(),
        });
        published.push(report);
    }
    published
}

/// A keeper redacts a trifle and publishes another text of a section that never
/// showed it. What is gone explains the sections that show or count it, whatever
/// event it was, and no other.
#[test]
fn a_redaction_explains_the_sections_that_show_or_count_it_and_no_other() {
    let mut s = year();
    let published = publish_all(&mut s);
    let (mut redacted, mut refused) = (0, 0);
    for position in redactable(&s) {
        let mut s = s.clone();
        redact(&mut s, position);
        let model = destroyed(&s, &[position]).model();
        for report in &published {
            let report = model.reporting.report(report, s.size()).unwrap();
            let root = report.basis.root;
            let sections = match publication::reproduce(&model, report, root, None) {
                Reproduction::Identical => continue,
                Reproduction::Redacted { sections, .. } => sections,
                Reproduction::Differs(what) => {
                    panic!("{position} in {}: {what:?}", report.report)
                }
            };
            redacted += 1;
            let mut forged = report.clone();
            let is_told = |key: &str| sections.iter().any(|section| section.section == key);
            let other = forged
                .sections
                .iter_mut()
                .find(|section| !is_told(&section.section))
                .expect("another section");
            other.sha256 = ledger::basis::Hash([0; 32]);
            let answer = publication::reproduce(&model, &forged, root, None);
            assert!(matches!(answer, Reproduction::Differs(_)), "{answer:?}");
            refused += 1;
        }
    }
    assert!(redacted > 10 && refused == redacted, "{redacted}");
}
