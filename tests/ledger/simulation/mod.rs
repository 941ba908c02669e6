//! Seeded simulation: random commands against the ledger on a faulty disk, and
//! an independent model beside it.
//!
//! Goal: whatever the disk does, what was acknowledged is there, what was not is
//! there whole or not at all, and every answer is the model's. Method: groups of
//! random submissions; now and then power is cut at the n-th change from there,
//! a sync fails, or space runs out; the process then ends, with or without
//! power, and the ledger is opened again, sometimes with faults during that too.
//!
//! `LIGGARE_SEEDS=10000` runs so many seeds; `LIGGARE_SEED=17` runs that one.

pub(crate) mod chance;
pub(crate) mod disk;
mod model;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ledger::basis::Hash;
use ledger::command::Submission;
use ledger::entropy::SeededEntropy;
use ledger::entry::Record;
use ledger::ids::Position;
use ledger::ledger::{Ledger, Signer, SubmitError};
use ledger::log::store::{Options, Store};
use ledger::log::{Log, LogError, ReadLog, merkle};
use ledger::proof::{SignedNote, TreeHead};

use crate::commands::{
    at, disposal, establish, expecting, mandate, redact, unchanged_since, version,
};
use crate::commits::settings;
use crate::proof::ledger_key;
use chance::Chance;
use disk::FaultyDisk;
use model::{Model, agrees};

const SMOKE_SEEDS: u64 = 300;
const ROUNDS: u64 = 14;

#[test]
fn random_commands_on_a_faulty_disk_agree_with_the_model() {
    let number = |name| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let seeds: Vec<u64> = match number("LIGGARE_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("LIGGARE_SEEDS").unwrap_or(SMOKE_SEEDS)).collect(),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let totals = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let seeds = &seeds;
                scope.spawn(move || {
                    let mut total = Tally::default();
                    for seed in seeds.iter().skip(worker).step_by(threads) {
                        match catch_unwind(AssertUnwindSafe(|| run(*seed))) {
                            Ok(tally) => total.add(&tally),
                            Err(cause) => {
                                eprintln!("the simulation failed: LIGGARE_SEED={seed}");
                                std::panic::resume_unwind(cause);
                            }
                        }
                    }
                    total
                })
            })
            .collect();
        let mut all = Tally::default();
        for worker in workers {
            match worker.join() {
                Ok(tally) => all.add(&tally),
                Err(cause) => std::panic::resume_unwind(cause),
            }
        }
        all
    });
    println!("{} seeds: {totals:?}", seeds.len());
    if seeds.len() > 100 {
        assert!(totals.recorded > 0 && totals.lost > 0 && totals.kept > 0);
        assert!(totals.failed_openings > 0 && totals.redacted > 0 && totals.cut > 0);
        assert!(totals.signed > 3 && totals.signed_kept > 0 && totals.signed_lost > 0);
    }
}

/// What a run met, to know that it met it.
#[derive(Debug, Default)]
struct Tally {
    recorded: u64,
    redacted: u64,
    crashes: u64,
    /// Groups that were not acknowledged and are gone, or there whole.
    lost: u64,
    kept: u64,
    /// Openings that failed because of a fault.
    failed_openings: u64,
    /// Openings that cut something off.
    cut: u64,
    /// Signed checkpoints: the most of a run, and those that were not
    /// acknowledged and are there all the same, or gone.
    signed: u64,
    signed_kept: u64,
    signed_lost: u64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.recorded += other.recorded;
        self.redacted += other.redacted;
        self.crashes += other.crashes;
        self.lost += other.lost;
        self.kept += other.kept;
        self.failed_openings += other.failed_openings;
        self.cut += other.cut;
        self.signed = self.signed.max(other.signed);
        self.signed_kept += other.signed_kept;
        self.signed_lost += other.signed_lost;
    }
}

fn kept(store: &Store) -> Vec<SignedNote> {
    store.checkpoints().collect::<Result<_, _>>().unwrap()
}

struct Run {
    chance: Chance,
    disk: FaultyDisk,
    options: Options,
    model: Model,
    tally: Tally,
    sent: Vec<Submission>,
    opened: u64,
    /// The signed checkpoints that were acknowledged, and one that may be there.
    signed: Vec<SignedNote>,
    perhaps: bool,
}

