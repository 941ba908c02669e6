//! Causes: what an event is to a change, told from its entry.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::figure::KeyFigureReported;
use ledger::event::indicator::CorrectedFact;
use ledger::ids::{DecisionId, LineId, Position};

use super::reading::Reading;
use super::{Cause, CauseKind, DecisionRef, Effect};
use crate::model::ReadModel;
use crate::wording;

/// What causes are told from.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) model: &'a ReadModel,
    pub(super) entries: &'a Reading<'a>,
    /// What is known: the later of the two sizes.
    pub(super) size: u64,
}

impl Teller<'_> {
    /// The cause that the event at a position is; none when the position holds none.
    pub(super) fn cause(&self, position: Position, effect: Effect) -> Option<Cause> {
        let entry = self.entries.entry(position)?;
        Some(self.cause_of(&entry, effect))
    }

    /// The cause that an entry is.
    pub(super) fn cause_of(&self, entry: &Entry, effect: Effect) -> Cause {
        let (kind, text) = self.told(entry);
        Cause {
            kind,
            position: entry.position,
            event_id: entry.event_id,
            event_kind: entry.kind(),
            recorded_at: entry.commit.recorded_at,
            actor: entry.commit.actor.clone(),
            decision: entry
                .commit
                .decision
                .as_ref()
                .map(|decision| self.decision(decision)),
            reason: entry.commit.reason.clone(),
            provenance: entry.provenance,
            provenance_before: None,
            effect,
            text,
            evidence: Vec::new(),
        }
    }

    /// What an entry is to a change, and what it says in a sentence.
    pub(super) fn told(&self, entry: &Entry) -> (CauseKind, String) {
        match entry.event() {
            Some(event) => (kind(event), self.text(event)),
            None => (
                CauseKind::Redaction,
                match self.model.reporting.redaction_of(entry.event_id) {
                    Some(redaction) => format!(
                        "Innehållet i {} är gallrat: {}",
                        entry.kind().name(),
                        redaction.words()
                    ),
                    None => format!("Innehållet i {} är gallrat", entry.kind().name()),
                },
            ),
        }
    }

    fn decision(&self, decision: &DecisionId) -> DecisionRef {
        DecisionRef {
            decision: decision.clone(),
            title: self
                .model
                .decisions
                .decision(decision, self.size)
                .map(|decision| decision.title),
        }
    }

    fn line(&self, line: &LineId) -> String {
        self.model
            .economy
            .lines
            .definition(line, self.size)
            .map_or_else(
                || line.to_string(),
                |defined| format!("{line} {}", defined.title),
            )
    }

    #[expect(
        clippy::too_many_lines,
        reason = "a sentence per kind of event, read as a table"
    )]
    fn text(&self, event: &Event) -> String {
        use Event as E;
        match event {
            E::OutcomeBooked(e) => format!(
                "Bokfört på {} för {} ({})",
                self.line(&e.line),
                e.month,
                e.document
            ),
            E::InvestmentSpent(e) => {
                format!("Utgift för {} i {} ({})", e.object, e.month, e.document)
            }
            E::OutcomeRestated(e) => format!(
                "Omräkning av {} för {}: {} ({})",
                self.line(&e.line),
                e.month,
                e.policy,
                e.recommendation
            ),
            E::OutcomeCorrected(e) => self.correction(&e.fact),
            E::ForecastSubmitted(e) => format!(
                "Prognos för {} vid uppföljningen {}",
                self.line(&e.line),
                e.basis_period
            ),
            E::FrameDecided(e) => format!("Ram för {} {} beslutad", self.line(&e.line), e.year),
            E::FrameAdjusted(e) => format!(
                "Ram för {} {} ändrad: {}",
                self.line(&e.line),
                e.year,
                wording::adjustment(e.kind)
            ),
            E::BudgetReallocated(e) => {
                let lines: Vec<String> = e
                    .postings
                    .iter()
                    .map(|posting| posting.line.to_string())
                    .collect();
                format!("Omdisponering {} mellan {}", e.year, lines.join(" och "))
            }
            E::ReserveDisposed(e) => format!(
                "Reserven {} disponerad till {}: {}",
                e.reserve, e.line, e.purpose
            ),
            E::ReportLineDefined(e) => format!("Rad {} {} definierad", e.line, e.title),
            E::InvestmentObjectApproved(e) => {
                format!("Investeringsobjekt {} {} godkänt", e.object, e.title)
            }
            E::IndicatorOutcomeReported(e) => format!(
                "{} rapporterat för {}, {}: {}",
                e.indicator,
                e.unit,
                e.period,
                wording::value(&e.outcome, &self.unit_of_measure(&e.indicator))
            ),
            E::OutcomeMissing(e) => format!(
                "{} saknar värde för {}, {}: {}",
                e.indicator, e.unit, e.period, e.missing_reason
            ),
            E::WishOverridden(e) => format!("{} önskar {} åt annat håll", e.unit, e.indicator),
            E::TargetSet(e) => format!(
                "Målvärde för {} {}: {}",
                e.indicator,
                e.period,
                wording::target(&e.target)
            ),
            E::AssessmentMade(e) => {
                let trend = e.trend.map_or_else(String::new, |trend| {
                    format!(", trend {}", wording::trend(trend))
                });
                let rule = match e.suggested {
                    Some(suggested) if suggested == e.colour => ", som regeln föreslår".into(),
                    Some(suggested) => {
                        format!(
                            ", i stället för regelns förslag {}",
                            wording::colour(suggested)
                        )
                    }
                    None => String::new(),
                };
                format!(
                    "{} bedömde {} för {} som {}{trend}{rule}: {}",
                    e.unit,
                    e.item,
                    e.period,
                    wording::colour(e.colour),
                    e.motivation
                )
            }
            E::AssignmentStatusReported(e) => format!(
                "{} rapporterade {} för {}: {}. {}",
                e.unit,
                e.item,
                e.period,
                wording::status(e.status),
                e.text
            ),
            E::RulesAdopted(e) => format!("Regler version {} antagna", e.rules.version),
            E::DecisionTaken(e) => format!("{} beslutade: {}", e.organ, e.title),
            E::KeyFigureReported(e) => key_figure("Rapporterat", e),
            E::ActionPlanned(e) => format!("Åtgärd {} {} planerad", e.action, e.title),
            E::ActionEffectReported(e) => {
                format!("Effekt av {} följd upp för {}", e.action, e.period)
            }
            E::ItemReworded(e) => format!("{} fick lydelsen ”{}”", e.item, e.title),
            E::ItemWithdrawn(e) => format!("{} utgick efter {}", e.item, e.valid_to),
            E::ItemLinked(e) => format!("{} länkad till {}", e.item, e.to),
            E::ObjectiveSet(e) => format!("Mål {} {} satt", e.item, e.title),
            E::AssignmentGiven(e) => format!("Uppdrag {} {} givet", e.item, e.title),
            E::IndicatorDefined(e) => format!("Indikator {} {} definierad", e.indicator, e.title),
            E::MatterReferredBack(e) => format!("{} återremitterat: {}", e.matter, e.motivation),
            E::PayloadRedacted(e) => format!("{} gallrad: {}", e.event, e.legal_ground),
            E::NarrativeWritten(e) => format!("Text skriven för {}, {}", e.unit, e.period),
            E::SignificantEventNoted(e) => format!("{}: {}", e.date, e.title),
            E::ControlActionFollowedUp(e) => {
                format!("Kontrollåtgärd {} följd upp för {}", e.control, e.period)
            }
            E::UnitMoved(e) => {
                format!("{} flyttad till {} från {}", e.unit, e.parent, e.valid_from)
            }
            E::UnitEstablished(_)
            | E::UnitRenamed(_)
            | E::UnitDissolved(_)
            | E::MandateMoved(_)
            | E::PlanAdopted(_)
            | E::StrategySet(_)
            | E::DecisionReported(_)
            | E::RiskIdentified(_)
            | E::ControlActionPlanned(_)
            | E::ControlAssessed(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_)
            | E::PeriodOpened(_)
            | E::PeriodClosed(_)
            | E::ReportSubmitted(_)
            | E::ReportPublished(_)
            | E::CheckWaived(_)
            | E::FactClaimed(_) => format!("Händelse i {}", event.stream()),
        }
    }

    fn correction(&self, fact: &CorrectedFact) -> String {
        match fact {
            CorrectedFact::Booking { line, month, .. } => {
                format!("Rättelse av {} för {month}", self.line(line))
            }
            CorrectedFact::Indicator {
                indicator,
                unit,
                period,
                outcome,
            } => format!(
                "Rättelse av {indicator} för {unit}, {period}: {}",
                wording::value(outcome, &self.unit_of_measure(indicator))
            ),
            CorrectedFact::KeyFigure(figure) => key_figure("Rättelse", figure),
            CorrectedFact::Spending { object, month, .. } => {
                format!("Rättelse av utgift på {object} för {month}")
            }
        }
    }

    fn unit_of_measure(&self, indicator: &ledger::ids::IndicatorId) -> String {
        self.model
            .indicators
            .definition(indicator, self.size)
            .map_or_else(String::new, |fact| fact.value.unit_of_measure.clone())
    }
}

