//! Every answer of the protocol, over a real connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;

use super::{NOW, cosigns, leaves, log_key, note, proof, request, witness, written};
use crate::note::{Algorithm, Checkpoint, SigningKey};
use crate::witness::{Witness, http};

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    media: String,
    body: String,
}

/// A service on a port of its own, until the test's process ends.
fn served(witness: Witness) -> SocketAddr {
    let (say, hear) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            say.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, http::service(witness, || NOW))
                .await
                .unwrap();
        });
    });
    hear.recv().unwrap()
}

fn sent(address: SocketAddr, method: &str, path: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: vittne\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // A body that is too large may be refused before it has been sent.
    let _ = stream.write_all(body);
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let media = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-type")
            .then(|| value.to_owned())
    });
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        media: media.unwrap_or_default(),
        body: body.to_owned(),
    }
}

fn posted(address: SocketAddr, request: &str) -> Answer {
    sent(address, "POST", "/add-checkpoint", request.as_bytes())
}

#[test]
fn every_answer_is_the_one_of_the_protocol() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = witness(folder.path());
    cosigns(&mut open, "abcd", 0).unwrap();
    let own = open.state().key().verifier().clone();
    let address = served(open);
    let hashes = proof(4, &leaves("abcdefg"));
    let elsewhere = SigningKey::from_seed("Annan/1", Algorithm::Ed25519, &[1; 32]).unwrap();
    let rows = [
        (400, "old 4\n".to_owned()),
        (
            403,
            written(4, &hashes, &note("abcdefg", &log_key(2)).text()),
        ),
        (
            404,
            written(4, &hashes, &note("abcdefg", &elsewhere).text()),
        ),
        (422, written(4, &[], &note("abcdefg", &log_key(1)).text())),
        (409, written(4, &[], &note("abcx", &log_key(1)).text())),
    ];
    for (status, request) in rows {
        let answer = posted(address, &request);
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.media, "text/plain; charset=utf-8", "{answer:?}");
        assert!(answer.body.ends_with(".\n"), "{answer:?}");
    }
    let stale = posted(address, &request("abcdefg", 0));
    assert_eq!((stale.status, stale.body.as_str()), (409, "4\n"));
    assert_eq!(stale.media, "text/x.tlog.size");

    let accepted = posted(address, &request("abcdefg", 4));
    assert_eq!(accepted.status, 200, "{accepted:?}");
    let whole = note("abcdefg", &log_key(1)).text() + &accepted.body;
    let (cosigned, checkpoint) = Checkpoint::of_note(&whole).unwrap();
    assert_eq!(checkpoint.size, 7);
    cosigned.verify(&own).unwrap();
    let stale = posted(address, &request("abcdefgh", 4));
    assert_eq!((stale.status, stale.body.as_str()), (409, "7\n"));
}

#[test]
fn nothing_else_is_answered_and_no_large_body_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let address = served(witness(folder.path()));
    assert_eq!(sent(address, "GET", "/add-checkpoint", b"").status, 405);
    assert_eq!(sent(address, "POST", "/annat", b"").status, 404);
    let large = vec![b'x'; 64 * 1024 + 1];
    assert_eq!(sent(address, "POST", "/add-checkpoint", &large).status, 413);
    // And it still answers.
    assert_eq!(posted(address, &request("abc", 0)).status, 200);
}

/// Both keepers ask at once, many times over: one of them gets the signature.
#[test]
fn of_two_that_ask_at_once_one_is_answered() {
    let (one, other) = ("abcdefgh-one", "abcdefgh+other");
    for _ in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        let mut open = witness(folder.path());
        cosigns(&mut open, &one[..8], 0).unwrap();
        let address = served(open);
        let asks = [one, other]
            .map(|history| thread::spawn(move || posted(address, &request(history, 8)).status));
        let mut answers = asks.map(|ask| ask.join().unwrap());
        answers.sort_unstable();
        assert_eq!(answers, [200, 409]);
    }
}
