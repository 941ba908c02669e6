//! Traces of figures.

use ledger::basis::{Basis, Hash};
use ledger::event::budget::{Breakdown, LineTable, ReportLineDefined};
use ledger::event::economy::OutcomeRestated;
use ledger::event::reporting::ReportKind;
use ledger::money::Ore;
use proptest::prelude::*;

use super::super::economic::EconomicFigure;
use super::super::groups::Grouped;
use super::super::{
    Cause, CauseKind, Context, Effect, Explanation, MAX_CAUSES, Subject, TraceError, explain,
    explain_each, explain_within,
};
use crate::document::{Cell, FigureKey};
use crate::economy::column::Column;
use crate::economy::table::table_of_key;
use crate::economy::tests::{random_history, step};
use crate::report::{self, ReportRequest};
use crate::scenario::{Scenario, board_year, line, period, tenths, unit};

fn context(of: &str) -> Context {
    Context {
        kind: ReportKind::OperationsReport,
        unit: unit("RS"),
        period: period(of),
    }
}

pub(super) fn figure(key: &str) -> Subject {
    Subject::Figure(key.parse::<FigureKey>().unwrap())
}

fn amount(effect: &Effect) -> Ore {
    match effect {
        Effect::Amount(amount) => *amount,
        other => panic!("an amount was expected, not {other:?}"),
    }
}

/// The sum of all effects, told one by one or in groups.
fn sum(explanation: &Explanation) -> Ore {
    let causes = explanation.causes.iter().map(|cause| amount(&cause.effect));
    let groups = explanation.groups.iter().map(|group| amount(&group.effect));
    causes.chain(groups).sum()
}

#[test]
fn a_restated_investment_is_told_as_a_restatement_in_the_sign_of_its_table() {
    let mut scenario = Scenario::default();
    scenario.line_in(LineTable::Investment, "I1", None, Breakdown::None, 1);
    scenario.book("I1", "2024-05", 0);
    let from = scenario.size();
    scenario.record_with(
        OutcomeRestated {
            unit: unit("RS"),
            line: line("I1"),
            month: "2024-12".parse().unwrap(),
            amount_ore: tenths(144),
            policy: "Molntjänster är ingen tillgång".into(),
            recommendation: "RKR R3".into(),
            restates: None,
        },
        Some("D08"),
        Some("Ändrad princip"),
        None,
    );
    let model = scenario.model();
    let subject = figure("investments:I1:outcome");
    let told = explain(
        &model,
        &scenario,
        &subject,
        &context("2024"),
        from,
        from + 1,
    )
    .unwrap();
    assert_eq!(told.before, Cell::Amount(Ore::ZERO));
    assert_eq!(told.after, Cell::Amount(tenths(-144)));
    assert_eq!(told.change, Effect::Amount(tenths(-144)));
    let [cause] = told.causes.as_slice() else {
        panic!("one cause was expected: {:?}", told.causes);
    };
    assert_eq!(cause.kind, CauseKind::Restatement);
    assert_eq!(cause.effect, Effect::Amount(tenths(-144)));
    assert_eq!(cause.decision.as_ref().unwrap().decision.as_str(), "D08");
    assert_eq!(cause.reason.as_deref(), Some("Ändrad princip"));
    assert!(cause.text.contains("RKR R3"), "{}", cause.text);
}

#[test]
fn many_bookings_are_grouped_by_month_and_their_sums_make_the_change() {
    let scenario = board_year();
    let model = scenario.model();
    let (from, to) = (0, scenario.size());
    let subject = figure("operating_result:LTOT:outcome");
    let told = explain(&model, &scenario, &subject, &context("2024"), from, to).unwrap();
    assert_eq!(told.change, Effect::Amount(tenths(-28690)));
    assert_eq!(told.groups.len(), 12);
    assert_eq!(told.groups[0].count, 16 - 1);
    assert_eq!(sum(&told), tenths(-28690));
    let each = explain_each(&model, &scenario, &subject, &context("2024"), from, to).unwrap();
    assert_eq!(each.groups, vec![]);
    assert!(each.causes.len() > MAX_CAUSES);
    assert_eq!(sum(&each), tenths(-28690));
}

