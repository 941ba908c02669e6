//! Natural order of ids and printed numbers: runs of digits are compared as
//! numbers, so that `RF-E2` stands before `RF-E10`.
//!
//! It deliberately knows no alphabet: letters are compared by code point, since
//! ids are names and not words.

use std::cmp::Ordering;

/// The natural order of two texts; texts that are equal as numbers (`01` and
/// `1`) fall back on their plain order, so that only equal texts are equal.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left, right);
    while let (Some(first), Some(second)) = (a.chars().next(), b.chars().next()) {
        let order = if first.is_ascii_digit() && second.is_ascii_digit() {
            let (number_a, rest_a) = split_number(a);
            let (number_b, rest_b) = split_number(b);
            (a, b) = (rest_a, rest_b);
            number_a
                .len()
                .cmp(&number_b.len())
                .then_with(|| number_a.cmp(number_b))
        } else {
            a = &a[first.len_utf8()..];
            b = &b[second.len_utf8()..];
            first.cmp(&second)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    a.len().cmp(&b.len()).then_with(|| left.cmp(right))
}

/// The natural order of printed numbers; what has none stands last.
pub(crate) fn compare_labels(left: Option<&str>, right: Option<&str>) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => compare(left, right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// The leading digits without their leading zeros, and the rest.
fn split_number(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.trim_start_matches('0'), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_within_ids_are_compared_as_numbers() {
        let mut ids = ["RF-E10", "I-1.10", "RF-E2", "I-1.2", "RF-E1", "RF-E02"];
        ids.sort_by(|a, b| compare(a, b));
        assert_eq!(
            ids,
            ["I-1.2", "I-1.10", "RF-E1", "RF-E02", "RF-E2", "RF-E10"]
        );
    }

    #[test]
    fn what_has_no_printed_number_stands_last() {
        let mut labels = [None, Some("10"), Some("9")];
        labels.sort_by(|a, b| compare_labels(*a, *b));
        assert_eq!(labels, [Some("9"), Some("10"), None]);
    }
}
