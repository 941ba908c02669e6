//! The arguments of each command, with their help and examples.

use std::path::PathBuf;

use clap::Args;
use ledger::event::reporting::ReportKind;
use ledger::ids::{ActorId, DecisionId, ReportId, UnitId};
use ledger::period::Period;
use ledger::proof::VerifierKey;
use ledger::time::Date;

use super::moment::Moment;
use crate::answer::view::ViewName;

/// The arguments of `demo`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare demo
  liggare demo --ledger /tmp/prov
  liggare demo --data egna-siffror

En tidigare demonstration i mappen ersätts. En mapp med en annan liggare eller andra filer rörs inte. Liggaren märks DEMONSTRATION; uppgifter som inte står i någon källa är märkta som härledda eller genererade.")]
pub(crate) struct Demo {
    /// Mapp med egna CSV-filer i stället för de inbyggda siffrorna
    #[arg(long, value_name = "MAPP")]
    pub(crate) data: Option<PathBuf>,
    /// Bygg bara, utan att servera sidorna efteråt
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Var sidorna serveras
    #[arg(long, value_name = "ADRESS:PORT", default_value = "127.0.0.1:8040")]
    pub(crate) listen: String,
}

/// The arguments of `init`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare init --ledger region-data
  liggare init --ledger region-data --origin liggare.regionx.se/2025")]
pub(crate) struct Init {
    /// Liggarens namn, som står i dess kontrollpunkter
    #[arg(long, value_name = "NAMN")]
    pub(crate) origin: Option<String>,
}

/// The arguments of `record`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare record plan.ndjson
  liggare record - < plan.ndjson
  liggare record plan.ndjson --check

En fil har ett kommando per rad (NDJSON) eller är ett enda JSON-objekt. Varje rad antecknas helt eller inte alls; en rad som nekas hindrar inte de följande. Samma id med samma innehåll antecknas bara en gång, så att en fil kan skickas om. En rad får ha högst 1 MiB. `liggare commands` visar hur varje kommando skrivs.")]
pub(crate) struct Record {
    /// Filen, eller - för standard in
    #[arg(value_name = "FIL", default_value = "-")]
    pub(crate) file: PathBuf,
    /// Pröva varje rad utan att anteckna något
    #[arg(long)]
    pub(crate) check: bool,
}

/// The arguments of `redact`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare redact @412 --decision D-GALLRA-1 --legal-ground \"dataskyddsförordningen artikel 17\" --actor p-17
  liggare redact 018fd3a0-0000-7000-8000-00000000002a text-rs-2024#2 --decision D-GALLRA-1 --legal-ground \"10 § arkivlagen\" --actor p-17 --yes

HÄNDELSE är en händelses id, @position eller ett kommandos id med # och nummer. Först visas vad som förstörs och i vilka publicerade rapporter det står; sedan frågas om det ska göras. Beslutet ska vara ett beslut av slaget disposal. Händelsen, dess plats och alla bevis finns kvar; i vyer och rapporter står \"gallrad uppgift\". En publicerad rapports hashar står kvar: den som gissar precis vad ett avsnitt sade kan få gissningen bekräftad.

Vad som förstörs: händelsens innehåll och salt skrivs över med nollor i journalen och säkras på disken. Indexet med sparade läsmodeller och de kopior av publicerade rapporter som visar innehållet skrivs över och tas bort. Sist läses varje fil i liggarens mapp igenom efter det förstörda, och svaret säger vad som i så fall finns kvar.

Vad liggaren inte kan nå: block som ett filsystem med kopiering vid skrivning (btrfs, ZFS, ögonblicksbilder) eller en SSD behåller, säkerhetskopior, växlingsutrymme, arkiv från export, granskningspaket som redan är utlämnade, och motiveringen (reason) i kommandots huvud, som ingår i beviset.")]
pub(crate) struct Redact {
    /// Händelserna: id, @position eller kommando#nummer
    #[arg(value_name = "HÄNDELSE", required = true)]
    pub(crate) events: Vec<String>,
    /// Beslutet om gallring
    #[arg(long, value_name = "ID")]
    pub(crate) decision: DecisionId,
    /// Den rättsliga grunden
    #[arg(long, value_name = "TEXT")]
    pub(crate) legal_ground: String,
    /// Vem som gallrar: en pseudonym, aldrig ett namn
    #[arg(long, value_name = "ID")]
    pub(crate) actor: ActorId,
    /// Förstör utan att fråga
    #[arg(long)]
    pub(crate) yes: bool,
}

