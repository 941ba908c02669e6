//! Pages of a list: so many rows from a key on.
//!
//! Guarantee: whoever begins without a key and follows `next` at one basis has
//! every row exactly once, in order.

use super::limits::{MAX_PAGE, PAGE};
use super::problem::Problem;

/// Which page of a list is asked for.
pub(crate) struct Page {
    from: Option<String>,
    limit: u32,
}

impl Page {
    /// The page that the query members ask for.
    ///
    /// # Errors
    /// [`Problem`] 400 when it has no rows or too many.
    pub(crate) fn of(from: Option<String>, limit: Option<u32>) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(PAGE);
        if !(1..=MAX_PAGE).contains(&limit) {
            return Err(Problem::question(
                "limit",
                format!("En sida har 1 till {MAX_PAGE} rader."),
            ));
        }
        Ok(Self { from, limit })
    }

    /// Leaves the rows of the page in the list, and answers the key that the next
    /// page begins with, when there is one.
    ///
    /// # Errors
    /// [`Problem`] 400 when no row has the key.
    pub(crate) fn cut<T>(
        &self,
        rows: &mut Vec<T>,
        key: impl Fn(&T) -> &str,
    ) -> Result<Option<String>, Problem> {
        if let Some(from) = &self.from {
            let first = rows.iter().position(|row| key(row) == from);
            let first = first.ok_or_else(|| {
                Problem::question("from", "Listan har ingen sådan rad.")
                    .remedied("Använd next ur föregående sida, med samma basis.")
            })?;
            rows.drain(..first);
        }
        let length = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let next = rows.get(length).map(|row| key(row).to_owned());
        rows.truncate(length);
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_follow_each_other_have_every_row_once_whatever_their_length() {
        let all: Vec<String> = (0..23).map(|number| format!("r{number}")).collect();
        for limit in 1..=25 {
            let mut seen = Vec::new();
            let mut from = None;
            loop {
                let page = Page::of(from, Some(limit)).expect("a page");
                let mut rows = all.clone();
                from = page.cut(&mut rows, String::as_str).expect("a known key");
                seen.extend(rows);
                if from.is_none() {
                    break;
                }
            }
            assert_eq!(seen, all, "{limit} rows a page");
        }
    }

    #[test]
    fn a_page_without_rows_with_too_many_or_from_an_unknown_key_is_refused() {
        for limit in [0, MAX_PAGE + 1] {
            assert!(Page::of(None, Some(limit)).is_err(), "{limit}");
        }
        let page = Page::of(Some("x".to_owned()), None).expect("a page");
        let mut rows = vec!["a".to_owned()];
        assert!(page.cut(&mut rows, String::as_str).is_err());
    }
}
