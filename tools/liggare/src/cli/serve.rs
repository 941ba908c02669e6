//! The arguments of the server.

use std::net::SocketAddr;

use clap::Args;

/// Serve the ledger over HTTP.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare serve
  liggare serve --listen 127.0.0.1:8080")]
pub(crate) struct Serve {
    /// Adress och port att lyssna på [annars 127.0.0.1:8040]
    #[arg(long, value_name = "ADRESS", default_value = "127.0.0.1:8040")]
    pub(crate) listen: SocketAddr,
}
