//! The permission matrix: which roles may give which command and see what.
//!
//! Guarantee: denied unless listed. Every kind of command stands here, since a
//! new variant of [`Command`] breaks the build. `ACCESS.md` is this table for
//! people; a test holds them together.
//!
//! A role of a unit may do it for its unit and those below, a role of the
//! region for all ([`super::permit`]).

use ledger::command::Command;

use super::role::Role;
use Role::{Administrator, Auditor, Controller, DecisionSecretary, Registrator, Supervisor};

macro_rules! commands {
    ($($kind:ident $asked:literal => [$($role:ident),*] $(own [$own:ident])?;)+) => {
        /// The kind of a command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum CommandKind {
            $(
                #[doc = concat!("See [`Command::", stringify!($kind), "`].")]
                $kind,
            )+
        }

        impl CommandKind {
            /// Every kind, in the order of the table.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The kind of a command.
            pub(crate) fn of(command: &Command) -> Self {
                match command { $(Command::$kind(_) => Self::$kind,)+ }
            }

            /// The name in code and in the portable form.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$kind => stringify!($kind),)+ }
            }

            /// What the command does, in Swedish, in the infinitive.
            pub(crate) fn asked(self) -> &'static str {
                match self { $(Self::$kind => $asked,)+ }
            }

            /// The roles that may give it.
            pub(crate) fn roles(self) -> &'static [Role] {
                match self { $(Self::$kind => &[$($role),*],)+ }
            }

            /// The role that may give it only about what it has recorded itself.
            pub(crate) fn own(self) -> Option<Role> {
                match self { $(Self::$kind => first(&[$($own)?]),)+ }
            }
        }
    };
}

macro_rules! capabilities {
    ($($name:ident $code:literal $asked:literal $reach:ident [$($role:ident),*];)+) => {
        /// What can be seen or fetched.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Capability {
            $(
                #[doc = $asked]
                $name,
            )+
        }

        impl Capability {
            /// Every capability, in the order of the table.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code.
            pub(crate) fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What it lets one do, in Swedish, in the infinitive.
            pub(crate) fn asked(self) -> &'static str {
                match self { $(Self::$name => $asked,)+ }
            }

            /// The roles that have it.
            pub(crate) fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$($role),*],)+ }
            }

            /// Whose a question about it is.
            pub(crate) fn reach(self) -> Reach {
                match self { $(Self::$name => Reach::$reach,)+ }
            }
        }
    };
}

/// Whose a question about a capability is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// A unit's: a role of a unit sees its unit and those below.
    Unit,
    /// Everyone's with the role, wherever it is held.
    Everyone,
    /// The region's: the role has to be held for the whole region.
    Region,
}

