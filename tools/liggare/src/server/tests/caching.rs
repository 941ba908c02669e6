//! What a caller may go on using, when nothing is recorded.

use std::sync::atomic::{AtomicI64, Ordering};

use ledger::time::Timestamp;

use super::running::{DAY, NOW, Running, establish};

/// The clock of the test below.
static CLOCK: AtomicI64 = AtomicI64::new(NOW.0);

/// The organisation of today was answered with yesterday's mark: after midnight the
/// caller was told that nothing had changed, when another unit was in force.
#[test]
fn an_answer_that_is_of_today_is_another_tomorrow_and_one_of_a_day_is_not() {
    let running = Running::at(|| Timestamp(CLOCK.load(Ordering::SeqCst)));
    let recorded = running
        .runtime
        .block_on(running.node.submit(establish("RF")));
    recorded.expect("a writer").expect("recorded");
    let paths = [
        ("/api/v1/units", 200),
        ("/api/v1/events?unit=RF", 200),
        ("/api/v1/units?valid_on=2025-06-15", 304),
        ("/api/v1/events?unit=RF&subtree=false", 304),
        ("/api/v1/rules", 304),
    ];
    let marks = paths.map(|(path, _)| {
        let answer = running.ask(path, &[]);
        let mark = answer.headers()["etag"].to_str().expect("a mark");
        let same = running.ask(path, &[("if-none-match", mark)]);
        assert_eq!(same.status(), 304, "{path}");
        mark.to_owned()
    });
    CLOCK.fetch_add(DAY, Ordering::SeqCst);
    for ((path, status), mark) in paths.iter().zip(marks) {
        let later = running.ask(path, &[("if-none-match", &mark)]);
        assert_eq!(later.status(), *status, "{path}");
    }
}
