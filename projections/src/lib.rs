//! The read side of Liggaren: events become answers, as of any moment.
//!
//! [`model::ReadModel`] folds every event once into views that keep all their
//! versions ([`temporal`]); each view answers at any log size. Reports are
//! built from the views as a [`document::Document`].

pub mod canonical;
pub mod diff;
pub mod document;
pub mod model;
pub mod temporal;