#[test]
fn a_variance_gets_its_first_value_from_the_event_that_completes_it() {
    let mut scenario = Scenario::default();
    scenario.line("A", None, Breakdown::None, 1);
    let framed = scenario.frame("A", 2024, -1200);
    let booked = scenario.book("A", "2024-01", -500);
    scenario.book("A", "2024-02", -100);
    let model = scenario.model();
    let subject = figure("operating_result:A:variance");
    let size = scenario.size();
    let told = explain(&model, &scenario, &subject, &context("2024"), 0, size).unwrap();
    assert_eq!(told.before, Cell::Empty);
    assert_eq!(told.after, Cell::Amount(Ore(600)));
    let effects: Vec<_> = told
        .causes
        .iter()
        .map(|cause| (cause.position, amount(&cause.effect)))
        .collect();
    assert_eq!(effects[0], (booked, Ore(700)));
    assert_eq!(effects[1].1, Ore(-100));
    assert!(!effects.iter().any(|(position, _)| *position == framed));
}

/// A row of nothing, booked last of all, was told as if it were worth the whole variance.
#[test]
fn the_event_that_completes_a_difference_says_what_was_lacking_and_is_never_grouped() {
    let mut scenario = Scenario::default();
    scenario.region();
    scenario.line("T", None, Breakdown::Complete, 9);
    for line in ["A", "B"] {
        scenario.line(line, Some("T"), Breakdown::None, 1);
        scenario.frame(line, 2024, -1200);
    }
    for month in ["2024-01", "2024-02", "2024-03"] {
        for _ in 0..MAX_CAUSES {
            scenario.book("A", month, -10);
        }
    }
    let completing = scenario.book("B", "2024-12", 0);
    let after = scenario.size();
    let told = |scenario: &Scenario, key: &str, kind| {
        let context = Context {
            kind,
            unit: unit(if kind == ReportKind::AnnualReport {
                "RF"
            } else {
                "RS"
            }),
            period: period("2024"),
        };
        let (model, to) = (scenario.model(), scenario.size());
        explain(&model, scenario, &figure(key), &context, 0, to).unwrap()
    };
    let said = "(V1). Dessförinnan gick avvikelsen inte att räkna ut: utfall saknades för \
                B Rad B. Effekten är därför hela värdet, av allt som antecknats dittills";
    for (key, kind) in [
        ("operating_result:T:variance", ReportKind::OperationsReport),
        ("operating_result:total:variance", ReportKind::AnnualReport),
        ("committees:RS:variance", ReportKind::AnnualReport),
    ] {
        let told = told(&scenario, key, kind);
        let [cause] = told.causes.as_slice() else {
            panic!("{key}: one cause was expected: {:?}", told.causes);
        };
        assert_eq!(cause.position, completing, "{key}");
        assert_eq!(amount(&cause.effect), Ore(1800), "{key}");
        assert!(cause.text.ends_with(said), "{key}: {}", cause.text);
    }
    for month in ["2024-01", "2024-02"] {
        for _ in 0..MAX_CAUSES {
            scenario.book("A", month, -1);
        }
    }
    let many = told(
        &scenario,
        "operating_result:T:variance",
        ReportKind::OperationsReport,
    );
    let [cause] = many.causes.as_slice() else {
        panic!("one cause was expected: {:?}", many.causes);
    };
    assert!(cause.text.ends_with(said), "{}", cause.text);
    let counts: Vec<_> = many.groups.iter().map(|group| group.count).collect();
    assert_eq!(counts, [MAX_CAUSES, MAX_CAUSES]);
    assert_eq!(many.groups[0].span.first.0, after);
    assert_eq!(sum(&many), amount(&many.change));
}