/// The arguments of `commands`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare commands
  liggare commands BookOutcomes")]
pub(crate) struct Commands {
    /// Kommandots namn; utan namn listas alla
    #[arg(value_name = "KOMMANDO")]
    pub(crate) kind: Option<String>,
}

/// A report: kind, unit and period.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// periodrapport, delarsrapport, verksamhetsberattelse eller arsredovisning (å, ä och ö går också bra)
    #[arg(value_name = "RAPPORT", value_parser = report_kind)]
    pub(crate) kind: ReportKind,
    /// Enhetens id, till exempel RS
    #[arg(value_name = "ENHET")]
    pub(crate) unit: UnitId,
    /// 2024, 2024-07 eller 2024-01/2024-07
    #[arg(value_name = "PERIOD")]
    pub(crate) period: Period,
}

/// The arguments of `report`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare report verksamhetsberattelse RS 2024
  liggare report delårsrapport RS 2024-01/2024-07 --known-at 2024-09-30
  liggare report arsredovisning RF 2024 --format json | sha256sum
  liggare report verksamhetsberattelse RS 2024 --format csv --table operating_result

Ett datum betyder till och med den dagens slut i Sverige. @1130 betyder de första 1 130 händelserna: den på position @1129 är med, den på @1130 inte. JSON är rapportens kanoniska form: samma byte som en publicerad rapport är låst till.")]
pub(crate) struct Report {
    /// Which report.
    #[command(flatten)]
    pub(crate) which: Which,
    /// Vad som var känt: datum, tidpunkt, @antal händelser eller en publicerad rapports id [annars nu]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) known_at: Option<Moment>,
    /// Visa bara tabellen med denna nyckel
    #[arg(long, value_name = "TABELL")]
    pub(crate) table: Option<String>,
}

/// The arguments of `publish`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare publish delarsrapport RS 2024-01/2024-07 --report RS-delar-2024 --actor p-17 --decision D12

Rapporten låses till vad som är känt nu. Kontroller som inte stämmer hindrar publiceringen om de inte undantagits genom kommandot WaiveCheck.

Kräver vittnespolicyn bevittning ska vittnet ha bekräftat just det underlaget: kör `liggare witness` först, eller ange --witness.")]
pub(crate) struct Publish {
    /// Which report.
    #[command(flatten)]
    pub(crate) which: Which,
    /// Rapportens id, som den sedan återges med
    #[arg(long, value_name = "ID")]
    pub(crate) report: ReportId,
    /// Vem som publicerar: en pseudonym, aldrig ett namn
    #[arg(long, value_name = "ID")]
    pub(crate) actor: ActorId,
    /// Beslutet som rapporten godkändes genom
    #[arg(long, value_name = "ID")]
    pub(crate) decision: Option<DecisionId>,
    /// Vittnen som först ska bekräfta underlaget; kan anges flera gånger
    #[arg(long, value_name = "ADRESS")]
    pub(crate) witness: Vec<String>,
}

/// The arguments of `reproduce`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare reproduce verksamhetsberattelse-RS-2024
  liggare reproduce verksamhetsberattelse-RS-2024 --format json > rapport.json

Slutkod 0 när rapporten är densamma byte för byte, annars 1 med första avsnittet som skiljer sig.")]
pub(crate) struct Reproduce {
    /// Den publicerade rapportens id
    #[arg(value_name = "RAPPORT-ID")]
    pub(crate) report: ReportId,
}

/// The arguments of `reports`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare reports
  liggare reports --figures")]
pub(crate) struct Reports {
    /// Visa varje siffra som ändrats sedan publiceringen
    #[arg(long)]
    pub(crate) figures: bool,
}

