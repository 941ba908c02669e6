//! The server as those who run it see it: settings, health, stopping, limits.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use rustix::process::Signal;

use crate::harness::Ledger;
use crate::served::Served;

mod encrypted;
mod load;
mod measured;
mod settings;

/// What a raw connection is answered, until the server closes it.
fn raw(served: &Served, sent: &[u8]) -> String {
    let address = served.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream
        .set_read_timeout(Some(Duration::from_secs(120)))
        .expect("a limit");
    stream.write_all(sent).expect("it is sent");
    let mut answer = Vec::new();
    // A connection that is cut has answered what it has.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_server_that_is_well_says_so_to_anyone_and_names_every_request() {
    let served = Served::demonstration();
    let anyone = served.anyone();
    let mut ids = Vec::new();
    for path in ["/health/live", "/health/ready"] {
        let reply = anyone.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        assert_eq!(reply.text, r#"{"ok":true}"#);
        ids.push(
            reply.headers["x-request-id"]
                .to_str()
                .expect("text")
                .to_owned(),
        );
    }
    let problem = anyone.get("/api/v1/status");
    assert_eq!(problem.status, 401);
    let id = problem.headers["x-request-id"]
        .to_str()
        .expect("text")
        .to_owned();
    assert_eq!(problem.json()["instance"], id.as_str());
    assert!(!ids.contains(&id) && ids[0] != ids[1], "{ids:?} {id}");
}

#[test]
fn the_log_names_request_route_status_and_pseudonym_and_nothing_secret() {
    let served = Served::start(Ledger::demonstration(), &["--log-format", "json"]);
    let revisor = served.client("revisor");
    let reply = revisor.get("/api/v1/events/3");
    assert_eq!(reply.status, 200, "{}", reply.text);
    let line = served.says("besvarad");
    let logged: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(logged["route"], "/api/v1/events/{position}");
    assert_eq!(logged["status"], 200);
    assert_eq!(logged["actor"], "p-revisor-1");
    assert_eq!(
        logged["id"],
        reply.headers["x-request-id"].to_str().expect("text")
    );
    assert!(
        !line.contains(revisor.token()) && !line.contains("Demo Revisor"),
        "{line}"
    );
}

#[test]
fn a_second_server_on_the_same_ledger_is_told_who_holds_it() {
    let served = Served::demonstration();
    let second = served.ledger.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.code, 3, "{}", second.err);
    let holder = served.process().as_raw_nonzero().to_string();
    assert!(second.err.contains(&holder), "{}", second.err);
}

#[test]
fn a_server_stops_with_everything_signed_even_while_someone_reads_live() {
    let served = Served::demonstration();
    let revisor = served.client("revisor");
    let address = served.address.trim_start_matches("http://").to_owned();
    let token = revisor.token().to_owned();
    let mut live = TcpStream::connect(&address).expect("a connection");
    write!(
        live,
        "GET /api/v1/events/live HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n"
    )
    .expect("it is sent");
    let mut first = [0; 64];
    live.read_exact(&mut first).expect("an answer");
    assert!(first.starts_with(b"HTTP/1.1 200"));
    let ledger = served.stop();
    let mut rest = Vec::new();
    live.read_to_end(&mut rest)
        .expect("the stream ends in order");
    assert!(rest.ends_with(b"0\r\n\r\n"), "the last chunk is told");
    ledger.run(&["verify"]).ok();
}

#[test]
fn a_second_signal_ends_the_server_at_once_and_loses_nothing() {
    let mut served = Served::start(Ledger::demonstration(), &["--grace-seconds", "3600"]);
    // Someone who has begun to ask holds up the orderly stop.
    let address = served.address.trim_start_matches("http://").to_owned();
    let mut slow = TcpStream::connect(&address).expect("a connection");
    slow.write_all(
        b"POST /api/v1/commands HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{",
    )
    .expect("it is sent");
    served.signal(Signal::TERM);
    served.says("avslutar");
    served.signal(Signal::INT);
    let ended = served.wait();
    // The orderly stop may have been quicker than the second signal.
    assert!(matches!(ended.code(), Some(130 | 0)), "{ended}");
    served.ledger.run(&["verify"]).ok();
}

