//! Tests of the view `figures`: rows of given events and what it then answers, and that a later event never changes an older answer.

use ledger::event::Event;
use ledger::money::Ore;
use ledger::quantity::Quantity;
use proptest::prelude::*;

use super::*;
use crate::testing::{
    answers_as_a_replay_would, entries, entry, fold, id, period, quickly, with_provenance,
};
use ledger::event::Provenance;
use ledger::event::indicator::OutcomeCorrected;

fn reported(
    unit: &str,
    measure: Measure,
    of: &str,
    parts: &[(Dimension, &str)],
    value: &str,
) -> KeyFigureReported {
    let value = match measure {
        Measure::PayrollCost | Measure::Turnover => FigureValue::Amount {
            amount_ore: Ore(value.parse().unwrap()),
        },
        _ => FigureValue::Number {
            value: value.parse().unwrap(),
        },
    };
    KeyFigureReported {
        unit: id(unit),
        measure,
        period: period(of),
        dimensions: parts
            .iter()
            .map(|(dimension, part)| (*dimension, (*part).to_owned()))
            .collect(),
        value,
    }
}

fn only(unit: &str) -> BTreeSet<UnitId> {
    [id(unit)].into()
}

/// A figure as text: `78.4`, or öre; `-` when it is missing.
fn shown(value: Option<FigureValue>) -> String {
    match value {
        Some(FigureValue::Number { value }) => value.to_string(),
        Some(FigureValue::Amount { amount_ore }) => amount_ore.0.to_string(),
        None => "-".into(),
    }
}

/// `current previous difference percent` of a cell.
fn compared(cell: &FigureCell) -> String {
    format!(
        "{} {} {} {}",
        shown(cell.current.as_ref().map(|figure| figure.value)),
        shown(cell.previous.as_ref().map(|figure| figure.value)),
        shown(cell.difference),
        cell.percent
            .map_or("-".into(), |percent| percent.to_string()),
    )
}

fn table(figures: Vec<KeyFigureReported>, measure: Measure, of: &str, before: &str) -> FigureTable {
    let events: Vec<Event> = figures.into_iter().map(Event::from).collect();
    let size = u64::try_from(events.len()).unwrap();
    let view = fold(&entries(events), Figures::apply);
    view.table(&only("RS"), measure, period(of), period(before), size)
}

