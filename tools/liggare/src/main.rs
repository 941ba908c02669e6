//! The command of Liggaren.
//!
//! `main` reads what belongs to the edge (arguments, environment, clock,
//! randomness, terminal), gives it to the command, and prints the one error
//! there may be. Exit codes: 0 done, 1 refused or a difference found, 2 usage,
//! 3 the ledger cannot be opened or is damaged, 4 reading or writing a file.

mod access;
mod answer;
mod cli;
mod commands;
mod demo;
mod failure;
mod follow;
mod node;
mod package;
mod publication;
mod render;
mod server;
mod service;
mod session;
mod web;
mod world;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use ledger::entropy::{Entropy, SystemEntropy};
use ledger::time::Timestamp;

use cli::{Cli, ColorChoice, Shared, swedish_help};
use failure::{Exit, Failure};
use render::{Layout, harmless};
use world::World;

/// How wide text is where there is no terminal to ask: a printed page.
const PAGE_WIDTH: usize = 108;

/// The narrowest and widest that text is set on a terminal.
const TERMINAL_WIDTHS: (usize, usize) = (60, 160);

fn main() -> ExitCode {
    match run() {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            // Nothing is left to be done when standard error is gone too.
            let _ = io::stderr().write_all(harmless::shown(&failure.message()).as_bytes());
            ExitCode::from(failure.code())
        }
    }
}

fn run() -> Result<Exit, Failure> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    let cli = match swedish_help::command()
        .try_get_matches_from(swedish_help::asked(std::env::args_os()))
        .and_then(|matches| Cli::from_arg_matches(&matches))
    {
        Ok(cli) => cli,
        Err(asked)
            if matches!(
                asked.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            let written = write!(stdout, "{}", asked.render()).and_then(|()| stdout.flush());
            written.map_err(|error| Failure::output(&error))?;
            return Ok(Exit::Done);
        }
        Err(wrong) => {
            let (what, remedy) = swedish_help::worded(&wrong);
            return Err(Failure::usage(what, remedy));
        }
    };
    let mut world = World {
        layout: layout(&cli.shared),
        folder: cli.shared.ledger,
        format: cli.shared.format,
        now,
        entropy,
        environment,
        progress: io::stderr().is_terminal(),
        out: &mut stdout,
        notes: &mut io::stderr(),
    };
    let exit = commands::run(cli.command, &mut world)?;
    world.flush()?;
    Ok(exit)
}

fn layout(shared: &Shared) -> Layout {
    let on_terminal = io::stdout().is_terminal();
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let (narrowest, widest) = TERMINAL_WIDTHS;
    let width = match terminal_size::terminal_size() {
        Some((terminal_size::Width(width), _)) if on_terminal => {
            usize::from(width).clamp(narrowest, widest)
        }
        _ => PAGE_WIDTH,
    };
    Layout {
        width,
        colour: match shared.color {
            ColorChoice::Auto => on_terminal && !no_color,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        },
        amounts: shared.amounts,
    }
}

fn now() -> Timestamp {
    Timestamp::from_utc(chrono::Utc::now())
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn entropy() -> io::Result<Box<dyn Entropy>> {
    Ok(Box::new(SystemEntropy::open()?))
}
