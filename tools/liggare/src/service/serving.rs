//! Serving: from a bound address until the process is told to stop.
//!
//! Guarantee: when it stops in order, what was under way is answered within the
//! grace, what the writer has taken is written and answered, the read model is kept
//! with its cursor, and the last checkpoint is signed.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use ledger::log::LogError;
use tokio::task::JoinHandle;

use super::config::{Config, Limits};
use super::connection::Door;
use super::stop::Signals;
use super::tls;
use crate::failure::{Failure, Family};
use crate::node::Node;

/// The most headers of a request: a browser sends about twenty.
const MAX_HEADERS: usize = 64;

/// The most bytes of a request's headers, and of the line before them.
const MAX_HEADER_BYTES: usize = 32 * 1024;

/// How often it is looked whether it is time to keep the read model.
const KEEP_LOOK_EVERY: Duration = Duration::from_secs(60);

/// Takes an address.
///
/// # Errors
/// [`Failure`] when it cannot be used.
pub(crate) fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    let bound = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    bound.map_err(|error| Failure::io("adressen kan inte användas", address.to_string(), &error))
}

/// Serves until the process is told to stop, and stops in order.
///
/// # Errors
/// [`Failure`] when it cannot go on, or the last checkpoint cannot be signed.
pub(crate) async fn serve(
    node: Arc<Node>,
    app: Router,
    listener: TcpListener,
    encrypted: Option<RustlsConfig>,
    writing: JoinHandle<Result<(), LogError>>,
    mut signals: Signals,
    config: &Config,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::io("servern avbröts", "nätet", &error);
    let handle = Handle::new();
    tokio::spawn({
        let (handle, node, grace) = (handle.clone(), Arc::clone(&node), config.grace);
        async move {
            signals.told().await;
            tracing::info!("avslutar: inga nya förfrågningar tas emot");
            node.stop_following();
            handle.graceful_shutdown(Some(grace));
            signals.end_when_told_again().await;
        }
    });
    if let (Some(files), Some(used)) = (&config.tls, &encrypted) {
        tls::renew(files.clone(), used.clone()).map_err(failed)?;
    }
    node.keep_model_meanwhile(KEEP_LOOK_EVERY);
    let limits = config.limits;
    let (server, door) = server(listener, limits).map_err(failed)?;
    let server = server.handle(handle);
    let app = app.into_make_service();
    let ended = match encrypted {
        None => server.serve(app).await,
        Some(used) => {
            let acceptor = RustlsAcceptor::new(used)
                .handshake_timeout(limits.headers)
                .acceptor(door);
            server.map(|_| acceptor).serve(app).await
        }
    };
    ended.map_err(failed)?;
    end(node, writing).await
}

/// Tells the metrics at an address of their own, for as long as the process lives.
pub(crate) async fn serve_metrics(listener: TcpListener, app: Router, limits: Limits) {
    let ended = match server(listener, limits) {
        Ok((server, _)) => server.serve(app.into_make_service()).await,
        Err(error) => Err(error),
    };
    if let Err(error) = ended {
        tracing::error!(%error, "mätvärdena kan inte hämtas");
    }
}

/// A server on a listener that keeps to the limits, and the door that it lets
/// connections in by.
fn server(
    listener: TcpListener,
    limits: Limits,
) -> std::io::Result<(Server<SocketAddr, Door>, Door)> {
    let door = Door::new(limits);
    let mut server = axum_server::from_tcp(listener)?
        .acceptor(door.clone())
        .http1_only();
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEADER_BYTES);
    Ok((server, door))
}

/// Lets the writer end, with everything kept that the next opening has use for.
async fn end(node: Arc<Node>, writing: JoinHandle<Result<(), LogError>>) -> Result<(), Failure> {
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
