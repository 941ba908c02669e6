//! Paragraphs: text broken into lines at its spaces.
//!
//! A no-break space never breaks. A word longer than the line is divided with a
//! hyphen, as Swedish divides words mechanically: the last consonant before a
//! vowel goes to the next line (enkonsonantsregeln); two words with a slash
//! between them are divided after it. What has no such place, a hash or a path,
//! is cut where the line ends, and nothing is added to it.
//!
//! Guarantee: no control character of a text reaches a line; each is shown as
//! its picture, so that a recorded text can never command a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::harmless;

/// The lines of a text, each at most `width` wide.
pub(crate) fn lines(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let text = harmless::shown(text);
    for hard_line in text.split('\n') {
        let mut line = String::new();
        for word in hard_line.split(' ').filter(|word| !word.is_empty()) {
            let room = width.saturating_sub(line.width() + usize::from(!line.is_empty()));
            if word.width() <= room {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = break_word(word, width, &mut lines);
        }
        lines.push(line);
    }
    lines
}

/// The width of the longest word, or part of a word at a slash, of a text.
pub(crate) fn longest_piece(text: &str) -> usize {
    text.split([' ', '\n'])
        .flat_map(|word| {
            let mut pieces = Vec::new();
            let mut rest = word;
            while let Some(place) = slash(rest, usize::MAX) {
                let (piece, next) = rest.split_at(place);
                pieces.push(next);
                rest = piece;
            }
            pieces.push(rest);
            pieces
        })
        .map(UnicodeWidthStr::width)
        .max()
        .unwrap_or(0)
}

/// The last place after a slash between two letters, where the part before it fits.
fn slash(word: &str, width: usize) -> Option<usize> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    letters.windows(3).rev().find_map(|three| match three {
        [(_, before), (_, '/'), (place, after)]
            if before.is_alphabetic() && after.is_alphabetic() =>
        {
            (word.get(..*place)?.width() <= width).then_some(*place)
        }
        _ => None,
    })
}

/// Pushes the full lines of a word that is too long and answers what is left of it.
fn break_word(word: &str, width: usize, lines: &mut Vec<String>) -> String {
    let mut rest = word;
    while rest.width() > width {
        if let Some(place) = slash(rest, width) {
            let (line, next) = rest.split_at(place);
            lines.push(line.to_owned());
            rest = next;
            continue;
        }
        let place = division(rest, width);
        let end = place.unwrap_or_else(|| cut(rest, width));
        let (line, next) = rest.split_at(end);
        lines.push(if place.is_some() {
            format!("{line}-")
        } else {
            line.to_owned()
        });
        rest = next;
    }
    rest.to_owned()
}

/// The last place where a word can be divided so that its first part fits with a hyphen.
fn division(word: &str, width: usize) -> Option<usize> {
    /// The fewest letters on either side of a division.
    const FEWEST: usize = 3;
    let is_vowel = |c: char| "aeiouyåäöéAEIOUYÅÄÖÉ".contains(c);
    let starts_together =
        |first: char, then: char| "bdfgkptv".contains(first) && "rlj".contains(then);
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    (FEWEST..letters.len().saturating_sub(FEWEST - 1))
        .rev()
        .filter(|place| {
            let at = |place: usize| letters.get(place).map_or(' ', |(_, c)| *c);
            let (before, here, after) = (at(place - 1), at(*place), at(place + 1));
            let onset = is_vowel(after) && !starts_together(before, here);
            let cluster = starts_together(here, after) && is_vowel(at(place + 2));
            before.is_alphabetic()
                && here.is_alphabetic()
                && !is_vowel(here)
                && (onset || cluster)
                && letters[..*place].iter().any(|(_, c)| is_vowel(*c))
        })
        .filter_map(|place| letters.get(place).map(|(byte, _)| *byte))
        .find(|byte| word[..*byte].width() < width)
}

/// Where a word is cut that cannot be divided: at least one letter, at most the width.
fn cut(word: &str, width: usize) -> usize {
    let mut used = 0;
    word.char_indices()
        .skip(1)
        .find_map(|(byte, c)| {
            used = word[..byte].width();
            (used + c.width().unwrap_or(0) > width).then_some(byte)
        })
        .unwrap_or(word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_break_space_keeps_its_words_together() {
        assert_eq!(
            lines("kostar 2\u{a0}869 mnkr", 12),
            ["kostar 2\u{a0}869", "mnkr"]
        );
        assert_eq!(
            lines("kostar 2\u{a0}869 mnkr", 9),
            ["kostar", "2\u{a0}869", "mnkr"]
        );
    }

    #[test]
    fn a_long_word_is_divided_before_the_last_consonant_of_a_syllable() {
        assert_eq!(
            lines("verksamhetsberättelse", 13),
            ["verksamhets-", "berättelse"]
        );
        assert_eq!(lines("Konkurrenskraft,", 14), ["Konkurrens-", "kraft,"]);
        assert_eq!(lines("överenskommelse", 13), ["överenskom-", "melse"]);
    }

    #[test]
    fn two_words_with_a_slash_between_them_are_divided_after_it() {
        assert_eq!(
            lines("Psykolog/PTP-psykolog", 13),
            ["Psykolog/", "PTP-psykolog"]
        );
        assert_eq!(longest_piece("Psykolog/PTP-psykolog och andra"), 12);
        assert_eq!(longest_piece("RS 2024-01/2024-07"), 15, "a period is whole");
    }

    #[test]
    fn a_control_character_is_shown_and_never_passed_on() {
        assert_eq!(lines("a\u{1b}[2Jb", 20), ["a␛[2Jb"]);
    }

    #[test]
    fn what_is_no_word_is_cut_without_a_hyphen_and_nothing_is_lost() {
        let hash = "858f0c640b2d96f37585fdbfd2a92df9";
        assert_eq!(lines(hash, 8).concat(), hash);
        assert!(lines(hash, 8).iter().all(|line| line.width() <= 8));
    }

    #[test]
    fn an_empty_text_is_one_empty_line() {
        assert_eq!(lines("", 10), [""]);
    }
}
