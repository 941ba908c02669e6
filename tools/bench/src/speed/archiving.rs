//! The archive: written, taken back in, and examined by the verifier.

use std::fs;

use bench::append::Failed;
use bench::measured::{Bar, Row, Series, Unit};
use ledger::log::store::Store;
use ledger::portable::{self, Attachment, Export, PortableError};

use super::built::{Built, key};
use super::{Extent, LARGE, number, timed};
use crate::examine::{self, Examined};

pub(super) const GROUP: &str = "Arkiv";

/// How many events a second the verifier goes through, at least.
const LEAST: f64 = 300_000.0;

/// The largest ledger that an archive is made of: it takes three times the journal.
const LARGEST: u64 = 2_000_000;

/// The rows; none of a ledger that is larger than is needed to see the pace.
pub(super) fn rows(built: &Built, extent: Extent) -> Result<Vec<Row>, Failed> {
    if built.events > LARGEST {
        return Ok(Vec::new());
    }
    let mut rates = [const { Series::new() }; 3];
    let mut memory = Series::new();
    for _ in 0..extent.of(3, 2) {
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
        let verifier = key.verifier().to_string();
        let Examined {
            seconds,
            peak,
            approved,
        } = examine::examine(&archive, &verifier)?;
        if !approved {
            return Err("granska godkände inte arkivet".into());
        }
        for (series, seconds) in rates.iter_mut().zip([writing, taking, seconds]) {
            series.push(number(built.events) / seconds);
        }
        memory.push(number(peak) / 1e6);
        fs::remove_dir_all(archive)?;
        fs::remove_dir_all(restored)?;
    }
    let names = ["skriva arkivet", "återläsa det", "granska det"];
    let mut rows: Vec<Row> = names
        .into_iter()
        .zip(rates)
        .map(|(what, series)| {
            Row::new(GROUP, what, Unit::EventsPerSecond, series).of_events(built.events)
        })
        .collect();
    if let Some(examined) = rows.last_mut().filter(|_| built.events > LARGE) {
        *examined = examined.clone().with_bar(Bar::AtLeast(LEAST));
    }
    let what = "granskas minne som mest";
    rows.push(Row::new(GROUP, what, Unit::Megabytes, memory).of_events(built.events));
    Ok(rows)
}
