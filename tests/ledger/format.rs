//! The format pages say what the bytes are: their examples are read from them.

use std::collections::BTreeSet;

use ledger::basis::Hash;
use ledger::canonical;
use ledger::entry::Commit;
use ledger::event::Event;
use ledger::event::organisation::UnitRenamed;
use ledger::ids::{Position, UnitId};
use ledger::log::checkpoint::Checkpoint;
use ledger::log::frame::{self, Frame};
use ledger::log::merkle;
use ledger::log::segment::{SEGMENT_HEADER_BYTES, SegmentHeader, file_name};
use ledger::proof::{Algorithm, SignedNote, SigningKey, TreeHead, origin_line};
use ledger::time::Date;

use crate::commits::Maker;

const PAGE: &str = include_str!("../../src/log/FORMAT.md");
const LEDGER: [u8; 16] = *b"\x10\x11\x12\x13\x14\x15\x86\x17\x98\x19\x1a\x1b\x1c\x1d\x1e\x1f";

/// The content of the page's code block of a name.
fn block(name: &str) -> String {
    let fence = format!("```{name}\n");
    let from = PAGE
        .find(&fence)
        .unwrap_or_else(|| panic!("{name} is on the page"))
        + fence.len();
    PAGE[from..].split("```").next().unwrap().to_owned()
}

/// The bytes of a block of hexadecimal digits; what follows `;` is for people.
fn hex(name: &str) -> Vec<u8> {
    let digits: String = block(name)
        .lines()
        .filter_map(|line| line.split(';').next())
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

fn example() -> Commit {
    let renamed = Event::from(UnitRenamed {
        unit: UnitId::new("HSN").unwrap(),
        name: "Hälso- och sjukvårdsnämnden".to_owned(),
        valid_from: Date::new(2024, 10, 1).unwrap(),
    });
    Maker::default().commit_of("namn-1", vec![renamed])
}

#[test]
fn the_segment_header_on_the_page_is_what_is_written_and_read() {
    let header = SegmentHeader {
        ledger: LEDGER,
        number: 0,
        first_position: Position(0),
    };
    let bytes = hex("hex segment");
    assert_eq!(bytes, header.encode(), "{:02x?}", header.encode());
    assert_eq!(bytes.len() as u64, SEGMENT_HEADER_BYTES);
    assert_eq!(
        SegmentHeader::decode(&bytes, LEDGER, 0, Position(0)).unwrap(),
        header
    );
    assert!(PAGE.contains(&file_name(0)));
}

#[test]
fn the_frame_on_the_page_is_what_is_written_and_read() {
    let commit = example();
    let mut written = Vec::new();
    frame::encode(std::slice::from_ref(&commit), &mut written).unwrap();
    let bytes = hex("hex frame");
    assert_eq!(bytes, written, "{}", dump(&written));
    let frame = Frame::parse(&bytes).unwrap();
    let heads = frame.heads().unwrap();
    let [head] = <[_; 1]>::try_from(heads).unwrap();
    assert_eq!(
        frame.record(head, &BTreeSet::new()).unwrap(),
        commit.records[0]
    );
}

#[test]
fn the_leaf_on_the_page_is_hashed_and_its_hash_stands_in_the_frame() {
    let commit = example();
    let record = &commit.records[0];
    let leaf = block("json leaf").trim_end().to_owned();
    let written = canonical::leaf_json(&record.entry, &record.payload_commitment);
    assert_eq!(leaf, String::from_utf8(written).unwrap());
    assert_eq!(merkle::leaf_hash(leaf.as_bytes()), record.leaf);
    let payload = block("json payload").trim_end().to_owned();
    let mut salted = record.salt.unwrap().to_vec();
    salted.extend_from_slice(payload.as_bytes());
    assert_eq!(canonical::sha256(&salted), record.payload_commitment);
    let value: serde_json::Value = serde_json::from_str(&leaf).unwrap();
    assert_eq!(canonical::canonical(&value), leaf.as_bytes());
}

#[test]
fn the_checkpoint_on_the_page_is_what_is_written_and_read() {
    let checkpoint = Checkpoint {
        ledger: LEDGER,
        size: 1,
        root: example().records[0].leaf,
        signed: 260,
    };
    let text = block("text checkpoint");
    assert_eq!(text, checkpoint.encode());
    assert_eq!(Checkpoint::decode(text.as_bytes()), Some(checkpoint));
    let wrong = Checkpoint {
        root: Hash([0; 32]),
        ..checkpoint
    };
    assert_ne!(wrong.encode(), text);
    // The version before, of a ledger that has never been signed.
    let older = block("text older checkpoint");
    let unsigned = Checkpoint {
        signed: 0,
        ..checkpoint
    };
    assert_eq!(Checkpoint::decode(older.as_bytes()), Some(unsigned));
}

#[test]
fn the_signed_checkpoints_on_the_page_are_what_is_written_and_read() {
    let page = block("text checkpoints");
    let name = origin_line("Provregionen", uuid::Uuid::from_bytes(LEDGER));
    let key = SigningKey::from_seed(&name, Algorithm::Ed25519, &[1; 32]).unwrap();
    let head = TreeHead {
        origin: name,
        size: 1,
        root: example().records[0].leaf,
    };
    let note = head.sign(&[&key]).unwrap();
    let text = note.to_string();
    let crc = crc32fast::hash(text.as_bytes());
    assert_eq!(page, format!("{text}crc32 {crc:08x}\n"));
    assert_eq!(page.len(), 260, "as the checkpoint on the page says");
    assert!(PAGE.contains(&key.verifier().to_string()));
    let (kept, _) = page.rsplit_once("crc32 ").unwrap();
    let kept = SignedNote::parse(kept.as_bytes()).unwrap();
    assert_eq!(kept.verify(key.verifier()), Ok(()));
}

/// The bytes as the page shows them, for whoever makes a new version.
fn dump(bytes: &[u8]) -> String {
    bytes
        .chunks(16)
        .map(|row| {
            let row: Vec<String> = row.iter().map(|byte| format!("{byte:02x}")).collect();
            row.join(" ") + "\n"
        })
        .collect()
}
