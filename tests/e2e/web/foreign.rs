//! What comes from elsewhere or is no form: it is answered in Swedish, as a page or as a
//! problem, and records nothing.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::visitor::{Visitor, demonstration, words};
use crate::harness::Ledger;
use crate::served::{Reply, Served};

/// Method, path, headers and body, and with what status and code they are answered.
type Row<'a> = (
    &'a str,
    &'a str,
    &'a [(&'a str, &'a str)],
    &'a str,
    u16,
    &'a str,
);

const PAGE: &str = "/ekonomi?enhet=RS&period=2024";
const FORM: &str = "application/x-www-form-urlencoded";

/// The code at the end of an error page.
fn code(reply: &Reply) -> String {
    let said = words(reply);
    let (_, rest) = said.split_once("Felkod ").unwrap_or_default();
    let end = rest.find([',', '.']).unwrap_or_default();
    rest[..end].to_owned()
}

/// A page could be shown under a name of somebody else's, and ask the server through the
/// reader's browser.
#[test]
fn a_name_that_is_not_the_servers_is_answered_by_health_alone() {
    let served = Served::start(
        Ledger::demonstration(),
        &["--hosts", "liggare.example, kopia.example"],
    );
    let auditor = served.client("revisor");
    let asked = |path, host| auditor.get_with(path, &[("host", host)]);
    for host in [
        "liggare.example",
        "Kopia.Example:443",
        "localhost",
        "[::1]:8040",
    ] {
        assert_eq!(asked("/api/v1/status", host).status, 200, "{host}");
    }
    for path in ["/api/v1/status", "/api/v1/openapi.json", "/logga-in", "/"] {
        let reply = asked(path, "annan.example");
        assert_eq!(reply.status, 421, "{path}");
        assert_eq!(reply.json()["code"], "unknown_host", "{path}");
    }
    assert_eq!(asked("/health/live", "annan.example").status, 200);
    assert_eq!(asked("/health/ready", "liggare").status, 200);
    let mut visitor = Visitor::new(&served);
    let page = visitor.sends("GET", "/logga-in", &[("host", "annan.example")], "");
    assert_eq!((page.status, code(&page).as_str()), (421, "unknown_host"));
}

#[test]
fn a_form_that_the_browser_says_is_of_another_site_is_refused() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let own = visitor.form("/registrera/utfall?enhet=RS&period=2025");
    let secret = own.holds("sida")[0].to_owned();
    let own_origin = served.address.clone();
    let rows: [(&str, &str, bool); 5] = [
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-site", false),
        ("origin", "https://annan.example", false),
        ("origin", "null", false),
        ("origin", &own_origin, true),
    ];
    for (name, value, is_own) in rows {
        for path in ["/logga-in", own.action.as_str()] {
            let headers = [("content-type", FORM), (name, value)];
            let reply = visitor.sends("POST", path, &headers, &format!("sida={secret}"));
            let is_refused = reply.status == 403 && code(&reply) == "foreign_site";
            assert_eq!(
                !is_refused, is_own,
                "{path} {name} {value}: {}",
                reply.status
            );
        }
        assert_eq!(visitor.get(PAGE).status, 200, "still logged in");
    }
    // A link on another site leads here.
    let led = visitor.sends("GET", PAGE, &[("sec-fetch-site", "cross-site")], "");
    assert_eq!(led.status, 200);
}

/// The libraries' own words came in English, as plain text.
#[test]
fn what_is_no_form_and_no_address_is_told_in_swedish_on_a_page_or_as_a_problem() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let rows: [Row<'_>; 6] = [
        ("GET", "/poster/%FF", &[], "", 404, "not_found"),
        ("GET", "/indikatorer/%C3", &[], "", 404, "not_found"),
        (
            "GET",
            "/api/v1/views/plan/%FF/2024",
            &[],
            "",
            400,
            "question_not_understood",
        ),
        (
            "POST",
            "/logga-in",
            &[("content-type", "text/plain")],
            "a=b",
            415,
            "media_type",
        ),
        ("POST", "/logga-in", &[], "a=b", 415, "media_type"),
        ("PUT", "/logga-in", &[], "", 405, "method_not_allowed"),
    ];
    for (method, path, headers, body, status, expected) in rows {
        let page = visitor.sends(method, path, headers, body);
        assert_eq!(page.status, status, "{method} {path}: {}", page.text);
        if !path.starts_with("/api/") {
            assert_eq!(code(&page), expected, "{method} {path}: {}", page.text);
        }
        let plain = [headers, &[("accept", "*/*")]].concat();
        let problem = visitor.sends(method, path, &plain, body);
        assert_eq!(problem.status, status, "{method} {path}");
        assert_eq!(problem.headers["content-type"], "application/problem+json");
        assert_eq!(problem.json()["code"], expected, "{method} {path}");
    }
}

#[test]
fn a_form_that_is_longer_than_forms_are_is_refused_before_it_is_read() {
    let served = demonstration(&[]);
    for (path, limit) in [("/logga-in", 8 * 1024), ("/registrera/utfall", 256 * 1024)] {
        let address = served.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("a connection");
        let length = limit + 1;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
        assert!(answer.contains("body_too_large"), "{path}: {answer}");
        assert!(
            answer.contains("<h1>Det skickade är för stort</h1>"),
            "{path}: {answer}"
        );
    }
}
