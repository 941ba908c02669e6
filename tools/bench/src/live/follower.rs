//! One who follows the feed and counts what it is told.

use std::io::{BufRead, BufReader};
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::figures::Latencies;
use super::{Shared, failed, json_of};
use crate::BenchError;

/// One in so many events is timed: reading its time costs the machine that is
/// measured.
const TIMED: u64 = 50;

/// What followers were told.
#[derive(Default)]
pub(super) struct Followed {
    /// How many events.
    pub(super) told: u64,
    /// How many positions were passed.
    pub(super) skipped: u64,
    /// How many came again.
    pub(super) repeated: u64,
    /// How long it took from being recorded to being told.
    pub(super) latencies: Latencies,
}

impl Followed {
    /// What another was told.
    pub(super) fn add(&mut self, other: Self) {
        self.told += other.told;
        self.skipped += other.skipped;
        self.repeated += other.repeated;
        self.latencies.add(other.latencies);
    }
}

/// How many events there are.
///
/// # Errors
/// [`BenchError::Live`] when the server does not say.
pub(super) fn size(shared: &Shared, token: &str) -> Result<u64, BenchError> {
    let mut response = ureq::get(format!("{}/status", shared.api))
        .header("authorization", format!("Bearer {token}"))
        .call()
        .map_err(|error| failed(&error))?;
    let status = json_of(response.body_mut())?;
    let size = status["basis"]["size"].as_u64();
    size.ok_or_else(|| failed(&"servern säger inte hur många händelser som finns"))
}

/// Follows from a position until it is over and everything is told.
///
/// # Errors
/// [`BenchError::Live`] when the feed ends before that.
pub(super) fn follow(shared: &Shared, token: &str, from: u64) -> Result<Followed, BenchError> {
    let response = ureq::get(format!("{}/events/live?from={from}", shared.api))
        .header("authorization", format!("Bearer {token}"))
        .call()
        .map_err(|error| failed(&error))?;
    let mut lines = BufReader::new(response.into_body().into_reader());
    let mut followed = Followed::default();
    let mut next = from;
    let mut event = String::new();
    let mut line = String::new();
    loop {
        line.clear();
        if lines.read_line(&mut line).map_err(|error| failed(&error))? == 0 {
            return Err(failed(&"flödet tog slut"));
        }
        match line.trim_end().split_once(": ") {
            Some(("event", name)) => name.clone_into(&mut event),
            Some(("id", id)) => {
                let after: u64 = id.parse().map_err(|error| failed(&error))?;
                if event == "event" {
                    followed.told += 1;
                    shared.told.fetch_add(1, Ordering::Relaxed);
                    followed.skipped += (after - 1).saturating_sub(next);
                    followed.repeated += u64::from(after <= next);
                    next = next.max(after);
                }
            }
            Some(("data", data)) if event == "event" && followed.told.is_multiple_of(TIMED) => {
                followed
                    .latencies
                    .took(age_of(data, (shared.now)()).unwrap_or(0));
            }
            _ => {}
        }
        // A heartbeat ends so too, after the last of what there was.
        let is_end = event == "caught-up" && line == "\n";
        if is_end
            && shared.is_written.load(Ordering::SeqCst)
            && next >= shared.recorded.load(Ordering::SeqCst)
        {
            return Ok(followed);
        }
    }
}

/// How long ago an event was recorded, in microseconds.
fn age_of(data: &str, now: DateTime<Utc>) -> Option<u64> {
    let event: Value = serde_json::from_str(data).ok()?;
    let recorded = DateTime::parse_from_rfc3339(event["time"].as_str()?).ok()?;
    let age = now.signed_duration_since(recorded);
    u64::try_from(age.num_microseconds()?).ok()
}
