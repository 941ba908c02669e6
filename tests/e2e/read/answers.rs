//! What is answered: as on the command line, page by page, and cached.

use serde_json::Value;

use super::{ok, problem};
use crate::harness::{Ledger, golden, granska};
use crate::redact::{demonstration, event_of, redact};
use crate::served::Served;

const MOMENTS: [&str; 5] = [
    "2024-09-30",
    "2025-01-15T12:00:00Z",
    "@0",
    "@700",
    "verksamhetsberattelse-RS-2024",
];

/// Goal: the API's answer is the command line's, whatever is asked and of
/// whatever moment. Method: every row of a table of questions is asked both ways of
/// two copies of the demonstration; where one refuses, so must the other.
#[test]
fn the_api_answers_as_the_command_line_at_every_moment() {
    let ledger = Ledger::demonstration();
    let served = Served::demonstration();
    let client = served.client("revisor");
    let mut answered = 0;
    for (path, words) in &questions() {
        for moment in [None].into_iter().chain(MOMENTS.map(Some)) {
            let mut words = words.clone();
            let mut path = format!("/api/v1{path}");
            if let Some(moment) = moment {
                words.extend(["--known-at", moment]);
                let and = if path.contains('?') { '&' } else { '?' };
                path = format!("{path}{and}known_at={moment}");
            }
            answered += u32::from(same(&ledger, &words, &client, &path));
        }
    }
    assert!(answered > 150, "{answered} questions had an answer");

    for (path, words) in &traces() {
        let answered = same(&ledger, words, &client, &format!("/api/v1{path}"));
        assert_eq!(answered, !path.ends_with("NOPE"), "{path}");
    }
}

/// A question both ways: the path and the words of the command.
type Both = (String, Vec<&'static str>);

/// Questions that are asked of every moment.
fn questions() -> Vec<Both> {
    let mut questions: Vec<Both> = vec![
        (
            "/units?valid_on=2024-10-01&limit=1000".into(),
            vec!["units", "--on", "2024-10-01"],
        ),
        (
            "/decisions?year=2024".into(),
            vec!["decisions", "--year", "2024"],
        ),
        ("/decisions".into(), vec!["decisions"]),
        ("/decisions?open=true".into(), vec!["decisions", "--open"]),
        (
            "/reports/operations_report/RS/2024?table=operating_result".into(),
            vec![
                "report",
                "verksamhetsberattelse",
                "RS",
                "2024",
                "--table",
                "operating_result",
            ],
        ),
    ];
    let of = [
        ("operations_report", "verksamhetsberattelse", "RS", "2024"),
        ("annual_report", "arsredovisning", "RF", "2024"),
        ("interim_report", "delarsrapport", "RS", "2024-01/2024-07"),
        ("period_report", "periodrapport", "RS", "2024-01/2024-03"),
        ("operations_report", "verksamhetsberattelse", "NOPE", "2024"),
    ];
    for (kind, word, unit, period) in of {
        let address = period.replace('/', "%2F");
        questions.push((
            format!("/reports/{kind}/{unit}/{address}"),
            vec!["report", word, unit, period],
        ));
        questions.push((
            format!("/checks/{kind}/{unit}/{address}"),
            vec!["checks", word, unit, period],
        ));
    }
    let views = [
        ("plan", "plan"),
        ("objectives", "mal"),
        ("indicators", "indikatorer"),
        ("assessments", "bedomningar"),
        ("economy", "ekonomi"),
        ("frames", "ramar"),
        ("actions", "atgarder"),
        ("investments", "investeringar"),
        ("figures", "nyckeltal"),
        ("personnel", "personal"),
        ("volumes", "volymer"),
        ("control", "kontroll"),
        ("decisions", "beslut"),
        ("narrative", "texter"),
    ];
    for (view, word) in views {
        questions.push((
            format!("/views/{view}/RS/2024"),
            vec!["show", word, "RS", "2024"],
        ));
        questions.push((
            format!("/views/{view}/RS/2024-01--2024-07"),
            vec!["show", word, "RS", "2024-01/2024-07"],
        ));
    }
    questions
}

/// Questions between moments.
fn traces() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        (
            "/diff/operations_report/RS/2024?from=2025-01-19&to=2025-01-20",
            vec![
                "diff",
                "verksamhetsberattelse",
                "RS",
                "2024",
                "--from",
                "2025-01-19",
                "--to",
                "2025-01-20",
            ],
        ),
        (
            "/explain/items/RF-E1?from=delarsrapport-RS-2024&to=verksamhetsberattelse-RS-2024",
            vec![
                "explain",
                "mål",
                "RF-E1",
                "--from",
                "delarsrapport-RS-2024",
                "--to",
                "verksamhetsberattelse-RS-2024",
            ],
        ),
        ("/explain/items/RS-U5", vec!["explain", "uppdrag", "RS-U5"]),
        (
            "/explain/indicators/I-1.4",
            vec!["explain", "indikator", "I-1.4"],
        ),
        (
            "/explain/indicators/NOPE",
            vec!["explain", "indikator", "NOPE"],
        ),
        (
            "/explain/figures/operating_result:L1:outcome?from=2024-12-31&to=2025-03-01",
            vec![
                "explain",
                "operating_result:L1:outcome",
                "--from",
                "2024-12-31",
                "--to",
                "2025-03-01",
            ],
        ),
        (
            "/explain/figures/investments:I1:outcome?kind=operations_report&unit=RS&period=2024&from=2025-01-19",
            vec![
                "explain",
                "investments:I1:outcome",
                "--kind",
                "verksamhetsberattelse",
                "--unit",
                "RS",
                "--period",
                "2024",
                "--from",
                "2025-01-19",
            ],
        ),
        ("/publications", vec!["reports"]),
    ]
}

