//! The index compared with another, entry by entry: what differs, and what it is of.

use super::Index;
use super::failure::{broken, guarded};
use crate::log::LogError;

/// An entry that two indexes do not agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What the entry is, in Swedish.
    pub(crate) what: String,
    /// How they differ.
    pub(crate) how: &'static str,
}

impl Index {
    /// Writes what waits in both, goes through them in the order of their keys and
    /// tells what differs from `right`; answers how many entries `right` has.
    ///
    /// # Errors
    /// [`LogError::Index`] when one of them cannot be read.
    pub(crate) fn compare(
        &self,
        right: &Self,
        mut see: impl FnMut(Difference),
    ) -> Result<u64, LogError> {
        const DOING: &str = "att jämföra indexen";
        self.settle()?;
        right.settle()?;
        guarded(DOING, || {
            let mut entries = 0;
            let mut mine = self.view.tree.iter();
            let mut its = right.view.tree.iter();
            let mut next_mine = mine.next().transpose().map_err(broken(DOING))?;
            let mut next_its = its.next().transpose().map_err(broken(DOING))?;
            loop {
                let order = match (&next_mine, &next_its) {
                    (None, None) => return Ok(entries),
                    (Some(_), None) => std::cmp::Ordering::Less,
                    (None, Some(_)) => std::cmp::Ordering::Greater,
                    (Some((mine, _)), Some((its, _))) => mine.cmp(its),
                };
                if let (std::cmp::Ordering::Less, Some((key, _))) = (order, &next_mine) {
                    see(difference(key, "finns inte i journalen"));
                }
                if let (std::cmp::Ordering::Greater, Some((key, _))) = (order, &next_its) {
                    see(difference(key, "saknas"));
                }
                if let (std::cmp::Ordering::Equal, Some((key, mine)), Some((_, its))) =
                    (order, &next_mine, &next_its)
                    && mine != its
                {
                    see(difference(key, "har ett annat värde"));
                }
                if order.is_le() {
                    next_mine = mine.next().transpose().map_err(broken(DOING))?;
                }
                if order.is_ge() {
                    entries += 1;
                    next_its = its.next().transpose().map_err(broken(DOING))?;
                }
            }
        })
    }
}

fn difference(key: &[u8], how: &'static str) -> Difference {
    let number = |at: usize| {
        let bytes = key.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u64::from_be_bytes)
    };
    let text = |at: usize| String::from_utf8_lossy(key.get(at..).unwrap_or_default()).into_owned();
    let what = match key.first() {
        Some(b'c') => format!("kommandot {}", text(1)),
        Some(b'f') => format!("märket vid @{}", number(1)),
        Some(b'r') => "en gallring".to_owned(),
        Some(b's') => {
            let name = key.get(3..key.len().saturating_sub(8)).unwrap_or_default();
            format!("strömmen {}", String::from_utf8_lossy(name))
        }
        Some(b'n') => format!(
            "trädets nod {}/{}",
            key.get(1).copied().unwrap_or_default(),
            number(2)
        ),
        Some(b'm') => "läget".to_owned(),
        Some(_) | None => "en okänd post".to_owned(),
    };
    Difference { what, how }
}
