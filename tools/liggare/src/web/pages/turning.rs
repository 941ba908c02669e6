//! Turning: a long list a page at a time, the newest first.

use askama::Template;

use crate::server::problem::Problem;
use crate::web::html::Html;
use crate::web::sight::Sight;

/// The member of an address that names the page, from 1.
const PAGE: &str = "sida";

/// How many rows a page has: what a person reads without losing the place.
pub(super) const PER_PAGE: usize = 25;

/// Which page of a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turning {
    page: usize,
    pages: usize,
}

#[derive(Template)]
#[template(
    source = r##"<nav class="actions" aria-label="Sidor med {{ what }}">{% if let Some(newer) = newer %}<a href="{{ newer }}#avsnitt-{{ key }}">← Nyare</a>{% endif %} <span>Sida {{ here }} av {{ last }}</span> {% if let Some(older) = older %}<a href="{{ older }}#avsnitt-{{ key }}">Äldre →</a>{% endif %}</nav>
"##,
    ext = "html"
)]
struct Pages<'a> {
    what: &'a str,
    key: &'a str,
    here: usize,
    last: usize,
    newer: Option<String>,
    older: Option<String>,
}

impl Turning {
    /// The page that an address asks for, of so many rows.
    pub(super) fn of(sight: &Sight<'_>, count: usize) -> Self {
        let asked = sight.asked(PAGE).and_then(|page| page.parse().ok());
        Self::to(asked, count)
    }

    fn to(asked: Option<usize>, count: usize) -> Self {
        let pages = count.div_ceil(PER_PAGE).max(1);
        Self {
            page: asked.unwrap_or(1).clamp(1, pages),
            pages,
        }
    }

    /// How many rows stand on the pages before.
    pub(super) fn skipped(self) -> usize {
        (self.page - 1) * PER_PAGE
    }

    /// The way to the pages beside it, at the section with a key of the page at a path;
    /// nothing when there is only one.
    ///
    /// # Errors
    /// [`Problem`] 500; plain data has none to give.
    pub(super) fn drawn(
        self,
        sight: &Sight<'_>,
        path: &str,
        key: &str,
        what: &str,
    ) -> Result<Html, Problem> {
        if self.pages == 1 {
            return Ok(Html::default());
        }
        let to = |page: usize| {
            let page = page.to_string();
            sight.times.link_with(path, &[(PAGE, page.as_str())])
        };
        Html::of(&Pages {
            what,
            key,
            here: self.page,
            last: self.pages,
            newer: (self.page > 1).then(|| to(self.page - 1)),
            older: (self.page < self.pages).then(|| to(self.page + 1)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_there_is_none_of_is_the_nearest() {
        for (asked, count, page, pages) in [
            (None, 0, 1, 1),
            (Some(9), 25, 1, 1),
            (Some(0), 26, 1, 2),
            (Some(2), 26, 2, 2),
            (Some(9), 60, 3, 3),
        ] {
            assert_eq!(Turning::to(asked, count), Turning { page, pages });
        }
        assert_eq!(Turning::to(Some(3), 60).skipped(), 50);
    }
}