fn run(seed: u64) -> Tally {
    let mut chance = Chance::new(seed);
    let disk = FaultyDisk::new(chance.next());
    let options = Options {
        segment_bytes: 600 + chance.below(6000),
    };
    let store = Store::create_on(Arc::new(disk.clone()), &settings(), options).unwrap();
    let mut run = Run {
        chance,
        disk,
        options,
        model: Model::default(),
        tally: Tally::default(),
        sent: Vec::new(),
        opened: 0,
        signed: Vec::new(),
        perhaps: false,
    };
    let mut ledger = run.ledger(store);
    for round in 0..ROUNDS {
        ledger = run.round(ledger, round);
    }
    run.check(ledger.log());
    run.tally
}

impl Run {
    fn ledger(&mut self, store: Store) -> Ledger<Store> {
        self.opened += 1;
        let entropy = SeededEntropy::new(format!("{}", self.chance.next()));
        Ledger::open(store, Box::new(entropy))
            .unwrap()
            .signed_by(Signer::new(ledger_key()))
            .unwrap()
    }

    fn round(&mut self, mut ledger: Ledger<Store>, round: u64) -> Ledger<Store> {
        let count = 1 + self.chance.below(5);
        let group: Vec<Submission> = (0..count).map(|_| self.submission()).collect();
        self.sent.extend(group.iter().cloned());
        let fault = self.chance.below(8);
        match fault {
            0 | 1 => self.disk.cut_power_after(self.chance.below(12)),
            2 => self.disk.fail_syncs(Some(1 + self.chance.below(3))),
            3 => self
                .disk
                .limit_space(Some(self.disk.used() + self.chance.below(900))),
            _ => {}
        }
        let before = self.model.clone();
        let expected: Vec<_> = group.iter().map(|s| self.model.take(s)).collect();
        let day = i64::try_from(round + self.chance.below(3)).unwrap();
        let outcomes = ledger.submit_group(&group, at(day));
        let mut store_failed = false;
        for (outcome, expected) in outcomes.iter().zip(&expected) {
            if let Err(SubmitError::Store(error)) = outcome {
                assert!(fault < 4, "no fault was injected: {error:?}");
                store_failed = true;
            } else {
                assert!(agrees(outcome, expected), "{outcome:?} but {expected:?}");
            }
        }
        if store_failed {
            return self.crash(ledger, Some(before));
        }
        self.model.settle();
        self.tally.recorded += self.model.size() - before.size();
        if self.chance.once_in(3) {
            // A checkpoint may fail; no event is lost by that.
            let checkpoint = ledger.checkpoint();
            assert!(checkpoint.is_ok() || fault < 4, "{checkpoint:?}");
            self.hear(&ledger, checkpoint.is_err());
        }
        if fault < 3 || self.chance.once_in(4) {
            return self.crash(ledger, None);
        }
        self.disk.limit_space(None);
        self.check(ledger.log());
        if self.chance.once_in(4) {
            let store = ledger.close().unwrap();
            self.signed = kept(&store);
            self.perhaps = false;
            store.close().unwrap();
            return self.reopen(None);
        }
        ledger
    }

    /// What the ledger says it has kept counts from now on. When keeping failed,
    /// one more than that may be there.
    fn hear(&mut self, ledger: &Ledger<Store>, failed: bool) {
        let now = kept(ledger.log());
        assert!(now.starts_with(&self.signed), "a signed checkpoint is gone");
        self.signed = now;
        self.perhaps = failed;
    }

    /// The process ends, with or without power, in the middle of things.
    fn crash(&mut self, ledger: Ledger<Store>, before: Option<Model>) -> Ledger<Store> {
        self.tally.crashes += 1;
        // A process that dies tidies nothing up.
        self.disk.cut_power_after(0);
        drop(ledger);
        self.disk.fail_syncs(None);
        self.disk.limit_space(None);
        if self.chance.once_in(2) {
            self.disk.restart();
        } else {
            self.disk.end_process();
        }
        self.reopen(before)
    }

