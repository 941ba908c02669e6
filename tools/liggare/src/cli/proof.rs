//! The arguments of what makes the ledger checkable by others.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

/// The arguments of `witness`.
#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("how").required(true).args(["url", "write", "take"])),
    after_help = "\
Exempel:
  liggare witness --url https://vittne.revisorerna.example
  liggare witness --write begaran.txt          en fil som lämnas till vittnet för hand
  liggare witness --take bekraftelse.txt       vittnets svar på den

Ett vittne är någon utanför liggaren, till exempel revisorernas kontor, som kör `granska witness`. Det minns den senaste kontrollpunkten och bekräftar en ny bara om den bevisligen fortsätter den. Bekräftelsen prövas mot nycklarna i vittnespolicyn (kommandot AdoptWitnessPolicy) och sparas med kontrollpunkten.")]
pub(crate) struct Witness {
    /// Vittnets adress, utan /add-checkpoint
    #[arg(long, value_name = "ADRESS")]
    pub(crate) url: Option<String>,
    /// Skriv begäran till en fil i stället för att skicka den
    #[arg(long, value_name = "FIL")]
    pub(crate) write: Option<PathBuf>,
    /// Ta emot vittnets svar ur en fil
    #[arg(long, value_name = "FIL")]
    pub(crate) take: Option<PathBuf>,
    /// Storleken som vittnet senast bekräftade, när det har sagt en annan än liggaren minns
    #[arg(long, value_name = "ANTAL", requires = "write")]
    pub(crate) old: Option<u64>,
}
