//! `commands`: how each command of `record` is written.
//!
//! The text is the project's own description of the commands, whose examples a
//! test runs; it is compiled in, so that it is at hand wherever the command is.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::Commands;
use crate::failure::{Exit, Failure};
use crate::render::grid::Grid;
use crate::render::{Format, csv, json, text};
use crate::world::World;

/// The description of every command.
const DESCRIPTION: &str = include_str!("../../../../src/command/COMMANDS.md");

/// What introduces a command in the description.
const COMMAND: &str = "\n### ";

/// What ends a command in the description, besides the next one.
const GROUP: &str = "\n## ";

/// A command of the description.
#[derive(Serialize)]
struct Described<'a> {
    command: &'a str,
    purpose: String,
    #[serde(skip)]
    text: &'a str,
    examples: Vec<&'a str>,
}

/// Lists the commands, or describes one.
///
/// # Errors
/// [`Failure`] when there is no such command.
pub(crate) fn run(asked: &Commands, world: &mut World<'_>) -> Result<Exit, Failure> {
    let commands = described();
    let chosen: Vec<&Described<'_>> = match &asked.kind {
        None => commands.iter().collect(),
        Some(kind) => {
            let same = |command: &&Described<'_>| command.command.eq_ignore_ascii_case(kind);
            let found: Vec<_> = commands.iter().filter(same).collect();
            if found.is_empty() {
                return Err(Failure::usage(
                    format!("kommandot {kind:?} finns inte."),
                    "`liggare commands` listar alla.",
                ));
            }
            found
        }
    };
    let said = match (world.format, asked.kind.is_some()) {
        (Format::Text, true) => chosen.iter().map(|command| plain(command.text)).collect(),
        (Format::Text, false) => {
            let mut said = String::new();
            text::push_heading(&mut said, "Kommandon för record", '═', world.layout);
            let mut grid = Grid::with_columns(&["Kommando", "Gör"]);
            for command in chosen {
                grid.push([command.command.to_owned(), command.purpose.clone()]);
            }
            said.push_str(&grid.lay_out(world.layout.width, world.layout.colour));
            said.push_str(
                "\n`liggare commands KOMMANDO` visar fälten och ett exempel som går att kopiera.\n",
            );
            said
        }
        (Format::Json, _) => {
            json::answer(&serde_json::json!({"kind": "commands", "commands": chosen}))?
        }
        (Format::Csv, _) => csv::rows(
            ["command", "purpose", "example"],
            chosen.iter().map(|command| {
                [
                    command.command.to_owned(),
                    command.purpose.clone(),
                    command
                        .examples
                        .first()
                        .map_or_else(String::new, ToString::to_string),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

fn described() -> Vec<Described<'static>> {
    DESCRIPTION
        .split(COMMAND)
        .skip(1)
        .map(|part| {
            let text = part.split(GROUP).next().unwrap_or(part);
            let (command, rest) = text.split_once('\n').unwrap_or((text, ""));
            let purpose: Vec<&str> = rest
                .lines()
                .map(str::trim)
                .skip_while(|line| line.is_empty())
                .take_while(|line| !line.is_empty())
                .collect();
            Described {
                command: command.trim().trim_matches('`'),
                purpose: purpose.join(" "),
                text,
                examples: rest
                    .lines()
                    .filter(|line| line.starts_with("{\""))
                    .collect(),
            }
        })
        .collect()
}

/// The description without the marks that only a renderer of Markdown needs.
fn plain(text: &str) -> String {
    let mut said = String::new();
    for line in text.lines() {
        if line.starts_with("```") || line.starts_with("| ---") {
            continue;
        }
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        if line.starts_with('|') && cells.len() == 2 {
            let [field, meaning] = [cells[0], cells[1]].map(|cell| cell.replace(['`', '*'], ""));
            let _ = writeln!(said, "  {field:<28}{meaning}");
        } else {
            said.push_str(line);
            said.push('\n');
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_is_described_has_a_purpose_and_an_example_that_can_be_read() {
        let commands = described();
        assert!(commands.len() >= 40, "{} commands", commands.len());
        for command in commands {
            assert!(!command.purpose.is_empty(), "{}", command.command);
            assert!(!command.examples.is_empty(), "{}", command.command);
            for example in command.examples {
                let named = format!("\"{}\":", command.command);
                assert!(example.contains(&named), "{}: {example}", command.command);
            }
        }
    }
}
