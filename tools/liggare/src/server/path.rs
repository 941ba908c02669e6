//! What stands in an address's path, read strictly.

use axum::extract::FromRequestParts;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::http::request::Parts;
use ledger::command::parse::in_swedish;
use ledger::period::Period;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::problem::Problem;

/// What stands in the path of a request.
pub(crate) struct Path<T>(pub(crate) T);

/// A period in a path: as elsewhere, and also with two hyphens (ISO 8601) in place
/// of the slash, which some proxies do not let through.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PathPeriod(pub(crate) Period);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(path)| Self(path))
            .map_err(|error| not_read(&error))
    }
}

/// The problem of an address that cannot be read.
fn not_read(error: &PathRejection) -> Problem {
    let (place, wrong) = match error {
        PathRejection::FailedToDeserializePathParams(error) => match error.kind() {
            ErrorKind::DeserializeError { key, message, .. } => (&**key, in_swedish(message)),
            ErrorKind::Message(message) => ("", in_swedish(message)),
            ErrorKind::ParseErrorAtKey { key, value, .. } => (&**key, not_a_number(value)),
            ErrorKind::ParseErrorAtIndex { value, .. } | ErrorKind::ParseError { value, .. } => {
                ("", not_a_number(value))
            }
            ErrorKind::InvalidUtf8InPathParam { key } => (&**key, "det är inte UTF-8".to_owned()),
            other => ("", other.to_string()),
        },
        other => ("", other.body_text()),
    };
    Problem::question(place, format!("Adressen kan inte läsas: {wrong}."))
        .remedied("API-dokumentet (/api/v1/docs) visar hur varje adress skrivs. Ett snedstreck i en period skrivs -- eller %2F.")
}

/// The only values in addresses that are parsed and not read as text are numbers.
fn not_a_number(value: &str) -> String {
    format!("{value:?} är inget heltal utan minus, eller är för stort")
}

impl<'de> Deserialize<'de> for PathPeriod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let period = text.replacen("--", "/", 1).parse();
        period.map(Self).map_err(D::Error::custom)
    }
}
