//! What a redaction says of where the destroyed content stood.
//!
//! Guarantees: it names the place of just that kind of event, with the members
//! of the format's page and no others, and of the subject whose stream the event
//! stands in; and it answers which reports may show that something is gone.

use serde_json::{Map, Value};

use super::kinds;
use crate::json::content::{Content, Member};

/// A place that is empty now.
#[derive(Debug, Clone)]
pub struct Remains {
    name: String,
    place: Map<String, Value>,
}

/// What a member of a place is.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// An id or a word of a scale.
    Word,
    /// A year as a number.
    Year,
    /// A period.
    Period,
    /// A day.
    Day,
}

/// The members of each place; the first names the subject of the event's stream.
const FORMS: &[(&str, &[(&str, Form)])] = &[
    (
        "mandate",
        &[
            ("from_unit", Form::Word),
            ("to_unit", Form::Word),
            ("valid_from", Form::Day),
        ],
    ),
    ("referral", &[("decision", Form::Word)]),
    ("wording", &[("item", Form::Word)]),
    (
        "missing_outcome",
        &[
            ("indicator", Form::Word),
            ("period", Form::Period),
            ("unit", Form::Word),
        ],
    ),
    (
        "assessment",
        &[
            ("item", Form::Word),
            ("period", Form::Period),
            ("unit", Form::Word),
        ],
    ),
    (
        "status",
        &[
            ("item", Form::Word),
            ("period", Form::Period),
            ("unit", Form::Word),
        ],
    ),
    (
        "narrative",
        &[
            ("unit", Form::Word),
            ("period", Form::Period),
            ("section", Form::Word),
        ],
    ),
    (
        "noted",
        &[
            ("unit", Form::Word),
            ("date", Form::Day),
            ("kind", Form::Word),
        ],
    ),
    (
        "control_follow_up",
        &[("control", Form::Word), ("period", Form::Period)],
    ),
    (
        "control_assessment",
        &[
            ("unit", Form::Word),
            ("requirement", Form::Word),
            ("year", Form::Year),
        ],
    ),
];

/// The sections of reports that show each text that is written for a report.
const SECTIONS_OF_TEXTS: &[(&str, &[&str])] = &[
    ("summary", &["summary", "development_overview"]),
    ("objectives", &["objectives", "steering"]),
    ("economy", &["economy_comment"]),
];

/// How many years after its own a report's challenges reach.
const CHALLENGE_YEARS: u16 = 3;

impl Remains {
    /// Reads the member `remains` of a redaction: an object of one member.
    pub fn of(payload: &Content<'_>) -> Option<Self> {
        let remains = payload.get("remains")?.as_object()?;
        let [(name, place)] = remains else {
            return None;
        };
        let place = place.as_object()?.iter();
        let own = |(name, value): &Member<'_>| (name.clone().into_owned(), value.clone().into());
        Some(Self {
            name: name.clone().into_owned(),
            place: place.map(own).collect(),
        })
    }

    /// Whether it is the place of an event of a type in a stream.
    pub fn fits(&self, kind: &str, stream: &str) -> bool {
        let Some((_, members)) = FORMS.iter().find(|(name, _)| *name == self.name) else {
            return false;
        };
        let subject = members.first().and_then(|(name, _)| self.text(name));
        kinds::remains(kind) == Some(&self.name)
            && members.len() == self.place.len()
            && members.iter().all(|(name, form)| {
                let member = self.place.get(*name);
                member.is_some_and(|member| form.is_of(member))
            })
            && stream.split_once('/').map(|(_, id)| id) == subject
    }

