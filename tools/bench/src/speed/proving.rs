//! Proofs, made and verified.

use bench::append::Failed;
use bench::measured::{Row, Series, Unit};
use bench::random::Random;
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::log::merkle::proof::{includes, is_consistent};
use ledger::log::store::Store;

use super::built::Built;
use super::{Extent, timed};

pub(super) const GROUP: &str = "Bevis";

/// The rows.
pub(super) fn rows(built: &Built, extent: Extent) -> Result<Vec<Row>, Failed> {
    let store = Store::open(&built.folder)?;
    let root = store.root_at(built.events)?;
    let mut random = Random::seeded(extent.seed);
    let mut series = [const { Series::new() }; 4];
    for _ in 0..extent.of(1000, 200) {
        let position = random.bits() % built.events;
        let record = store.read(Position(position), position + 1).next();
        let leaf = record.ok_or("händelsen saknas")??.leaf;
        let (proof, making) = timed(|| store.inclusion_proof(Position(position), built.events));
        let proof = proof?;
        let (holds, verifying) = timed(|| includes(&leaf, position, built.events, &proof, &root));
        let old_root = store.root_at(position + 1)?;
        let (chain, chaining) = timed(|| store.consistency_proof(position + 1, built.events));
        let chain = chain?;
        let (follows, following) =
            timed(|| is_consistent(position + 1, built.events, &old_root, &root, &chain));
        if !holds || !follows {
            return Err(format!("beviset för {position} håller inte").into());
        }
        for (series, seconds) in series
            .iter_mut()
            .zip([making, verifying, chaining, following])
        {
            series.push(seconds * 1e6);
        }
    }
    store.close()?;
    let names = [
        "inklusionsbevis, göra",
        "inklusionsbevis, pröva",
        "konsistensbevis, göra",
        "konsistensbevis, pröva",
    ];
    Ok(names
        .into_iter()
        .zip(series)
        .map(|(what, series)| {
            Row::new(GROUP, what, Unit::Microseconds, series).of_events(built.events)
        })
        .collect())
}
