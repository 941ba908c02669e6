//! Replay: every event read and folded into every view, beside less than that.

use std::fs::File;
use std::io::Read;

use bench::append::Failed;
use bench::measured::{Bar, Row, Series, Unit};
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::log::store::Store;
use projections::model::ReadModel;
use projections::service::Service;

use super::built::Built;
use super::{Extent, number, timed};

pub(super) const GROUP: &str = "Spela upp hela loggen";

/// How many events a second are folded, at least.
const LEAST: f64 = 1_500_000.0;

/// How many times as long as the reading of the files a cold replay may take.
const MOST_OF_COLD: f64 = 1.5;

/// How many bytes are read at a time.
const WINDOW: usize = 1024 * 1024;

/// The rows.
pub(super) fn rows(built: &Built, extent: Extent) -> Result<Vec<Row>, Failed> {
    let store = Store::open(&built.folder)?;
    let count = extent.of(5, 3);
    let mut series = [const { Series::new() }; 5];
    for _ in 0..count {
        let rate = |seconds: f64| number(built.events) / seconds;
        read_bytes(built)?;
        let measured = [
            taken(|| read_bytes(built))?,
            taken(|| decode(&store))?,
            taken(|| fold(&store))?,
            cold(built, || read_bytes(built))?,
            cold(built, || fold(&store))?,
        ];
        for (series, seconds) in series.iter_mut().zip(measured) {
            series.push(rate(seconds));
        }
    }
    store.close()?;
    let row = |what: &str, series: Series| {
        Row::new(GROUP, what, Unit::EventsPerSecond, series).of_events(built.events)
    };
    let [bytes, decoded, folded, cold_bytes, cold_folded] = series;
    let bytes = row("läsa filernas byte", bytes);
    let cold_bytes = row("läsa filernas byte från disk", cold_bytes);
    Ok(vec![
        row("läsa in händelserna", decoded).beside(&bytes),
        row("alla vyer", folded)
            .beside(&bytes)
            .with_bar(built.large(Bar::AtLeast(LEAST))),
        row("alla vyer, från disk", cold_folded)
            .beside(&cold_bytes)
            .with_bar(built.large(Bar::RatioAtLeast(1.0 / MOST_OF_COLD))),
        bytes,
        cold_bytes,
    ])
}

fn taken(work: impl FnOnce() -> Result<(), Failed>) -> Result<f64, Failed> {
    let (done, seconds) = timed(work);
    done.map(|()| seconds)
}

fn cold(built: &Built, work: impl FnOnce() -> Result<(), Failed>) -> Result<f64, Failed> {
    built.forget()?;
    taken(work)
}

fn read_bytes(built: &Built) -> Result<(), Failed> {
    let mut window = vec![0; WINDOW];
    for file in built.segments()? {
        let mut file = File::open(file)?;
        while file.read(&mut window)? > 0 {}
    }
    Ok(())
}

fn decode(store: &Store) -> Result<(), Failed> {
    for record in store.read(Position(0), store.size()) {
        std::hint::black_box(record?);
    }
    Ok(())
}

fn fold(store: &Store) -> Result<(), Failed> {
    let mut model = Service::<ReadModel>::new();
    model.catch_up(store, store.size())?;
    // What it takes to give the memory back belongs to no replay.
    std::mem::forget(model);
    Ok(())
}
