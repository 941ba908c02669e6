//! Paragraphs: text broken into lines at its spaces.
//!
//! A no-break space never breaks. A word longer than the line is divided with a
//! hyphen, as Swedish divides words mechanically: the last consonant before a
//! vowel goes to the next line (enkonsonantsregeln). What has no such place, a
//! hash or a path, is cut where the line ends, and nothing is added to it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The lines of a text, each at most `width` wide.
pub(crate) fn lines(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
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

/// Pushes the full lines of a word that is too long and answers what is left of it.
fn break_word(word: &str, width: usize, lines: &mut Vec<String>) -> String {
    let mut rest = word;
    while rest.width() > width {
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
