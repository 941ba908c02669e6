//! Texts as canonical JSON writes them.

use std::fmt;

/// Writes a text in its quotes. RFC 8785 section 3.2.2.2: only what must be
/// escaped is.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    write_part(out, text);
    out.push(b'"');
}

/// Writes what a value shows of itself, in quotes and without a text of its own.
pub(super) fn write_shown(out: &mut Vec<u8>, shown: &(impl fmt::Display + ?Sized)) -> fmt::Result {
    struct Part<'a>(&'a mut Vec<u8>);
    impl fmt::Write for Part<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            write_part(self.0, text);
            Ok(())
        }
    }
    out.push(b'"');
    fmt::write(&mut Part(out), format_args!("{shown}"))?;
    out.push(b'"');
    Ok(())
}

fn write_part(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| is_escaped(*byte)) {
        out.extend_from_slice(&rest[..at]);
        write_escaped(out, rest[at]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn write_escaped(out: &mut Vec<u8>, byte: u8) {
    match byte {
        0x08 => out.extend_from_slice(b"\\b"),
        b'\t' => out.extend_from_slice(b"\\t"),
        b'\n' => out.extend_from_slice(b"\\n"),
        0x0c => out.extend_from_slice(b"\\f"),
        b'\r' => out.extend_from_slice(b"\\r"),
        0x00..=0x1f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        plain => out.extend_from_slice(&[b'\\', plain]),
    }
}
