//! Writers while the server is stopped, and while the disk fills up.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::harness::Ledger;
use crate::served::{Client, Reply, Served};

/// How many write at once.
const WRITERS: u64 = 8;

/// How many commands are acknowledged before the server is told to stop.
const BEFORE_STOP: u64 = 100;

/// The longest text that a command may have, in characters.
const LONG: usize = 20_000;

/// Notes something with a text; none when the server is gone.
fn note(controller: &Client, id: &str, chars: usize) -> Option<Reply> {
    let text = "a".repeat(chars);
    let body = format!(
        r#"{{"id":"{id}","command":{{"NoteSignificantEvent":{{"unit":"RS","kind":"significant_event","date":"2025-05-01","title":"{id}","text":"{text}"}}}}}}"#
    );
    controller.post("/api/v1/commands", &[], &body)
}

/// Asks again about what was acknowledged: each is there, and recorded once.
fn all_are_there(ledger: Ledger, acknowledged: &[String], chars: usize) {
    ledger.run(&["verify"]).ok();
    let served = Served::start(ledger, &[]);
    let controller = served.client("controller");
    for id in acknowledged {
        let reply = note(&controller, id, chars).expect("an answer");
        assert_eq!(reply.status, 200, "{id}: {}", reply.text);
        assert_eq!(reply.json()["outcome"], "repeated", "{id}");
    }
    let reply = note(&controller, "efterat", 10);
    assert_eq!(reply.expect("an answer").status, 201);
}

/// Goal: whoever has been answered that a command is recorded finds it there,
/// though the server was told to stop meanwhile. Method: some write as fast as they
/// can over HTTP and note what is acknowledged; the server gets SIGTERM in the midst
/// of it, ends in order, is started again and asked about each.
#[test]
fn what_is_acknowledged_while_the_server_is_stopped_is_there_afterwards() {
    let served = Served::demonstration();
    let controller = served.client("controller");
    let count = AtomicU64::new(0);
    let (ledger, acknowledged) = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (controller, count) = (controller.clone(), &count);
                scope.spawn(move || {
                    let mut acknowledged = Vec::new();
                    for number in 0_u64.. {
                        let id = format!("stopp-{writer}-{number}");
                        match note(&controller, &id, 100) {
                            Some(reply) if reply.status == 201 => acknowledged.push(id),
                            // It is stopping, or gone.
                            Some(reply) => {
                                assert_eq!(reply.status, 503, "{}", reply.text);
                                break;
                            }
                            None => break,
                        }
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                    acknowledged
                })
            })
            .collect();
        while count.load(Ordering::Relaxed) < BEFORE_STOP {
            std::thread::yield_now();
        }
        let ledger = served.stop();
        let acknowledged: Vec<_> = writers
            .into_iter()
            .flat_map(|writer| writer.join().expect("a writer"))
            .collect();
        (ledger, acknowledged)
    });
    assert!(acknowledged.len() as u64 >= BEFORE_STOP);
    all_are_there(ledger, &acknowledged, 100);
}

/// Goal: when the disk is full, writes are refused, health says so, reads go on,
/// nothing acknowledged is lost, and after a start with room it goes on. Method: the
/// server may make no file larger than a limit, as a full disk would have it, and
/// commands with long texts are sent until it refuses.
#[test]
fn a_server_on_a_full_disk_refuses_writes_says_so_and_goes_on_reading() {
    let ledger = Ledger::demonstration();
    let program = format!(
        "trap '' XFSZ; ulimit -f 8192; exec {} --ledger {} serve --listen 127.0.0.1:0",
        env!("CARGO_BIN_EXE_liggare"),
        ledger.folder.display()
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &program]).stdin(Stdio::null());
    let served = Served::spawn(ledger, shell);
    let controller = served.client("controller");
    assert_eq!(served.anyone().get("/health/ready").status, 200);
    let refused = AtomicBool::new(false);
    let acknowledged: Vec<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (controller, refused) = (controller.clone(), &refused);
                scope.spawn(move || {
                    let mut acknowledged = Vec::new();
                    for number in 0.. {
                        if refused.load(Ordering::Relaxed) {
                            break;
                        }
                        let id = format!("full-{writer}-{number}");
                        let reply = note(&controller, &id, LONG).expect("an answer");
                        if reply.status == 201 {
                            acknowledged.push(id);
                            continue;
                        }
                        assert_eq!(reply.status, 503, "{}", reply.text);
                        assert_eq!(reply.json()["code"], "writes_refused", "{}", reply.text);
                        refused.store(true, Ordering::Relaxed);
                    }
                    acknowledged
                })
            })
            .collect();
        let writers = writers.into_iter();
        writers
            .flat_map(|writer| writer.join().expect("a writer"))
            .collect()
    });
    assert!(!acknowledged.is_empty(), "there was room for some");

    let ready = served.anyone().get("/health/ready");
    assert_eq!(ready.status, 503);
    let reasons = &ready.json()["reasons"];
    let reasons = reasons.as_array().expect("reasons");
    assert!(reasons.contains(&"writes_refused".into()), "{reasons:?}");
    assert_eq!(served.anyone().get("/health/live").status, 200);
    let told = served.client("administrator").get("/metrics").text;
    assert!(told.contains("\nliggare_writes_refused 1\n"), "{told}");
    let revisor = served.client("revisor");
    assert_eq!(revisor.get("/api/v1/status").status, 200);
    let page = revisor.get("/api/v1/events?from=1147&limit=1000");
    assert_eq!(page.status, 200);
    for id in &acknowledged {
        assert!(page.text.contains(&format!("\"{id}\"")), "{id} is read");
    }
    let again = note(&controller, "full-till", 10).expect("an answer");
    assert_eq!(again.json()["code"], "writes_refused");

    // It ends with a failure, since its last checkpoint could not be signed.
    let mut served = served;
    served.signal(rustix::process::Signal::TERM);
    assert_eq!(served.wait().code(), Some(3));
    let ledger = std::mem::replace(&mut served.ledger, Ledger::none());
    all_are_there(ledger, &acknowledged, LONG);
}
