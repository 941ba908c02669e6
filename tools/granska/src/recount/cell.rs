//! Cells: what a figure of a report should be, and whether it is what is stated.

use serde_json::{Value, json};

use super::calendar::Day;
use super::decimal::Decimal;
use super::redacted::Gone;

/// What a cell of a report should hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// No value, with a reason in words that are not compared.
    Missing,
    /// Words, which are not compared, or nothing.
    Words,
    /// Words, which are not compared; but not nothing.
    Told,
    /// A name that an event gives; it is compared, and is no figure.
    Label(String),
    /// It rests on an event that is redacted: nobody can say any longer.
    Redacted,
    /// What is said of a redacted event, or what stands when that event was about
    /// something else; where nothing is said of it, it may also be empty.
    Behind(Vec<Gone>, Box<Self>),
    /// A count of which some may be redacted: at least, and at most.
    Between(usize, usize),
    /// A figure, a colour or a day, as the report's JSON states it.
    Is(Value),
}

/// How a stated cell agrees with what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is no figure to compare.
    NoFigure,
    /// It agrees.
    Agrees,
    /// It cannot be judged, because of a redaction.
    Redacted,
    /// It differs.
    Differs,
}

impl Cell {
    /// An amount in öre.
    pub(super) fn amount(ore: i128) -> Self {
        // What no amount can hold has no value in a report.
        i64::try_from(ore).map_or(Self::Empty, |ore| Self::Is(json!({ "amount": ore })))
    }

    /// A number.
    pub(super) fn number(number: Decimal) -> Self {
        Self::Is(json!({ "number": number.to_string() }))
    }

    /// A number of per cent.
    pub(super) fn percent(number: Decimal) -> Self {
        Self::Is(json!({ "percent": number.to_string() }))
    }

    /// A count.
    pub(super) fn count(count: i64) -> Self {
        Self::Is(json!({ "count": count }))
    }

    /// A count of things.
    pub(super) fn size(count: usize) -> Self {
        Self::count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A day.
    pub(super) fn day(day: Day) -> Self {
        Self::Is(json!({ "date": day.to_string() }))
    }

    /// A word of a scale: `colour`, `trend`, `fulfilment`, `assignment`,
    /// `control`, `effect`, `sufficiency` or `check`.
    pub(super) fn word(scale: &str, word: &str) -> Self {
        Self::Is(json!({ scale: word }))
    }

    /// Whether a redaction puts it in doubt.
    pub(super) fn is_in_doubt(&self) -> bool {
        match self {
            Self::Redacted | Self::Behind(..) => true,
            Self::Between(least, most) => least < most,
            Self::Empty
            | Self::Missing
            | Self::Words
            | Self::Told
            | Self::Label(_)
            | Self::Is(_) => false,
        }
    }

    /// What a value is shown as, or nothing when there is none.
    pub(super) fn some<T>(value: Option<T>, shown: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, shown)
    }

    /// Whether a stated cell is this one.
    pub(super) fn judge(&self, stated: &Value) -> Verdict {
        let holds = |name| stated.get(name).is_some();
        // A cell is nothing, or one value of one scale: no figure stands beside it.
        if stated != "empty" && stated.as_object().is_none_or(|cell| cell.len() != 1) {
            return Verdict::Differs;
        }
        let figure = !(stated == "empty" || holds("text") || holds("missing"));
        match self {
            Self::Empty | Self::Between(0, _) if stated == "empty" => Verdict::NoFigure,
            Self::Words if !figure => Verdict::NoFigure,
            Self::Told if holds("text") => Verdict::NoFigure,
            Self::Label(name) if stated["text"].as_str() == Some(name) => Verdict::NoFigure,
            Self::Missing if holds("missing") => Verdict::Agrees,
            Self::Redacted => Verdict::Redacted,
            Self::Behind(gone, _) if Gone::any_said(gone, stated) => Verdict::Redacted,
            Self::Behind(_, otherwise) => match otherwise.judge(stated) {
                Verdict::Differs if stated == "empty" => Verdict::Redacted,
                verdict => verdict,
            },
            Self::Between(least, most) => match stated["count"].as_u64() {
                Some(count) if (*least as u64..=*most as u64).contains(&count) => Verdict::Agrees,
                _ => Verdict::Differs,
            },
            Self::Is(value) if value == stated => Verdict::Agrees,
            Self::Empty
            | Self::Words
            | Self::Told
            | Self::Label(_)
            | Self::Missing
            | Self::Is(_) => Verdict::Differs,
        }
    }

