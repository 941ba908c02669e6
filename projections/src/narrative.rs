//! Narrative: the texts of reports, significant events and future challenges.
//!
//! Guarantee: a text is the last known for exactly its unit, period and section.
//!
//! It deliberately cuts nothing out and judges no text; drafts are whatever was
//! known when the report was not yet published.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::followup::{NarrativeSection, SignificantEventNoted, SignificantKind};
use ledger::ids::{ActorId, Position, UnitId};
use ledger::period::Period;
use ledger::time::{Date, Timestamp};

use crate::fact::{Fact, Grounds};
use crate::scope::Scope;
use crate::temporal::History;

/// How many years beyond its own a report's future challenges reach: the
/// budget's planning period is three years (KL 11:6), and the year after a
/// report's is its first.
pub const CHALLENGE_YEARS: u16 = 3;

/// Every text and noted event, with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Narrative {
    texts: BTreeMap<(UnitId, Period), BTreeMap<NarrativeSection, History<Fact<Authored<String>>>>>,
    noted: BTreeMap<UnitId, BTreeMap<Date, History<Fact<Authored<SignificantEventNoted>>>>>,
}

/// What someone wrote, with who and when.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Authored<T> {
    /// What was written.
    pub written: T,
    /// Who wrote it: a pseudonym.
    pub actor: ActorId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// A text of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarrativeText {
    /// The part of the report.
    pub section: NarrativeSection,
    /// The text; paragraphs are separated by an empty line.
    pub text: String,
    /// Who wrote it: a pseudonym.
    pub actor: ActorId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// A significant event or a future challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The unit it concerns.
    pub unit: UnitId,
    /// Which of the two it is.
    pub kind: SignificantKind,
    /// The day it happened, or from which it is expected.
    pub date: Date,
    /// What, in a line.
    pub title: String,
    /// What it means.
    pub text: String,
    /// Who noted it: a pseudonym.
    pub actor: ActorId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What the answer rests on.
    pub grounds: Grounds,
}

