//! Stopping: when the process is told to.
//!
//! Guarantee: the first signal begins an orderly stop, the second ends the process
//! at once. Nothing that is acknowledged is lost by that either (I2); what is lost
//! is the last checkpoint and the kept read model, which the next opening makes.
//! SIGHUP asks for what can be read again, and ends nothing.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The exit code of a process that was told twice to stop: as the shell has it
/// for one that was interrupted.
const AT_ONCE: i32 = 130;

/// What tells the process to stop.
pub(crate) struct Signals {
    interrupted: Signal,
    terminated: Signal,
}

impl Signals {
    /// Takes the signals over from the system.
    ///
    /// # Errors
    /// When the system does not let it.
    pub(crate) fn take() -> std::io::Result<Self> {
        // Taken over for as long as the process lives: left to the system it would end it.
        drop(signal(SignalKind::hangup())?);
        Ok(Self {
            interrupted: signal(SignalKind::interrupt())?,
            terminated: signal(SignalKind::terminate())?,
        })
    }

    /// Waits until the process is told to stop.
    pub(crate) async fn told(&mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
    }

    /// Ends the process when it is told once more.
    pub(crate) async fn end_when_told_again(mut self) {
        self.told().await;
        tracing::warn!("avbryts genast");
        std::process::exit(AT_ONCE);
    }
}
