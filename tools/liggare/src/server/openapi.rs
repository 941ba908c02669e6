//! The OpenAPI 3.1 document: what is common to every route, and where it and the
//! page that shows it are served.

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use ledger::refusal::{Refusal, RefusalCode};
use ledger::stream::StreamForm;
use serde_json::json;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr};

use super::problem::Problem;
use super::refusals::{meaning, of_every_route, refusal};
use super::{Served, docs};
use crate::answer::view::ViewName;

/// The document without its routes.
pub(super) fn document() -> OpenApi {
    #[derive(utoipa::OpenApi)]
    #[openapi(
        info(
            title = "Liggaren",
            description = "Händelsebaserad liggare för regioners planering och uppföljning: kommandon in, varje vy och rapport ut som den såg ut vid vilken tidpunkt som helst.",
            license(identifier = "EUPL-1.2", name = "EUPL-1.2")
        ),
        components(schemas(ViewName))
    )]
    struct Common;

    let mut document = <Common as utoipa::OpenApi>::openapi();
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("En nyckel från `liggare token create`."))
        .build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("token", SecurityScheme::Http(token));
    document
}

/// The document with its routes, as it is told: what deriving leaves out is said,
/// and a path's last part that may have slashes in it is written as any other.
pub(super) fn finished(mut document: OpenApi) -> OpenApi {
    let paths = std::mem::take(&mut document.paths.paths);
    let plain = |(path, item): (String, _)| (path.replace("{*", "{"), item);
    document.paths.paths = paths.into_iter().map(plain).collect();
    for (path, item) in &mut document.paths.paths {
        describe_answers(path, item);
    }
    ledger::schema::tighten(&mut document);
    let told = ExtensionsBuilder::new()
        .add("x-refusals", refusals())
        .add("x-streams", streams())
        .build();
    document.extensions.get_or_insert_default().merge(told);
    document
}

/// Says what every operation can be answered besides what its route says, and of every
/// answer what its status means, when its route says nothing: a description is required
/// (OpenAPI 3.1, Response Object).
fn describe_answers(path: &str, item: &mut PathItem) {
    let operations = [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
    ];
    for operation in operations.into_iter().flatten() {
        for status in of_every_route(path) {
            let answers = &mut operation.responses.responses;
            let unsaid = answers.entry(status.to_owned());
            unsaid.or_insert_with(|| refusal(status));
        }
        for (status, answer) in &mut operation.responses.responses {
            if let RefOr::T(answer) = answer
                && answer.description.is_empty()
            {
                meaning(status).clone_into(&mut answer.description);
            }
        }
    }
}

/// Every refusal of the domain by its code, with the status that it is answered with.
fn refusals() -> serde_json::Value {
    let told = RefusalCode::ALL.iter().map(|code| {
        let problem = Problem::from(Refusal::new(*code, "", ""));
        json!({
            "code": problem.code,
            "status": problem.status,
            "title": problem.title,
            "when": code.when(),
            "remedy": problem.remedy,
        })
    });
    told.collect()
}

