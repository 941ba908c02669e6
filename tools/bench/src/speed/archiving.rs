//! The archive: written, taken back in, and examined by the verifier.

use std::fs;

use bench::append::Failed;
use bench::measured::{Bar, Row, Series, Unit};
use ledger::log::store::Store;
use ledger::portable::{self, Attachment, Export, PortableError};

use super::built::{Built, key};
use super::{Extent, number, timed};
use crate::examine;

pub(super) const GROUP: &str = "Arkiv";

/// How many events a second the verifier goes through, at least.
const LEAST: f64 = 300_000.0;

/// The largest ledger that an archive is made of: it takes three times the journal.
const LARGEST: u64 = 2_000_000;

/// What a round took: seconds to write the archive, to take it back in and to examine
/// it, and the verifier's memory in bytes.
type Round = ([f64; 3], u64);

/// The rows; none of a ledger that is larger than is needed to see the pace.
pub(super) fn rows(built: &Built, extent: Extent) -> Result<Vec<Row>, Failed> {
    if built.events > LARGEST {
        return Ok(Vec::new());
    }
    let mut rates = [const { Series::new() }; 3];
    let mut memory = Series::new();
    for _ in 0..extent.of(3, 2) {
        let (took, peak) = round(built)?;
        for (series, seconds) in rates.iter_mut().zip(took) {
            series.push(number(built.events) / seconds);
        }
        memory.push(number(peak) / 1e6);
    }
    let row = |what, unit, series| Row::new(GROUP, what, unit, series).of_events(built.events);
    let pace = |what, series| row(what, Unit::EventsPerSecond, series);
    let [written, taken, examined] = rates;
    Ok(vec![
        pace("skriva arkivet", written),
        pace("återläsa det", taken),
        pace("granska det", examined).with_bar(built.large(Bar::AtLeast(LEAST))),
        row("granskas minne som mest", Unit::Megabytes, memory),
    ])
}

fn round(built: &Built) -> Result<Round, Failed> {
    let (archive, restored) = (built.beside("arkiv")?, built.beside("aterlast")?);
    let store = Store::open(&built.folder)?;
    let key = key(&store)?;
    let source = Export {
        log: &store,
        ledger: store.file(),
        verifier_key: Some(key.verifier()),
        signing_key: Some(&key),
        since: None,
    };
    let none = std::iter::empty::<Result<Attachment, PortableError>>();
    let (written, writing) = timed(|| portable::export(&source, &archive, none, &mut |_| {}));
    written?;
    store.close()?;
    let (taken, taking) = timed(|| portable::restore(&archive, &restored, None, &mut |_| {}));
    taken?;
    let examined = examine::examine(&archive, &key.verifier().to_string())?;
    if !examined.approved {
        return Err("granska godkände inte arkivet".into());
    }
    fs::remove_dir_all(archive)?;
    fs::remove_dir_all(restored)?;
    Ok(([writing, taking, examined.seconds], examined.peak))
}
