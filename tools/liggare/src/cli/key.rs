//! The arguments of `key`.

use clap::{Args, ValueEnum};
use ledger::ids::{ActorId, DecisionId};

/// The arguments of `key`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare key              visa verifieringsnyckeln, att offentliggöra
  liggare key create       gör en nyckel åt en liggare som aldrig har signerats
  liggare key rotate --actor p-17 --reason årsbyte

`liggare init` gör nyckeln från början. Den hemliga delen ligger i filen signing-key i liggarens mapp och får bara läsas av sin ägare; utan den kan inget antecknas, men allt läsas.")]
pub(crate) struct Key {
    /// Vad som ska göras: create eller rotate [annars visas nyckeln]
    #[arg(value_name = "ÅTGÄRD", value_enum)]
    pub(crate) action: Option<KeyAction>,
    /// Vem som byter nyckel: en pseudonym, aldrig ett namn
    #[arg(long, value_name = "ID", required_if_eq("action", "rotate"))]
    pub(crate) actor: Option<ActorId>,
    /// Varför nyckeln byts
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Beslutet som bytet vilar på
    #[arg(long, value_name = "ID")]
    pub(crate) decision: Option<DecisionId>,
}

/// What is to be done with the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyAction {
    /// Gör den första nyckeln.
    Create,
    /// Byt nyckel; båda signerar den första kontrollpunkten efter bytet.
    Rotate,
}
