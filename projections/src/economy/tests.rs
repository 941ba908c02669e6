//! Examples and laws of the economy.

use ledger::event::budget::{
    Breakdown, BudgetReallocated, Distribution, LineTable, Posting, ReserveDisposed,
};
use ledger::event::economy::{ForecastSubmitted, OutcomeRestated};
use ledger::event::indicator::{CorrectedFact, OutcomeCorrected};
use ledger::event::investment::{InvestmentObjectApproved, InvestmentSpent, YearAmount};
use ledger::ids::InvestmentId;
use ledger::money::Ore;
use proptest::prelude::*;

use super::column::Column;
use super::spread;
use crate::document::RowRole;
use crate::scenario::{
    OPERATING_RESULT, Scenario, board_year, event_id, line, period, tenths, unit,
};

mod history;

pub(crate) use history::{random_history, step};

#[test]
fn the_published_operating_result_is_computed_row_by_row() {
    let scenario = board_year();
    let model = scenario.model();
    let table = model.economy.table(
        &unit("RS"),
        LineTable::OperatingResult,
        period("2024"),
        scenario.size(),
    );
    for (id, _, outcome, budget, previous, variance, change) in OPERATING_RESULT {
        let row = table.rows.iter().find(|row| row.key == id).unwrap();
        assert_eq!(row.figures.outcome, Some(tenths(outcome)), "{id}");
        assert_eq!(row.figures.budget, Some(tenths(budget)), "{id}");
        assert_eq!(row.figures.previous, Some(tenths(previous)), "{id}");
        assert_eq!(row.figures.variance, Some(tenths(variance)), "{id}");
        assert_eq!(row.figures.change, Some(tenths(change)), "{id}");
    }
}

#[test]
fn rows_stand_in_their_order_and_a_partial_breakdown_ends_with_its_remainder() {
    let scenario = board_year();
    let model = scenario.model();
    let table = model.economy.table(
        &unit("RS"),
        LineTable::OperatingResult,
        period("2024"),
        scenario.size(),
    );
    let shown: Vec<_> = table
        .rows
        .iter()
        .map(|row| (row.key.as_str(), row.level, row.role))
        .collect();
    assert_eq!(
        shown[..5],
        [
            ("L1", 0, RowRole::Item),
            ("L1.1", 1, RowRole::Part),
            ("L1.2", 1, RowRole::Part),
            ("L1.3", 1, RowRole::Part),
            ("L1:rest", 1, RowRole::Remainder),
        ]
    );
    assert_eq!(
        shown[17..],
        [
            ("LSUM", 0, RowRole::Total),
            ("L4", 0, RowRole::Item),
            ("L5", 0, RowRole::Item),
            ("LTOT", 0, RowRole::Total),
        ]
    );
    let rest = table.rows.iter().find(|row| row.key == "L1:rest").unwrap();
    assert_eq!(rest.figures.outcome, Some(tenths(-369)));
    assert_eq!(rest.figures.budget, Some(tenths(-426)));
}

#[test]
fn a_line_on_which_nothing_is_booked_has_no_outcome_and_no_variance() {
    let mut scenario = Scenario::default();
    scenario.line("A", None, Breakdown::None, 1);
    scenario.frame("A", 2024, -1200);
    let model = scenario.model();
    let value = |column| {
        model
            .economy
            .value(&line("A"), column, period("2024"), scenario.size())
    };
    assert_eq!(value(Column::Outcome), None);
    assert_eq!(value(Column::Variance), None);
    assert_eq!(value(Column::Budget).unwrap().amount, Ore(-1200));
    assert_eq!(value(Column::Forecast), None);
}

#[test]
fn a_restatement_and_a_correction_change_the_outcome_and_leave_the_older_answer() {
    let mut scenario = Scenario::default();
    scenario.line("A", None, Breakdown::None, 1);
    let booked = scenario.book("A", "2024-03", -1000);
    let before = scenario.size();
    scenario.record(OutcomeCorrected {
        corrects: event_id(booked.0),
        fact: CorrectedFact::Booking {
            unit: unit("RS"),
            line: line("A"),
            month: "2024-03".parse().unwrap(),
            was_ore: Ore(-1000),
            amount_ore: Ore(-900),
        },
    });
    scenario.record(OutcomeRestated {
        unit: unit("RS"),
        line: line("A"),
        month: "2024-12".parse().unwrap(),
        amount_ore: Ore(-50),
        policy: "Molntjänster".into(),
        recommendation: "RKR R3".into(),
        restates: None,
    });
    let model = scenario.model();
    let outcome = |size| {
        model
            .economy
            .value(&line("A"), Column::Outcome, period("2024"), size)
            .map(|tally| tally.amount)
    };
    assert_eq!(outcome(0), None);
    assert_eq!(outcome(before), Some(Ore(-1000)));
    assert_eq!(outcome(scenario.size()), Some(Ore(-950)));
}

