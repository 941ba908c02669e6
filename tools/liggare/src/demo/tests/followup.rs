//! The published statuses and colours, derived from outcomes and assessments.

use ledger::event::followup::{AssessmentBasis, Colour};
use ledger::event::indicator::Fulfilment;
use ledger::period::Period;
use projections::assessments::Assessment;
use projections::indicators::{FulfilmentCounts, IndicatorRow, Outcome};
use projections::scope::Scope;

use super::played::{AFTER_PUBLICATION, PLAYED};

fn scope(period: &str, day: &str) -> Scope {
    let period: Period = period.parse().expect("a period");
    let board = "RS".parse().expect("a unit id");
    let size = PLAYED.size_on(day);
    PLAYED.model.organisation.scope(&board, period, size)
}

fn indicators(period: &str, day: &str) -> Vec<IndicatorRow> {
    let scope = scope(period, day);
    let items = PLAYED.model.plan.report_items(&scope);
    PLAYED
        .model
        .indicators
        .rows(&items, &scope, &PLAYED.model.rules)
}

fn assessment(item: &str, period: &str, day: &str) -> Assessment {
    let scope = scope(period, day);
    let item = item.parse().expect("an item id");
    let shown = PLAYED
        .model
        .plan
        .item(&item, scope.size)
        .and_then(|item| PLAYED.model.assessments.shown(&item, &scope));
    shown.expect("it is assessed")
}

#[test]
fn every_indicator_gets_its_published_status_by_the_rules() {
    use Fulfilment::{Fully, NotAtAll, Partly};
    let published = [
        ("I-1.1", Some(Partly)),
        ("I-1.2", None),
        ("I-1.3", Some(NotAtAll)),
        ("I-1.4", Some(NotAtAll)),
        ("I-2.1", None),
        ("I-3.1", Some(Fully)),
        ("I-3.2", Some(Fully)),
        ("I-4.1", Some(NotAtAll)),
        ("I-4.2", Some(Partly)),
        ("I-5.1", Some(NotAtAll)),
        ("I-5.2", Some(NotAtAll)),
        ("I-8.1", Some(Fully)),
        ("I-8.2", Some(Fully)),
        ("I-8.3", Some(Partly)),
        ("I-8.4", Some(NotAtAll)),
        ("I-9.1", Some(Fully)),
        ("I-9.2", None),
        ("I-9.3", Some(Fully)),
        ("I-9.4", Some(NotAtAll)),
        ("I-9.5", Some(Fully)),
        ("I-10.1", Some(Fully)),
    ];
    let rows = indicators("2024", AFTER_PUBLICATION);
    let derived: Vec<_> = rows
        .iter()
        .map(|row| (row.indicator.as_str(), row.fulfilment))
        .collect();
    assert_eq!(derived, published);
    for row in &rows {
        let missing = matches!(row.outcome, Outcome::Missing { .. });
        assert_eq!(missing, row.fulfilment.is_none(), "{}", row.indicator);
    }
    let counts = FulfilmentCounts::of(&rows);
    assert_eq!(
        (
            counts.total,
            counts.fully,
            counts.partly,
            counts.not_at_all,
            counts.missing
        ),
        (21, 8, 3, 7, 3)
    );
}

#[test]
fn the_board_has_the_published_number_of_each_colour() {
    let scope = scope("2024", AFTER_PUBLICATION);
    let model = &PLAYED.model;
    let items = model.plan.report_items(&scope);
    let colours = model.assessments.counts(&items, &scope);
    let counted = [
        colours.effect_objectives,
        colours.committee_objectives,
        colours.assignments,
    ]
    .map(|count| {
        [
            count.total,
            count.green,
            count.yellow,
            count.red,
            count.not_assessable,
        ]
    });
    assert_eq!(
        counted,
        [[8, 4, 1, 2, 1], [2, 1, 1, 0, 0], [13, 7, 5, 1, 0]]
    );
}

#[test]
fn objective_one_goes_from_yellow_to_red_on_evidence_that_moved() {
    let interim = assessment("RF-E1", "2024-01/2024-07", "2024-09-13");
    let year_end = assessment("RF-E1", "2024", AFTER_PUBLICATION);
    assert_eq!(
        (interim.colour, year_end.colour),
        (Some(Colour::Yellow), Some(Colour::Red))
    );
    assert_eq!(interim.basis, Some(AssessmentBasis::Rule));
    assert_eq!(year_end.basis, Some(AssessmentBasis::Rule));
    assert!(
        interim
            .evidence
            .iter()
            .all(|event| !year_end.evidence.contains(event))
    );
}

#[test]
fn objective_two_cannot_be_assessed_and_says_why() {
    let shown = assessment("RF-E2", "2024", AFTER_PUBLICATION);
    assert_eq!(shown.colour, Some(Colour::NotAssessable));
    assert!(shown.motivation.contains("Cosmic"));
}

#[test]
fn only_objective_eight_departs_from_the_rule() {
    let overridden: Vec<_> = [
        "RF-E1", "RF-E2", "RF-E3", "RF-E4", "RF-E5", "RF-E8", "RF-E9", "RF-E10",
    ]
    .into_iter()
    .filter(|item| {
        assessment(item, "2024", AFTER_PUBLICATION).basis == Some(AssessmentBasis::Override)
    })
    .collect();
    assert_eq!(overridden, ["RF-E8"]);
}
