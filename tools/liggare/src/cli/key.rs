//! The arguments of `key`.

use clap::{Args, ValueEnum};

/// The arguments of `key`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare key              visa verifieringsnyckeln, att offentliggöra
  liggare key create       gör en nyckel åt en liggare som aldrig har signerats

`liggare init` gör nyckeln från början. Den hemliga delen ligger i filen signing-key i liggarens mapp och får bara läsas av sin ägare; utan den kan inget antecknas, men allt läsas.")]
pub(crate) struct Key {
    /// Vad som ska göras: create [annars visas nyckeln]
    #[arg(value_name = "ÅTGÄRD", value_enum)]
    pub(crate) action: Option<KeyAction>,
}

/// What is to be done with the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyAction {
    /// Gör den första nyckeln.
    Create,
}
