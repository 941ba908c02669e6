//! What the readers of JSON and of addresses say, in Swedish.
//!
//! Deliberately not whole: a word that is not known stays as it is, since a reader
//! that says something is better than one that says nothing.

use crate::refusal::coded;

/// A reader's own words, in Swedish where they have a fixed form.
pub fn in_swedish(text: &str) -> String {
    let text = coded(text).map_or(text, |(_, said)| said);
    WORDS
        .iter()
        .fold(text.to_owned(), |text, (english, swedish)| {
            text.replacen(english, swedish, 1)
        })
}

/// What the readers say, the longer first, and the same in Swedish.
const WORDS: &[(&str, &str)] = &[
    (
        "EOF while parsing an object",
        "objektet tar slut innan det är helt",
    ),
    (
        "EOF while parsing a list",
        "listan tar slut innan den är hel",
    ),
    (
        "EOF while parsing a string",
        "texten tar slut innan den är hel",
    ),
    ("EOF while parsing a value", "ett värde saknas"),
    ("trailing characters", "det står mer efter objektet"),
    ("trailing comma", "ett komma för mycket"),
    ("expected value", "här ska ett värde stå"),
    ("expected ident", "här ska true, false eller null stå"),
    ("key must be a string", "en nyckel ska stå inom citattecken"),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "ett styrtecken står i en text; skriv det som \\u00..",
    ),
    ("invalid escape", "okänt tecken efter \\"),
    ("invalid number", "talet är inte skrivet som JSON"),
    ("number out of range", "talet är för stort"),
    (
        "recursion limit exceeded",
        "objekt och listor ligger för djupt i varandra",
    ),
    (
        "lone leading surrogate in hex escape",
        "ofullständigt \\u-tecken",
    ),
    ("unexpected end of hex escape", "ofullständigt \\u-tecken"),
    ("newtype variant", "ett objekt"),
    ("unit variant", "ett ord"),
    ("struct variant", "ett objekt"),
    ("struct Submission", "ett kommando"),
    ("struct Draft", "ett kommando"),
    ("i64", "ett heltal"),
    ("u64", "ett heltal utan minus"),
    ("u32", "ett heltal utan minus"),
    ("u16", "ett heltal utan minus"),
    ("u8", "ett litet heltal"),
    ("invalid type: ", "fick "),
    ("invalid value: ", "fick "),
    ("invalid length ", "fick längden "),
    ("unknown variant ", "okänt värde "),
    (", expected one of ", "; väntade något av "),
    (", expected ", "; väntade "),
    (" or ", " eller "),
    ("string ", "texten "),
    ("integer ", "heltalet "),
    ("floating point ", "decimaltalet "),
    ("a string", "en text"),
    ("struct ", "ett objekt av slaget "),
    ("boolean ", "sanningsvärdet "),
    ("null", "null"),
    ("a sequence", "en lista"),
    ("sequence", "en lista"),
    ("map", "ett objekt"),
    ("duplicate field ", "ett fält står två gånger: "),
];
