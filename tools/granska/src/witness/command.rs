//! `granska witness`: what the office of a witness types.
//!
//! ```text
//! granska witness --state MAPP --init --name NAMN      make the witness, print its verifier key
//! granska witness key --state MAPP                     print the verifier key again
//! granska witness --state MAPP --log-key NYCKEL …      trust a log's key
//! granska witness --state MAPP --listen ADRESS         answer over HTTP
//! granska witness --state MAPP --request FIL [--out FIL]   judge a file that was carried by hand
//! ```
//!
//! Exit codes: 0 done, 1 the checkpoint was refused, 2 usage, 4 the state, a
//! file or the address cannot be used.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;

use lexopt::{Arg, ValueExt};

use super::http::{self, Clock};
use super::request::MAX_BYTES;
use super::state::{State, StateError};
use super::witness::{Refused, Witness};

/// What is shown for `--help` and beside a mistake.
pub const USAGE: &str = "\
granska witness --state MAPP --init --name NAMN
granska witness key --state MAPP
granska witness --state MAPP --log-key NYCKEL [--log-key NYCKEL …]
granska witness --state MAPP --listen ADRESS [--log-key NYCKEL …]
granska witness --state MAPP --request FIL [--out FIL] [--log-key NYCKEL …]
";

/// Why the command ended without doing what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The arguments do not go together.
    #[error("{0}\n\n{USAGE}")]
    Usage(String),
    /// The checkpoint was refused.
    #[error("{0}")]
    Refused(Refused),
    /// The state cannot be used.
    #[error("{0}")]
    State(#[from] StateError),
    /// A file or the address cannot be used.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system answered.
        #[source]
        source: io::Error,
    },
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Refused(Refused::State(_)) | Self::State(_) | Self::Io { .. } => 4,
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
        }
    }
}

#[derive(Debug, Default)]
struct Asked {
    key: bool,
    init: bool,
    state: Option<PathBuf>,
    name: Option<String>,
    log_keys: Vec<String>,
    listen: Option<String>,
    request: Option<PathBuf>,
    out: Option<PathBuf>,
}

/// Runs the command with the arguments that follow `witness`.
///
/// # Errors
/// [`Failure`] with what is wrong and what to do, in Swedish.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    clock: Clock,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(asked) = parse(arguments)? else {
        return say(out, USAGE);
    };
    let folder = asked
        .state
        .as_ref()
        .ok_or_else(|| usage("--state MAPP saknas: mappen som vittnet minns i."))?;
    if asked.init {
        let name = asked.name.as_deref().ok_or_else(|| {
            usage("--name NAMN saknas: vittnets namn, till exempel revisorerna.example/vittne.")
        })?;
        let mut state = State::create(folder, name, &seed()?)?;
        trust(&mut state, &asked)?;
        return say(out, &format!("{}\n", state.key().verifier()));
    }
    if asked.key {
        return say(out, &format!("{}\n", State::verifier(folder)?));
    }
    let mut state = State::open(folder)?;
    trust(&mut state, &asked)?;
    match (&asked.listen, &asked.request) {
        (Some(_), Some(_)) => Err(usage("Ange antingen --listen eller --request.")),
        (Some(address), None) => listen(Witness::new(state), address, clock, out),
        (None, Some(_)) => judge(Witness::new(state), &asked, clock, out),
        (None, None) if asked.log_keys.is_empty() => Err(usage(
            "Ange --init, --listen, --request, --log-key eller key.",
        )),
        (None, None) => {
            let keys: Vec<String> = state
                .trusted()
                .iter()
                .map(|key| format!("{key}\n"))
                .collect();
            say(out, &keys.concat())
        }
    }
}

fn usage(what: &str) -> Failure {
    Failure::Usage(what.to_owned())
}

/// The arguments; `None` when help is asked for.
fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Asked>, Failure> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut asked = Asked::default();
    while let Some(argument) = parser.next().map_err(wrong)? {
        match argument {
            Arg::Value(value) if value == "key" && !asked.key => asked.key = true,
            Arg::Long("init") => asked.init = true,
            Arg::Long("state") => asked.state = Some(parser.value().map_err(wrong)?.into()),
            Arg::Long("request") => asked.request = Some(parser.value().map_err(wrong)?.into()),
            Arg::Long("out") => asked.out = Some(parser.value().map_err(wrong)?.into()),
            Arg::Long("name") => asked.name = Some(text(&mut parser)?),
            Arg::Long("listen") => asked.listen = Some(text(&mut parser)?),
            Arg::Long("log-key") => asked.log_keys.push(text(&mut parser)?),
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            Arg::Value(_) | Arg::Long(_) | Arg::Short(_) => {
                return Err(wrong(argument.unexpected()));
            }
        }
    }
    Ok(Some(asked))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn wrong(error: lexopt::Error) -> Failure {
    Failure::Usage(format!("Argumenten går inte att förstå: {error}."))
}

fn text(parser: &mut lexopt::Parser) -> Result<String, Failure> {
    let value = parser.value().and_then(ValueExt::string);
    value.map_err(wrong)
}

fn trust(state: &mut State, asked: &Asked) -> Result<(), Failure> {
    for key in &asked.log_keys {
        state.trust(key)?;
    }
    Ok(())
}

/// Judges a request that stands in a file.
fn judge(
    mut witness: Witness,
    asked: &Asked,
    clock: Clock,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let path = asked.request.clone().unwrap_or_default();
    let failed = |source| Failure::Io {
        what: format!("{} kunde inte läsas", path.display()),
        source,
    };
    let mut bytes = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    File::open(&path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(failed)?;
    let line = witness
        .take(&bytes, clock())
        .map_err(Failure::Refused)?
        .line();
    match &asked.out {
        None => say(out, &line),
        Some(path) => fs::write(path, line).map_err(|source| Failure::Io {
            what: format!(
                "bekräftelsen är gjord, men {} kunde inte skrivas; kör om kommandot",
                path.display()
            ),
            source,
        }),
    }
}

/// Answers over HTTP until the process is ended.
fn listen(
    witness: Witness,
    address: &str,
    clock: Clock,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let failed = |source| Failure::Io {
        what: format!("det gick inte att lyssna på {address}"),
        source,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        say(
            out,
            &format!(
                "Vittnet {} lyssnar på http://{bound}\n",
                witness.state().key().verifier().name()
            ),
        )?;
        axum::serve(listener, http::service(witness, clock))
            .await
            .map_err(failed)
    })
}

fn say(out: &mut dyn Write, text: &str) -> Result<(), Failure> {
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|source| Failure::Io {
            what: "svaret kunde inte skrivas".to_owned(),
            source,
        })
}

/// 32 bytes of the system's randomness.
fn seed() -> Result<[u8; 32], Failure> {
    let mut seed = [0; 32];
    File::open("/dev/urandom")
        .and_then(|mut random| random.read_exact(&mut seed))
        .map_err(|source| Failure::Io {
            what: "systemets slumptal kunde inte läsas".to_owned(),
            source,
        })?;
    Ok(seed)
}
