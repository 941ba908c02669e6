//! Sending a request to a witness, and what its answers mean.

use std::time::Duration;

use crate::failure::{Failure, Family};

/// How many times a witness is asked when it says that it has seen another size:
/// once to learn it, once more for one that moved meanwhile.
pub(super) const ATTEMPTS: usize = 3;

/// The longest that a witness may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most bytes that are read of an answer.
const MAX_ANSWER: u64 = 64 * 1024;

/// The media type of the size that a witness has seen.
const SIZE: &str = "text/x.tlog.size";

/// What a witness answers that it has not refused.
pub(super) enum Answered {
    /// The lines of cosignature.
    Cosigned(String),
    /// It has seen this size: the proof is to begin there.
    Knows(u64),
}

/// Sends a request to the witness at an address.
///
/// # Errors
/// [`Failure`] when it cannot be reached, or refuses.
pub(super) fn send(url: &str, request: &str) -> Result<Answered, Failure> {
    let unreachable = |error: ureq::Error| {
        Failure::new(
            Family::Io,
            format!("vittnet kunde inte tillfrågas: {error}"),
            url,
            "Kontrollera adressen och att vittnet är igång, och försök igen. Begäran kan också lämnas som fil: `liggare witness --write`.",
        )
    };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .build()
        .into();
    let address = format!("{}/add-checkpoint", url.trim_end_matches('/'));
    let mut answer = agent
        .post(&address)
        .content_type("text/plain; charset=utf-8")
        .send(request)
        .map_err(unreachable)?;
    let status = answer.status().as_u16();
    let media = answer.headers().get("content-type");
    let is_size = media.is_some_and(|media| media.as_bytes() == SIZE.as_bytes());
    let said = answer
        .body_mut()
        .with_config()
        .limit(MAX_ANSWER)
        .read_to_string()
        .map_err(unreachable)?;
    match status {
        200 => Ok(Answered::Cosigned(said)),
        409 if is_size => match said.trim_end_matches('\n').parse() {
            Ok(size) => Ok(Answered::Knows(size)),
            Err(_) => Err(refused(
                url,
                "vittnet svarade med en storlek som inte går att läsa.",
                "Fråga vittnets ägare.",
            )),
        },
        _ => Err(refusal(url, status, &said)),
    }
}

fn refusal(url: &str, status: u16, said: &str) -> Failure {
    let quoted: String = said.trim_end().chars().take(500).collect();
    let (what, remedy) = match status {
        403 => (
            "vittnet litar inte på den nyckel som kontrollpunkten är signerad med.",
            "Ge vittnets ägare liggarens verifieringsnyckel (`liggare key` visar den); den läggs till med `granska witness --state MAPP --log-key NYCKEL`.",
        ),
        404 => (
            "vittnet känner inte den här liggaren, eller adressen är fel.",
            "Ge vittnets ägare liggarens verifieringsnyckel (`liggare key` visar den); den läggs till med `granska witness --state MAPP --log-key NYCKEL`.",
        ),
        409 | 422 => (
            "vittnet har sett en annan historia av den här liggaren, och bekräftar inte den här.",
            "Den ena av de två är ändrad i efterhand eller en gren av en kopia. Skriv inget mer; jämför med vittnets kontrollpunkt och äldre arkiv, och kalla in revisorerna.",
        ),
        _ => (
            "vittnet kunde inte svara på begäran.",
            "Försök igen, och fråga vittnets ägare om det fortsätter.",
        ),
    };
    let failure = refused(url, what, remedy);
    Failure {
        place: format!("{url} (HTTP {status}): {quoted}"),
        ..failure
    }
}

fn refused(url: &str, what: &str, remedy: &str) -> Failure {
    Failure::new(Family::Refused, what, url, remedy)
}
