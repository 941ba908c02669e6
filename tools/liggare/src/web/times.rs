//! The two axes of time of a page, and where they are about: the unit, the period
//! that the figures concern and what was known.
//!
//! They stand in every address, and a link made here keeps them.

use ledger::ids::UnitId;
use ledger::period::Period;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The member of an address that names the unit.
pub(super) const UNIT: &str = "enhet";

/// The member that names the period.
pub(super) const PERIOD: &str = "period";

/// The member that names what was known; without it, what is known now.
pub(super) const KNOWN: &str = "kand";

/// What cannot stand as it is in a part of a path.
const IN_PATH: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The two axes, as an address names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Times {
    /// Whose figures.
    pub(super) unit: UnitId,
    /// The period that they concern.
    pub(super) period: Period,
    /// What was known, as it was asked for; none means now.
    pub(super) known: Option<String>,
}

impl Times {
    /// The address of a page with these times.
    pub(super) fn link(&self, path: &str) -> String {
        self.link_with(path, &[])
    }

    /// The address of a page with these times and what else it is asked.
    pub(super) fn link_with(&self, path: &str, asked: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair(UNIT, self.unit.as_str());
        query.append_pair(PERIOD, &self.period.to_string());
        if let Some(known) = &self.known {
            query.append_pair(KNOWN, known);
        }
        for (name, value) in asked {
            query.append_pair(name, value);
        }
        format!("{path}?{}", query.finish())
    }

    /// The same, as known at another moment.
    pub(super) fn known_at(&self, known: Option<String>) -> Self {
        Self {
            known,
            ..self.clone()
        }
    }

    /// The same of another unit.
    pub(super) fn of_unit(&self, unit: UnitId) -> Self {
        Self {
            unit,
            ..self.clone()
        }
    }

    /// The same about another period.
    pub(super) fn about(&self, period: Period) -> Self {
        Self {
            period,
            ..self.clone()
        }
    }
}

/// A path with an id as its last part.
pub(super) fn path(room: &str, id: &str) -> String {
    format!("{room}/{}", utf8_percent_encode(id, &IN_PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_the_times_and_says_what_else_is_asked() {
        let times = Times {
            unit: UnitId::new("RS").expect("a unit"),
            period: "2024-01/2024-07".parse().expect("a period"),
            known: Some("2024-09-10".to_owned()),
        };
        assert_eq!(
            times.link_with(&path("/ekonomi", "L1/å"), &[("sok", "a b&c")]),
            "/ekonomi/L1%2F%C3%A5?enhet=RS&period=2024-01%2F2024-07&kand=2024-09-10&sok=a+b%26c"
        );
        assert_eq!(
            times.known_at(None).link("/plan"),
            "/plan?enhet=RS&period=2024-01%2F2024-07"
        );
    }
}
