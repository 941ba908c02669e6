//! The arguments of what leaves the ledger as files, and comes back.

use std::path::PathBuf;

use clap::Args;

/// The arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare export arkiv
  liggare export arkiv                     fyll på samma arkiv med det som tillkommit
  liggare export arkiv --since 1200        fyll på ett arkiv som ska ha 1200 händelser

Arkivet är en mapp med vanliga textfiler: händelserna, de undertecknade kontrollpunkterna, de publicerade rapporterna och FORMAT.md, som förklarar allt. Ett arkiv som redan finns jämförs med liggaren innan något läggs till. En export som avbröts görs klar av nästa.")]
pub(crate) struct Export {
    /// Mappen som arkivet skrivs i: saknas, är tom eller innehåller ett arkiv av samma liggare
    #[arg(value_name = "MAPP")]
    pub(crate) folder: PathBuf,
    /// Så många händelser ska arkivet redan ha
    #[arg(long, value_name = "ANTAL")]
    pub(crate) since: Option<u64>,
}

/// The arguments of `restore`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare restore arkiv --into liggare-data
  liggare restore arkiv --into liggare-data --key signing-key

Varje rad kontrolleras. Liggaren får samma id, händelser, rot och kontrollpunkter som arkivet. Är arkivet skadat sägs fil och rad, och ingen liggare skapas. Utan nyckel kan den läsas men inte skrivas i.")]
pub(crate) struct Restore {
    /// Arkivets mapp
    #[arg(value_name = "ARKIV")]
    pub(crate) archive: PathBuf,
    /// Mappen som liggaren skapas i; den ska saknas eller vara tom
    #[arg(long, value_name = "MAPP")]
    pub(crate) into: PathBuf,
    /// Filen med liggarens nyckel, för att kunna skriva i den
    #[arg(long, value_name = "FIL")]
    pub(crate) key: Option<PathBuf>,
}
