//! Late entries: after a period is closed only corrections and restatements concern it.

use std::collections::BTreeSet;

use super::super::closings::About;
use super::super::view::View;
use super::economy::lines;
use super::{Finding, Verdict, table_units};

/// What came after the last closing of its period without being a correction.
pub(super) fn late_entries(view: &View<'_>) -> Verdict {
    let (books, scope) = (view.books, &view.scope);
    let mut units: BTreeSet<String> = table_units(view).into_iter().collect();
    units.extend(scope.above.iter().cloned());
    let lines: BTreeSet<&str> = lines(view).into_iter().map(|(_, line)| line).collect();
    let items: BTreeSet<&str> = books
        .plan
        .ever(scope)
        .filter(|item| item.is_objective())
        .map(|item| item.id.as_str())
        .collect();
    let mut asked = false;
    let mut late: BTreeSet<(u64, String)> = BTreeSet::new();
    for unit in &units {
        for (period, closed) in books.closings.closed(unit) {
            if period.year() != scope.period.year() {
                continue;
            }
            asked = true;
            if books.closings.late().is_empty() {
                continue;
            }
            let mut concerned = books.organisation.below(unit, period);
            concerned.insert(unit.clone());
            for entry in books.closings.late() {
                if entry.position <= closed || !concerned.contains(&entry.unit) {
                    continue;
                }
                match &entry.about {
                    About::Line(line, month)
                        if lines.contains(line.as_str())
                            && (period.first..=period.last).contains(month) =>
                    {
                        late.insert((entry.position, format!("{line} {month}")));
                    }
                    About::Indicator(indicator, of)
                        if *of == period
                            && books
                                .indicators
                                .item_of(indicator)
                                .is_some_and(|item| items.contains(item)) =>
                    {
                        late.insert((entry.position, format!("{indicator} {of}")));
                    }
                    About::Line(..) | About::Indicator(..) => {}
                }
            }
        }
    }
    if !asked {
        return Verdict::not_applicable();
    }
    let findings = late
        .into_iter()
        .map(|(position, place)| Finding::words(format!("{position} {place}")));
    Verdict::of_findings(findings.collect())
}
