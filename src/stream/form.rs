//! The forms that names of streams have, and what such a stream rests on.
//!
//! A name that no event could ever belong to says nothing when it is expected to be
//! unchanged: it always is. So the forms stand in one table, which `command/COMMANDS.md`
//! tells senders and a test holds against what events touch.

use uuid::Uuid;

use super::StreamId;
use crate::ids::UnitId;
use crate::period::Period;

/// A form of stream names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamForm {
    /// What its names begin with, before the first slash.
    pub subject: &'static str,
    /// How a name of it is written, with what stands for an id in capitals.
    pub form: &'static str,
    /// What such a stream is about, in Swedish.
    pub about: &'static str,
    /// The commands whose events belong to it or touch it.
    pub commands: &'static [&'static str],
    rest: Rest,
}

/// What stands after the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// The id of the subject itself.
    Itself,
    /// The id of a report line, and a year.
    LineAndYear,
    /// The id of a unit.
    Unit,
    /// The id of a unit, and a period.
    UnitAndPeriod,
    /// The id of an event.
    Event,
    /// One of these words; the stream is always there.
    Word(&'static [&'static str]),
}

/// What must be recorded for a stream's subject to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestsOn {
    /// Nothing: the subject is always there.
    Nothing,
    /// An event that touches one of these streams. There are several when the name
    /// can be read in more than one way.
    AnyOf(Vec<StreamId>),
}

impl StreamForm {
    /// Every form.
    pub const ALL: &'static [Self] = &[
        Self {
            subject: "unit",
            rest: Rest::Itself,
            form: "unit/ENHET",
            about: "en enhet",
            commands: &[
                "EstablishUnit",
                "RenameUnit",
                "MoveUnit",
                "DissolveUnit",
                "MoveMandate",
            ],
        },
        Self {
            subject: "decision",
            rest: Rest::Itself,
            form: "decision/BESLUT",
            about: "ett beslut",
            commands: &["TakeDecision", "ReportDecision", "ReferBackMatter"],
        },
        Self {
            subject: "plan",
            rest: Rest::Itself,
            form: "plan/PLAN",
            about: "en verksamhetsplan",
            commands: &["AdoptPlan"],
        },
        Self {
            subject: "item",
            rest: Rest::Itself,
            form: "item/POST",
            about: "ett mål, en strategi eller ett uppdrag",
            commands: &[
                "SetStrategy",
                "SetObjective",
                "GiveAssignment",
                "LinkItems",
                "RewordItem",
                "WithdrawItem",
                "MakeAssessment",
                "ReportAssignmentStatus",
            ],
        },
        Self {
            subject: "indicator",
            rest: Rest::Itself,
            form: "indicator/INDIKATOR",
            about: "en indikator med målvärden och utfall",
            commands: &[
                "DefineIndicator",
                "SetTarget",
                "OverrideWish",
                "ReportIndicatorOutcomes",
                "ReportMissingOutcome",
                "CorrectOutcome",
            ],
        },
        Self {
            subject: "line",
            rest: Rest::Itself,
            form: "line/RAD",
            about: "en rapportrads definition",
            commands: &["DefineReportLines"],
        },
        Self {
            subject: "frame",
            rest: Rest::LineAndYear,
            form: "frame/RAD/ÅR",
            about: "en rads ram ett år",
            commands: &[
                "DecideFrames",
                "AdjustFrame",
                "ReallocateBudget",
                "DisposeReserve",
            ],
        },
        Self {
            subject: "outcome",
            rest: Rest::LineAndYear,
            form: "outcome/RAD/ÅR",
            about: "det som är bokfört på en rad ett år",
            commands: &["BookOutcomes", "CorrectOutcome", "RestateOutcome"],
        },
        Self {
            subject: "forecast",
            rest: Rest::LineAndYear,
            form: "forecast/RAD/ÅR",
            about: "en rads prognoser ett år",
            commands: &["SubmitForecast"],
        },
        Self {
            subject: "investment",
            rest: Rest::Itself,
            form: "investment/OBJEKT",
            about: "ett investeringsobjekt",
            commands: &[
                "ApproveInvestmentObject",
                "SpendInvestment",
                "CorrectOutcome",
            ],
        },
        Self {
            subject: "action",
            rest: Rest::Itself,
            form: "action/ÅTGÄRD",
            about: "en åtgärd i handlingsplanen",
            commands: &["PlanAction", "ReportActionEffect"],
        },
        Self {
            subject: "risk",
            rest: Rest::Itself,
            form: "risk/RISK",
            about: "en risk",
            commands: &["IdentifyRisk"],
        },
        Self {
            subject: "control",
            rest: Rest::Itself,
            form: "control/KONTROLL",
            about: "en kontrollåtgärd",
            commands: &["PlanControlAction", "FollowUpControlAction"],
        },
        Self {
            subject: "control-assessment",
            rest: Rest::Unit,
            form: "control-assessment/ENHET",
            about: "en enhets bedömningar av den interna kontrollen",
            commands: &["AssessControl"],
        },
        Self {
            subject: "key-figures",
            rest: Rest::Unit,
            form: "key-figures/ENHET",
            about: "en enhets nyckeltal",
            commands: &["ReportKeyFigures", "CorrectOutcome"],
        },
        Self {
            subject: "narrative",
            rest: Rest::Unit,
            form: "narrative/ENHET",
            about: "en enhets texter och händelser av betydelse",
            commands: &["WriteNarrative", "NoteSignificantEvent"],
        },
        Self {
            subject: "claims",
            rest: Rest::Unit,
            form: "claims/ENHET",
            about: "de summor som källor uppger för en enhet",
            commands: &["ClaimFacts"],
        },
        Self {
            subject: "period",
            rest: Rest::UnitAndPeriod,
            form: "period/ENHET/PERIOD",
            about: "en enhets rapportperiod",
            commands: &["OpenPeriod", "ClosePeriod", "SubmitReport", "WaiveCheck"],
        },
        Self {
            subject: "report",
            rest: Rest::Itself,
            form: "report/RAPPORT",
            about: "en publicerad rapport",
            commands: &["PublishReport"],
        },
        Self {
            subject: "rules",
            rest: Rest::Word(&["region"]),
            form: "rules/region",
            about: "reglerna",
            commands: &["AdoptRules"],
        },
        Self {
            subject: "redaction",
            rest: Rest::Event,
            form: "redaction/HÄNDELSE",
            about: "gallringen av en händelse",
            commands: &["RedactPayload"],
        },
        Self {
            subject: "proof",
            rest: Rest::Word(&["keys", "witnesses"]),
            form: "proof/keys och proof/witnesses",
            about: "signeringsnyckeln och vittnena",
            commands: &["RotateSigningKey", "AdoptWitnessPolicy"],
        },
    ];

    fn rests_on(self, stream: &StreamId, rest: &str) -> Option<RestsOn> {
        // Ids of every kind are written alike.
        let is_id = |id: &str| UnitId::new(id).is_ok();
        // A name in another form than the events' own is another stream.
        let is_period = |text: &str| {
            let period = text.parse::<Period>();
            period.is_ok_and(|period| period.to_string() == text)
        };
        match self.rest {
            Rest::Itself => is_id(rest).then(|| RestsOn::AnyOf(vec![stream.clone()])),
            Rest::Unit => is_id(rest).then(|| RestsOn::AnyOf(vec![StreamId::of("unit", rest)])),
            Rest::LineAndYear => {
                let (line, year) = rest.rsplit_once('/')?;
                let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
                (is_year && is_id(line)).then(|| RestsOn::AnyOf(vec![StreamId::of("line", line)]))
            }
            Rest::UnitAndPeriod => {
                let slashes = rest.match_indices('/').map(|(at, _)| at);
                let units: Vec<StreamId> = slashes
                    .filter_map(|at| Some((rest.get(..at)?, rest.get(at + 1..)?)))
                    .filter(|(unit, period)| is_id(unit) && is_period(period))
                    .map(|(unit, _)| StreamId::of("unit", unit))
                    .collect();
                (!units.is_empty()).then_some(RestsOn::AnyOf(units))
            }
            Rest::Event => {
                let event = Uuid::try_parse(rest).is_ok_and(|event| event.to_string() == rest);
                event.then_some(RestsOn::Nothing)
            }
            Rest::Word(words) => words.contains(&rest).then_some(RestsOn::Nothing),
        }
    }
}

