//! The digits of dates and moments, without the machinery of formatting: they
//! stand in every leaf and in most payloads.

/// A form of fixed length that has got its digits.
pub(crate) struct Digits<const N: usize>([u8; N]);

impl<const N: usize> Digits<N> {
    /// The form with numbers in it: each run of zeros is the digits of a number,
    /// anything else is itself. None when a number has more digits than its run:
    /// nothing is cut, so that differing numbers have differing texts.
    pub(crate) fn of(form: &[u8; N], numbers: &[u32]) -> Option<Self> {
        let mut text = *form;
        let mut at = N;
        for number in numbers.iter().rev() {
            let mut left = *number;
            while at > 0 && form[at - 1] != b'0' {
                at -= 1;
            }
            while at > 0 && form[at - 1] == b'0' {
                at -= 1;
                text[at] += (left % 10).to_le_bytes()[0];
                left /= 10;
            }
            if left > 0 {
                return None;
            }
        }
        Some(Self(text))
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_fills_its_run_and_none_is_cut() {
        let day = |numbers: [u32; 3]| Digits::of(b"0000-00-00", &numbers);
        assert_eq!(day([2024, 7, 31]).unwrap().as_str(), "2024-07-31");
        assert_eq!(day([7, 0, 0]).unwrap().as_str(), "0007-00-00");
        assert!(day([10_000, 1, 1]).is_none());
        assert!(day([2024, 112, 1]).is_none());
        assert!(day([2024, 1, 100]).is_none());
    }
}
