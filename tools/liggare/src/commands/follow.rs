//! `follow`: a ledger on another machine, followed and served here.
//!
//! Guarantee: when it stops, what it has taken in stays, and the read model is
//! kept as far as it is folded.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ledger::basis::Basis;
use ledger::proof::VerifierKey;
use serde_json::json;

use super::serve::UNDER_JOURNALD;
use crate::cli::Follow;
use crate::failure::{Exit, Failure};
use crate::follow::{ATTEMPTS_ONCE, Ended, Follower, Pulse, Source};
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
    let token = match &asked.token_file {
        Some(file) => Some(token(file)?),
        None => asked.token.clone(),
    };
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
    let pulse = Arc::new(Pulse::default());
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
    let attempts = asked.once.then_some(ATTEMPTS_ONCE);
    let source = Source::new(&asked.from, token, Arc::clone(&pulse), attempts);
    let opened = Follower::open(&asked.into, key.as_ref(), source, pulse, world.now);
    let mut follower = match opened {
        Ok(follower) => follower,
        Err(Ended::Stopped) => return Ok(Exit::Done),
        Err(Ended::Failed(failure)) => return Err(failure),
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
        match outcome {
            Ok(()) | Err(Ended::Stopped) => {}
            Err(Ended::Failed(failure)) => return Err(failure),
        }
    }
    if let (true, Ok(basis)) = (asked.once, basis) {
        say(&basis?, world)?;
    }
    Ok(Exit::Done)
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

/// The token in a file, on its only line.
fn token(file: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::io(
            "filen med nyckeln kunde inte läsas",
            file.display().to_string(),
            &error,
        )
    })?;
    Ok(text.trim().to_owned())
}
