//! What stands in a page's address, after its room.
//!
//! Guarantee: an address that cannot be read is told as a page that is not there, with
//! nothing about how programs write theirs.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::server::path;
use crate::server::problem::Problem;

/// What stands in the address of a page.
pub(super) struct Place<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Place<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match path::Path::from_request_parts(parts, state).await {
            Ok(path::Path(found)) => Ok(Self(found)),
            Err(_) => Err(Problem::not_found("Adressen går inte att läsa.")
                .remedied("Kontrollera adressen, eller gå till sidan genom översikten.")),
        }
    }
}
