//! The arguments of a follower.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::node::KEEP_AFTER;

/// The arguments of `follow`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare follow --from https://liggare.example --into kopia --key \"liggare.example/…+1a2b3c4d+AQ…\" --token-file nyckel.txt
  liggare follow --from https://liggare.example --into kopia --token-file nyckel.txt --listen 127.0.0.1:8041
  liggare follow --from http://127.0.0.1:8040 --into kopia --once

Varje händelse prövas: löv, ordning och tid, och roten över alla mot en kontrollpunkt som liggarens nyckel har undertecknat. Först då antecknas den. Är flödet ändrat på vägen sägs var, och följaren avslutas med slutkod 1; så gör den också om liggaren har blivit kortare än vad följaren har sett, eller har undertecknat en annan historia. Svarar liggaren inte, eller godtar den inte nyckeln, säger följaren det, serverar vidare vad den har och frågar igen, allt glesare; med --once avslutas den. Nyckeln i --token-file kan bytas medan följaren är igång. Avbryts följaren går den vidare där den var.

Mappen blir en vanlig liggare utan signeringsnyckel: den kan läsas, prövas (`verify`), exporteras och serveras, inte skrivas i. Nyckeln behövs bara första gången. Ta den inte från servern som följs: fråga liggarens ägare (`liggare key`). Kontona på --listen är följarens egna (`liggare user --ledger MAPP`).

Miljö:
  LIGGARE_TOKEN    nyckeln till liggarens API när --token-file inte anges")]
pub(crate) struct Follow {
    /// Adressen till liggarens server
    #[arg(long, value_name = "ADRESS")]
    pub(crate) from: String,
    /// Följarens mapp; den ska saknas, vara tom eller vara en följares
    #[arg(long, value_name = "MAPP")]
    pub(crate) into: PathBuf,
    /// Liggarens första verifieringsnyckel; behövs första gången
    #[arg(long, value_name = "NYCKEL")]
    pub(crate) key: Option<String>,
    /// Filen med nyckeln till liggarens API
    #[arg(long, value_name = "FIL")]
    pub(crate) token_file: Option<PathBuf>,
    /// The token itself: from the environment, where no list of processes shows it.
    #[arg(long, env = "LIGGARE_TOKEN", hide = true, hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// Servera kopian på den här adressen och porten
    #[arg(long, value_name = "ADRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Avsluta när allt som är undertecknat har kommit
    #[arg(long)]
    pub(crate) once: bool,
    /// How many events make the read model worth keeping, so that a test need not
    /// record tens of thousands.
    #[arg(long, hide = true, default_value_t = KEEP_AFTER)]
    pub(crate) keep_after: u64,
}
