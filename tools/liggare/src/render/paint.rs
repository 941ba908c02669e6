//! Colour on a terminal, as an addition to words and symbols.

/// What ends a paint.
const END: &str = "\u{1b}[0m";

/// How a piece of text is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Paint {
    /// As it is.
    #[default]
    Plain,
    /// Bold.
    Bold,
    /// Faint.
    Faint,
    /// Green.
    Green,
    /// Yellow.
    Yellow,
    /// Red.
    Red,
}

impl Paint {
    /// The text with the codes of the paint around it, when colour is wanted.
    pub(crate) fn on(self, text: &str, colour: bool) -> String {
        if self == Self::Plain || !colour || text.is_empty() {
            return text.to_owned();
        }
        format!("{}{text}{END}", self.code())
    }

    /// The code of a paint that a text begins with.
    pub(crate) fn code_at(text: &str) -> Option<&'static str> {
        let paints = [
            Self::Bold,
            Self::Faint,
            Self::Green,
            Self::Yellow,
            Self::Red,
        ];
        let codes = paints.map(Self::code);
        codes
            .into_iter()
            .chain([END])
            .find(|code| text.starts_with(code))
    }

    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "\u{1b}[1m",
            Self::Faint => "\u{1b}[2m",
            Self::Green => "\u{1b}[32m",
            Self::Yellow => "\u{1b}[33m",
            Self::Red => "\u{1b}[31m",
        }
    }
}