/// The routes of the finished document, and of the page that shows it. They are
/// open: they say what the program can do, and nothing of what is recorded.
pub(super) fn routes(document: &OpenApi) -> Router<Served> {
    let value = serde_json::to_value(document).unwrap_or_default();
    let page: Arc<str> = docs::page(&value).unwrap_or_default().into();
    let text: Arc<str> = document.to_json().unwrap_or_default().into();
    Router::new()
        .route(
            "/api/v1/openapi.json",
            get(async move || kept("application/json", &text)),
        )
        .route(
            "/api/v1/docs",
            get(async move || {
                let policy = (header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
                ([policy], kept("text/html; charset=utf-8", &page))
            }),
        )
        .route(
            "/api/v1/docs.css",
            get(async || kept("text/css; charset=utf-8", docs::STYLE)),
        )
}

/// What the page may do: show itself with its own style.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A text of the program's own, which is the same until the next version.
fn kept(media_type: &'static str, text: &str) -> impl IntoResponse + use<> {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text.to_owned())
}

/// Every form of stream that a command can expect something of, with the commands
/// that touch such streams.
fn streams() -> serde_json::Value {
    let told = StreamForm::ALL
        .iter()
        .map(|form| json!({"stream": form.form, "about": form.about, "commands": form.commands}));
    told.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::server::described;

    fn told() -> Value {
        let (_, document) = described().split_for_parts();
        serde_json::to_value(finished(document)).expect("JSON")
    }

    #[test]
    fn every_form_of_stream_is_told_with_the_commands_that_touch_it() {
        let streams = &told()["x-streams"];
        assert_eq!(
            streams.as_array().map(Vec::len),
            Some(StreamForm::ALL.len())
        );
        let outcome = json!({"stream": "outcome/RAD/ÅR", "about": "det som är bokfört på en rad ett år",
            "commands": ["BookOutcomes", "CorrectOutcome", "RestateOutcome"]});
        assert!(streams.as_array().is_some_and(|all| all.contains(&outcome)));
    }

    /// Every reference anywhere in a document.
    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|it| references(it, found));
            }
            Value::Array(items) => items.iter().for_each(|it| references(it, found)),
            _ => {}
        }
    }

    /// Three names stood for two routes each, and most answers had no description,
    /// so that programs that are made of the document could not be made.
    #[test]
    fn the_document_says_what_openapi_requires_of_it() {
        let document = told();
        let mut names = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                let about = format!("{method} {path}");
                let name = operation["operationId"].as_str().expect("a name");
                assert!(names.insert(name), "{about}: {name} is another's too");
                let answers = operation["responses"].as_object().expect("answers");
                for (status, answer) in answers {
                    let said = answer["description"].as_str().unwrap_or_default();
                    assert!(!said.is_empty(), "{about} {status} has no description");
                }
                let parameters = operation["parameters"].as_array();
                let in_path: BTreeSet<&str> = parameters
                    .into_iter()
                    .flatten()
                    .filter(|it| it["in"] == "path" && it["required"] == true)
                    .filter_map(|it| it["name"].as_str())
                    .collect();
                let in_template = path.split('{').skip(1);
                let in_template: BTreeSet<&str> =
                    in_template.filter_map(|it| it.split('}').next()).collect();
                assert_eq!(in_path, in_template, "{about}");
            }
        }
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for reference in found {
            let pointer = reference.strip_prefix('#').expect("within the document");
            assert!(
                document.pointer(pointer).is_some(),
                "{reference} is nowhere"
            );
        }
    }

    #[test]
    fn every_refusal_is_told_with_a_status_that_the_commands_can_answer() {
        let (_, document) = described().split_for_parts();
        let document = serde_json::to_value(finished(document)).expect("JSON");
        let told = document["x-refusals"].as_array().expect("refusals");
        let statuses = &document["paths"]["/api/v1/commands"]["post"]["responses"];
        assert_eq!(told.len(), RefusalCode::ALL.len());
        for (code, told) in RefusalCode::ALL.iter().zip(told) {
            assert_eq!(told["code"], code.as_str());
            assert_eq!(told["title"], code.title());
            let status = told["status"].to_string();
            assert!(statuses.get(&status).is_some(), "{code} {status}");
        }
    }

    /// English words that are no Swedish ones.
    const ENGLISH: [&str; 16] = [
        "the", "of", "which", "that", "with", "from", "when", "what", "how", "whether", "are",
        "where", "every", "does", "this", "has",
    ];

    /// Whether a text that people read is there, and in Swedish.
    fn is_swedish(text: Option<&serde_json::Value>) -> bool {
        let text = text.and_then(serde_json::Value::as_str).unwrap_or_default();
        // What stands between grave accents is a name of the interface.
        let said: String = text.split('`').step_by(2).collect();
        let mut words = said.split(|letter: char| !letter.is_alphanumeric());
        !text.is_empty() && !words.any(|word| ENGLISH.contains(&word))
    }

    /// Some operations told what they do in English beside others in Swedish.
    #[test]
    fn what_every_operation_does_and_takes_is_told_in_swedish() {
        let (_, document) = described().split_for_parts();
        let document = serde_json::to_value(finished(document)).expect("JSON");
        let mut wrong = Vec::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let named = |what: &str| format!("{method} {path}: {what}");
                if !is_swedish(operation.get("summary")) {
                    wrong.push(named("summary"));
                }
                let described = operation.get("description");
                if described.is_some() && !is_swedish(described) {
                    wrong.push(named("description"));
                }
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    if !is_swedish(parameter.get("description")) {
                        wrong.push(named(&parameter["name"].to_string()));
                    }
                }
                for (status, response) in operation["responses"].as_object().expect("responses") {
                    let said = response.get("description").filter(|said| *said != "");
                    if said.is_some() && !is_swedish(said) {
                        wrong.push(named(status));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
