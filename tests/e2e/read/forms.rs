//! In what form: by `Accept` and `Accept-Encoding`, as problems when it cannot be,
//! and as a page that shows the interface.

use serde_json::Value;

use super::{ok, problem};
use crate::harness::Ledger;
use crate::served::Served;

#[test]
fn a_report_is_given_in_the_form_that_is_accepted() {
    let ledger = Ledger::demonstration();
    let served = Served::demonstration();
    let client = served.client("revisor");
    let path = "/api/v1/reports/operations_report/RS/2024";
    let words = ["report", "verksamhetsberattelse", "RS", "2024", "--format"];
    for (accept, form, media_type) in [
        ("application/json", "json", "application/json"),
        ("*/*", "json", "application/json"),
        ("text/csv", "csv", "text/csv; charset=utf-8; header=present"),
        ("text/plain, */*;q=0.1", "text", "text/plain; charset=utf-8"),
    ] {
        let reply = client.get_with(path, &[("accept", accept)]);
        assert_eq!(reply.status, 200, "{accept}: {}", reply.text);
        assert_eq!(reply.headers["content-type"], media_type);
        let told = ledger.run(&[&words[..], &[form]].concat()).ok().out;
        // On the command line the text says first that it is a demonstration.
        assert!(told.ends_with(&reply.text), "{accept}");
        let varies: Vec<_> = reply.headers.get_all("vary").iter().collect();
        assert!(varies.iter().any(|it| *it == "accept"), "{varies:?}");
    }
    let refused = client.get_with(path, &[("accept", "application/pdf")]);
    problem(&refused, 406, "not_acceptable");
}

/// A difference and an explanation were given as JSON whatever was accepted.
#[test]
fn a_difference_and_an_explanation_are_given_in_the_form_that_is_accepted() {
    let ledger = Ledger::demonstration();
    let served = Served::demonstration();
    let client = served.client("revisor");
    let span = ["--from", "2025-01-19", "--to", "2025-01-20"];
    for (path, words) in [
        (
            "/api/v1/diff/operations_report/RS/2024?from=2025-01-19&to=2025-01-20",
            &["diff", "verksamhetsberattelse", "RS", "2024"][..],
        ),
        (
            "/api/v1/explain/items/RF-E1?from=2025-01-19&to=2025-01-20",
            &["explain", "mål", "RF-E1"],
        ),
    ] {
        for (accept, form) in [("text/plain", "text"), ("text/csv", "csv")] {
            let reply = client.get_with(path, &[("accept", accept)]);
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
            let media_type = reply.headers["content-type"].to_str().expect("text");
            assert!(media_type.starts_with(accept), "{media_type}");
            let told = ledger.run(&[words, &span, &["--format", form]].concat());
            assert!(told.out.contains(&reply.text), "{path}\n{}", reply.text);
        }
        let refused = client.get_with(path, &[("accept", "application/pdf")]);
        problem(&refused, 406, "not_acceptable");
        let report = &ok(&client, path).json()["report"];
        assert_eq!(report["unit"].as_str().map(str::len), Some(2), "{report}");
        let what = report["what"].as_str().expect("what is compared");
        assert!(what.contains("verksamhetsberättelse för R"), "{what}");
    }
}

#[test]
fn an_answer_is_compressed_when_that_is_accepted() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    let path = "/api/v1/checks/operations_report/RS/2024";
    for encoding in ["gzip", "zstd"] {
        let length = client.length_of(path, &[("accept-encoding", encoding)]);
        assert_eq!(length.0.as_deref(), Some(encoding));
        assert!(length.1 < ok(&client, path).text.len() / 2, "{encoding}");
    }
    assert_eq!(client.length_of(path, &[]).0, None);
}

#[test]
fn what_cannot_be_understood_is_told_as_a_problem() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    let unclear = "question_not_understood";
    for (path, status, code) in [
        ("/api/v1/units?okänd=1", 400, unclear),
        ("/api/v1/units?limit=1&limit=2", 400, unclear),
        ("/api/v1/units?limit=-1", 400, unclear),
        ("/api/v1/units?valid_on=2024-13-01", 400, unclear),
        (
            "/api/v1/units?known_at=ibland%20och%20d%C3%A5",
            400,
            unclear,
        ),
        ("/api/v1/units?known_at=@999999", 400, unclear),
        ("/api/v1/units?known_at=@3&basis=3", 400, unclear),
        ("/api/v1/units?basis=18446744073709551616", 400, unclear),
        ("/api/v1/units?known_at=%FF%FE", 400, unclear),
        ("/api/v1/rules?limit=1", 400, unclear),
        ("/api/v1/publications/x?y=1", 400, unclear),
        ("/api/v1/decisions?open=true&year=2024", 400, unclear),
        ("/api/v1/decisions?year=99", 400, unclear),
        ("/api/v1/reports/operations_report/%FF/2024", 400, unclear),
        ("/api/v1/reports/operations_report/RS/2024-13", 400, unclear),
        ("/api/v1/reports/okänd/RS/2024", 400, unclear),
        ("/api/v1/views/personnel/RS/2024-02", 422, "interim_period"),
        (
            "/api/v1/reports/interim_report/RS/2024",
            422,
            "interim_period",
        ),
        (
            "/api/v1/reports/operations_report/NOPE/2024",
            404,
            "unknown_unit",
        ),
        (
            "/api/v1/reports/operations_report/RS/2024?table=x",
            404,
            "not_found",
        ),
        ("/api/v1/explain/figures/x", 400, unclear),
        ("/api/v1/explain/figures/a:b:c", 404, "not_found"),
        (
            "/api/v1/explain/items/RF-E1?from=@900&to=@800",
            400,
            unclear,
        ),
        ("/api/v1/diff/operations_report/RS/2024", 400, unclear),
        ("/api/v1/proofs/event/x", 400, unclear),
        ("/api/v1/finns-inte", 404, "not_found"),
    ] {
        let reply = client.get(path);
        assert_eq!(reply.status, status, "{path}: {}", reply.text);
        let problem = problem(&reply, status, code);
        assert!(!problem.to_string().contains("/tmp"), "{problem}");
        // What the program's own readers say stood there in English.
        let detail = problem["detail"].as_str().expect("a text");
        for word in [
            "expected", "Failed", "nvalid", "nknown", "parse", "Cannot", "_invalid",
        ] {
            assert!(!detail.contains(word), "{path}: {detail}");
        }
    }
    let posted = client.post("/api/v1/units", &[], "{}").expect("an answer");
    problem(&posted, 405, "method_not_allowed");
    assert!(
        posted.headers["allow"]
            .to_str()
            .is_ok_and(|allow| allow.contains("GET"))
    );
}

