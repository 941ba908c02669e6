//! The index is derived: damaged, missing, behind, ahead or another journal's, it
//! is replaced out of the journal, and nothing that was recorded is lost (I3).

use ledger::log::store::Store;
use ledger::log::{Log, ReadLog};

use super::{check_whole, copy_folder, in_a_folder, read_all};
use crate::commits::{Maker, settings};

/// Two journals that are the same up to a point, with the index of the other one:
/// the index is derived, so it is never told as damage of a whole journal (I3).
#[test]
fn the_index_of_another_branch_of_the_same_ledger_is_replaced_or_of_no_harm() {
    // Commits of other sizes; and the same commits, written in other frames.
    for (own, others, frame) in [(7, 5, 1), (1, 1, 3)] {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("base");
        let mut maker = Maker::default();
        let mut store = Store::create(&base, &settings()).unwrap();
        store.append(&[maker.commit(10)]).unwrap();
        store.close().unwrap();
        let [left, right] = ["left", "right"].map(|name| folder.path().join(name));
        for (place, count, frame) in [(&left, own, 1), (&right, others, frame)] {
            copy_folder(&base, place);
            let mut store = Store::open(place).unwrap();
            let mut maker = maker.clone();
            while maker.next < 1270 {
                let group: Vec<_> = (0..frame).map(|_| maker.commit(count)).collect();
                store.append(&group).unwrap();
            }
            store.close().unwrap();
        }
        let expected = read_all(&Store::open(&left).unwrap()).unwrap();
        std::fs::remove_dir_all(left.join("index")).unwrap();
        copy_folder(&right.join("index"), &left.join("index"));
        let store = Store::open(&left).unwrap();
        check_whole(&store, &expected);
        for record in expected.iter().step_by(100) {
            let entry = &record.entry;
            let position = store.position_of(entry.event_id).unwrap();
            assert_eq!(position, Some(entry.position));
            let at = store.size_at(entry.commit.recorded_at).unwrap();
            assert!(at > entry.position.0);
            let command = store.command(&entry.commit.command_id).unwrap().unwrap();
            assert_eq!(command.first_position, entry.commit.first_position);
            let read = store.read(entry.position, entry.position.0 + 1).next();
            assert_eq!(&read.unwrap().unwrap(), record);
        }
        if own != others {
            assert!(
                store.notes()[0].contains("en annan journal"),
                "{:?}",
                store.notes()
            );
        }
    }
}

#[test]
fn a_damaged_index_is_set_aside_rebuilt_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let expected = in_a_folder(folder.path());
    let db = folder.path().join("index/db");
    let whole = std::fs::read(&db).unwrap();
    let mut said = 0;
    for part in 0..24 {
        let _ = std::fs::remove_dir_all(folder.path().join("index"));
        drop(Store::open(folder.path()).unwrap());
        let mut bytes = std::fs::read(&db).unwrap_or_else(|_| whole.clone());
        let used = bytes.iter().rposition(|byte| *byte != 0).unwrap();
        if part < 20 {
            let at = used * part / 20;
            bytes[at..(at + 64).min(used)].fill(0xa5);
        } else {
            bytes.truncate(used * (part - 19) / 6);
        }
        std::fs::write(&db, bytes).unwrap();
        let store = Store::open(folder.path()).unwrap();
        said += store.notes().len();
        check_whole(&store, &expected);
    }
    assert!(said > 0, "some of it was noticed");
}

#[test]
fn a_missing_index_is_rebuilt_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let expected = in_a_folder(folder.path());
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert!(store.notes()[0].contains("saknades"), "{:?}", store.notes());
    check_whole(&store, &expected);
}

#[test]
fn a_half_written_snapshot_of_the_index_does_not_stop_the_opening() {
    let folder = tempfile::tempdir().unwrap();
    let expected = in_a_folder(folder.path());
    std::fs::write(folder.path().join("index/snap.0000.generating"), b"half").unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert!(store.notes().is_empty(), "{:?}", store.notes());
    check_whole(&store, &expected);
}

#[test]
fn an_index_that_is_behind_catches_up_and_one_that_is_ahead_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let expected = in_a_folder(place);
    copy_folder(&place.join("index"), &place.join("index.old"));
    copy_folder(&place.join("journal"), &place.join("journal.old"));
    let mut store = Store::open(place).unwrap();
    store
        .append(&[Maker::after(&expected).commit(400)])
        .unwrap();
    let longer = read_all(&store).unwrap();
    store.close().unwrap();

    copy_folder(&place.join("index"), &place.join("index.new"));
    std::fs::remove_dir_all(place.join("index")).unwrap();
    std::fs::rename(place.join("index.old"), place.join("index")).unwrap();
    let store = Store::open(place).unwrap();
    assert!(
        store.notes()[0].contains("400 händelser efter"),
        "{:?}",
        store.notes()
    );
    check_whole(&store, &longer);
    drop(store);

    std::fs::remove_dir_all(place.join("index")).unwrap();
    std::fs::rename(place.join("index.new"), place.join("index")).unwrap();
    std::fs::remove_dir_all(place.join("journal")).unwrap();
    std::fs::rename(place.join("journal.old"), place.join("journal")).unwrap();
    let store = Store::open(place).unwrap();
    assert!(
        store.notes()[0].contains("längre än journalen"),
        "{:?}",
        store.notes()
    );
    check_whole(&store, &expected);
}