impl Narrative {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        match event {
            E::NarrativeWritten(e) => self
                .texts
                .entry((e.unit.clone(), e.period))
                .or_default()
                .entry(e.section)
                .or_default()
                .set(entry.position, authored(entry, e.text.clone())),
            E::SignificantEventNoted(e) => self
                .noted
                .entry(e.unit.clone())
                .or_default()
                .entry(e.date)
                .or_default()
                .set(entry.position, authored(entry, e.clone())),
            E::UnitEstablished(_)
            | E::UnitMoved(_)
            | E::UnitRenamed(_)
            | E::UnitDissolved(_)
            | E::MandateMoved(_)
            | E::PlanAdopted(_)
            | E::ObjectiveSet(_)
            | E::StrategySet(_)
            | E::AssignmentGiven(_)
            | E::IndicatorDefined(_)
            | E::TargetSet(_)
            | E::ItemLinked(_)
            | E::ItemReworded(_)
            | E::ItemWithdrawn(_)
            | E::MatterReferredBack(_)
            | E::DecisionTaken(_)
            | E::DecisionReported(_)
            | E::ReportLineDefined(_)
            | E::FrameDecided(_)
            | E::FrameAdjusted(_)
            | E::BudgetReallocated(_)
            | E::ReserveDisposed(_)
            | E::OutcomeBooked(_)
            | E::ForecastSubmitted(_)
            | E::OutcomeRestated(_)
            | E::IndicatorOutcomeReported(_)
            | E::OutcomeMissing(_)
            | E::OutcomeCorrected(_)
            | E::WishOverridden(_)
            | E::AssessmentMade(_)
            | E::AssignmentStatusReported(_)
            | E::ActionPlanned(_)
            | E::ActionEffectReported(_)
            | E::RiskIdentified(_)
            | E::ControlActionPlanned(_)
            | E::ControlActionFollowedUp(_)
            | E::ControlAssessed(_)
            | E::InvestmentObjectApproved(_)
            | E::InvestmentSpent(_)
            | E::KeyFigureReported(_)
            | E::PeriodOpened(_)
            | E::PeriodClosed(_)
            | E::ReportSubmitted(_)
            | E::ReportPublished(_)
            | E::CheckWaived(_)
            | E::FactClaimed(_)
            | E::RulesAdopted(_)
            | E::PayloadRedacted(_) => {}
        }
    }

    /// The latest text of a unit's report for exactly a period.
    pub fn text(
        &self,
        unit: &UnitId,
        period: Period,
        section: NarrativeSection,
        size: u64,
    ) -> Option<NarrativeText> {
        let sections = self.texts.get(&(unit.clone(), period))?;
        text(section, sections.get(&section)?, size)
    }

    /// The texts of the scope's report, in the order of the sections.
    pub fn texts(&self, scope: &Scope) -> Vec<NarrativeText> {
        self.texts
            .get(&(scope.unit.clone(), scope.period))
            .into_iter()
            .flatten()
            .filter_map(|(section, versions)| text(*section, versions, scope.size))
            .collect()
    }

    /// What happened to the scope's units in its period, by day, unit and position.
    pub fn significant_events(&self, scope: &Scope) -> Vec<Noted> {
        let last = scope.period.last_day();
        self.noted(scope, SignificantKind::SignificantEvent, last)
    }

    /// What the scope's units expect from the first day of its period to the
    /// end of the [`CHALLENGE_YEARS`] after it, by day, unit and position.
    pub fn future_challenges(&self, scope: &Scope) -> Vec<Noted> {
        let horizon = scope.period.year() + CHALLENGE_YEARS;
        let last = Period::whole_year(horizon)
            .unwrap_or(scope.period)
            .last_day();
        self.noted(scope, SignificantKind::FutureChallenge, last)
    }

    fn noted(&self, scope: &Scope, kind: SignificantKind, last: Date) -> Vec<Noted> {
        let days = scope.period.first_day()..=last;
        let mut noted: Vec<Noted> = scope
            .subtree
            .iter()
            .filter_map(|unit| self.noted.get(unit))
            .flat_map(|dates| dates.range(days.clone()))
            .flat_map(|(_, versions)| versions.between(0, scope.size))
            .filter(|(_, fact)| fact.value.written.kind == kind)
            .map(|(position, fact)| {
                let event = &fact.value.written;
                Noted {
                    unit: event.unit.clone(),
                    kind: event.kind,
                    date: event.date,
                    title: event.title.clone(),
                    text: event.text.clone(),
                    actor: fact.value.actor.clone(),
                    recorded_at: fact.value.recorded_at,
                    grounds: Grounds::on(*position, fact),
                }
            })
            .collect();
        // Stable: within a day and unit they stay in order of position.
        noted.sort_by(|a, b| (a.date, &a.unit).cmp(&(b.date, &b.unit)));
        noted
    }

    /// The texts that were written at positions from `from` to before `to`, for a trace.
    pub fn versions(
        &self,
        unit: &UnitId,
        period: Period,
        section: NarrativeSection,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<Authored<String>>)] {
        self.texts
            .get(&(unit.clone(), period))
            .and_then(|sections| sections.get(&section))
            .map_or(&[], |versions| versions.between(from, to))
    }
}

fn authored<T>(entry: &Entry, written: T) -> Fact<Authored<T>> {
    Fact::of(
        entry,
        Authored {
            written,
            actor: entry.commit.actor.clone(),
            recorded_at: entry.commit.recorded_at,
        },
    )
}

fn text(
    section: NarrativeSection,
    versions: &History<Fact<Authored<String>>>,
    size: u64,
) -> Option<NarrativeText> {
    let (position, fact) = versions.version_at(size)?;
    Some(NarrativeText {
        section,
        text: fact.value.written.clone(),
        actor: fact.value.actor.clone(),
        recorded_at: fact.value.recorded_at,
        grounds: Grounds::on(position, fact),
    })
}

#[cfg(test)]
mod tests {
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
        assert_eq!(text.recorded_at, Timestamp(2_000_000));
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
        let section =
            prop::sample::select(vec![NarrativeSection::Summary, NarrativeSection::Outlook]);
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
}