/// The arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare explain operating_result:L1:outcome --from 2024-12-31 --to 2025-03-01
  liggare explain indikator I-1.4
  liggare explain mål RF-E1 --from 2024-09-30 --to 2025-03-01
  liggare explain uppdrag RS-U5

ÄMNE är en siffras adress (tabell:rad:kolumn) eller ett av orden indikator, mål, uppdrag följt av ett id. Adresserna ger `liggare report RAPPORT ENHET PERIOD --format csv` utan --table, som table, row och column på varje rad, och `liggare diff … --addresses` för det som skiljer sig. Orsakernas effekter summerar exakt till ändringen.

En orsak står på en position, som räknas från 0; en tidpunkt skrivs med ett antal. @1130 är de första 1 130 händelserna, och den sista av dem står på position @1129.")]
pub(crate) struct Explain {
    /// En siffras adress, eller indikator, mål eller uppdrag och ett id
    #[arg(value_name = "ÄMNE", required = true, num_args = 1..=2)]
    pub(crate) subject: Vec<String>,
    /// Rapporten ämnet står i [annars den --to eller --from namnger, annars den senast publicerade]
    #[arg(long, value_name = "RAPPORT", value_parser = report_kind)]
    pub(crate) kind: Option<ReportKind>,
    /// Enheten [annars samma rapports]
    #[arg(long, value_name = "ENHET")]
    pub(crate) unit: Option<UnitId>,
    /// Perioden [annars samma rapports]
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
    /// Från vad som var känt: datum, tidpunkt, @antal eller en publicerad rapports id [annars från början]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) from: Option<Moment>,
    /// Till vad som var känt [annars nu]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) to: Option<Moment>,
}

/// The arguments of `diff`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare diff verksamhetsberattelse RS 2024 --from 2025-01-15 --to 2025-03-01
  liggare diff verksamhetsberattelse RS 2024 --from verksamhetsberattelse-RS-2024 --addresses

Slutkod 0 när inget skiljer sig, annars 1.")]
pub(crate) struct Diff {
    /// Which report.
    #[command(flatten)]
    pub(crate) which: Which,
    /// Från vad som var känt: datum, tidpunkt, @antal eller en publicerad rapports id
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) from: Moment,
    /// Till vad som var känt [annars nu]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) to: Option<Moment>,
    /// Visa också varje siffras adress, som `explain` tar
    #[arg(long)]
    pub(crate) addresses: bool,
}

/// The arguments of `checks`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare checks verksamhetsberattelse RS 2024
  liggare checks verksamhetsberattelse RS 2024 --known-at 2025-02-01

Slutkod 0 när allt stämmer eller är undantaget, annars 1.")]
pub(crate) struct Checks {
    /// Which report.
    #[command(flatten)]
    pub(crate) which: Which,
    /// Vad som var känt [annars nu]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) known_at: Option<Moment>,
    /// Visa också vad kontroller som stämmer har iakttagit
    #[arg(long)]
    pub(crate) all: bool,
}

/// The arguments of `show`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare show plan RS 2024
  liggare show ramar RS 2024 --known-at 2024-06-30
  liggare show personal RS-KANSLI 2024 --format csv")]
pub(crate) struct Show {
    /// plan, mal, indikatorer, bedomningar, ekonomi, ramar, atgarder, investeringar, nyckeltal, personal, volymer, kontroll, beslut eller texter
    #[arg(value_name = "VY", value_enum)]
    pub(crate) view: ViewName,
    /// Enhetens id
    #[arg(value_name = "ENHET")]
    pub(crate) unit: UnitId,
    /// 2024, 2024-07 eller 2024-01/2024-07
    #[arg(value_name = "PERIOD")]
    pub(crate) period: Period,
    /// Vad som var känt [annars nu]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) known_at: Option<Moment>,
}

/// The arguments of `units`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare units --on 2024-09-30
  liggare units --on 2024-10-01")]
pub(crate) struct Units {
    /// Dagen organisationen gäller [annars i dag]
    #[arg(long, value_name = "DATUM")]
    pub(crate) on: Option<Date>,
    /// Vad som var känt [annars nu]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) known_at: Option<Moment>,
}

