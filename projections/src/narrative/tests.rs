//! Tests of the view `narrative`: rows of given events and what it then answers, and that a later event never changes an older answer.

use ledger::event::Event;
use ledger::event::followup::NarrativeWritten;
use proptest::prelude::*;

use super::*;
use crate::testing::{answers_as_a_replay_would, day, entries, fold, id, period, quickly};

fn written(unit: &str, of: &str, section: NarrativeSection, text: &str) -> Event {
    NarrativeWritten {
        unit: id(unit),
        period: period(of),
        section,
        text: text.into(),
    }
    .into()
}

fn noted(unit: &str, kind: SignificantKind, date: &str, title: &str) -> Event {
    SignificantEventNoted {
        unit: id(unit),
        kind,
        date: day(date),
        title: title.into(),
        text: "Vad det innebär".into(),
    }
    .into()
}

fn scope(of: &str, size: u64) -> Scope {
    Scope {
        unit: id("RS"),
        period: period(of),
        size,
        subtree: [id("RS"), id("RS-TV")].into(),
        ancestors: Vec::new(),
        parents: BTreeMap::new(),
    }
}

fn titles(noted: &[Noted]) -> Vec<&str> {
    noted.iter().map(|noted| noted.title.as_str()).collect()
}

#[test]
fn a_later_text_replaces_an_earlier_from_its_own_position_on() {
    use NarrativeSection::{Economy, Summary};
    let view = fold(
        &entries([
            written("RS", "2024", Economy, "Ekonomi"),
            written("RS", "2024", Summary, "Utkast"),
            written("RS", "2024", Summary, "Slutlig"),
            written("RS", "2024-01/2024-07", Summary, "Delår"),
            written("SN", "2024", Summary, "Annan"),
        ]),
        Narrative::apply,
    );
    let at = |size| {
        let texts = view.texts(&scope("2024", size));
        texts.into_iter().map(|text| text.text).collect::<Vec<_>>()
    };
    assert_eq!(at(2), ["Utkast", "Ekonomi"]);
    assert_eq!(at(5), ["Slutlig", "Ekonomi"]);
    let text = view.text(&id("RS"), period("2024"), Summary, 5).unwrap();
    assert_eq!(text.recorded_at, Some(Timestamp(2_000_000)));
    assert_eq!(
        view.versions(&id("RS"), period("2024"), Summary, 0, 5)
            .len(),
        2
    );
}

#[test]
fn events_are_those_of_the_period_and_challenges_reach_three_years_beyond() {
    use SignificantKind::{FutureChallenge, SignificantEvent};
    let view = fold(
        &entries([
            noted("RS", SignificantEvent, "2024-11-15", "Senare"),
            noted("RS-TV", SignificantEvent, "2024-02-01", "Tidigare"),
            noted("RS", SignificantEvent, "2023-12-31", "Förra året"),
            noted("SN", SignificantEvent, "2024-02-01", "Annan nämnd"),
            noted("RS", FutureChallenge, "2023-12-31", "Redan förbi"),
            noted("RS", FutureChallenge, "2027-12-31", "Kompetensförsörjning"),
            noted("RS", FutureChallenge, "2028-01-01", "Bortom planperioden"),
        ]),
        Narrative::apply,
    );
    let of = |months| scope(months, 7);
    let events = view.significant_events(&of("2024"));
    assert_eq!(titles(&events), ["Tidigare", "Senare"]);
    let spring = view.significant_events(&of("2024-01/2024-07"));
    assert_eq!(titles(&spring), ["Tidigare"]);
    let challenges = view.future_challenges(&of("2024"));
    assert_eq!(titles(&challenges), ["Kompetensförsörjning"]);
}

fn any_event() -> impl Strategy<Value = Event> {
    let unit = || prop::sample::select(vec!["RS", "RS-TV", "SN"]);
    let section = prop::sample::select(vec![NarrativeSection::Summary, NarrativeSection::Outlook]);
    let kind = prop::sample::select(vec![
        SignificantKind::SignificantEvent,
        SignificantKind::FutureChallenge,
    ]);
    let date = prop::sample::select(vec!["2023-05-01", "2024-05-01", "2024-06-01"]);
    prop_oneof![
        (unit(), section, "[a-c]").prop_map(|(u, s, t)| written(u, "2024", s, &t)),
        (unit(), kind, date, "[a-c]").prop_map(|(u, k, d, t)| noted(u, k, d, &t)),
    ]
}

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..14)) {
        answers_as_a_replay_would(&entries(events), Narrative::apply, |view, size| {
            let scope = scope("2024", size);
            (
                view.texts(&scope),
                view.significant_events(&scope),
                view.future_challenges(&scope),
            )
        });
    }
}
