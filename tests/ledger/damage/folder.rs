//! Damage to what stands beside the frames: the folder's own file, the
//! checkpoint, the journal's folder and the length of its files.

use ledger::ids::Position;
use ledger::log::store::Store;
use ledger::log::{Log, LogError};

use super::{closed, open};
use crate::commits::{Maker, settings};

#[test]
fn a_file_of_the_journal_that_is_far_too_large_is_damage_and_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(folder.path(), &settings()).unwrap();
    store.append(&[Maker::default().commit(2)]).unwrap();
    store.close().unwrap();
    let path = folder.path().join("journal/0000000000.seg");
    let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(300 * 1024 * 1024 * 1024).unwrap();
    let error = Store::open(folder.path()).err().unwrap();
    assert!(
        matches!(
            error,
            LogError::Damaged {
                position: Position(2),
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_ledger_without_its_journal_is_left_as_it_is_and_named() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::create(folder.path(), &settings()).unwrap());
    for name in ["journal", "index"] {
        std::fs::remove_dir_all(folder.path().join(name)).unwrap();
    }
    std::fs::remove_file(folder.path().join("lock")).unwrap();
    let error = Store::open(folder.path()).err().unwrap();
    assert!(matches!(error, LogError::Damaged { .. }), "{error}");
    let journal = folder.path().join("journal").display().to_string();
    assert!(error.to_string().contains(&journal), "{error}");
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["liggare.json"]);
}

#[test]
fn a_folder_file_that_is_not_one_is_told_in_swedish() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::create(folder.path(), &settings()).unwrap());
    let path = folder.path().join("liggare.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    for (text, told) in [
        (String::new(), "inte hel JSON (rad 1"),
        (
            whole.replace("\"format\": 1", "\"format\": null"),
            "formatversionen saknas",
        ),
        (
            whole.replace("\"format\": 1", "\"format\": 0"),
            "formatversionen 0 finns inte",
        ),
        (
            whole.replace("\"origin\"", "\"ursprung\""),
            "uppgifterna är inte de",
        ),
    ] {
        std::fs::write(&path, &text).unwrap();
        let error = Store::open(folder.path()).err().unwrap();
        assert!(matches!(error, LogError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[test]
fn a_checkpoint_of_a_newer_program_is_told_as_one() {
    let (disk, _) = closed();
    let old = String::from_utf8(disk.bytes("checkpoint")).unwrap();
    let newer = old.replace("checkpoint 2", "checkpoint 3");
    let without_crc = newer.trim_end().rsplit_once('\n').unwrap().0;
    let text = format!("{without_crc}\nsignatur\n");
    let whole = format!("{text}{:08x}\n", crc32fast::hash(text.as_bytes()));
    disk.replace("checkpoint", whole.as_bytes());
    assert!(matches!(
        open(&disk),
        Err(LogError::NewerFormat { version: 3, .. })
    ));
    disk.replace("checkpoint", newer.as_bytes());
    assert!(matches!(open(&disk), Err(LogError::Damaged { .. })));
}
