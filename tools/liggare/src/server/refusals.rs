//! The answers that any question can get instead of what it asks for, as the
//! OpenAPI document tells them.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::host::HEALTH;
use super::problem::CONTENT_TYPE;

/// What a question about the ledger can be refused with, beside 304.
pub(crate) struct Refusals;

const REFUSALS: [&str; 8] = ["400", "401", "403", "404", "406", "422", "500", "503"];

/// What a question can be refused with before its route is asked: it says no host that
/// can be read, or one that is not this server's.
pub(super) fn of_every_route(path: &str) -> impl Iterator<Item = &'static str> + use<> {
    let other_host = (!path.starts_with(HEALTH)).then_some("421");
    ["400"].into_iter().chain(other_host)
}

/// What a status means, where a route says nothing of its own about it.
pub(super) fn meaning(status: &str) -> &'static str {
    match status {
        "200" => "Svaret.",
        "201" => "Det är antecknat.",
        "304" => "Oförändrat: svaret är det som If-None-Match namnger.",
        "400" => "Frågan går inte att förstå.",
        "401" => "Det krävs inloggning, eller nyckeln godtas inte.",
        "403" => "Kontot har inte behörighet; svaret säger vilken roll som krävs.",
        "404" => "Det som efterfrågas finns inte.",
        "406" => "Svaret finns inte i någon form som godtas.",
        "408" => "Förfrågan dröjde för länge.",
        "409" => "Det strider mot något som är antecknat.",
        "413" => "Det som skickades är för stort.",
        "415" => "Det som skickades har en form som inte tas emot.",
        "421" => {
            "Det görs inte här: Host är inget av serverns värdnamn, eller så följer servern en liggare på en annan server."
        }
        "422" => "Det går att förstå, men inte att göra.",
        "500" => "Servern har ett fel.",
        "503" => "Liggaren kan inte svara nu.",
        _ => "",
    }
}

/// A problem with a status, as an answer.
pub(super) fn refusal(status: &str) -> RefOr<Response> {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description(meaning(status))
        .content(CONTENT_TYPE, content)
        .build();
    response.into()
}

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses: BTreeMap<String, RefOr<Response>> = REFUSALS
            .iter()
            .map(|status| ((*status).to_owned(), refusal(status)))
            .collect();
        let unchanged = ResponseBuilder::new().description(meaning("304")).build();
        responses.insert("304".to_owned(), unchanged.into());
        responses
    }
}
