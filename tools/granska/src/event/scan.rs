//! Reading a file of lines: parsed and hashed on several cores, given in order.
//!
//! Guarantee: every byte of the file is in exactly one line; a last line without
//! its line feed is a fault. Memory is bounded by a few blocks, whatever the
//! file's size, as long as lines are shorter than [`MAX_LINE`].

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::Line;
use crate::json::Fault;

/// The longest line, in bytes. A payload has at most 64 KiB in the store; its
/// JSON is a few times that.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// How much is read at a time, in bytes.
const BLOCK: usize = 512 * 1024;

/// How many blocks wait before each core and after it.
const WAITING: usize = 2;

type Parsed = Vec<Result<Line, Fault>>;

/// Reads a file line by line.
///
/// # Errors
/// When the file cannot be read. A line that is not as the format says is given
/// as its fault.
pub fn lines(
    path: &Path,
    mut take: impl FnMut(Result<Line, Fault>) -> ControlFlow<()>,
) -> io::Result<()> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() <= BLOCK as u64 {
        let mut block = Vec::new();
        file.read_to_end(&mut block)?;
        let mut lines = block.split_inclusive(|byte| *byte == b'\n');
        let _taken_to_its_end = lines.try_for_each(|line| take(whole_line(line)));
        return Ok(());
    }
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get().min(4));
    thread::scope(|scope| {
        let mut to_workers = Vec::new();
        let mut from_workers = Vec::new();
        for _ in 0..cores {
            let (give, blocks) = sync_channel(WAITING);
            let (answer, answers) = sync_channel(WAITING);
            scope.spawn(move || parse(&blocks, &answer));
            to_workers.push(give);
            from_workers.push(answers);
        }
        let reading = scope.spawn(move || deal(file, to_workers));
        let mut turn = from_workers.iter().cycle();
        while let Some(Ok(parsed)) = turn.next().map(Receiver::recv) {
            if parsed.into_iter().try_for_each(&mut take).is_break() {
                drop(turn);
                drop(from_workers);
                let _stopped_early = reading.join();
                return Ok(());
            }
        }
        drop(from_workers);
        reading
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("läsningen avbröts")))
    })
}

/// Gives the blocks of a file to the workers in turn, each of whole lines.
/// The workers stop when they have no more to wait for, so their ends are given
/// up with this function's.
#[expect(
    clippy::needless_pass_by_value,
    reason = "dropping them is what ends the workers"
)]
fn deal(mut file: File, to_workers: Vec<SyncSender<Vec<u8>>>) -> io::Result<()> {
    let mut turn = to_workers.iter().cycle();
    let mut rest = Vec::new();
    loop {
        let mut block = std::mem::take(&mut rest);
        let begun = block.len();
        let read = (&mut file).take(BLOCK as u64).read_to_end(&mut block)?;
        if read > 0 {
            let end = block[begun..].iter().rposition(|byte| *byte == b'\n');
            match end {
                Some(end) => rest = block.split_off(begun + end + 1),
                None if block.len() > MAX_LINE => {}
                None => {
                    rest = block;
                    continue;
                }
            }
        }
        let last = read == 0 || rest.is_empty() && !block.ends_with(b"\n");
        let given = turn.next().is_some_and(|worker| worker.send(block).is_ok());
        if last || !given {
            return Ok(());
        }
    }
}

/// Parses blocks until there are no more, or nobody asks for them.
fn parse(blocks: &Receiver<Vec<u8>>, answer: &SyncSender<Parsed>) {
    while let Ok(block) = blocks.recv() {
        let lines = block.split_inclusive(|byte| *byte == b'\n').map(whole_line);
        if answer.send(lines.collect()).is_err() {
            return;
        }
    }
}

fn whole_line(line: &[u8]) -> Result<Line, Fault> {
    match line.strip_suffix(b"\n") {
        Some(line) if line.len() <= MAX_LINE => Line::read(line),
        Some(_) => Err(Fault {
            byte: MAX_LINE,
            what: "raden är för lång".to_owned(),
        }),
        None => Err(Fault {
            byte: line.len(),
            what: "raden saknar radslut; filen är avkortad eller raden för lång".to_owned(),
        }),
    }
}
