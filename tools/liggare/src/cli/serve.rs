//! The arguments of the server: a flag for every setting.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, FromArgMatches};

use crate::service::setting::{Kind, Setting};

/// Serve the ledger over HTTP.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare serve
  liggare serve --listen 127.0.0.1:8080
  liggare serve --config /etc/liggare.toml --print-config

En flagga gäller före miljön (LIGGARE_LISTEN …), som gäller före filen.")]
pub(crate) struct Serve {
    /// Fil med inställningar [annars liggare.toml i liggarens mapp, om den finns]
    #[arg(long, value_name = "FIL")]
    pub(crate) config: Option<PathBuf>,
    /// Visa de inställningar som gäller och varifrån de kommer, utan att servera
    #[arg(long)]
    pub(crate) print_config: bool,
    /// The settings.
    #[command(flatten)]
    pub(crate) flags: Flags,
}

/// The settings that are given as flags.
#[derive(Debug, Default)]
pub(crate) struct Flags(pub(crate) BTreeMap<Setting, String>);

impl Args for Flags {
    fn augment_args(command: clap::Command) -> clap::Command {
        Setting::ALL.iter().fold(command, |command, setting| {
            let unsaid = match setting.default() {
                "" => String::new(),
                default => format!(" [annars {default}]"),
            };
            let arg = Arg::new(setting.key())
                .long(setting.flag())
                .value_name(setting.value_name())
                .help(format!("{}{unsaid}", setting.help()));
            command.arg(match setting.kind() {
                Kind::Switch => arg.num_args(0..=1).default_missing_value("true"),
                Kind::Text | Kind::Number => arg,
            })
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for setting in Setting::ALL {
            if let Some(text) = matches.get_one::<String>(setting.key()) {
                self.0.insert(*setting, text.clone());
            }
        }
        Ok(())
    }
}
