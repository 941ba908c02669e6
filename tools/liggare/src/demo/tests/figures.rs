//! The published figures, read from the views as they stood on a day.

use ledger::command::{Command, Rows};
use ledger::event::budget::LineTable;
use ledger::event::figure::{FigureValue, Measure};
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::money::Ore;
use ledger::period::Period;
use ledger::quantity::Quantity;
use projections::checks::claims::compare_all;
use projections::checks::{self, Context};
use projections::claims::{ClaimResult, ClaimValue};
use projections::economy::table::Figures;
use projections::figures::Figure;

use super::played::{AFTER_PUBLICATION, PLAYED, steps};
use crate::demo::{Step, spread};

/// Öre in a tenth of a mnkr, the precision of the published tables.
const TENTH: i64 = 10_000_000;

fn year_2024() -> Period {
    "2024".parse().expect("a year")
}

fn unit(id: &str) -> UnitId {
    id.parse().expect("a unit id")
}

fn line(unit_id: &str, table: LineTable, row: &str, day: &str) -> Figures {
    let size = PLAYED.size_on(day);
    let view = PLAYED
        .model
        .economy
        .table(&unit(unit_id), table, year_2024(), size);
    let found = view.rows.into_iter().find(|shown| shown.key == row);
    found.unwrap_or_else(|| panic!("no row {row}")).figures
}

fn tenths(amount: Option<Ore>) -> Option<i64> {
    amount.map(|amount| {
        assert_eq!(
            amount.0 % TENTH,
            0,
            "{amount:?} is no whole tenth of a mnkr"
        );
        amount.0 / TENTH
    })
}

fn claims_of(unit_id: &str, day: &str) -> Vec<ClaimResult> {
    let unit = unit(unit_id);
    compare_all(&Context {
        model: &PLAYED.model,
        size: PLAYED.size_on(day),
        kind: ReportKind::OperationsReport,
        unit: &unit,
        period: year_2024(),
    })
}

#[test]
fn every_published_row_of_the_operating_result_is_computed_in_tenths_of_a_mnkr() {
    // Outcome, budget, previous outcome, variance, change.
    let rows = [
        ("L1", [-3143, -3562, -3139, 419, -4]),
        ("L1.1", [-2744, -3068, -2739, 324, -5]),
        ("L1.2", [-23, -57, -49, 34, 26]),
        ("L1.3", [-7, -11, 0, 4, -7]),
        ("L2", [-20_779, -21_523, -20_270, 744, -509]),
        ("L2.1", [-12_051, -12_400, -11_618, 349, -433]),
        ("L2.2", [-1313, -1688, -1824, 375, 511]),
        ("L2.3", [-4202, -4078, -3942, -124, -260]),
        ("L2.4", [-270, -272, -254, 2, -16]),
        ("L2.5", [-930, -927, -744, -3, -186]),
        ("L3", [-2699, -2703, -2600, 4, -99]),
        ("L3.1", [-395, -346, -321, -49, -74]),
        ("L3.2", [-1134, -1156, -1107, 22, -27]),
        ("L3.3", [-1085, -1097, -1067, 12, -18]),
        ("LSUM", [-26_621, -27_788, -26_009, 1167, -612]),
        ("L4", [-2069, -1287, -2170, -782, 101]),
        ("L5", [0, -500, -494, 500, 494]),
        ("LTOT", [-28_690, -29_575, -28_673, 885, -17]),
    ];
    for (row, published) in rows {
        let shown = line("RS", LineTable::OperatingResult, row, AFTER_PUBLICATION);
        let computed = [
            shown.outcome,
            shown.budget,
            shown.previous,
            shown.variance,
            shown.change,
        ];
        assert_eq!(computed.map(tenths), published.map(Some), "{row}");
    }
}

#[test]
fn the_restatement_turns_the_investments_around() {
    let total = |day| {
        let shown = line("RS", LineTable::Investment, "ISUM", day);
        [shown.outcome, shown.budget, shown.previous].map(tenths)
    };
    // In the ledger's sign: spending is negative, so the published -12.7 is +12.7.
    assert_eq!(total("2025-01-19"), [Some(-17), Some(-115), Some(0)]);
    assert_eq!(total("2025-01-20"), [Some(127), Some(-115), Some(0)]);
}

