//! Damage to an archive is told with file and line, and leaves no ledger behind.

use ledger::portable::PortableError;

use super::{Scene, files};

/// Writes an archive's files anew with one of them changed, and restores it.
fn restored(scene: &Scene, name: &str, bytes: &[u8]) -> Result<(), String> {
    let folder = scene.at("skadat");
    let _ = std::fs::remove_dir_all(&folder);
    for (file, whole) in files(&scene.at("a")) {
        let path = folder.join(&file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let content = if file == name { bytes } else { &whole };
        std::fs::write(path, content).unwrap();
    }
    let told = scene.restore("skadat", "liggare-2").map(|_| ());
    assert_eq!(told.is_ok(), scene.at("liggare-2").exists(), "{name}");
    assert!(!scene.at("liggare-2.byggs").exists(), "{name}");
    told.map_err(|error| match error {
        PortableError::Flawed { place, .. } => place,
        PortableError::Newer { .. } => "archive.json".to_owned(),
        other => panic!("{name}: {other}"),
    })
}

#[test]
fn a_changed_byte_anywhere_in_an_archive_is_told_with_its_file() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    for (name, whole) in files(&scene.at("a")) {
        // A prime step, so that every part of a line is met.
        let step = if name == "events.ndjson" {
            53
        } else {
            whole.len() / 20 + 7
        };
        for at in (0..whole.len()).step_by(step) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 7);
            let place = restored(&scene, &name, &bytes).expect_err(&name);
            // A line that is changed into another whole event shows only in the root.
            let told = place.starts_with(&name) || name == "archive.json";
            assert!(told, "{name}, byte {at}: {place}");
        }
    }
}

#[test]
fn lines_that_are_removed_doubled_swapped_or_cut_are_told_with_the_line() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    let whole = String::from_utf8(files(&scene.at("a"))["events.ndjson"].clone()).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let mut rows: Vec<(String, Vec<&str>, usize)> = Vec::new();
    for at in 0..lines.len() {
        let mut removed = lines.clone();
        removed.remove(at);
        rows.push((format!("{at} removed"), removed, at));
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at]);
        rows.push((format!("{at} doubled"), doubled, at + 1));
        if at + 1 < lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(at, at + 1);
            rows.push((format!("{at} swapped"), swapped, at));
        }
        let mut cut = lines[..at].to_vec();
        cut.push(&lines[at][..lines[at].len() / 2]);
        rows.push((format!("cut in {at}"), cut, at));
    }
    for (what, damaged, line) in rows {
        let place = restored(&scene, "events.ndjson", damaged.concat().as_bytes());
        let expected = format!("events.ndjson, rad {}", line + 1);
        assert_eq!(place.expect_err(&what), expected, "{what}");
    }
}

#[test]
fn a_payload_that_is_gone_without_a_redaction_is_told() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    let whole = String::from_utf8(files(&scene.at("a"))["events.ndjson"].clone()).unwrap();
    let mut lines: Vec<String> = whole.split_inclusive('\n').map(str::to_owned).collect();
    let leaf = lines[4].split(",\"payload\":").next().unwrap().to_owned();
    lines[4] = format!("{leaf}}}\n");
    let place = restored(&scene, "events.ndjson", lines.concat().as_bytes());
    assert_eq!(place.unwrap_err(), "events.ndjson, rad 5");
}

#[test]
fn checkpoints_that_are_removed_swapped_or_doubled_are_told() {
    let scene = Scene::small();
    scene.export("a").unwrap();
    let whole = String::from_utf8(files(&scene.at("a"))["checkpoints.txt"].clone()).unwrap();
    let parts: Vec<&str> = whole.split("\n\n").collect();
    let notes: Vec<String> = parts
        .chunks(2)
        .map(|note| note.join("\n\n").trim_end_matches('\n').to_owned())
        .collect();
    assert_eq!(notes.len(), 3);
    let written = |order: &[usize]| {
        let chosen: Vec<String> = order.iter().map(|at| format!("{}\n", notes[*at])).collect();
        chosen.join("\n")
    };
    assert_eq!(written(&[0, 1, 2]), whole);
    for order in [&[0, 1][..], &[0, 2], &[1, 0, 2], &[0, 0, 1, 2], &[]] {
        let place = restored(&scene, "checkpoints.txt", written(order).as_bytes());
        let place = place.expect_err("refused");
        assert!(place.starts_with("checkpoints.txt"), "{order:?}: {place}");
    }
    let loose = whole.replacen("\n\n", "\n\n\n", 1);
    assert!(restored(&scene, "checkpoints.txt", loose.as_bytes()).is_err());
    let trailing = format!("{whole}\n");
    assert!(restored(&scene, "checkpoints.txt", trailing.as_bytes()).is_err());
}