/// Asks both ways; whether there was an answer.
fn same(ledger: &Ledger, words: &[&str], client: &crate::served::Client, path: &str) -> bool {
    let told = ledger.run(&[words, &["--format", "json"]].concat());
    let reply = client.get(path);
    if told.out.is_empty() {
        assert!((400..500).contains(&reply.status), "{path}: {}", reply.text);
        return false;
    }
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    assert_eq!(reply.json(), told.json(), "{path}");
    let is_table = path.contains("table=");
    assert!(
        is_table || reply.json()["basis"]["root"].is_string(),
        "{path}"
    );
    if words[0] == "report" && !is_table {
        assert_eq!(reply.text, told.out, "{path}: the canonical bytes");
    }
    true
}

#[test]
fn an_answer_that_the_caller_has_is_not_sent_again_and_another_basis_is_another_answer() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    for path in [
        "/api/v1/units",
        "/api/v1/reports/operations_report/RS/2024?known_at=@1000",
        "/api/v1/views/economy/RS/2024",
        "/api/v1/decisions",
        "/api/v1/rules",
        "/api/v1/checks/operations_report/RS/2024",
        "/api/v1/diff/operations_report/RS/2024?from=@700",
        "/api/v1/explain/items/RF-E1",
        "/api/v1/publications",
        "/api/v1/publications/verksamhetsberattelse-RS-2024",
        "/api/v1/publications/verksamhetsberattelse-RS-2024/reproduce",
    ] {
        let first = ok(&client, path);
        let tag = first.headers["etag"].to_str().expect("a tag").to_owned();
        for has in [tag.clone(), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = client.get_with(path, &[("if-none-match", &has)]);
            assert_eq!(again.status, 304, "{path} {has}");
            assert_eq!(again.text, "", "{path}");
            assert_eq!(again.headers["etag"], tag.as_str(), "{path}");
        }
        let other = client.get_with(path, &[("if-none-match", "\"x\"")]);
        assert_eq!(other.status, 200, "{path}");
    }
    let tag = |path: &str| ok(&client, path).headers["etag"].clone();
    assert_ne!(
        tag("/api/v1/units?known_at=@1000"),
        tag("/api/v1/units?known_at=@1001")
    );
    let text = client.get_with("/api/v1/views/economy/RS/2024", &[("accept", "text/plain")]);
    assert_ne!(text.headers["etag"], tag("/api/v1/views/economy/RS/2024"));
}

#[test]
fn a_redaction_changes_what_is_told_of_every_moment_and_the_tag_with_it() {
    let ledger = demonstration();
    let (position, payload) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let path = "/api/v1/publications/delarsrapport-RS-2024";
    let served = Served::start(ledger, &[]);
    let client = served.client("revisor");
    let before = ok(&client, path);
    let text = payload["text"].as_str().expect("a text");
    let told = text.lines().next().expect("a line");
    assert!(before.text.contains(told), "{told}");
    let hash = before.headers["liggare-published-sha256"].clone();
    let ledger = served.stop();

    redact(&ledger, &[&position]).ok();
    let served = Served::start(ledger, &[]);
    let client = served.client("revisor");
    let tag = before.headers["etag"].to_str().expect("a tag");
    let after = client.get_with(path, &[("if-none-match", tag)]);
    assert_eq!(after.status, 200, "{}", after.text);
    assert!(!after.text.contains(told), "{}", after.text);
    assert!(after.text.contains("allrad uppgift"));
    assert_eq!(after.headers["liggare-published-sha256"], hash);
    let outcome = ok(&client, &format!("{path}/reproduce")).json();
    assert_eq!(outcome["identical"], false);
    assert!(
        outcome["redacted_sections"][0]["section"].is_string(),
        "{outcome}"
    );
}

