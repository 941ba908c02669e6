//! The lines of an input, in constant memory.
//!
//! A line is at most [`MAX_LINE_BYTES`]; of a longer one the rest is skipped
//! without being held, so that a file of any size with no line feed costs no
//! more than one line. An input whose first line is a lone `{` is read as one
//! object over many lines, when all of it fits in a line's limit.

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
}

impl<R: Read> Lines<R> {
    /// The lines of an input.
    pub(super) fn of(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(BUFFER_BYTES, input),
            number: 0,
            skipping: false,
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
            let Some(line) = self.read_line()? else {
                return Ok(None);
            };
            self.number += 1;
            let Line::Whole(line) = line else {
                return Ok(Some((self.number, Line::TooLong)));
            };
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let number = self.number;
            if number == 1 && line.trim_ascii() == b"{" {
                return self.object(line).map(|line| Some((number, line)));
            }
            return Ok(Some((number, Line::Whole(line))));
        }
    }

    /// Whether a whole line can be had without waiting for the input.
    pub(super) fn has_more_at_hand(&self) -> bool {
        !self.skipping && self.input.buffer().contains(&b'\n')
    }

    /// The rest of the input with its first line, as one object.
    fn object(&mut self, mut object: Vec<u8>) -> io::Result<Line> {
        object.push(b'\n');
        let room = MAX_LINE_BYTES as u64 + 1 - object.len() as u64;
        self.input.by_ref().take(room).read_to_end(&mut object)?;
        if object.len() > MAX_LINE_BYTES {
            io::copy(&mut self.input, &mut io::sink())?;
            return Ok(Line::TooLong);
        }
        Ok(Line::Whole(object.trim_ascii_end().to_vec()))
    }

    /// A line without its line feed; `None` at the end.
    fn read_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let limit = MAX_LINE_BYTES as u64 + 2; // the line feed, and a carriage return before it
        let read = self
            .input
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        let ended = line.last() == Some(&b'\n');
        if ended {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        if line.len() > MAX_LINE_BYTES {
            self.skipping = !ended;
            return Ok(Some(Line::TooLong));
        }
        Ok(Some(Line::Whole(line)))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        self.input.skip_until(b'\n').map(|_| ())
    }
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
    fn an_object_without_end_is_read_once_and_refused_for_its_length() {
        // It used to be parsed anew for every line that it went on.
        let mut input = b"{\n".to_vec();
        input.resize(MAX_LINE_BYTES + 10, b'\n');
        assert_eq!(all(&input), [(1, Line::TooLong)]);
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
