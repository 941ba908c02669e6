//! The lines of an input, in constant memory.
//!
//! A line is at most [`MAX_LINE_BYTES`]; of a longer one the rest is skipped
//! without being held, so that a file of any size with no line feed costs no
//! more than one line. An input whose first line is the beginning of a JSON
//! object that goes on is read as one object, when all of it fits in a line's
//! limit.

use std::io::{self, BufRead, BufReader, Read};

use ledger::command::parse::MAX_LINE_BYTES;

/// How much of the input is read at a time.
const BUFFER_BYTES: usize = 256 * 1024;

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Its bytes, without the line feed.
    Whole(Vec<u8>),
    /// It is longer than [`MAX_LINE_BYTES`]; the rest of it is yet to be skipped.
    TooLong,
}

/// The lines of an input.
pub(super) struct Lines<R: Read> {
    input: BufReader<R>,
    number: u64,
    skipping: bool,
    pending: Option<Vec<u8>>,
}

impl<R: Read> Lines<R> {
    /// The lines of an input.
    pub(super) fn of(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(BUFFER_BYTES, input),
            number: 0,
            skipping: false,
            pending: None,
        }
    }

    /// The next line that is not blank, with its number from 1.
    ///
    /// # Errors
    /// What the input answers.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Line)>> {
        if self.skipping {
            self.skip_line()?;
            self.skipping = false;
        }
        loop {
            let line = match self.pending.take() {
                Some(line) => line,
                None => match self.read_line()? {
                    None => return Ok(None),
                    Some(Line::TooLong) => {
                        self.number += 1;
                        self.skipping = true;
                        return Ok(Some((self.number, Line::TooLong)));
                    }
                    Some(Line::Whole(line)) => line,
                },
            };
            self.number += 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let number = self.number;
            if number == 1 && goes_on(&line) {
                return self.object(line).map(|line| Some((number, line)));
            }
            return Ok(Some((number, Line::Whole(line))));
        }
    }

    /// Whether a whole line can be had without waiting for the input.
    pub(super) fn has_more_at_hand(&self) -> bool {
        self.pending.is_some() || (!self.skipping && self.input.buffer().contains(&b'\n'))
    }

    /// Reads on until the object that the first line begins is whole. When it
    /// never is, the first line stands alone and is refused for what it is.
    fn object(&mut self, first: Vec<u8>) -> io::Result<Line> {
        let mut object = first.clone();
        while object.len() < MAX_LINE_BYTES {
            let Some(Line::Whole(line)) = self.read_line()? else {
                break;
            };
            if !looks_like_a_submission(&line) {
                object.push(b'\n');
                object.extend_from_slice(&line);
                if goes_on(&object) {
                    continue;
                }
                return Ok(Line::Whole(object));
            }
            self.pending = Some(line);
            return Ok(Line::Whole(first));
        }
        Ok(if object.len() >= MAX_LINE_BYTES {
            self.skipping = true;
            Line::TooLong
        } else {
            Line::Whole(object)
        })
    }

    /// A line without its line feed; `None` at the end.
    fn read_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let limit = MAX_LINE_BYTES as u64 + 1;
        let read = self
            .input
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        if line.len() > MAX_LINE_BYTES {
            return Ok(Some(Line::TooLong));
        }
        Ok(Some(Line::Whole(line)))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        self.input.skip_until(b'\n').map(|_| ())
    }
}

/// Whether the bytes are the beginning of a JSON object that is not yet whole.
fn goes_on(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first() == Some(&b'{')
        && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_err_and(|error| error.is_eof())
}

/// Whether a line is a whole object of its own with an id: then the first line
/// was a broken line of NDJSON and not the beginning of this.
fn looks_like_a_submission(line: &[u8]) -> bool {
    line.first() == Some(&b'{')
        && serde_json::from_slice::<serde_json::Value>(line)
            .is_ok_and(|object| object.get("command").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &[u8]) -> Vec<(u64, Line)> {
        let mut lines = Lines::of(input);
        std::iter::from_fn(|| lines.next().expect("memory can be read")).collect()
    }

    fn whole(text: &str) -> Line {
        Line::Whole(text.as_bytes().to_vec())
    }

    #[test]
    fn lines_are_numbered_and_blank_ones_are_skipped() {
        let found = all(b"{\"a\":1}\r\n\n  \n{\"b\":2}");
        assert_eq!(found, [(1, whole("{\"a\":1}")), (4, whole("{\"b\":2}"))]);
    }

    #[test]
    fn one_object_over_many_lines_is_read_as_one() {
        let text = "{\n  \"a\": [\n    1\n  ]\n}";
        assert_eq!(all(format!("{text}\n").as_bytes()), [(1, whole(text))]);
    }

    #[test]
    fn a_broken_first_line_does_not_swallow_the_next_ones() {
        let found = all(b"{\"a\":\n{\"command\":{}}\n");
        assert_eq!(
            found,
            [(1, whole("{\"a\":")), (2, whole("{\"command\":{}}"))]
        );
    }

    #[test]
    fn a_line_above_the_limit_is_skipped_and_the_next_is_read() {
        let mut input = vec![b'x'; MAX_LINE_BYTES + 1];
        input.extend_from_slice(b"\n{\"b\":2}\n");
        assert_eq!(all(&input), [(1, Line::TooLong), (2, whole("{\"b\":2}"))]);
        let at_the_limit = vec![b'x'; MAX_LINE_BYTES];
        assert_eq!(all(&at_the_limit), [(1, Line::Whole(at_the_limit.clone()))]);
    }
}
