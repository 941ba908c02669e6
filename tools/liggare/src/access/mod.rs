//! Access: who may do what.
//!
//! [`matrix`] is the one table of roles against commands and views; [`permit`]
//! asks it for an account, a command and the units that the command touches.
//! Accounts, their grants and tokens stand in `accounts.json` in the ledger's
//! folder ([`accounts_file`]), and names of persons stand there and nowhere
//! else (I11). The matrix in words is `ACCESS.md`.
//!
//! Guarantee: what is not listed is denied, and what cannot be looked up or
//! read is denied too (I12).
//!
//! Deliberately not here: HTTP, sessions, and any change of the log. What an
//! account did stands in the log under its pseudonym, whatever becomes of the
//! account.

#![allow(
    dead_code,
    reason = "the server asks for more than the command line does"
)]

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod accounts_file;
pub(crate) mod demonstration;
pub(crate) mod denied;
pub(crate) mod grant;
pub(crate) mod matrix;
pub(crate) mod password;
pub(crate) mod permit;
pub(crate) mod refused;
pub(crate) mod role;
#[cfg(test)]
mod tests;
pub(crate) mod token;
mod touched;
pub(crate) mod watch;