/// What is said of a key figure, with its value when that is a number.
fn key_figure(what: &str, figure: &KeyFigureReported) -> String {
    let named = wording::figure(figure);
    match wording::figure_number(figure.value) {
        Some(value) => format!("{what}: {named}: {value}"),
        None => format!("{what}: {named}"),
    }
}

fn kind(event: &Event) -> CauseKind {
    use Event as E;
    use ledger::event::followup::AssessmentBasis;
    match event {
        E::OutcomeCorrected(_) => CauseKind::Correction,
        E::OutcomeRestated(_) => CauseKind::Restatement,
        E::BudgetReallocated(_) | E::ReserveDisposed(_) => CauseKind::Reallocation,
        E::FrameDecided(_) | E::FrameAdjusted(_) | E::InvestmentObjectApproved(_) => {
            CauseKind::FrameChange
        }
        E::ForecastSubmitted(_) => CauseKind::Forecast,
        E::WishOverridden(_) => CauseKind::Override,
        E::AssessmentMade(e) => match e.basis {
            AssessmentBasis::Override => CauseKind::Override,
            AssessmentBasis::Rule | AssessmentBasis::Judgement => CauseKind::Assessment,
        },
        E::RulesAdopted(_) => CauseKind::RuleChange,
        E::PayloadRedacted(_) => CauseKind::Redaction,
        E::DecisionTaken(_) | E::DecisionReported(_) | E::MatterReferredBack(_) => {
            CauseKind::Decision
        }
        E::ReportLineDefined(_)
        | E::UnitEstablished(_)
        | E::UnitMoved(_)
        | E::UnitRenamed(_)
        | E::UnitDissolved(_)
        | E::MandateMoved(_)
        | E::ItemLinked(_)
        | E::ItemReworded(_)
        | E::ItemWithdrawn(_) => CauseKind::Structure,
        E::PlanAdopted(_)
        | E::ObjectiveSet(_)
        | E::StrategySet(_)
        | E::AssignmentGiven(_)
        | E::IndicatorDefined(_)
        | E::TargetSet(_)
        | E::ActionPlanned(_)
        | E::RiskIdentified(_)
        | E::ControlActionPlanned(_) => CauseKind::Plan,
        E::OutcomeBooked(_)
        | E::InvestmentSpent(_)
        | E::IndicatorOutcomeReported(_)
        | E::OutcomeMissing(_)
        | E::AssignmentStatusReported(_)
        | E::NarrativeWritten(_)
        | E::SignificantEventNoted(_)
        | E::ActionEffectReported(_)
        | E::ControlActionFollowedUp(_)
        | E::ControlAssessed(_)
        | E::KeyFigureReported(_)
        | E::PeriodOpened(_)
        | E::PeriodClosed(_)
        | E::ReportSubmitted(_)
        | E::ReportPublished(_)
        | E::CheckWaived(_)
        | E::FactClaimed(_)
        | E::SigningKeyRotated(_)
        | E::WitnessPolicyAdopted(_)
        | E::PublicationWitnessed(_) => CauseKind::NewFact,
    }
}
