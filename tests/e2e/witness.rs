//! A real witness and a real ledger: what is published has been seen by someone
//! who is not its keeper, and two histories never both have been.

mod office;
mod rotation;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use ledger::proof::{SignedNote, TreeHead, VerifierKey, cosignature};
use serde_json::Value;

use crate::harness::{Answer, Ledger};
use office::Office;

/// The verifier key of a ledger, as it is published.
fn key_of(ledger: &Ledger) -> String {
    let keys = ledger.run(&["key", "--format", "json"]).ok().json();
    let last = keys["keys"]
        .as_array()
        .and_then(|keys| keys.last())
        .unwrap();
    last["verifier_key"].as_str().unwrap().to_owned()
}

/// Records that a publication needs this many of these witnesses.
fn adopt(ledger: &Ledger, id: &str, witnesses: &[String], required: u8) {
    let line = format!(
        r#"{{"id":"{id}","actor":"p-1","decision":"B-PLAN","command":{{"AdoptWitnessPolicy":{{"witnesses":{},"required":{required}}}}}}}"#,
        serde_json::to_string(witnesses).unwrap()
    );
    ledger.run_with(&["record"], line.as_bytes()).ok();
}

/// Records something: the same of every id that is given.
fn note_event(ledger: &Ledger, id: &str) {
    let line = format!(
        r#"{{"id":"{id}","actor":"p-1","command":{{"NoteSignificantEvent":{{"unit":"KN","kind":"significant_event","date":"2025-03-01","title":"{id}","text":""}}}}}}"#
    );
    ledger.run_with(&["record"], line.as_bytes()).ok();
}

fn publish(ledger: &Ledger, report: &str, more: &[&str]) -> Answer {
    let mut words = vec!["publish", "periodrapport", "KN", "2025-01/2025-03"];
    words.extend(["--report", report, "--actor", "p-1"]);
    words.extend(more);
    ledger.run(&words)
}

/// A small region, and a witness that knows it and is asked for.
fn witnessed_region() -> (Ledger, Office) {
    let ledger = Ledger::region();
    let office = Office::new("revisorerna.example/vittne");
    office.trust(&key_of(&ledger));
    adopt(&ledger, "vittnen", std::slice::from_ref(&office.key), 1);
    (ledger, office)
}

fn refused(answer: &Answer, words: &[&str]) {
    assert_eq!(answer.code, 1, "{}{}", answer.out, answer.err);
    for word in words {
        assert!(answer.err.contains(word), "{word}: {}", answer.err);
    }
}

/// The payloads of the ledger's events of a kind.
fn payloads(ledger: &Ledger, kind: &str) -> Vec<Value> {
    let log = ledger
        .run(&["log", "--type", kind, "--format", "json"])
        .ok();
    let events = log.out.lines().map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        event["payload"].clone()
    });
    events.collect()
}

#[test]
fn what_must_be_witnessed_is_published_only_when_the_witness_has_seen_it() {
    let (ledger, mut office) = witnessed_region();
    office.start();
    refused(
        &publish(&ledger, "PR-1", &[]),
        &["witness_required", "liggare witness"],
    );
    let said = ledger
        .run(&["witness", "--url", office.url(), "--format", "json"])
        .ok()
        .json();
    assert_eq!(said["kind"], "witnessed");
    assert_eq!(said["witnesses"][0], "revisorerna.example/vittne");
    let (size, root) = ledger.size_and_root();
    assert_eq!(said["size"], size);
    assert_eq!(said["root"], root);
    publish(&ledger, "PR-1", &[]).ok();

    // Whoever has the two keys can verify what stands in the log.
    let witnessed = payloads(&ledger, "PublicationWitnessed");
    assert_eq!(witnessed.len(), 1);
    assert_eq!(witnessed[0]["report"], "PR-1");
    let note = witnessed[0]["checkpoint"].as_str().unwrap();
    let note = SignedNote::parse(note.as_bytes()).unwrap();
    note.verify(&VerifierKey::parse(&key_of(&ledger)).unwrap())
        .unwrap();
    cosignature::verify(&note, &VerifierKey::parse(&office.key).unwrap()).unwrap();
    let head = TreeHead::of(&note).unwrap();
    assert_eq!((head.size, head.root.to_string()), (size, root));

    // The publication itself came after: the next needs a new word.
    refused(&publish(&ledger, "PR-2", &[]), &["witness_required"]);
    publish(&ledger, "PR-2", &["--witness", office.url()]).ok();
    assert_eq!(payloads(&ledger, "PublicationWitnessed").len(), 2);

    // Published twice, it is the same publication, and nobody is asked.
    office.kill();
    let again = publish(&ledger, "PR-2", &["--witness", office.url()]).ok();
    assert!(again.out.contains("redan publicerad"), "{}", again.out);
}

