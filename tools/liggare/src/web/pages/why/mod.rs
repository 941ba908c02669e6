//! `/varfor`: why a figure, an indicator, an objective or an assignment is another
//! than it was.
//!
//! The address names the subject (`fraga`), the report that it stands in (`rapport`)
//! and from when (`fran`). Without that it is from the latest published report in which
//! the subject had another value, else from the beginning. The page is also what opens
//! in place under a figure.
//! Guarantee: it tells what the API's `/explain` tells the same account, and the
//! effects of the causes add up to the change.

mod moments;
mod told;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use projections::document::Cell;
use projections::trace::{Context, Explanation, Subject};

use crate::answer::explanation::{Why, subject};
use crate::server::Served;
use crate::server::problem::Problem;
use crate::server::routes::explain::allowed;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;
use moments::Beginning;

/// The member of the address that names the subject.
const ASKED: &str = "fraga";

/// The member that names the report it stands in.
const REPORT: &str = "rapport";

/// How many published reports are gone through for another value.
const MOST_REPORTS: usize = 12;

/// The page.
pub(super) fn routes() -> Router<Served> {
    Router::new().route("/varfor", get(show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.caller.account()?;
            let asked = Asked::of(sight)?;
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new("", "Varför?", asked.told(None, sight)?)
            })
        })
        .await
}

/// Why a subject of the page's report is another than it was, as a part of the
/// subject's own page. The two moments are chosen there.
///
/// # Errors
/// [`Problem`] as of the API, and when the address names no moment.
pub(super) fn part(subject: Subject, page: &str, sight: &Sight<'_>) -> Result<Html, Problem> {
    let context = Context {
        kind: sight.kind(),
        unit: sight.unit().clone(),
        period: sight.period(),
    };
    Asked { subject, context }.told(Some(page), sight)
}

/// What is asked.
struct Asked {
    subject: Subject,
    context: Context,
}

impl Asked {
    fn of(sight: &Sight<'_>) -> Result<Self, Problem> {
        let words = sight.asked(ASKED).ok_or_else(|| {
            Problem::question(ASKED, "Adressen säger inte vad frågan gäller.").remedied(
                "Gå till en sida med siffran, målet eller indikatorn och välj Varför? där.",
            )
        })?;
        let subject = subject(&[words.to_owned()]);
        let subject = subject.map_err(|failure| Problem::from(failure).at(ASKED))?;
        let kind = sight.asked(REPORT).map(crate::cli::report_kind).transpose();
        let kind = kind.map_err(|error| Problem::question(REPORT, error))?;
        let context = Context {
            kind: kind.unwrap_or_else(|| sight.kind()),
            unit: sight.unit().clone(),
            period: sight.period(),
        };
        Ok(Self { subject, context })
    }

    /// The explanation as a piece of a page: of the subject's own when that is named.
    fn told(&self, page: Option<&str>, sight: &Sight<'_>) -> Result<Html, Problem> {
        let beginning = Beginning::asked(sight)?;
        let found = match &beginning {
            Beginning::Natural => self.since_another_value(sight)?,
            Beginning::At(size, _) => self.since(*size, sight)?,
        };
        told::told(self, &found, &beginning, page, sight)
    }

    /// The explanation from a log size to the one that is looked at.
    fn since(&self, from: u64, sight: &Sight<'_>) -> Result<Explanation, Problem> {
        if from > sight.size {
            let late = "Den första tidpunkten är senare än den andra.";
            return Err(Problem::question(moments::FROM, late));
        }
        let why = Why {
            subject: self.subject.clone(),
            context: self.context.clone(),
            from,
            to: sight.size,
        };
        allowed(sight.caller, &why, sight.question)?;
        Ok(why.explained(&sight.reading())?)
    }

    /// The explanation from the latest published report in which the subject had
    /// another value, else from the beginning.
    fn since_another_value(&self, sight: &Sight<'_>) -> Result<Explanation, Problem> {
        let published = sight.model().reporting.published(sight.size);
        let mut bases: Vec<u64> = published.map(|report| report.basis.size).collect();
        bases.sort_unstable();
        bases.dedup();
        let bases = bases.into_iter().rev().filter(|basis| *basis < sight.size);
        let since = bases
            .take(MOST_REPORTS)
            .filter_map(|basis| self.since(basis, sight).ok())
            .find(|found| is_there(&found.before) && found.before != found.after);
        since.map_or_else(|| self.since(0, sight), Ok)
    }
}

/// Whether a cell holds a value.
fn is_there(cell: &Cell) -> bool {
    !matches!(cell, Cell::Empty | Cell::Missing(_))
}
