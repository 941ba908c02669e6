//! The host that is asked: whether it is this server (see [`Hosts`]).
//!
//! Guarantees: a request says exactly one host (RFC 9112 section 3.2), and only one
//! that the server answers to is answered. Health tells codes and nothing else, and is
//! asked by probes under names of their own: it is answered under any.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use crate::service::hosts::Hosts;

/// Where it is asked how the server is.
pub(super) const HEALTH: &str = "/health/";

/// Answers what is asked of this server.
pub(super) async fn checked(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    match check(&hosts, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn check(hosts: &Hosts, request: &Request) -> Result<(), Problem> {
    let Some(said) = said(request.headers())? else {
        // Before 1.1 nobody had to say it, and no browser is that old.
        return match request.version() {
            Version::HTTP_09 | Version::HTTP_10 => Ok(()),
            _ => Err(unreadable()),
        };
    };
    // Who names the whole address means the host in it (RFC 9112 section 3.2.2).
    let asked = request.uri().authority().unwrap_or(&said);
    if hosts.accept(asked.host()) || request.uri().path().starts_with(HEALTH) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "unknown_host",
        "Servern svarar inte på det värdnamnet.",
        format!(
            "Förfrågan gäller {}, som inte står bland serverns värdnamn.",
            asked.host()
        ),
    )
    .at("Host")
    .remedied("Använd serverns rätta adress. Driften anger värdnamnen i inställningen hosts."))
}

/// The host and port that the headers say; none when they say none.
///
/// # Errors
/// [`Problem`] 400 when they say several, or what is no host.
pub(crate) fn said(headers: &HeaderMap) -> Result<Option<Authority>, Problem> {
    let mut given = headers.get_all(header::HOST).iter();
    let (first, second) = (given.next(), given.next());
    let Some(first) = first else {
        return Ok(None);
    };
    let read: Option<Authority> = first.to_str().ok().and_then(|text| text.parse().ok());
    match read {
        Some(host) if second.is_none() && !host.as_str().contains('@') => Ok(Some(host)),
        _ => Err(unreadable()),
    }
}

fn unreadable() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "host_unreadable",
        "Förfrågan säger inte vilken server den gäller.",
        "Huvudet Host ska finnas en gång och vara ett värdnamn eller en adress.",
    )
    .at("Host")
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn code(version: Version, target: &str, hosts: &[&str]) -> Option<String> {
        let listed: Hosts = "liggare.example".parse().expect("a name");
        let mut request = Request::builder().version(version).uri(target);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        let request = request.body(Body::empty()).expect("a request");
        check(&listed, &request).err().map(|problem| problem.code)
    }

    #[test]
    fn a_request_says_one_host_and_one_that_the_server_answers_to() {
        let new = Version::HTTP_11;
        let rows: [(Version, &str, &[&str], Option<&str>); 13] = [
            (new, "/", &["liggare.example"], None),
            (new, "/", &["liggare.example:8040"], None),
            (new, "/", &["[::1]:8040"], None),
            (new, "/", &["annan.example"], Some("unknown_host")),
            (
                new,
                "/api/v1/status",
                &["annan.example:8040"],
                Some("unknown_host"),
            ),
            (new, "/health/live", &["annan.example"], None),
            (
                new,
                "http://annan.example/",
                &["localhost"],
                Some("unknown_host"),
            ),
            (new, "http://liggare.example/", &["localhost"], None),
            (new, "/", &[], Some("host_unreadable")),
            (Version::HTTP_10, "/", &[], None),
            (
                new,
                "/health/live",
                &["localhost", "localhost"],
                Some("host_unreadable"),
            ),
            (new, "/", &["någon"], Some("host_unreadable")),
            (new, "/", &["a@localhost"], Some("host_unreadable")),
        ];
        for (version, target, hosts, expected) in rows {
            let found = code(version, target, hosts);
            assert_eq!(found.as_deref(), expected, "{target} {hosts:?}");
        }
    }
}
