//! The log of the server itself, on standard error.
//!
//! What is written follows the filter: a level (`info`) or levels by module
//! (`warn,liggare::server=debug`). Times are left out of the text form when
//! journald, which adds its own, is who reads it.

use std::io;

use tracing_subscriber::EnvFilter;

use super::config::{Config, LogFormat};
use crate::failure::{Failure, Family};

/// Begins to log.
///
/// # Errors
/// [`Failure`] when the filter cannot be read.
pub(crate) fn begin(config: &Config, under_journald: bool) -> Result<(), Failure> {
    let filter = EnvFilter::builder().parse(&config.log).map_err(|error| {
        Failure::new(
            Family::Usage,
            format!("{:?} är inget filter för loggen: {error}.", config.log),
            "log",
            "Skriv en nivå (error, warn, info, debug) eller till exempel warn,liggare=debug.",
        )
    })?;
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(false);
    let begun = match config.log_format {
        LogFormat::Json => logging.json().flatten_event(true).try_init(),
        LogFormat::Text if under_journald => logging.without_time().try_init(),
        LogFormat::Text => logging.try_init(),
    };
    begun.map_err(|error| {
        Failure::new(
            Family::Io,
            format!("loggen kunde inte öppnas: {error}."),
            "standard fel",
            "",
        )
    })
}
