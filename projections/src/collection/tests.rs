//! What units are asked for, and what they have left.

use ledger::event::budget::Breakdown;
use ledger::event::followup::{Colour, NarrativeWritten};
use ledger::event::indicator::OutcomeMissing;
use ledger::event::reporting::{PeriodClosed, PeriodOpened, ReportSubmitted};

use super::*;
use crate::scenario::{Scenario, period, unit};

const PERIOD: &str = "2024-01/2024-07";

fn collected(scenario: &Scenario, size: u64) -> Vec<UnitCollection> {
    let model = scenario.model();
    let scope = model.organisation.scope(&unit("RF"), period(PERIOD), size);
    model.collection(&scope, ReportKind::InterimReport)
}

fn duties(unit: &UnitCollection) -> Vec<String> {
    let left = unit.left.iter();
    left.map(|due| match &due.duty {
        Duty::Outcome(id) => format!("utfall {id}"),
        Duty::Assessment(id) => format!("bedömning {id}"),
        Duty::Status(id) => format!("status {id}"),
        Duty::FollowUp(id) => format!("uppföljning {id}"),
        Duty::Booking => "bokfört".to_owned(),
        Duty::Forecast => "prognos".to_owned(),
        Duty::Text(_) => due.title.clone(),
    })
    .collect()
}

fn opened(of: &str) -> PeriodOpened {
    PeriodOpened {
        unit: unit(of),
        period: period(PERIOD),
        report: ReportKind::InterimReport,
        due: Date::new(2024, 8, 23).expect("a day"),
    }
}

#[test]
fn a_unit_has_left_what_it_answers_for_and_has_not_said() {
    let mut scenario = Scenario::default();
    scenario.region();
    scenario.objective("M1");
    scenario.indicator("I-1", "M1");
    scenario.indicator("I-2", "M1");
    scenario.record(opened("RS"));
    let before = scenario.size();
    scenario.record(OutcomeMissing {
        indicator: "I-1".parse().expect("an id"),
        unit: unit("RS"),
        period: period(PERIOD),
        missing_reason: "mäts vartannat år".into(),
    });
    scenario.assess("M1", PERIOD, Colour::Yellow, "därför", &[]);
    scenario.record(NarrativeWritten {
        unit: unit("RS"),
        period: period(PERIOD),
        section: NarrativeSection::Summary,
        text: "Kort.".into(),
    });
    let of_board = |size| collected(&scenario, size).pop().expect("the board");

    let board = of_board(before);
    assert_eq!((board.level, board.asked(), board.left.len()), (1, 13, 13));
    assert_eq!(
        duties(&board)[..3],
        ["utfall I-1", "utfall I-2", "bedömning M1"]
    );
    let board = of_board(scenario.size());
    assert_eq!((board.asked(), board.left.len()), (13, 10));
    assert_eq!(duties(&board)[..2], ["utfall I-2", "Måluppfyllelse"]);
    assert_eq!(board.of_sort(Sort::Outcome), (2, 1));
    assert_eq!(board.of_sort(Sort::Assessment), (1, 0));
    assert_eq!(
        board.of_sort(Sort::FollowUp),
        (0, 0),
        "not in an interim report"
    );
}

/// It listed texts alone where no plan was adopted, as if the economy needed nothing.
#[test]
fn a_unit_with_lines_has_the_outcome_of_the_last_month_and_a_forecast_to_report() {
    let mut scenario = Scenario::default();
    scenario.region();
    scenario.line("A", None, Breakdown::None, 1);
    let economy = |scenario: &Scenario| {
        let collected = collected(scenario, scenario.size());
        let mut with_lines = collected
            .into_iter()
            .filter(|unit| unit.of_sort(Sort::Booking).0 > 0);
        let unit = with_lines.next().expect("a unit with lines");
        assert_eq!(with_lines.next(), None, "asked once");
        [unit.of_sort(Sort::Booking), unit.of_sort(Sort::Forecast)]
    };
    assert_eq!(economy(&scenario), [(1, 1), (1, 1)]);
    scenario.book("A", "2024-06", -100);
    assert_eq!(
        economy(&scenario),
        [(1, 1), (1, 1)],
        "not to the period's end"
    );
    scenario.book("A", "2024-07", -100);
    assert_eq!(economy(&scenario), [(1, 0), (1, 1)]);
}

#[test]
fn a_period_is_the_units_own_or_that_of_the_nearest_above() {
    let mut scenario = Scenario::default();
    scenario.region();
    assert_eq!(collected(&scenario, scenario.size())[1].rounds, []);
    scenario.record(opened("RF"));
    scenario.record(ReportSubmitted {
        kind: ReportKind::InterimReport,
        unit: unit("RS"),
        period: period(PERIOD),
        to: unit("RF"),
    });
    let open = scenario.size();
    scenario.record(PeriodClosed {
        unit: unit("RF"),
        period: period(PERIOD),
        report: ReportKind::InterimReport,
    });
    let round = |size| collected(&scenario, size)[1].rounds[0].clone();
    let while_open = round(open);
    assert_eq!(while_open.opened_for, unit("RF"));
    assert_eq!(while_open.due, Date::new(2024, 8, 23));
    assert!(while_open.submitted.is_some() && while_open.closed.is_none());
    let closed = round(scenario.size());
    assert!(closed.due.is_none() && closed.closed.is_some());
    assert_eq!(
        collected(&scenario, open)[1].left,
        [],
        "the texts are the opener's"
    );
}
