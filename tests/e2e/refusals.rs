//! Refusals: each gives its code or a clear error, and the ledger is unchanged.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::process::{Command, Stdio};

use crate::harness::{Ledger, liggare};

/// What is refused, the line, the code and the place.
const REFUSED: &[(&str, &str, &str, &str)] = &[
    (
        "overdrawn frame",
        r#"{"id":"x","actor":"p-1","decision":"B-OMD","command":{"ReallocateBudget":{"year":2025,"from_month":3,"postings":[{"line":"L1","amount_ore":5000000000},{"line":"L2","amount_ore":-5000000000}]}}}"#,
        "frame_overdrawn",
        "postings[0]",
    ),
    (
        "postings that do not sum to zero",
        r#"{"id":"x","actor":"p-1","decision":"B-OMD","command":{"ReallocateBudget":{"year":2025,"from_month":3,"postings":[{"line":"L1","amount_ore":100},{"line":"L2","amount_ore":-99}]}}}"#,
        "postings_not_zero",
        "postings",
    ),
    (
        "spending without financing",
        r#"{"id":"x","actor":"p-1","decision":"B-RAM","command":{"AdjustFrame":{"line":"L1","year":2025,"kind":"supplement","amount_ore":-100,"distribution":"even"}}}"#,
        "financing_missing",
        "financing",
    ),
    (
        "unit that did not exist on that date",
        r#"{"id":"x","actor":"p-1","command":{"BookOutcomes":{"rows":[{"unit":"NY","line":"L1","month":"2025-06","amount_ore":-1,"document":"V"}]}}}"#,
        "unit_not_valid",
        "rows[0].unit",
    ),
    (
        "period closed",
        r#"{"id":"x","actor":"p-1","command":{"BookOutcomes":{"rows":[{"unit":"KN","line":"L1","month":"2025-01","amount_ore":-1,"document":"V"}]}}}"#,
        "period_closed",
        "rows[0]",
    ),
    (
        "interim period that ends in May",
        r#"{"id":"x","actor":"p-1","command":{"OpenPeriod":{"unit":"KN","period":"2025-01/2025-05","report":"interim_report","due":"2025-06-10"}}}"#,
        "interim_period",
        "period",
    ),
    (
        "interim period that ends in September",
        r#"{"id":"x","actor":"p-1","command":{"OpenPeriod":{"unit":"KN","period":"2025-01/2025-09","report":"interim_report","due":"2025-10-10"}}}"#,
        "interim_period",
        "period",
    ),
    (
        "assessment without evidence",
        r#"{"id":"x","actor":"p-1","command":{"MakeAssessment":{"item":"M1","unit":"KN","period":"2025","colour":"yellow","evidence":[],"motivation":"Det går framåt."}}}"#,
        "evidence_missing",
        "evidence",
    ),
    (
        "colour on missing data",
        r#"{"id":"x","actor":"p-1","command":{"MakeAssessment":{"item":"M1","unit":"KN","period":"2025","colour":"green","evidence":["saknas-1"],"motivation":"Det går bra."}}}"#,
        "colour_on_missing_data",
        "",
    ),
    (
        "unknown indicator",
        r#"{"id":"x","actor":"p-1","command":{"ReportIndicatorOutcomes":{"rows":[{"indicator":"I9","unit":"KN","period":"2025","outcome":{"number":{"value":"1"}}}]}}}"#,
        "unknown_indicator",
        "rows[0].indicator",
    ),
    (
        "amount out of range",
        r#"{"id":"x","actor":"p-1","command":{"BookOutcomes":{"rows":[{"unit":"KN","line":"L1","month":"2025-02","amount_ore":-9000000000000001,"document":"V"}]}}}"#,
        "amount_out_of_range",
        "rows[0].amount_ore",
    ),
    (
        "malformed JSON",
        r#"{"id":"x","actor":"p-1","command":{"BookOutcomes""#,
        "malformed_json",
        "",
    ),
    (
        "duplicate keys",
        r#"{"id":"x","id":"y","actor":"p-1","command":{"ClosePeriod":{"unit":"KN","period":"2025-02","report":"period_report"}}}"#,
        "duplicate_key",
        "",
    ),
    (
        "unknown field",
        r#"{"id":"x","actor":"p-1","belopp":1,"command":{"ClosePeriod":{"unit":"KN","period":"2025-02","report":"period_report"}}}"#,
        "unknown_field",
        "",
    ),
    (
        "a report that is typed by hand",
        r#"{"id":"x","actor":"p-1","command":{"PublishReport":{"report":"R1","kind":"period_report","unit":"KN","period":"2025-01"}}}"#,
        "use_publish",
        "command",
    ),
];

