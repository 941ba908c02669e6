//! The arguments of `token`.

use clap::{Args, Subcommand};
use ledger::time::Date;

use crate::access::account::Login;

/// The arguments of `token`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare token create lonesystem --label \"månadsfil\"
  liggare token list
  liggare token revoke 0123456789ab

En nyckel låter ett program använda ett konto över HTTP: Authorization: Bearer liggare_… Den får det som kontot får och inget mer.")]
pub(crate) struct Token {
    /// What is to be done.
    #[command(subcommand)]
    pub(crate) action: TokenAction,
}

/// What is to be done with the tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenAction {
    /// Gör en nyckel; den visas en gång
    Create(TokenCreate),
    /// Lista nycklarna, utan deras hemligheter
    List(TokenList),
    /// Återkalla en nyckel
    Revoke(TokenRevoke),
}

/// The arguments of `token create`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare token create lonesystem --label \"månadsfil\"
  liggare token create lonesystem --label \"prov\" --until 2025-06-30
  liggare token create lonesystem --label \"månadsfil\" --format json")]
pub(crate) struct TokenCreate {
    /// Kontots inloggningsnamn
    #[arg(value_name = "KONTO")]
    pub(crate) login: Login,
    /// Vad nyckeln ska användas till
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: String,
    /// Sista dagen [annars ett år], högst två år
    #[arg(long, value_name = "DATUM")]
    pub(crate) until: Option<Date>,
}

/// The arguments of `token list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare token list
  liggare token list lonesystem --format json")]
pub(crate) struct TokenList {
    /// Bara det kontots nycklar
    #[arg(value_name = "KONTO")]
    pub(crate) login: Option<Login>,
}

/// The arguments of `token revoke`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exempel:
  liggare token revoke 0123456789ab")]
pub(crate) struct TokenRevoke {
    /// Nyckelns id: de tolv tecknen efter liggare_
    #[arg(value_name = "ID")]
    pub(crate) id: String,
}
