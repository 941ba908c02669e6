//! The help and the errors of the command line, in Swedish.
//!
//! clap writes its own headings and errors in English; this gives every command
//! Swedish headings and a usage line, and words every error anew.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};

use super::Cli;
use crate::failure::code_last;

const TEMPLATE: &str = "{about-with-newline}\nAnvändning: {usage}\n\n{all-args}{after-help}";

/// Where a command's own flags stand in its help, and those that all have.
const OWN_FIRST: usize = 1;
const SHARED_LAST: usize = 100;

/// The words of a command with one of its parts: `liggare user add`.
const DEEPEST: usize = 3;

/// The words of the command line, where `help report` asks for what
/// `report --help` does, and `help user add` for `user add --help`.
pub(crate) fn asked(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.into_iter().collect();
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.truncate(DEEPEST);
        words.push("--help".into());
    }
    words
}

/// The command line with Swedish help.
pub(crate) fn command() -> Command {
    in_swedish(Cli::command(), "")
}

/// A command in Swedish, with all below it; `above` are the words before its name.
fn in_swedish(command: Command, above: &str) -> Command {
    let root = above.is_empty();
    let name = format!("{above}{}", command.get_name());
    let usage = if command.has_subcommands() {
        format!("{name} [FLAGGOR] <KOMMANDO>")
    } else {
        usage_of(&command, &name)
    };
    let below = format!("{name} ");
    let command = command
        .subcommand_help_heading("Kommandon")
        .subcommand_value_name("KOMMANDO")
        .disable_help_subcommand(true)
        .mut_subcommands(|command| in_swedish(command, &below))
        .help_template(TEMPLATE)
        .override_usage(usage)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "Argument"
            } else {
                "Flaggor"
            };
            let takes_value = !matches!(arg.get_action(), ArgAction::SetTrue);
            let order = if arg.is_global_set() {
                SHARED_LAST
            } else {
                OWN_FIRST
            };
            arg.help_heading(heading)
                .display_order(order)
                .hide_default_value(takes_value)
                .hide_possible_values(takes_value)
                .hide_env(takes_value)
        })
        .arg(flag("help", 'h', ArgAction::Help).help("Visa hjälp"));
    if root {
        command.arg(flag("version", 'V', ArgAction::Version).help("Visa version"))
    } else {
        command
    }
}

fn flag(name: &'static str, short: char, action: ArgAction) -> Arg {
    Arg::new(name)
        .short(short)
        .long(name)
        .action(action)
        .display_order(SHARED_LAST + 1)
        .help_heading("Flaggor")
}

fn usage_of(command: &Command, name: &str) -> String {
    let mut usage = format!("{name} [FLAGGOR]");
    for arg in command.get_arguments() {
        let name = arg
            .get_value_names()
            .and_then(|names| names.first())
            .map_or_else(|| arg.get_id().as_str(), |name| name.as_str());
        let shown = match (arg.is_positional(), arg.is_required_set(), arg.get_long()) {
            (true, true, _) => format!(" <{name}>"),
            (true, false, _) => format!(" [{name}]"),
            (false, true, Some(long)) => format!(" --{long} <{name}>"),
            (false, _, _) => continue,
        };
        usage.push_str(&shown);
    }
    usage
}

/// What is wrong with the command line, in Swedish, with what to do.
pub(crate) fn worded(error: &clap::Error) -> (String, String) {
    let named = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let arg = named(ContextKind::InvalidArg);
    let value = named(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!(
                "kommandot {} finns inte.",
                named(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::UnknownArgument => format!("flaggan eller argumentet {arg} finns inte här."),
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} saknar värde."),
        ErrorKind::InvalidValue => format!("{value:?} är inget värde för {arg}."),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let mut what = format!("{value:?} går inte att läsa som {arg}");
            if let Some(why) = why {
                let _ = write!(what, ": {}", code_last(&why));
            }
            what
        }
        ErrorKind::MissingRequiredArgument => format!("{arg} saknas."),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "ett kommando saknas.".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            format!(
                "{arg} kan inte anges tillsammans med {}.",
                named(ContextKind::PriorArg)
            )
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{arg} har fel antal värden.")
        }
        ErrorKind::InvalidUtf8 => "ett argument är inte giltig UTF-8.".to_owned(),
        _ => "kommandoraden går inte att läsa.".to_owned(),
    };
    let suggestion = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .map(named)
    .find(|text| !text.is_empty());
    let valid = named(ContextKind::ValidValue);
    let remedy = match (suggestion, valid.is_empty()) {
        (Some(suggestion), _) => format!("Menade du {suggestion}?"),
        (None, false) => format!("Möjliga värden: {valid}."),
        (None, true) => {
            "`liggare --help` och `liggare KOMMANDO --help` visar vad som går.".to_owned()
        }
    };
    (what, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_an_example_and_no_english_words_of_claps() {
        command().debug_assert();
        let mut root = command();
        root.build();
        explained(&mut root);
    }

    fn explained(command: &mut Command) {
        for sub in command.get_subcommands_mut() {
            explained(sub);
            let help = sub.render_long_help().to_string();
            assert!(
                help.contains("Exempel:"),
                "{} has no example",
                sub.get_name()
            );
            for english in [
                "Usage:",
                "Options:",
                "Arguments:",
                "Commands:",
                "[default",
                "[possible",
                "[env",
                "Print help",
            ] {
                assert!(
                    !help.contains(english),
                    "{}: {english} in\n{help}",
                    sub.get_name()
                );
            }
        }
    }

    #[test]
    fn an_error_says_what_is_wrong_and_what_to_do() {
        let rows: &[(&[&str], &str, &str)] = &[
            (&["liggare", "rapport"], "rapport", "report"),
            (
                &["liggare", "report", "bokslut", "RS", "2024"],
                "bokslut",
                "--help",
            ),
            (
                &["liggare", "report", "periodrapport", "RS", "2024-13"],
                "period_invalid",
                "--help",
            ),
            (&["liggare", "status", "--format", "xml"], "xml", "json"),
            (&["liggare", "reproduce"], "RAPPORT-ID", "--help"),
            (
                &["liggare", "status", "--formt", "json"],
                "--formt",
                "--format",
            ),
        ];
        for (line, what, remedy) in rows {
            let error = command().try_get_matches_from(*line).expect_err("an error");
            let worded = worded(&error);
            assert!(worded.0.contains(what), "{line:?}: {}", worded.0);
            assert!(worded.1.contains(remedy), "{line:?}: {}", worded.1);
        }
    }
}