#[test]
fn the_event_that_takes_a_difference_away_says_what_is_lacking() {
    let mut scenario = Scenario::default();
    scenario.line("T", None, Breakdown::Complete, 9);
    for line in ["A", "B"] {
        scenario.line(line, Some("T"), Breakdown::None, 1);
    }
    scenario.frame("A", 2024, -1200);
    scenario.book("A", "2024-01", -500);
    let taking = scenario.frame("B", 2024, -100);
    let (model, size) = (scenario.model(), scenario.size());
    let subject = figure("operating_result:T:variance");
    let told = explain(
        &model,
        &scenario,
        &subject,
        &context("2024"),
        taking.0,
        size,
    )
    .unwrap();
    assert_eq!(told.after, Cell::Empty);
    let [cause] = told.causes.as_slice() else {
        panic!("one cause was expected: {:?}", told.causes);
    };
    assert_eq!(amount(&cause.effect), Ore(-700));
    let said = ". Härefter går avvikelsen inte att räkna ut: utfall saknas för B Rad B. \
                Effekten är därför att hela värdet faller bort";
    assert!(cause.text.ends_with(said), "{}", cause.text);
}

/// A sum that no row of the report shows was told all the same, under the name of another row.
#[test]
fn the_sum_of_units_is_a_row_of_the_annual_report_only() {
    let scenario = board_year();
    let model = scenario.model();
    let subject = figure("operating_result:total:outcome");
    let of = |kind| {
        let context = Context {
            kind,
            ..context("2024")
        };
        explain(&model, &scenario, &subject, &context, 0, scenario.size())
    };
    assert!(of(ReportKind::AnnualReport).is_ok());
    for kind in [
        ReportKind::PeriodReport,
        ReportKind::InterimReport,
        ReportKind::OperationsReport,
    ] {
        assert!(matches!(of(kind), Err(TraceError::Unknown(_))), "{kind:?}");
    }
}

#[test]
fn what_does_not_exist_and_what_is_not_known_yet_is_refused() {
    let scenario = board_year();
    let model = scenario.model();
    let size = scenario.size();
    let ask =
        |key: &str, from, to| explain(&model, &scenario, &figure(key), &context("2024"), from, to);
    assert!(matches!(
        ask("operating_result:L99:outcome", 0, size),
        Err(TraceError::Unknown(_))
    ));
    assert!(matches!(
        ask("operating_result:L1:outcome", 0, size + 1),
        Err(TraceError::Range { .. })
    ));
    assert!(matches!(
        ask("operating_result:L1:outcome", 2, 1),
        Err(TraceError::Range { .. })
    ));
}

