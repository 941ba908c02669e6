//! Numbers of things, as they are written in Swedish.

use std::fmt::Display;

/// Digits that stand together; a no-break space parts the groups.
const GROUP: usize = 3;

/// A whole number, from 0, with its digits in groups of three.
pub(crate) fn number(number: impl Display) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(GROUP) {
            said.push('\u{a0}');
        }
        said.push(digit);
    }
    said
}

/// A number of things, with the word for one or for many.
pub(crate) fn counted(count: impl Display, one: &str, many: &str) -> String {
    let said = number(count);
    let noun = if said == "1" { one } else { many };
    format!("{said} {noun}")
}

/// A number of events.
pub(crate) fn events(count: impl Display) -> String {
    counted(count, "händelse", "händelser")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_has_its_own_word_and_digits_stand_in_groups() {
        assert_eq!(events(0), "0 händelser");
        assert_eq!(events(1_u64), "1 händelse");
        assert_eq!(
            counted(1_237_415, "byte", "byte"),
            "1\u{a0}237\u{a0}415 byte"
        );
        assert_eq!(number(999), "999");
    }
}
