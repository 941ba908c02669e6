//! Numbers and dates as Swedish officials write them.
//!
//! Guarantee: no-break space per three digits, decimal comma, true minus
//! (U+2212), a no-break space before the per cent sign; an amount is rounded
//! once, from its exact öre, half away from zero. A rounded zero has no sign.

use ledger::money::Ore;
use ledger::quantity::Quantity;

/// The no-break space between groups of digits and before the per cent sign.
pub(crate) const NO_BREAK_SPACE: char = '\u{a0}';

/// The true minus sign.
pub(crate) const MINUS: char = '\u{2212}';

/// In what amounts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum AmountUnit {
    /// Miljoner kronor med en decimal.
    #[default]
    Mnkr,
    /// Tusental kronor.
    Tkr,
    /// Kronor och öre.
    Kr,
}

impl AmountUnit {
    /// The unit's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mnkr => "mnkr",
            Self::Tkr => "tkr",
            Self::Kr => "kr",
        }
    }

    /// How many öre the last digit that is shown stands for, and the decimals.
    fn resolution(self) -> (i128, usize) {
        match self {
            Self::Mnkr => (10_000_000, 1),
            Self::Tkr => (100_000, 0),
            Self::Kr => (1, 2),
        }
    }
}

/// An amount in the wished unit, without the unit's name.
pub(crate) fn amount(amount: Ore, unit: AmountUnit) -> String {
    let (step, decimals) = unit.resolution();
    decimal(rounded(i128::from(amount.0), step), decimals)
}

/// Whether amounts, as they are shown, add up to their sum as it is shown: each is
/// rounded by itself.
pub(crate) fn adds_up(parts: impl IntoIterator<Item = Ore>, sum: Ore, unit: AmountUnit) -> bool {
    let (step, _) = unit.resolution();
    let shown = |amount: Ore| rounded(i128::from(amount.0), step);
    parts.into_iter().map(shown).sum::<i128>() == shown(sum)
}

/// An amount in kronor, exact: with its öre when it has any.
pub(crate) fn kronor(amount: Ore) -> String {
    if amount.0 % 100 == 0 {
        count(amount.0 / 100)
    } else {
        self::amount(amount, AmountUnit::Kr)
    }
}

/// A quantity with the decimals it was stated with.
pub(crate) fn quantity(number: Quantity) -> String {
    decimal(i128::from(number.mantissa()), usize::from(number.scale()))
}

/// A number of per cent.
pub(crate) fn percent(number: Quantity) -> String {
    format!("{}{NO_BREAK_SPACE}%", quantity(number))
}

/// A count.
pub(crate) fn count(number: i64) -> String {
    decimal(i128::from(number), 0)
}

/// A number of events, bytes or the like.
pub(crate) fn size(number: u64) -> String {
    decimal(i128::from(number), 0)
}

/// A number of things with its noun in the singular or the plural.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{}{NO_BREAK_SPACE}{noun}", size(number))
}

/// A number of events.
pub(crate) fn events(number: u64) -> String {
    counted(number, "händelse", "händelser")
}

/// The first so many events.
pub(crate) fn first_events(number: u64) -> String {
    if number == 1 {
        format!("den första{NO_BREAK_SPACE}händelsen")
    } else {
        format!("de första {}{NO_BREAK_SPACE}händelserna", size(number))
    }
}

/// What is listed, with "och" before the last.
pub(crate) fn listed(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} och {last}", first.join(", ")),
    }
}

fn rounded(number: i128, step: i128) -> i128 {
    let half = if number < 0 { -(step / 2) } else { step / 2 };
    (number + half) / step
}

fn decimal(mantissa: i128, decimals: usize) -> String {
    let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let mut text = String::new();
    if mantissa < 0 {
        text.push(MINUS);
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(NO_BREAK_SPACE);
        }
        text.push(digit);
    }
    if decimals > 0 {
        text.push(',');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_once_from_the_exact_öre() {
        let rows = [
            (-286_900_000_000, AmountUnit::Mnkr, "−2\u{a0}869,0"),
            (8_850_000_000, AmountUnit::Mnkr, "88,5"),
            (-4_999_999, AmountUnit::Mnkr, "0,0"),
            (-5_000_000, AmountUnit::Mnkr, "−0,1"),
            (5_000_000, AmountUnit::Mnkr, "0,1"),
            (-286_900_000_000, AmountUnit::Tkr, "−2\u{a0}869\u{a0}000"),
            (-1_05, AmountUnit::Kr, "−1,05"),
            (
                i64::MAX,
                AmountUnit::Kr,
                "92\u{a0}233\u{a0}720\u{a0}368\u{a0}547\u{a0}758,07",
            ),
        ];
        for (ore, unit, shown) in rows {
            assert_eq!(amount(Ore(ore), unit), shown);
        }
    }

    #[test]
    fn what_is_rounded_by_itself_need_not_add_up_as_shown() {
        let parts = [Ore(4_000_000), Ore(4_000_000)];
        let sum = Ore(8_000_000);
        assert!(!adds_up(parts, sum, AmountUnit::Mnkr));
        assert!(adds_up(parts, sum, AmountUnit::Tkr));
        assert!(adds_up(parts, sum, AmountUnit::Kr));
    }

    /// The foot of every page said "de första 1 147 händelser".
    #[test]
    fn the_first_events_agree_with_their_number() {
        assert_eq!(first_events(1), "den första\u{a0}händelsen");
        assert_eq!(first_events(1_147), "de första 1\u{a0}147\u{a0}händelserna");
    }

    #[test]
    fn the_last_of_what_is_listed_has_a_word_before_it() {
        let listed_of = |things: &[&str]| {
            let things: Vec<String> = things.iter().map(|thing| (*thing).to_owned()).collect();
            listed(&things)
        };
        assert_eq!(listed_of(&[]), "");
        assert_eq!(listed_of(&["a"]), "a");
        assert_eq!(listed_of(&["a", "b", "c"]), "a, b och c");
    }

    #[test]
    fn quantities_keep_the_decimals_they_were_stated_with() {
        let rows = [
            ("11.0", "11,0"),
            ("-0.5", "−0,5"),
            ("308188", "308\u{a0}188"),
            ("0", "0"),
        ];
        for (stored, shown) in rows {
            let number: Quantity = stored.parse().expect("a quantity");
            assert_eq!(quantity(number), shown);
        }
        assert_eq!(percent(Quantity::new(35, 1)), "3,5\u{a0}%");
        assert_eq!(count(-1234), "−1\u{a0}234");
    }
}
