//! The command line: what can be asked, and how it is explained.
//!
//! Help, usage and errors of the command line are in Swedish. Arguments are
//! read here and become typed values; nothing is looked up in the ledger.

mod arguments;
mod follow;
mod key;
pub(crate) mod moment;
mod portable;
mod proof;
mod serve;
pub(crate) mod swedish_help;
mod token;
mod user;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::render::Format;
use crate::render::swedish::AmountUnit;
pub(crate) use arguments::*;
pub(crate) use follow::*;
pub(crate) use key::*;
pub(crate) use portable::*;
pub(crate) use proof::*;
pub(crate) use serve::*;
pub(crate) use token::*;
pub(crate) use user::*;

const EXAMPLES: &str = "\
Exempel:
  liggare demo                                             bygg demonstrationen och visa den i webbläsaren
  liggare report verksamhetsberattelse RS 2024             hur rapporten ser ut nu
  liggare report delarsrapport RS 2024-01/2024-07 --known-at 2024-09-30
  liggare explain mål RF-E1 --from 2024-09-30 --to 2025-03-01
  liggare record beslut.ndjson --check                     pröva utan att något skrivs

Slutkoder:
  0  det gick bra
  1  något nekades, skiljer sig eller stämmer inte
  2  kommandoraden är fel
  3  liggaren kan inte öppnas eller är skadad
  4  en fil eller skärmen kunde inte läsas eller skrivas

Miljö:
  LIGGARE    liggarens mapp när --ledger inte anges
  NO_COLOR   ingen färg i svaren";

/// Liggare för planering och uppföljning i regioner: varje uppgift är en händelse som aldrig ändras,
/// och varje rapport kan återges som den såg ut vid vilken tidpunkt som helst.
#[derive(Debug, Parser)]
#[command(name = "liggare", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub(crate) shared: Shared,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// Liggarens mapp [annars LIGGARE, annars ./liggare-data]
    #[arg(
        long,
        global = true,
        value_name = "MAPP",
        env = "LIGGARE",
        default_value = "liggare-data"
    )]
    pub(crate) ledger: PathBuf,
    /// Svarets form: text, json eller csv [annars text]
    #[arg(long, global = true, value_name = "FORM", value_enum, default_value_t)]
    pub(crate) format: Format,
    /// When colour is used.
    #[arg(
        long,
        global = true,
        value_name = "NÄR",
        value_enum,
        default_value_t,
        help = "Färg: auto, always eller never [annars auto: bara på en terminal, aldrig när NO_COLOR är satt]"
    )]
    pub(crate) color: ColorChoice,
    /// Belopp i text visas i mnkr, tkr eller kr [annars mnkr]
    #[arg(long, global = true, value_name = "ENHET", value_enum, default_value_t)]
    pub(crate) amounts: AmountUnit,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ColorChoice {
    /// På en terminal.
    #[default]
    Auto,
    /// Alltid.
    Always,
    /// Aldrig.
    Never,
}

/// The commands, in the order of a year's work.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Bygg demonstrationen (Region Örebro läns uppföljning 2024, spelad i ordning) och visa den i webbläsaren
    Demo(Demo),
    /// Skapa en tom liggare
    Init(Init),
    /// Anteckna kommandon ur en fil med JSON, ett per rad
    Record(Record),
    /// Gallra: förstör innehållet i händelser efter ett beslut om gallring
    Redact(Redact),
    /// Visa hur ett kommando skrivs som JSON, med exempel
    Commands(Commands),
    /// Visa en rapport som den ser ut nu eller såg ut en viss dag
    Report(Report),
    /// Publicera en rapport: lås den till sitt underlag
    Publish(Publish),
    /// Låt ett vittne bekräfta liggarens senaste kontrollpunkt
    Witness(Witness),
    /// Bygg om en publicerad rapport och jämför byte för byte
    Reproduce(Reproduce),
    /// Lista publicerade rapporter och vad som hänt sedan dess
    Reports(Reports),
    /// Förklara varför en siffra, indikator eller bedömning ändrades
    Explain(Explain),
    /// Jämför en rapport mellan två tidpunkter, siffra för siffra
    Diff(Diff),
    /// Kör kontrollerna av en rapport
    Checks(Checks),
    /// Visa en vy: plan, indikatorer, bedömningar, ekonomi, ramar med flera
    Show(Show),
    /// Visa organisationen som den gäller en dag
    Units(Units),
    /// Visa beslut och vilka som ännu inte är anmälda
    Decisions(Decisions),
    /// Lista händelserna i den ordning de antecknades
    Log(Log),
    /// Skriv liggaren som ett arkiv av vanliga filer, eller fyll på ett
    Export(Export),
    /// Skriv ett granskningspaket för en publicerad rapport
    AuditPackage(AuditPackage),
    /// Bevisa en siffra eller en händelse i en fil för sig
    Prove(Prove),
    /// Säkerhetskopiera liggaren medan den används, eller fyll på en kopia
    Backup(Backup),
    /// Återställ en liggare ur ett arkiv eller en säkerhetskopia
    Restore(Restore),
    /// Visa nyckeln som liggarens kontrollpunkter prövas med, eller gör den
    Key(Key),
    /// Hantera konton: vem som får göra vad
    User(User),
    /// Hantera nycklar som program använder konton med
    Token(Token),
    /// Servera liggaren över HTTP
    Serve(Serve),
    /// Följ en liggare på en annan maskin, och pröva allt som kommer
    Follow(Follow),
    /// Visa liggarens storlek, underlag, minne och publicerade rapporter
    Status(Status),
    /// Pröva liggaren: journal, löv, gallringar, index, träd, signaturer, läsmodell och rapporter
    Verify(Verify),
    /// Skriv ett skript som fyller i kommandon i skalet
    Completions(Completions),
}
