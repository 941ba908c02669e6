//! Paragraphs: text broken into lines at its spaces.
//!
//! A no-break space never breaks; a word longer than the line is broken where
//! the line ends, since a reader needs all of it.

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
    let mut piece = String::new();
    for c in word.chars() {
        if piece.width() + c.width().unwrap_or(0) > width {
            lines.push(std::mem::take(&mut piece));
        }
        piece.push(c);
    }
    piece
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_break_space_keeps_its_words_together() {
        assert_eq!(lines("kostar 2\u{a0}869 mnkr", 12), ["kostar 2\u{a0}869", "mnkr"]);
        assert_eq!(lines("kostar 2\u{a0}869 mnkr", 9), ["kostar", "2\u{a0}869", "mnkr"]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken_and_nothing_is_lost() {
        let word = "verksamhetsberättelse";
        assert_eq!(lines(word, 8).concat(), word);
        assert!(lines(word, 8).iter().all(|line| line.width() <= 8));
    }

    #[test]
    fn an_empty_text_is_one_empty_line() {
        assert_eq!(lines("", 10), [""]);
    }
}
