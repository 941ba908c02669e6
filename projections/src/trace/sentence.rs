//! Sentences: what an event says, in Swedish.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::control::Sufficiency;
use ledger::event::figure::KeyFigureReported;
use ledger::event::indicator::CorrectedFact;
use ledger::event::reporting::ReportKind;
use ledger::ids::{IndicatorId, LineId};

use crate::event_name;
use crate::model::ReadModel;
use crate::narrative::section;
use crate::report::{month_in_words, period_in_words, report_name};
use crate::wording;

/// Tells events in sentences, as known at a size.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) model: &'a ReadModel,
    pub(super) size: u64,
}

impl Words<'_> {
    /// What an entry says.
    pub(super) fn sentence(&self, entry: &Entry) -> String {
        if let Some(event) = entry.event() {
            return self.text(event);
        }
        let name = event_name::of(entry.kind());
        match self.model.reporting.redaction_of(entry.event_id) {
            Some(redaction) => format!("Händelsen ”{name}”: {}", redaction.words()),
            None => format!("Händelsen ”{name}”: gallrad uppgift"),
        }
    }

    /// A line by its id and what it is called.
    pub(super) fn line(&self, line: &LineId) -> String {
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
                month_in_words(e.month),
                e.document
            ),
            E::InvestmentSpent(e) => {
                format!(
                    "Utgift för {} i {} ({})",
                    e.object,
                    month_in_words(e.month),
                    e.document
                )
            }
            E::OutcomeRestated(e) => format!(
                "Omräkning av {} för {}: {} ({})",
                self.line(&e.line),
                month_in_words(e.month),
                e.policy,
                e.recommendation
            ),
            E::OutcomeCorrected(e) => self.correction(&e.fact),
            E::ForecastSubmitted(e) => format!(
                "Prognos för {} vid uppföljningen {}",
                self.line(&e.line),
                period_in_words(e.basis_period)
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
                "Utfall av {} för {}, {}: {}",
                e.indicator,
                e.unit,
                period_in_words(e.period),
                wording::value(&e.outcome, &self.unit_of_measure(&e.indicator))
            ),
            E::OutcomeMissing(e) => format!(
                "{} saknar värde för {}, {}: {}",
                e.indicator,
                e.unit,
                period_in_words(e.period),
                e.missing_reason
            ),
            E::WishOverridden(e) => format!(
                "{} önskar att {} ska {}",
                e.unit,
                e.indicator,
                wording::desired(e.desired)
            ),
            E::TargetSet(e) => format!(
                "Målvärde för {} {}: {}",
                e.indicator,
                period_in_words(e.period),
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
                    period_in_words(e.period),
                    wording::colour(e.colour),
                    e.motivation
                )
            }
            E::AssignmentStatusReported(e) => format!(
                "{} rapporterade {} för {}: {}. {}",
                e.unit,
                e.item,
                period_in_words(e.period),
                wording::status(e.status),
                e.text
            ),
            E::RulesAdopted(e) => format!("Regler version {} antagna", e.rules.version),
            E::DecisionTaken(e) => format!("{} beslutade: {}", e.organ, e.title),
            E::KeyFigureReported(e) => key_figure("Nyckeltal", e),
            E::ActionPlanned(e) => format!("Åtgärd {} {} planerad", e.action, e.title),
            E::ActionEffectReported(e) => {
                format!(
                    "Effekt av {} följd upp för {}",
                    e.action,
                    period_in_words(e.period)
                )
            }
            E::ItemReworded(e) => format!("{} fick lydelsen ”{}”", e.item, e.title),
            E::ItemWithdrawn(e) => format!("{} utgick efter {}", e.item, e.valid_to),
            E::ItemLinked(e) => format!("{} länkad till {}", e.item, e.to),
            E::ObjectiveSet(e) => format!("Mål {} {} fastställt", e.item, e.title),
            E::AssignmentGiven(e) => format!("Uppdrag {} {} givet", e.item, e.title),
            E::IndicatorDefined(e) => format!("Indikator {} {} definierad", e.indicator, e.title),
            E::MatterReferredBack(e) => format!("{} återremitterat: {}", e.matter, e.motivation),
            E::PayloadRedacted(e) => format!(
                "Innehållet i händelse {} gallrat: {}",
                e.position.0, e.legal_ground
            ),
            E::NarrativeWritten(e) => format!(
                "Text skriven för {}, {}: {}",
                e.unit,
                period_in_words(e.period),
                section::title(e.section)
            ),
            E::SignificantEventNoted(e) => format!("{}: {}", e.date, e.title),
            E::ControlActionFollowedUp(e) => {
                format!(
                    "Kontrollåtgärd {} följd upp för {}",
                    e.control,
                    period_in_words(e.period)
                )
            }
            E::UnitMoved(e) => {
                format!("{} flyttad till {} från {}", e.unit, e.parent, e.valid_from)
            }
            E::UnitEstablished(e) => {
                format!("{} ({}) inrättad från {}", e.name, e.unit, e.valid_from)
            }
            E::UnitRenamed(e) => format!("{} heter {} från {}", e.unit, e.name, e.valid_from),
            E::UnitDissolved(e) => match &e.successor {
                Some(successor) => format!(
                    "{} avvecklad efter {}; {successor} tar över",
                    e.unit, e.valid_to
                ),
                None => format!("{} avvecklad efter {}", e.unit, e.valid_to),
            },
            E::MandateMoved(e) => format!(
                "Ansvaret ”{}” flyttat från {} till {} från {}",
                e.mandate, e.from_unit, e.to_unit, e.valid_from
            ),
            E::PlanAdopted(e) => format!("”{}” för {} {} antagen", e.title, e.unit, e.year),
            E::StrategySet(e) => format!("Strategi {} {} fastställd", e.item, e.title),
            E::DecisionReported(e) => {
                format!("{} anmält till {} {}", e.decision, e.committee, e.date)
            }
            E::RiskIdentified(e) => format!("Risk {} {} antecknad", e.risk, e.title),
            E::ControlActionPlanned(e) => {
                format!("Kontrollåtgärd {} {} planerad", e.control, e.title)
            }
            E::ControlAssessed(e) => format!(
                "{} bedömde krav {} för {} som {}",
                e.unit,
                wording::requirement(e.requirement).0,
                e.year,
                match e.judgement {
                    Sufficiency::Sufficient => "tillräckligt",
                    Sufficiency::Insufficient => "otillräckligt",
                }
            ),
            E::SigningKeyRotated(_) => "Liggaren undertecknas med en ny nyckel".into(),
            E::WitnessPolicyAdopted(e) => format!(
                "Vittnespolicy antagen: {} av {} vittnen krävs",
                e.required,
                e.witnesses.len()
            ),
            E::PublicationWitnessed(e) => format!("Publiceringen av {} bevittnad", e.report),
            E::PeriodOpened(e) => format!(
                "Perioden {} öppnad för {}: {}, senast {}",
                period_in_words(e.period),
                e.unit,
                report(e.report),
                e.due
            ),
            E::PeriodClosed(e) => {
                format!(
                    "Perioden {} stängd för {}: {}",
                    period_in_words(e.period),
                    e.unit,
                    report(e.report)
                )
            }
            E::ReportSubmitted(e) => format!(
                "{} lämnade in {} för {} till {}",
                e.unit,
                report(e.kind),
                period_in_words(e.period),
                e.to
            ),
            E::ReportPublished(e) => format!(
                "{} för {}, {}, publicerad som {}",
                report_name(e.kind),
                e.unit,
                period_in_words(e.period),
                e.report
            ),
            E::CheckWaived(e) => format!(
                "Undantag från kontrollen ”{}” för {}, {}",
                e.check.title(),
                e.unit,
                period_in_words(e.period)
            ),
            E::FactClaimed(e) => format!("{} anger uppgiften {}", e.source, e.id),
        }
    }

    fn correction(&self, fact: &CorrectedFact) -> String {
        match fact {
            CorrectedFact::Booking { line, month, .. } => {
                let month = month_in_words(*month);
                format!("Rättelse av {} för {month}", self.line(line))
            }
            CorrectedFact::Indicator {
                indicator,
                unit,
                period,
                outcome,
            } => format!(
                "Rättelse av {indicator} för {unit}, {}: {}",
                period_in_words(*period),
                wording::value(outcome, &self.unit_of_measure(indicator))
            ),
            CorrectedFact::KeyFigure(figure) => key_figure("Rättelse av nyckeltal", figure),
            CorrectedFact::Spending { object, month, .. } => {
                let month = month_in_words(*month);
                format!("Rättelse av utgift på {object} för {month}")
            }
        }
    }

    fn unit_of_measure(&self, indicator: &IndicatorId) -> String {
        self.model
            .indicators
            .definition(indicator, self.size)
            .map_or_else(String::new, |fact| fact.value.unit_of_measure.clone())
    }
}

/// What is said of a key figure, with its value when that is a number.
fn key_figure(what: &str, figure: &KeyFigureReported) -> String {
    let named = wording::figure(figure, &period_in_words(figure.period));
    match wording::figure_number(figure.value) {
        Some(value) => format!("{what}: {named}: {value}"),
        None => format!("{what}: {named}"),
    }
}

fn report(kind: ReportKind) -> String {
    report_name(kind).to_lowercase()
}