#[test]
fn pages_that_follow_each_other_have_every_row_exactly_once() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    for (list, key, path) in [
        ("units", "unit", "/api/v1/units?valid_on=2024-10-01"),
        ("decisions", "decision", "/api/v1/decisions?year=2024"),
        ("reports", "report", "/api/v1/publications?known_at=@1147"),
    ] {
        let keys = |page: &Value| -> Vec<Value> {
            let rows = page[list].as_array().expect("rows");
            rows.iter().map(|row| row[key].clone()).collect()
        };
        let all = keys(&ok(&client, path).json());
        assert!(all.len() > 2, "{path}");
        for limit in [1, 2, all.len()] {
            let mut seen = Vec::new();
            let mut next = None;
            loop {
                let from = next.map_or_else(String::new, |next: String| format!("&from={next}"));
                let page = ok(&client, &format!("{path}&limit={limit}{from}")).json();
                assert!(keys(&page).len() <= limit);
                seen.extend(keys(&page));
                next = page["next"].as_str().map(str::to_owned);
                if next.is_none() {
                    break;
                }
            }
            assert_eq!(seen, all, "{path} by {limit}");
        }
        for (members, place) in [
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("from=ingen", "from"),
        ] {
            let refused = client.get(&format!("{path}&{members}"));
            let problem = problem(&refused, 400, "question_not_understood");
            assert_eq!(problem["place"], place);
        }
    }
}

#[test]
fn a_published_report_is_given_as_it_was_published_and_its_package_holds() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    let list = ok(&client, "/api/v1/publications").json();
    for report in list["reports"].as_array().expect("reports") {
        let id = report["report"].as_str().expect("an id");
        let given = ok(&client, &format!("/api/v1/publications/{id}"));
        let hash = projections::canonical::hash(given.text.as_bytes()).to_string();
        assert_eq!(report["sha256"], hash, "{id}");
        assert_eq!(given.headers["liggare-published-sha256"], hash.as_str());
        let outcome = ok(&client, &format!("/api/v1/publications/{id}/reproduce")).json();
        assert_eq!(outcome["identical"], true, "{outcome}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let keys = Ledger::demonstration().run(&["key", "--format", "json"]);
    let keys = keys.ok().json();
    let key = keys["keys"][0]["verifier_key"].as_str().expect("a key");
    let note = ok(&client, "/api/v1/proofs/event/0").json()["checkpoint"].clone();
    let note = note.as_str().expect("a note");
    let held = folder.path().join("kontrollpunkt");
    std::fs::write(&held, note).expect("a file");
    let size = note.lines().nth(1).expect("a size");
    for path in [
        "/api/v1/publications/verksamhetsberattelse-RS-2024/package".to_owned(),
        "/api/v1/proofs/event/7".to_owned(),
        format!("/api/v1/proofs/event/7?since={size}"),
    ] {
        let package = ok(&client, &path);
        let file = folder.path().join("paket.json");
        std::fs::write(&file, &package.text).expect("a file");
        let mut examine = granska();
        examine.arg("package").arg(&file).args(["--key", key]);
        if path.contains("since") {
            assert!(package.json()["earlier"].is_object(), "{path}");
            examine.arg("--checkpoint").arg(&held);
        }
        let verdict = examine.output().expect("granska runs");
        let said = String::from_utf8_lossy(&verdict.stdout).into_owned();
        assert_eq!(verdict.status.code(), Some(0), "{path}: {said}");
    }
    problem(&client.get("/api/v1/publications/ingen"), 404, "not_found");
    problem(&client.get("/api/v1/proofs/event/99999"), 404, "not_found");
    let unsigned = client.get("/api/v1/proofs/event/7?since=3");
    problem(&unsigned, 400, "question_not_understood");
}

#[test]
fn answers_keep_their_form() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    for (name, path) in [
        (
            "api-units.json",
            "/api/v1/units?valid_on=2024-10-01&known_at=@300&limit=3",
        ),
        ("api-decisions.json", "/api/v1/decisions?open=true"),
        ("api-rules.json", "/api/v1/rules"),
        ("api-publications.json", "/api/v1/publications?limit=1"),
        (
            "api-unknown-unit.json",
            "/api/v1/reports/operations_report/NOPE/2024",
        ),
    ] {
        let mut answer = client.get(path).json();
        if answer["instance"].is_string() {
            answer["instance"] = "x".into();
        }
        let mut text = serde_json::to_string_pretty(&answer).expect("JSON");
        text.push('\n');
        golden(name, &text);
    }
}
