//! Why an address or a query cannot be read, in Swedish.
//!
//! Guarantee: what the libraries say in their own words is told only where it has
//! a fixed form that is put into Swedish, or is this program's own.

use axum::extract::path::ErrorKind;
use axum::extract::rejection::{PathRejection, QueryRejection};
use ledger::command::parse::in_swedish;
use ledger::refusal::coded;

use super::problem::Problem;

/// What a path's place cannot be read for.
pub(super) fn path(rejection: &PathRejection) -> Problem {
    let PathRejection::FailedToDeserializePathParams(error) = rejection else {
        return Problem::internal();
    };
    let (place, why) = match error.kind() {
        ErrorKind::ParseErrorAtKey { key, value, .. } => (key.as_str(), not_read(value, "")),
        ErrorKind::ParseErrorAtIndex { value, .. } | ErrorKind::ParseError { value, .. } => {
            ("", not_read(value, ""))
        }
        ErrorKind::DeserializeError {
            key,
            value,
            message,
        } => (key.as_str(), not_read(value, message)),
        ErrorKind::Message(message) => (
            "",
            format!("En del av den kan inte läsas{}.", because(message)),
        ),
        _ => ("", "En del av den är inte UTF-8.".to_owned()),
    };
    Problem::question(place, format!("Adressen kan inte läsas: {why}"))
        .remedied("API-dokumentet (/api/v1/docs) visar hur varje adress skrivs. Ett snedstreck i en period skrivs -- eller %2F.")
}

/// What a query cannot be read for.
pub(super) fn query(rejection: &QueryRejection) -> Problem {
    let text = rejection.body_text();
    let text = text
        .split_once("query string: ")
        .map_or("", |(_, text)| text);
    let named = text.split('`').nth(1).unwrap_or_default();
    let (place, why) = if text.contains("unknown field `") {
        (named, format!("Frågan har ingen medlem {named}."))
    } else if text.contains("duplicate field `") {
        (named, format!("Medlemmen {named} står två gånger."))
    } else if text.contains("missing field `") {
        (named, format!("Medlemmen {named} saknas."))
    } else {
        let (place, why) = text.split_once(": ").unwrap_or(("", text));
        (place, format!("Ett värde kan inte läsas{}.", because(why)))
    };
    Problem::question(place, format!("Frågedelen kan inte läsas. {why}")).remedied(
        "API-dokumentet (/api/v1/docs) visar vilka frågedelar adressen har och hur de skrivs.",
    )
}

fn not_read(value: &str, why: &str) -> String {
    format!("{value:?} kan inte läsas{}.", because(why))
}

/// A reason in Swedish after a colon; nothing for one that has no Swedish.
fn because(why: &str) -> String {
    let number = [
        ("invalid digit found in string", "det ska vara ett heltal"),
        (
            "cannot parse integer from empty string",
            "det ska vara ett heltal",
        ),
        (
            "number too large to fit in target type",
            "talet är för stort",
        ),
        (
            "provided string was not `true` or `false`",
            "det ska vara true eller false",
        ),
    ];
    let known = number.iter().find(|(english, _)| why.contains(english));
    match (known, own(why)) {
        (Some((_, swedish)), _) => format!(": {swedish}"),
        (None, Some(own)) => format!(": {own}"),
        (None, None) if why.starts_with("unknown variant ") => format!(": {}", in_swedish(why)),
        (None, None) => String::new(),
    }
}

/// What this program's own types say after their code, without the full stop.
fn own(why: &str) -> Option<&str> {
    coded(why).map(|(_, said)| said.trim_end_matches('.'))
}
