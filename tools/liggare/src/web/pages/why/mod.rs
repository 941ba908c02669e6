//! `/varfor`: why a figure, an indicator, an objective or an assignment is another
//! than it was.
//!
//! The address names the subject (`fraga`), the report that it stands in (`rapport`)
//! and from when (`fran`). Without that it is from the latest published report of
//! the unit, or of one below or above it, at which the subject had another value, else
//! from the beginning. The page is also what opens in place under a figure.
//! Guarantee: it tells what the API's `/explain` tells the same account, and the
//! effects of the causes add up to the change.

mod told;

use std::collections::BTreeSet;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::ids::{IndicatorId, ItemId, UnitId};
use projections::trace::{Context, Explanation, Subject};

use crate::answer::explanation::{Why, subject};
use crate::server::Served;
use crate::server::problem::Problem;
use crate::server::routes::explain::allowed;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::moments::{self, FROM};
use crate::web::sight::Sight;

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
                "Gå till en sida med siffran, målet eller indikatorn och välj ”Varför?” där.",
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
        Ok(Self {
            subject: match itself(&subject) {
                Some(found) if is_known(&found, sight) => found,
                _ => subject,
            },
            context,
        })
    }

    /// The explanation as a piece of a page: of the subject's own when that is named.
    fn told(&self, page: Option<&str>, sight: &Sight<'_>) -> Result<Html, Problem> {
        let from = moments::asked(FROM, sight)?;
        let found = match &from {
            None => self.since_another_value(sight)?,
            Some(from) => self.since(from.size, sight)?,
        };
        told::told(self, &found, from.as_ref(), page, sight)
    }

    /// The explanation from a log size to the one that is looked at.
    fn since(&self, from: u64, sight: &Sight<'_>) -> Result<Explanation, Problem> {
        if from > sight.size {
            let late = "Den första tidpunkten är senare än den andra.";
            return Err(Problem::question(FROM, late));
        }
        let why = self.why(from, sight);
        allowed(sight.caller, &why, sight.question)?;
        Ok(why.explained(&sight.reading())?)
    }

    /// The explanation from the latest published report of the unit, or of one below or
    /// above it, at which the subject had another value, else from the beginning.
    fn since_another_value(&self, sight: &Sight<'_>) -> Result<Explanation, Problem> {
        let why = self.why(0, sight);
        allowed(sight.caller, &why, sight.question)?;
        let published = sight.model().reporting.published(sight.size);
        let scope = sight.scope();
        let is_near =
            |unit: &UnitId| scope.subtree.contains(unit) || scope.ancestors.contains(unit);
        let bases: BTreeSet<u64> = published
            .filter(|report| is_near(&report.unit))
            .map(|report| report.basis.size)
            .filter(|basis| *basis < sight.size)
            .collect();
        let latest = bases.into_iter().rev().take(MOST_REPORTS);
        Ok(why.explained_from_another(latest, &sight.reading())?)
    }

    fn why(&self, from: u64, sight: &Sight<'_>) -> Why {
        Why {
            subject: self.subject.clone(),
            context: self.context.clone(),
            from,
            to: sight.size,
        }
    }
}

/// What is asked about: a colour or an outcome in a table is asked about as the
/// objective or the indicator itself, so that what it rests on is told.
fn itself(subject: &Subject) -> Option<Subject> {
    let Subject::Figure(figure) = subject else {
        return None;
    };
    match (figure.table.as_str(), figure.column.as_str()) {
        (table, "colour" | "trend" | "evidence") if table.starts_with("objectives") => {
            ItemId::new(figure.row.as_str()).ok().map(Subject::Item)
        }
        ("indicators", "outcome" | "fulfilment") => IndicatorId::new(figure.row.as_str())
            .ok()
            .map(Subject::Indicator),
        _ => None,
    }
}

/// Whether the plan has what is asked about.
fn is_known(subject: &Subject, sight: &Sight<'_>) -> bool {
    let model = sight.model();
    match subject {
        Subject::Item(item) => model.plan.item(item, sight.size).is_some(),
        Subject::Indicator(indicator) => {
            let defined = model.indicators.definition(indicator, sight.size);
            defined.is_some()
        }
        Subject::Figure(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_in_a_table_is_asked_about_as_the_objective_itself() {
        let asked = |figure: &str| itself(&Subject::Figure(figure.parse().expect("a figure")));
        let item = ItemId::new("RF-E1").expect("an item");
        assert_eq!(asked("objectives:RF-E1:colour"), Some(Subject::Item(item)));
        let indicator = IndicatorId::new("I-1.4").expect("an indicator");
        let outcome = asked("indicators:I-1.4:outcome");
        assert_eq!(outcome, Some(Subject::Indicator(indicator)));
        assert_eq!(asked("operating_result:L1:outcome"), None);
    }
}
