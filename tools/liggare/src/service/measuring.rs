//! Measuring: what the writer does, what requests take, and how much there is.
//!
//! What happens is counted when it happens; how much there is, is looked at when
//! someone asks. Nothing of it is in the way of a commit: the writer's thread does
//! no more than to count.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ledger::ledger::SubmitError;
use ledger::log::ReadLog;
use ledger::proof::TreeHead;
use ledger::writer::Step;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use super::health::free_bytes;
use super::metric::Metric;
use crate::node::Node;

/// How often what has been counted is taken together, so that it does not grow in
/// memory when nobody asks for it.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// The numbers of a server, to be told.
#[derive(Clone)]
pub(crate) struct Measured(PrometheusHandle);

impl Measured {
    /// Begins to count, for the whole process.
    ///
    /// # Errors
    /// [`BuildError`] when it counts already.
    pub(crate) fn begin() -> Result<Self, BuildError> {
        let mut builder = PrometheusBuilder::new();
        for metric in Metric::ALL {
            if let Some(limits) = metric.limits() {
                let name = Matcher::Full(metric.name().to_owned());
                builder = builder.set_buckets_for_metric(name, limits)?;
            }
        }
        let handle = builder.install_recorder()?;
        for metric in Metric::ALL {
            metric.describe();
        }
        Ok(Self(handle))
    }

    /// Numbers that nobody counts.
    #[cfg(test)]
    pub(crate) fn unheard() -> Self {
        Self(PrometheusBuilder::new().build_recorder().handle())
    }

    /// Takes what is counted together now and then, for as long as the process lives.
    pub(crate) fn keep_tidy(&self) {
        let handle = self.0.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(TIDY_EVERY).await;
                handle.run_upkeep();
            }
        });
    }

    /// Everything as Prometheus reads it, with how much there is now.
    pub(crate) async fn told(&self, node: &Node) -> String {
        look(node);
        let (folder, handle) = (node.folder.clone(), self.0.clone());
        let told = tokio::task::spawn_blocking(move || {
            weigh(&folder);
            handle.render()
        });
        told.await.unwrap_or_default()
    }
}

/// Counts what the writer does.
pub(crate) fn writing() -> impl FnMut(&Step<'_>) + Send + 'static {
    let mut begun = Instant::now();
    move |step| match step {
        Step::Begun => begun = Instant::now(),
        Step::Written(outcomes) => {
            histogram!(Metric::AppendSeconds.name()).record(begun.elapsed());
            let many = u32::try_from(outcomes.len()).unwrap_or(u32::MAX);
            histogram!(Metric::GroupCommands.name()).record(many);
            for outcome in *outcomes {
                let (outcome, code, events) = match outcome {
                    Ok(receipt) if receipt.repeated => ("repeated", "", 0),
                    Ok(receipt) => ("accepted", "", receipt.count),
                    Err(SubmitError::Refused(refusal)) => ("refused", refusal.code, 0),
                    Err(SubmitError::Store(_)) => ("failed", "", 0),
                };
                counter!(Metric::Commands.name(), "outcome" => outcome, "code" => code)
                    .increment(1);
                counter!(Metric::EventsRecorded.name()).increment(events.into());
            }
        }
        Step::Signed { done } => {
            let outcome = if *done { "signed" } else { "failed" };
            counter!(Metric::Checkpoints.name(), "outcome" => outcome).increment(1);
        }
    }
}

/// Counts a request.
pub(crate) fn request(method: &str, route: &str, status: u16, took: Duration) {
    histogram!(
        Metric::RequestSeconds.name(),
        "method" => method.to_owned(),
        "route" => route.to_owned(),
        "status" => status.to_string()
    )
    .record(took);
}

/// Looks at what the node has in memory.
fn look(node: &Node) {
    let snapshot = node.snapshot();
    let size = snapshot.size();
    let last = snapshot.checkpoints_back().next();
    let signed = last
        .and_then(Result::ok)
        .and_then(|note| TreeHead::of(&note).ok())
        .map_or(0, |head| head.size);
    let writer = node.writer();
    let waiting = writer.as_ref().map_or(0, |writer| writer.waiting() as u64);
    let refused = writer.is_some_and(|writer| writer.is_refusing());
    set(Metric::LogEvents, size);
    set(Metric::SignedEvents, signed);
    set(Metric::ModelLagEvents, size.saturating_sub(node.folded()));
    let behind = node.behind();
    let seconds = behind.and_then(|behind| behind.seconds);
    set(
        Metric::FollowerLagEvents,
        behind.map_or(0, |behind| behind.events),
    );
    set(Metric::FollowerLagSeconds, seconds.unwrap_or(0));
    set(Metric::QueueCommands, waiting);
    set(Metric::WritesRefused, refused.into());
    set(Metric::LiveReaders, node.following() as u64);
}

/// Looks at what the process takes.
fn weigh(folder: &Path) {
    let (mut journal, mut index) = (0, 0);
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let weight = bytes_below(&entry.path());
        if name.starts_with("journal") {
            journal += weight;
        } else if name.starts_with("index") {
            index += weight;
        }
    }
    set(Metric::JournalBytes, journal);
    set(Metric::IndexBytes, index);
    if let Some(free) = free_bytes(folder) {
        set(Metric::DiskFreeBytes, free);
    }
    if let Some(resident) = resident_bytes() {
        set(Metric::ResidentBytes, resident);
    }
}

/// Sets a metric to a number; beyond 2^53 it is rounded, which is some petabytes.
#[allow(clippy::cast_precision_loss, reason = "said above")]
fn set(metric: Metric, number: u64) {
    gauge!(metric.name()).set(number as f64);
}

/// How many bytes files take, in a folder and those below it. What goes away
/// meanwhile is not counted.
fn bytes_below(path: &Path) -> u64 {
    let mut waiting: Vec<PathBuf> = vec![path.to_path_buf()];
    let mut bytes = 0;
    while let Some(path) = waiting.pop() {
        match std::fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => {
                let below = std::fs::read_dir(&path).into_iter().flatten().flatten();
                waiting.extend(below.map(|entry| entry.path()));
            }
            Ok(found) => bytes += found.len(),
            Err(_) => {}
        }
    }
    bytes
}

/// How much memory the process has in use, where the system tells.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
