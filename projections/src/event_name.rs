//! The name of each kind of event, in Swedish: the one that the glossary gives it.

use ledger::event::EventKind;

/// What a kind of event is called, in Swedish.
pub fn of(kind: EventKind) -> &'static str {
    use EventKind as K;
    match kind {
        K::UnitEstablished => "enhet inrättad",
        K::UnitMoved => "enhet flyttad",
        K::UnitRenamed => "enhet omdöpt",
        K::UnitDissolved => "enhet avvecklad",
        K::MandateMoved => "ansvar flyttat",
        K::PlanAdopted => "verksamhetsplan antagen",
        K::ObjectiveSet => "mål fastställt",
        K::StrategySet => "strategi fastställd",
        K::AssignmentGiven => "uppdrag givet",
        K::IndicatorDefined => "indikator definierad",
        K::TargetSet => "målvärde fastställt",
        K::ItemLinked => "poster kopplade",
        K::ItemReworded => "post omformulerad",
        K::ItemWithdrawn => "post avslutad",
        K::MatterReferredBack => "återremiss",
        K::DecisionTaken => "beslut fattat",
        K::DecisionReported => "delegationsbeslut anmält",
        K::ReportLineDefined => "rapportrad definierad",
        K::FrameDecided => "ram beslutad",
        K::FrameAdjusted => "ram ändrad",
        K::BudgetReallocated => "omdisponering",
        K::ReserveDisposed => "planeringsreserv använd",
        K::OutcomeBooked => "utfall bokfört",
        K::ForecastSubmitted => "prognos lämnad",
        K::OutcomeRestated => "utfall omräknat",
        K::IndicatorOutcomeReported => "indikatorutfall rapporterat",
        K::OutcomeMissing => "värde saknas",
        K::OutcomeCorrected => "rättelse",
        K::WishOverridden => "önskad riktning ändrad",
        K::AssessmentMade => "bedömning gjord",
        K::AssignmentStatusReported => "uppdragsstatus rapporterad",
        K::NarrativeWritten => "text skriven",
        K::SignificantEventNoted => "väsentlig händelse noterad",
        K::ActionPlanned => "åtgärd planerad",
        K::ActionEffectReported => "åtgärdseffekt rapporterad",
        K::RiskIdentified => "risk identifierad",
        K::ControlActionPlanned => "kontrollåtgärd planerad",
        K::ControlActionFollowedUp => "kontrollåtgärd följd upp",
        K::ControlAssessed => "ISK-bedömning",
        K::InvestmentObjectApproved => "investeringsobjekt godkänt",
        K::InvestmentSpent => "investeringsutgift bokförd",
        K::KeyFigureReported => "nyckeltal rapporterat",
        K::PeriodOpened => "period öppnad",
        K::PeriodClosed => "period stängd",
        K::ReportSubmitted => "rapport inlämnad",
        K::ReportPublished => "rapport publicerad",
        K::CheckWaived => "undantag från kontroll",
        K::FactClaimed => "uppgift registrerad",
        K::RulesAdopted => "regler antagna",
        K::PayloadRedacted => "innehåll gallrat",
        K::SigningKeyRotated => "signeringsnyckel bytt",
        K::WitnessPolicyAdopted => "vittnespolicy antagen",
        K::PublicationWitnessed => "publicering bevittnad",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_called_what_the_glossary_calls_it() {
        let glossary = include_str!("../../src/GLOSSARY.md");
        for kind in EventKind::ALL {
            let row = format!("| `{}` | {} |", kind.name(), of(*kind));
            assert!(glossary.contains(&row), "the glossary has no row {row}");
        }
    }
}