commands! {
    EstablishUnit "inrätta en enhet" => [Administrator];
    MoveUnit "flytta en enhet" => [Administrator];
    RenameUnit "byta namn på en enhet" => [Administrator];
    DissolveUnit "avveckla en enhet" => [Administrator];
    MoveMandate "flytta ett ansvar" => [DecisionSecretary];

    TakeDecision "anteckna ett beslut" => [DecisionSecretary];
    ReportDecision "anmäla ett beslut" => [DecisionSecretary];
    ReferBackMatter "anteckna en återremiss" => [DecisionSecretary];

    AdoptPlan "anteckna en antagen plan" => [DecisionSecretary];
    SetObjective "sätta ett mål" => [DecisionSecretary];
    SetStrategy "sätta en strategi" => [DecisionSecretary];
    GiveAssignment "ge ett uppdrag" => [DecisionSecretary];
    DefineIndicator "fastställa en indikator" => [DecisionSecretary];
    SetTarget "sätta ett målvärde" => [Controller, DecisionSecretary];
    LinkItems "koppla poster i planer" => [DecisionSecretary];
    RewordItem "ändra en posts lydelse" => [DecisionSecretary];
    WithdrawItem "dra tillbaka en post" => [DecisionSecretary];

    DefineReportLines "lägga upp rader i ekonomin" => [Controller];
    DecideFrames "anteckna beslutade ramar" => [DecisionSecretary];
    AdjustFrame "anteckna en ändrad ram" => [DecisionSecretary];
    ReallocateBudget "omdisponera budget" => [Controller];
    DisposeReserve "använda en planeringsreserv" => [Controller];
    ApproveInvestmentObject "anteckna ett beslutat investeringsobjekt" => [DecisionSecretary];

    BookOutcomes "bokföra utfall" => [Registrator, Controller];
    SpendInvestment "anteckna investeringsutgifter" => [Registrator, Controller];
    SubmitForecast "lämna prognos" => [Controller];
    RestateOutcome "räkna om ett utfall" => [Controller];
    CorrectOutcome "rätta en uppgift" => [Controller] own [Registrator];
    ReportKeyFigures "rapportera nyckeltal" => [Registrator, Controller];

    ReportIndicatorOutcomes "rapportera indikatorutfall" => [Registrator, Controller];
    ReportMissingOutcome "anteckna att ett värde saknas" => [Registrator, Controller];
    OverrideWish "ändra önskad riktning för en indikator" => [Controller];
    MakeAssessment "göra en bedömning" => [Controller];
    ReportAssignmentStatus "rapportera ett uppdrags status" => [Registrator, Controller];
    WriteNarrative "skriva text till en rapport" => [Registrator, Controller];
    NoteSignificantEvent "anteckna en väsentlig händelse" => [Registrator, Controller];

    PlanAction "planera en åtgärd" => [Controller];
    ReportActionEffect "rapportera en åtgärds effekt" => [Registrator, Controller];
    IdentifyRisk "anteckna en risk" => [Controller];
    PlanControlAction "planera en kontrollåtgärd" => [Controller];
    FollowUpControlAction "följa upp en kontrollåtgärd" => [Registrator, Controller];
    AssessControl "bedöma intern kontroll" => [Controller];

    OpenPeriod "öppna en period" => [Controller];
    ClosePeriod "stänga en period" => [Controller];
    SubmitReport "lämna in en rapport" => [Controller];
    PublishReport "publicera en rapport" => [Controller];
    WaiveCheck "medge undantag från en kontroll" => [Controller];
    ClaimFacts "anteckna vad en källa anger" => [Controller];

    AdoptRules "anta regler" => [Administrator];
    RedactPayload "gallra en händelse" => [Administrator];
    RotateSigningKey "byta signeringsnyckel" => [Administrator];
    AdoptWitnessPolicy "anta en vittnespolicy" => [Administrator];
}

capabilities! {
    Units "units" "läsa organisationen" Everyone [Registrator, Controller, DecisionSecretary, Supervisor, Auditor, Administrator];
    Plan "plan" "läsa planen" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Indicators "indicators" "läsa indikatorer" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Assessments "assessments" "läsa bedömningar" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Economy "economy" "läsa ekonomin" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Frames "frames" "läsa ramar" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Actions "actions" "läsa åtgärder" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Control "control" "läsa intern kontroll" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Decisions "decisions" "läsa beslut" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Figures "figures" "läsa nyckeltal" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Investments "investments" "läsa investeringar" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Narrative "narrative" "läsa texter" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Reports "reports" "läsa rapporter" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Explain "explain" "få ändringar förklarade" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Diff "diff" "jämföra rapporter" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Checks "checks" "läsa kontroller" Unit [Registrator, Controller, DecisionSecretary, Supervisor, Auditor];
    Publications "publications" "läsa publicerade rapporter" Everyone [Registrator, Controller, DecisionSecretary, Supervisor, Auditor, Administrator];
    Proofs "proofs" "hämta bevis och kontrollpunkter" Region [Supervisor, Auditor];
    EventLog "event_log" "läsa händelseloggen" Region [Auditor];
    Rules "rules" "läsa reglerna" Everyone [Registrator, Controller, DecisionSecretary, Supervisor, Auditor, Administrator];
    Feed "feed" "följa händelseflödet" Region [Auditor];
    AuditPackage "audit_package" "hämta granskningspaket" Region [Auditor];
    Status "status" "läsa vad som visas och hur långt det har kommit" Everyone [Registrator, Controller, DecisionSecretary, Supervisor, Auditor, Administrator];
    Operation "operation" "läsa drift och mätvärden" Region [Administrator];
}

impl Capability {
    /// Whether it may be opened to those who have not logged in, when the
    /// administrator does so: what is published, and nothing else.
    pub(crate) fn may_be_public(self) -> bool {
        self == Self::Publications
    }
}

fn first(roles: &[Role]) -> Option<Role> {
    roles.first().copied()
}
