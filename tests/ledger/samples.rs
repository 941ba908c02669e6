//! Frozen samples: both stored forms of every kind of event, byte for byte.
//!
//! `tests/golden/events/<Kind>.v<version>[.<variant>].json` holds the canonical
//! JSON of a payload and the `.hex` beside it the bytes of the store. A kind
//! without a sample fails. A difference means that the stored form has changed:
//! that is a new version of the kind with a frozen decoder for the old, never
//! a new sample under the old name. Nothing here writes a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use ledger::canonical::canonical;
use ledger::event::{Event, EventKind};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/events")
}

pub(crate) fn files(ending: &str) -> BTreeMap<String, String> {
    fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == ending)
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The kind and version that a sample's name says: `TargetSet.v1.interval`.
pub(crate) fn kind_of(name: &str) -> (EventKind, u16) {
    let mut parts = name.split('.');
    let kind = parts.next().unwrap_or_default();
    let version = parts
        .next()
        .and_then(|part| part.strip_prefix('v')?.parse().ok());
    let kind = EventKind::ALL.iter().find(|known| known.name() == kind);
    match (kind, version) {
        (Some(kind), Some(version)) => (*kind, version),
        _ => panic!("{name} is no <Kind>.v<version>[.<variant>]"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.trim_end_matches('\n');
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

fn event(name: &str, json: &str) -> Event {
    let value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{name}: {error}"));
    Event::from_json(kind_of(name).0, value).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_kind_has_a_sample_of_its_current_version() {
    let samples = files("json");
    for kind in EventKind::ALL {
        let name = format!("{}.v{}", kind.name(), kind.version());
        assert!(
            samples.contains_key(&name),
            "{name} has no sample. Write tests/golden/events/{name}.json by hand: the payload as canonical \
             JSON on one line, with every optional member. Then run this test for its hex."
        );
    }
}

#[test]
fn the_canonical_json_of_every_sample_is_frozen() {
    for (name, json) in files("json") {
        let written = String::from_utf8(canonical(&event(&name, &json).payload_json())).unwrap();
        assert_eq!(
            format!("{written}\n"),
            json,
            "{name}: the canonical JSON has changed"
        );
    }
}

#[test]
fn the_stored_bytes_of_every_sample_are_frozen_in_both_directions() {
    let stored = files("hex");
    for (name, json) in files("json") {
        let event = event(&name, &json);
        let bytes = event.encode().unwrap();
        let Some(frozen) = stored.get(&name) else {
            panic!(
                "{name} has no stored bytes. If its sample is new, write tests/golden/events/{name}.hex:\n{}",
                hex(&bytes)
            );
        };
        let (kind, version) = kind_of(&name);
        if version == kind.version() {
            assert_eq!(
                format!("{}\n", hex(&bytes)),
                *frozen,
                "{name}: the stored bytes have changed"
            );
        }
        let read = Event::decode(kind.tag(), version, &unhex(frozen)).unwrap();
        assert_eq!(read, event, "{name}: the stored bytes say something else");
    }
    for name in stored.keys() {
        assert!(
            files("json").contains_key(name),
            "{name}.hex has no JSON beside it"
        );
    }
}

#[test]
fn tags_names_and_versions_are_frozen() {
    let shown: Vec<String> = EventKind::ALL
        .iter()
        .map(|kind| format!("{} {} v{}", kind.tag(), kind.name(), kind.version()))
        .collect();
    let frozen = fs::read_to_string(folder().join("kinds.txt")).unwrap();
    assert_eq!(
        shown.join("\n") + "\n",
        frozen,
        "a tag is never reused and a name never changed"
    );
}

#[test]
fn a_sample_cut_short_or_followed_by_a_byte_is_refused() {
    for (name, frozen) in files("hex") {
        let (kind, version) = kind_of(&name);
        let bytes = unhex(&frozen);
        for length in 0..bytes.len() {
            assert!(
                Event::decode(kind.tag(), version, &bytes[..length]).is_err(),
                "{name} cut to {length} bytes"
            );
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(
            Event::decode(kind.tag(), version, &longer).is_err(),
            "{name} with a byte more"
        );
        assert!(
            Event::decode(kind.tag(), version + 1, &bytes).is_err(),
            "{name} as a newer version"
        );
        assert!(
            Event::decode(60_000, version, &bytes).is_err(),
            "an unknown tag"
        );
    }
}
