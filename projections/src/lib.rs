//! The read side of Liggaren: events become answers, as of any moment.
//!
//! [`model::ReadModel`] folds every event once into views that keep all their
//! versions ([`temporal`]); each view answers at any log size. Reports are
//! built from the views as a [`document::Document`].
//!
//! [`service`] keeps models beside the log, and makes a projection of one's own a
//! page of code.

pub mod actions;
pub mod answerable;
pub mod assessments;
pub mod canonical;
pub mod checks;
pub mod claims;
pub mod collection;
pub mod control;
pub mod corrections;
pub mod decisions;
pub mod diff;
pub mod document;
pub mod economy;
pub mod event_name;
pub mod fact;
pub mod figures;
pub mod follow_up;
pub mod indicators;
pub mod investments;
pub mod model;
pub mod narrative;
mod natural_order;
mod numbers;
pub mod organisation;
pub mod plan;
pub mod publication;
pub mod redacted;
pub mod report;
pub mod reporting;
pub mod rules;
#[cfg(test)]
mod scenario;
#[cfg(feature = "schema")]
pub mod schema;
pub mod scope;
pub mod service;
pub mod temporal;
#[cfg(test)]
mod testing;
pub mod timeline;
pub mod trace;
pub mod wording;
