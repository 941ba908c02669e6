//! Damage to stored bytes is always told with its place, never read as truth.
//!
//! Goal: whatever single bit is flipped, at whatever length a file is cut, the
//! opening or the reading says so. Method: every bit and every length of a small
//! ledger that was closed, on a disk in memory; and by hand what chance does not
//! reach: frames after a torn one, the crash in the middle of a redaction, a
//! frame of a newer program.

mod folder;
mod index;

use std::path::Path;
use std::sync::Arc;

use ledger::entry::{Payload, Record};
use ledger::ids::Position;
use ledger::log::frame::{FRAME_HEADER_BYTES, FrameHeader};
use ledger::log::store::{Options, Store};
use ledger::log::{Log, LogError, ReadLog};
use ledger::proof::cosignature;

use crate::commits::{Maker, event_id, settings};
use crate::proof::{signed, witness};
use crate::simulation::disk::FaultyDisk;

const SMALL: Options = Options {
    segment_bytes: 1024,
};

/// The files whose every byte is covered by a checksum.
fn is_covered(name: &str) -> bool {
    name != "visible"
}

/// A closed ledger over several files, with a redacted event in the first and
/// three signed checkpoints, the last of them cosigned.
fn closed() -> (FaultyDisk, Vec<Record>) {
    let disk = FaultyDisk::new(1);
    let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(2)]).unwrap();
    store.keep_checkpoint(&signed(&store)).unwrap();
    store.append(&[maker.commit(1)]).unwrap();
    store.append(&[maker.redaction(2)]).unwrap();
    store.redact(Position(2)).unwrap();
    let records = read_all(&store).unwrap();
    let note = signed(&store);
    store.keep_checkpoint(&note).unwrap();
    let line = cosignature::cosign(&note, &witness("revisor", 2), 1);
    store.keep_checkpoint(&note.with([line])).unwrap();
    store.close().unwrap();
    (disk, records)
}

fn read_all(store: &Store) -> Result<Vec<Record>, LogError> {
    for note in store.checkpoints() {
        note?;
    }
    store.read(Position(0), u64::MAX).collect()
}

fn open(disk: &FaultyDisk) -> Result<Store, LogError> {
    Store::open_on(Arc::new(disk.clone()), &settings(), SMALL)
}

/// What an opening and a reading of everything led to.
enum Outcome {
    Told(LogError),
    Read(Vec<Record>, Vec<String>),
}

fn try_all(disk: &FaultyDisk) -> Outcome {
    let store = match open(disk) {
        Ok(store) => store,
        Err(error) => return Outcome::Told(error),
    };
    match read_all(&store) {
        Ok(records) => Outcome::Read(records, store.notes().to_vec()),
        Err(error) => Outcome::Told(error),
    }
}

#[test]
fn every_flipped_bit_of_a_closed_ledger_is_told() {
    let (disk, expected) = closed();
    let mut destroyed_again = 0;
    for name in disk.file_names() {
        let whole = disk.bytes(&name);
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let copy = disk.copy();
            copy.replace(&name, &bytes);
            match try_all(&copy) {
                Outcome::Told(LogError::Damaged { .. }) => assert!(is_covered(&name)),
                Outcome::Told(other) => panic!("{name} bit {bit}: {other:?}"),
                Outcome::Read(records, notes) => {
                    assert_eq!(records, expected, "{name} bit {bit}");
                    if is_covered(&name) {
                        // Only a destroyed payload's zeros: destroyed again, and said.
                        assert_eq!(notes.len(), 1, "{name} bit {bit} passed in silence");
                        assert!(notes[0].contains("förstört"), "{notes:?}");
                        destroyed_again += 1;
                    }
                }
            }
        }
    }
    let destroyed = expected[2].entry.position;
    assert_eq!(destroyed, Position(2));
    assert!(
        destroyed_again > 8 * 16,
        "the destroyed payload has at least its salt"
    );
}