/// Two sizes, of shares of a history in percent, and a period that begins with January.
fn question(scenario: &Scenario, ends: (u64, u64), last: u8) -> ((u64, u64), Context) {
    let at = |share: u64| scenario.size() * share / 100;
    let sizes = (at(ends.0.min(ends.1)), at(ends.0.max(ends.1)));
    let asked = Context {
        period: ledger::period::Period::months_of(2024, 1, last).unwrap(),
        ..context("2024")
    };
    (sizes, asked)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_effects_of_an_economic_figure_are_its_steps_and_sum_to_its_change(
        steps in prop::collection::vec(step(), 0..30),
        ends in (0..=100_u64, 0..=100_u64),
        last in 1..=12_u8,
    ) {
        let scenario = random_history(&steps);
        let model = scenario.model();
        let ((from, to), asked) = question(&scenario, ends, last);
        for row in ["T", "A", "B", "total", "A:rest"] {
            // Only the annual report has a row of the sum.
            let kind = match row {
                "total" => ReportKind::AnnualReport,
                _ => ReportKind::OperationsReport,
            };
            let asked = Context { kind, ..asked.clone() };
            for column in Column::ALL {
                let subject = figure(&format!("operating_result:{row}:{}", column.key()));
                let each = explain_each(&model, &scenario, &subject, &asked, from, to);
                let Ok(each) = each else {
                    prop_assert!(from == to || to < 6, "{row} {column:?} {from} {to}");
                    continue;
                };
                // The oracle: the figure itself, at both sides of every event.
                let value = |size| {
                    let economy = &model.economy;
                    let (unit, table) = (unit("RS"), LineTable::OperatingResult);
                    let whole = |id| economy.value(&line(id), column, asked.period, size);
                    let amount = match row {
                        "total" => economy
                            .roll_up(&[unit], table, asked.period, size)
                            .rows
                            .last()
                            .and_then(|row| row.figures.get(column)),
                        "A:rest" => economy
                            .scoped_value(
                                &line("A"),
                                crate::economy::column::Scope::Own,
                                column,
                                asked.period,
                                size,
                            )
                            .map(|tally| tally.amount),
                        id => whole(id).map(|tally| tally.amount),
                    };
                    amount.unwrap_or_default()
                };
                let expected: Vec<_> = (from..to)
                    .map(|position| (position, value(position + 1) - value(position)))
                    .filter(|(_, effect)| *effect != Ore::ZERO)
                    .collect();
                let told: Vec<_> = each
                    .causes
                    .iter()
                    .map(|cause: &Cause| (cause.position.0, amount(&cause.effect)))
                    .collect();
                prop_assert_eq!(told, expected, "{} {:?}", row, column);
                prop_assert_eq!(sum(&each), amount(&each.change));
                let grouped =
                    explain_within(&model, &scenario, &subject, &asked, (from, to), 0).unwrap();
                prop_assert_eq!(sum(&grouped), amount(&each.change));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The oracle: every touch gathered, and then grouped.
    #[test]
    fn groups_from_running_totals_are_those_of_every_touch_gathered(
        steps in prop::collection::vec(step(), 0..60),
        ends in (0..=100_u64, 0..=100_u64),
        last in 1..=12_u8,
    ) {
        let scenario = random_history(&steps);
        let model = scenario.model();
        let ((from, to), asked) = question(&scenario, ends, last);
        for row in ["T", "A", "B", "total", "A:rest"] {
            for column in Column::ALL {
                let key = format!("operating_result:{row}:{}", column.key());
                let key = key.parse().unwrap();
                let Some(figure) = EconomicFigure::find(&model, &key, &asked, (from, to)) else {
                    continue;
                };
                let touches = figure.touches(from, to);
                let count = touches.len();
                if let Some(grouped) = figure.grouped(from, to) {
                    prop_assert_eq!(grouped.count(), count);
                    prop_assert_eq!(grouped, Grouped::of(touches), "{}", key);
                } else {
                    prop_assert!(column.terms().len() > 1, "{} is no difference", key);
                }
            }
        }
    }
}

#[test]
fn every_economic_figure_of_a_report_is_told_as_the_report_shows_it() {
    let mut scenario = board_year();
    scenario.region();
    let table = LineTable::Investment;
    scenario.line_in(table, "I1", Some("ISUM"), Breakdown::None, 1);
    scenario.line_in(table, "ISUM", None, Breakdown::Complete, 2);
    scenario.frame("I1", 2024, -50);
    scenario.book("I1", "2024-05", -70);
    scenario.record(ReportLineDefined {
        line: line("RF1"),
        table: LineTable::OperatingResult,
        unit: unit("RF"),
        title: "Finansförvaltning".into(),
        parent: None,
        breakdown: Breakdown::None,
        order: 1,
    });
    scenario.book("RF1", "2024-05", 90);
    // A line without outcome takes the differences of the region's total away.
    scenario.line("UTAN", None, Breakdown::None, 99);
    scenario.frame("UTAN", 2024, -10);
    let model = scenario.model();
    let size = scenario.size();
    for (kind, of) in [
        (ReportKind::OperationsReport, "RS"),
        (ReportKind::AnnualReport, "RF"),
    ] {
        let asked = Context {
            kind,
            unit: unit(of),
            period: period("2024"),
        };
        let request = ReportRequest {
            kind,
            unit: unit(of),
            period: period("2024"),
        };
        let basis = Basis {
            size,
            root: Hash([0; 32]),
            rules_version: 0,
        };
        let document = report::build(&model, &request, basis).unwrap();
        let mut told = 0;
        for table in document.tables() {
            if table_of_key(&table.key).is_none() {
                continue;
            }
            for row in &table.rows {
                for (column, cell) in table.columns.iter().zip(&row.cells) {
                    if Column::of_key(&column.key).is_none() {
                        continue;
                    }
                    let key = format!("{}:{}:{}", table.key, row.key, column.key);
                    let explanation =
                        explain(&model, &scenario, &figure(&key), &asked, 0, size).unwrap();
                    assert_eq!(explanation.after, *cell, "{of} {key}");
                    assert_eq!(explanation.sources.after, row.provenance, "{of} {key}");
                    told += 1;
                }
            }
        }
        assert!(told > 0, "{of} has economic figures");
    }
}
