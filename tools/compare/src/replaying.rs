//! Full replay: every event read and folded into the read model, from a warm cache.

use std::time::Instant;

use bench::append::{Failed, LedgerTarget};
use bench::measured::{Bar, Row, Series, Unit};
use ledger::ids::Position;
use ledger::log::ReadLog;
use projections::model::ReadModel;
use projections::service::Service;

use crate::store::Store;
use crate::stored::Reading;

/// How many times faster than SQLite the ledger's replay must be.
const TIMES_SQLITE: f64 = 8.0;

/// How many events a store is filled with at a time.
const FILLED_AT_ONCE: usize = 10_000;

/// Copies the ledger's events to another store.
///
/// # Errors
/// What either answers.
pub fn fill(store: &mut dyn Store, ledger: &LedgerTarget) -> Result<(), Failed> {
    let log = ledger.log();
    let mut records = log.read(Position(0), log.size());
    loop {
        let part = records.by_ref().take(FILLED_AT_ONCE);
        let part = part.collect::<Result<Vec<_>, _>>()?;
        if part.is_empty() {
            return store.settle();
        }
        store.write(&mut part.iter())?;
    }
}

/// The read model of all that a store holds.
///
/// # Errors
/// What the store answers, and [`Failed`] when an event cannot be read.
pub fn fold(store: &mut dyn Store) -> Result<ReadModel, Failed> {
    let mut model = ReadModel::default();
    let mut reading = Reading::default();
    store.read(&mut |stored| {
        model.apply(&reading.entry(stored)?);
        Ok(())
    })?;
    Ok(model)
}

/// The read model of all that the ledger holds, as the program builds it.
///
/// # Errors
/// What the log answers.
pub fn catch_up(ledger: &LedgerTarget) -> Result<ReadModel, Failed> {
    let mut service = Service::<ReadModel>::new();
    service.catch_up(ledger.log(), ledger.log().size())?;
    Ok(service.into_model())
}

/// Folds what every store holds, some rounds over in turns.
///
/// # Errors
/// What a store answers, and [`Failed`] when a store's model is not the ledger's.
pub fn replay(
    ledger: &LedgerTarget,
    stores: &mut [Box<dyn Store>],
    rounds: usize,
) -> Result<Vec<Row>, Failed> {
    compare_models(ledger, stores)?;
    let mut series = vec![Series::default(); stores.len() + 1];
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    let events = ledger.log().size() as f64;
    for round in 0..rounds {
        for turn in 0..series.len() {
            // Nobody is always first.
            let at = (round + turn) % series.len();
            let started = Instant::now();
            let model = match at.checked_sub(1) {
                None => catch_up(ledger)?,
                Some(at) => fold(stores[at].as_mut())?,
            };
            series[at].push(events / started.elapsed().as_secs_f64());
            drop(model);
        }
    }
    Ok(rows_of(ledger, stores, &series))
}

/// Folds once from every store, which warms the cache as well.
fn compare_models(ledger: &LedgerTarget, stores: &mut [Box<dyn Store>]) -> Result<(), Failed> {
    let model = catch_up(ledger)?;
    for store in stores {
        let differing = fold(store.as_mut())?.differing(&model);
        if !differing.is_empty() {
            let views = differing.join(", ");
            return Err(format!("{} ger andra läsmodeller: {views}", store.name()).into());
        }
    }
    Ok(())
}

fn rows_of(ledger: &LedgerTarget, stores: &[Box<dyn Store>], series: &[Series]) -> Vec<Row> {
    let row = |what: &str, values: &Series| {
        Row::new(
            "Spela upp allt",
            what,
            Unit::EventsPerSecond,
            values.clone(),
        )
        .of_events(ledger.log().size())
    };
    let others = stores.iter().zip(&series[1..]);
    let others: Vec<Row> = others
        .map(|(store, values)| row(store.name(), values))
        .collect();
    let beside = others.iter().map(|other| {
        let beside = row(&format!("liggaren mot {}", other.what), &series[0]).beside(other);
        match other.what.as_str() {
            "SQLite" => beside.with_bar(Bar::RatioAtLeast(TIMES_SQLITE)),
            _ => beside,
        }
    });
    let beside: Vec<Row> = beside.collect();
    others.into_iter().chain(beside).collect()
}