    /// Whether a section of a unit's report of a period may show that the place
    /// is empty. A text stands in its own unit's report of its own period and in
    /// one section; what is told of a day in reports that reach that day; nothing
    /// in a report of a year that had passed.
    pub fn may_stand_in(&self, unit: &str, period: &str, section: &str) -> bool {
        let (first, last) = months(period);
        match self.name.as_str() {
            "narrative" => {
                let own = self.text("section").unwrap_or_default();
                let mut known = SECTIONS_OF_TEXTS.iter();
                let shown = match known.find(|(name, _)| *name == own) {
                    Some((_, sections)) => sections.contains(&section),
                    None => section == own,
                };
                shown && self.text("unit") == Some(unit) && self.text("period") == Some(period)
            }
            "noted" => {
                let month = self.text("date").and_then(|date| date.get(..7));
                let horizon = match self.text("kind") {
                    Some("future_challenge") => {
                        let year = period.get(..4).and_then(|year| year.parse::<u16>().ok());
                        format!(
                            "{:04}-12",
                            year.unwrap_or_default().saturating_add(CHALLENGE_YEARS)
                        )
                    }
                    _ => last,
                };
                month.is_some_and(|month| first.as_str() <= month && month <= horizon.as_str())
            }
            _ => self
                .year()
                .is_none_or(|year| Some(year.as_str()) <= period.get(..4)),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.place.get(name)?.as_str()
    }

    /// The year that it concerns, when it names one.
    fn year(&self) -> Option<String> {
        if let Some(year) = self.place.get("year") {
            return Some(format!("{:04}", year.as_u64()?));
        }
        let named = self.text("period").or_else(|| self.text("valid_from"))?;
        named.get(..4).map(str::to_owned)
    }
}

impl Form {
    fn is_of(self, member: &Value) -> bool {
        let text = member.as_str().unwrap_or_default();
        let digits = |form: &str| {
            let mut bytes = text.bytes().zip(form.bytes());
            text.len() == form.len()
                && bytes.all(|(byte, form)| match form {
                    b'0' => byte.is_ascii_digit(),
                    mark => byte == mark,
                })
        };
        match self {
            Self::Word => !text.trim().is_empty(),
            Self::Year => member
                .as_u64()
                .is_some_and(|year| (1900..=9999).contains(&year)),
            Self::Period => ["0000", "0000-00", "0000-00/0000-00"]
                .into_iter()
                .any(digits),
            Self::Day => digits("0000-00-00"),
        }
    }
}

/// The first and the last month of a period.
fn months(period: &str) -> (String, String) {
    if period.len() == 4 {
        return (format!("{period}-01"), format!("{period}-12"));
    }
    let (first, last) = period.split_once('/').unwrap_or((period, period));
    (first.to_owned(), last.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn remains(of: &Value) -> Remains {
        Remains::of(&(&json!({ "remains": of })).into()).unwrap()
    }

    /// Story: a redaction of a text of one committee named another's, and an
    /// empty place, and members that no place has; each was taken for an answer.
    #[test]
    fn a_place_is_of_the_events_own_kind_and_subject_and_has_its_members() {
        let narrative = |unit: &str| json!({"narrative": {"period": "2024", "section": "summary", "unit": unit}});
        let text = ("NarrativeWritten", "narrative/RS");
        for (of, (kind, stream), fits) in [
            (narrative("RS"), text, true),
            (narrative("HSN"), text, false),
            (narrative("RS"), ("AssessmentMade", "item/RS"), false),
            (json!({"narrative": {}}), text, false),
            (
                json!({"narrative": {"period": "2024", "section": "summary", "unit": "RS", "x": 1}}),
                text,
                false,
            ),
            (
                json!({"narrative": {"period": "då", "section": "summary", "unit": "RS"}}),
                text,
                false,
            ),
            (
                json!({"control_assessment": {"requirement": "e", "unit": "KN", "year": 2025}}),
                ("ControlAssessed", "control-assessment/KN"),
                true,
            ),
            (
                json!({"mandate": {"from_unit": "A", "to_unit": "B", "valid_from": "2024-01-01"}}),
                ("MandateMoved", "unit/A"),
                true,
            ),
            (
                json!({"mandate": {"from_unit": "A", "to_unit": "B", "valid_from": "2024-01-01"}}),
                ("MandateMoved", "unit/B"),
                false,
            ),
        ] {
            assert_eq!(
                remains(&of).fits(kind, stream),
                fits,
                "{of} {kind} {stream}"
            );
        }
        let two = json!({"remains": {"narrative": {}, "noted": {}}});
        assert!(Remains::of(&(&two).into()).is_none());
    }

    #[test]
    fn a_place_is_shown_only_in_the_reports_that_it_belongs_to() {
        let text = json!({"narrative": {"period": "2024", "section": "economy", "unit": "RS"}});
        let event =
            json!({"noted": {"date": "2024-05-02", "kind": "significant_event", "unit": "RS"}});
        let ahead =
            json!({"noted": {"date": "2027-05-02", "kind": "future_challenge", "unit": "RS"}});
        let colour =
            json!({"assessment": {"item": "M1", "period": "2024-01/2024-04", "unit": "RS"}});
        for (of, (unit, period, section), may) in [
            (&text, ("RS", "2024", "economy_comment"), true),
            (&text, ("RS", "2024", "summary"), false),
            (&text, ("RS", "2024-01/2024-04", "economy_comment"), false),
            (&text, ("HSN", "2024", "economy_comment"), false),
            (&event, ("RF", "2024", "significant_events"), true),
            (
                &event,
                ("RF", "2024-01/2024-04", "significant_events"),
                false,
            ),
            (&ahead, ("RF", "2024", "outlook"), true),
            (&ahead, ("RF", "2023", "outlook"), false),
            (&colour, ("RF", "2025", "objectives"), true),
            (&colour, ("RF", "2023", "objectives"), false),
        ] {
            assert_eq!(
                remains(of).may_stand_in(unit, period, section),
                may,
                "{of} {period} {section}"
            );
        }
    }
}