impl StreamId {
    /// What must be recorded for the stream's subject to be there; `None` when no
    /// event can ever belong to a stream of the name.
    pub fn rests_on(&self) -> Option<RestsOn> {
        let (subject, rest) = self.as_str().split_once('/')?;
        let mut forms = StreamForm::ALL.iter();
        forms
            .find(|form| form.subject == subject)?
            .rests_on(self, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_rests_on_its_subject_and_one_without_a_form_on_nothing_there_is() {
        for (name, units) in [
            ("unit/RS", Some(&["unit/RS"][..])),
            ("frame/L2/2025", Some(&["line/L2"])),
            ("outcome/L1.1/a/2025", Some(&["line/L1.1/a"])),
            ("narrative/RS", Some(&["unit/RS"])),
            ("period/RS/2025-03", Some(&["unit/RS"])),
            (
                "period/RS/2025-01/2025-07",
                Some(&["unit/RS", "unit/RS/2025-01"]),
            ),
            ("rules/region", Some(&[])),
            ("proof/keys", Some(&[])),
            ("foo", None),
            ("foo/RS", None),
            ("unit/", None),
            ("unit/R S", None),
            ("frame/L2", None),
            ("frame/L2/25", None),
            ("period/RS/mars", None),
            ("period/RS/2025-01/2025-12", Some(&["unit/RS/2025-01"])),
            ("redaction/RS", None),
            ("proof/RS", None),
        ] {
            let rests = StreamId::new(name).unwrap().rests_on();
            let rests = rests.map(|rests| match rests {
                RestsOn::Nothing => Vec::new(),
                RestsOn::AnyOf(streams) => streams.iter().map(StreamId::to_string).collect(),
            });
            let expected =
                units.map(|units| units.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(rests, expected, "{name}");
        }
    }
}
