//! The types of events: which there are, and in which stream each belongs.
//!
//! Guarantee: a type or version that this program does not know is never passed
//! over; an archive that holds one asks for a newer verifier.

use super::Leaf;
use crate::json::Content;

/// The subject of every known type's stream, and whether its payload may be
/// destroyed, with the name of what remains then.
const KINDS: &[(&str, &str, Option<&str>)] = &[
    ("UnitEstablished", "unit", None),
    ("UnitMoved", "unit", None),
    ("UnitRenamed", "unit", None),
    ("UnitDissolved", "unit", None),
    ("MandateMoved", "unit", Some("mandate")),
    ("PlanAdopted", "plan", None),
    ("ObjectiveSet", "item", None),
    ("StrategySet", "item", None),
    ("AssignmentGiven", "item", None),
    ("IndicatorDefined", "indicator", None),
    ("TargetSet", "indicator", None),
    ("ItemLinked", "item", None),
    ("ItemReworded", "item", Some("wording")),
    ("ItemWithdrawn", "item", None),
    ("MatterReferredBack", "decision", Some("referral")),
    ("DecisionTaken", "decision", None),
    ("DecisionReported", "decision", None),
    ("ReportLineDefined", "line", None),
    ("FrameDecided", "frame", None),
    ("FrameAdjusted", "frame", None),
    ("BudgetReallocated", "frame", None),
    ("ReserveDisposed", "frame", None),
    ("OutcomeBooked", "outcome", None),
    ("ForecastSubmitted", "forecast", None),
    ("OutcomeRestated", "outcome", None),
    ("IndicatorOutcomeReported", "indicator", None),
    ("OutcomeMissing", "indicator", Some("missing_outcome")),
    ("OutcomeCorrected", "", None),
    ("WishOverridden", "indicator", None),
    ("AssessmentMade", "item", Some("assessment")),
    ("AssignmentStatusReported", "item", Some("status")),
    ("NarrativeWritten", "narrative", Some("narrative")),
    ("SignificantEventNoted", "narrative", Some("noted")),
    ("ActionPlanned", "action", None),
    ("ActionEffectReported", "action", None),
    ("RiskIdentified", "risk", None),
    ("ControlActionPlanned", "control", None),
    (
        "ControlActionFollowedUp",
        "control",
        Some("control_follow_up"),
    ),
    (
        "ControlAssessed",
        "control-assessment",
        Some("control_assessment"),
    ),
    ("InvestmentObjectApproved", "investment", None),
    ("InvestmentSpent", "investment", None),
    ("KeyFigureReported", "key-figures", None),
    ("PeriodOpened", "period", None),
    ("PeriodClosed", "period", None),
    ("ReportSubmitted", "period", None),
    ("ReportPublished", "report", None),
    ("CheckWaived", "period", None),
    ("FactClaimed", "claims", None),
    ("RulesAdopted", "rules", None),
    ("PayloadRedacted", "redaction", None),
    ("SigningKeyRotated", "proof", None),
    ("WitnessPolicyAdopted", "proof", None),
    ("PublicationWitnessed", "report", None),
];

/// Whether a type and version are known.
pub fn known(kind: &str, version: u64) -> bool {
    version == 1 && KINDS.iter().any(|(name, ..)| *name == kind)
}

/// What remains of an event of a type when it is redacted; `None` when it may
/// not be.
pub fn remains(kind: &str) -> Option<&'static str> {
    KINDS.iter().find(|(name, ..)| *name == kind)?.2
}

/// Whether an event stands in the stream that its payload says. Of a redacted
/// event only the stream's subject can be told.
pub fn stream_fits(leaf: &Leaf<'_>, payload: Option<&Content<'_>>) -> bool {
    let Some((_, subject, _)) = KINDS.iter().find(|(name, ..)| *name == leaf.kind) else {
        return false;
    };
    match payload {
        Some(payload) => {
            stream_of(&leaf.kind, subject, payload).is_some_and(|stream| stream == leaf.stream)
        }
        None => leaf
            .stream
            .split_once('/')
            .is_some_and(|(found, id)| found == *subject && !id.is_empty()),
    }
}

fn stream_of(kind: &str, subject: &str, payload: &Content<'_>) -> Option<String> {
    let text = |name: &str| payload.get(name)?.as_str();
    let id = match kind {
        "MandateMoved" => text("from_unit")?,
        "SigningKeyRotated" => "keys",
        "WitnessPolicyAdopted" => "witnesses",
        "RulesAdopted" => "region",
        "PayloadRedacted" => text("event")?,
        "FrameDecided" | "FrameAdjusted" => return frame(text("line")?, payload),
        "ReserveDisposed" => return frame(text("reserve")?, payload),
        "BudgetReallocated" => match payload.get("postings")?.as_array().and_then(<[_]>::first) {
            Some(posting) => return frame(posting.get("line")?.as_str()?, payload),
            None => return Some(format!("frame/{}", payload.get("year")?.as_u64()?)),
        },
        "OutcomeBooked" | "OutcomeRestated" => return outcome(payload),
        "ForecastSubmitted" => {
            let year = text("basis_period")?.get(..4)?;
            return Some(format!("forecast/{}/{year}", text("line")?));
        }
        "OutcomeCorrected" => return corrected(payload.get("fact")?),
        "PeriodOpened" | "PeriodClosed" | "ReportSubmitted" | "CheckWaived" => {
            return Some(format!("period/{}/{}", text("unit")?, text("period")?));
        }
        "InvestmentObjectApproved" | "InvestmentSpent" => text("object")?,
        "PublicationWitnessed" | "ReportPublished" => text("report")?,
        _ => text(match subject {
            "narrative" | "control-assessment" | "key-figures" | "claims" => "unit",
            own => own,
        })?,
    };
    Some(format!("{subject}/{id}"))
}

fn frame(line: &str, payload: &Content<'_>) -> Option<String> {
    Some(format!("frame/{line}/{}", payload.get("year")?.as_u64()?))
}

fn outcome(payload: &Content<'_>) -> Option<String> {
    let line = payload.get("line")?.as_str()?;
    let year = payload.get("month")?.as_str()?.get(..4)?;
    Some(format!("outcome/{line}/{year}"))
}

fn corrected(fact: &Content<'_>) -> Option<String> {
    let (kind, fact) = fact.as_object()?.first()?;
    let text = |name: &str| fact.get(name)?.as_str();
    match &**kind {
        "indicator" => Some(format!("indicator/{}", text("indicator")?)),
        "booking" => outcome(fact),
        "key_figure" => Some(format!("key-figures/{}", text("unit")?)),
        "spending" => Some(format!("investment/{}", text("object")?)),
        _ => None,
    }
}