/// The arguments of `decisions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare decisions --year 2024
  liggare decisions --open")]
pub(crate) struct Decisions {
    /// Visa bara delegationsbeslut som inte är anmälda (KL 6:39–40)
    #[arg(long)]
    pub(crate) open: bool,
    /// Besluten under ett år [annars året för det senaste som är känt]
    #[arg(long, value_name = "ÅR", conflicts_with = "open", value_parser = clap::value_parser!(u16).range(1900..=2199))]
    pub(crate) year: Option<u16>,
    /// Vad som var känt [annars nu]
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) known_at: Option<Moment>,
}

/// The arguments of `log`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare log --limit 20
  liggare log --type OutcomeRestated
  liggare log --stream item/RF-E1 --format json
  liggare log --follow                     läs vidare medan en annan process skriver (avsluta med Ctrl-C)")]
pub(crate) struct Log {
    /// Bara strömmen med detta namn; slutar namnet på / alla som börjar så
    #[arg(long, value_name = "STRÖM")]
    pub(crate) stream: Option<String>,
    /// Bara händelser av denna typ, till exempel `AssessmentMade`
    #[arg(long = "type", value_name = "TYP")]
    pub(crate) kind: Option<String>,
    /// Bara händelser av denna aktör
    #[arg(long, value_name = "ID")]
    pub(crate) actor: Option<ActorId>,
    /// Från denna tidpunkt: datum (från dagens början i Sverige), tidpunkt eller @position
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) since: Option<Moment>,
    /// Till och med denna tidpunkt: datum (till dagens slut), tidpunkt eller @antal
    #[arg(long, value_name = "TIDPUNKT")]
    pub(crate) until: Option<Moment>,
    /// Högst så många händelser
    #[arg(long, value_name = "ANTAL")]
    pub(crate) limit: Option<u64>,
    /// Läs vidare när nya händelser kommer
    #[arg(long)]
    pub(crate) follow: bool,
}

/// The arguments of `status`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare status
  liggare status --format json")]
pub(crate) struct Status {}

/// The arguments of `verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare verify
  liggare verify --rebuild
  liggare verify --format json

Varje del får ett eget utlåtande med de första ställen där den inte stämmer. Det som är härlett, index och läsmodell, kan byggas på nytt med --rebuild: det nya byggs bredvid det gamla och tar dess plats i en skrivning. Journalen ändras aldrig. Slutkod 0 bara när allt är prövat och stämmer. Den som inte vill lita på det här programmet använder `granska`.")]
pub(crate) struct Verify {
    /// Bygg index och läsmodell på nytt när de skiljer sig
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Liggarens första verifieringsnyckel [annars nyckelfilens]
    #[arg(long, value_name = "NYCKEL", value_parser = verifier_key)]
    pub(crate) key: Option<VerifierKey>,
}

/// The arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare completions bash > ~/.local/share/bash-completion/completions/liggare
  liggare completions zsh > ~/.zfunc/_liggare
  liggare completions fish > ~/.config/fish/completions/liggare.fish")]
pub(crate) struct Completions {
    /// bash, elvish, fish, powershell eller zsh
    #[arg(value_name = "SKAL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Reads a verifier key.
fn verifier_key(text: &str) -> Result<VerifierKey, String> {
    VerifierKey::parse(text).map_err(|error| error.to_string())
}

/// Reads a report's Swedish name, with or without å, ä, ö, or its name in code.
pub(crate) fn report_kind(text: &str) -> Result<ReportKind, String> {
    match text.to_lowercase().as_str() {
        "periodrapport" | "period_report" => Ok(ReportKind::PeriodReport),
        "delarsrapport" | "delårsrapport" | "interim_report" => Ok(ReportKind::InterimReport),
        "verksamhetsberattelse" | "verksamhetsberättelse" | "operations_report" => {
            Ok(ReportKind::OperationsReport)
        }
        "arsredovisning" | "årsredovisning" | "annual_report" => Ok(ReportKind::AnnualReport),
        _ => Err(
            "skriv periodrapport, delarsrapport, verksamhetsberattelse eller arsredovisning"
                .to_owned(),
        ),
    }
}
