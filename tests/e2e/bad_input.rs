//! Bad input over real connections: a clear problem, nothing lost, the server stays up.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::Ledger;
use crate::served::{Client, Served};

/// How long an answer is waited for: far longer than it takes.
const PATIENCE: Duration = Duration::from_secs(60);

const UNIT: &str = r#"{"id":"enhet-RF","command":{"EstablishUnit":{"unit":"RF","name":"Fullmäktige","kind":"assembly","valid_from":"2020-01-01"}}}"#;

/// An empty ledger, served to an administrator by a server that waits a second for
/// headers and bodies.
fn served() -> (Served, Client) {
    let ledger = Ledger::empty();
    let add = ["user", "add", "adm", "--name", "Prov", "--no-password"];
    ledger.run(&add).ok();
    ledger.run(&["user", "grant", "adm", "administrator"]).ok();
    let served = Served::start(ledger, &["--headers-seconds", "1", "--body-seconds", "1"]);
    let client = served.client("adm");
    (served, client)
}

/// What is wrong, the headers, the body, and the status and code of the answer.
type Row<'a> = (&'a str, &'a [&'a str], &'a [u8], u16, &'a str);

/// The beginning of a command's request.
fn head(client: &Client, more: &[&str]) -> String {
    let mut head = format!(
        "POST /api/v1/commands HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\n",
        client.token()
    );
    for line in more {
        head.push_str(line);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    head
}

fn connect(served: &Served) -> TcpStream {
    let address = served.address.trim_start_matches("http://");
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

/// Sends bytes and reads whatever is answered until the server closes.
fn raw(served: &Served, bytes: &[u8], ends: bool) -> String {
    let mut stream = connect(served);
    // A server that has answered already may close before it has read all.
    let _ = stream.write_all(bytes);
    if ends {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read) = stream.read(&mut piece) {
        if read == 0 {
            break;
        }
        answer.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status and the code of an answer.
fn said(answer: &str) -> (u16, String) {
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let body = &body[body.find('{').unwrap_or(0)..body.rfind('}').map_or(0, |end| end + 1)];
    let problem: Value = serde_json::from_str(body).unwrap_or_default();
    let code = problem["code"].as_str().unwrap_or_default().to_owned();
    (status.unwrap_or_default(), code)
}

/// Goal: whatever comes, the caller is told what is wrong and the ledger is as it was.
/// Method: one request a row over a connection of its own; afterwards a right command
/// is taken, and the ledger holds it alone.
#[test]
fn bad_requests_get_a_problem_of_their_own_and_the_next_caller_is_served() {
    const JSON: &str = "Content-Type: application/json";
    let (served, client) = served();
    let deep = format!(
        "{{\"id\":\"x\",\"command\":{}{}}}",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let bom = format!("\u{feff}{UNIT}");
    let unknown = UNIT.replacen("\"id\"", "\"okänt\":1,\"id\"", 1);
    let inside = UNIT.replacen("\"unit\"", "\"okänt\":1,\"unit\"", 1);
    let duplicate = UNIT.replacen("\"id\"", "\"id\":\"a\",\"id\"", 1);
    let mut latin = UNIT.replacen("ä", "?", 1).into_bytes();
    if let Some(byte) = latin.iter_mut().find(|byte| **byte == b'?') {
        *byte = 0xe4;
    }
    let rows: [Row<'_>; 15] = [
        ("no body", &[JSON], b"", 400, "malformed_json"),
        ("no JSON", &[JSON], b"hej", 400, "malformed_json"),
        (
            "half of it",
            &[JSON],
            &UNIT.as_bytes()[..40],
            400,
            "malformed_json",
        ),
        ("a list", &[JSON], b"[]", 422, "invalid_value"),
        ("too deep", &[JSON], deep.as_bytes(), 400, "malformed_json"),
        ("Latin-1", &[JSON], &latin, 400, "wrong_encoding"),
        (
            "byte order mark",
            &[JSON],
            bom.as_bytes(),
            400,
            "wrong_encoding",
        ),
        (
            "unknown member",
            &[JSON],
            unknown.as_bytes(),
            422,
            "unknown_field",
        ),
        (
            "unknown inside",
            &[JSON],
            inside.as_bytes(),
            422,
            "unknown_field",
        ),
        (
            "a key twice",
            &[JSON],
            duplicate.as_bytes(),
            400,
            "duplicate_key",
        ),
        ("no type", &[], UNIT.as_bytes(), 415, "media_type"),
        (
            "a form",
            &["Content-Type: application/x-www-form-urlencoded"],
            b"a=b",
            415,
            "media_type",
        ),
        (
            "UTF-16",
            &["Content-Type: application/json; charset=utf-16"],
            UNIT.as_bytes(),
            415,
            "media_type",
        ),
        (
            "compressed",
            &[JSON, "Content-Encoding: gzip"],
            UNIT.as_bytes(),
            415,
            "media_type",
        ),
        (
            "two keys",
            &[JSON, "Idempotency-Key: a", "Idempotency-Key: b"],
            UNIT.as_bytes(),
            400,
            "idempotency_key_invalid",
        ),
    ];
    for (what, headers, body, status, code) in rows {
        let length = format!("Content-Length: {}", body.len());
        let headers = [headers, &[length.as_str()]].concat();
        let request = [head(&client, &headers).as_bytes(), body].concat();
        let answer = raw(&served, &request, false);
        assert_eq!(said(&answer), (status, code.to_owned()), "{what}: {answer}");
        assert!(answer.contains("application/problem+json"), "{what}");
    }
    still_serves(&served, &client);
}

#[test]
fn a_body_that_is_too_large_cut_off_or_slow_is_refused_and_holds_up_nobody() {
    let (served, client) = served();
    let json = "Content-Type: application/json";
    let large = head(&client, &[json, "Content-Length: 900000000"]);
    let answer = raw(&served, large.as_bytes(), false);
    assert_eq!(
        said(&answer),
        (413, "body_too_large".to_owned()),
        "{answer}"
    );

    // One command is no larger than a line; and nothing is read of a body before it
    // is known who sends it.
    let line = head(&client, &[json, "Content-Length: 1048577"]);
    let answer = raw(&served, line.as_bytes(), false);
    assert_eq!(said(&answer).0, 413, "{answer}");
    for path in ["commands", "commands/batch", "publications"] {
        let nobody = format!(
            "POST /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\n{json}\r\nContent-Length: 1000000\r\n\r\n"
        );
        let mut stream = connect(&served);
        stream.write_all(nobody.as_bytes()).expect("a request");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).expect("an answer");
        assert_eq!(&answer, b"HTTP/1.1 401", "{path}");
    }

    let chunked = head(&client, &[json, "Transfer-Encoding: chunked"]);
    let mut endless = chunked.clone().into_bytes();
    for _ in 0..20 {
        endless.extend_from_slice(b"100000\r\n");
        endless.extend(std::iter::repeat_n(b' ', 0x10_0000));
        endless.extend_from_slice(b"\r\n");
    }
    // Whether the answer is read depends on who closes first; nothing is recorded.
    let answer = raw(&served, &endless, false);
    assert!(
        ["", "body_too_large"].contains(&said(&answer).1.as_str()),
        "{answer}"
    );

    let short = head(&client, &[json, "Content-Length: 500"]);
    let slow = raw(&served, format!("{short}{UNIT}").as_bytes(), false);
    assert_eq!(said(&slow), (408, "body_too_slow".to_owned()), "{slow}");
    let cut = raw(&served, format!("{short}{UNIT}").as_bytes(), true);
    assert!(
        ["", "body_cut_off"].contains(&said(&cut).1.as_str()),
        "{cut}"
    );

    // A sender of headers that never ends is closed on, and so is one who says nothing.
    for beginning in [
        "POST /api/v1/commands HTTP/1.1\r\nHost: localhost\r\nX-",
        "",
    ] {
        let answer = raw(&served, beginning.as_bytes(), false);
        assert!(!answer.contains(" 20"), "{answer}");
    }
    still_serves(&served, &client);
}

#[test]
fn what_is_no_http_is_closed_on_and_pipelined_rubbish_undoes_no_command() {
    let (served, client) = served();
    let rubbish: [&[u8]; 5] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"\0\0\0\0\r\n\r\n",
    ];
    for bytes in rubbish {
        let answer = raw(&served, bytes, true);
        assert!(answer.is_empty() || said(&answer).0 >= 400, "{answer}");
    }
    let length = format!("Content-Length: {}", UNIT.len());
    let head = head(&client, &["Content-Type: application/json", &length]);
    let head = head.replace("Connection: close\r\n", "");
    let request = format!("{head}{UNIT}\u{1}\u{2}rubbish\r\n\r\n");
    let answer = raw(&served, request.as_bytes(), true);
    assert_eq!(said(&answer).0, 201, "{answer}");
    still_serves(&served, &client);
}

#[test]
fn a_token_that_is_altered_revoked_or_no_token_lets_nobody_in() {
    let (served, client) = served();
    let token = client.token().to_owned();
    let list = || {
        served
            .ledger
            .run(&["token", "list", "--format", "json"])
            .ok()
            .json()
    };
    let id = list()["tokens"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let altered = format!("{}A", &token[..token.len() - 1]);
    let ask = |given: &str| {
        let request = format!(
            "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: {given}\r\n\r\n"
        );
        raw(&served, request.as_bytes(), false)
    };
    for given in [
        "Bearer",
        "Bearer liggare_x_y",
        "Basic YTpi",
        "Bearer \u{e5}",
        &format!("Bearer {altered}B"),
        &token,
    ] {
        let answer = ask(given);
        assert_eq!(said(&answer).0, 401, "{given}: {answer}");
        assert!(
            answer.to_lowercase().contains("www-authenticate: bearer"),
            "{answer}"
        );
    }
    assert_eq!(said(&ask(&format!("Bearer {token}"))).0, 200);
    served.ledger.run(&["token", "revoke", &id]).ok();
    let answer = ask(&format!("Bearer {token}"));
    assert_eq!(said(&answer).0, 401, "{answer}");
    let reply = client
        .post("/api/v1/commands", &[], UNIT)
        .expect("an answer");
    assert_eq!(reply.status, 401);
    still_serves(&served, &served.client("adm"));
}

/// A right command is taken, and it is all that the ledger holds.
fn still_serves(served: &Served, client: &Client) {
    let reply = client
        .post("/api/v1/commands", &[], UNIT)
        .expect("an answer");
    assert!([200, 201].contains(&reply.status), "{}", reply.text);
    let status = client.get("/api/v1/status").json();
    assert_eq!(status["basis"]["size"], json!(1), "{}", served.address);
}
