//! Forms: what people enter, and the commands that it becomes.
//!
//! Each form is an [`Entry`]: what it asks as the ledger is now, and the command that the
//! answers make. All go the same way ([`posting`]): the session's own secret, then the
//! answers, then the same gate and the same writer as the API.
//!
//! Guarantees: a form has a command's id from the beginning, so that a double click
//! records once (I8); it holds what the ledger was when it was opened, so that whoever
//! comes second is shown what has changed since; what is refused is told beside its
//! field, and what was typed is kept; what is [unlikely] is recorded when whoever typed it
//! has said that it is right, and not before.

mod body;
pub(super) mod choosing;
pub(super) mod entries;
pub(super) mod field;
pub(super) mod given;
mod posting;
mod remedy;
mod unlikely;

use ledger::command::Draft;
use ledger::stream::StreamId;

use super::html::Html;
use super::sight::Sight;
use super::times::{Times, path};
use crate::access::matrix::CommandKind;
use crate::server::problem::Problem;
use field::Field;
use given::{Given, Wrong};
use unlikely::Doubted;

pub(super) use body::Body;
pub(super) use posting::routes;

/// Where the forms are.
pub(super) const ROOM: &str = "/registrera";

/// A form.
pub(super) struct Entry {
    /// The last part of its address.
    pub(super) slug: &'static str,
    /// What it is called.
    pub(super) title: &'static str,
    /// The command that it gives.
    pub(super) kind: CommandKind,
    /// Which entry of the navigation it belongs to.
    pub(super) room: &'static str,
    /// What it asks, as the ledger is now. What is given already (by a link that leads
    /// to it, or because it was sent) may decide what else is asked.
    pub(super) asks: fn(&Sight<'_>, &Given) -> Result<Form, Problem>,
    /// The command that the answers make.
    pub(super) draft: fn(&Sight<'_>, &Given) -> Result<Draft, Vec<Wrong>>,
    /// Which field a member of the command is asked by: what a refusal names, and the field.
    pub(super) places: &'static [(&'static str, &'static str)],
    /// The page that shows what was entered.
    pub(super) after: fn(&Sight<'_>, &Given) -> String,
}

impl Entry {
    /// Its address about what the times say, as the ledger is now, with what is chosen
    /// before it is filled in.
    pub(super) fn link(&self, times: &Times, chosen: &[(&str, &str)]) -> String {
        times
            .known_at(None)
            .link_with(&path(ROOM, self.slug), chosen)
    }

    /// The same for those who could give its command for the page's unit.
    pub(super) fn offered(&self, sight: &Sight<'_>, chosen: &[(&str, &str)]) -> Option<String> {
        let could = sight.could(self.kind);
        could.then(|| self.link(sight.times, chosen))
    }
}

/// What a form asks.
#[derive(Default)]
pub(super) struct Form {
    /// What one should know before one answers: what is recorded already.
    pub(super) about: Html,
    /// The fields in order.
    pub(super) fields: Vec<Field>,
    /// What the button says.
    pub(super) button: &'static str,
    /// The streams that must not have changed while the form was filled in.
    pub(super) watched: Vec<StreamId>,
    /// The answers that are asked about before they are recorded.
    pub(super) doubts: Vec<Doubted>,
}

/// Whether the one who looks could fill in any form for the page's unit.
pub(super) fn could_any(sight: &Sight<'_>) -> bool {
    ENTRIES.iter().any(|entry| sight.could(entry.kind))
}

/// Every form.
pub(super) const ENTRIES: &[&Entry] = &[
    &entries::outcome::ENTRY,
    &entries::indicator_outcome::ENTRY,
    &entries::missing_outcome::ENTRY,
    &entries::forecast::ENTRY,
    &entries::assessment::ENTRY,
    &entries::reallocation::ENTRY,
    &entries::decision::ENTRY,
    &entries::correction::ENTRY,
    &entries::key_figure::ENTRY,
    &entries::assignment_status::ENTRY,
    &entries::control_follow_up::ENTRY,
    &entries::narrative::ENTRY,
    &entries::significant_event::ENTRY,
    &entries::opened_period::ENTRY,
    &entries::submitted_report::ENTRY,
    &entries::closed_period::ENTRY,
    &entries::waiver::ENTRY,
];
