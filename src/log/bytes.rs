//! Little-endian numbers and texts, written and read one after another.

/// The length that says that a text is absent.
const ABSENT_SHORT: u16 = u16::MAX;
const ABSENT_LONG: u32 = u32::MAX;

/// Bytes that are being written.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn u8(&mut self, number: u8) {
        self.0.push(number);
    }

    pub(crate) fn u16(&mut self, number: u16) {
        self.bytes(&number.to_le_bytes());
    }

    pub(crate) fn u32(&mut self, number: u32) {
        self.bytes(&number.to_le_bytes());
    }

    pub(crate) fn u64(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    pub(crate) fn i64(&mut self, number: i64) {
        self.bytes(&number.to_le_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// A text with a length of two bytes, such as an id; ids are far shorter.
    pub(crate) fn short_text(&mut self, text: Option<&str>) {
        match text.map(|text| (u16::try_from(text.len()), text)) {
            Some((Ok(length), text)) if length != ABSENT_SHORT => {
                self.u16(length);
                self.bytes(text.as_bytes());
            }
            Some(_) | None => self.u16(ABSENT_SHORT),
        }
    }

    /// A text with a length of four bytes.
    pub(crate) fn long_text(&mut self, text: Option<&str>) {
        match text.map(|text| (u32::try_from(text.len()), text)) {
            Some((Ok(length), text)) if length != ABSENT_LONG => {
                self.u32(length);
                self.bytes(text.as_bytes());
            }
            Some(_) | None => self.u32(ABSENT_LONG),
        }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Bytes that are being read; every answer is `None` when there are too few.
#[derive(Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*array)
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    fn text(&mut self, length: usize) -> Option<&'a str> {
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    /// A text with a length of two bytes, or that it is absent.
    #[allow(
        clippy::option_option,
        reason = "too few bytes, absent, and present are three answers"
    )]
    pub(crate) fn short_text(&mut self) -> Option<Option<&'a str>> {
        match self.u16()? {
            ABSENT_SHORT => Some(None),
            length => self.text(usize::from(length)).map(Some),
        }
    }

    /// A text with a length of four bytes, or that it is absent.
    #[allow(
        clippy::option_option,
        reason = "too few bytes, absent, and present are three answers"
    )]
    pub(crate) fn long_text(&mut self) -> Option<Option<&'a str>> {
        match self.u32()? {
            ABSENT_LONG => Some(None),
            length => self.text(usize::try_from(length).ok()?).map(Some),
        }
    }
}
