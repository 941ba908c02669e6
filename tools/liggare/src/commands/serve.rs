//! `serve`: the ledger over HTTP, until it is told to stop.

use ledger::writer::Writer;
use serde_json::json;

use crate::cli::Serve;
use crate::failure::{Exit, Failure};
use crate::node::{Node, Parts};
use crate::render::Format;
use crate::service::config::Config;
use crate::service::given::{self, Given};
use crate::service::logs;
use crate::service::measuring;
use crate::service::prepared::Prepared;
use crate::service::stop::Signals;
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
    let prepared = prepared(config, world)?;
    until_told(prepared, world)
}

/// A server that has what it needs, and a log that it tells in.
///
/// # Errors
/// [`Failure`] when its address cannot be used.
pub(super) fn prepared(config: Config, world: &World<'_>) -> Result<Prepared, Failure> {
    logs::begin(&config, (world.environment)(UNDER_JOURNALD).is_some())?;
    Prepared::new(config, world)
}

/// Serves the ledger until the process is told to stop.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened or the last checkpoint cannot be signed.
pub(super) fn until_told(prepared: Prepared, world: &mut World<'_>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::io("servern kunde inte startas", "systemet", &error))?;
    let writer = Session::open(world)?.into_writer(world)?;
    let store = writer.ledger.log();
    let (file, reader) = (store.file().clone(), store.reader());
    let ended = runtime.block_on(async {
        let (handle, writing) =
            Writer::spawn_measured(writer.ledger, world.now, measuring::writing());
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
        // From here on it stops in order, so this comes before anyone is told of it.
        let signals = Signals::take()
            .map_err(|error| Failure::io("servern kunde inte startas", "systemet", &error))?;
        prepared.announce(world);
        prepared.serve(node, writing, signals).await
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
