//! A server that has what it needs, before there is a ledger to serve.
//!
//! `serve` and `follow` begin in the same way: the addresses are taken and the
//! certificate is read first, so that what is wrong with them is told before a
//! ledger is opened or anything is fetched.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use ledger::entropy::Entropy;
use ledger::log::LogError;
use tokio::task::JoinHandle;

use super::config::Config;
use super::measuring::Measured;
use super::stop::Signals;
use super::{serving, tls};
use crate::access::token::hexadecimal;
use crate::access::watch::Watch;
use crate::failure::{Failure, Family};
use crate::node::Node;
use crate::server::{self, Requests, Served};
use crate::web::login::Logins;
use crate::world::World;

/// What is said when names and tokens would cross a network unprotected.
const EXPOSED: &str = "liggare: VARNING: servern nås utifrån utan TLS. Nycklar och uppgifter går i klartext. \
                       Ange tls_certificate och tls_key, eller behind_proxy = true när en proxy står för TLS.";

/// What is said when the server is meant for others and has no name that they know.
const WITHOUT_NAME: &str = "liggare: servern svarar bara på localhost och IP-adresser. \
                            Ange de värdnamn som den nås på i hosts.";

/// A server that has what it needs.
pub(crate) struct Prepared {
    config: Config,
    listener: TcpListener,
    address: SocketAddr,
    metrics_listener: Option<TcpListener>,
    encrypted: Option<RustlsConfig>,
    run: String,
    entropy: fn() -> io::Result<Box<dyn Entropy>>,
    measured: Measured,
}

impl Prepared {
    /// Takes the addresses and reads the certificate.
    ///
    /// # Errors
    /// [`Failure`] when one of them cannot be used.
    pub(crate) fn new(config: Config, world: &World<'_>) -> Result<Self, Failure> {
        let encrypted = config.tls.as_ref().map(tls::read).transpose()?;
        let listener = serving::bind(config.listen)?;
        let address = listener.local_addr().map_err(|error| {
            Failure::io(
                "adressen kan inte användas",
                config.listen.to_string(),
                &error,
            )
        })?;
        Ok(Self {
            metrics_listener: config.metrics_listen.map(serving::bind).transpose()?,
            config,
            listener,
            address,
            encrypted,
            run: run_name(world)?,
            entropy: world.entropy,
            measured: Measured::begin().map_err(|error| {
                let what = format!("mätvärdena kunde inte öppnas: {error}.");
                Failure::new(Family::Io, what, "", "")
            })?,
        })
    }

    /// Says where it listens, and what to mind. Whoever hears it may tell it to
    /// stop, so signals are taken before.
    pub(crate) fn announce(&self, world: &mut World<'_>) {
        let scheme = if self.encrypted.is_some() {
            "https"
        } else {
            "http"
        };
        world.note(&format!("liggare: lyssnar på {scheme}://{}", self.address));
        if self.config.is_exposed() {
            world.note(EXPOSED);
        }
        if self.config.is_without_name() {
            world.note(WITHOUT_NAME);
        }
    }

    /// Serves until the process is told to stop, and stops in order.
    ///
    /// # Errors
    /// As [`serving::serve`].
    pub(crate) async fn serve(
        self,
        node: Arc<Node>,
        writing: JoinHandle<Result<(), LogError>>,
        signals: Signals,
    ) -> Result<(), Failure> {
        let served = Served {
            accounts: Arc::new(Watch::new(&node.folder)),
            node: Arc::clone(&node),
            measured: self.measured.clone(),
            logins: Arc::new(Logins::new(self.config.is_encrypted(), self.entropy)),
            min_free_bytes: self.config.min_free_bytes,
        };
        self.measured.keep_tidy();
        if let Some(listener) = self.metrics_listener {
            let app = server::metrics_app(served.clone());
            tokio::spawn(serving::serve_metrics(listener, app, self.config.limits));
        }
        let requests = Requests::new(&self.run, self.config.limits);
        let app = server::app(served, requests, self.config.hosts.clone());
        serving::serve(
            node,
            app,
            self.listener,
            self.encrypted,
            writing,
            signals,
            &self.config,
        )
        .await
    }
}

/// What tells this run's requests from those of others.
fn run_name(world: &World<'_>) -> Result<String, Failure> {
    let failed =
        |error: std::io::Error| Failure::io("slumptal kunde inte hämtas", "systemet", &error);
    let mut bytes = [0; 4];
    (world.entropy)()
        .map_err(failed)?
        .fill(&mut bytes)
        .map_err(failed)?;
    Ok(hexadecimal(&bytes))
}
