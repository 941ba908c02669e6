//! The index compared with another: what differs, and what it is of.
//!
//! How many events or commands an entry holds depends on when it was written. So two
//! indexes are compared by their [`Fact`]s, which do not.

use sled::IVec;

use super::failure::{broken, guarded};
use super::key::numbered;
use super::{Index, commands, runs};
use crate::ids::Position;
use crate::log::LogError;

/// Something that two indexes do not agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What it is, in Swedish.
    pub(crate) what: String,
    /// How they differ.
    pub(crate) how: &'static str,
}

/// What an index says of one thing. A stream's event and a command are one each,
/// however many stand in an entry.
struct Fact {
    /// The key of its entry, without the number that tells it from its neighbours.
    of: IVec,
    number: Option<u64>,
    says: IVec,
}

impl Fact {
    /// Where it stands among all.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        (&self.of, self.number).cmp(&(&other.of, other.number))
    }
}

impl Index {
    /// Writes what waits in both, goes through what they say in the order of their keys
    /// and tells what differs from `right`, once for what stands together; answers how
    /// many facts `right` has.
    ///
    /// # Errors
    /// [`LogError::Index`] when one of them cannot be read.
    pub(crate) fn compare(
        &self,
        right: &Self,
        mut see: impl FnMut(Difference),
    ) -> Result<u64, LogError> {
        self.settle()?;
        right.settle()?;
        guarded(DOING, || {
            let mut count = 0;
            let mut mine = self.facts();
            let mut its = right.facts();
            let mut next_mine = mine.next().transpose()?;
            let mut next_its = its.next().transpose()?;
            let mut told = None;
            loop {
                let (order, fact) = match (&next_mine, &next_its) {
                    (None, None) => return Ok(count),
                    (Some(mine), None) => (std::cmp::Ordering::Less, mine),
                    (None, Some(its)) => (std::cmp::Ordering::Greater, its),
                    (Some(mine), Some(its)) => match mine.order(its) {
                        std::cmp::Ordering::Greater => (std::cmp::Ordering::Greater, its),
                        order => (order, mine),
                    },
                };
                let how = match (order, &next_its) {
                    (std::cmp::Ordering::Less, _) => Some("finns inte i journalen"),
                    (std::cmp::Ordering::Greater, _) => Some("saknas"),
                    (_, Some(its)) if fact.says != its.says => Some("har ett annat värde"),
                    _ => None,
                };
                if let Some(how) = how {
                    let what = what(&fact.of);
                    let difference = Difference { what, how };
                    if told.as_ref() != Some(&difference) {
                        see(difference.clone());
                        told = Some(difference);
                    }
                }
                if order.is_le() {
                    next_mine = mine.next().transpose()?;
                }
                if order.is_ge() {
                    count += 1;
                    next_its = its.next().transpose()?;
                }
            }
        })
    }

    /// What sled's tree says.
    fn facts(&self) -> impl Iterator<Item = Result<Fact, LogError>> {
        self.view.tree.iter().flat_map(|entry| match entry {
            Ok((key, value)) => facts(&key, value).into_iter().map(Ok).collect(),
            Err(error) => vec![Err(broken(DOING)(error))],
        })
    }
}

const DOING: &str = "att jämföra indexen";

/// What an entry says; one that cannot be understood is a fact of its own.
fn facts(key: &IVec, value: IVec) -> Vec<Fact> {
    let (of, first) = match (key.first(), numbered(key)) {
        (Some(b'c' | b's'), Some((before, first))) => (IVec::from(before), Some(first)),
        _ => (key.clone(), None),
    };
    let several: Option<Vec<(u64, u64)>> = match (key.first(), first) {
        (Some(b'c'), Some(first)) => commands::decoded(Position(first), &value)
            .map(|all| all.iter().map(|it| (it.position.0, it.hash)).collect()),
        (Some(b's'), Some(version)) => {
            runs::decoded(&value).map(|runs| (version..).zip(runs.into_iter().flatten()).collect())
        }
        _ => None,
    };
    match several {
        Some(several) => several
            .into_iter()
            .map(|(number, says)| Fact {
                of: of.clone(),
                number: Some(number),
                says: IVec::from(&says.to_be_bytes()),
            })
            .collect(),
        None => vec![Fact {
            of,
            number: first,
            says: value,
        }],
    }
}

fn what(key: &[u8]) -> String {
    let number = |at: usize| {
        let bytes = key.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u64::from_be_bytes)
    };
    match key.first() {
        Some(b'c') => "kommandona".to_owned(),
        Some(b'f') => format!("märket vid @{}", number(1)),
        Some(b'r') => "en gallring".to_owned(),
        Some(b's') => {
            let name = key.get(3..).unwrap_or_default();
            format!("strömmen {}", String::from_utf8_lossy(name))
        }
        Some(b'n') => format!(
            "trädets nod {}/{}",
            key.get(1).copied().unwrap_or_default(),
            number(2)
        ),
        Some(b'm') => "läget".to_owned(),
        Some(_) | None => "en okänd post".to_owned(),
    }
}
