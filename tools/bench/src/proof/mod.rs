//! `bench proof`: what proof costs, and what proofs weigh.
//!
//! For each number of events a ledger is built and asked: how much of an append
//! is hashing and tree, how large inclusion and consistency proofs are and how
//! long they take, and what a signed checkpoint costs. Every proof that is timed
//! is verified. The ledgers stay in their folders.
//!
//! The cost of an append is measured on the very writes that build the ledger:
//! each write is timed whole, and its hashing and tree work is done once more and
//! timed by itself right after it. The ratio is the whole to the whole without them:
//! it is computed, not measured against a program without proof, and checkpoints,
//! which are signed at most once a second, are not in it. The table says so.

mod building;
mod measuring;
mod report;

use std::path::Path;

use ledger::log::{LogError, ReadLog};
use ledger::proof::{Algorithm, SigningKey};

use crate::BenchError;
use building::Built;
use measuring::{Checkpoints, Proofs};

/// The seed of the key: it signs nothing but measurements.
const KEY_SEED: [u8; 32] = *b"bench: measures, protects naught";

/// What was measured at one size.
pub(crate) struct Measured {
    events: u64,
    /// How the ledger was built, in Swedish.
    how: &'static str,
    writes: Vec<building::Writes>,
    inclusion: Proofs,
    consistency: Proofs,
    checkpoints: Checkpoints,
}

/// Measures at each size and prints what was found.
pub(crate) fn run(sizes: &[u64], into: &Path, seed: u64, json: bool) -> Result<(), BenchError> {
    let mut all = Vec::new();
    for events in sizes {
        all.push(measure(*events, &into.join(events.to_string()), seed)?);
    }
    if json {
        println!("{}", report::as_json(&all));
    } else {
        print!("{}", report::as_table(&all));
    }
    Ok(())
}

fn measure(events: u64, folder: &Path, seed: u64) -> Result<Measured, BenchError> {
    let Built { how, writes } = building::build(events, folder, seed)?;
    // Opened anew, so that no tile is at hand because it was just written.
    let mut store = ledger::log::store::Store::open(folder)?;
    let size = events.min(store.size());
    let inclusion = measuring::inclusion(&store, size, seed)?;
    let consistency = measuring::consistency(&store, size, seed)?;
    let checkpoints = measuring::checkpoints(&mut store, size)?;
    store.close()?;
    Ok(Measured {
        events: size,
        how,
        writes,
        inclusion,
        consistency,
        checkpoints,
    })
}

fn key(name: &str) -> Result<SigningKey, LogError> {
    SigningKey::from_seed(name, Algorithm::Ed25519, &KEY_SEED).map_err(|error| {
        LogError::Checkpoint {
            why: error.to_string(),
        }
    })
}