#[test]
fn two_witnesses_that_are_both_asked_for_sign_the_same_checkpoint() {
    let (ledger, mut one) = witnessed_region();
    let mut other = Office::new("lansstyrelsen.example/vittne");
    other.trust(&key_of(&ledger));
    adopt(&ledger, "tva", &[one.key.clone(), other.key.clone()], 2);
    one.start();
    other.start();
    refused(
        &publish(&ledger, "PR-1", &["--witness", one.url()]),
        &["witness_required", "1 av policyns vittnen; 2 krävs"],
    );
    // The first word is kept; asked again, the witness adds no second of its own.
    for url in [one.url(), other.url(), one.url()] {
        ledger.run(&["witness", "--url", url]).ok();
    }
    publish(&ledger, "PR-1", &[]).ok();
    let note = payloads(&ledger, "PublicationWitnessed")[0]["checkpoint"]
        .as_str()
        .unwrap()
        .to_owned();
    let note = SignedNote::parse(note.as_bytes()).unwrap();
    assert_eq!(note.signatures().len(), 3, "{note}");
}

/// A ledger is copied and the two go different ways. Whichever comes to the
/// witness first, the other never gets its word, though the witness is killed
/// and started anew between.
#[test]
fn of_two_ledgers_that_part_one_gets_the_witnesss_word() {
    for first in [0, 1] {
        let (one, mut office) = witnessed_region();
        office.start();
        one.run(&["witness", "--url", office.url()]).ok();
        let other = one.copied();
        note_event(&one, "den-ena-vagen");
        note_event(&other, "den-andra-vagen");
        note_event(&other, "och-langre");
        let (kept, refused_one) = if first == 0 {
            (one, other)
        } else {
            (other, one)
        };
        publish(&kept, "PR-1", &["--witness", office.url()]).ok();
        for restarted in [false, true] {
            if restarted {
                office.kill();
                office.start();
            }
            refused(
                &refused_one.run(&["witness", "--url", office.url()]),
                &["vittnet"],
            );
            refused(
                &publish(&refused_one, "PR-1", &["--witness", office.url()]),
                &["vittnet"],
            );
            refused(&publish(&refused_one, "PR-1", &[]), &["witness_required"]);
            // Longer than what was seen, it is refused for what it says.
            for number in 0..6 {
                note_event(&refused_one, &format!("mer-{restarted}-{number}"));
            }
            refused(
                &refused_one.run(&["witness", "--url", office.url()]),
                &["annan historia", "HTTP 422"],
            );
        }
        publish(&kept, "PR-2", &["--witness", office.url()]).ok();
    }
}

/// Both parts ask at once, again and again, while the witness is killed at some
/// moment of each round: before it judges, between remembering and answering, or
/// after. Not one round's word may go to the other part than all the rest.
#[test]
fn however_often_the_witness_is_killed_only_one_of_two_parts_gets_its_word() {
    let (one, mut office) = witnessed_region();
    office.start();
    one.run(&["witness", "--url", office.url()]).ok();
    let other = one.copied();
    note_event(&one, "den-ena-vagen");
    note_event(&other, "den-andra-vagen");
    let mut had_word = [0, 0];
    for round in 0..8 {
        let url = office.url().to_owned();
        let codes = thread::scope(|scope| {
            let asking = [&one, &other].map(|ledger| {
                let url = url.as_str();
                scope.spawn(move || ledger.run(&["witness", "--url", url]).code)
            });
            thread::sleep(Duration::from_millis(40 * round));
            office.kill();
            asking.map(|asked| asked.join().unwrap())
        });
        for (had, code) in had_word.iter_mut().zip(codes) {
            *had += u32::from(code == 0);
        }
        office.start();
    }
    let last = [&one, &other].map(|ledger| ledger.run(&["witness", "--url", office.url()]).code);
    for (had, code) in had_word.iter_mut().zip(last) {
        *had += u32::from(code == 0);
    }
    let parts = had_word.iter().filter(|had| **had > 0).count();
    assert_eq!(parts, 1, "{had_word:?}");
}

/// Takes one request, lets the witness judge it, and is gone before it answers.
fn lose_the_answer(witness: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let witness = witness.trim_start_matches("http://").to_owned();
    thread::spawn(move || {
        let (mut asking, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut piece = [0; 4096];
        let is_whole = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let (head, body) = text.split_once("\r\n\r\n")?;
            let length = head.lines().find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse()
                    .ok()
            });
            (body.len() >= length.unwrap_or(usize::MAX)).then_some(())
        };
        while is_whole(&request).is_none() {
            let count = asking.read(&mut piece).unwrap();
            request.extend_from_slice(&piece[..count]);
        }
        let mut judging = TcpStream::connect(witness).unwrap();
        judging.write_all(&request).unwrap();
        let count = judging.read(&mut piece).unwrap();
        let answer = String::from_utf8_lossy(&piece[..count]).into_owned();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    });
    url
}