#[test]
fn each_refusal_has_its_code_and_place_and_leaves_the_ledger_as_it_was() {
    let ledger = Ledger::region();
    let before = ledger.size_and_root();
    for (what, line, code, place) in REFUSED {
        let answer = ledger.run_with(&["record", "--format", "json"], line.as_bytes());
        assert_eq!(answer.code, 1, "{what}: {}{}", answer.out, answer.err);
        let told = answer.out.lines().next().expect("a line is told");
        let told: serde_json::Value = serde_json::from_str(told).expect("JSON");
        let refusal = &told["refusal"];
        assert_eq!(refusal["code"], *code, "{what}: {refusal}");
        let found = refusal["place"].as_str().expect("a place");
        assert!(found.starts_with(place), "{what}: {found}");
        for member in ["message", "remedy"] {
            assert!(
                !refusal[member].as_str().expect(member).is_empty(),
                "{what}: {refusal}"
            );
        }
    }
    assert_eq!(ledger.size_and_root(), before);
}

#[test]
fn wrong_encoding_names_the_byte() {
    let ledger = Ledger::region();
    let before = ledger.size_and_root();
    let mut line = br#"{"id":"x","actor":"p-1","reason":"r"#.to_vec();
    let offset = line.len();
    line.extend_from_slice(b"\xe4tt\"}");
    let answer = ledger.run_with(&["record"], &line);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(answer.out.contains("wrong_encoding"), "{}", answer.out);
    let named = [offset, offset + 1]
        .iter()
        .any(|place| answer.out.contains(&place.to_string()));
    assert!(named, "byte {offset}: {}", answer.out);
    assert_eq!(ledger.size_and_root(), before);
}

#[test]
fn a_file_of_a_gibibyte_without_a_line_end_is_refused_in_little_memory() {
    let ledger = Ledger::region();
    let before = ledger.size_and_root();
    let path = ledger.around.path().join("stor.ndjson");
    let file = File::create(&path).expect("a file");
    file.set_len(1 << 30).expect("a sparse file");
    let limited = format!(
        "ulimit -v 1000000; exec {} --ledger {} record {}",
        env!("CARGO_BIN_EXE_liggare"),
        ledger.folder.display(),
        path.display()
    );
    let output = Command::new("sh")
        .args(["-c", &limited])
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains("line_too_long"), "{said}");
    assert!(said.contains("1 nekade"), "{said}");
    assert_eq!(ledger.size_and_root(), before);
}

#[test]
fn a_ledger_of_a_newer_version_is_not_touched() {
    let ledger = Ledger::region();
    let path = ledger.folder.join("liggare.json");
    let own = fs::read_to_string(&path).expect("the file");
    fs::write(&path, own.replace("\"format\": 1", "\"format\": 2")).expect("written");
    for words in [
        &["status"][..],
        &["record"],
        &["log"],
        &["demo", "--no-serve"],
    ] {
        let answer = ledger.run(words);
        assert_eq!(answer.code, 3, "{words:?}: {}{}", answer.out, answer.err);
        assert!(
            answer.err.contains("formatversion 2"),
            "{words:?}: {}",
            answer.err
        );
    }
    fs::write(&path, own).expect("written");
    ledger.run(&["status"]).ok();
}

#[test]
fn damage_is_told_with_its_place_and_nothing_is_answered() {
    let ledger = Ledger::region();
    let journal = fs::read_dir(ledger.folder.join("journal")).expect("the journal");
    let segment = journal
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|ending| ending == "seg"))
        .expect("a segment");
    let text = fs::read(&segment).expect("bytes");
    let place = text
        .windows(10)
        .position(|bytes| bytes == b"Fler l\xc3\xa4se")
        .expect("the title");
    let mut file = OpenOptions::new()
        .write(true)
        .open(&segment)
        .expect("writable");
    file.seek(SeekFrom::Start(place as u64)).expect("a place");
    file.write_all(b"X").expect("written");
    for words in [&["report", "periodrapport", "KN", "2025-01"][..], &["log"]] {
        let answer = ledger.run(words);
        assert_eq!(answer.code, 3, "{words:?}: {}{}", answer.out, answer.err);
        assert!(answer.err.contains("skada vid position"), "{}", answer.err);
    }
}