#[test]
fn every_cut_of_a_closed_ledger_is_told() {
    let (disk, _) = closed();
    for name in disk
        .file_names()
        .into_iter()
        .filter(|name| is_covered(name))
    {
        let whole = disk.bytes(&name);
        for length in 0..whole.len() {
            let copy = disk.copy();
            copy.replace(&name, &whole[..length]);
            match try_all(&copy) {
                Outcome::Told(LogError::Damaged { .. }) => {}
                Outcome::Told(other) => panic!("{name} cut at {length}: {other:?}"),
                Outcome::Read(..) => panic!("{name} cut at {length} passed in silence"),
            }
        }
        let copy = disk.copy();
        copy.forget(&name);
        assert!(
            matches!(try_all(&copy), Outcome::Told(LogError::Damaged { .. })),
            "{name} gone"
        );
    }
}

#[test]
fn bytes_after_the_end_of_a_closed_ledger_are_cut_with_a_note_or_told() {
    let (disk, expected) = closed();
    for name in disk
        .file_names()
        .into_iter()
        .filter(|name| is_covered(name))
    {
        for more in [&[1][..], &[0, 0, 7], &[255; 64]] {
            let copy = disk.copy();
            let mut bytes = copy.bytes(&name);
            bytes.extend_from_slice(more);
            copy.replace(&name, &bytes);
            match try_all(&copy) {
                Outcome::Told(LogError::Damaged { .. }) => {}
                Outcome::Told(other) => panic!("{name}: {other:?}"),
                Outcome::Read(records, notes) => {
                    assert_eq!(records, expected);
                    assert!(notes[0].contains("avklippt"), "{notes:?}");
                }
            }
        }
    }
}

#[test]
fn a_flipped_bit_of_a_ledger_that_was_not_closed_is_told_or_cuts_only_what_no_checkpoint_covers() {
    let disk = FaultyDisk::new(2);
    let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(1)]).unwrap();
    store.checkpoint().unwrap();
    store.append(&[maker.commit(1)]).unwrap();
    let expected = read_all(&store).unwrap();
    let left = disk.copy();
    drop(store);
    // The marker was not synced: after a power cut it may be the one before.
    left.forget("visible");
    let name = "0000000000.seg";
    let whole = left.bytes(name);
    assert!(whole.ends_with(&[0; 64]), "there are zeros ahead");
    let mut cut = 0;
    for bit in 0..whole.len() * 8 {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let copy = left.copy();
        copy.replace(name, &bytes);
        match try_all(&copy) {
            Outcome::Told(LogError::Damaged { .. }) => {}
            Outcome::Told(other) => panic!("bit {bit}: {other:?}"),
            Outcome::Read(records, notes) => {
                assert!(!records.is_empty(), "bit {bit}");
                assert_eq!(records, expected[..records.len()], "bit {bit}");
                assert!(notes[0].contains("avklippt"), "bit {bit}: {notes:?}");
                let aside = copy
                    .file_names()
                    .into_iter()
                    .find(|name| name.starts_with("avklippt"));
                assert!(aside.is_some(), "what was cut is kept");
                cut += 1;
                let mut again = open(&copy).unwrap();
                assert!(again.notes().is_empty(), "the cut is mended for good");
                again.append(&[Maker::after(&records).commit(2)]).unwrap();
            }
        }
    }
    assert!(cut > 0);
}

