//! The patterns of ids, times and quantities against their readers.

use std::str::FromStr;

use ledger::ids::UnitId;
use ledger::money::{MAX_ORE, Ore};
use ledger::period::{Month, Period};
use ledger::quantity::Quantity;
use ledger::time::Date;
use proptest::prelude::*;
use utoipa::ToSchema;

use super::validator;

/// Asserts that schema and reader agree about a text.
fn agree<T: ToSchema + FromStr>(validator: &jsonschema::Validator, text: &str) {
    assert_eq!(
        validator.is_valid(&text.into()),
        text.parse::<T>().is_ok(),
        "{} {text:?}",
        T::name()
    );
}

#[test]
fn the_pattern_of_dates_is_the_calendar_of_three_hundred_years() {
    let validator = validator("Date");
    for year in [1899, 2200].into_iter().chain(1900..2200) {
        for month in 0..=13 {
            for day in 0..=32 {
                agree::<Date>(&validator, &format!("{year}-{month:02}-{day:02}"));
            }
        }
    }
}

#[test]
fn the_pattern_of_months_and_periods_is_theirs() {
    let months = validator("Month");
    let periods = validator("Period");
    for year in [1899, 1900, 2000, 2025, 2199, 2200] {
        agree::<Period>(&periods, &year.to_string());
        for month in 0..=13 {
            let text = format!("{year}-{month:02}");
            agree::<Month>(&months, &text);
            agree::<Period>(&periods, &text);
            agree::<Period>(&periods, &format!("{year}-01/{text}"));
        }
    }
    // Both years and their order are the reader's: no portable pattern compares.
    assert!(periods.is_valid(&"2025-01/2024-02".into()));
    assert!("2025-01/2024-02".parse::<Period>().is_err());
}

#[test]
fn the_limits_of_amounts_are_the_deciders() {
    let validator = validator("Ore");
    for (amount, holds) in [
        (MAX_ORE, true),
        (-MAX_ORE, true),
        (MAX_ORE + 1, false),
        (-MAX_ORE - 1, false),
    ] {
        assert_eq!(Ore(amount).in_range(), holds);
        assert_eq!(validator.is_valid(&amount.into()), holds, "{amount}");
    }
}

#[test]
fn the_pattern_of_quantities_knows_the_largest_of_every_precision() {
    let validator = validator("Quantity");
    for decimals in 0..=7_usize {
        for mantissa in [
            0_u64,
            7,
            8_999_999_999_999_999,
            9_000_000_000_000_000,
            9_000_000_000_000_001,
            10_000_000_000_000_000,
        ] {
            let digits = format!("{mantissa:0width$}", width = decimals + 1);
            let (whole, rest) = digits.split_at(digits.len() - decimals);
            let text = if rest.is_empty() {
                whole.to_owned()
            } else {
                format!("{whole}.{rest}")
            };
            for text in [
                text.clone(),
                format!("-{text}"),
                format!("\u{2212}000{text}"),
                format!("{text}."),
                format!("+{text}"),
            ] {
                agree::<Quantity>(&validator, &text);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn schema_and_reader_agree_about_any_id(text in "[a-zåÖΩ9._/: -]{0,12}") {
        thread_local! { static IDS: jsonschema::Validator = validator("UnitId"); }
        IDS.with(|ids| agree::<UnitId>(ids, &text));
    }

    #[test]
    fn schema_and_reader_agree_about_any_quantity(text in "[-0-9.−]{0,9}|[0-9]{14,18}(\\.[0-9]{0,7})?") {
        thread_local! { static NUMBERS: jsonschema::Validator = validator("Quantity"); }
        NUMBERS.with(|numbers| agree::<Quantity>(numbers, &text));
    }
}