#[test]
fn an_answer_that_was_lost_is_asked_for_again() {
    let (ledger, mut office) = witnessed_region();
    office.start();
    let lost = ledger.run(&["witness", "--url", &lose_the_answer(office.url())]);
    assert_eq!(lost.code, 4, "{}{}", lost.out, lost.err);
    assert!(lost.err.contains("försök igen"), "{}", lost.err);
    refused(&publish(&ledger, "PR-1", &[]), &["witness_required"]);
    // Killed after it had remembered and before anyone heard of it.
    office.kill();
    office.start();
    // The ledger believes the witness has seen nothing; it is told otherwise.
    publish(&ledger, "PR-1", &["--witness", office.url()]).ok();
}

#[test]
fn a_witness_without_a_network_takes_and_gives_files() {
    let (ledger, office) = witnessed_region();
    let asked = ledger.around.path().join("begaran.txt");
    let answer = ledger.around.path().join("svar.txt");
    let (asked_text, answer_text) = (asked.to_str().unwrap(), answer.to_str().unwrap());
    for report in ["PR-1", "PR-2"] {
        ledger.run(&["witness", "--write", asked_text]).ok();
        office.judge(&asked, &answer).ok();
        ledger.run(&["witness", "--take", answer_text]).ok();
        publish(&ledger, report, &[]).ok();
    }
    // What came later is not what the answer speaks of.
    let late = ledger.run(&["witness", "--take", answer_text]);
    refused(&late, &["ingen giltig bekräftelse", "skicka annars en ny"]);
    fs::write(&answer, "hej").unwrap();
    refused(
        &ledger.run(&["witness", "--take", answer_text]),
        &["går inte att läsa"],
    );
    // A proof that begins elsewhere is refused, and says where to begin.
    ledger
        .run(&["witness", "--write", asked_text, "--old", "3"])
        .ok();
    let stale = office.judge(&asked, &answer);
    refused(&stale, &["Vittnet har senast bekräftat storleken"]);
    let garbage = ledger.around.path().join("skrap.txt");
    fs::write(&garbage, "hej").unwrap();
    refused(&office.judge(&garbage, &answer), &["Begäran är felaktig"]);
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let ledger = Ledger::region();
    let mut office = Office::new("vittne");
    office.start();
    // Nobody is named as witness.
    refused(
        &ledger.run(&["witness", "--url", office.url()]),
        &["ingen vittnespolicy", "AdoptWitnessPolicy"],
    );
    adopt(&ledger, "vittnen", std::slice::from_ref(&office.key), 1);
    // The witness does not know the log.
    refused(
        &ledger.run(&["witness", "--url", office.url()]),
        &["känner inte", "--log-key"],
    );
    // The witness is not the one that the policy names.
    office.kill();
    office.trust(&key_of(&ledger));
    let mut stranger = Office::new("nagon-annan");
    stranger.trust(&key_of(&ledger));
    stranger.start();
    refused(
        &ledger.run(&["witness", "--url", stranger.url()]),
        &["ingen giltig bekräftelse", "policyn"],
    );
    // Nobody answers.
    let closed = ledger.run(&["witness", "--url", office.url()]);
    assert_eq!(closed.code, 4, "{}", closed.err);
    assert!(closed.err.contains("vittnet kunde inte tillfrågas"));
    // Neither how nor both.
    assert_eq!(ledger.run(&["witness"]).code, 2);
    let both = ["witness", "--url", office.url(), "--write", "x"];
    assert_eq!(ledger.run(&both).code, 2);
    // An empty ledger has nothing to be witnessed.
    let empty = Ledger::empty();
    assert_eq!(empty.run(&["witness", "--url", office.url()]).code, 1);
}

/// The keeper puts an older backup in place. The witness has seen more.
#[test]
fn a_ledger_that_was_put_back_to_an_older_copy_is_told_apart() {
    let (ledger, mut office) = witnessed_region();
    office.start();
    ledger.run(&["witness", "--url", office.url()]).ok();
    let backup = ledger.copied();
    for number in 0..3 {
        note_event(&ledger, &format!("senare-{number}"));
    }
    ledger.run(&["witness", "--url", office.url()]).ok();
    refused(
        &backup.run(&["witness", "--url", office.url()]),
        &["vittnet har bekräftat", "äldre", "säkerhetskopia"],
    );
}

/// Story: some hundred connections that said nothing used up what the system let
/// the witness open, and it ended with a panic instead of waiting.
#[test]
fn idle_connections_beyond_what_the_system_allows_end_no_witness() {
    let mut office = Office::new("revisorerna.example/trang");
    office.start_narrow();
    let address = office.url().trim_start_matches("http://").to_owned();
    let idle: Vec<TcpStream> = (0..80)
        .map(|_| TcpStream::connect(&address).unwrap())
        .collect();
    thread::sleep(Duration::from_millis(300));
    drop(idle);
    let mut asked = TcpStream::connect(&address).unwrap();
    asked
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let request = "POST /add-checkpoint HTTP/1.1\r\nHost: v\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
    asked.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    asked.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}
