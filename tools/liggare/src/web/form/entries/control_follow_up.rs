//! `kontrolluppfoljning`: how far a control action has come, and whether it had the
//! wished effect.

use ledger::command::{Command, Draft};
use ledger::event::control::{ControlActionFollowedUp, ControlStatus, WishedEffect};
use ledger::ids::ControlId;
use ledger::stream::StreamId;
use projections::control::ControlAction;
use projections::document::Cell;

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

const SLUG: &str = "kontrolluppfoljning";

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: SLUG,
    title: "Följ upp kontrollåtgärd",
    kind: CommandKind::FollowUpControlAction,
    room: "/intern-kontroll",
    asks,
    draft,
    places: &[
        ("status", "status"),
        ("effect", "effekt"),
        ("comment", "kommentar"),
    ],
    after,
};

/// The statuses, as they are sent and as they are.
const STATUSES: [(&str, ControlStatus); 3] = [
    ("completed", ControlStatus::Completed),
    ("ongoing", ControlStatus::Ongoing),
    ("not_carried_out", ControlStatus::NotCarriedOut),
];

/// The effects, likewise.
const EFFECTS: [(&str, WishedEffect); 3] = [
    ("yes", WishedEffect::Yes),
    ("partly", WishedEffect::Partly),
    ("no", WishedEffect::No),
];

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Control)?;
    let closed = choosing::closed(sight)?;
    let actions = sight.model().control.actions(&sight.scope());
    let Some(id) = given.one("atgard") else {
        return Ok(Form {
            about: Html::joined([closed, chooser(sight, &actions)?]),
            ..Form::default()
        });
    };
    let Some(action) = actions.iter().find(|one| one.control.as_str() == id) else {
        return Err(Problem::not_found(format!(
            "{id} är ingen kontrollåtgärd i planen för {} {}.",
            sight.name_of(sight.unit()),
            sight.period().year()
        )));
    };
    let last = action.follow_up.as_ref();
    let last = last.filter(|told| told.period == sight.period() && told.redacted.is_none());
    let statuses = STATUSES.map(|(value, status)| Choice {
        status: Status::of(&Cell::Control(status)),
        ..Choice::new(value, "")
    });
    let effects = EFFECTS.map(|(value, effect)| Choice {
        status: Status::of(&Cell::Effect(effect)),
        ..Choice::new(value, "")
    });
    let mut status = Field::new("status", "Status", Kind::OneShown(statuses.into()));
    let mut effect = Field::new(
        "effekt",
        "Har åtgärden fått önskad effekt?",
        Kind::OneShown(effects.into()),
    )
    .help("Behövs när åtgärden är avslutad.")
    .optional();
    let mut comment = Field::new("kommentar", "Kommentar", Kind::Text)
        .help("Vad kontrollen visade. Inga personuppgifter.")
        .optional();
    if let Some(told) = last {
        let said = STATUSES.iter().find(|(_, is)| told.status == Some(*is));
        status.filled = said
            .map(|(value, _)| (*value).to_owned())
            .into_iter()
            .collect();
        let said = EFFECTS.iter().find(|(_, is)| told.effect == Some(*is));
        effect.filled = said
            .map(|(value, _)| (*value).to_owned())
            .into_iter()
            .collect();
        comment.filled = told.comment.clone().into_iter().collect();
    }
    Ok(Form {
        about: Html::joined([closed, known(sight, action)?]),
        fields: vec![
            Field::sent("atgard", action.control.as_str()),
            status,
            effect,
            comment,
        ],
        button: "Anteckna uppföljningen",
        watched: vec![StreamId::control(&action.control)],
        ..Form::default()
    })
}

fn status_cell(action: &ControlAction) -> Cell {
    action.follow_up.as_ref().map_or_else(
        || Cell::Missing("inte uppföljd".into()),
        projections::control::FollowUp::status_cell,
    )
}

fn chooser(sight: &Sight<'_>, actions: &[ControlAction]) -> Result<Html, Problem> {
    let rows = actions.iter().map(|action| Chosen {
        address: choosing::form(sight, SLUG, &[("atgard", action.control.as_str())]),
        label: name(action),
        cells: vec![
            shown(&Cell::Text(sight.name_of(&action.unit))),
            shown(&status_cell(action)),
        ],
    });
    Html::of(&Chooser {
        intro: format!(
            "Välj den kontrollåtgärd som ska följas upp för {}.",
            in_words(sight.period())
        ),
        what: "Kontrollåtgärd",
        columns: vec![("Enhet", false), ("Status", false)],
        rows: rows.collect(),
        empty: format!(
            "{} har inga kontrollåtgärder i internkontrollplanen för {}.",
            sight.name_of(sight.unit()),
            sight.period().year()
        ),
    })
}

fn name(action: &ControlAction) -> String {
    format!("{}. {}", action.control, action.title)
}

fn known(sight: &Sight<'_>, action: &ControlAction) -> Result<Html, Problem> {
    let mut rows = vec![
        KnownRow::words("Enhet", sight.name_of(&action.unit)),
        KnownRow::words(
            "Risk",
            action
                .risk_title
                .clone()
                .unwrap_or_else(|| action.risk.to_string()),
        ),
    ];
    let status = KnownRow::cell("Status hittills", &status_cell(action));
    rows.push(match &action.follow_up {
        Some(told) => status.note(in_words(told.period)),
        None => status,
    });
    Html::of(&Known {
        correct: None,
        heading: name(action),
        note: None,
        rows,
        other: Some(choosing::form(sight, SLUG, &[])),
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let control: Option<ControlId> = answers.read("atgard");
    let status: Option<ControlStatus> = answers.word("status");
    let effect: Option<WishedEffect> = answers.optional_word("effekt");
    if status == Some(ControlStatus::Completed) && given.one("effekt").is_none() {
        answers.wrong(
            "effekt",
            "Säg om åtgärden fått önskad effekt; det behövs när den är avslutad.",
        );
    }
    let comment = answers.optional_text("kommentar");
    let made = || {
        Some(ControlActionFollowedUp {
            control: control?,
            period: sight.period(),
            status: status?,
            effect,
            comment,
        })
    };
    let made = made();
    answers.done(made.map(|told| bare(Command::FollowUpControlAction(told))))
}

fn after(sight: &Sight<'_>, _: &Given) -> String {
    sight.times.known_at(None).link("/intern-kontroll")
}
