//! Durable appends, beside the same bytes to a plain file.

use std::fs;
use std::path::Path;

use bench::append::{Failed, FileTarget, LedgerTarget, Prepared, Target, alone, prepare, together};
use bench::measured::{Bar, Row, Series, Unit};
use bench::workload::Bookings;

use super::Extent;

pub(super) const GROUP: &str = "Varaktig skrivning";

/// The region that is written in has a year of history.
const REGION: u64 = 10_000;

/// How many clients write at once.
const CLIENTS: usize = 64;

/// The rows.
pub(super) fn rows(into: &Path, extent: Extent) -> Result<Vec<Row>, Failed> {
    eprintln!("skrivning");
    let mut rows = Vec::new();
    let one = work(extent, "en", 1, extent.of(3000, 600))?;
    let what = "en klient, en händelse i taget";
    rows.extend(beside(
        what,
        0.8,
        alone(&mut targets(into, extent, &one)?, &one, 100)?,
    ));

    let each = 25;
    let many = work(extent, "manga", 1, CLIENTS * each * extent.of(30, 6))?;
    let together = together(&mut targets(into, extent, &many)?, &many, (CLIENTS, each))?;
    let (rates, sharing): (Vec<Series>, Vec<Series>) = together.into_iter().unzip();
    let what = "64 klienter, en händelse i taget";
    rows.extend(beside(what, 0.8, rates));
    rows.extend(sharing.into_iter().zip(NAMES).map(|(series, name)| {
        let what = format!("kommandon som delar en skrivning, {name}");
        Row::new(GROUP, what, Unit::Commands, series)
    }));

    for (events, batches) in [(100, extent.of(400, 80)), (1000, extent.of(120, 24))] {
        let batches = work(extent, &format!("sats-{events}"), events, batches)?;
        let series = alone(&mut targets(into, extent, &batches)?, &batches, 4)?;
        let bar = if events == 1000 { 0.4 } else { 0.0 };
        rows.extend(beside(
            &format!("en klient, {events} händelser i taget"),
            bar,
            series,
        ));
    }
    Ok(rows)
}

const NAMES: [&str; 2] = ["ren fil", "liggaren"];

/// Commands of so many events each, after the region's script.
fn work(extent: Extent, name: &str, rows: usize, commands: usize) -> Result<Vec<Prepared>, Failed> {
    let mut bookings = Bookings::after(extent.seed, REGION, name)?;
    prepare(
        (extent.seed, REGION),
        (0..commands).map(|_| bookings.next(rows)),
    )
}

/// The plain file and a ledger, new ones.
fn targets(into: &Path, extent: Extent, work: &[Prepared]) -> Result<Vec<Box<dyn Target>>, Failed> {
    let folder = into.join("skrivning");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let file = FileTarget::create(&folder.join("ren-fil"), work)?;
    let ledger = LedgerTarget::create(&folder.join("liggare"), (extent.seed, REGION))?;
    Ok(vec![Box::new(file), Box::new(ledger)])
}

/// The plain file's row, and the ledger's beside it.
fn beside(what: &str, bar: f64, series: Vec<Series>) -> Vec<Row> {
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
        })
        .collect();
    if let [plain, ledger] = &mut rows[..] {
        *ledger = ledger.clone().beside(plain);
        if bar > 0.0 {
            *ledger = ledger.clone().with_bar(Bar::RatioAtLeast(bar));
        }
    }
    rows
}
