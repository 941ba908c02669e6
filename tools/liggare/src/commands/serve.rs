//! `serve`: the ledger over HTTP, until it is told to stop.

use std::fmt::Write as _;
use std::sync::Arc;

use ledger::writer::Writer;
use serde_json::json;

use crate::access::watch::Watch;
use crate::cli::Serve;
use crate::failure::{Exit, Failure, Family};
use crate::node::{Node, Parts};
use crate::render::Format;
use crate::server::{self, Requests, Served};
use crate::service::config::Config;
use crate::service::given::{self, Given};
use crate::service::measuring::{self, Measured};
use crate::service::stop::Signals;
use crate::service::{logs, serving, tls};
use crate::session::Session;
use crate::world::World;

/// What systemd says to a process whose standard error goes to its journal.
pub(super) const UNDER_JOURNALD: &str = "JOURNAL_STREAM";

/// Serves the ledger.
///
/// # Errors
/// [`Failure`] when a setting is wrong, the ledger cannot be opened, its address
/// cannot be used or the last checkpoint cannot be signed.
pub(crate) fn run(asked: &Serve, world: &mut World<'_>) -> Result<Exit, Failure> {
    let file = given::file(asked.config.as_deref(), &world.folder)?;
    let file = file
        .as_ref()
        .map(|(path, text)| (path.as_path(), text.as_str()));
    let given = Given::of(file, world.environment, &asked.flags.0)?;
    let config = Config::of(&given)?;
    if asked.print_config {
        return print(&given, world);
    }
    let encrypted = config.tls.as_ref().map(tls::read).transpose()?;
    let listener = serving::bind(config.listen)?;
    let address = listener.local_addr().map_err(|error| {
        Failure::io(
            "adressen kan inte användas",
            config.listen.to_string(),
            &error,
        )
    })?;
    let metrics_listener = config.metrics_listen.map(serving::bind).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::io("servern kunde inte startas", "systemet", &error))?;
    let writer = Session::open(world)?.into_writer(world)?;
    logs::begin(&config, (world.environment)(UNDER_JOURNALD).is_some())?;
    let measured = measured()?;
    let run = run_name(world)?;
    let store = writer.ledger.log();
    let (file, reader) = (store.file().clone(), store.reader());
    let ended = runtime.block_on(async {
        let (handle, writing) = Writer::spawn_measured(writer.ledger, world.now, measuring::writing());
        let node = Node::start(Parts {
            file,
            folder: world.folder.clone(),
            now: world.now,
            reader,
            model: writer.model,
            sizes: handle.sizes(),
            writer: Some(handle),
            lag: None,
        });
        let served = Served {
            accounts: Arc::new(Watch::new(&node.folder)),
            node: Arc::clone(&node),
            measured: measured.clone(),
            min_free_bytes: config.min_free_bytes,
        };
        measured.keep_tidy();
        if let Some(listener) = metrics_listener {
            let app = server::metrics_app(served.clone());
            tokio::spawn(serving::serve_metrics(listener, app, config.limits));
        }
        let app = server::app(served, Requests::new(&run, config.limits));
        // From here on it stops in order, so this comes before anyone is told of it.
        let signals = Signals::take()
            .map_err(|error| Failure::io("servern kunde inte startas", "systemet", &error))?;
        let scheme = if encrypted.is_some() { "https" } else { "http" };
        world.note(&format!("liggare: lyssnar på {scheme}://{address}"));
        if config.is_exposed() {
            world.note(
                "liggare: VARNING: servern nås utifrån utan TLS. Nycklar och uppgifter går i klartext. \
                 Ange tls_certificate och tls_key, eller behind_proxy = true när en proxy står för TLS.",
            );
        }
        serving::serve(node, app, listener, encrypted, writing, signals, &config).await
    });
    ended?;
    Ok(Exit::Done)
}

/// Tells the settings that hold.
fn print(given: &Given, world: &mut World<'_>) -> Result<Exit, Failure> {
    let answer = match world.format {
        Format::Text => given.to_string(),
        Format::Json => {
            let settings: Vec<_> = given
                .all()
                .map(|(setting, value, source)| {
                    json!({"key": setting.key(), "value": value, "source": source.to_string()})
                })
                .collect();
            format!("{}\n", json!({ "settings": settings }))
        }
        Format::Csv => {
            let mut table = csv::Writer::from_writer(Vec::new());
            table.write_record(["key", "value", "source"])?;
            for (setting, value, source) in given.all() {
                table.write_record([setting.key(), value, &source.to_string()])?;
            }
            String::from_utf8(table.into_inner().unwrap_or_default()).unwrap_or_default()
        }
    };
    world.say(&answer)?;
    Ok(Exit::Done)
}

/// Begins to measure.
pub(super) fn measured() -> Result<Measured, Failure> {
    Measured::begin().map_err(|error| {
        let what = format!("mätvärdena kunde inte öppnas: {error}.");
        Failure::new(Family::Io, what, "", "")
    })
}

/// What tells this run's requests from those of others.
pub(super) fn run_name(world: &World<'_>) -> Result<String, Failure> {
    let failed =
        |error: std::io::Error| Failure::io("slumptal kunde inte hämtas", "systemet", &error);
    let mut bytes = [0; 4];
    (world.entropy)()
        .map_err(failed)?
        .fill(&mut bytes)
        .map_err(failed)?;
    let mut name = String::new();
    for byte in bytes {
        // Text takes whatever is written to it.
        let _ = write!(name, "{byte:02x}");
    }
    Ok(name)
}
