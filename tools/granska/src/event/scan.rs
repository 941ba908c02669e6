//! Reading a file of lines: parsed and hashed on several cores, given in order.
//!
//! Each core takes the next stretch of the file, reads its lines, waits until
//! every stretch before it has been given, gives its own, and takes another. So
//! a line borrows from its stretch for as long as it is looked at, and no line
//! is ever handed from one core to another.
//!
//! Guarantee: every byte of the file is in exactly one line; a last line without
//! its line feed is a fault. The lines are given in order whichever core read
//! them, and none after the one at which the taking stopped. Memory is what a
//! few stretches take that a core has read, whatever the file's size; a stretch is
//! longer than others only by a line, which is at most [`MAX_LINE`].

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::Line;
use crate::json::Fault;

/// The longest line, in bytes. A payload has at most 64 KiB in the store; its
/// JSON is a few times that.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// How much is read at a time, in bytes: so little that a core's cache holds it
/// with all that is made of it.
const STRETCH: usize = 64 * 1024;

/// About how many bytes a line has at least: room is made for so many lines.
const USUAL_LINE: usize = 512;

/// The most cores that are used: the part that must be done in order does not
/// keep up with more.
const MAX_CORES: usize = 4;

/// Reads a file line by line.
///
/// # Errors
/// When the file cannot be read. A line that is not as the format says is given
/// as its fault.
pub fn lines(
    path: &Path,
    take: impl FnMut(Result<Line<'_>, Fault>) -> ControlFlow<()> + Send,
) -> io::Result<()> {
    let file = File::open(path)?;
    let cores = match file.metadata()?.len() {
        small if small <= STRETCH as u64 => 1,
        _ => thread::available_parallelism().map_or(1, |cores| cores.get().min(MAX_CORES)),
    };
    let stretches = Mutex::new(Stretches {
        file,
        rest: Vec::new(),
        given: 0,
        ended: false,
    });
    let turns = Turns {
        turn: Mutex::new(Turn {
            nth: 0,
            take,
            ended: Ok(()),
            stopped: false,
        }),
        passed: Condvar::new(),
    };
    thread::scope(|scope| {
        for _ in 1..cores {
            scope.spawn(|| work(&stretches, &turns));
        }
        work(&stretches, &turns);
    });
    let turn = turns.turn.into_inner();
    turn.unwrap_or_else(PoisonError::into_inner).ended
}

/// What is left of the file.
struct Stretches {
    file: File,
    /// What has been read of the next stretch's first line.
    rest: Vec<u8>,
    given: u64,
    ended: bool,
}

impl Stretches {
    /// Reads the next stretch of whole lines; answers its number, none after the
    /// last. What is no whole line stands last in the file, or is too long to be.
    fn next(&mut self, stretch: &mut Vec<u8>) -> Option<(u64, io::Result<()>)> {
        if self.ended {
            return None;
        }
        stretch.clear();
        stretch.append(&mut self.rest);
        let read = loop {
            let begun = stretch.len();
            let read = (&mut self.file).take(STRETCH as u64).read_to_end(stretch);
            let feed = stretch[begun..].iter().rposition(|byte| *byte == b'\n');
            match (read, feed) {
                (Ok(0), _) => self.ended = true,
                (Ok(_), Some(feed)) => {
                    let whole = begun + feed + 1;
                    self.rest.extend_from_slice(&stretch[whole..]);
                    stretch.truncate(whole);
                }
                (Ok(_), None) if stretch.len() > MAX_LINE => self.ended = true,
                (Ok(_), None) => continue,
                (Err(error), _) => {
                    self.ended = true;
                    break Err(error);
                }
            }
            break Ok(());
        };
        self.given += 1;
        Some((self.given - 1, read))
    }
}

/// Whose turn it is to give lines.
struct Turns<F> {
    turn: Mutex<Turn<F>>,
    passed: Condvar,
}

struct Turn<F> {
    /// The number of the stretch whose lines are due.
    nth: u64,
    take: F,
    /// How the reading ended.
    ended: io::Result<()>,
    /// Whether no more lines are asked for.
    stopped: bool,
}

impl<F> Turns<F> {
    /// Waits for the turn of a stretch; none when no more lines are asked for.
    fn wait_for(&self, nth: u64) -> Option<MutexGuard<'_, Turn<F>>> {
        let turn = self.turn.lock().ok()?;
        let waits = |turn: &mut Turn<F>| turn.nth != nth && !turn.stopped;
        let turn = self.passed.wait_while(turn, waits).ok()?;
        (!turn.stopped).then_some(turn)
    }
}

/// Lets nobody wait for a core that is gone because of a panic.
struct Working<'a, F>(&'a Turns<F>);

impl<F> Drop for Working<'_, F> {
    fn drop(&mut self) {
        if thread::panicking() {
            let turn = self.0.turn.lock();
            turn.unwrap_or_else(PoisonError::into_inner).stopped = true;
            self.0.passed.notify_all();
        }
    }
}

/// Reads stretches and gives their lines, until there are no more or nobody asks
/// for them.
fn work<F>(stretches: &Mutex<Stretches>, turns: &Turns<F>)
where
    F: FnMut(Result<Line<'_>, Fault>) -> ControlFlow<()>,
{
    let _working = Working(turns);
    let mut stretch = Vec::new();
    loop {
        let next = stretches.lock().map(|mut left| left.next(&mut stretch));
        let Ok(Some((nth, read))) = next else {
            return;
        };
        let mut lines = Vec::with_capacity(stretch.len() / USUAL_LINE);
        lines.extend(
            stretch
                .split_inclusive(|byte| *byte == b'\n')
                .map(whole_line),
        );
        let Some(mut turn) = turns.wait_for(nth) else {
            return;
        };
        turn.nth += 1;
        turn.stopped = match read {
            Ok(()) => lines.drain(..).try_for_each(&mut turn.take).is_break(),
            Err(error) => {
                turn.ended = Err(error);
                true
            }
        };
        turns.passed.notify_all();
    }
}

fn whole_line(line: &[u8]) -> Result<Line<'_>, Fault> {
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

#[cfg(test)]
mod tests;
