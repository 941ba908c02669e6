//! The page of those who run the server, held against the code.

use super::health::Reason;
use super::metric::Metric;
use super::setting::Setting;

const PAGE: &str = include_str!("DRIFT.md");

/// The rows of the table under a heading, without its head.
fn rows(heading: &str) -> Vec<&'static str> {
    let (_, below) = PAGE.split_once(heading).expect(heading);
    let below = below.split("\n## ").next().unwrap_or_default();
    below
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect()
}

#[test]
fn every_setting_stands_in_the_page_as_it_is() {
    let expected: Vec<_> = Setting::ALL
        .iter()
        .map(|setting| {
            let default = match setting.default() {
                "" => "–".to_owned(),
                default => format!("`{default}`"),
            };
            format!("| `{}` | {default} | {} |", setting.key(), setting.help())
        })
        .collect();
    assert_eq!(
        rows("## Inställningar"),
        expected,
        "{}",
        expected.join("\n")
    );
}

#[test]
fn every_metric_stands_in_the_page_as_it_is() {
    let expected: Vec<_> = Metric::ALL.iter().map(|metric| metric.row()).collect();
    assert_eq!(rows("## Mätvärden"), expected, "{}", expected.join("\n"));
}

#[test]
fn every_reason_stands_in_the_page() {
    let told: Vec<_> = rows("## Hälsa")
        .into_iter()
        .filter_map(|row| row.split('`').nth(1))
        .collect();
    let expected: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_reason_is_told_by_its_code() {
    for reason in Reason::ALL {
        let told = serde_json::to_value(reason).expect("JSON");
        assert_eq!(told, reason.code());
    }
}

#[test]
fn a_setting_has_one_name_in_three_forms() {
    for setting in Setting::ALL {
        assert_eq!(setting.flag(), setting.key().replace('_', "-"));
        assert_eq!(
            setting.variable(),
            format!("LIGGARE_{}", setting.key().to_uppercase())
        );
        assert_eq!(Setting::named(setting.key()), Some(*setting));
    }
}
