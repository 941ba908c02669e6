//! The page that shows the OpenAPI document: every route with its members, roles,
//! answers and an example, in Swedish.
//!
//! Guarantees: it is made from the document itself, so that it always matches;
//! it asks for nothing elsewhere and runs no script.

use std::fmt::Write as _;

use askama::Template;
use serde_json::Value;

use crate::access::matrix::{Capability, Reach};
use crate::access::role::Role;

/// The style of the page.
pub(super) const STYLE: &str = include_str!("../../templates/docs.css");

/// Where a route says which capabilities it takes.
const CAPABILITY: &str = "x-capability";

/// The order in which the kinds of routes are shown; others come after.
const GROUPS: [&str; 6] = [
    "rapporter",
    "vyer",
    "spårning",
    "publicerat",
    "bevis",
    "flöde",
];

/// The page.
#[derive(Template)]
#[template(path = "docs.html")]
struct Page {
    title: String,
    description: String,
    version: String,
    groups: Vec<Group>,
}

/// Routes of a kind.
struct Group {
    name: String,
    routes: Vec<Route>,
}

/// A route.
struct Route {
    anchor: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    roles: String,
    members: Vec<Member>,
    answers: Vec<Answer>,
    example: String,
}

/// A member of a question.
struct Member {
    name: String,
    place: &'static str,
    required: bool,
    about: String,
    example: String,
}

/// An answer that a route can give.
struct Answer {
    status: String,
    about: String,
    forms: String,
}

/// The page of a document.
///
/// # Errors
/// The template's error; it has none to give for plain data.
pub(super) fn page(document: &Value) -> Result<String, askama::Error> {
    let mut groups: Vec<Group> = GROUPS
        .iter()
        .map(|name| Group {
            name: (*name).to_owned(),
            routes: Vec::new(),
        })
        .collect();
    for (path, methods) in members(&document["paths"]) {
        for (method, operation) in members(methods) {
            let name = text(&operation["tags"][0]);
            let route = route(path, method, operation, &document["components"]["schemas"]);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.routes.push(route),
                None => groups.push(Group {
                    name,
                    routes: vec![route],
                }),
            }
        }
    }
    groups.retain(|group| !group.routes.is_empty());
    let info = &document["info"];
    Page {
        title: text(&info["title"]),
        description: text(&info["description"]),
        version: text(&info["version"]),
        groups,
    }
    .render()
}

fn route(path: &str, method: &str, operation: &Value, schemas: &Value) -> Route {
    let parameters = operation["parameters"].as_array();
    let parameters = parameters.into_iter().flatten();
    let answers = members(&operation["responses"]).map(|(status, answer)| Answer {
        status: status.clone(),
        about: match text(&answer["description"]) {
            about if about.is_empty() && status.starts_with('2') => "Svaret.".to_owned(),
            about => about,
        },
        forms: members(&answer["content"])
            .map(|(form, _)| form.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    });
    Route {
        anchor: format!("{method}{}", path.replace(['/', '{', '}', '_'], "-")),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        description: prose(&operation["description"]),
        roles: roles(operation),
        members: parameters.clone().map(|it| member(it, schemas)).collect(),
        answers: answers.collect(),
        example: example(path, method, operation, parameters),
    }
}

fn member(parameter: &Value, schemas: &Value) -> Member {
    let mut about = prose(&parameter["description"]);
    let mut schema = &parameter["schema"];
    if let Some((_, name)) = schema["$ref"].as_str().and_then(|it| it.rsplit_once('/')) {
        schema = &schemas[name];
    }
    let words: Vec<&str> = schema["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if !words.is_empty() {
        let _ = write!(about, " Något av {}.", words.join(", "));
    }
    for (word, key) in [
        ("Minst", "minimum"),
        ("Högst", "maximum"),
        ("Annars", "default"),
    ] {
        // A limit that no one comes near says nothing.
        if let Some(number) = schema[key].as_i64().filter(|it| *it < 1 << 32) {
            let _ = write!(about, " {word} {number}.");
        }
    }
    Member {
        name: text(&parameter["name"]),
        place: match parameter["in"].as_str() {
            Some("path") => "i adressen",
            Some("header") => "i huvudet",
            _ => "i frågan",
        },
        required: parameter["required"] == true,
        about: about.trim().to_owned(),
        example: shown(&parameter["example"]),
    }
}

/// Who may use a route: by the permission matrix.
fn roles(operation: &Value) -> String {
    let codes: Vec<&str> = match &operation[CAPABILITY] {
        Value::Array(codes) => codes.iter().filter_map(Value::as_str).collect(),
        code => code.as_str().into_iter().collect(),
    };
    let asked = Capability::ALL
        .iter()
        .filter(|capability| codes.contains(&capability.code()));
    let asked: Vec<Capability> = asked.copied().collect();
    let open = operation["security"]
        .as_array()
        .is_some_and(|ways| ways.iter().any(|way| members(way).next().is_none()));
    if asked.is_empty() {
        return if open {
            "alla.".to_owned()
        } else {
            "den som är inloggad; vad som krävs mer beror på frågan.".to_owned()
        };
    }
    let held = |role: &&Role| asked.iter().any(|it| it.roles().contains(role));
    let names: Vec<String> = Role::ALL.iter().filter(held).map(Role::to_string).collect();
    let mut said = names.join(", ");
    if asked.iter().any(|it| it.reach() == Reach::Unit) {
        said.push_str("; en enhets roller för sin enhet och allt under den");
    }
    if open && asked.iter().any(|it| it.may_be_public()) {
        said.push_str("; utan inloggning om administratören har öppnat det");
    }
    said.push('.');
    said
}

/// A question as it can be asked from a terminal.
fn example<'a>(
    path: &str,
    method: &str,
    operation: &Value,
    parameters: impl Iterator<Item = &'a Value>,
) -> String {
    let mut address = path.to_owned();
    let mut query = Vec::new();
    for parameter in parameters {
        let name = text(&parameter["name"]);
        let example = shown(&parameter["example"]).replace('/', "%2F");
        if parameter["in"] == "path" {
            let given = if example.is_empty() { "…" } else { &example };
            address = address.replace(&format!("{{{name}}}"), given);
        } else if parameter["required"] == true && parameter["in"] == "query" {
            query.push(format!("{name}={example}"));
        }
    }
    if !query.is_empty() {
        address = format!("{address}?{}", query.join("&"));
    }
    let mut said = String::from("curl -H \"Authorization: Bearer $NYCKEL\" ");
    if method != "get" {
        let _ = write!(said, "-X {} ", method.to_uppercase());
    }
    if let Some((form, _)) = members(&operation["requestBody"]["content"]).next() {
        let _ = write!(said, "-H \"Content-Type: {form}\" --data @fil ");
    }
    let _ = write!(said, "\"$LIGGARE{address}\"");
    said
}

/// The members of an object; none when it is none.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A text; empty when it is none.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A text of the document without the marks of code.
fn prose(value: &Value) -> String {
    text(value).replace('`', "")
}

/// A value as it is written in a question.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
