//! `uppdragsstatus`: how far an assignment has come in the period.

use ledger::command::{Command, Draft};
use ledger::event::followup::{AssignmentStatus, AssignmentStatusReported};
use ledger::ids::{ItemId, UnitId};
use ledger::stream::StreamId;
use projections::assessments::ReportedStatus;
use projections::document::Cell;
use projections::plan::Item;
use projections::scope::Scope;

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Chooser, Chosen, Known, KnownRow};
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::html::cell::shown;
use crate::web::html::status::Status;
use crate::web::sight::Sight;
use crate::web::times::path;

const SLUG: &str = "uppdragsstatus";

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: SLUG,
    title: "Rapportera uppdragsstatus",
    kind: CommandKind::ReportAssignmentStatus,
    room: "/plan",
    asks,
    draft,
    places: &[("status", "status"), ("text", "text"), ("unit", "enhet")],
    after,
};

/// The statuses, as they are sent and as they are.
const STATUSES: [(&str, AssignmentStatus); 4] = [
    ("not_started", AssignmentStatus::NotStarted),
    ("ongoing", AssignmentStatus::Ongoing),
    ("completed", AssignmentStatus::Completed),
    ("discontinued", AssignmentStatus::Discontinued),
];

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Plan)?;
    sight.may(Capability::Assessments)?;
    let closed = choosing::closed(sight)?;
    let (items, of_plan) = choosing::planned(sight);
    let first_day = sight.period().first_day();
    let items: Vec<Item> = items
        .assignments
        .into_iter()
        .filter(|item| item.applies_on(first_day))
        .collect();
    let Some(id) = given.one("post") else {
        return Ok(Form {
            about: Html::joined([closed, chooser(sight, &items, &of_plan)?]),
            ..Form::default()
        });
    };
    let Some(item) = items.into_iter().find(|item| item.item.as_str() == id) else {
        return Err(Problem::not_found(format!(
            "{id} är inget uppdrag i planen för {}.",
            sight.name_of(sight.unit())
        )));
    };
    let status = sight.model().assessments.status(&item, &sight.scope());
    let now = status.as_ref().and_then(|status| status.status);
    let choices = STATUSES.map(|(value, status)| Choice {
        status: Status::of(&Cell::Assignment(status)),
        ..Choice::new(value, "")
    });
    let field = Field::new("status", "Status", Kind::OneShown(choices.into()));
    let said = STATUSES.iter().find(|(_, status)| now == Some(*status));
    let units = choosing::units(sight, CommandKind::ReportAssignmentStatus);
    let text = Field::new("text", "Vad som har gjorts", Kind::Text)
        .help("Skriv kort vad som har gjorts och vad som återstår. Inga personuppgifter.")
        .optional();
    Ok(Form {
        about: Html::joined([closed, known(sight, &item, status.as_ref())?]),
        fields: vec![
            Field::sent("post", item.item.as_str()),
            Field::new("enhet", "Enhet som rapporterar", Kind::OneOf(units))
                .filled(sight.unit().as_str()),
            match said {
                Some((value, _)) => field.filled(*value),
                None => field,
            },
            match &status {
                Some(status) if status.redacted.is_none() => text.filled(status.text.as_str()),
                _ => text,
            },
        ],
        button: "Anteckna statusen",
        watched: vec![StreamId::item(&item.item)],
        ..Form::default()
    })
}

fn chooser(sight: &Sight<'_>, items: &[Item], of_plan: &Scope) -> Result<Html, Problem> {
    let scope = sight.scope();
    let rows = items.iter().map(|item| {
        let status = sight.model().assessments.status(item, &scope);
        let owner = item.owner.as_ref();
        Chosen {
            address: choosing::form(sight, SLUG, &[("post", item.item.as_str())]),
            label: choosing::item_name(item),
            cells: vec![
                shown(&owner.map_or(Cell::Empty, |owner| Cell::Text(sight.name_of(owner)))),
                shown(
                    &status.map_or(Cell::Missing("inte rapporterat".into()), |status| {
                        status.status_cell()
                    }),
                ),
            ],
        }
    });
    Html::of(&Chooser {
        intro: format!(
            "Välj det uppdrag vars status ska rapporteras för {}.{}",
            in_words(sight.period()),
            choosing::of_earlier_plan(sight, of_plan)
        ),
        what: "Uppdrag",
        columns: vec![("Ansvarig", false), ("Status", false)],
        rows: rows.collect(),
        empty: format!(
            "{} har inga uppdrag i planen för {}.",
            sight.name_of(sight.unit()),
            sight.period().year()
        ),
    })
}

fn known(sight: &Sight<'_>, item: &Item, status: Option<&ReportedStatus>) -> Result<Html, Problem> {
    let mut rows = vec![match status {
        Some(status) => KnownRow::cell("Status hittills", &status.status_cell()).note(format!(
            "{}, {}",
            sight.name_of(&status.unit),
            in_words(status.period)
        )),
        None => KnownRow::words("Status hittills", "inte rapporterat för perioden"),
    }];
    if let Some(owner) = &item.owner {
        rows.push(KnownRow::words("Ansvarig", sight.name_of(owner)));
    }
    if let Some(due) = item.due {
        rows.push(KnownRow::words("Klart senast", due.to_string()));
    }
    Html::of(&Known {
        correct: None,
        heading: choosing::item_name(item),
        note: None,
        rows,
        other: Some(choosing::form(sight, SLUG, &[])),
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let item: Option<ItemId> = answers.read("post");
    let unit: Option<UnitId> = answers.read("enhet");
    let status: Option<AssignmentStatus> = answers.word("status");
    let text = answers.optional_text("text").unwrap_or_default();
    let made = || {
        Some(AssignmentStatusReported {
            item: item?,
            unit: unit?,
            period: sight.period(),
            status: status?,
            text,
        })
    };
    let made = made();
    answers.done(made.map(|status| bare(Command::ReportAssignmentStatus(status))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let item = given.one("post").unwrap_or_default();
    sight.times.known_at(None).link(&path("/poster", item))
}
