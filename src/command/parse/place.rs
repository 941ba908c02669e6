//! Which member of a JSON text a line and a column lie in.

use std::fmt::Write as _;

/// An object or a list that has begun and not ended.
enum Open<'a> {
    /// An object, with the key whose value is being read.
    Object(Option<&'a str>),
    /// A list, with the number of the item that is being read.
    List(usize),
}

/// The member that the last byte before a line's column (from 1, in bytes) lies in,
/// as `rows[3].month`. What stands inside the command is named from there, as the
/// rules' own refusals name it. Empty for the whole, and where the text is not JSON.
pub(super) fn at(text: &str, line: usize, column: usize) -> String {
    let lines = text.split_inclusive('\n');
    let before: usize = lines.take(line.saturating_sub(1)).map(str::len).sum();
    let end = (before + column).min(text.len());
    let path = path(text, end);
    let inner = path
        .strip_prefix("command.")
        .and_then(|it| it.split_once('.'));
    inner.map_or_else(|| path.clone(), |(_, inner)| inner.to_owned())
}

fn path(text: &str, end: usize) -> String {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut bytes = text.bytes().enumerate().take(end).peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'{' => open.push(Open::Object(None)),
            // The list itself is meant where the text ends with its beginning.
            b'[' if bytes.peek().is_some() => open.push(Open::List(0)),
            b'}' | b']' => {
                open.pop();
            }
            b',' => match open.last_mut() {
                Some(Open::Object(key)) => *key = None,
                Some(Open::List(item)) => *item += 1,
                None => {}
            },
            b'"' => {
                let mut escaped = false;
                let closing = bytes.find(|(_, byte)| {
                    let closes = *byte == b'"' && !escaped;
                    escaped = *byte == b'\\' && !escaped;
                    closes
                });
                if let (Some((closing, _)), Some(Open::Object(key @ None))) =
                    (closing, open.last_mut())
                {
                    *key = text.get(at + 1..closing);
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for part in open {
        match part {
            Open::Object(None) => {}
            Open::Object(Some(key)) if path.is_empty() => path.push_str(key),
            Open::Object(Some(key)) => {
                path.push('.');
                path.push_str(key);
            }
            Open::List(item) => {
                let _ = write!(path, "[{item}]");
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use crate::command::Submission;

    #[test]
    fn a_value_that_cannot_be_read_is_named_by_its_place() {
        let line = r#"{"id":"k","actor":"p-1","expect":[{"version":{"stream":"unit/A","version":1}}],
            "command":{"BookOutcomes":{"rows":[{"unit":"A","line":"L \"x","month":"2025-01","amount_ore":1,"document":"a, \"b\" {"},
            {"unit":"A","line":"L","month":"2025-02","amount_ore":2,"document":"b"}]}}}"#;
        let line = line.replace("L \\\"x", "L");
        for (from, to, place) in [
            ("\"2025-02\"", "\"mars\"", "rows[1].month"),
            (
                "\"amount_ore\":1",
                "\"amount_ore\":\"1\"",
                "rows[0].amount_ore",
            ),
            (
                "\"version\":1",
                "\"version\":-1",
                "expect[0].version.version",
            ),
            ("\"k\"", "\"k k\"", "id"),
            (
                "[{\"version\":{\"stream\":\"unit/A\",\"version\":1}}]",
                "{}",
                "expect",
            ),
            (
                "{\"version\":{\"stream\":\"unit/A\",\"version\":1}}",
                "{\"version\":3}",
                "expect[0].version",
            ),
        ] {
            let sent = line.replacen(from, to, 1);
            assert_ne!(sent, line, "{from}");
            let refusal = Submission::parse_line(sent.as_bytes()).unwrap_err();
            assert_eq!(
                (refusal.code, &*refusal.place),
                ("invalid_value", place),
                "{refusal}"
            );
            assert!(!refusal.message.contains("period_invalid"), "{refusal}");
        }
    }
}
