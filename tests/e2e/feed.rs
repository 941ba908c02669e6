//! The feed and the log over HTTP, as other systems read them.

use base64ct::{Base64, Encoding};
use ledger::basis::Hash;
use ledger::feed::cloud_event;
use ledger::log::merkle::proof::{includes, is_consistent};
use ledger::log::merkle::{leaf_hash, root};
use ledger::proof::{SignedNote, TreeHead, VerifierKey};
use serde_json::Value;

use crate::served::{Client, Served};

const API: &str = "/api/v1";

/// The answer of a path, whose body need not be text.
fn answer(served: &Served, client: &Client, path: &str) -> ureq::http::Response<ureq::Body> {
    let request = ureq::get(format!("{}{API}{path}", served.address));
    let request = request.header("authorization", format!("Bearer {}", client.token()));
    request
        .call()
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn fetched(served: &Served, client: &Client, path: &str) -> Vec<u8> {
    let mut answer = answer(served, client, path);
    answer.body_mut().read_to_vec().expect("a body")
}

fn json(client: &Client, path: &str) -> Value {
    client.get(&format!("{API}{path}")).json()
}

fn hash(value: &Value) -> Hash {
    let text = value.as_str().expect("a hash");
    let bytes = Base64::decode_vec(text).expect("base64");
    Hash(bytes.try_into().expect("32 bytes"))
}

fn hashes(value: &Value) -> Vec<Hash> {
    value.as_array().expect("a list").iter().map(hash).collect()
}

/// The last checkpoint, verified by the key that `liggare key` tells.
fn checkpoint(served: &Served, client: &Client) -> TreeHead {
    let note = SignedNote::parse(&fetched(served, client, "/log/checkpoint")).expect("a note");
    let told = served.ledger.run(&["key", "--format", "json"]).ok().json();
    let key = told["keys"][0]["verifier_key"].as_str().expect("a key");
    let key = VerifierKey::parse(key).expect("a key");
    note.verify(&key).expect("it is signed by the ledger");
    TreeHead::of(&note).expect("a checkpoint")
}

/// Every page of the feed, by `Liggare-Next`.
fn pages(served: &Served, client: &Client, query: &str) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut from = 0_u64;
    loop {
        let path = format!("/events?limit=300&from={from}{query}");
        let mut response = answer(served, client, &path);
        let said = |name: &str| {
            let value = response.headers()[name].to_str().expect("text");
            value.parse::<u64>().expect("a number")
        };
        let (next, size) = (said("liggare-next"), said("liggare-size"));
        let has_more = response.headers().contains_key("link");
        assert_eq!(has_more, next < size, "{path}");
        let body = response.body_mut().read_to_vec().expect("a body");
        let page = body.split_inclusive(|byte| *byte == b'\n');
        lines.extend(page.map(|line| line[..line.len() - 1].to_vec()));
        if !has_more {
            return lines;
        }
        assert!(next > from, "the place moves on");
        from = next;
    }
}

/// What a follower on another machine does: it reads every page, computes every
/// leaf, and holds the root of them against the signed checkpoint; the tiles, the
/// bundles and the proofs say the same.
#[test]
fn the_feed_the_tiles_and_the_proofs_all_lead_to_the_signed_checkpoint() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    let head = checkpoint(&served, &client);
    let ledger = json(&client, "/status")["ledger"].clone();
    let source = format!("urn:liggare:{}", ledger.as_str().expect("an id"));
    let lines = pages(&served, &client, "");
    let records = lines.iter().map(|line| cloud_event::read(&source, line));
    let leaves: Vec<Hash> = records
        .map(|record| record.expect("an event").leaf)
        .collect();
    assert_eq!(leaves.len() as u64, head.size);
    assert_eq!(root(&leaves), head.root);

    for (number, tile) in (0..).zip(leaves.chunks(256)) {
        let path = match tile.len() {
            256 => format!("{number:03}"),
            width => format!("{number:03}.p/{width}"),
        };
        let bytes = fetched(&served, &client, &format!("/log/tile/0/{path}"));
        let expected: Vec<u8> = tile.iter().flat_map(|leaf| leaf.0).collect();
        assert_eq!(bytes, expected, "tile {path}");
        let mut bundle = &fetched(&served, &client, &format!("/log/tile/entries/{path}"))[..];
        for leaf in tile {
            let (length, rest) = bundle.split_first_chunk::<2>().expect("a length");
            let (entry, rest) = rest.split_at(u16::from_be_bytes(*length).into());
            assert_eq!(leaf_hash(entry), *leaf, "bundle {path}");
            bundle = rest;
        }
        assert!(bundle.is_empty(), "bundle {path}");
    }
    let upper: Vec<Hash> = leaves.chunks_exact(256).map(root).collect();
    let bytes = fetched(
        &served,
        &client,
        &format!("/log/tile/1/000.p/{}", upper.len()),
    );
    assert_eq!(
        bytes,
        upper.iter().flat_map(|hash| hash.0).collect::<Vec<_>>()
    );

    for position in [0, 1, 255, 256, head.size - 1] {
        let path = format!("/proofs/inclusion?position={position}&size={}", head.size);
        let answer = json(&client, &path);
        let leaf = hash(&answer["leaf"]);
        let proof = hashes(&answer["proof"]);
        assert!(
            includes(&leaf, position, head.size, &proof, &head.root),
            "{path}"
        );
        assert_eq!(leaf, leaves[usize::try_from(position).expect("it fits")]);
    }
    let earlier = json(&client, "/checkpoints?limit=1000");
    for checkpoint in earlier["checkpoints"].as_array().expect("a list") {
        let size = checkpoint["size"].as_u64().expect("a size");
        let path = format!("/proofs/consistency?from={size}&to={}", head.size);
        let answer = json(&client, &path);
        let (old, proof) = (hash(&checkpoint["root"]), hashes(&answer["proof"]));
        assert!(
            is_consistent(size, head.size, &old, &head.root, &proof),
            "{path}"
        );
    }
}

