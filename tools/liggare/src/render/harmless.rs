//! Harmless text: recorded texts can hold any character, and a terminal obeys
//! some of them.
//!
//! Guarantee: what leaves here holds no control character but the line break,
//! and nothing that turns the direction of writing. Each is replaced by its
//! picture, so that the reader sees that it stands there.

use std::borrow::Cow;

use super::paint::Paint;

/// A text as it may be shown.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_harmful) {
        Cow::Owned(text.chars().map(picture).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// An answer as it may be written to a terminal: the codes of [`Paint`] pass
/// when the answer is painted, everything else as by [`shown`].
pub(crate) fn answer(text: &str, colour: bool) -> Cow<'_, str> {
    if !colour {
        return shown(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('\u{1b}') {
        let (before, from) = rest.split_at(place);
        safe.push_str(&shown(before));
        if let Some(code) = Paint::code_at(from) {
            safe.push_str(code);
            rest = from.get(code.len()..).unwrap_or_default();
        } else {
            safe.push(picture('\u{1b}'));
            rest = from.get(1..).unwrap_or_default();
        }
    }
    safe.push_str(&shown(rest));
    Cow::Owned(safe)
}

fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n') || is_turning(c)
}

/// Characters that turn the direction of what follows: a reader would see
/// another order than what is recorded.
fn is_turning(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

fn picture(c: char) -> char {
    match c {
        _ if !is_harmful(c) => c,
        '\t' => ' ',
        '\u{7f}' => '␡',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('�'),
        _ => '�',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_commands_a_terminal_is_left() {
        let hostile: String = (0..0xa0)
            .filter_map(char::from_u32)
            .chain(['\u{202e}', '\u{2066}'])
            .collect();
        for safe in [shown(&hostile), answer(&hostile, true)] {
            assert!(!safe.chars().any(is_harmful), "{safe:?}");
            assert!(safe.contains('␛') && safe.contains('\n'));
        }
    }

    #[test]
    fn only_the_codes_of_paint_pass_through_a_painted_answer() {
        let painted = Paint::Red.on("Röd", true);
        assert_eq!(answer(&painted, true), painted);
        assert_eq!(answer("\u{1b}[2J", true), "␛[2J");
        assert_eq!(answer("\u{1b}]0;x\u{7}", true), "␛]0;x␇");
        assert!(!answer(&painted, false).contains('\u{1b}'));
    }
}
