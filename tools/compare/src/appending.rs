//! Durable append: the same commands' events to every store, in turns.

use bench::append::{Failed, FileTarget, LedgerTarget, Prepared, Target, alone, prepare, together};
use bench::measured::{Bar, Row, Series, Unit};
use bench::workload::Bookings;

use crate::store::Store;

/// How many clients there are when there are many.
const CLIENTS: usize = 64;

/// How much is written in a round, and how many rounds there are. Rounds are many and
/// short, so that what disturbs the disk for a while disturbs few of them, or all
/// stores in them alike.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// How many rounds.
    pub rounds: usize,
    /// How many commands of one event a client sends that is alone.
    pub alone: usize,
    /// How many commands of one event each of many clients sends.
    pub each: usize,
    /// How many batches of 100 events.
    pub hundreds: usize,
    /// How many batches of 1,000 events.
    pub thousands: usize,
}

impl Amount {
    /// As much as the spread needs.
    pub const FULL: Self = Self {
        rounds: 30,
        alone: 60,
        each: 10,
        hundreds: 10,
        thousands: 3,
    };

    /// As little as says something.
    pub const QUICK: Self = Self {
        rounds: 10,
        alone: 30,
        each: 6,
        hundreds: 5,
        thousands: 2,
    };

    fn parts(self) -> [Part; 4] {
        let part = |group, clients, events, commands_each| Part {
            group,
            clients,
            events,
            commands_each,
        };
        [
            part("Skriva, en klient", 1, 1, self.alone),
            part("Skriva, 64 klienter", CLIENTS, 1, self.each),
            part("Skriva, satser om 100", 1, 100, self.hundreds),
            part("Skriva, satser om 1 000", 1, 1_000, self.thousands),
        ]
    }
}

/// One kind of append.
struct Part {
    /// What it is called.
    group: &'static str,
    clients: usize,
    /// How many events a command leads to.
    events: usize,
    /// How many commands a client sends in a round.
    commands_each: usize,
}

impl Part {
    /// How many commands there are in a round.
    fn commands(&self) -> usize {
        self.clients * self.commands_each
    }
}

/// The commands to append after the script of a seed and size, decided beforehand.
///
/// # Errors
/// [`Failed`] when a command is refused.
pub fn work(script: (u64, u64), amount: Amount) -> Result<Vec<Prepared>, Failed> {
    let mut bookings = Bookings::after(script.0, script.1, "jamforelse")?;
    let sizes = amount.parts().into_iter().flat_map(|part| {
        let commands = part.commands() * amount.rounds;
        std::iter::repeat_n(part.events, commands)
    });
    prepare(script, sizes.map(|rows| bookings.next(rows)))
}

/// Appends to the plain file, the ledger and the stores, which hold the script already.
///
/// # Errors
/// What a store answers.
pub fn append(
    file: FileTarget,
    ledger: LedgerTarget,
    stores: Vec<Box<dyn Store>>,
    (work, amount): (&[Prepared], Amount),
) -> Result<Vec<Row>, Failed> {
    let mut targets: Vec<Box<dyn Target>> = vec![Box::new(file), Box::new(ledger)];
    for store in stores {
        targets.push(store);
    }
    let mut rows = Vec::new();
    let mut left = work;
    for part in amount.parts() {
        let (now, later) = left.split_at(part.commands() * amount.rounds);
        left = later;
        let series = match part.clients {
            1 => alone(&mut targets, now, part.commands_each)?,
            clients => {
                let rates = together(&mut targets, now, (clients, part.commands_each))?;
                rates.into_iter().map(|(rate, _)| rate).collect()
            }
        };
        rows.extend(rows_of(part.group, &targets, &series));
    }
    Ok(rows)
}

/// The rows of one kind of append; the ledger is the second of the targets.
fn rows_of(group: &'static str, targets: &[Box<dyn Target>], series: &[Series]) -> Vec<Row> {
    let row =
        |what: &str, values: &Series| Row::new(group, what, Unit::EventsPerSecond, values.clone());
    let all: Vec<Row> = targets
        .iter()
        .zip(series)
        .map(|(target, values)| row(target.name(), values))
        .collect();
    let [file, ledger, others @ ..] = all.as_slice() else {
        return Vec::new();
    };
    let beside =
        |other: &Row| row(&format!("liggaren mot {}", other.what), &ledger.values).beside(other);
    let mut rows = vec![file.clone()];
    rows.extend(others.iter().cloned());
    rows.push(beside(file));
    rows.extend(
        others
            .iter()
            .map(|other| beside(other).with_bar(Bar::RatioAtLeast(1.0))),
    );
    rows
}
