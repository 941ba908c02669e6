//! The answers that any question can get instead of what it asks for, as the
//! OpenAPI document tells them.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::problem::CONTENT_TYPE;

/// What a question about the ledger can be refused with, beside 304.
pub(crate) struct Refusals;

const REFUSALS: [(&str, &str); 8] = [
    ("400", "Frågan går inte att förstå."),
    ("401", "Det krävs inloggning, eller nyckeln godtas inte."),
    (
        "403",
        "Kontot har inte behörighet; svaret säger vilken roll som krävs.",
    ),
    ("404", "Det som efterfrågas finns inte."),
    ("406", "Svaret finns inte i någon form som godtas."),
    ("422", "Frågan går att förstå, men inte att svara på."),
    ("500", "Servern har ett fel."),
    ("503", "Liggaren kan inte svara nu."),
];

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses: BTreeMap<String, RefOr<Response>> = REFUSALS
            .iter()
            .map(|(status, meaning)| {
                let content = ContentBuilder::new()
                    .schema(Some(Ref::from_schema_name("Problem")))
                    .build();
                let response = ResponseBuilder::new()
                    .description(*meaning)
                    .content(CONTENT_TYPE, content)
                    .build();
                ((*status).to_owned(), response.into())
            })
            .collect();
        let unchanged = ResponseBuilder::new()
            .description("Oförändrat: svaret är det som If-None-Match namnger.")
            .build();
        responses.insert("304".to_owned(), unchanged.into());
        responses
    }
}
