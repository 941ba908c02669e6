//! The configuration: what is given, understood as a whole.
//!
//! Guarantee: what cannot be meant together (a certificate without its key, no
//! connections at all) is refused before anything is served.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::given::Given;
use super::hosts::Hosts;
use super::setting::Setting;
use crate::failure::{Failure, Family};

/// It takes so many addresses to take all connections, when nothing is said.
const ADDRESSES: usize = 4;

/// How a server is to be.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// The names that are answered to.
    pub(crate) hosts: Hosts,
    /// Where to tell the metrics to anyone, beside to those who have logged in.
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// Certificate and key, when the server speaks TLS itself.
    pub(crate) tls: Option<TlsFiles>,
    /// Whether someone else does.
    pub(crate) behind_proxy: bool,
    /// What is logged.
    pub(crate) log: String,
    /// In what form.
    pub(crate) log_format: LogFormat,
    /// What requests may take.
    pub(crate) limits: Limits,
    /// How long what is under way may go on after the server is told to stop.
    pub(crate) grace: Duration,
    /// How much room the disk must have for the server to be ready, in bytes.
    pub(crate) min_free_bytes: u64,
}

/// Where certificate and key are.
#[derive(Debug, Clone)]
pub(crate) struct TlsFiles {
    /// The certificate with those that vouch for it, as PEM.
    pub(crate) certificate: PathBuf,
    /// Its private key, as PEM.
    pub(crate) key: PathBuf,
}

/// What requests may take, so that no caller can hold up the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// How many connections are let in at once.
    pub(crate) connections: usize,
    /// How many of them may come from one address; none when all come from one, as
    /// they do on the machine itself and behind a proxy.
    pub(crate) from_one_address: Option<usize>,
    /// How long a caller may take to send its headers: a slow one holds a
    /// connection and nothing else. A connection without a request is let go as soon.
    pub(crate) headers: Duration,
    /// How long a caller may take to send its body.
    pub(crate) body: Duration,
    /// How long a request may take from its last header to the answer's first
    /// byte; streams go on after it.
    pub(crate) request: Duration,
    /// How long a caller may leave its answer unread.
    pub(crate) stalled: Duration,
    /// Requests that take longer are logged as warnings.
    pub(crate) slow: Duration,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people and journald.
    Text,
    /// For those that collect logs.
    Json,
}

impl Config {
    /// What is meant by what is given.
    ///
    /// # Errors
    /// [`Failure`] when a value cannot be read, or two cannot be meant together.
    pub(crate) fn of(given: &Given) -> Result<Self, Failure> {
        let certificate = given.path(Setting::TlsCertificate);
        let key = given.path(Setting::TlsKey);
        let tls = match (certificate, key) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            (Some(_), None) => return Err(alone(given, Setting::TlsCertificate, Setting::TlsKey)),
            (None, Some(_)) => return Err(alone(given, Setting::TlsKey, Setting::TlsCertificate)),
        };
        let listen: SocketAddr = needed(given, Setting::Listen)?;
        let behind_proxy = needed(given, Setting::BehindProxy)?;
        let connections = number(given, Setting::MaxConnections)?;
        let from_one_address = match given.value::<u32>(Setting::MaxConnectionsPerAddress)? {
            Some(_) => Some(number(given, Setting::MaxConnectionsPerAddress)?),
            None if behind_proxy || listen.ip().is_loopback() => None,
            None => Some(connections.div_ceil(ADDRESSES)),
        };
        Ok(Self {
            listen,
            hosts: given.value(Setting::Hosts)?.unwrap_or_default(),
            metrics_listen: given.value(Setting::MetricsListen)?,
            tls,
            behind_proxy,
            log: needed(given, Setting::Log)?,
            log_format: needed(given, Setting::LogFormat)?,
            limits: Limits {
                connections,
                from_one_address,
                headers: seconds(given, Setting::HeadersSeconds)?,
                body: seconds(given, Setting::BodySeconds)?,
                request: seconds(given, Setting::RequestSeconds)?,
                stalled: seconds(given, Setting::StalledSeconds)?,
                slow: Duration::from_millis(amount(given, Setting::SlowMs)?.into()),
            },
            grace: seconds(given, Setting::GraceSeconds)?,
            min_free_bytes: needed::<u32>(given, Setting::MinFreeMib).map(u64::from)? << 20,
        })
    }

    /// Whether browsers come over TLS alone.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.tls.is_some() || self.behind_proxy
    }

    /// Whether others are to reach it, and it answers to no name that they could know.
    pub(crate) fn is_without_name(&self) -> bool {
        let is_for_others = self.is_encrypted() || !self.listen.ip().is_loopback();
        is_for_others && self.hosts.is_empty()
    }

    /// Whether names and tokens would cross a network unprotected.
    pub(crate) fn is_exposed(&self) -> bool {
        let beyond = |address: IpAddr| !address.is_loopback();
        beyond(self.listen.ip()) && self.tls.is_none() && !self.behind_proxy
    }
}

impl FromStr for LogFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(()),
        }
    }
}

/// A value that has to be there.
fn needed<T: FromStr>(given: &Given, setting: Setting) -> Result<T, Failure> {
    given
        .value(setting)?
        .ok_or_else(|| wrong(given, setting, "saknar värde"))
}

/// A number that is not nothing.
fn amount(given: &Given, setting: Setting) -> Result<u32, Failure> {
    match needed(given, setting)? {
        0 => Err(wrong(given, setting, "måste vara minst 1")),
        amount => Ok(amount),
    }
}

fn number(given: &Given, setting: Setting) -> Result<usize, Failure> {
    Ok(amount(given, setting)?.try_into().unwrap_or(usize::MAX))
}

fn seconds(given: &Given, setting: Setting) -> Result<Duration, Failure> {
    amount(given, setting).map(|seconds| Duration::from_secs(seconds.into()))
}

fn wrong(given: &Given, setting: Setting, why: &str) -> Failure {
    let remedy = format!("Ange {}.", setting.form());
    Failure::new(
        Family::Usage,
        format!("{} {why}.", setting.key()),
        given.place(setting),
        remedy,
    )
}

/// One of two that belong together is given alone.
fn alone(given: &Given, setting: Setting, missing: Setting) -> Failure {
    let why = format!("kräver också {}", missing.key());
    let remedy = format!("Ange också {}, eller ingen av dem.", missing.key());
    Failure {
        remedy,
        ..wrong(given, setting, &why)
    }
}
