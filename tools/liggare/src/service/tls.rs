//! TLS: certificate and key from files, read again when they are renewed.
//!
//! Guarantee: a certificate that cannot be used is refused at the start; one that
//! comes later and cannot be used is logged, and the one before it stays in use.
//! New connections get the new one, those that are open keep theirs.
//! The server speaks HTTP/1.1 only: its limits on slow callers hold for that.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::signal::unix::{SignalKind, signal};

use super::config::TlsFiles;
use crate::failure::{Failure, Family};

/// How often the files are looked at: whoever renews a certificate does it weeks
/// before it ends.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Reads certificate and key.
///
/// # Errors
/// [`Failure`] when they cannot be read, or do not belong together.
pub(crate) fn read(files: &TlsFiles) -> Result<RustlsConfig, Failure> {
    config(files).map(RustlsConfig::from_config)
}

/// Reads the files again whenever they have changed, or at SIGHUP. It goes on for
/// as long as the server does.
///
/// # Errors
/// When the system does not let the signal be taken over.
pub(crate) fn renew(files: TlsFiles, used: RustlsConfig) -> io::Result<()> {
    let mut asked = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        let mut seen = changed(&files);
        loop {
            let told = tokio::select! {
                _ = asked.recv() => true,
                () = tokio::time::sleep(LOOK_EVERY) => false,
            };
            let now = changed(&files);
            if !told && now == seen {
                continue;
            }
            seen = now;
            match config(&files) {
                Ok(config) => {
                    used.reload_from_config(config);
                    tracing::info!("certifikatet lästes om");
                }
                Err(failure) => {
                    tracing::error!(
                        error = failure.what,
                        place = failure.place,
                        "certifikatet kunde inte läsas om; det förra används"
                    );
                }
            }
        }
    });
    Ok(())
}

/// When the files were last changed, as far as they are there.
fn changed(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    [&files.certificate, &files.key].map(|file| {
        std::fs::metadata(file)
            .and_then(|found| found.modified())
            .ok()
    })
}

fn config(files: &TlsFiles) -> Result<Arc<ServerConfig>, Failure> {
    let wrong = |what: &str, file: &std::path::Path| {
        Failure::new(
            Family::Usage,
            what,
            file.display().to_string(),
            "Ange en certifikatkedja och dess privata nyckel, båda i PEM.",
        )
    };
    let read = |file: &std::path::Path| {
        std::fs::read(file).map_err(|error| {
            Failure::io("filen kunde inte läsas", file.display().to_string(), &error)
        })
    };
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&read(&files.certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|_| wrong("certifikatet kan inte läsas.", &files.certificate))?;
    let key = PrivateKeyDer::from_pem_slice(&read(&files.key)?)
        .map_err(|_| wrong("nyckeln kan inte läsas.", &files.key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| wrong("TLS kan inte användas.", &files.certificate))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| {
            let what = format!("certifikat och nyckel går inte att använda: {error}.");
            wrong(&what, &files.certificate)
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
