//! `serve`: the ledger over HTTP, until it is told to stop.
//!
//! Guarantee: when it stops, what it has taken is written and answered, and the
//! last checkpoint is signed.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use ledger::log::LogError;
use ledger::writer::Writer;
use tokio::task::JoinHandle;

use crate::access::watch::Watch;
use crate::cli::Serve;
use crate::failure::{Exit, Failure, Family};
use crate::node::{Node, Parts};
use crate::server::{self, Served};
use crate::session::Session;
use crate::world::World;

/// How long requests may go on after the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves the ledger.
///
/// # Errors
/// [`Failure`] when it cannot be opened, its address cannot be used or the last
/// checkpoint cannot be signed.
pub(crate) fn run(asked: &Serve, world: &mut World<'_>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::io("servern kunde inte startas", "systemet", &error))?;
    let session = Session::open(world)?;
    let parts_of = session.into_writer(world)?;
    let store = parts_of.ledger.log();
    let (file, reader) = (store.file().clone(), store.reader());
    let (listener, address) = bound(asked.listen)?;
    let ended = runtime.block_on(async {
        let (writer, writing) = Writer::spawn(parts_of.ledger, world.now);
        let node = Node::start(Parts {
            file,
            folder: world.folder.clone(),
            now: world.now,
            reader,
            model: parts_of.model,
            sizes: writer.sizes(),
            writer: Some(writer),
            lag: None,
        });
        world.note(&format!("liggare: lyssnar på http://{address}"));
        serve(node, listener, writing).await
    });
    ended?;
    Ok(Exit::Done)
}

async fn serve(
    node: Arc<Node>,
    listener: TcpListener,
    writing: JoinHandle<Result<(), LogError>>,
) -> Result<(), Failure> {
    let served = Served {
        accounts: Arc::new(Watch::new(&node.folder)),
        node: Arc::clone(&node),
    };
    let handle = axum_server::Handle::new();
    tokio::spawn({
        let handle = handle.clone();
        let node = Arc::clone(&node);
        async move {
            stopped().await;
            node.stop_following();
            handle.graceful_shutdown(Some(GRACE));
        }
    });
    let failed = |error: std::io::Error| Failure::io("servern avbröts", "nätet", &error);
    listener.set_nonblocking(true).map_err(failed)?;
    axum_server::from_tcp(listener)
        .map_err(failed)?
        .handle(handle)
        .serve(server::app(served).into_make_service())
        .await
        .map_err(failed)?;
    if let Err(error) = node.keep_model().await {
        tracing::warn!(%error, "läsmodellen kunde inte sparas");
    }
    node.stop_writing();
    match writing.await {
        Ok(ended) => Ok(ended?),
        Err(_) => Err(Failure::new(
            Family::Ledger,
            "skrivningen avbröts av ett fel i programmet.",
            node.folder.display().to_string(),
            "Kör `liggare verify`.",
        )),
    }
}

/// Listens on an address; answers which it became.
///
/// # Errors
/// [`Failure`] when it cannot be used.
pub(super) fn bound(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |error: std::io::Error| {
        Failure::io("adressen kan inte användas", address.to_string(), &error)
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// Waits until the process is told to stop.
pub(super) async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => drop(interrupted.await),
    }
}
