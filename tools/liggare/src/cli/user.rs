//! The arguments of `user`.

use clap::{Args, Subcommand, ValueEnum};
use ledger::ids::{ActorId, UnitId};
use ledger::time::Date;

use crate::access::account::Login;
use crate::access::role::Role;

/// The arguments of `user`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user add anna --name \"Anna Ek\" --actor p-17 --role registrator --unit RS
  liggare user grant anna controller --unit RS --from 2025-01-01
  liggare user list

Konton står i accounts.json i liggarens mapp och bara där; i loggen står pseudonymen. De kan ändras medan liggaren används. Vad varje roll får göra står i tools/liggare/src/access/ACCESS.md.")]
pub(crate) struct User {
    /// What is to be done.
    #[command(subcommand)]
    pub(crate) action: UserAction,
}

/// What is to be done with the accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum UserAction {
    /// Lägg upp ett konto
    Add(UserAdd),
    /// Lista kontona med deras roller
    List(UserList),
    /// Ge ett konto en roll
    Grant(UserGrant),
    /// Ta tillbaka en roll
    Revoke(UserRevoke),
    /// Byt eller ta bort ett kontos lösenord
    Password(UserPassword),
    /// Stäng av ett konto och dess nycklar
    Disable(UserDisable),
    /// Öppna ett avstängt konto
    Enable(UserEnable),
    /// Byt namn eller inloggningsnamn
    Rename(UserRename),
    /// Ta bort ett konto med namn och nycklar
    Remove(UserRemove),
    /// Öppna eller stäng det publicerade för den som inte har loggat in
    Public(UserPublic),
}

/// The arguments of `user add`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user add anna --name \"Anna Ek\" --actor p-17 --role registrator --unit RS
  liggare user add lonesystem --name \"Lönesystemet\" --no-password --role registrator --unit RS

Lösenordet frågas efter på terminalen och syns inte, eller läses ur den första raden på standard in med --password-stdin. Pseudonymen står i loggen för alltid och ges aldrig till något annat konto.")]
pub(crate) struct UserAdd {
    /// Inloggningsnamnet: a till z, siffror och . - _
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
    /// Personens eller systemets namn; står bara i accounts.json
    #[arg(long, value_name = "NAMN")]
    pub(crate) name: String,
    /// Pseudonymen i loggen [annars en slumpad]
    #[arg(long, value_name = "ID")]
    pub(crate) actor: Option<ActorId>,
    /// En första roll: registrator, controller, sekreterare, uppsikt, revisor eller administrator
    #[arg(long, value_name = "ROLL", value_enum)]
    pub(crate) role: Option<Role>,
    /// For what the first role is held.
    #[command(flatten)]
    pub(crate) held: Held,
    /// Läs lösenordet ur första raden på standard in
    #[arg(long, conflicts_with = "no_password")]
    pub(crate) password_stdin: bool,
    /// Inget lösenord: kontot används bara med nycklar
    #[arg(long)]
    pub(crate) no_password: bool,
}

/// For what a role is held, and when.
#[derive(Debug, Args)]
pub(crate) struct Held {
    /// Enheten som rollen gäller, med allt under den
    #[arg(long, value_name = "ENHET", conflicts_with = "region")]
    pub(crate) unit: Option<UnitId>,
    /// Rollen gäller hela regionen, också den som annars gäller en enhet
    #[arg(long)]
    pub(crate) region: bool,
    /// Första dagen [annars i dag]
    #[arg(long, value_name = "DATUM")]
    pub(crate) from: Option<Date>,
    /// Sista dagen [annars tills vidare]
    #[arg(long, value_name = "DATUM")]
    pub(crate) until: Option<Date>,
}

/// The arguments of `user list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user list
  liggare user list --format json")]
pub(crate) struct UserList {}

/// The arguments of `user grant`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user grant anna controller --unit RS
  liggare user grant anna registrator --unit SN --from 2025-01-01 --until 2025-06-30
  liggare user grant bo revisor")]
pub(crate) struct UserGrant {
    /// Inloggningsnamnet
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
    /// Rollen: registrator, controller, sekreterare, uppsikt, revisor eller administrator
    #[arg(value_name = "ROLL", value_enum)]
    pub(crate) role: Role,
    /// For what it is held.
    #[command(flatten)]
    pub(crate) held: Held,
}

/// The arguments of `user revoke`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user revoke anna controller --unit RS
  liggare user revoke anna controller --unit RS --until 2025-12-31

Rollen står kvar med sin sista dag, så att det senare går att säga vem som hade den.")]
pub(crate) struct UserRevoke {
    /// Inloggningsnamnet
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
    /// Rollen
    #[arg(value_name = "ROLL", value_enum)]
    pub(crate) role: Role,
    /// Enheten som rollen gäller [annars hela regionen]
    #[arg(long, value_name = "ENHET")]
    pub(crate) unit: Option<UnitId>,
    /// Sista dagen [annars i går: rollen upphör genast]
    #[arg(long, value_name = "DATUM")]
    pub(crate) until: Option<Date>,
}

/// The arguments of `user password`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user password anna
  liggare user password anna --password-stdin < fil
  liggare user password anna --remove")]
pub(crate) struct UserPassword {
    /// Inloggningsnamnet
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
    /// Läs lösenordet ur första raden på standard in
    #[arg(long, conflicts_with = "remove")]
    pub(crate) password_stdin: bool,
    /// Ta bort lösenordet: kontot används bara med nycklar
    #[arg(long)]
    pub(crate) remove: bool,
}

/// The arguments of `user disable`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user disable anna")]
pub(crate) struct UserDisable {
    /// Inloggningsnamnet
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
}

/// The arguments of `user enable`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user enable anna")]
pub(crate) struct UserEnable {
    /// Inloggningsnamnet
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
}

/// The arguments of `user rename`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user rename anna --name \"Anna Berg\"
  liggare user rename anna --login anna.berg

Pseudonymen ändras aldrig. Nycklar och lösenord följer med.")]
pub(crate) struct UserRename {
    /// Inloggningsnamnet
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
    /// Det nya namnet
    #[arg(long, value_name = "NAMN", required_unless_present = "new_login")]
    pub(crate) name: Option<String>,
    /// Det nya inloggningsnamnet
    #[arg(long = "login", value_name = "KONTO")]
    pub(crate) new_login: Option<Login>,
}

/// The arguments of `user remove`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user remove anna

Namn, lösenord och nycklar raderas. Pseudonymen står kvar i loggen och ges aldrig till någon annan. `liggare user disable` stänger av utan att radera.")]
pub(crate) struct UserRemove {
    /// Inloggningsnamnet
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
}

/// The arguments of `user public`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare user public on
  liggare user public off")]
pub(crate) struct UserPublic {
    /// on: publicerade rapporter kan läsas utan inloggning; off: ingenting kan det
    #[arg(value_name = "LÄGE", value_enum)]
    pub(crate) state: Switch,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    /// På.
    On,
    /// Av.
    Off,
}
