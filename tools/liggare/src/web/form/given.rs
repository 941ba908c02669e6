//! What was given in a form, read strictly: a figure that cannot be read is told
//! beside its field, never guessed.

use std::str::FromStr;

use ledger::money::Ore;
use ledger::quantity::Quantity;

use crate::server::problem::without_code;

/// What was given, in order.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Given(Vec<(String, String)>);

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Wrong {
    /// The field.
    pub(in crate::web) field: String,
    /// What is wrong and what to do, in Swedish.
    pub(in crate::web) why: String,
}

/// Reads answers and gathers what is wrong with them, all at once.
pub(in crate::web) struct Answers<'a> {
    given: &'a Given,
    wrong: Vec<Wrong>,
}

impl Given {
    /// What a body or a query says.
    ///
    /// A browser ends the lines of a text with a carriage return too (HTML, form
    /// submission); the ledger's texts have line feeds alone.
    pub(in crate::web) fn parse(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text).into_owned();
        Self(
            pairs
                .map(|(name, value)| (name, value.replace("\r\n", "\n")))
                .collect(),
        )
    }

    /// The answer under a name; none when it is not there or empty.
    pub(in crate::web) fn one(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(given, _)| given == name);
        found.find_map(|(_, value)| Some(value.trim()).filter(|value| !value.is_empty()))
    }

    /// The answers under a name that are not empty.
    pub(in crate::web) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(given, value)| given == name && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
    }

    /// Whether a name was sent at all, also without an answer.
    pub(in crate::web) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(given, _)| given == name)
    }

    /// Every pair, in order.
    pub(in crate::web) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// Begins to read the answers.
    pub(in crate::web) fn answers(&self) -> Answers<'_> {
        Answers {
            given: self,
            wrong: Vec::new(),
        }
    }
}

impl Answers<'_> {
    /// Notes that an answer is wrong.
    pub(in crate::web) fn wrong(&mut self, field: impl Into<String>, why: impl Into<String>) {
        self.wrong.push(Wrong {
            field: field.into(),
            why: why.into(),
        });
    }

    /// A text that must be there.
    pub(in crate::web) fn text(&mut self, field: &str) -> Option<String> {
        let given = self.given.one(field).map(str::to_owned);
        if given.is_none() {
            self.wrong(field, "Fyll i det här.");
        }
        given
    }

    /// A text that may be left.
    pub(in crate::web) fn optional_text(&mut self, field: &str) -> Option<String> {
        self.given.one(field).map(str::to_owned)
    }

    /// An id, a day, a month, a period or anything else that is read from a text and must be there.
    pub(in crate::web) fn read<T: FromStr>(&mut self, field: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.text(field)?;
        self.parsed(field, &text)
    }

    /// The same, that may be left.
    pub(in crate::web) fn optional<T: FromStr>(&mut self, field: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.optional_text(field)?;
        self.parsed(field, &text)
    }

    fn parsed<T: FromStr>(&mut self, field: &str, text: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let said: String = T::Err::to_string(&error);
                self.wrong(
                    field,
                    format!(
                        "Det går inte att läsa: {}.",
                        without_code(&said).trim_end_matches('.')
                    ),
                );
                None
            }
        }
    }

    /// One of the words of a scale as its JSON has it, such as `yellow`.
    pub(in crate::web) fn word<T: serde::de::DeserializeOwned>(
        &mut self,
        field: &str,
    ) -> Option<T> {
        let text = self.text(field)?;
        self.a_word(field, text)
    }

    /// The same, that may be left.
    pub(in crate::web) fn optional_word<T: serde::de::DeserializeOwned>(
        &mut self,
        field: &str,
    ) -> Option<T> {
        let text = self.optional_text(field)?;
        self.a_word(field, text)
    }

    fn a_word<T: serde::de::DeserializeOwned>(&mut self, field: &str, text: String) -> Option<T> {
        let read = serde_json::from_value(serde_json::Value::String(text)).ok();
        if read.is_none() {
            self.wrong(field, "Välj ett av alternativen.");
        }
        read
    }

    /// An amount in kronor that must be there.
    pub(in crate::web) fn kronor(&mut self, field: &str) -> Option<Ore> {
        let text = self.text(field)?;
        self.an_amount(field, &text)
    }

    /// The same, that may be left.
    pub(in crate::web) fn optional_kronor(&mut self, field: &str) -> Option<Ore> {
        let text = self.optional_text(field)?;
        self.an_amount(field, &text)
    }

    fn an_amount(&mut self, field: &str, text: &str) -> Option<Ore> {
        let read = kronor(text);
        if read.is_none() {
            self.wrong(
                field,
                "Skriv ett belopp i kronor med högst två decimaler, till exempel −1 250 000 eller 12,50.",
            );
        }
        read
    }

    /// A number that must be there.
    pub(in crate::web) fn number(&mut self, field: &str) -> Option<Quantity> {
        let text = self.text(field)?;
        let read = plain_number(&text).parse().ok();
        if read.is_none() {
            self.wrong(field, "Skriv ett tal, till exempel 12 eller 3,5.");
        }
        read
    }

    /// The command when nothing was wrong.
    ///
    /// # Errors
    /// Every answer that was.
    pub(in crate::web) fn done<T>(self, made: Option<T>) -> Result<T, Vec<Wrong>> {
        match made {
            Some(made) if self.wrong.is_empty() => Ok(made),
            _ => Err(self.wrong),
        }
    }
}

/// An amount as it is typed: spaces between the digits, a comma or a point before the
/// öre, any minus sign.
pub(in crate::web) fn kronor(text: &str) -> Option<Ore> {
    let text = plain_number(text);
    let text = text.strip_suffix("kr").unwrap_or(&text);
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (kronor, ore) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if kronor.is_empty() || !is_digits(kronor) || !is_digits(ore) || ore.len() > 2 {
        return None;
    }
    let ore: i64 = format!("{ore:0<2}").parse().ok()?;
    let amount = kronor
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(ore)?;
    Some(Ore(if is_negative { -amount } else { amount }))
}

/// A number as it is typed, as it is read: without spaces, with a point and a hyphen.
fn plain_number(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| match letter {
            ',' => '.',
            '\u{2212}' | '\u{2013}' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_type_it_and_never_guessed() {
        for (text, ore) in [
            ("1250000", 125_000_000),
            ("−1 250 000", -125_000_000),
            ("-1\u{a0}250\u{a0}000,50 kr", -125_000_050),
            ("12,5", 1_250),
            ("0.05", 5),
            ("+3", 300),
        ] {
            assert_eq!(kronor(text), Some(Ore(ore)), "{text}");
        }
        for wrong in [
            "",
            "tolv",
            "1,234",
            "1.2.3",
            "--1",
            "1-2",
            ",5",
            "99999999999999999999",
        ] {
            assert_eq!(kronor(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_text_has_line_feeds_alone() {
        let given = Given::parse(b"text=En+rad%0D%0Aoch+en+till");
        assert_eq!(given.one("text"), Some("En rad\noch en till"));
    }

    #[test]
    fn every_wrong_answer_is_told_at_once() {
        let given = Given::parse(b"belopp=tolv&dag=2024-02-30&text=+&val=x");
        let mut answers = given.answers();
        answers.kronor("belopp");
        answers.read::<ledger::time::Date>("dag");
        answers.text("text");
        answers.word::<ledger::event::followup::Colour>("val");
        let wrong = answers.done(Some(())).expect_err("four wrong answers");
        let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["belopp", "dag", "text", "val"]);
    }
}