#[test]
fn the_correction_after_closing_moves_two_rows_and_no_total() {
    let outcome = |row, day| tenths(line("RS", LineTable::OperatingResult, row, day).outcome);
    for (row, published, corrected) in [
        ("L3.1", -395, -401),
        ("L3.3", -1085, -1079),
        ("LTOT", -28_690, -28_690),
    ] {
        assert_eq!(outcome(row, AFTER_PUBLICATION), Some(published), "{row}");
        assert_eq!(outcome(row, "2025-03-12"), Some(corrected), "{row}");
    }
}

#[test]
fn sick_leave_rose_with_the_long_absences() {
    let size = PLAYED.size_on(AFTER_PUBLICATION);
    let before = "2023".parse().expect("a year");
    let table = PLAYED.model.figures.table(
        &[unit("RS-KANSLI")].into(),
        Measure::SickLeave,
        year_2024(),
        before,
        size,
    );
    let rates: Vec<_> = table
        .rows
        .iter()
        .map(|row| {
            let rate = |figure: Option<&Figure>| figure.map(|figure| figure.value);
            let total = &row.total;
            (
                row.part.as_str(),
                rate(total.previous.as_ref()),
                rate(total.current.as_ref()),
            )
        })
        .collect();
    let tenths = |tenths| {
        Some(FigureValue::Number {
            value: Quantity::new(tenths, 1),
        })
    };
    let published = [
        ("Korttid", tenths(12), tenths(10)),
        ("Långtid", tenths(9), tenths(25)),
        ("Totalt", tenths(21), tenths(35)),
    ];
    assert_eq!(rates, published);
}

#[test]
fn the_boards_claims_agree_with_their_parts_or_by_rounding() {
    let claims = claims_of("RS", AFTER_PUBLICATION);
    assert!(claims.len() > 150, "{} claims", claims.len());
    let disagreeing: Vec<_> = claims
        .iter()
        .filter(|claim| !claim.agrees && !claim.rounding_explains)
        .collect();
    assert!(disagreeing.is_empty(), "{disagreeing:#?}");
}

#[test]
fn the_service_committees_turnover_forecast_disagrees_with_its_parts() {
    let disagreeing: Vec<_> = claims_of("SN", AFTER_PUBLICATION)
        .into_iter()
        .filter(|claim| !claim.agrees)
        .map(|claim| {
            (
                claim.claim.to_string(),
                claim.stated,
                claim.computed,
                claim.difference,
            )
        })
        .collect();
    let mnkr = |tenths| ClaimValue::Number(Quantity::new(tenths, 1));
    let expected = (
        "omsattning-2023-prognos".to_owned(),
        mnkr(23_945),
        Some(mnkr(24_945)),
        Some(mnkr(-1000)),
    );
    assert_eq!(disagreeing, [expected]);
}

#[test]
fn the_operations_report_fails_only_the_check_that_is_waived() {
    let board = unit("RS");
    let not_holding: Vec<_> = checks::run_all(&Context {
        model: &PLAYED.model,
        size: PLAYED.size_on(AFTER_PUBLICATION),
        kind: ReportKind::OperationsReport,
        unit: &board,
        period: year_2024(),
    })
    .into_iter()
    .filter(|check| {
        use projections::document::CheckOutcome;
        matches!(check.outcome, CheckOutcome::Failed | CheckOutcome::Waived)
    })
    .map(|check| checks::key(check.name))
    .collect();
    assert_eq!(not_holding, ["action_effects_meet_demand"]);
}

#[test]
fn the_months_of_a_booked_line_sum_to_its_year() {
    let booked: Ore = steps()
        .iter()
        .filter_map(|step| match step {
            Step::Record { submission, .. } => Some(&submission.command),
            Step::Publish { .. } => None,
        })
        .filter_map(|command| match command {
            Command::BookOutcomes(Rows { rows }) => Some(rows),
            _ => None,
        })
        .flatten()
        .filter(|booked| booked.month.year() == 2024)
        .map(|booked| booked.amount_ore)
        .sum();
    assert_eq!(booked, Ore(-28_690 * TENTH));
}

#[test]
fn generated_months_sum_to_the_year_and_swing_little() {
    for total in [-30_680_000_000, -7, 0, 1, 238_000_000_001] {
        let months = spread::months("L1.1/2024", Ore(total), 1, 12);
        assert_eq!(
            months.iter().map(|(_, amount)| *amount).sum::<Ore>(),
            Ore(total)
        );
        assert!(
            months
                .iter()
                .all(|(_, amount)| (amount.0 * 12 - total).abs() * 8 <= total.abs() + 200),
            "{months:?}"
        );
    }
}