#[test]
fn what_a_unit_has_stated_of_a_measure_is_what_was_known_of_each_part() {
    let rows = [("women", "7.1"), ("men", "4.2")];
    let events = rows.map(|(sex, value)| {
        let parts = [(Dimension::Sex, sex)];
        Event::from(reported("RS", Measure::SickLeave, "2024", &parts, value))
    });
    let view = fold(&entries(events.to_vec()), Figures::apply);
    let stated = |size| {
        let stated = view.of_unit(&id("RS"), Measure::SickLeave, period("2024"), size);
        let told = stated.into_iter().map(|(parts, value)| {
            let parts: Vec<_> = parts.into_values().collect();
            format!("{} {}", parts.join(","), shown(Some(value)))
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(stated(2), ["men 4.2", "women 7.1"]);
    assert_eq!(stated(1), ["women 7.1"]);
    assert_eq!(stated(0), [] as [&str; 0]);
}

#[test]
fn the_listed_patients_of_2024_come_out_as_published() {
    let rows = [
        ("0-4", 15929, 15319),
        ("5-64", 224_640, 224_780),
        ("65-79", 48546, 47974),
        ("80+", 19073, 20397),
    ];
    let listed = |of: &str, group: &str, value: i32| {
        let parts = [(Dimension::AgeGroup, group)];
        reported(
            "RS",
            Measure::ListedPatients,
            of,
            &parts,
            &value.to_string(),
        )
    };
    let figures = rows
        .iter()
        .flat_map(|(group, before, now)| {
            [
                listed("2023-12", group, *before),
                listed("2024-12", group, *now),
            ]
        })
        .collect();
    let table = table(figures, Measure::ListedPatients, "2024-12", "2023-12");
    let published = [
        "15319 15929 -610 -3.8",
        "224780 224640 140 0.1",
        "47974 48546 -572 -1.2",
        "20397 19073 1324 6.9",
    ];
    let rows: Vec<_> = table.rows.iter().map(|row| compared(&row.total)).collect();
    assert_eq!(rows, published);
    let groups: Vec<_> = table.rows.iter().map(|row| row.part.as_str()).collect();
    assert_eq!(groups, ["0-4", "5-64", "65-79", "80+"]);
    assert_eq!(compared(&table.total.total), "308470 308188 282 0.1");
    assert_eq!(
        table.total.total.current.as_ref().map(|total| total.parts),
        Some(4)
    );
    assert_eq!(table.columns_by, None);
}

#[test]
fn full_time_equivalents_sum_over_occupation_and_sex_as_published() {
    let rows = [
        ("Administratör", "6", "0", "8", "0"),
        ("Chef", "8", "5", "8", "5"),
        ("Handläggare", "46", "10", "56.8", "12"),
        ("Läkare", "0", "1", "0", "1"),
        ("Psykolog/PTP-psykolog", "0.4", "0", "0.4", "0"),
        ("Tandläkare", "2", "0", "1", "0"),
    ];
    let mut figures = Vec::new();
    for (occupation, women, men, women_before, men_before) in rows {
        for (of, sex, value) in [
            ("2024", "women", women),
            ("2024", "men", men),
            ("2023", "women", women_before),
            ("2023", "men", men_before),
        ] {
            let parts = [(Dimension::Occupation, occupation), (Dimension::Sex, sex)];
            figures.push(reported(
                "RS",
                Measure::FullTimeEquivalents,
                of,
                &parts,
                value,
            ));
        }
    }
    let table = table(figures, Measure::FullTimeEquivalents, "2024", "2023");
    assert_eq!(table.columns, ["women", "men"]);
    let total = &table.total;
    assert_eq!(compared(&total.cells[0]), "62.4 74.2 -11.8 -15.9");
    assert_eq!(compared(&total.cells[1]), "16 18 -2 -11.1");
    assert_eq!(compared(&total.total), "78.4 92.2 -13.8 -15.0");
    assert_eq!(
        compared(&table.rows[3].cells[0]),
        "0 0 0 -",
        "no per cent of zero"
    );
}

#[test]
fn a_rate_is_never_added_its_totals_are_those_reported_for_all() {
    let mut figures = Vec::new();
    for (category, women, men, all) in [
        ("Korttid", "1.0", "0.8", "1.0"),
        ("Långtid", "3.3", "0.0", "2.5"),
        ("all", "4.3", "0.8", "3.5"),
    ] {
        for (sex, value) in [("women", women), ("men", men), ("all", all)] {
            let parts = [(Dimension::Category, category), (Dimension::Sex, sex)];
            figures.push(reported("RS", Measure::SickLeave, "2024", &parts, value));
        }
    }
    let whole = figures.pop();
    assert!(whole.is_some());
    let without = table(figures.clone(), Measure::SickLeave, "2024", "2023");
    assert_eq!(compared(&without.total.total), "- - - -", "not 1.0 + 2.5");
    figures.extend(whole);
    let table = table(figures, Measure::SickLeave, "2024", "2023");
    let rows: Vec<_> = table.rows.iter().map(|row| row.part.as_str()).collect();
    assert_eq!(rows, ["Korttid", "Långtid"]);
    assert_eq!(compared(&table.rows[1].cells[0]), "3.3 - - -");
    assert_eq!(compared(&table.rows[1].total), "2.5 - - -");
    assert_eq!(compared(&table.total.cells[0]), "4.3 - - -");
    assert_eq!(compared(&table.total.total), "3.5 - - -");
}

#[test]
fn payroll_lines_keep_the_order_of_their_source_and_costs_fall_in_per_cent() {
    let line = |of: &str, line: &str, value: &str| {
        reported(
            "RS",
            Measure::PayrollCost,
            of,
            &[(Dimension::Category, line)],
            value,
        )
    };
    let table = table(
        vec![
            line("2024", "Månadslöner", "-5950000000"),
            line("2024", "Jour", "-1000000"),
            line("2023", "Månadslöner", "-6120000000"),
        ],
        Measure::PayrollCost,
        "2024",
        "2023",
    );
    assert_eq!(table.rows[0].part, "Månadslöner");
    assert_eq!(
        compared(&table.rows[0].total),
        "-5950000000 -6120000000 170000000 -2.8"
    );
    assert_eq!(
        compared(&table.rows[1].total),
        "-1000000 - - -",
        "missing is not zero"
    );
}

#[test]
fn several_units_add_up_but_their_rates_do_not() {
    let fte = |unit: &str| reported(unit, Measure::FullTimeEquivalents, "2024", &[], "1.5");
    let sick = |unit: &str| reported(unit, Measure::SickLeave, "2024", &[], "3.0");
    let events = [fte("A"), fte("B"), sick("A"), sick("B")].map(Event::from);
    let view = fold(&entries(events), Figures::apply);
    let units = [id("A"), id("B")].into();
    let total = |measure| {
        let table = view.table(&units, measure, period("2024"), period("2023"), 4);
        compared(&table.total.total)
    };
    assert_eq!(total(Measure::FullTimeEquivalents), "3.0 - - -");
    assert_eq!(total(Measure::SickLeave), "- - - -");
    assert_eq!(
        view.measures(&units, period("2024"), 4),
        [Measure::FullTimeEquivalents, Measure::SickLeave]
    );
    assert_eq!(
        view.reported_period(&units, Measure::SickLeave, period("2024-01/2024-07"), 4),
        None
    );
}

#[test]
fn volumes_of_different_kinds_have_no_total() {
    let volume = |kind: &str, value: &str| {
        reported(
            "RS",
            Measure::Volume,
            "2024",
            &[(Dimension::Category, kind)],
            value,
        )
    };
    let table = table(
        vec![volume("Besök", "10"), volume("Resor", "20")],
        Measure::Volume,
        "2024",
        "2023",
    );
    assert_eq!(compared(&table.rows[1].total), "20 - - -");
    assert_eq!(compared(&table.total.total), "- - - -");
}

#[test]
fn a_correction_replaces_the_figure_from_its_own_position_on() {
    let parts = [(Dimension::AgeGroup, "0-4")];
    let listed = |value| reported("RS", Measure::ListedPatients, "2024-12", &parts, value);
    let log = [
        entry(0, listed("15319")),
        with_provenance(
            entry(
                1,
                OutcomeCorrected {
                    corrects: crate::testing::event_id(0),
                    fact: CorrectedFact::KeyFigure(listed("15320")),
                },
            ),
            Provenance::Generated,
        ),
    ];
    let view = fold(&log, Figures::apply);
    let key = listed("0").dimensions;
    let at = |size| {
        view.figure(
            &id("RS"),
            Measure::ListedPatients,
            &key,
            period("2024-12"),
            size,
        )
        .map(|figure| (shown(Some(figure.value)), figure.grounds.provenance))
    };
    assert_eq!(at(0), None);
    assert_eq!(at(1), Some(("15319".into(), None)));
    assert_eq!(at(2), Some(("15320".into(), Some(Provenance::Generated))));
    let versions = view.versions(
        &id("RS"),
        Measure::ListedPatients,
        &key,
        period("2024-12"),
        1,
        2,
    );
    assert_eq!(versions.len(), 1);
}

#[test]
fn per_cent_is_rounded_half_away_from_zero() {
    let number = |value: i64| FigureValue::Number {
        value: Quantity::whole(value),
    };
    let percent = |now, before| {
        let figure = |value| {
            Some(Figure {
                value: number(value),
                parts: 1,
                grounds: Grounds::default(),
            })
        };
        FigureCell::comparing(figure(now), figure(before)).percent
    };
    assert_eq!(percent(2001, 2000), Some(Quantity::new(1, 1)), "0.05");
    assert_eq!(percent(1999, 2000), Some(Quantity::new(-1, 1)), "-0.05");
    assert_eq!(percent(-1999, -2000), Some(Quantity::new(-1, 1)), "-0.05");
    assert_eq!(percent(5, 0), None);
}

fn any_event() -> impl Strategy<Value = Event> {
    let unit = prop::sample::select(vec!["RS", "SN"]);
    let measure = prop::sample::select(vec![Measure::FullTimeEquivalents, Measure::SickLeave]);
    let of = prop::sample::select(vec!["2023", "2024"]);
    let row = prop::option::of(prop::sample::select(vec!["b", "a", "all"]));
    let sex = prop::option::of(prop::sample::select(vec!["women", "men", "all"]));
    (unit, measure, of, row, sex, 0..9_i32, any::<bool>()).prop_map(
        |(unit, measure, of, row, sex, value, corrects)| {
            let parts: Vec<_> = [(Dimension::Occupation, row), (Dimension::Sex, sex)]
                .into_iter()
                .filter_map(|(dimension, part)| Some((dimension, part?)))
                .collect();
            let figure = reported(unit, measure, of, &parts, &value.to_string());
            if corrects {
                OutcomeCorrected {
                    corrects: crate::testing::event_id(0),
                    fact: CorrectedFact::KeyFigure(figure),
                }
                .into()
            } else {
                figure.into()
            }
        },
    )
}

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..16)) {
        answers_as_a_replay_would(&entries(events), Figures::apply, |view, size| {
            let units = [id("RS"), id("SN")].into();
            (
                [Measure::FullTimeEquivalents, Measure::SickLeave].map(|measure| {
                    (
                        view.table(&units, measure, period("2024"), period("2023"), size),
                        view.reported_period(&units, measure, period("2024"), size),
                    )
                }),
                view.measures(&units, period("2024"), size),
            )
        });
    }
}