#[test]
fn a_payload_of_zeros_without_a_redaction_is_damage_at_its_position() {
    let disk = FaultyDisk::new(3);
    let mut store =
        Store::create_on(Arc::new(disk.clone()), &settings(), Options::default()).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(3)]).unwrap();
    store.append(&[maker.commit(1)]).unwrap();
    store.close().unwrap();
    let name = "0000000000.seg";
    let mut bytes = disk.bytes(name);
    let header = FrameHeader::decode(&bytes[64..]).unwrap();
    let payloads = 64 + FRAME_HEADER_BYTES + header.heads_bytes as usize;
    bytes[payloads..payloads + header.payloads_bytes as usize].fill(0);
    disk.replace(name, &bytes);
    let store = open(&disk).unwrap();
    let read: Vec<_> = store.read(Position(0), 4).collect();
    assert!(
        matches!(
            &read[..],
            [Err(LogError::Damaged {
                position: Position(0),
                ..
            })]
        ),
        "{read:?}"
    );
}

#[test]
fn a_redaction_that_a_crash_interrupted_is_finished_at_the_next_opening() {
    for destroyed in 0..3 {
        let disk = FaultyDisk::new(4);
        let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
        let mut maker = Maker::default();
        store.append(&[maker.commit(2)]).unwrap();
        store.append(&[maker.redaction(1)]).unwrap();
        let copy = disk.copy();
        let name = "0000000000.seg";
        let mut bytes = copy.bytes(name);
        let text = b"E-1";
        let at = bytes.windows(3).rposition(|w| w == text).unwrap();
        // As if some sectors of the zeros had reached the disk and some had not.
        bytes[at..at + destroyed].fill(0);
        copy.replace(name, &bytes);
        let store = open(&copy).unwrap();
        assert!(
            store.notes().iter().any(|note| note.contains("förstört")),
            "{:?}",
            store.notes()
        );
        let records = read_all(&store).unwrap();
        assert!(matches!(records[1].entry.payload, Payload::Redacted(_)));
        assert!(matches!(records[0].entry.payload, Payload::Present(_)));
        drop(store);
        let store = open(&copy).unwrap();
        assert!(store.notes().is_empty(), "{:?}", store.notes());
    }
}

#[test]
fn a_last_frame_that_a_newer_program_wrote_is_damage_and_stays_as_it_is() {
    let disk = FaultyDisk::new(5);
    let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(1)]).unwrap();
    let copy = disk.copy();
    let name = "0000000000.seg";
    let mut bytes = copy.bytes(name);
    // The event's type stands after its id; 999 is no type, and all checksums are made right.
    let id = *event_id(0).0.as_bytes();
    let heads = 64 + FRAME_HEADER_BYTES;
    let at = heads + bytes[heads..].windows(16).position(|w| *w == id).unwrap() + 16;
    bytes[at..at + 2].copy_from_slice(&999_u16.to_le_bytes());
    let mut header = FrameHeader::decode(&bytes[64..]).unwrap();
    header.heads_crc = crc32fast::hash(&bytes[heads..heads + header.heads_bytes as usize]);
    bytes[64..heads].copy_from_slice(&header.encode());
    copy.replace(name, &bytes);
    match open(&copy).err() {
        Some(LogError::Damaged {
            position, found, ..
        }) => {
            assert_eq!(position, Position(0));
            assert!(found.contains("999"), "{found}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(copy.bytes(name), bytes);
    drop(store);
}

/// A closed ledger in a folder, with enough events for several tiles.
fn in_a_folder(folder: &Path) -> Vec<Record> {
    let mut store = Store::create(folder, &settings()).unwrap();
    let mut maker = Maker::default();
    for _ in 0..30 {
        store.append(&[maker.commit(20)]).unwrap();
    }
    let records = read_all(&store).unwrap();
    store.close().unwrap();
    records
}

fn check_whole(store: &Store, expected: &[Record]) {
    assert_eq!(read_all(store).unwrap(), expected);
    let leaves: Vec<_> = expected.iter().map(|record| record.leaf).collect();
    assert_eq!(
        store.root_at(leaves.len() as u64).unwrap(),
        ledger::log::merkle::root(&leaves)
    );
    for record in expected {
        let entry = &record.entry;
        assert_eq!(
            store.position_of(entry.event_id).unwrap(),
            Some(entry.position)
        );
        assert!(store.command(&entry.commit.command_id).unwrap().is_some());
        assert!(
            store
                .stream(&entry.stream)
                .unwrap()
                .contains(&entry.position)
        );
    }
}

#[test]
fn after_a_redaction_no_file_of_the_ledger_holds_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let mut store = Store::create(place, &settings()).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(4)]).unwrap();
    let secret = b"Ett stycke med nummer 3.";
    let model = ledger::log::StoredModel {
        fingerprint: "narrative".to_owned(),
        cursor: 4,
        bytes: secret.to_vec(),
    };
    store.keep_model("narrative", &model).unwrap();
    store.checkpoint().unwrap();
    assert!(holds(place, secret));
    // An index that was set aside and bytes that were cut off hold it as well.
    std::fs::create_dir(place.join("index.skadat-1")).unwrap();
    std::fs::write(place.join("index.skadat-1/db"), secret).unwrap();
    std::fs::write(place.join("journal/avklippt-4-1.bin"), secret).unwrap();
    store.append(&[maker.redaction(3)]).unwrap();
    store.redact(Position(3)).unwrap();
    assert_eq!(store.model("narrative").unwrap(), None);
    assert!(!holds(&place.join("journal"), secret));
    // The reader that still has the older model in memory keeps it once more.
    store.keep_model("narrative", &model).unwrap();
    store.close().unwrap();
    assert!(!holds(place, secret), "before the ledger is opened again");
    let store = Store::open(place).unwrap();
    assert!(store.notes()[0].contains("gallring"), "{:?}", store.notes());
    store.close().unwrap();
    assert!(!holds(place, secret));
    assert!(Store::open(place).unwrap().notes().is_empty());
}

