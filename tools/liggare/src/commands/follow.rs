//! `follow`: a ledger on another machine, followed and served here.
//!
//! Guarantee: when it stops, what it has taken in stays, and the read model is
//! kept as far as it is folded.

use std::fs::File;
use std::io::Read;
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ledger::basis::Basis;
use ledger::proof::VerifierKey;
use serde_json::json;
use ureq::http::Uri;

use super::serve::UNDER_JOURNALD;
use crate::cli::Follow;
use crate::failure::{Exit, Failure, Family};
use crate::follow::{ATTEMPTS_ONCE, Ended, Follower, Pulse, Source, Token};
use crate::render::{Format, json as answers, swedish};
use crate::service::config::Config;
use crate::service::given::{self, Given};
use crate::service::logs;
use crate::service::prepared::Prepared;
use crate::service::setting::Setting;
use crate::service::stop::Signals;
use crate::world::World;

/// How long what is under way may go on when the follower ends by itself.
const GRACE: Duration = Duration::from_secs(2);

/// What is said when the token would cross a network unprotected.
const EXPOSED: &str = "liggare: VARNING: liggaren följs utan TLS. Nyckeln och händelserna går i klartext. \
                       Ange en adress som börjar med https://.";

/// Follows a ledger.
///
/// # Errors
/// [`Failure`] when something that comes is refused, or the folder or address
/// cannot be used.
pub(crate) fn run(asked: &Follow, world: &mut World<'_>) -> Result<Exit, Failure> {
    let key = asked.key.as_deref().map(VerifierKey::parse).transpose();
    let key = key.map_err(|error| {
        Failure::usage(
            format!("--key är ingen verifieringsnyckel: {error}."),
            "Skriv den som `liggare key` visar den: namn+id+nyckel.",
        )
    })?;
    let pulse = Arc::new(Pulse::default());
    let source = source(asked, &pulse, world)?;
    let file = given::file(None, &asked.into)?;
    let file = file
        .as_ref()
        .map(|(path, text)| (path.as_path(), text.as_str()));
    let listen = asked
        .listen
        .map(|address| (Setting::Listen, address.to_string()));
    let flags = listen.into_iter().collect();
    let config = Config::of(&Given::of(file, world.environment, &flags)?)?;
    logs::begin(&config, (world.environment)(UNDER_JOURNALD).is_some())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| not_started(&error))?;
    runtime.spawn({
        let pulse = Arc::clone(&pulse);
        let signals = {
            let _within = runtime.enter();
            Signals::take()
        };
        let mut signals = signals.map_err(|error| not_started(&error))?;
        async move {
            signals.told().await;
            pulse.stop();
            signals.end_when_told_again().await;
        }
    });
    let prepared = match asked.listen {
        Some(_) => Some(Prepared::new(config, world)?),
        None => None,
    };
    let opened = Follower::open(
        &asked.into,
        key.as_ref(),
        source,
        pulse,
        asked.keep_after,
        world.now,
    );
    let mut follower = match opened {
        Ok(follower) => follower,
        Err(ended) => return ended.into_failure().map_or(Ok(Exit::Done), Err),
    };
    for note in follower.notes() {
        world.note(&format!("liggare: {note}"));
    }
    let node = {
        let _within = runtime.enter();
        follower.node(&asked.into)
    };
    let serving = match prepared {
        Some(prepared) => {
            let signals = {
                let _within = runtime.enter();
                Signals::take().map_err(|error| not_started(&error))?
            };
            prepared.announce(world);
            // Nobody writes here but the follower.
            let writing = runtime.spawn(async { Ok(()) });
            Some(runtime.spawn(prepared.serve(Arc::clone(&node), writing, signals)))
        }
        None => None,
    };
    let mut first = true;
    let ended = follower.follow(&node, asked.once, |size| {
        if std::mem::take(&mut first) {
            let events = swedish::events(size);
            world.note(&format!("liggare: följer {} och har {events}", asked.from));
        }
    });
    node.stop_following();
    let basis = runtime.block_on(async {
        if let (Some(serving), true) = (serving, matches!(ended, Err(Ended::Stopped))) {
            // It was told to stop too, and says itself what it failed by.
            let _ = serving.await;
        }
        // The model comes level with the log, so that all of it can be kept.
        node.ask(|question| question.reading().basis(question.reading().size()))
            .await
    });
    runtime.shutdown_timeout(GRACE);
    let closed = follower.close(node);
    for outcome in [ended, closed] {
        if let Some(failure) = outcome.err().and_then(Ended::into_failure) {
            return Err(failure);
        }
    }
    if let (true, Ok(basis)) = (asked.once, basis) {
        say(&basis?, world)?;
    }
    Ok(Exit::Done)
}