/// The libraries' own English was told.
#[test]
fn what_cannot_be_read_is_told_in_swedish_with_the_member_it_is_about() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    let say = "Frågedelen kan inte läsas. ";
    for (path, place, detail) in [
        ("units?x=1", "x", "Frågan har ingen medlem x."),
        (
            "units?limit=1&limit=2",
            "limit",
            "Medlemmen limit står två gånger.",
        ),
        (
            "units?limit=mycket",
            "limit",
            "Ett värde kan inte läsas: det ska vara ett heltal.",
        ),
        (
            "units?limit=99999999999",
            "limit",
            "Ett värde kan inte läsas: talet är för stort.",
        ),
        (
            "decisions?open=ja",
            "open",
            "Ett värde kan inte läsas: det ska vara true eller false.",
        ),
    ] {
        let said = problem(
            &client.get(&format!("/api/v1/{path}")),
            400,
            "question_not_understood",
        );
        assert_eq!(said["detail"], format!("{say}{detail}"), "{path}");
        assert_eq!(said["place"], place, "{path}");
    }
    for path in [
        "proofs/event/x",
        "reports/okänd/RS/2024",
        "reports/operations_report/RS/2024-13",
        "reports/operations_report/%FF/2024",
        "units?valid_on=2024-02-31",
        "units?valid_on=i%20dag",
        "explain/items/RF-E1?kind=x",
    ] {
        let reply = client.get(&format!("/api/v1/{path}"));
        let said = problem(&reply, 400, "question_not_understood");
        let detail = said["detail"].as_str().expect("a detail");
        for english in [
            "Cannot", "invalid", "unknown", "expected", "Failed", "parse",
        ] {
            assert!(!detail.contains(english), "{path}: {detail}");
        }
    }
}

/// A caller that refuses every coding got the status 406 with the whole answer.
#[test]
fn one_who_refuses_every_coding_gets_the_answer_without_any() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    for refused in [
        "*;q=0",
        "identity;q=0",
        "gzip;q=0, identity; q=0.0",
        "*;q=0.000",
    ] {
        let reply = client.get_with("/api/v1/units", &[("accept-encoding", refused)]);
        assert_eq!(reply.status, 200, "{refused}");
        assert!(reply.headers.get("content-encoding").is_none(), "{refused}");
    }
    let path = "/api/v1/reports/operations_report/RS/2024";
    let only = [("accept-encoding", "gzip, *;q=0")];
    assert_eq!(client.length_of(path, &only).0.as_deref(), Some("gzip"));
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    for path in [
        "/api/v1/units",
        "/api/v1/finns-inte",
        "/api/v1/docs",
        "/api/v1/openapi.json",
    ] {
        let headers = client.get(path).headers;
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
        let policy = headers["content-security-policy"]
            .to_str()
            .expect("a policy");
        assert!(policy.contains("default-src 'none'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(headers.contains_key("x-request-id"), "{path}");
    }
}

#[test]
fn the_page_shows_every_route_and_asks_for_nothing_elsewhere() {
    let served = Served::demonstration();
    let anyone = served.anyone();
    let document = ok(&anyone, "/api/v1/openapi.json").json();
    let page = ok(&anyone, "/api/v1/docs").text;
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() > 15);
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().expect("methods") {
            let shown = format!("{} {path}", method.to_uppercase());
            assert!(page.contains(&shown), "{shown}");
            let summary = operation["summary"].as_str().expect("a summary");
            assert!(!summary.is_empty(), "{shown}");
            let answers = operation["responses"].as_object().expect("answers");
            assert!(
                answers.keys().any(|status| status.starts_with('2')),
                "{shown}"
            );
        }
    }
    for forbidden in ["<script", "http://", "https://", "style=", "onclick"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let style = ok(&anyone, "/api/v1/docs.css");
    assert!(style.text.contains("prefers-color-scheme: dark"));
    assert!(!style.text.contains("url("));
    let refers = |value: &Value| value.to_string().contains("#/components/schemas/Problem");
    assert!(refers(&document["paths"]["/api/v1/units"]));
    assert!(document["components"]["schemas"]["Problem"].is_object());
}
