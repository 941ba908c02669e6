//! How much of each sort is reported, and why nothing is asked of some.

use projections::collection::{self, Round, Sort, UnitCollection};

use crate::answer::subject::natural;
use crate::web::sight::Sight;

/// How much of a sort is reported, in all the units that are told of.
pub(super) struct ShownSort {
    pub(super) name: &'static str,
    pub(super) asked: usize,
    pub(super) left: usize,
    pub(super) done: usize,
    /// Why nothing of it is asked.
    pub(super) why_not: String,
}

/// How much of a sort is reported, and when nothing is asked why.
pub(super) fn shown(
    sight: &Sight<'_>,
    sort: Sort,
    units: &[&UnitCollection],
    rounds: &[Round],
) -> ShownSort {
    let counts = units.iter().map(|unit| unit.of_sort(sort));
    let (asked, left) = counts.fold((0, 0), |(a, b), (asked, left)| (a + asked, b + left));
    ShownSort {
        name: name(sort),
        asked,
        left,
        done: asked - left,
        why_not: if asked == 0 {
            why_not(sight, sort, rounds)
        } else {
            String::new()
        },
    }
}

fn name(sort: Sort) -> &'static str {
    match sort {
        Sort::Booking => "Bokfört utfall",
        Sort::Forecast => "Prognos",
        Sort::Outcome => "Indikatorer",
        Sort::Assessment => "Bedömningar av mål",
        Sort::Status => "Status för uppdrag",
        Sort::FollowUp => "Kontrollåtgärder",
        Sort::Text => "Texter",
    }
}

/// Why nothing of a sort is asked of the units.
fn why_not(sight: &Sight<'_>, sort: Sort, rounds: &[Round]) -> String {
    let kinds = || {
        let natural = rounds.is_empty().then(|| natural(sight.period()));
        rounds.iter().map(|round| round.kind).chain(natural)
    };
    let year = sight.period().year();
    let yearly = kinds().any(collection::is_yearly);
    match sort {
        Sort::Booking => "inga rader i driftredovisningen".to_owned(),
        Sort::Forecast if yearly => "begärs inte för ett helt år".to_owned(),
        Sort::Forecast => "inga rader att lämna prognos för".to_owned(),
        Sort::Outcome | Sort::Assessment | Sort::Status
            if !kinds().any(collection::follows_up_the_plan) =>
        {
            "begärs inte i en periodrapport".to_owned()
        }
        Sort::Outcome | Sort::Assessment | Sort::Status => {
            let items = sight.model().plan.report_items(&sight.scope());
            if items.objectives().next().is_none() && items.assignments.is_empty() {
                format!("ingen plan är antagen för {year}")
            } else {
                "inga som enheten svarar för".to_owned()
            }
        }
        Sort::FollowUp if !yearly => "följs upp för hela året".to_owned(),
        Sort::FollowUp => format!("inga är planerade för {year}"),
        Sort::Text => "skrivs av den enhet som har öppnat perioden".to_owned(),
    }
}
