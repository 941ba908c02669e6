//! Many questions at once, while the log grows.

use std::sync::mpsc;
use std::time::Duration;

use super::{KEEP_AFTER, KEEP_SHARE, QUESTIONS, Unanswered, is_worth_keeping};
use crate::server::tests::running::{Running, establish};

/// How long what is not to happen is waited for.
const A_WHILE: Duration = Duration::from_millis(200);

/// How long what is to happen may take: far less than a question is waited for.
const SOON: Duration = Duration::from_secs(5);

impl Running {
    fn record(&self, name: &str) {
        let outcome = self.runtime.block_on(self.node.submit(establish(name)));
        outcome.expect("a writer").expect("recorded");
    }

    /// A question that is answered when it is let go. It answers the model's size
    /// then.
    fn long(&self) -> (mpsc::Sender<()>, tokio::task::JoinHandle<u64>) {
        let (let_go, until) = mpsc::channel::<()>();
        let (tell, begun) = mpsc::channel();
        let node = std::sync::Arc::clone(&self.node);
        let asked = self.runtime.spawn(async move {
            let answer = node.ask(move |question| {
                tell.send(()).expect("someone waits");
                let _ = until.recv();
                question.model.size()
            });
            answer.await.expect("an answer")
        });
        begun.recv().expect("it has begun");
        (let_go, asked)
    }

    /// The model's size by a short question.
    fn size(&self) -> Option<u64> {
        let asked = self.node.ask(|question| question.model.size());
        let asked = async { tokio::time::timeout(SOON, asked).await };
        let answer = self.runtime.block_on(asked).ok()?;
        Some(answer.expect("an answer"))
    }
}

/// A long answer held the model's lock: after the next append every question waited
/// for it, and after ten seconds they were refused.
#[test]
fn a_long_answer_keeps_no_short_one_from_what_is_new_and_sees_one_size_itself() {
    let running = Running::new();
    running.record("RF");
    let (let_go, long) = running.long();
    for (number, name) in ["A", "B", "C"].iter().enumerate() {
        running.record(name);
        assert_eq!(running.size(), Some(number as u64 + 2));
    }
    // One that began later is answered from the newer model, and in its time too.
    let (let_go_later, later) = running.long();
    assert!(!long.is_finished());
    drop(let_go);
    assert_eq!(running.runtime.block_on(long).expect("it ended"), 1);
    running.record("D");
    assert_eq!(running.size(), Some(5));
    drop(let_go_later);
    assert_eq!(running.runtime.block_on(later).expect("it ended"), 4);
    running.record("E");
    assert_eq!(running.size(), Some(6));
}

/// The model would be in memory once for each long answer.
#[test]
fn there_are_never_more_than_two_models_at_once() {
    let running = Running::new();
    running.record("RF");
    let (first, one) = running.long();
    running.record("A");
    assert_eq!(running.size(), Some(2));
    let (_second, _two) = running.long();
    running.record("B");
    let node = std::sync::Arc::clone(&running.node);
    let waits = running.runtime.block_on(node.level(A_WHILE));
    assert!(!waits, "a third model was made");
    drop(first);
    running.runtime.block_on(one).expect("it ended");
    assert_eq!(running.size(), Some(3));
}

/// Whoever asked for long answers and hung up, again and again, had them all worked
/// out at once: the turn was given back when nobody waited, not when it was done.
#[test]
fn the_turn_of_one_who_hangs_up_lasts_until_its_work_is_done() {
    let running = Running::new();
    let held: Vec<_> = (0..QUESTIONS).map(|_| running.long()).collect();
    let (let_go, asked): (Vec<_>, Vec<_>) = held.into_iter().unzip();
    for asked in asked {
        asked.abort();
        let ended = running.runtime.block_on(asked);
        assert!(ended.is_err_and(|error| error.is_cancelled()));
    }
    let begun = running.node.ask(|_| ());
    let begun = async { tokio::time::timeout(A_WHILE, begun).await };
    assert!(running.runtime.block_on(begun).is_err(), "it had no turn");
    drop(let_go);
    assert_eq!(running.size(), Some(0));
}

/// A fold that panicked left the model half made; it went on answering, and the
/// same events were folded into it again.
#[test]
fn a_fold_that_panics_stops_the_answers_and_is_told_by_health() {
    let running = Running::new();
    running.record("RF");
    assert_eq!(running.size(), Some(1));
    let node = std::sync::Arc::clone(&running.node);
    let folding = std::thread::spawn(move || node.model.change(|_| panic!("a fault")));
    assert!(folding.join().is_err());
    running.record("A");
    let answer = running.runtime.block_on(running.node.ask(|_| ()));
    assert!(matches!(answer, Err(Unanswered::Stopped)), "{answer:?}");
    let mut health = running.ask("/health/ready", &[]);
    let said = health.body_mut().read_to_string().expect("a body");
    assert!(said.contains("model_stopped"), "{said}");
    // The numbers are told by the account alone.
    assert_eq!(running.ask("/metrics", &[]).status(), 200);
}

/// A server kept its read model only when it stopped in order: after a kill it
/// folded all that had come since then, perhaps months.
#[test]
fn the_model_is_kept_meanwhile_when_enough_has_come() {
    let running = Running::new();
    running.record("RF");
    running.define_lines(19);
    assert_eq!(running.size(), Some(19_001));
    let _inside = running.runtime.enter();
    running.node.keep_model_meanwhile(Duration::from_millis(10));
    std::thread::sleep(A_WHILE);
    assert_eq!(running.node.unkept(), 19_001);
    for name in 0..999 {
        running.record(&format!("E{name}"));
    }
    for _ in 0..1000 {
        if running.node.unkept() < 19_001 {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it was never kept");
}

/// It was kept every 20 000 events however large it was, so following ten million
/// events for the first time wrote it 500 times.
#[test]
fn the_read_model_is_kept_in_proportion_to_what_it_has_seen() {
    let (mut kept, mut times, mut written) = (0, 0, 0);
    let size = 10_000_000;
    for folded in (0..=size).step_by(1000) {
        if is_worth_keeping(folded - kept, folded, KEEP_AFTER) {
            (kept, times, written) = (folded, times + 1, written + folded);
        }
    }
    assert!(times < 30, "{times} times");
    assert!(written < 5 * size, "{written} events written");
    assert!(size - kept <= size / KEEP_SHARE, "{kept} kept");
}
