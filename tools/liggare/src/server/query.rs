//! Query members, read strictly: an unknown or repeated one is refused.

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use ledger::command::parse::in_swedish;
use serde::de::DeserializeOwned;

use super::problem::{Problem, capital};

/// The query members of a request.
pub(crate) struct Query<T>(pub(crate) T);

/// No query members at all.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NoMembers {}

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        refuse_huge_numbers(&parts.uri)?;
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|error| not_read(&error.body_text()))
    }
}

/// The problem of a query that cannot be read, by what its reader says: perhaps the
/// member, and then what is wrong with it.
fn not_read(said: &str) -> Problem {
    let said = said
        .rsplit_once("query string: ")
        .map_or(said, |(_, it)| it);
    let is_member = |word: &str| {
        word.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let (place, wrong) = match said.split_once(": ") {
        Some((place, wrong)) if is_member(place) => (place, wrong),
        _ => ("", said),
    };
    Problem::question(place, capital(&format!("{}.", in_swedish(wrong)))).remedied(
        "API-dokumentet (/api/v1/docs) visar vilka frågedelar adressen har och hur de skrivs.",
    )
}

/// No position, size or count is above 2⁶³ − 1, as the document says: a reader in
/// another language would take a larger one for something else.
fn refuse_huge_numbers(uri: &Uri) -> Result<(), Problem> {
    let members = uri.query().unwrap_or_default().split('&');
    for (name, value) in members.filter_map(|member| member.split_once('=')) {
        if value
            .parse::<u64>()
            .is_ok_and(|number| i64::try_from(number).is_err())
        {
            return Err(Problem::question(name, "Talet är för stort."));
        }
    }
    Ok(())
}
