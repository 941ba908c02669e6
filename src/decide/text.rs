//! Limits of what people write.

use crate::refusal::{Refusal, RefusalCode as Code};

/// The longest title, in characters: two lines of a table.
pub const MAX_TITLE_CHARS: usize = 300;

/// The longest running text, in characters: some seven pages.
pub const MAX_TEXT_CHARS: usize = 20_000;

/// A title that must be there: one line.
pub(super) fn title(text: &str, place: &str) -> Result<(), Refusal> {
    present(text, place)?;
    line(text, place)
}

/// A title that may be left out.
pub(super) fn optional_title(text: Option<&str>, place: &str) -> Result<(), Refusal> {
    text.map_or(Ok(()), |text| title(text, place))
}

/// One line that may be empty.
pub(super) fn line(text: &str, place: &str) -> Result<(), Refusal> {
    limits(text, place, MAX_TITLE_CHARS, false)
}

/// A running text that must be there.
pub(super) fn text(text: &str, place: &str) -> Result<(), Refusal> {
    present(text, place)?;
    optional_text(Some(text), place)
}

/// A running text that may be left out or empty.
pub(super) fn optional_text(text: Option<&str>, place: &str) -> Result<(), Refusal> {
    text.map_or(Ok(()), |text| limits(text, place, MAX_TEXT_CHARS, true))
}

/// A motivation that must be there.
pub(super) fn motivation(motivation: &str, place: &str) -> Result<(), Refusal> {
    if !says_something(motivation) {
        return Err(Refusal::new(
            Code::MotivationMissing,
            place,
            "Motiveringen är tom.",
        ));
    }
    optional_text(Some(motivation), place)
}

fn present(text: &str, place: &str) -> Result<(), Refusal> {
    if !says_something(text) {
        return Err(Refusal::new(
            Code::TextMissing,
            place,
            format!("Texten i {place} är tom."),
        ));
    }
    Ok(())
}

/// Whether there is a character that shows. A soft hyphen and the like show nothing.
fn says_something(text: &str) -> bool {
    text.chars()
        .any(|c| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{34f}' | '\u{3164}' | '\u{2800}'))
}

fn limits(text: &str, place: &str, longest: usize, lines: bool) -> Result<(), Refusal> {
    let length = text.chars().count();
    if length > longest {
        return Err(Refusal::new(
            Code::TextTooLong,
            place,
            format!("Texten i {place} har {length} tecken; högst {longest} får plats."),
        ));
    }
    match text.chars().find(|c| !allowed(*c, lines)) {
        Some(c) => Err(Refusal::new(
            Code::TextCharacter,
            place,
            format!(
                "Texten i {place} innehåller tecknet U+{:04X}.",
                u32::from(c)
            ),
        )),
        None => Ok(()),
    }
}

/// Control characters can hide what a text says, and so can those that turn its
/// direction or have no width.
fn allowed(c: char, lines: bool) -> bool {
    match c {
        '\n' | '\t' => lines,
        // Those of no width count too: a word with one inside reads as the word without it.
        '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => false,
        c => !c.is_control(),
    }
}
