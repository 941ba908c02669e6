//! The machine that something was measured on.

use std::fs;
use std::path::Path;

use rustix::fs::statfs;

/// What a machine is, as far as it matters to what was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// How many cores there are.
    pub cores: usize,
    /// The memory, in MiB.
    pub memory: u64,
    /// The kernel's version.
    pub kernel: String,
    /// The file system that was written to.
    pub file_system: String,
}

impl Machine {
    /// One that nothing was measured on.
    #[cfg(test)]
    pub(super) fn of_tests() -> Self {
        Self {
            processor: "P".into(),
            cores: 2,
            memory: 1024,
            kernel: "6.1".into(),
            file_system: "ext4".into(),
        }
    }

    /// This machine, and the file system of a folder.
    pub fn here(folder: &Path) -> Self {
        Self {
            processor: field("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: field("/proc/meminfo", "MemTotal")
                .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
                .map_or(0, |kib| kib / 1024),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")
                .map_or_else(|_| unknown(), |text| text.trim().to_owned()),
            file_system: statfs(folder).map_or_else(|_| unknown(), |it| name_of(it.f_type)),
        }
    }
}

fn unknown() -> String {
    "okänd".to_owned()
}

/// The first value of a name in a file of "name: value".
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let mut lines = text.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(found, _)| found.trim() == name)?;
    Some(value.trim().to_owned())
}

/// A file system by its magic number (statfs(2)).
#[allow(
    clippy::unnecessary_cast,
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "its type differs between systems, its number has 32 bits"
)]
fn name_of(magic: rustix::fs::FsWord) -> String {
    match magic as u32 {
        0xEF53 => "ext4".to_owned(),
        0x5846_5342 => "xfs".to_owned(),
        0x9123_683E => "btrfs".to_owned(),
        0x0102_1994 => "tmpfs".to_owned(),
        0x794C_7630 => "overlayfs".to_owned(),
        other => format!("{other:x}"),
    }
}
