//! `completions`: the script that a shell completes commands with.

use crate::cli::{Completions, swedish_help};
use crate::failure::{Exit, Failure};
use crate::world::World;

/// Writes the script.
///
/// # Errors
/// [`Failure`] when it cannot be written.
pub(crate) fn run(asked: &Completions, world: &mut World<'_>) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        asked.shell,
        &mut swedish_help::command(),
        "liggare",
        &mut script,
    );
    world.say(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
