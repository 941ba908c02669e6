//! The arguments of what leaves the ledger as files, and comes back.

use std::path::PathBuf;

use clap::Args;
use ledger::event::reporting::ReportKind;
use ledger::ids::{ReportId, UnitId};
use ledger::period::Period;

use super::arguments::report_kind;
use super::moment::Moment;

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

/// The arguments of `backup`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare backup --into /kopior/2026-11-22
  liggare backup --into /kopior/vecka-47 --update     fyll på en äldre kopia
  liggare backup --into /kopior/2026-11-22 --with-key --with-accounts

Kopian görs medan liggaren används: ingen läsare eller skrivare behöver vänta. Den innehåller de händelser som är säkrade när kopieringen börjar, byte för byte, och de undertecknade kontrollpunkter som hör till dem. Varje kontrollsumma prövas; är liggaren skadad sägs positionen, och ingen kopia skapas. Det som är gallrat är förstört också i kopian. Äldre kopior kan ha kvar det: fyll på dem med --update, eller förstör dem.

Inte i kopian: den hemliga nyckeln och kontona, om de inte begärs, och det som byggs upp ur händelserna (index, läsmodeller, sparade rapportkopior).

Återställ med `liggare restore /kopior/2026-11-22 --into liggare-data`, och pröva med `liggare verify`.")]
pub(crate) struct Backup {
    /// Mappen som kopian skapas i; den ska saknas eller vara tom
    #[arg(long, value_name = "MAPP")]
    pub(crate) into: PathBuf,
    /// Fyll på en äldre kopia av samma liggare, och förstör i den vad som gallrats sedan dess
    #[arg(long)]
    pub(crate) update: bool,
    /// Ta med den hemliga nyckeln, läsbar bara för filens ägare
    #[arg(long)]
    pub(crate) with_key: bool,
    /// Ta med konton och deras lösenord (som hashar), läsbara bara för filens ägare
    #[arg(long)]
    pub(crate) with_accounts: bool,
}

/// The arguments of `restore`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare restore arkiv --into liggare-data
  liggare restore arkiv --into liggare-data --key signing-key
  liggare restore /kopior/2026-11-22 --into liggare-data --key signing-key

Ur ett arkiv (`liggare export`) byggs liggaren upp på nytt; en säkerhetskopia (`liggare backup`) kopieras och prövas byte för byte, och ändras inte själv.

Varje rad kontrolleras. Liggaren får samma id, händelser, rot och kontrollpunkter som arkivet. Är arkivet skadat sägs fil och rad, och ingen liggare skapas. Utan nyckel kan den läsas men inte skrivas i.")]
pub(crate) struct Restore {
    /// Arkivets eller säkerhetskopians mapp
    #[arg(value_name = "ARKIV")]
    pub(crate) archive: PathBuf,
    /// Mappen som liggaren skapas i; den ska saknas eller vara tom
    #[arg(long, value_name = "MAPP")]
    pub(crate) into: PathBuf,
    /// Filen med liggarens nyckel, för att kunna skriva i den
    #[arg(long, value_name = "FIL")]
    pub(crate) key: Option<PathBuf>,
}

/// The arguments of `audit-package`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare audit-package --report verksamhetsberattelse-RS-2024
  liggare audit-package --report delarsrapport-RS-2024 --since kontrollpunkt.txt --out delar.json

Paketet är en enda fil: rapporten, dess text, underlag, regler och kontroller, och de händelser den vilar på, var och en med bevis för att den står oförändrad i den undertecknade loggen. Att ingen annan händelse hör till rapporten visar bara en genomgång av hela arkivet. `granska package` prövar filen.")]
pub(crate) struct AuditPackage {
    /// Den publicerade rapportens id
    #[arg(long, value_name = "RAPPORT-ID")]
    pub(crate) report: ReportId,
    /// Fil med en kontrollpunkt som revisorn har sedan tidigare; paketet visar att loggen bara har fyllts på sedan dess
    #[arg(long, value_name = "FIL")]
    pub(crate) since: Option<PathBuf>,
    /// Filen som paketet skrivs i [annars rapportens id med ändelsen .paket.json]
    #[arg(long, value_name = "FIL")]
    pub(crate) out: Option<PathBuf>,
}

/// The arguments of `prove`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare prove --figure operating_result:L1:outcome --report verksamhetsberattelse-RS-2024
  liggare prove --figure operating_result:L1:outcome --of verksamhetsberattelse --unit RS --period 2024
  liggare prove --event @120

Som `audit-package`, men för en enda siffra eller händelse. En siffras adress (tabell:rad:kolumn) står i svaret från `liggare report … --format csv`.")]
pub(crate) struct Prove {
    /// Siffrans adress
    #[arg(
        long,
        value_name = "SIFFRA",
        required_unless_present = "event",
        conflicts_with = "event"
    )]
    pub(crate) figure: Option<String>,
    /// Händelsen: @position eller id
    #[arg(long, value_name = "HÄNDELSE")]
    pub(crate) event: Option<String>,
    /// Den publicerade rapport som siffran står i
    #[arg(long, value_name = "RAPPORT-ID", conflicts_with_all = ["of", "unit", "period", "known_at", "event"])]
    pub(crate) report: Option<ReportId>,
    /// Rapportens slag, när den inte är publicerad
    #[arg(long, value_name = "RAPPORT", value_parser = report_kind, requires_all = ["unit", "period"], conflicts_with = "event")]
    pub(crate) of: Option<ReportKind>,
    /// Enheten
    #[arg(long, value_name = "ENHET")]
    pub(crate) unit: Option<UnitId>,
    /// Perioden
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
    /// Vad som var känt: datum, tidpunkt eller @antal [annars nu]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) known_at: Option<Moment>,
    /// Fil med en kontrollpunkt som revisorn har sedan tidigare
    #[arg(long, value_name = "FIL")]
    pub(crate) since: Option<PathBuf>,
    /// Filen som paketet skrivs i [annars bevis.paket.json]
    #[arg(long, value_name = "FIL")]
    pub(crate) out: Option<PathBuf>,
}
