//! One who writes, command after command, as fast as it is answered.

use std::sync::atomic::Ordering;
use std::time::Instant;

use serde_json::{Value, json};

use super::figures::Latencies;
use super::{Shared, failed};
use crate::BenchError;

/// Writes until it is over, and answers how long each command took.
///
/// # Errors
/// [`BenchError::Live`] when a command is not recorded.
pub(super) fn write(
    shared: &Shared,
    token: &str,
    unit: &str,
    number: u64,
) -> Result<Latencies, BenchError> {
    let agent = ureq::Agent::new_with_defaults();
    let run = std::process::id();
    let mut latencies = Latencies::default();
    for command in 0_u64.. {
        if shared.is_over.load(Ordering::SeqCst) {
            break;
        }
        let submission = json!({
            "id": format!("bench-{run}-{number}-{command}"),
            "command": {"NoteSignificantEvent": {
                "unit": unit,
                "kind": "significant_event",
                "date": "2026-06-15",
                "title": format!("Mätning {number}, {command}"),
                "text": "En händelse som bara mäts, med ungefär så lång text som en sådan brukar ha.",
            }},
        });
        let sent = Instant::now();
        let mut response = agent
            .post(format!("{}/commands", shared.api))
            .header("authorization", format!("Bearer {token}"))
            .send_json(&submission)
            .map_err(|error| failed(&error))?;
        let receipt: Value = response
            .body_mut()
            .read_json()
            .map_err(|error| failed(&error))?;
        latencies.took(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
        let size =
            end_of(&receipt).ok_or_else(|| failed(&format!("kvittot saknar plats: {receipt}")))?;
        shared.recorded.fetch_max(size, Ordering::SeqCst);
    }
    Ok(latencies)
}

/// The size of the log right after the command's events.
fn end_of(receipt: &Value) -> Option<u64> {
    let first = receipt["first_position"].as_u64()?;
    Some(first + receipt["count"].as_u64().unwrap_or(1))
}