    /// What was counted, in words that a reader can compare.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Empty => EMPTY.into(),
            Self::Missing => "uppgift saknas".into(),
            Self::Words | Self::Told => "text".into(),
            Self::Label(name) => name.clone(),
            Self::Redacted | Self::Behind(..) => "gallrad uppgift".into(),
            Self::Between(least, most) => format!("{least} till {most}"),
            Self::Is(value) => said(value),
        }
    }
}

const EMPTY: &str = "tom";

/// A stated cell in words that a reader can compare.
pub(super) fn said(stated: &Value) -> String {
    let Some((scale, value)) = stated.as_object().and_then(|cell| cell.iter().next()) else {
        return if stated == "empty" {
            EMPTY.into()
        } else {
            stated.to_string()
        };
    };
    match (scale.as_str(), value) {
        ("amount", Value::Number(ore)) => ore.as_i64().map_or_else(|| ore.to_string(), kronor),
        ("missing", Value::String(reason)) => format!("uppgift saknas ({reason})"),
        ("percent", Value::String(number)) => format!("{} %", swedish(number)),
        ("number", Value::String(number)) => swedish(number),
        ("text" | "date", Value::String(text)) => text.clone(),
        ("count", count) => count.to_string(),
        (_, Value::String(word)) => word_of_scale(word).into(),
        _ => stated.to_string(),
    }
}

/// An amount in kronor with öre, as Swedish writes it.
fn kronor(ore: i64) -> String {
    let magnitude = ore.unsigned_abs();
    let whole = (magnitude / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    let sign = if ore < 0 { "\u{2212}" } else { "" };
    format!("{sign}{grouped},{:02}\u{a0}kr", magnitude % 100)
}

fn swedish(number: &str) -> String {
    number.replace('-', "\u{2212}").replace('.', ",")
}

fn word_of_scale(word: &str) -> &str {
    match word {
        "green" => "grön",
        "yellow" => "gul",
        "red" => "röd",
        "not_assessable" => "kan inte bedömas",
        "better" => "bättre",
        "unchanged" => "oförändrad",
        "worse" => "sämre",
        "fully" => "helt",
        "partly" => "delvis",
        "not_at_all" => "inte alls",
        "not_started" => "ej påbörjat",
        "ongoing" => "pågår",
        "completed" => "genomfört eller avslutad",
        "discontinued" => "avbrutet",
        "not_carried_out" => "ej genomförd",
        "yes" => "ja",
        "no" => "nej",
        "sufficient" => "tillräcklig",
        "insufficient" => "otillräcklig",
        "holds" => "håller",
        "not_applicable" => "kan inte ställas",
        "waived" => "undantagen",
        "failed" => "håller inte",
        "stated" => "anges i källan",
        "inferred" => "härlett ur källan",
        "generated" => "genererat för demonstrationen",
        other => other,
    }
}

/// Where figures come from, in words.
pub(super) fn source_said(source: Option<&str>) -> String {
    source.map_or("anges inte", word_of_scale).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_can_compare_what_is_stated_with_what_was_counted() {
        for (cell, words) in [
            (
                Cell::amount(-286_900_000_099),
                "\u{2212}2\u{a0}869\u{a0}000\u{a0}000,99\u{a0}kr",
            ),
            (Cell::amount(5), "0,05\u{a0}kr"),
            (Cell::percent("-1.5".parse().unwrap()), "\u{2212}1,5 %"),
            (Cell::count(7), "7"),
            (Cell::word("colour", "red"), "röd"),
            (Cell::Empty, "tom"),
        ] {
            assert_eq!(cell.said(), words);
        }
        assert_eq!(
            said(&json!({"missing": "inte bedömt"})),
            "uppgift saknas (inte bedömt)"
        );
    }

    #[test]
    fn a_missing_value_is_never_zero_and_a_figure_never_stands_where_words_belong() {
        let zero = json!({"amount": 0});
        assert_eq!(Cell::Empty.judge(&zero), Verdict::Differs);
        assert_eq!(Cell::Missing.judge(&zero), Verdict::Differs);
        assert_eq!(Cell::Words.judge(&zero), Verdict::Differs);
        assert_eq!(Cell::Redacted.judge(&zero), Verdict::Redacted);
        assert_eq!(Cell::amount(0).judge(&zero), Verdict::Agrees);
        assert_eq!(Cell::amount(0).judge(&json!("empty")), Verdict::Differs);
        assert_eq!(Cell::Words.judge(&json!("empty")), Verdict::NoFigure);
    }
}
