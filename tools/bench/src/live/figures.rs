//! Figures: how long things took, and how much memory a process has.

use std::fmt;

/// How long things took, in microseconds.
#[derive(Default)]
pub(super) struct Latencies(Vec<u64>);

impl Latencies {
    /// One more.
    pub(super) fn took(&mut self, micros: u64) {
        self.0.push(micros);
    }

    /// Those of another.
    pub(super) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl fmt::Display for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let Some(last) = sorted.last() else {
            return f.write_str("inget mättes");
        };
        let at = |percent: usize| {
            let place = (sorted.len() * percent / 100).min(sorted.len() - 1);
            in_millis(sorted[place])
        };
        write!(
            f,
            "median {} ms, p99 {} ms, längst {} ms",
            at(50),
            at(99),
            in_millis(*last)
        )
    }
}

fn in_millis(micros: u64) -> String {
    format!("{}.{}", micros / 1000, micros % 1000 / 100)
}

/// How much memory a process has resident, in KiB.
pub(super) fn memory_kib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
