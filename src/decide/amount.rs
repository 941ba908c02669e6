//! Limits of amounts, and amounts as they stand in a message.

use crate::money::{MAX_ORE, Ore};
use crate::refusal::{Refusal, RefusalCode as Code};

/// Refuses an amount outside ±[`MAX_ORE`].
pub(super) fn amount(amount: Ore, place: &str) -> Result<(), Refusal> {
    if amount.in_range() {
        return Ok(());
    }
    Err(Refusal::new(
        Code::AmountOutOfRange,
        place,
        format!(
            "Beloppet {} ligger utanför ±{}.",
            kronor(amount),
            kronor(Ore(MAX_ORE))
        ),
    ))
}

/// Refuses an amount that would bring a running total outside ±[`MAX_ORE`].
pub(super) fn total(before: Ore, added: Ore, place: &str) -> Result<Ore, Refusal> {
    amount(added, place)?;
    let after = before + added;
    if after.in_range() {
        return Ok(after);
    }
    Err(Refusal::new(
        Code::AmountOutOfRange,
        place,
        format!(
            "Summan skulle bli {}, utanför ±{}.",
            kronor(after),
            kronor(Ore(MAX_ORE))
        ),
    ))
}

/// An amount in kronor, as Swedish text: `−1 234,50 kr`, with no-break spaces.
pub(super) fn kronor(amount: Ore) -> String {
    let magnitude = amount.0.unsigned_abs();
    let (whole, ore) = ((magnitude / 100).to_string(), magnitude % 100);
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    let sign = if amount.0 < 0 { "\u{2212}" } else { "" };
    if ore == 0 {
        format!("{sign}{grouped}\u{a0}kr")
    } else {
        format!("{sign}{grouped},{ore:02}\u{a0}kr")
    }
}
