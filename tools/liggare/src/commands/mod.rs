//! The commands: each takes its arguments and the world, and answers.

mod audit_package;
mod backup;
mod checks;
mod commands_help;
mod completions;
mod decisions;
mod demo;
pub(crate) mod diff;
pub(crate) mod explain;
mod export;
mod follow;
mod init;
mod key;
mod key_rotate;
mod log;
mod prove;
mod publish;
mod record;
mod redact;
mod report;
mod reports;
mod reproduce;
mod restore;
mod serve;
mod signed;
mod status;
mod token;
mod units;
mod user;
mod verify;
mod witness;

use crate::cli::Command;
use crate::failure::{Exit, Failure};
use crate::world::World;

/// Runs a command.
///
/// # Errors
/// [`Failure`] when it could not do what was asked.
pub(crate) fn run(command: Command, world: &mut World<'_>) -> Result<Exit, Failure> {
    match command {
        Command::Report(asked) => report::run(&asked, world),
        Command::Show(asked) => report::show(&asked, world),
        Command::Publish(asked) => publish::run(&asked, world),
        Command::Witness(asked) => witness::run(&asked, world),
        Command::Reproduce(asked) => reproduce::run(&asked, world),
        Command::Reports(asked) => reports::run(&asked, world),
        Command::Explain(asked) => explain::run(&asked, world),
        Command::Diff(asked) => diff::run(&asked, world),
        Command::Checks(asked) => checks::run(&asked, world),
        Command::Units(asked) => units::run(&asked, world),
        Command::Decisions(asked) => decisions::run(&asked, world),
        Command::Completions(asked) => completions::run(&asked, world),
        Command::Commands(asked) => commands_help::run(&asked, world),
        Command::Demo(asked) => demo::run(&asked, world),
        Command::Export(asked) => export::run(&asked, world),
        Command::AuditPackage(asked) => audit_package::run(&asked, world),
        Command::Prove(asked) => prove::run(&asked, world),
        Command::Backup(asked) => backup::run(&asked, world),
        Command::Restore(asked) => restore::run(&asked, world),
        Command::Init(asked) => init::run(&asked, world),
        Command::Verify(asked) => verify::run(&asked, world),
        Command::Record(asked) => record::run(&asked, world),
        Command::Redact(asked) => redact::run(&asked, world),
        Command::Log(asked) => log::run(&asked, world),
        Command::Serve(asked) => serve::run(&asked, world),
        Command::Follow(asked) => follow::run(&asked, world),
        Command::Key(asked) => key::run(&asked, world),
        Command::User(asked) => user::run(&asked, world),
        Command::Token(asked) => token::run(&asked, world),
        Command::Status(asked) => status::run(&asked, world),
    }
}
