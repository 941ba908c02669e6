//! Proofs: what they add to a write, and what they take to make and verify.

use bench::append::Failed;
use bench::measured::{Row, Series, Unit};
use bench::random::Random;
use ledger::basis::Hash;
use ledger::canonical;
use ledger::entry::Record;
use ledger::ids::Position;
use ledger::log::merkle::Edge;
use ledger::log::merkle::proof::{includes, is_consistent};
use ledger::log::store::Store;
use ledger::log::{LogError, ReadLog};
use ledger::proof::TreeHead;

use super::built::{Built, key};
use super::{Extent, number, timed};

pub(super) const GROUP: &str = "Bevis";

/// How many of the last events are hashed once more in a round.
const HASHED: u64 = 4096;

/// The rows. Every proof and signature that is timed is verified.
pub(super) fn rows(built: &Built, extent: Extent) -> Result<Vec<Row>, Failed> {
    let store = Store::open(&built.folder)?;
    let writes = of_writes(&store, extent)?;
    let questions = extent.of(1000, 200);
    let inclusion = proofs(&store, extent.seed, questions, included)?;
    let consistency = proofs(&store, extent.seed, questions, continued)?;
    let checkpoints = checkpoints(&store, extent)?;
    store.close()?;
    let named = [
        (
            "hasha en händelses innehåll och blad",
            "lägga bladet i trädet",
            writes,
        ),
        ("inklusionsbevis, göra", "inklusionsbevis, pröva", inclusion),
        (
            "konsistensbevis, göra",
            "konsistensbevis, pröva",
            consistency,
        ),
        (
            "kontrollpunkt, signera",
            "kontrollpunkt, pröva",
            checkpoints,
        ),
    ];
    let rows = named.into_iter().flat_map(|(first, second, [one, other])| {
        [(first, one), (second, other)].map(|(what, series)| {
            Row::new(GROUP, what, Unit::Microseconds, series).of_events(built.events)
        })
    });
    Ok(rows.collect())
}

/// Hashing, and the tree: the parts of a write that only proofs need, for each event.
fn of_writes(store: &Store, extent: Extent) -> Result<[Series; 2], Failed> {
    let first = store.size().saturating_sub(HASHED);
    let records: Vec<Record> = store
        .read(Position(first), u64::MAX)
        .collect::<Result<_, LogError>>()?;
    let each = 1e6 / number(records.len() as u64);
    let mut series = [const { Series::new() }; 2];
    for _ in 0..extent.of(15, 5) {
        let ((), hashing) = timed(|| {
            for record in &records {
                if let (Some(salt), Some(event)) = (&record.salt, record.entry.event()) {
                    let commitment = canonical::payload_commitment(salt, event);
                    std::hint::black_box(canonical::leaf_hash(&record.entry, &commitment));
                }
            }
        });
        let ((), growing) = timed(|| {
            let (mut tree, mut changed) = (Edge::default(), Vec::new());
            for record in &records {
                tree.push(record.leaf, &mut changed);
            }
            std::hint::black_box(changed);
        });
        push(&mut series, [hashing * each, growing * each]);
    }
    Ok(series)
}

/// What a proof took to make and to verify, in seconds; none when it does not hold.
type Proved = Option<[f64; 2]>;

/// Proofs about random positions, under the last root.
fn proofs(
    store: &Store,
    seed: u64,
    questions: u64,
    prove: fn(&Store, u64, &Hash) -> Result<Proved, Failed>,
) -> Result<[Series; 2], Failed> {
    let (size, mut random) = (store.size(), Random::seeded(seed));
    let root = store.root_at(size)?;
    let mut series = [const { Series::new() }; 2];
    for _ in 0..questions {
        let position = random.bits() % size;
        let took = prove(store, position, &root)?;
        let took = took.ok_or_else(|| format!("beviset för {position} håller inte"))?;
        push(&mut series, took.map(|seconds| seconds * 1e6));
    }
    Ok(series)
}

/// Inclusion of an event.
fn included(store: &Store, position: u64, root: &Hash) -> Result<Proved, Failed> {
    let size = store.size();
    let record = store.read(Position(position), position + 1).next();
    let leaf = record.ok_or("händelsen saknas")??.leaf;
    let (proof, making) = timed(|| store.inclusion_proof(Position(position), size));
    let proof = proof?;
    let (holds, verifying) = timed(|| includes(&leaf, position, size, &proof, root));
    Ok(holds.then_some([making, verifying]))
}

/// Consistency of the log that ended with an event.
fn continued(store: &Store, position: u64, root: &Hash) -> Result<Proved, Failed> {
    let (old, size) = (position + 1, store.size());
    let old_root = store.root_at(old)?;
    let (proof, making) = timed(|| store.consistency_proof(old, size));
    let proof = proof?;
    let (holds, verifying) = timed(|| is_consistent(old, size, &old_root, root, &proof));
    Ok(holds.then_some([making, verifying]))
}

/// Signed checkpoints of the last size.
fn checkpoints(store: &Store, extent: Extent) -> Result<[Series; 2], Failed> {
    let key = key(store)?;
    let head = TreeHead {
        origin: store.origin_line(),
        size: store.size(),
        root: store.root_at(store.size())?,
    };
    let mut series = [const { Series::new() }; 2];
    for _ in 0..extent.of(200, 40) {
        let (note, signing) = timed(|| head.sign(&[&key]));
        let note = note?;
        let (verified, verifying) = timed(|| note.verify(key.verifier()));
        verified?;
        push(&mut series, [signing * 1e6, verifying * 1e6]);
    }
    Ok(series)
}

fn push(series: &mut [Series; 2], values: [f64; 2]) {
    for (series, value) in series.iter_mut().zip(values) {
        series.push(value);
    }
}
