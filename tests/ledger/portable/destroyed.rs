//! What was redacted is destroyed in an archive too, not only unlinked; and what
//! is somebody else's is never destroyed.

use std::fs::File;
use std::io::Read;

use ledger::log::ReadLog;
use ledger::log::store::Store;
use ledger::portable::PortableError;

use super::{Scene, files};

/// What a file that is open holds, whatever its name has become.
fn rest(mut file: File) -> String {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An archive is written, an event in it is redacted, and the archive is brought
/// up to date. Who still has the old file open, or reads the disk below it, finds
/// nothing of what was said: the bytes are overwritten, not just nameless.
#[test]
fn the_old_events_and_reports_are_overwritten_when_the_archive_is_written_anew() {
    let mut scene = Scene::empty();
    scene.record(4);
    scene.sign();
    scene.export("a").unwrap();
    let said = "Ett stycke med nummer 3.";
    let changed = scene.at("a/reports/VB-2024.json");
    let not_built = scene.at("a/reports/GAMMAL.json");
    std::fs::write(&changed, said).unwrap();
    std::fs::write(&not_built, said).unwrap();
    let held = [scene.at("a/events.ndjson"), changed, not_built].map(|path| {
        assert!(std::fs::read_to_string(&path).unwrap().contains(said));
        File::open(path).unwrap()
    });
    scene.redact(3);
    scene.sign();
    assert!(scene.export("a").unwrap().rewritten);
    for file in held {
        let kept = rest(file);
        assert!(!kept.contains(said) && !kept.is_empty(), "{kept}");
    }
    scene.export("whole").unwrap();
    assert_eq!(files(&scene.at("a")), files(&scene.at("whole")));
}

/// Cut off between the two names, before or after the newer file has got its own,
/// the next export completes it and leaves nothing beside.
#[test]
fn a_rewriting_that_was_cut_off_between_the_names_is_completed() {
    let mut scene = Scene::empty();
    scene.record(4);
    scene.sign();
    scene.export("a").unwrap();
    scene.redact(3);
    scene.sign();
    scene.export("whole").unwrap();
    let whole = files(&scene.at("whole"));
    let before = files(&scene.at("a"));
    let identity: serde_json::Value = serde_json::from_slice(&whole["archive.json"]).unwrap();
    let mut mark = ledger::canonical::canonical(&identity["ledger"]);
    mark.push(b'\n');
    for is_named in [false, true] {
        let at = |name: &str| scene.at("a").join(name);
        std::fs::write(at("archive.json"), &before["archive.json"]).unwrap();
        std::fs::write(at("archive.unfinished"), &mark).unwrap();
        std::fs::remove_file(at("events.ndjson")).unwrap();
        std::fs::write(at("events.ndjson.old"), &before["events.ndjson"]).unwrap();
        let newer = if is_named {
            "events.ndjson"
        } else {
            "events.ndjson.new"
        };
        std::fs::write(at(newer), &whole["events.ndjson"]).unwrap();
        scene.export("a").unwrap();
        assert_eq!(files(&scene.at("a")), whole, "named: {is_named}");
    }
}

/// Somebody keeps a ledger, or letters, in the folder where a restoring would
/// build. The restoring is refused and the folder is as it was.
#[test]
fn a_folder_that_no_restoring_made_is_never_removed() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    scene.restore("a", "b.byggs").unwrap();
    let before = files(&scene.at("b.byggs"));
    let told = scene.restore("a", "b");
    assert!(
        matches!(told, Err(PortableError::Occupied { .. })),
        "{told:?}"
    );
    assert_eq!(files(&scene.at("b.byggs")), before);
    assert_eq!(Store::open(&scene.at("b.byggs")).unwrap().size(), 8);

    std::fs::create_dir(scene.at("c.byggs")).unwrap();
    std::fs::write(scene.at("c.byggs/brev.txt"), "Hej").unwrap();
    assert!(scene.restore("a", "c").is_err());
    assert_eq!(files(&scene.at("c.byggs")).len(), 1);
    std::fs::write(scene.at("d.byggs"), "Hej").unwrap();
    assert!(scene.restore("a", "d").is_err());
    assert_eq!(std::fs::read(scene.at("d.byggs")).unwrap(), b"Hej");
}

/// What a restoring that was cut off left bears its mark: the next one begins
/// again, and the finished ledger has no mark.
#[test]
fn what_a_restoring_that_was_cut_off_left_is_removed_by_the_next() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    std::fs::create_dir(scene.at("b.byggs")).unwrap();
    std::fs::write(scene.at("b.byggs/restore.unfinished"), []).unwrap();
    std::fs::write(scene.at("b.byggs/halv"), "halv").unwrap();
    scene.restore("a", "b").unwrap();
    assert!(!scene.at("b.byggs").exists());
    assert!(!scene.at("b/restore.unfinished").exists());
    assert!(!scene.at("b/halv").exists());
    std::fs::create_dir(scene.at("c.byggs")).unwrap();
    scene.restore("a", "c").unwrap();
}
