//! The command of the verifier.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        #[cfg(feature = "witness")]
        Some(command) if command == "witness" => witness(arguments),
        _ => ExitCode::from(2),
    }
}

#[cfg(feature = "witness")]
fn witness(arguments: impl Iterator<Item = std::ffi::OsString>) -> ExitCode {
    let now = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs())
    };
    match granska::witness::command::run(arguments, now, &mut std::io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}