#[test]
fn a_reallocation_moves_the_budget_from_its_month_on_and_sums_to_zero() {
    let mut scenario = Scenario::default();
    scenario.line("T", None, Breakdown::Complete, 9);
    scenario.line("A", Some("T"), Breakdown::None, 1);
    scenario.line("B", Some("T"), Breakdown::None, 2);
    scenario.frame("A", 2024, -12_000);
    scenario.frame("B", 2024, -24_000);
    scenario.record_with(
        BudgetReallocated {
            year: 2024,
            from_month: 10,
            postings: vec![
                Posting {
                    line: line("A"),
                    amount_ore: Ore(2000),
                },
                Posting {
                    line: line("B"),
                    amount_ore: Ore(-2000),
                },
            ],
        },
        Some("D06"),
        None,
        None,
    );
    scenario.book("A", "2024-02", -3000);
    let (model, size) = (scenario.model(), scenario.size());
    let budget = |id: &str, text: &str| {
        model
            .economy
            .value(&line(id), Column::Budget, period(text), size)
            .unwrap()
            .amount
    };
    assert_eq!(budget("A", "2024-01/2024-09"), Ore(-9000));
    assert_eq!(budget("A", "2024-01/2024-10"), Ore(-10_000 + 666));
    assert_eq!(budget("A", "2024"), Ore(-10_000));
    assert_eq!(budget("T", "2024"), Ore(-36_000));

    let frames = model.economy.frames(
        &unit("RS"),
        LineTable::OperatingResult,
        period("2024"),
        size,
    );
    let frame = frames.iter().find(|frame| frame.line == line("A")).unwrap();
    assert_eq!(frame.decided, Some(Ore(-12_000)));
    assert_eq!(frame.current, Ore(-10_000));
    assert_eq!(frame.used, Some(Ore(-3000)));
    assert_eq!(frame.left, Ore(-7000));
    assert_eq!(frame.changes[1].decision.as_ref().unwrap().as_str(), "D06");
    let moved = model.economy.reallocations(&unit("RS"), 2024, size);
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0].sum, Ore::ZERO);
    assert_eq!(
        model.economy.reallocations(&unit("RS"), 2024, size - 2),
        vec![]
    );
}

#[test]
fn a_reserve_that_is_put_to_use_gives_what_the_line_receives() {
    let mut scenario = Scenario::default();
    scenario.line("A", None, Breakdown::None, 1);
    scenario.line("R", None, Breakdown::None, 2);
    scenario.frame("A", 2024, -1000);
    scenario.frame("R", 2024, -500);
    scenario.record(ReserveDisposed {
        reserve: line("R"),
        line: line("A"),
        year: 2024,
        from_month: 5,
        amount_ore: Ore(200),
        purpose: "Beredskap".into(),
    });
    let (model, size) = (scenario.model(), scenario.size());
    let reserves = model.economy.reserves(&unit("RS"), 2024, size);
    assert_eq!(reserves.len(), 1);
    assert_eq!(reserves[0].decided, Ore(-500));
    assert_eq!(reserves[0].disposed, Ore(200));
    assert_eq!(reserves[0].left, Ore(-300));
    let received = model
        .economy
        .value(&line("A"), Column::BudgetYear, period("2024-05"), size);
    assert_eq!(received.unwrap().amount, Ore(-1200));
}

#[test]
fn the_forecast_that_counts_is_that_of_the_latest_follow_up_within_the_period() {
    let mut scenario = Scenario::default();
    scenario.line("A", None, Breakdown::None, 1);
    scenario.frame("A", 2024, -1000);
    for (basis, amount) in [
        ("2024-01/2024-07", -990),
        ("2024-01/2024-10", -970),
        ("2024-01/2024-04", -1010),
    ] {
        scenario.record(ForecastSubmitted {
            unit: unit("RS"),
            line: line("A"),
            basis_period: period(basis),
            amount_ore: Ore(amount),
        });
    }
    let (model, size) = (scenario.model(), scenario.size());
    let value = |column, text: &str| {
        model
            .economy
            .value(&line("A"), column, period(text), size)
            .map(|tally| tally.amount)
    };
    assert_eq!(value(Column::Forecast, "2024-01/2024-03"), None);
    assert_eq!(value(Column::Forecast, "2024-01/2024-08"), Some(Ore(-990)));
    assert_eq!(value(Column::Forecast, "2024"), Some(Ore(-970)));
    assert_eq!(value(Column::ForecastVariance, "2024"), Some(Ore(30)));
    assert_eq!(value(Column::Forecast, "2025"), None);
}

