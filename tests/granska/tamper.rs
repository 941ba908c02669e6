//! Damage: every changed byte and every moved line is refused.
//!
//! Goal: no archive or package that differs from the signed one in a byte gets
//! a verdict of approval. Method: change each byte of a small ledger's files in
//! turn, by each single bit, or by every other value when `GRANSKA_ALL_BYTES` is
//! set (some minutes, for an optimised build); the larger ledger, with every
//! kind of signature, at random places from a fixed seed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use granska::verdict::Verdicts;

use crate::scratch::{Files, Scratch};
use crate::{archive, builder, package};

/// What is examined, and how.
struct Subject<'a> {
    files: &'a Files,
    examine: &'a (dyn Fn(&Scratch) -> Verdicts + Sync),
}

/// The values that a byte is changed by.
fn changes() -> Vec<u8> {
    if std::env::var_os("GRANSKA_ALL_BYTES").is_some() {
        (1..=255).collect()
    } else {
        (0..8).map(|bit| 1 << bit).collect()
    }
}

impl Subject<'_> {
    /// Tries damaged versions of one file, on both cores.
    fn refuses(&self, name: &str, count: usize, damage: impl Fn(usize) -> Option<Vec<u8>> + Sync) {
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let scratch = Scratch::with(self.files);
                    loop {
                        let nth = next.fetch_add(1, Ordering::Relaxed);
                        if nth >= count {
                            return;
                        }
                        let Some(damaged) = damage(nth) else { continue };
                        scratch.write(name, &damaged);
                        let verdicts = (self.examine)(&scratch);
                        is_refused(&verdicts, name, nth);
                    }
                });
            }
        });
    }

    fn every_byte(&self, name: &str) {
        let (whole, changes) = (&self.files[name], changes());
        self.refuses(name, whole.len() * changes.len(), |nth| {
            let mut bytes = whole.clone();
            bytes[nth / changes.len()] ^= changes[nth % changes.len()];
            Some(bytes)
        });
    }

    /// Bytes chosen by a seed, changed to a value chosen by it.
    fn some_bytes(&self, name: &str, count: usize, seed: u64) {
        let whole = &self.files[name];
        self.refuses(name, count, |nth| {
            let random = mix(seed ^ nth as u64);
            let mut bytes = whole.clone();
            let at = usize::try_from(random >> 16).unwrap() % bytes.len();
            bytes[at] ^= u8::try_from(random & 0xff).unwrap().max(1);
            Some(bytes)
        });
    }

    /// Each line removed, doubled, swapped with each other line, and the file cut
    /// before it and in the middle of it.
    fn every_line(&self, name: &str, pairs: usize, seed: u64) {
        let whole = &self.files[name];
        let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
        let count = lines.len();
        self.refuses(name, count, |nth| {
            Some([&lines[..nth], &lines[nth + 1..]].concat().concat())
        });
        self.refuses(name, count, |nth| {
            Some([&lines[..=nth], &lines[nth..]].concat().concat())
        });
        self.refuses(name, count, |nth| Some(lines[..nth].concat()));
        self.refuses(name, count, |nth| {
            let half = &lines[nth][..lines[nth].len() / 2];
            Some([lines[..nth].concat(), half.to_vec()].concat())
        });
        self.refuses(name, pairs.min(count * count), |nth| {
            let random = usize::try_from(mix(seed ^ nth as u64) >> 1).unwrap();
            let both = if pairs < count * count {
                random % (count * count)
            } else {
                nth
            };
            let mut swapped = lines.clone();
            swapped.swap(both / count, both % count);
            let bytes = swapped.concat();
            (bytes != *whole).then_some(bytes)
        });
    }
}

fn is_refused(verdicts: &Verdicts, name: &str, nth: usize) {
    let found = verdicts.failing();
    assert!(
        !verdicts.hold() && !found.is_empty(),
        "{name}, fall {nth}: {verdicts}"
    );
    for check in found {
        let findings = &verdicts.get(check).unwrap().findings;
        assert!(
            findings
                .iter()
                .all(|finding| !finding.place.file.is_empty() && !finding.text.is_empty()),
            "{name}, fall {nth}: {verdicts}"
        );
    }
}

/// `SplitMix64`: a step of a random sequence.
fn mix(seed: u64) -> u64 {
    let mut z = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn of_archive(builder: &builder::Builder, test: impl Fn(&Subject<'_>, &Files)) {
    let (files, key) = (builder.files(), builder.vkey());
    let subject = Subject {
        files: &files,
        examine: &|scratch| archive::examine_in(scratch, &key),
    };
    assert!((subject.examine)(&Scratch::with(&files)).hold());
    test(&subject, &files);
}

#[test]
fn no_byte_of_a_small_archive_can_be_changed() {
    of_archive(&builder::small(), |subject, files| {
        for name in files.keys() {
            subject.every_byte(name);
        }
    });
}

#[test]
fn no_line_of_an_archive_can_be_removed_doubled_swapped_or_cut() {
    for builder in [builder::small(), builder::whole()] {
        of_archive(&builder, |subject, files| {
            for name in files.keys() {
                subject.every_line(name, usize::MAX, 0);
            }
        });
    }
}

#[test]
fn no_file_of_an_archive_can_be_removed_or_added() {
    of_archive(&builder::whole(), |subject, files| {
        for name in files.keys() {
            let scratch = Scratch::with(files);
            scratch.remove(name);
            is_refused(&(subject.examine)(&scratch), name, 0);
        }
        for name in ["reports/VB-3.json", "mer.txt", "reports/djupare/VB.json"] {
            let scratch = Scratch::with(files);
            scratch.write(name, b"{}\n");
            is_refused(&(subject.examine)(&scratch), name, 1);
        }
    });
}

#[test]
fn bytes_of_a_larger_archive_changed_at_random_are_refused() {
    of_archive(&builder::whole(), |subject, files| {
        for name in files.keys() {
            subject.some_bytes(name, 200, 0x5eed);
        }
    });
}

#[test]
fn no_byte_of_a_package_can_be_changed() {
    let builder = builder::small();
    let key = builder.vkey();
    let event = package::signed(&builder, &package::event(&builder, 3));
    let report = package::signed(
        &builder,
        &package::report(&builder, "VB", Some(&builder.notes[0])),
    );
    let counted = builder::with_figures(-100_000);
    let figure = package::signed(&counted, &package::figure(&counted, "VB"));
    for (bytes, every) in [(event, true), (report, false), (figure, false)] {
        let files = Files::from([("paket.json".to_owned(), bytes)]);
        let subject = Subject {
            files: &files,
            examine: &|scratch| package::examine_in(scratch, &key),
        };
        assert!((subject.examine)(&Scratch::with(&files)).hold());
        if every || std::env::var_os("GRANSKA_ALL_BYTES").is_some() {
            subject.every_byte("paket.json");
        } else {
            subject.some_bytes("paket.json", 3000, 7);
        }
        subject.every_line("paket.json", usize::MAX, 0);
    }
}
