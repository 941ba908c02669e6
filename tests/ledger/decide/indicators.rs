//! Indicator outcomes, missing values, their corrections, wishes and key figures.

use super::{Row, check, no, yes};

const WHY: &str = r#""reason":"Fel underlag""#;

#[expect(clippy::too_many_lines, reason = "a table of rows")]
pub(super) fn rows() -> Vec<Row> {
    let outcome = |indicator: &str, unit: &str, period: &str, outcome: &str| {
        format!(
            r#"{{"indicator":"{indicator}","unit":"{unit}","period":"{period}","outcome":{outcome}}}"#
        )
    };
    let rows = |rows: &str| format!(r#"{{"ReportIndicatorOutcomes":{{"rows":[{rows}]}}}}"#);
    let report = |indicator: &str, unit: &str, period: &str, value: &str| {
        rows(&outcome(indicator, unit, period, value))
    };
    let number = |value: &str| format!(r#"{{"number":{{"value":"{value}"}}}}"#);
    let judged = |text: &str| format!(r#"{{"judged":{{"fulfilment":"partly","text":"{text}"}}}}"#);
    let missing = |indicator: &str, period: &str, why: &str| {
        format!(
            r#"{{"ReportMissingOutcome":{{"indicator":"{indicator}","unit":"KN","period":"{period}","missing_reason":"{why}"}}}}"#
        )
    };
    let correct = |event: &str, fact: &str| {
        format!(r#"{{"CorrectOutcome":{{"corrects":"{event}","fact":{fact}}}}}"#)
    };
    let indicator_fact = |indicator: &str, value: &str| {
        format!(
            r#"{{"indicator":{}}}"#,
            outcome(indicator, "KN", "2025", &number(value))
        )
    };
    let words = r#"{"DefineIndicator":{"indicator":"I9","item":"M1","title":"Ord","unit_of_measure":"","desired":"increase"}}"#;
    let wish = |unit: &str, desired: &str| {
        format!(
            r#"{{"OverrideWish":{{"indicator":"I1.1","unit":"{unit}","desired":"{desired}"}}}}"#
        )
    };
    let figure = |measure: &str, dimensions: &str, value: &str| {
        format!(
            r#"{{"unit":"KF","measure":"{measure}","period":"2025","dimensions":{{{dimensions}}},"value":{value}}}"#
        )
    };
    let figures = |rows: &str| format!(r#"{{"ReportKeyFigures":{{"rows":[{rows}]}}}}"#);
    let one =
        |measure: &str, dimensions: &str, value: &str| figures(&figure(measure, dimensions, value));
    let amount = r#"{"amount":{"amount_ore":-5}}"#;
    let fte = "full_time_equivalents";
    let women = r#""sex":"women""#;
    let value_1 = number("1");
    vec![
        yes(&report("I1.1", "KN", "2024", &number("5.2"))),
        yes(&report("I1.1", "KN", "2025", &number("5.40"))),
        no(
            "outcome_reported",
            &report("I1.1", "KN", "2025", &number("5.5")),
        ),
        no(
            "outcome_reported",
            &rows(
                &[
                    outcome("I1.1", "KN", "2024", &value_1),
                    outcome("I1.1", "KN", "2024", &value_1),
                ]
                .join(","),
            ),
        ),
        yes(&report("I2.1", "KN", "2025", &number("81"))),
        no("unknown_indicator", &report("X", "KN", "2024", &value_1)),
        no("unit_not_valid", &report("I1.1", "DIG", "2026", &value_1)),
        no(
            "period_closed",
            &report("I1.1", "KN", "2025-01/2025-07", &value_1),
        ),
        no("outcome_kind", &report("I9", "KN", "2025", &value_1)).after("", words),
        yes(&report("I9", "KN", "2025", &judged("Bra"))).after("", words),
        no("text_missing", &report("I9", "KN", "2025", &judged(""))).after("", words),
        yes(&missing("I1.1", "2024", "Ingen mätning")),
        no("text_missing", &missing("I1.1", "2024", " ")),
        no(
            "outcome_reported",
            &missing("I1.1", "2025", "Ingen mätning"),
        ),
        no(
            "period_closed",
            &missing("I1.1", "2025-03", "Ingen mätning"),
        ),
        yes(&correct("utfall-2025", &indicator_fact("I1.1", "5.3"))).with(WHY),
        yes(&correct("saknas-I2.1", &indicator_fact("I2.1", "82"))).with(WHY),
        no(
            "reason_missing",
            &correct("utfall-2025", &indicator_fact("I1.1", "5.3")),
        ),
        no(
            "corrects_other_fact",
            &correct("utfall-2025", &indicator_fact("I1.2", "5.3")),
        )
        .with(WHY),
        no(
            "nothing_changed",
            &correct("utfall-2025", &indicator_fact("I1.1", "5.4")),
        )
        .with(WHY),
        no(
            "corrected_already",
            &correct("utfall-2025#2", &indicator_fact("I1.2", "1")),
        )
        .with(WHY),
        // The value arrived after it was reported missing: that event is the latest.
        no(
            "corrected_already",
            &correct("saknas-I2.1", &indicator_fact("I2.1", "82")),
        )
        .with(WHY)
        .after("", &report("I2.1", "KN", "2025", &number("81"))),
        yes(&wish("BIB", "decrease")).with(WHY),
        no("reason_missing", &wish("BIB", "decrease")),
        no("nothing_changed", &wish("BIB", "increase")).with(WHY),
        no("unknown_unit", &wish("X", "decrease")).with(WHY),
        yes(&one("sick_leave", women, &number("100"))),
        no(
            "number_out_of_range",
            &one("sick_leave", women, &number("100.1")),
        ),
        no(
            "number_out_of_range",
            &one("sick_leave", women, &number("-0.1")),
        ),
        no(
            "number_out_of_range",
            &one("listed_patients", women, &number("1.5")),
        ),
        no(
            "number_out_of_range",
            &one("full_time_equivalents_net_of_leave", "", &number("-1")),
        ),
        // The documented year has already said how many women there are.
        no("figure_reported", &one(fte, women, &value_1)),
        yes(&one("sick_leave", women, &value_1)),
        no(
            "figure_reported",
            &figures(
                &[
                    figure("sick_leave", women, &value_1),
                    figure("sick_leave", women, &number("2")),
                ]
                .join(","),
            ),
        ),
        // A correction names the latest event: a second one never the first report.
        no(
            "corrected_already",
            &correct(
                "nyckeltal-2025",
                &format!(r#"{{"key_figure":{}}}"#, figure(fte, women, &number("2"))),
            ),
        )
        .with(WHY)
        .after(
            WHY,
            &correct(
                "nyckeltal-2025",
                &format!(r#"{{"key_figure":{}}}"#, figure(fte, women, &value_1)),
            ),
        ),
        yes(&correct(
            "given-0",
            &format!(r#"{{"key_figure":{}}}"#, figure(fte, women, &number("2"))),
        ))
        .with(WHY)
        .after(
            WHY,
            &correct(
                "nyckeltal-2025",
                &format!(r#"{{"key_figure":{}}}"#, figure(fte, women, &value_1)),
            ),
        ),
        no("figure_dimension", &one(fte, "", &value_1)),
        no(
            "figure_dimension",
            &one(fte, r#""sex":"women","age_group":"-29""#, &value_1),
        ),
        no(
            "figure_dimension",
            &one("sick_leave", r#""sex":"kvinnor""#, &value_1),
        ),
        no("figure_dimension", &one("volume", women, &value_1)),
        no(
            "figure_dimension",
            &figures(
                &[
                    figure("sick_leave", "", &value_1),
                    figure("sick_leave", women, &value_1),
                ]
                .join(","),
            ),
        ),
        // Two volumes are two measures, each divided in its own way.
        yes(&figures(
            &[
                figure("volume", r#""category":"Lån""#, &value_1),
                figure("volume", r#""category":"Besök","sex":"all""#, &value_1),
            ]
            .join(","),
        )),
        no("figure_value_kind", &one(fte, women, amount)),
        no(
            "figure_value_kind",
            &one("payroll_cost", r#""category":"Timlön""#, &value_1),
        ),
        yes(&one("payroll_cost", r#""category":"Timlön""#, amount)),
        no(
            "period_closed",
            &one(fte, women, &value_1).replace("\"2025\"", "\"2025-07\""),
        ),
        yes(&correct(
            "nyckeltal-2025",
            &format!(r#"{{"key_figure":{}}}"#, figure(fte, women, &value_1)),
        ))
        .with(WHY),
        no(
            "corrects_other_fact",
            &correct(
                "nyckeltal-2025",
                &format!(
                    r#"{{"key_figure":{}}}"#,
                    figure(fte, r#""sex":"men""#, &value_1)
                ),
            ),
        )
        .with(WHY),
        no(
            "nothing_changed",
            &correct(
                "nyckeltal-2025",
                &format!(
                    r#"{{"key_figure":{}}}"#,
                    figure(fte, women, &number("31.5"))
                ),
            ),
        )
        .with(WHY),
        no(
            "number_out_of_range",
            &correct(
                "nyckeltal-2025",
                &format!(r#"{{"key_figure":{}}}"#, figure(fte, women, &number("-1"))),
            ),
        )
        .with(WHY),
    ]
}

#[test]
fn values_are_reported_once_corrected_in_line_and_never_made_up() {
    check(&rows());
}
