//! Full replay: every event read and folded into the read model, from a warm cache; and
//! how much of it is reading.

use std::hint::black_box;
use std::time::Instant;

use bench::append::{Failed, LedgerTarget, in_turns};
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

/// Reads every event of a store without folding it; answers how many there are.
///
/// # Errors
/// As [`fold`].
pub fn decode(store: &mut dyn Store) -> Result<u64, Failed> {
    let mut events = 0;
    let mut reading = Reading::default();
    store.read(&mut |stored| {
        black_box(reading.entry(stored)?);
        events += 1;
        Ok(())
    })?;
    Ok(events)
}

/// Reads every event of the ledger without folding it; answers how many there are.
///
/// # Errors
/// What the log answers.
pub fn read(ledger: &LedgerTarget) -> Result<u64, Failed> {
    let mut events = 0;
    for record in ledger.log().read(Position(0), ledger.log().size()) {
        black_box(record?);
        events += 1;
    }
    Ok(events)
}

/// Folds what every store holds, and then only reads it, some rounds over in turns.
///
/// # Errors
/// What a store answers, and [`Failed`] when a store's model is not the ledger's.
pub fn replay(
    ledger: &LedgerTarget,
    stores: &mut [Box<dyn Store>],
    rounds: usize,
) -> Result<Vec<Row>, Failed> {
    compare_models(ledger, stores)?;
    let folded = in_turns(ledger, stores, rounds, catch_up, fold)?;
    let mut rows = rows_of("Spela upp allt", ledger, stores, &folded);
    for row in &mut rows {
        let of_sqlite = row.reference.as_ref().is_some_and(|it| it.what == "SQLite");
        row.bar = of_sqlite.then_some(Bar::RatioAtLeast(TIMES_SQLITE));
    }
    let only_read = in_turns(ledger, stores, rounds, read, decode)?;
    rows.extend(rows_of("Därav läsa", ledger, stores, &only_read));
    Ok(rows)
}

/// The events a second of each round, first for the ledger and then for each store.
fn in_turns<T>(
    ledger: &LedgerTarget,
    stores: &mut [Box<dyn Store>],
    rounds: usize,
    of_ledger: fn(&LedgerTarget) -> Result<T, Failed>,
    of_store: fn(&mut dyn Store) -> Result<T, Failed>,
) -> Result<Vec<Series>, Failed> {
    let mut series = vec![Series::default(); stores.len() + 1];
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    let events = ledger.log().size() as f64;
    for round in 0..rounds {
        for at in in_turns(round, series.len()) {
            let started = Instant::now();
            let done = match at.checked_sub(1) {
                None => of_ledger(ledger)?,
                Some(at) => of_store(stores[at].as_mut())?,
            };
            series[at].push(events / started.elapsed().as_secs_f64());
            drop(done);
        }
    }
    Ok(series)
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

fn rows_of(
    group: &'static str,
    ledger: &LedgerTarget,
    stores: &[Box<dyn Store>],
    series: &[Series],
) -> Vec<Row> {
    let row = |what: &str, values: &Series| {
        let row = Row::new(group, what, Unit::EventsPerSecond, values.clone());
        row.of_events(ledger.log().size())
    };
    let others = stores.iter().zip(&series[1..]);
    let others: Vec<Row> = others
        .map(|(store, values)| row(store.name(), values))
        .collect();
    let beside = others
        .iter()
        .map(|other| row(&format!("liggaren mot {}", other.what), &series[0]).beside(other));
    let beside: Vec<Row> = beside.collect();
    others.into_iter().chain(beside).collect()
}
