//! Crashes of real processes on real files.
//!
//! Goal: whatever a process was doing when it was killed, or power was cut, every
//! command it had answered is in the ledger, nothing is there in half, and
//! positions have no gaps. Method: a child process (this test program again)
//! writes and says on its standard output what it has been answered; it is
//! killed at a random moment, or the file system under it is shut down as root;
//! then the ledger is opened and compared with what was said.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use ledger::command::Submission;
use ledger::entropy::SystemEntropy;
use ledger::entry::Record;
use ledger::ids::Position;
use ledger::ledger::{Ledger, Signer};
use ledger::log::store::{Options, Store};
use ledger::log::{LogError, ReadLog, merkle};
use ledger::proof::TreeHead;

use crate::commands::{at, establish};
use crate::commits::settings;
use crate::proof::ledger_key;
use crate::simulation::chance::Chance;

const KILLS: u32 = 200;

/// How many times power is cut, unless `LIGGARE_POWER_CUTS` says otherwise: a cut
/// takes about a second.
const POWER_CUTS: u32 = 10;

const CHILD_FOLDER: &str = "LIGGARE_CRASH_FOLDER";
const OPTIONS: Options = Options {
    segment_bytes: 16 * 1024,
};

/// How many events the child writes before it is told to go on with another folder.
const FULL: u64 = 4000;

/// Not a test of its own: the process that is killed. It writes groups for ever
/// and says the first and last number of each group that was answered.
#[test]
fn the_process_that_is_killed() {
    let Some(folder) = std::env::var_os(CHILD_FOLDER) else {
        return;
    };
    let store = Store::open_with(Path::new(&folder), OPTIONS).unwrap();
    let mut ledger = Ledger::open(store, Box::new(SystemEntropy::open().unwrap()))
        .unwrap()
        .signed_by(Signer::new(ledger_key()))
        .unwrap();
    let mut chance = Chance::new(std::process::id().into());
    let mut say = std::io::stdout().lock();
    writeln!(say, "open {}", ledger.log().size()).unwrap();
    loop {
        let from = ledger.log().size();
        let count = 1 + chance.below(4);
        let group: Vec<Submission> = (from..from + count).map(numbered).collect();
        for outcome in ledger.submit_group(&group, at(0)) {
            outcome.unwrap();
        }
        writeln!(say, "ack {from} {}", from + count).unwrap();
        say.flush().unwrap();
        if chance.once_in(2) {
            ledger.checkpoint().unwrap();
            writeln!(say, "signed {}", ledger.log().size()).unwrap();
            say.flush().unwrap();
        }
    }
}

fn numbered(number: u64) -> Submission {
    match number {
        0 => establish("k0", "RF"),
        n => establish(&format!("k{n}"), &format!("E{n}")),
    }
}

/// A child that writes, and what it says.
struct Writing {
    child: Child,
    says: mpsc::Receiver<String>,
    /// How many events it has been answered, and up to how many it has signed, when it
    /// has said so.
    heard: (Option<u64>, Option<u64>),
}

impl Writing {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "crash::the_process_that_is_killed",
                "--nocapture",
            ])
            .env(CHILD_FOLDER, folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (say, says) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if say.send(line).is_err() {
                    return;
                }
            }
        });
        let heard = (None, None);
        Self { child, says, heard }
    }

    /// Waits until the child has the ledger open.
    fn wait_until_open(&self) {
        while !self.says.recv().unwrap().contains("open ") {}
    }

    /// Waits until the child has said so many things more, however long they take it.
    fn wait_for(&mut self, lines: u64) {
        for _ in 0..lines {
            let line = self.says.recv().unwrap();
            self.hear(&line);
        }
    }

    /// Kills the child and answers what was heard of it.
    fn kill(mut self) -> (Option<u64>, Option<u64>) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        while let Ok(line) = self.says.recv() {
            self.hear(&line);
        }
        self.heard
    }

    fn hear(&mut self, line: &str) {
        if let Some(range) = line.strip_prefix("ack ") {
            self.heard.0 = range.split(' ').nth(1).and_then(|end| end.parse().ok());
        } else if let Some(size) = line.strip_prefix("signed ") {
            self.heard.1 = size.parse().ok();
        }
    }
}

/// Checks what a crash left, and answers how many events there are.
fn check(folder: &Path, answered: u64, signed: Option<u64>) -> u64 {
    let store = match Store::open_with(folder, OPTIONS) {
        Ok(store) => store,
        Err(error) => panic!("{error} ({:?})", std::error::Error::source(&error)),
    };
    let records: Vec<Record> = store
        .read(Position(0), u64::MAX)
        .collect::<Result<_, LogError>>()
        .unwrap();
    let size = records.len() as u64;
    assert_eq!(size, store.size());
    assert!(
        size >= answered,
        "{answered} were answered, {size} are there"
    );
    for (number, record) in (0..).zip(&records) {
        assert_eq!(record.entry.position, Position(number));
        assert_eq!(
            record.entry.commit.command_id.as_str(),
            format!("k{number}")
        );
        let known = store
            .command(&record.entry.commit.command_id)
            .unwrap()
            .unwrap();
        assert_eq!(known.first_position, Position(number));
    }
    let leaves: Vec<_> = records.iter().map(|record| record.leaf).collect();
    assert_eq!(store.root_at(size).unwrap(), merkle::root(&leaves));
    let mut last = 0;
    for note in store.checkpoints() {
        let note = note.unwrap();
        assert_eq!(note.verify(ledger_key().verifier()), Ok(()));
        let head = TreeHead::of(&note).unwrap();
        assert_eq!(store.root_at(head.size).unwrap(), head.root);
        assert!(head.size > last, "each says more than the one before");
        last = head.size;
    }
    assert!(
        signed.is_none_or(|signed| last >= signed),
        "{signed:?} was signed, {last} is there"
    );
    size
}

