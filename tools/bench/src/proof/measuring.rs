//! Timing proofs and signed checkpoints.

use std::time::Instant;

use ledger::basis::Hash;
use ledger::ids::Position;
use ledger::log::merkle::proof::{includes, is_consistent};
use ledger::log::store::Store;
use ledger::log::{Log, LogError, ReadLog};
use ledger::proof::TreeHead;

use super::key;
use crate::BenchError;
use bench::random::Random;

/// How many proofs of a kind are made at a size.
const QUESTIONS: u64 = 2000;

/// How many signed checkpoints are kept at a size.
const CHECKPOINTS: u64 = 50;

/// The proofs of a kind.
pub(crate) struct Proofs {
    /// How many hashes each had.
    pub(super) hashes: Vec<u128>,
    /// How long each took to make, in nanoseconds.
    pub(super) making: Vec<u128>,
    /// How long each took to verify.
    pub(super) verifying: Vec<u128>,
}

/// Signed checkpoints.
pub(crate) struct Checkpoints {
    /// How long each took to sign, in nanoseconds.
    pub(super) signing: Vec<u128>,
    /// How long each took to be kept durably.
    pub(super) keeping: Vec<u128>,
    /// How long each signature took to verify.
    pub(super) verifying: Vec<u128>,
    /// How many bytes one takes.
    pub(super) bytes: usize,
}

impl Proofs {
    fn none() -> Self {
        Self {
            hashes: Vec::new(),
            making: Vec::new(),
            verifying: Vec::new(),
        }
    }

    fn take(&mut self, proof: &[Hash], making: u128, verifying: u128) {
        self.hashes.push(proof.len() as u128);
        self.making.push(making);
        self.verifying.push(verifying);
    }
}

/// Inclusion of random events in the tree of a size.
pub(super) fn inclusion(store: &Store, size: u64, seed: u64) -> Result<Proofs, BenchError> {
    let mut random = Random::seeded(seed);
    let mut proofs = Proofs::none();
    let root = store.root_at(size)?;
    for _ in 0..QUESTIONS {
        let position = random.bits() % size;
        let started = Instant::now();
        let proof = store.inclusion_proof(Position(position), size)?;
        let making = started.elapsed().as_nanos();
        let record = store.read(Position(position), position + 1).next();
        let leaf = record
            .transpose()?
            .map_or(Hash([0; 32]), |found| found.leaf);
        let started = Instant::now();
        let holds = includes(&leaf, position, size, &proof, &root);
        let verifying = started.elapsed().as_nanos();
        if !holds {
            return Err(BenchError::Proof { position });
        }
        proofs.take(&proof, making, verifying);
    }
    Ok(proofs)
}

/// Consistency of random earlier sizes with a size.
pub(super) fn consistency(store: &Store, size: u64, seed: u64) -> Result<Proofs, BenchError> {
    let mut random = Random::seeded(seed);
    let mut proofs = Proofs::none();
    let root = store.root_at(size)?;
    for _ in 0..QUESTIONS {
        let old = 1 + random.bits() % size;
        let old_root = store.root_at(old)?;
        let started = Instant::now();
        let proof = store.consistency_proof(old, size)?;
        let making = started.elapsed().as_nanos();
        let started = Instant::now();
        let holds = is_consistent(old, size, &old_root, &root, &proof);
        let verifying = started.elapsed().as_nanos();
        if !holds {
            return Err(BenchError::Proof { position: old });
        }
        proofs.take(&proof, making, verifying);
    }
    Ok(proofs)
}

/// Checkpoints of the last sizes, signed and kept.
pub(super) fn checkpoints(store: &mut Store, size: u64) -> Result<Checkpoints, BenchError> {
    let key = key(&store.origin_line())?;
    let refuse = |error: ledger::proof::NoteError| LogError::Checkpoint {
        why: error.to_string(),
    };
    let mut measured = Checkpoints {
        signing: Vec::new(),
        keeping: Vec::new(),
        verifying: Vec::new(),
        bytes: 0,
    };
    for size in size.saturating_sub(CHECKPOINTS) + 1..=size {
        let started = Instant::now();
        let head = TreeHead {
            origin: key.verifier().name().to_owned(),
            size,
            root: store.root_at(size)?,
        };
        let note = head.sign(&[&key]).map_err(refuse)?;
        measured.signing.push(started.elapsed().as_nanos());
        let started = Instant::now();
        store.keep_checkpoint(&note)?;
        measured.keeping.push(started.elapsed().as_nanos());
        let started = Instant::now();
        note.verify(key.verifier()).map_err(refuse)?;
        measured.verifying.push(started.elapsed().as_nanos());
        measured.bytes = note.to_string().len();
    }
    Ok(measured)
}