#[test]
fn a_filtered_reader_is_told_what_it_asked_for_on_pages_that_move_on() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    let all = pages(&served, &client, "");
    for (query, kind) in [
        ("&type=OutcomeBooked", "se.liggare.OutcomeBooked.v1"),
        (
            "&type=se.liggare.PlanAdopted.v1",
            "se.liggare.PlanAdopted.v1",
        ),
    ] {
        let wanted = format!("\"type\":\"{kind}\"");
        let expected = all.iter().filter(|line| {
            let line = String::from_utf8_lossy(line);
            line.contains(&wanted)
        });
        let told = pages(&served, &client, query);
        assert!(!told.is_empty() && told.iter().eq(expected), "{query}");
    }
    let under = pages(&served, &client, "&unit=RS").len();
    let alone = pages(&served, &client, "&unit=RS&subtree=false").len();
    assert!(alone < under && under < all.len(), "{alone} {under}");
    let whole = pages(&served, &client, "&unit=RF").len();
    assert_eq!(whole, all.len(), "everything belongs to the region");
}

#[test]
fn what_cannot_be_answered_is_a_problem_with_its_code() {
    let served = Served::demonstration();
    let auditor = served.client("revisor");
    let controller = served.client("controller");
    let rows = [
        (&auditor, "/events?from=1000000", 409, "beyond_end"),
        (&auditor, "/events/live?from=1000000", 409, "beyond_end"),
        (&auditor, "/events?limit=0", 400, "question_not_understood"),
        (
            &auditor,
            "/events?type=Nothing",
            400,
            "question_not_understood",
        ),
        (
            &auditor,
            "/events?unit=NOWHERE",
            400,
            "question_not_understood",
        ),
        (
            &auditor,
            "/events?subtree=true",
            400,
            "question_not_understood",
        ),
        (
            &auditor,
            "/events?surprise=1",
            400,
            "question_not_understood",
        ),
        (
            &auditor,
            "/events?known_at=@1&basis=1",
            400,
            "question_not_understood",
        ),
        (&auditor, "/events/1000000", 404, "not_found"),
        (
            &auditor,
            "/log/tile/0/x000/001",
            400,
            "question_not_understood",
        ),
        (&auditor, "/log/tile/64/000", 400, "question_not_understood"),
        (&auditor, "/log/tile/0/999", 404, "not_found"),
        (&auditor, "/log/tile/entries/999", 404, "not_found"),
        (
            &auditor,
            "/proofs/inclusion?position=1000000",
            400,
            "question_not_understood",
        ),
        (
            &auditor,
            "/proofs/consistency?from=9&to=8",
            400,
            "question_not_understood",
        ),
        (&controller, "/events", 403, "not_permitted"),
        (&controller, "/events/live", 403, "not_permitted"),
        (&controller, "/log/tile/entries/000", 403, "not_permitted"),
        (&controller, "/log/checkpoint", 403, "not_permitted"),
    ];
    for (client, path, status, code) in rows {
        let reply = client.get(&format!("{API}{path}"));
        assert_eq!(reply.status, status, "{path}");
        let kind = &reply.headers["content-type"];
        assert_eq!(kind, "application/problem+json", "{path}");
        assert_eq!(reply.json()["code"], code, "{path}");
    }
}

#[test]
fn a_server_whose_feed_is_followed_ends_when_it_is_told_to() {
    let served = Served::demonstration();
    let client = served.client("revisor");
    let response = answer(&served, &client, "/events/live");
    served.stop();
    let text = response
        .into_body()
        .read_to_string()
        .expect("it ended whole");
    assert!(text.contains("event: caught-up"));
}