fn holds(folder: &Path, text: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        if entry.path().is_dir() {
            holds(&entry.path(), text)
        } else {
            std::fs::read(entry.path())
                .unwrap()
                .windows(text.len())
                .any(|window| window == text)
        }
    })
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The zeros ahead were cut off a full segment, the sync of that failed, the
/// next opening saw the shorter file and went on in a new one, and power was
/// lost: the zeros were back in the middle of the journal and read as damage.
#[test]
fn zeros_that_come_back_after_a_full_segment_are_passed_over() {
    let (disk, expected) = closed();
    let name = "0000000000.seg";
    let mut bytes = disk.bytes(name);
    assert!(disk.file_names().contains(&"0000000001.seg".to_owned()));
    bytes.resize(bytes.len() + 700, 0);
    disk.replace(name, &bytes);
    let store = open(&disk).unwrap();
    assert_eq!(read_all(&store).unwrap(), expected);
    drop(store);
    let at = bytes.len() - 100;
    bytes[at] = 1;
    disk.replace(name, &bytes);
    assert!(matches!(
        try_all(&disk),
        Outcome::Told(LogError::Damaged { .. })
    ));
}

/// The marker says more than the checkpoint, and is written only after a sync: a
/// frame that it counts and that is not whole was acknowledged, so it is not cut.
#[test]
fn a_bad_frame_that_the_marker_counts_is_damage_and_stays_as_it_is() {
    let disk = FaultyDisk::new(6);
    let mut store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
    let mut maker = Maker::default();
    store.append(&[maker.commit(1)]).unwrap();
    store.checkpoint().unwrap();
    store.append(&[maker.commit(1)]).unwrap();
    let left = disk.copy();
    drop(store);
    let name = "0000000000.seg";
    let mut bytes = left.bytes(name);
    let last = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[last] ^= 1;
    left.replace(name, &bytes);
    let visible = left.bytes("visible");
    let error = open(&left).err().unwrap();
    assert!(
        matches!(
            error,
            LogError::Damaged {
                position: Position(1),
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("2 är bekräftade"), "{error}");
    assert_eq!(left.bytes(name), bytes);
    assert_eq!(left.bytes("visible"), visible);
}
