//! Durable appends, beside the same bytes to a plain file.

use std::fs;
use std::path::Path;

use bench::append::{Failed, FileTarget, LedgerTarget, Prepared, Target, alone, prepare, together};
use bench::measured::{Bar, Row, Series, Unit};
use bench::workload::Bookings;

use super::Extent;
use super::built::Built;

pub(super) const GROUP: &str = "Varaktig skrivning";

/// How many clients write at once.
const CLIENTS: usize = 64;

/// How many commands each of them sends in a round.
const EACH: usize = 25;

/// How many events the region has whose bookings tell how many bytes a frame takes.
const YOUNG: u64 = 10_000;

/// What must hold of one client, of many, and of batches of a thousand.
const ALONE: Bar = Bar::RatioAtLeast(0.8);
const TOGETHER: Bar = Bar::RatioAtLeast(0.8);
const BATCHES: Bar = Bar::RatioAtLeast(0.4);

/// The rows: of a copy of the ledger, which goes on where its script ended.
pub(super) fn rows(built: &Built, extent: Extent) -> Result<Vec<Row>, Failed> {
    let copy = built.copy("skrivning")?;
    let mut rows = Vec::new();

    let one = work(built, "en", 1, extent.of(3000, 600))?;
    let series = alone(&mut targets(built, &copy, &one)?, &one, 100)?;
    rows.extend(beside(
        built,
        "en klient, en händelse i taget",
        Some(ALONE),
        series,
    ));

    let many = work(built, "manga", 1, CLIENTS * EACH * extent.of(30, 6))?;
    let together = together(&mut targets(built, &copy, &many)?, &many, (CLIENTS, EACH))?;
    let (rates, sharing): (Vec<Series>, Vec<Series>) = together.into_iter().unzip();
    let what = "64 klienter, en händelse i taget";
    rows.extend(beside(built, what, Some(TOGETHER), rates));
    rows.extend(sharing.into_iter().zip(NAMES).map(|(series, name)| {
        let what = format!("kommandon som delar en skrivning, {name}");
        Row::new(GROUP, what, Unit::Commands, series).of_events(built.events)
    }));

    for (events, batches, bar) in [
        (100, extent.of(400, 80), None),
        (1000, extent.of(120, 24), Some(BATCHES)),
    ] {
        let batches = work(built, &format!("sats-{events}"), events, batches)?;
        let series = alone(&mut targets(built, &copy, &batches)?, &batches, 4)?;
        let what = format!("en klient, {events} händelser i taget");
        rows.extend(beside(built, &what, bar, series));
    }
    fs::remove_dir_all(copy)?;
    Ok(rows)
}

const NAMES: [&str; 2] = ["ren fil", "liggaren"];

/// Commands of so many events each, after the ledger's script. Their frames are those
/// of as many events in a young region, which take the same bytes but for the length of
/// some numbers.
fn work(built: &Built, name: &str, rows: usize, commands: usize) -> Result<Vec<Prepared>, Failed> {
    let (seed, events) = built.script;
    let mut young = Bookings::after(seed, YOUNG, name)?;
    let work = prepare((seed, YOUNG), (0..commands).map(|_| young.next(rows)))?;
    let mut bookings = Bookings::after(seed, events, name)?;
    work.into_iter()
        .map(|prepared| {
            let step = bookings.next(rows)?;
            Ok(Prepared { step, ..prepared })
        })
        .collect()
}

/// A new plain file, and the copy of the ledger.
fn targets(built: &Built, copy: &Path, work: &[Prepared]) -> Result<Vec<Box<dyn Target>>, Failed> {
    let file = FileTarget::create(&copy.join("ren-fil"), work)?;
    let ledger = LedgerTarget::open(copy, built.script.0)?;
    Ok(vec![Box::new(file), Box::new(ledger)])
}

/// The plain file's row, and the ledger's beside it.
fn beside(built: &Built, what: &str, bar: Option<Bar>, series: Vec<Series>) -> Vec<Row> {
    let mut rows: Vec<Row> = series
        .into_iter()
        .zip(NAMES)
        .map(|(series, name)| {
            Row::new(
                GROUP,
                format!("{what}, {name}"),
                Unit::EventsPerSecond,
                series,
            )
            .of_events(built.events)
        })
        .collect();
    if let [plain, ledger] = &mut rows[..] {
        *ledger = ledger.clone().beside(plain).with_bar(bar);
    }
    rows
}
