//! The Swedish words of the data files for the kinds of the ledger.

use ledger::event::Provenance;
use ledger::event::action::{ActionCategory, Consequence};
use ledger::event::budget::{AdjustmentKind, Breakdown, LineTable};
use ledger::event::control::{ControlScope, ControlStatus, Requirement, Sufficiency, WishedEffect};
use ledger::event::decision::{DecisionKind, Precision};
use ledger::event::figure::Measure;
use ledger::event::followup::{AssignmentStatus, Colour, NarrativeSection, SignificantKind, Trend};
use ledger::event::indicator::Fulfilment;
use ledger::event::organisation::UnitKind;
use ledger::event::plan::{Desired, ObjectiveKind, Perspective};
use ledger::event::reporting::{CheckName, LineColumn, ReportKind};

use super::cell::Swedish;

macro_rules! words {
    ($($kind:ident { $($word:literal $meaning:ident,)+ })+) => {$(
        impl Swedish for $kind {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$meaning),)+];
        }
    )+};
}

words! {
    Provenance { "angivet" Stated, "härlett" Inferred, "genererat" Generated, }
    UnitKind {
        "fullmäktige" Assembly, "styrelse" ExecutiveBoard, "nämnd" Committee,
        "förvaltning" Administration, "område" Department, "stab" Staff, "enhet" Office,
    }
    Precision { "dag" Day, "månad" Month, "år" Year, }
    DecisionKind {
        "plan" Plan, "ram" Frame, "omdisponering" Reallocation, "ersättning" Compensation,
        "organisation" Organisation, "omräkning" Restatement, "återremiss" ReferralBack,
        "policy" Policy, "rapport" Report, "gallring" Disposal, "övrigt" Other,
    }
    Perspective {
        "invånare och samhälle" ResidentsAndSociety, "process" Process, "resurs" Resource,
    }
    ObjectiveKind { "effektmål" EffectObjective, "nämndmål" CommitteeObjective, }
    Desired { "öka" Increase, "minska" Decrease, }
    Fulfilment { "helt" Fully, "delvis" Partly, "inte alls" NotAtAll, }
    LineTable {
        "driftredovisning" OperatingResult, "resultaträkning" IncomeStatement,
        "investeringsredovisning" Investment, "balanskravsutredning" BalanceRequirement,
    }
    Breakdown { "ingen" None, "fullständig" Complete, "varav" Partial, }
    AdjustmentKind { "uppräkning" Indexation, "tillskott" Supplement, "minskning" Reduction, }
    ActionCategory { "intäkter" Income, "personal" Personnel, "övrigt" Other, }
    Consequence { "försumbar" Negligible, "lindrig" Mild, "kännbar" Noticeable, "allvarlig" Severe, }
    ControlScope { "regiongemensam" Region, "nämndens egen" Committee, }
    ControlStatus { "avslutad" Completed, "pågår" Ongoing, "ej genomförd" NotCarriedOut, }
    WishedEffect { "ja" Yes, "delvis" Partly, "nej" No, }
    Requirement { "a" A, "b" B, "c" C, "d" D, "e" E, }
    Sufficiency { "tillräcklig" Sufficient, "otillräcklig" Insufficient, }
    Measure {
        "årsarbetare" FullTimeEquivalents,
        "årsarbetare efter frånvaro" FullTimeEquivalentsNetOfLeave,
        "lönekostnad" PayrollCost, "sjukfrånvaro" SickLeave, "listade patienter" ListedPatients,
        "omsättning" Turnover, "volym" Volume,
    }
    AssignmentStatus {
        "ej påbörjat" NotStarted, "pågår" Ongoing, "genomfört" Completed, "avbrutet" Discontinued,
    }
    Colour { "grön" Green, "gul" Yellow, "röd" Red, "kan inte bedömas" NotAssessable, }
    Trend { "bättre" Better, "oförändrad" Unchanged, "sämre" Worse, }
    NarrativeSection {
        "sammanfattning" Summary, "måluppfyllelse" Objectives, "uppdrag" Assignments,
        "ekonomi" Economy, "handlingsplan" ActionPlan, "investeringar" Investments,
        "volymer" Volumes, "personal" Personnel, "intern kontroll" InternalControl,
        "god ekonomisk hushållning" SoundEconomy, "förväntad utveckling" Outlook,
    }
    SignificantKind { "väsentlig händelse" SignificantEvent, "framtida utmaning" FutureChallenge, }
    LineColumn {
        "utfall" Outcome, "budget" Budget, "utfall föregående år" PreviousOutcome,
        "prognos" Forecast, "avvikelse" Variance, "förändring" Change,
    }
    ReportKind {
        "periodrapport" PeriodReport, "delårsrapport" InterimReport,
        "verksamhetsberättelse" OperationsReport, "årsredovisning" AnnualReport,
    }
    CheckName {
        "fullständiga summor stämmer" CompleteTotalsSum,
        "återstoden visas" PartialRemainderShown,
        "avvikelse är utfall minus budget" VarianceIsOutcomeLessBudget,
        "omdisponeringar går jämnt ut" ReallocationsBalance,
        "angivna uppgifter stämmer" ClaimsAgree,
        "antal per färg stämmer" ColourCountsAgree,
        "varningar är motiverade" WarningsMotivated,
        "ingen färg på saknade uppgifter" NoColourOnMissingData,
        "delårsperiodens längd" InterimPeriodLength,
        "åtgärderna motsvarar kravet" ActionEffectsMeetDemand,
        "kontrollåtgärder har status" ControlActionsHaveStatus,
        "sena poster är rättelser" LateEntriesAreCorrections,
    }
}
