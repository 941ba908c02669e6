//! The feed as it grows, over real connections: nothing is passed, nothing told
//! twice, and nobody waits for one who does not read.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;

use super::running::{Message, Running, establish};

const WRITERS: usize = 20;
const READERS: usize = 20;
const COMMANDS: usize = 10;
const ROUNDS: usize = 4;

impl Running {
    /// Records the assembly.
    fn begin(&self) {
        let submitted = self.node.submit(establish("RF"));
        let outcome = self.runtime.block_on(submitted).expect("a writer");
        outcome.expect("recorded");
    }

    /// Records committees from many writers at once, and waits for them.
    fn write(&self, name: &str, reason: &str) {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let node = Arc::clone(&self.node);
                let (name, reason) = (name.to_owned(), reason.to_owned());
                self.runtime.spawn(async move {
                    for command in 0..COMMANDS {
                        let mut submission = establish(&format!("{name}-{writer}-{command}"));
                        submission.reason = Some(reason.clone());
                        let outcome = node.submit(submission).await.expect("a writer");
                        outcome.expect("recorded");
                    }
                })
            })
            .collect();
        for writer in writers {
            self.runtime.block_on(writer).expect("it wrote");
        }
    }
}

fn is_caught_up(message: &Message, size: u64) -> bool {
    message.event == "caught-up" && message.id == size
}

/// Twenty write while twenty follow from the beginning. Each must be told every
/// position once and in order, and that it has caught up at the end.
#[test]
fn many_follow_over_http_while_many_write_and_none_is_told_less_or_twice() {
    let running = Running::new();
    let total = (WRITERS * COMMANDS + 1) as u64;
    let followers: Vec<_> = (0..READERS)
        .map(|_| {
            let mut messages = running.follow("from=0");
            thread::spawn(move || {
                let mut told: Vec<u64> = Vec::new();
                for message in messages.by_ref() {
                    if message.event == "event" {
                        told.push(message.id - 1);
                    }
                    if is_caught_up(&message, total) {
                        break;
                    }
                }
                told
            })
        })
        .collect();
    running.begin();
    running.write("E", "prov");
    for follower in followers {
        let told = follower.join().expect("it followed");
        assert!(told.into_iter().eq(0..total));
    }
}

/// One connects and never reads; another reads slowly. The writer and the others
/// go on as if they were not there, and the slow one misses nothing.
#[test]
fn who_does_not_read_holds_up_nobody_and_who_reads_late_misses_nothing() {
    let running = Running::new();
    running.begin();
    let mut dead = TcpStream::connect(running.address).expect("a connection");
    let request = format!(
        "GET /api/v1/events/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\r\n",
        running.token
    );
    dead.write_all(request.as_bytes()).expect("a request");
    let late = running.follow("from=0");
    // 16 MB: more than a connection's buffers hold on both sides.
    let reason = "x".repeat(20_000);
    for round in 0..ROUNDS {
        running.write(&format!("E{round}"), &reason);
    }
    let total = (ROUNDS * WRITERS * COMMANDS + 1) as u64;
    let prompt = running.follow(&format!("from={}", total - 1));
    let prompt: Vec<_> = prompt.take(2).collect();
    assert_eq!((prompt[0].id, prompt[1].id), (total, total));
    let told = late.take_while(|message| !is_caught_up(message, total));
    let told = told.filter(|message| message.event == "event");
    assert!(told.map(|message| message.id - 1).eq(0..total));
    let mut begun = [0; 12];
    dead.read_exact(&mut begun).expect("it was answered");
    assert_eq!(&begun, b"HTTP/1.1 200");
}

#[test]
fn who_comes_back_with_the_last_id_goes_on_from_there() {
    let running = Running::new();
    running.begin();
    running.write("E", "prov");
    let total = (WRITERS * COMMANDS + 1) as u64;
    let seen: Vec<_> = running.follow("from=0").take(70).collect();
    let last = seen.last().expect("a message").id;
    let response = ureq::get(format!("http://{}/api/v1/events/live", running.address))
        .header("authorization", format!("Bearer {}", running.token))
        .header("last-event-id", last.to_string())
        .call()
        .expect("the feed");
    let text = {
        let mut reader = response.into_body().into_reader();
        let mut text = String::new();
        let mut chunk = [0; 4096];
        while !text.contains("caught-up") {
            let read = reader.read(&mut chunk).expect("more");
            text.push_str(&String::from_utf8_lossy(&chunk[..read]));
        }
        text
    };
    let ids = text.lines().filter_map(|line| line.strip_prefix("id: "));
    let ids: Vec<u64> = ids.filter_map(|id| id.parse().ok()).collect();
    assert_eq!(ids.first(), Some(&(last + 1)));
    assert_eq!(seen.len() + ids.len(), usize::try_from(total).unwrap() + 1);
}

/// A reader who is told of nothing must still learn how far the log has come, or
/// it would read everything anew when it comes back.
#[test]
fn who_filters_everything_out_is_still_told_how_far_the_log_has_come() {
    let running = Running::new();
    let mut messages = running.follow("type=PlanAdopted");
    let first = messages.next().expect("a message");
    assert!(is_caught_up(&first, 0), "{first:?}");
    running.begin();
    let next = messages.next().expect("a message");
    assert!(is_caught_up(&next, 1), "{next:?}");
}

/// The status was not sent until something was told or everything was read: whoever
/// asked for little of a long log was cut off by the limit of a request, and began
/// at the same place again.
#[test]
fn who_asks_for_little_of_a_long_log_is_answered_and_told_how_far_it_has_come() {
    let running = Running::new();
    running.begin();
    running.define_lines(51);
    let mut messages = running.follow("type=PlanAdopted");
    let passed = messages.next().expect("a message");
    assert_eq!((passed.event.as_str(), passed.id), ("passed", 50_000));
    let last = messages.next().expect("a message");
    assert!(is_caught_up(&last, 51_001), "{last:?}");
}

#[test]
fn every_feed_ends_when_the_node_stops_and_no_new_one_begins() {
    let running = Running::new();
    running.begin();
    let mut messages = running.follow("from=0");
    assert_eq!(messages.next().map(|message| message.id), Some(1));
    assert!(
        messages
            .next()
            .is_some_and(|message| is_caught_up(&message, 1))
    );
    running.node.stop_following();
    assert_eq!(messages.next(), None);
    let url = format!("http://{}/api/v1/events/live", running.address);
    let refused = ureq::get(url)
        .header("authorization", format!("Bearer {}", running.token))
        .call();
    assert!(matches!(refused, Err(ureq::Error::StatusCode(503))));
}
