//! What stands in an address's path, read strictly.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use ledger::period::Period;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::problem::Problem;
use super::unread;

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
            .map_err(|rejection| unread::path(&rejection))
    }
}

impl<'de> Deserialize<'de> for PathPeriod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let period = text.replacen("--", "/", 1).parse();
        period.map(Self).map_err(D::Error::custom)
    }
}
