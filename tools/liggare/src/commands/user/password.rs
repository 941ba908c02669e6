//! Asking for a password: on the terminal without showing it, or on the first
//! line of standard input. Never as an argument, which others can see.

use std::io::{self, BufRead, IsTerminal, Read};

use crate::access::password::MAX_PASSWORD_BYTES;
use crate::failure::{Failure, Family};
use crate::world::World;

/// Asks for a password; on a terminal twice.
///
/// # Errors
/// [`Failure`] when there is no terminal, the two differ, or the input ends.
pub(super) fn ask(from_stdin: bool, world: &mut World<'_>) -> Result<String, Failure> {
    if from_stdin {
        return first_line();
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::usage(
            "lösenordet frågas efter på en terminal, och här finns ingen.",
            "Ange --password-stdin och skriv lösenordet på den första raden, eller gör kontot med --no-password om det bara ska ha nycklar.",
        ));
    }
    // What is said so far stands above the question.
    world.flush()?;
    let failed =
        |error: io::Error| Failure::io("lösenordet kunde inte läsas", "terminalen", &error);
    let given = rpassword::prompt_password("Lösenord: ").map_err(failed)?;
    let again = rpassword::prompt_password("Samma lösenord igen: ").map_err(failed)?;
    if given == again {
        return Ok(given);
    }
    Err(Failure::new(
        Family::Refused,
        "lösenorden är inte lika.",
        "",
        "Försök igen.",
    ))
}

fn first_line() -> Result<String, Failure> {
    let mut line = String::new();
    // One byte above the longest and its line end: what is longer is refused as such.
    let limit = MAX_PASSWORD_BYTES as u64 + 3;
    io::stdin()
        .lock()
        .take(limit)
        .read_line(&mut line)
        .map_err(|error| Failure::io("lösenordet kunde inte läsas", "standard in", &error))?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}