#[test]
fn a_caller_that_is_slow_to_ask_is_let_go_and_holds_up_nobody() {
    let served = Served::start(
        Ledger::demonstration(),
        &["--headers-seconds", "1", "--body-seconds", "1"],
    );
    let answer = raw(&served, b"GET /health/live HTTP/1.1\r\nhost:");
    assert!(!answer.contains("200 OK"), "{answer}");
    let answer = raw(&served, b"");
    assert!(!answer.contains("200 OK"), "{answer}");
    assert_eq!(served.anyone().get("/health/live").status, 200);
}

#[test]
fn no_more_connections_are_let_in_than_the_settings_say() {
    let served = Served::start(Ledger::demonstration(), &["--max-connections", "1"]);
    let address = served.address.trim_start_matches("http://").to_owned();
    let mut first = TcpStream::connect(&address).expect("a connection");
    first
        .write_all(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
        .expect("it is sent");
    let mut answer = [0; 15];
    first.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    let turned_away = raw(&served, b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
    assert_eq!(turned_away, "");
    drop(first);
    served.says("avvisades");
}

/// One address could take every connection, those of health too.
#[test]
fn one_address_is_let_in_as_often_as_the_settings_say_and_again_when_it_lets_go() {
    let most = ["--max-connections-per-address", "2"];
    let served = Served::start(Ledger::demonstration(), &most);
    let address = served.address.trim_start_matches("http://").to_owned();
    let question = b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
    let hold = || {
        let mut stream = TcpStream::connect(&address).expect("a connection");
        stream.write_all(question).expect("it is sent");
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).ok().map(|()| stream)
    };
    let (first, second) = (hold(), hold());
    assert!(first.is_some() && second.is_some());
    assert!(hold().is_none());
    assert!(served.says("avvisades").contains("adressen har redan"));
    drop(first);
    let begun = std::time::Instant::now();
    while hold().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "let in again");
    }
}

#[test]
fn a_disk_that_is_nearly_full_makes_the_server_not_ready_while_it_goes_on_answering() {
    let served = Served::start(Ledger::demonstration(), &["--min-free-mib", "4294967295"]);
    let reply = served.anyone().get("/health/ready");
    assert_eq!(reply.status, 503);
    assert_eq!(reply.headers["content-type"], "application/problem+json");
    let problem = reply.json();
    assert_eq!(problem["code"], "not_ready");
    assert_eq!(problem["reasons"], serde_json::json!(["disk_full"]));
    assert_eq!(served.client("revisor").get("/api/v1/status").status, 200);
}

/// Nobody could log in, and the server said that it was ready.
#[test]
fn a_server_whose_accounts_cannot_be_read_is_not_ready_and_says_what_to_do() {
    let served = Served::demonstration();
    let revisor = served.client("revisor");
    let accounts = served.ledger.folder.join("accounts.json");
    let with = |mode| fs::set_permissions(&accounts, fs::Permissions::from_mode(mode));
    with(0o644).expect("a mode");
    let reply = served.anyone().get("/health/ready");
    assert_eq!(reply.status, 503);
    let reasons = serde_json::json!(["accounts_unreadable"]);
    assert_eq!(reply.json()["reasons"], reasons);
    let refused = revisor.get("/api/v1/status");
    assert_eq!(refused.status, 503);
    assert_eq!(refused.json()["code"], "accounts_unreadable");
    let remedy = refused.json()["remedy"].to_string();
    assert!(remedy.contains("accounts.json"), "{remedy}");
    with(0o600).expect("a mode");
    assert_eq!(served.anyone().get("/health/ready").status, 200);
    assert_eq!(revisor.get("/api/v1/status").status, 200);
}

#[test]
fn a_server_that_is_open_to_the_network_without_tls_says_so_unless_a_proxy_is_named() {
    let ledger = Ledger::demonstration();
    let copy = ledger.copied();
    let start = |ledger: Ledger, rest: &[&str]| {
        let mut command = ledger.command(&["serve", "--listen", "0.0.0.0:0"]);
        command.args(rest);
        Served::spawn(ledger, command)
    };
    let open = start(ledger, &[]);
    assert!(open.says("VARNING").contains("TLS"));
    let proxied = start(copy, &["--behind-proxy"]);
    proxied.signal(Signal::TERM);
    let line = proxied.says("");
    assert!(!line.contains("VARNING"), "{line}");
}

#[test]
fn the_server_keeps_its_read_model_when_it_stops() {
    let served = Served::demonstration();
    let ledger = served.stop();
    let status = ledger.run(&["status", "--format", "json"]).ok().json();
    assert_eq!(status["events_folded_at_opening"], 0, "{status}");
}
