//! Checks of assessments, of the interim period and of internal control.

use super::super::assessments::Assessment;
use super::super::plan::Item;
use super::super::report::Kind;
use super::super::view::View;
use super::{Finding, Quantity, Verdict};

/// The items that apply, with the assessment that the report shows of each.
fn assessed<'a>(view: &'a View<'_>) -> Vec<(&'a Item, &'a Assessment)> {
    let books = view.books;
    let items = books.plan.items(&view.scope);
    items
        .filter_map(|item| {
            let found = books
                .assessments
                .assessment(item, &view.scope, &books.redacted);
            Some((item, *found.known()?))
        })
        .collect()
}

/// Every yellow or red has a motivation and something that it rests on.
pub(super) fn warnings(view: &View<'_>) -> Verdict {
    let assessed = assessed(view);
    if assessed.is_empty() {
        return Verdict::not_applicable();
    }
    let bare = assessed
        .iter()
        .filter(|(_, made)| made.warns_without_ground());
    Verdict::of_findings(bare.map(|(item, _)| Finding::words(&item.id)).collect())
}

/// No item has a colour while every indicator of it that is told of lacks its value.
pub(super) fn missing_data(view: &View<'_>) -> Verdict {
    let assessed = assessed(view);
    if assessed.is_empty() {
        return Verdict::not_applicable();
    }
    let findings = assessed
        .iter()
        .filter(|(_, made)| made.colour != "not_assessable")
        .filter(|(item, _)| {
            let indicators = &view.books.indicators;
            indicators.only_missing(item, &view.scope, view.with())
        })
        .map(|(item, _)| Finding {
            computed: Some(Quantity::Count(0)),
            ..Finding::words(&item.id)
        });
    Verdict::of_findings(findings.collect())
}

/// An interim report covers January to a month that the rules allow (LKBR 13:1).
pub(super) fn interim_length(view: &View<'_>) -> Verdict {
    if view.kind != Kind::Interim {
        return Verdict::not_applicable();
    }
    let period = view.scope.period;
    let rules = view.books.rules;
    let last = i64::try_from(period.last.place() + 1).unwrap_or(i64::MAX);
    let allowed = (rules.interim_from_month..=rules.interim_to_month).contains(&last);
    if period.first.place() == 0 && allowed {
        return Verdict::of_findings(Vec::new());
    }
    Verdict::of_findings(vec![Finding::words(period.to_string())])
}

/// Every control action of the year has a status when the year is over.
pub(super) fn control_actions(view: &View<'_>) -> Verdict {
    match view.kind {
        Kind::Period => return Verdict::not_applicable(),
        Kind::Interim => return Verdict::not_applicable_since("internkontrollplan"),
        Kind::Operations | Kind::Annual => {}
    }
    let control = &view.books.control;
    let (planned, without) = control.without_status(&view.scope, &view.books.redacted);
    if planned == 0 {
        return Verdict::not_applicable();
    }
    Verdict::of_findings(without.into_iter().map(Finding::words).collect())
}