/// The ledger that is to be followed, and what is shown to it.
fn source(asked: &Follow, pulse: &Arc<Pulse>, world: &mut World<'_>) -> Result<Source, Failure> {
    let token = match (&asked.token_file, &asked.token) {
        (Some(file), _) => token_in(file)?,
        (None, Some(token)) => Token::Given(token.clone()),
        (None, None) => Token::None,
    };
    if !matches!(token, Token::None) && is_exposed(&asked.from) {
        world.note(EXPOSED);
    }
    let attempts = asked.once.then_some(ATTEMPTS_ONCE);
    let pulse = Arc::clone(pulse);
    Ok(Source::new(&asked.from, token, pulse, attempts))
}

/// Says what the follower has.
fn say(basis: &Basis, world: &mut World<'_>) -> Result<(), Failure> {
    let said = match world.format {
        Format::Text | Format::Csv => format!(
            "Följaren har {}, rot {}.\n",
            swedish::events(basis.size),
            basis.root
        ),
        Format::Json => answers::answer(&json!({"kind": "followed", "basis": basis}))?,
    };
    world.say(&said)
}

fn not_started(error: &std::io::Error) -> Failure {
    Failure::io("följaren kunde inte startas", "systemet", error)
}

/// The token in a file, which can be read, is nobody else's to read, and says something.
fn token_in(file: &Path) -> Result<Token, Failure> {
    let place = || file.display().to_string();
    let failed = |error| Failure::io("filen med nyckeln kunde inte läsas", place(), &error);
    let mut opened = File::open(file).map_err(failed)?;
    let mode = opened.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Failure::new(
            Family::Ledger,
            format!("filen med nyckeln kan läsas av andra (rättigheter {mode:o})."),
            place(),
            "Begränsa rättigheterna (chmod 600), och byt nyckel om någon annan kan ha läst filen.",
        ));
    }
    let mut text = String::new();
    opened.read_to_string(&mut text).map_err(failed)?;
    if text.trim().is_empty() {
        return Err(Failure::new(
            Family::Usage,
            "filen med nyckeln är tom.",
            place(),
            "Lägg nyckeln ensam på en rad i filen (`liggare token create` gör den).",
        ));
    }
    Ok(Token::In(file.to_owned()))
}

/// Whether what is sent to an address crosses a network unprotected.
fn is_exposed(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    uri.scheme_str() == Some("http") && !is_here
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::{is_exposed, token_in};
    use crate::failure::Family;

    #[test]
    fn a_file_that_others_may_read_that_is_empty_or_is_not_there_gives_no_token() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("nyckel");
        assert_eq!(refused(&file).0, Family::Io, "no file");
        fs::write(&file, "lgr_x\n").expect("a file");
        let with = |mode| {
            let rights = fs::Permissions::from_mode(mode);
            fs::set_permissions(&file, rights).expect("a mode");
        };
        for mode in [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o666] {
            with(mode);
            let (family, what) = refused(&file);
            assert_eq!(family, Family::Ledger, "{mode:o}");
            assert!(what.contains(&format!("{mode:o}")), "{what}");
        }
        for mode in [0o600, 0o400] {
            with(mode);
            assert!(token_in(&file).is_ok(), "{mode:o}");
        }
        with(0o600);
        for empty in ["", "\n", " \t\n"] {
            fs::write(&file, empty).expect("a file");
            assert_eq!(refused(&file).0, Family::Usage, "{empty:?}");
        }
    }

    fn refused(file: &std::path::Path) -> (Family, String) {
        let failure = token_in(file).map(drop).expect_err("no token");
        (failure.family, failure.what)
    }

    #[test]
    fn a_token_in_clear_is_warned_of_when_it_leaves_the_machine() {
        for (address, exposed) in [
            ("http://liggare.example", true),
            ("http://10.0.0.7:8040", true),
            ("https://liggare.example", false),
            ("http://localhost:8040", false),
            ("http://127.0.0.1:8040", false),
            ("http://[::1]:8040", false),
        ] {
            assert_eq!(is_exposed(address), exposed, "{address}");
        }
    }
}