#[test]
fn a_process_killed_at_any_moment_loses_nothing_that_was_answered() {
    let mut chance = Chance::new(2024);
    let mut folder = tempfile::tempdir().unwrap();
    drop(Store::create_with(folder.path(), &settings(), OPTIONS).unwrap());
    let (mut size, mut answered_in_all, mut while_opening) = (0, 0, 0);
    let mut signed_in_all = 0;
    for _ in 0..KILLS {
        if size > 400 {
            folder = tempfile::tempdir().unwrap();
            drop(Store::create_with(folder.path(), &settings(), OPTIONS).unwrap());
            size = 0;
        }
        let mut writing = Writing::start(folder.path());
        if chance.once_in(4) {
            // While it is starting and opening.
            std::thread::sleep(Duration::from_micros(chance.below(30_000)));
            while_opening += 1;
        } else {
            writing.wait_until_open();
            writing.wait_for(chance.below(8));
            std::thread::sleep(Duration::from_micros(chance.below(5_000)));
        }
        let (answered, signed) = writing.kill();
        let answered = answered.unwrap_or(size);
        let found = check(folder.path(), answered.max(size), signed);
        signed_in_all += u64::from(signed.is_some());
        answered_in_all += answered - size.min(answered);
        size = found;
    }
    println!(
        "{KILLS} kills, {while_opening} of them early, {answered_in_all} answered events, none lost"
    );
    assert!(answered_in_all > u64::from(KILLS), "the processes wrote");
    assert!(signed_in_all > u64::from(KILLS / 10), "and signed");
}

#[test]
fn power_cut_at_any_moment_loses_nothing_that_was_answered() {
    let Some(mut disk) = LoopDisk::new() else {
        println!("skipped: power cuts need root, loop devices, mkfs.ext4 and python3");
        return;
    };
    let mut chance = Chance::new(1969);
    let begun = Instant::now();
    let (mut answered_in_all, mut signed_in_all) = (0, 0);
    let mut size = 0;
    let mut name = String::new();
    let cuts = std::env::var("LIGGARE_POWER_CUTS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(POWER_CUTS);
    for cut in 0..cuts {
        if name.is_empty() || size > FULL {
            name = format!("l{cut}");
            drop(Store::create_with(&disk.path(&name), &settings(), OPTIONS).unwrap());
            size = 0;
        }
        let mut writing = Writing::start(&disk.path(&name));
        writing.wait_until_open();
        writing.wait_for(chance.below(16));
        std::thread::sleep(Duration::from_micros(chance.below(20_000)));
        disk.cut_power();
        let (answered, signed) = writing.kill();
        let answered = answered.unwrap_or(size);
        disk.restart();
        let found = check(&disk.path(&name), answered.max(size), signed);
        signed_in_all += u64::from(signed.is_some());
        answered_in_all += answered - size.min(answered);
        size = found;
    }
    println!(
        "{cuts} power cuts in {:.0?}, {answered_in_all} answered events, none lost",
        begun.elapsed()
    );
    assert!(answered_in_all > u64::from(cuts), "the processes wrote");
    assert!(signed_in_all > u64::from(cuts / 4), "and signed");
}

/// An ext4 file system on a file, that can be shut down without being flushed.
struct LoopDisk {
    folder: tempfile::TempDir,
    mounted: bool,
}

impl LoopDisk {
    /// None where it cannot be had.
    fn new() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let folder = tempfile::tempdir().ok()?;
        let image = std::fs::File::create(folder.path().join("image")).ok()?;
        image.set_len(96 * 1024 * 1024).ok()?;
        drop(image);
        std::fs::create_dir(folder.path().join("disk")).ok()?;
        let mut disk = Self {
            folder,
            mounted: false,
        };
        let made =
            disk.run("mkfs.ext4", &["-q", "-F", "image"]) && disk.run("python3", &["-c", ""]);
        (made && disk.mount()).then_some(disk)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join("disk").join(name)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        Command::new(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    fn mount(&mut self) -> bool {
        self.mounted = self.run("mount", &["-o", "loop", "image", "disk"]);
        self.mounted
    }

    /// `FS_IOC_SHUTDOWN` with `FSOP_GOING_FLAGS_NOLOGFLUSH`: nothing more reaches the disk.
    fn cut_power(&self) {
        let ioctl = "import fcntl, os, struct\n\
             fd = os.open('disk', os.O_RDONLY)\n\
             fcntl.ioctl(fd, 0x8004587d, struct.pack('I', 2))";
        assert!(
            self.run("python3", &["-c", ioctl]),
            "the file system was shut down"
        );
    }

    fn restart(&mut self) {
        // Whoever still has it open is on the way out.
        let unmounted = (0..100).any(|_| {
            self.run("umount", &["disk"]) || {
                std::thread::sleep(Duration::from_millis(20));
                false
            }
        });
        assert!(unmounted);
        self.mounted = false;
        assert!(self.mount());
    }
}

impl Drop for LoopDisk {
    fn drop(&mut self) {
        if self.mounted {
            self.run("umount", &["disk"]);
        }
    }
}
