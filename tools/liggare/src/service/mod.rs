//! Operation: what a server needs around the ledger to be run by others.
//!
//! Its settings from file, environment and flags ([`setting`], [`given`],
//! [`config`]), the connections it lets in ([`connection`], [`tls`]) and the names it
//! answers to ([`hosts`]), how it begins, is served and stops ([`prepared`], [`serving`], [`stop`]), how it is ([`health`]) and what it says of
//! itself ([`logs`], [`measuring`]).
//! `DRIFT.md` is the page for those who run it.
//!
//! Deliberately not here: routes and problems, which are the server's.

pub(crate) mod config;
mod connection;
pub(crate) mod given;
pub(crate) mod health;
pub(crate) mod hosts;
pub(crate) mod logs;
pub(crate) mod measuring;
mod metric;
pub(crate) mod prepared;
mod serving;
pub(crate) mod setting;
pub(crate) mod stop;
#[cfg(test)]
mod tests;
mod tls;
