//! `handelse`: something of weight has happened to a unit, or is expected.

use ledger::command::{Command, Draft};
use ledger::event::followup::{SignificantEventNoted, SignificantKind};
use ledger::ids::UnitId;
use ledger::time::Date;

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::server::problem::Problem;
use crate::web::form::choosing;
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::sight::Sight;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "handelse",
    title: "Anteckna väsentlig händelse",
    kind: CommandKind::NoteSignificantEvent,
    room: "/insamling",
    asks,
    draft,
    places: &[
        ("unit", "enhet"),
        ("kind", "slag"),
        ("date", "dag"),
        ("title", "rubrik"),
        ("text", "text"),
    ],
    after,
};

fn asks(sight: &Sight<'_>, _: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Narrative)?;
    let units = choosing::units(sight, CommandKind::NoteSignificantEvent);
    let kinds = vec![
        Choice {
            note: "något som har hänt under året".to_owned(),
            ..Choice::new("significant_event", "Väsentlig händelse")
        },
        Choice {
            note: "något som väntas".to_owned(),
            ..Choice::new("future_challenge", "Framtida utmaning")
        },
    ];
    Ok(Form {
        about: choosing::closed(sight)?,
        fields: vec![
            Field::new("slag", "Slag", Kind::OneShown(kinds)).filled("significant_event"),
            Field::new("enhet", "Enhet", Kind::OneOf(units)).filled(sight.unit().as_str()),
            Field::new("dag", "Dag", Kind::Day)
                .help("Dagen då det hände, eller från vilken det väntas."),
            Field::new("rubrik", "Händelsen på en rad", Kind::Line),
            Field::new("text", "Vad den innebär", Kind::Text)
                .help("Inga personuppgifter.")
                .optional(),
        ],
        button: "Anteckna händelsen",
        // Each is an event of its own: nobody's stands in another's way.
        ..Form::default()
    })
}

fn draft(_: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let unit: Option<UnitId> = answers.read("enhet");
    let kind: Option<SignificantKind> = answers.word("slag");
    let date: Option<Date> = answers.read("dag");
    let title = answers.text("rubrik");
    let text = answers.optional_text("text").unwrap_or_default();
    let noted = || {
        Some(SignificantEventNoted {
            unit: unit?,
            kind: kind?,
            date: date?,
            title: title?,
            text: text.replace("\r\n", "\n"),
        })
    };
    let noted = noted();
    answers.done(noted.map(|noted| bare(Command::NoteSignificantEvent(noted))))
}

fn after(sight: &Sight<'_>, _: &Given) -> String {
    sight.times.known_at(None).link("/texter")
}
