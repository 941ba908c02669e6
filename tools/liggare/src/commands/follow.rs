//! `follow`: a ledger on another machine, followed and served here.
//!
//! Guarantee: when it stops, what it has taken in stays, and the read model is
//! kept as far as it is folded.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ledger::proof::VerifierKey;
use serde_json::json;

use super::serve::{bound, stopped};
use crate::access::watch::Watch;
use crate::cli::Follow;
use crate::failure::{Exit, Failure};
use crate::follow::{ATTEMPTS_ONCE, Ended, Follower, Pulse, Source};
use crate::node::Node;
use crate::render::{Format, json as answers, swedish};
use crate::server::{self, Served};
use crate::world::World;

/// How long requests may go on after the follower is told to stop.
const GRACE: Duration = Duration::from_secs(5);

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
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::io("följaren kunde inte startas", "systemet", &error))?;
    let pulse = Arc::new(Pulse::default());
    runtime.spawn({
        let pulse = Arc::clone(&pulse);
        async move {
            stopped().await;
            pulse.stop();
        }
    });
    let listener = asked.listen.map(bound).transpose()?;
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
    let handle = axum_server::Handle::new();
    let serving = listener.map(|(listener, address)| {
        world.note(&format!("liggare: lyssnar på http://{address}"));
        runtime.spawn(serve(Arc::clone(&node), listener, handle.clone()))
    });
    let mut first = true;
    let ended = follower.follow(&node, asked.once, |size| {
        if std::mem::take(&mut first) {
            let events = swedish::events(size);
            world.note(&format!("liggare: följer {} och har {events}", asked.from));
        }
    });
    node.stop_following();
    handle.graceful_shutdown(Some(GRACE));
    let basis = runtime.block_on(async {
        if let Some(serving) = serving {
            // It says itself what it failed by.
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
        let basis = basis?;
        let said = match world.format {
            Format::Text | Format::Csv => format!(
                "Följaren har {}, rot {}.\n",
                swedish::events(basis.size),
                basis.root
            ),
            Format::Json => answers::answer(&json!({"kind": "followed", "basis": basis}))?,
        };
        world.say(&said)?;
    }
    Ok(Exit::Done)
}

/// Serves what is followed.
async fn serve(
    node: Arc<Node>,
    listener: TcpListener,
    handle: axum_server::Handle<std::net::SocketAddr>,
) {
    let served = Served {
        accounts: Arc::new(Watch::new(&node.folder)),
        node,
    };
    let served = async {
        listener.set_nonblocking(true)?;
        axum_server::from_tcp(listener)?
            .handle(handle)
            .serve(server::app(served).into_make_service())
            .await
    };
    if let Err(error) = served.await {
        tracing::error!(%error, "servern avbröts");
    }
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
