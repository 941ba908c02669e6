//! The ledger's live feed, as a wake-up.
//!
//! Nothing is taken from it but that there is more: what is taken in is asked for
//! under a signed checkpoint. It is filtered by a type that hardly ever comes, so
//! that it tells sizes and little else.

use std::io::{BufRead, BufReader};
use std::sync::Arc;
use std::time::Duration;

use super::pulse::{Pauses, Pulse};
use super::source::Source;

/// How long a connection may take to be made, and to its first byte.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// When a connection is made anew: one that died without a word is not for ever.
const RENEW: Duration = Duration::from_secs(600);

/// The longest line that is read, in bytes.
const MAX_LINE: u64 = 64 * 1024;

/// Starts to listen, until the follower ends.
pub(super) fn start(source: &Source, pulse: &Arc<Pulse>) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(CONNECT_WITHIN))
        .timeout_recv_response(Some(CONNECT_WITHIN))
        .timeout_recv_body(Some(RENEW))
        .max_redirects(0)
        .build()
        .into();
    let address = format!("{}/api/v1/events/live", source.asker.url);
    let token = source.asker.token.clone();
    let pulse = Arc::clone(pulse);
    std::thread::spawn(move || {
        let mut pauses = Pauses::default();
        loop {
            let from = pulse.told();
            let mut request = agent
                .get(format!("{address}?type=SigningKeyRotated&from={from}"))
                .header("accept", "text/event-stream");
            if let Some(token) = token.now() {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            if let Ok(answer) = request.call() {
                pauses = Pauses::default();
                listen(answer.into_body().into_reader(), &pulse);
            }
            pulse.lose();
            if !pulse.pause_more(&mut pauses) {
                return;
            }
        }
    });
}

/// Reads until the stream ends or breaks.
fn listen(stream: impl std::io::Read, pulse: &Pulse) {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    let mut id = None;
    loop {
        line.clear();
        let mut limited = std::io::Read::take(&mut stream, MAX_LINE);
        match limited.read_line(&mut line) {
            Ok(read) if read > 0 && line.ends_with('\n') => {}
            Ok(_) | Err(_) => return,
        }
        match line.trim_end().split_once(':') {
            Some(("id", value)) => id = value.trim().parse().ok(),
            _ if line.trim_end().is_empty() => {
                // The id of a message is how far the feed has come with it.
                if let Some(size) = id.take() {
                    pulse.tell(size);
                }
            }
            Some(_) | None => {}
        }
    }
}
