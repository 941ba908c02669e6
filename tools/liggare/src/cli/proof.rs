//! The arguments of what makes the ledger checkable by others.

use std::path::{Path, PathBuf};

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

/// How a witness is asked, or has answered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way<'a> {
    /// At an address.
    Url(&'a str),
    /// By a request in a file, from the size it last confirmed.
    Write(&'a Path, Option<u64>),
    /// By its answer in a file.
    Take(&'a Path),
}

impl Witness {
    /// The one way that the arguments name; the parser sees to it that they do.
    pub(crate) fn way(&self) -> Option<Way<'_>> {
        let url = self.url.as_deref().map(Way::Url);
        let write = self.write.as_deref();
        let write = write.map(|path| Way::Write(path, self.old));
        url.or(write).or(self.take.as_deref().map(Way::Take))
    }
}
