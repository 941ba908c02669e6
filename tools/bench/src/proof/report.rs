//! What was measured, as a table for people and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Measured;
use super::building::Writes;
use super::measuring::Proofs;

/// The bytes of a hash.
const HASH_BYTES: u128 = 32;

/// What the ratio of an append compares.
const RATIO: &str = "Med bevis / utan är beräknat: hela skrivningen, från kommando till varaktigt svar, \
    delad med samma skrivning minus hashning och träd, som görs om och tidtas för sig direkt efteråt. \
    Ingen liggare utan bevis har byggts att jämföra med, och signerade kontrollpunkter \
    (högst en i sekunden, se raden kontrollpunkt) ingår inte.";

/// The table.
pub(super) fn as_table(all: &[Measured]) -> String {
    let mut said = String::new();
    for measured in all {
        push(&mut said, measured);
    }
    let _ = writeln!(said, "\n{RATIO}");
    said
}

fn push(said: &mut String, measured: &Measured) {
    let Measured { events, how, .. } = measured;
    let _ = writeln!(said, "{events} händelser, byggd {how}");
    for writes in measured
        .writes
        .iter()
        .filter(|writes| !writes.costs.is_empty())
    {
        let summary = Summary::of(writes);
        let _ = writeln!(
            said,
            "  skrivning av {:>2} kommandon ({} skrivningar, {:.0} händelser i median)\n    \
             {:.1} µs per händelse; hashning {:.2}, träd {:.2}\n    \
             med bevis / utan (beräknat): {:.3} i median (p10 {:.3}, p90 {:.3})",
            writes.commands,
            writes.costs.len(),
            summary.events,
            summary.whole,
            summary.hashing,
            summary.tree,
            summary.ratio,
            summary.ratio_p10,
            summary.ratio_p90,
        );
    }
    for (name, proofs) in [
        ("inklusionsbevis  ", &measured.inclusion),
        ("konsistensbevis  ", &measured.consistency),
    ] {
        let hashes = at(&proofs.hashes, 50);
        let _ = writeln!(
            said,
            "  {name} {hashes} hashar = {} byte i median, {} som mest; {:.1} µs i median, {:.1} p99; prövas på {:.1} µs",
            hashes * HASH_BYTES,
            at(&proofs.hashes, 100),
            micros(at(&proofs.making, 50)),
            micros(at(&proofs.making, 99)),
            micros(at(&proofs.verifying, 50)),
        );
    }
    let checkpoints = &measured.checkpoints;
    let _ = writeln!(
        said,
        "  kontrollpunkt     {} byte; signeras på {:.0} µs, sparas varaktigt på {:.0} µs, prövas på {:.0} µs i median",
        checkpoints.bytes,
        micros(at(&checkpoints.signing, 50)),
        micros(at(&checkpoints.keeping, 50)),
        micros(at(&checkpoints.verifying, 50)),
    );
}

/// The JSON; times are in nanoseconds.
pub(super) fn as_json(all: &[Measured]) -> String {
    let rows: Vec<Value> = all
        .iter()
        .map(|measured| {
            let checkpoints = &measured.checkpoints;
            json!({
                "events": measured.events,
                "built": measured.how,
                "appends": measured.writes.iter().filter(|writes| !writes.costs.is_empty()).map(|writes| {
                    let summary = Summary::of(writes);
                    json!({
                        "commands": writes.commands,
                        "writes": writes.costs.len(),
                        "events_median": summary.events,
                        "microseconds_per_event": summary.whole,
                        "hashing_microseconds_per_event": summary.hashing,
                        "tree_microseconds_per_event": summary.tree,
                        "ratio_is": RATIO,
                        "ratio_median": summary.ratio,
                        "ratio_p10": summary.ratio_p10,
                        "ratio_p90": summary.ratio_p90,
                    })
                }).collect::<Vec<_>>(),
                "inclusion": of_proofs(&measured.inclusion),
                "consistency": of_proofs(&measured.consistency),
                "checkpoint": {
                    "bytes": checkpoints.bytes,
                    "signing_median": number(at(&checkpoints.signing, 50)),
                    "keeping_median": number(at(&checkpoints.keeping, 50)),
                    "verifying_median": number(at(&checkpoints.verifying, 50)),
                },
            })
        })
        .collect();
    Value::from(rows).to_string()
}

fn of_proofs(proofs: &Proofs) -> Value {
    json!({
        "proofs": proofs.hashes.len(),
        "hashes_median": number(at(&proofs.hashes, 50)),
        "hashes_largest": number(at(&proofs.hashes, 100)),
        "bytes_median": number(at(&proofs.hashes, 50) * HASH_BYTES),
        "making_median": number(at(&proofs.making, 50)),
        "making_p99": number(at(&proofs.making, 99)),
        "verifying_median": number(at(&proofs.verifying, 50)),
    })
}

/// Some writes in one row: medians, microseconds per event.
struct Summary {
    events: f64,
    whole: f64,
    hashing: f64,
    tree: f64,
    ratio: f64,
    ratio_p10: f64,
    ratio_p90: f64,
}

impl Summary {
    fn of(writes: &Writes) -> Self {
        let per_event = |part: fn(&super::building::Cost) -> u128| {
            let mut all: Vec<f64> = writes
                .costs
                .iter()
                .map(|cost| micros(part(cost)) / decimal(u128::from(cost.events.max(1))))
                .collect();
            percentile(&mut all, 50)
        };
        let mut ratios: Vec<f64> = writes
            .costs
            .iter()
            .map(|cost| {
                let without = cost.whole.saturating_sub(cost.hashing + cost.tree).max(1);
                decimal(cost.whole) / decimal(without)
            })
            .collect();
        let mut events: Vec<f64> = writes
            .costs
            .iter()
            .map(|cost| decimal(u128::from(cost.events)))
            .collect();
        Self {
            events: percentile(&mut events, 50),
            whole: per_event(|cost| cost.whole),
            hashing: per_event(|cost| cost.hashing),
            tree: per_event(|cost| cost.tree),
            ratio: percentile(&mut ratios, 50),
            ratio_p10: percentile(&mut ratios, 10),
            ratio_p90: percentile(&mut ratios, 90),
        }
    }
}

/// The value below which so many percent lie.
fn at(values: &[u128], percent: usize) -> u128 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or(0)
}

fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get(last * percent / 100).copied().unwrap_or(0.0)
}

fn micros(nanoseconds: u128) -> f64 {
    decimal(nanoseconds) / 1000.0
}

fn number(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

/// Times and counts here are far below 2^53.
#[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
fn decimal(value: u128) -> f64 {
    value as f64
}