#[test]
fn a_series_has_the_totals_of_like_periods_up_to_the_one_asked_of() {
    let patients = |of, value| reported("RS", Measure::ListedPatients, of, &[], value);
    let sick = |of, part, value| {
        reported(
            "RS",
            Measure::SickLeave,
            of,
            &[(Dimension::Category, part)],
            value,
        )
    };
    let figures = [
        patients("2024-02", "12"),
        patients("2024-01", "11"),
        patients("2023", "9"),
        patients("2024-03", "13"),
        sick("2023", "Korttid", "1.0"),
        sick("2023", "Totalt", "2.1"),
        sick("2024", "Totalt", "3.5"),
    ];
    let events: Vec<Event> = figures.into_iter().map(Event::from).collect();
    let view = fold(&entries(events), Figures::apply);
    let told = |measure, like, size| {
        let series = view.series(&only("RS"), measure, period(like), size);
        let told = series
            .iter()
            .map(|(of, figure)| format!("{of} {}", shown(Some(figure.value))));
        told.collect::<Vec<_>>()
    };
    let patients = Measure::ListedPatients;
    assert_eq!(told(patients, "2024-02", 9), ["2024-01 11", "2024-02 12"]);
    assert_eq!(told(patients, "2024-02", 1), ["2024-02 12"]);
    assert_eq!(told(patients, "2024", 9), ["2023 9"]);
    assert_eq!(
        told(Measure::SickLeave, "2024", 9),
        ["2023 2.1", "2024 3.5"]
    );
}