#[test]
fn a_second_process_gets_a_clear_error_and_can_still_follow() {
    let ledger = Ledger::region();
    let mut first = ledger
        .command(&["record", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = first.stdin.take().expect("an input");
    writeln!(input, "{{}}").expect("it reads");
    let mut answers = BufReader::new(first.stdout.take().expect("an output")).lines();
    answers.next().expect("the ledger is open").expect("a line");
    let second = ledger.run(&["status"]);
    assert_eq!(second.code, 3, "{}", second.err);
    assert!(second.err.contains("redan öppen"), "{}", second.err);
    assert!(
        second.err.contains(&first.id().to_string()),
        "{}",
        second.err
    );
    assert!(ledger.run(&["log"]).ok().out.contains("OutcomeBooked"));
    drop(input);
    first.wait().expect("it ends");
    ledger.run(&["status"]).ok();
}

#[test]
fn a_full_disk_gives_a_clear_error_and_loses_nothing() {
    let source = Ledger::region();
    let small = source.around.path().join("liten-disk");
    fs::create_dir(&small).expect("a folder");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
        .arg(&small)
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        println!("full disk: skipped, a small file system cannot be mounted here");
        return;
    }
    let outcome = std::panic::catch_unwind(|| fill_and_record(&source, &small));
    let unmounted = Command::new("umount")
        .arg(&small)
        .status()
        .expect("umount runs");
    assert!(unmounted.success(), "the small file system is unmounted");
    if let Err(failed) = outcome {
        std::panic::resume_unwind(failed);
    }
}

/// Fills the file system, records until it is refused, and asks again with room made.
fn fill_and_record(source: &Ledger, small: &std::path::Path) {
    let folder = small.join("liggare");
    let run = |words: &[&str], input: Option<&File>| {
        let mut command = liggare();
        command.arg("--ledger").arg(&folder).args(words);
        command.stdin(input.map_or_else(Stdio::null, |file| {
            Stdio::from(file.try_clone().expect("the input"))
        }));
        let output = command.output().expect("it runs");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        (output.status.code(), said, error)
    };
    assert_eq!(run(&["init"], None).0, Some(0));
    let region = source.around.path().join("region.ndjson");
    fs::write(&region, crate::record::REGION).expect("the region");
    let (code, said, error) = run(&["record", region.to_str().expect("a path")], None);
    assert_eq!(code, Some(0), "{said}{error}");

    // Bookings until the disk is full.
    let bookings = source.around.path().join("bokningar.ndjson");
    let mut file = File::create(&bookings).expect("a file");
    let text = "x".repeat(200);
    for number in 0..60_000 {
        writeln!(
            file,
            r#"{{"id":"b-{number}","actor":"p-1","command":{{"BookOutcomes":{{"rows":[{{"unit":"KN","line":"L1","month":"2025-02","amount_ore":-1,"document":"{text}"}}]}}}}}}"#
        )
        .expect("written");
    }
    let input = File::open(&bookings).expect("the bookings");
    let (code, said, error) = run(&["record", "--format", "json"], Some(&input));
    assert!(matches!(code, Some(3 | 4)), "{code:?} {error}");
    assert!(error.contains("inte antecknade"), "{error}");
    let acknowledged = said.matches(r#""outcome":"recorded""#).count();
    assert!(
        acknowledged > 0,
        "some were recorded before the disk was full"
    );

    // With room made, every acknowledged booking is there, and no half one.
    fs::remove_dir_all(folder.join("index")).expect("room is made: the index is derived");
    let (code, said, error) = run(
        &["log", "--type", "OutcomeBooked", "--format", "json"],
        None,
    );
    assert_eq!(code, Some(0), "{error}");
    let booked = said.matches(r#""command_id":"b-"#).count();
    assert!(booked >= acknowledged, "{booked} of {acknowledged}");
}