    /// Opens the ledger, sometimes with faults on the way. `before` is the model
    /// before a group that was not acknowledged: it may be there or not, whole.
    fn reopen(&mut self, before: Option<Model>) -> Ledger<Store> {
        let store = loop {
            if self.chance.once_in(4) {
                self.disk.cut_power_after(self.chance.below(10));
            } else if self.chance.once_in(8) {
                self.disk.fail_syncs(Some(2));
            }
            let opened = Store::open_on(Arc::new(self.disk.clone()), &settings(), self.options);
            self.disk.fail_syncs(None);
            match opened {
                Ok(store) => {
                    self.disk.end_process();
                    break store;
                }
                Err(LogError::Io { .. }) => {
                    self.tally.failed_openings += 1;
                    self.disk.restart();
                }
                Err(error) => panic!("{error}"),
            }
        };
        self.tally.cut += u64::from(store.notes().iter().any(|note| note.contains("avklippt")));
        if let Some(before) = before {
            let is_lost = store.size() == before.size();
            if is_lost {
                self.model = before;
                self.tally.lost += 1;
            } else {
                self.tally.kept += 1;
            }
        }
        self.model.settle();
        self.check(&store);
        self.ledger(store)
    }

    fn check(&mut self, store: &Store) {
        let records: Vec<Record> = store
            .read(Position(0), store.size())
            .collect::<Result<_, _>>()
            .unwrap();
        if let Err(difference) = self.model.is_held_by(&records) {
            panic!("{difference}");
        }
        let leaves: Vec<_> = records.iter().map(|record| record.leaf).collect();
        assert_eq!(store.root_at(store.size()).unwrap(), merkle::root(&leaves));
        self.check_signed(store, &leaves);
        let redacted = records
            .iter()
            .filter(|record| record.salt.is_none())
            .count();
        self.tally.redacted = self.tally.redacted.max(redacted as u64);
    }

    /// Every signed checkpoint that was acknowledged is there, in order, and each
    /// says what the log held.
    fn check_signed(&mut self, store: &Store, leaves: &[Hash]) {
        let now = kept(store);
        assert!(now.starts_with(&self.signed), "a signed checkpoint is gone");
        let more = now.len() - self.signed.len();
        assert!(more <= usize::from(self.perhaps), "{more} more are there");
        for note in &now {
            assert_eq!(note.verify(ledger_key().verifier()), Ok(()));
            let head = TreeHead::of(note).unwrap();
            let size = usize::try_from(head.size).unwrap();
            assert_eq!(head.root, merkle::root(&leaves[..size]));
        }
        self.tally.signed = self.tally.signed.max(now.len() as u64);
        self.tally.signed_kept += more as u64;
        self.tally.signed_lost += u64::from(self.perhaps && more == 0);
        self.signed = now;
        self.perhaps = false;
    }

    fn submission(&mut self) -> Submission {
        if !self.sent.is_empty() && self.chance.once_in(6) {
            return self.chance.pick(&self.sent.clone()).clone();
        }
        let id = format!("k{}", self.chance.below(200));
        let name = |chance: &mut Chance| match chance.below(7) {
            0 => "RF".to_owned(),
            n => format!("E{n}"),
        };
        let first = name(&mut self.chance);
        let second = name(&mut self.chance);
        let decision = format!("D{}", self.chance.below(2));
        let submission = match self.chance.below(10) {
            0..=2 => establish(&id, &first),
            3..=5 => {
                let what = format!("Uppgift {}", self.chance.next());
                mandate(&id, &what, &first, &second)
            }
            6 => disposal(&id, &decision),
            _ => {
                let target = if self.chance.once_in(2) && !self.sent.is_empty() {
                    self.chance.pick(&self.sent.clone()).id.to_string()
                } else {
                    format!("@{}", self.chance.below(self.model.size() + 2))
                };
                redact(&id, &decision, &target)
            }
        };
        if !self.chance.once_in(4) {
            return submission;
        }
        let size = self.model.size();
        let seen = (size + 1).saturating_sub(self.chance.below(6));
        let stream = format!("unit/{second}");
        expecting(
            submission,
            vec![
                version(&format!("unit/{first}"), self.chance.below(3)),
                unchanged_since(&stream, seen),
            ],
        )
    }
}
