//! The number of a tile as a path writes it (C2SP tlog-tiles).
//!
//! Three digits at a time, all but the last group with an `x` before:
//! 1234067 is `x001/x234/067`. A tile that is not full has `.p/` and how many
//! hashes are meant after it.

use ledger::log::merkle::TILE;

/// Which tile, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TileNumber {
    /// The number, from 0.
    pub(super) number: u64,
    /// How many hashes, 1 to 256.
    pub(super) width: usize,
}

impl TileNumber {
    /// Reads the path's last part. There is one way to write a number.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let (number, width) = match path.split_once(".p/") {
            Some((number, width)) => (number, partial_width(width)?),
            None => (path, TILE),
        };
        let mut value: u64 = 0;
        let mut groups = number.split('/').peekable();
        let mut is_first = true;
        while let Some(group) = groups.next() {
            let digits = if groups.peek().is_some() {
                group.strip_prefix('x')?
            } else {
                group
            };
            let is_group = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
            let is_padding = is_first && groups.peek().is_some() && digits == "000";
            if !is_group || is_padding {
                return None;
            }
            value = value.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
            is_first = false;
        }
        Some(Self {
            number: value,
            width,
        })
    }
}

fn partial_width(text: &str) -> Option<usize> {
    let width: usize = text.parse().ok()?;
    ((1..TILE).contains(&width) && width.to_string() == text).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_three_digits_at_a_time() {
        let rows = [
            ("000", Some((0, 256))),
            ("067", Some((67, 256))),
            ("x001/067", Some((1067, 256))),
            ("x001/x234/067", Some((1_234_067, 256))),
            ("x001/067.p/1", Some((1067, 1))),
            ("000.p/255", Some((0, 255))),
            ("000.p/256", None),
            ("000.p/0", None),
            ("000.p/07", None),
            ("000.p/", None),
            ("67", None),
            ("0067", None),
            ("x000/067", None),
            ("001/067", None),
            ("x001/x067", None),
            ("x001/", None),
            ("", None),
            ("+67", None),
            ("x018/x446/x744/x073/x709/x551/615", Some((u64::MAX, 256))),
            ("x018/x446/x744/x073/x709/x551/616", None),
        ];
        for (path, expected) in rows {
            let expected = expected.map(|(number, width)| TileNumber { number, width });
            assert_eq!(TileNumber::parse(path), expected, "{path}");
        }
    }
}
