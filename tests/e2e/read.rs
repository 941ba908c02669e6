//! Every view and report over HTTP: the same answers as the command line gives,
//! cached by what they rest on, and to nobody who may not have them.

mod answers;
mod forms;
mod permitted;
mod roles;

use serde_json::Value;

use crate::served::{Client, Reply};

/// Asserts that a reply is a problem of a status and a code, and gives it.
fn problem(reply: &Reply, status: u16, code: &str) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.headers["content-type"], "application/problem+json");
    let problem = reply.json();
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], format!("urn:liggare:problem:{code}"));
    for member in ["title", "detail", "instance"] {
        assert!(problem[member].is_string(), "{member}: {problem}");
    }
    assert_eq!(
        problem["instance"],
        reply.headers["x-request-id"].to_str().expect("an id")
    );
    problem
}

/// A reply that is what was asked for.
fn ok(client: &Client, path: &str) -> Reply {
    let reply = client.get(path);
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    reply
}
