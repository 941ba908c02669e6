//! The read side of Liggaren: events become answers, as of any moment.
//!
//! [`model::ReadModel`] folds every event once into views that keep all their
//! versions ([`temporal`]); each view answers at any log size. Reports are
//! built from the views as a [`document::Document`].

pub mod actions;
pub mod checks;
pub mod claims;
pub mod document;
pub mod economy;
pub mod investments;
pub mod model;
pub mod reporting;
pub mod temporal;
pub mod trace;