#[test]
fn the_investments_of_the_board_are_restated_in_the_sign_of_the_ledger() {
    let mut scenario = Scenario::default();
    let table = LineTable::Investment;
    scenario.line_in(table, "I1", Some("ISUM"), Breakdown::None, 1);
    scenario.line_in(table, "I2", Some("ISUM"), Breakdown::None, 2);
    scenario.line_in(table, "ISUM", None, Breakdown::Complete, 3);
    scenario.frame("I1", 2024, 0);
    let object = InvestmentId::new("INV-1").unwrap();
    scenario.record(InvestmentObjectApproved {
        object: object.clone(),
        unit: unit("RS"),
        line: line("I2"),
        title: "Utrustning".into(),
        budget: vec![YearAmount {
            year: 2024,
            amount_ore: tenths(-115),
        }],
    });
    let spent = scenario.record(InvestmentSpent {
        object: object.clone(),
        month: "2024-06".parse().unwrap(),
        amount_ore: tenths(-18),
        document: "F1".into(),
    });
    scenario.record(OutcomeRestated {
        unit: unit("RS"),
        line: line("I1"),
        month: "2024-12".parse().unwrap(),
        amount_ore: tenths(144),
        policy: "Molntjänster".into(),
        recommendation: "RKR R3".into(),
        restates: None,
    });
    scenario.record(OutcomeCorrected {
        corrects: event_id(spent.0),
        fact: CorrectedFact::Spending {
            object: object.clone(),
            month: "2024-06".parse().unwrap(),
            was_ore: tenths(-18),
            amount_ore: tenths(-17),
        },
    });
    let (model, size) = (scenario.model(), scenario.size());
    let view = model
        .economy
        .table(&unit("RS"), table, period("2024"), size);
    let total = view.rows.last().unwrap();
    assert_eq!(total.figures.outcome, Some(tenths(127)));
    assert_eq!(total.figures.budget, Some(tenths(-115)));
    let objects = model
        .investments
        .objects_under([&line("I2")], period("2024"), size);
    assert_eq!(objects[0].spent, Some(tenths(-17)));
    assert_eq!(objects[0].budget, Some(tenths(-115)));
}

#[test]
fn a_line_that_moves_to_another_total_counts_there_from_then_on() {
    let mut scenario = Scenario::default();
    scenario.line("T1", None, Breakdown::Complete, 8);
    scenario.line("T2", None, Breakdown::Complete, 9);
    scenario.line("A", Some("T1"), Breakdown::None, 1);
    scenario.book("A", "2024-01", 70);
    let before = scenario.size();
    scenario.line("A", Some("T2"), Breakdown::None, 1);
    let model = scenario.model();
    let outcome = |id: &str, size| {
        model
            .economy
            .value(&line(id), Column::Outcome, period("2024"), size)
            .map(|tally| tally.amount)
    };
    assert_eq!(outcome("T1", before), Some(Ore(70)));
    assert_eq!(outcome("T2", before), None);
    assert_eq!(outcome("T1", scenario.size()), None);
    assert_eq!(outcome("T2", scenario.size()), Some(Ore(70)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_answer_at_a_size_is_that_of_a_fresh_replay_to_it(
        steps in prop::collection::vec(step(), 0..40),
        share in 0..=100_usize,
        last in 1..=12_u8,
    ) {
        let scenario = random_history(&steps);
        let size = scenario.entries.len() * share / 100;
        let (full, fresh) = (scenario.model(), scenario.model_to(size));
        let asked = ledger::period::Period::months_of(2024, 1, last).unwrap();
        let known = size as u64;
        let table = |model: &crate::model::ReadModel| {
            model.economy.table(&unit("RS"), LineTable::OperatingResult, asked, known)
        };
        prop_assert_eq!(table(&full), table(&fresh));
        let frames = |model: &crate::model::ReadModel| {
            model.economy.frames(&unit("RS"), LineTable::OperatingResult, asked, known)
        };
        prop_assert_eq!(frames(&full), frames(&fresh));
        prop_assert_eq!(
            full.economy.reallocations(&unit("RS"), 2024, known),
            fresh.economy.reallocations(&unit("RS"), 2024, known)
        );
    }

    #[test]
    fn a_total_is_the_sum_of_the_lines_under_it(
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let scenario = random_history(&steps);
        let (model, size) = (scenario.model(), scenario.size());
        for column in [Column::Outcome, Column::Budget, Column::Forecast] {
            let value = |id: &ledger::ids::LineId| {
                model.economy.value(id, column, period("2024"), size).map(|tally| tally.amount)
            };
            let parts = model.economy.lines.children(&line("T"), size);
            let sum = parts.iter().filter_map(|part| value(&part.line)).reduce(|a, b| a + b);
            prop_assert_eq!(value(&line("T")), sum);
        }
    }

    #[test]
    fn the_months_of_a_spread_sum_to_its_amount_and_are_cut_toward_zero(
        ore in -9_000_000_000_000_000_i64..9_000_000_000_000_000,
        first in 1..=12_u8,
        length in 0..12_u8,
    ) {
        let last = (first + length).min(12);
        let months = spread::spread(Ore(ore), &Distribution::Span { first, last });
        prop_assert_eq!(months.iter().copied().sum::<Ore>(), Ore(ore));
        let even = spread::spread(Ore(ore), &Distribution::Even);
        for month in 1..=12_u8 {
            let asked = ledger::period::Period::months_of(2024, 1, month).unwrap();
            let share = i128::from(ore) * i128::from(month) / 12;
            prop_assert_eq!(i128::from(spread::within(&even, asked).0), share);
        }
    }
}
