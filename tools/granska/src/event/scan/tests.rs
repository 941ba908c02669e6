//! Lines of many stretches, on several cores: in order, and none after the stop.

use std::io::Write;

use super::*;

fn line(position: usize) -> String {
    let hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    format!(
        "{{\"leaf\":{{\"actor\":\"p-1\",\"command_commitment\":\"{hash}\",\"command_id\":\"k\",\"event_id\":\"018fd3a0-0000-7000-8000-000000000000\",\"payload_commitment\":\"{hash}\",\"position\":{position},\"recorded_at\":\"2024-03-01T08:00:00.000000Z\",\"stream\":\"unit/RS\",\"stream_version\":0,\"type\":\"UnitEstablished\",\"v\":1,\"version\":1}}}}\n"
    )
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

/// Goal: what is told of a file does not depend on which core met it.
/// Method: many stretches, two damaged lines, some rounds; the reading stops at
/// the first.
#[test]
fn the_first_damaged_line_is_the_last_that_is_given() {
    let mut lines: Vec<String> = (0..4000).map(line).collect();
    lines[3111] = lines[3111].replacen("\"k\"", "\"\"", 1);
    lines[3222].clear();
    lines[3222].push('\n');
    let file = file(&lines.concat());
    for _ in 0..20 {
        let mut given = 0;
        let mut fault = None;
        super::lines(file.path(), |line| match line {
            Ok(line) => {
                assert_eq!(line.leaf.position, given);
                given += 1;
                ControlFlow::Continue(())
            }
            Err(found) => {
                assert!(fault.replace(found).is_none());
                ControlFlow::Break(())
            }
        })
        .unwrap();
        assert_eq!(
            (given, fault.unwrap().what.as_str()),
            (3111, "texten är tom")
        );
    }
}

#[test]
fn a_line_longer_than_a_stretch_is_whole_and_one_without_its_end_is_a_fault() {
    let long = line(1).replacen("\"p-1\"", &format!("\"{}\"", "p".repeat(3 * STRETCH)), 1);
    let text = [line(0), long, line(2), line(3).trim_end().to_owned()].concat();
    let mut given = Vec::new();
    super::lines(file(&text).path(), |line| {
        given.push(
            line.map(|line| line.leaf.position)
                .map_err(|fault| fault.byte),
        );
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(given, [Ok(0), Ok(1), Ok(2), Err(line(3).len() - 1)]);
}

#[test]
fn a_core_that_panics_leaves_nobody_waiting() {
    let file = file(&(0..4000).map(line).collect::<String>());
    let read = || {
        super::lines(file.path(), |line| {
            assert!(line.unwrap().leaf.position < 2000, "avbruten");
            ControlFlow::Continue(())
        })
    };
    assert!(std::panic::catch_unwind(read).is_err());
}
