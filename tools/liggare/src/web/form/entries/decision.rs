//! `beslut`: a decision was taken.

use ledger::command::{Command, Draft};
use ledger::event::decision::{DecisionTaken, Delegation};
use ledger::event::organisation::UnitKind;
use ledger::ids::{DecisionId, UnitId};

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::server::problem::Problem;
use crate::web::form::choosing;
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::sight::Sight;
use crate::web::times::path;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "beslut",
    title: "Anteckna beslut",
    kind: CommandKind::TakeDecision,
    room: "/beslut",
    asks,
    draft,
    places: &[
        ("committee", "namnd"),
        ("decision", "id"),
        ("unit", "hos"),
        ("organ", "organ"),
        ("kind", "slag"),
        ("title", "rubrik"),
        ("date", "dag"),
        ("precision", "noggrannhet"),
        ("case_number", "diarienummer"),
        ("paragraph", "paragraf"),
        ("amount_ore", "belopp"),
    ],
    after,
};

/// What a decision can be about, as it is sent and as it is called.
const KINDS: [(&str, &str); 11] = [
    ("plan", "Plan"),
    ("frame", "Budgetram"),
    ("reallocation", "Omdisponering av budget"),
    ("compensation", "Ersättning till utförare eller enhet"),
    ("organisation", "Organisation eller ansvar"),
    ("restatement", "Omräkning av siffror"),
    ("referral_back", "Återremiss"),
    ("policy", "Policy eller riktlinje"),
    ("report", "Godkännande av rapport"),
    ("disposal", "Gallring"),
    ("other", "Annat"),
];

fn asks(sight: &Sight<'_>, _: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Decisions)?;
    let deciding = deciding(sight);
    let own = deciding
        .iter()
        .any(|choice| choice.value == sight.unit().as_str());
    let unit = Field::new("hos", "Vems ärende", Kind::OneOf(deciding.clone()))
        .help("Fullmäktige, styrelse eller nämnd.");
    Ok(Form {
        fields: vec![
            Field::new("id", "Beslutets id", Kind::Line)
                .help("Det namn som andra uppgifter hänvisar till, till exempel RS-2025-14. Det kan inte ändras."),
            if own {
                unit.filled(sight.unit().as_str())
            } else {
                unit
            },
            Field::new("organ", "Vem som beslutade", Kind::Line)
                .help("Ett organ eller en befattning, aldrig en persons namn."),
            Field::new(
                "slag",
                "Vad beslutet gäller",
                Kind::OneOf(
                    KINDS
                        .iter()
                        .map(|(value, label)| Choice::new(*value, *label))
                        .collect(),
                ),
            ),
            Field::new("rubrik", "Beslutet på en rad", Kind::Line),
            Field::new("dag", "Dag", Kind::Day),
            Field::new(
                "noggrannhet",
                "Hur noga dagen är känd",
                Kind::OneShown(vec![
                    Choice::new("day", "Dagen är känd"),
                    Choice::new("month", "Bara månaden är känd"),
                    Choice::new("year", "Bara året är känt"),
                ]),
            )
            .filled("day"),
            Field::new("diarienummer", "Diarienummer", Kind::Line).optional(),
            Field::new("paragraf", "Paragraf i protokollet", Kind::Line).optional(),
            Field::new("belopp", "Belopp", Kind::Number("kronor"))
                .help("Om beslutet anger ett. Kostnader skrivs med minus.")
                .optional(),
            Field::new(
                "namnd",
                "Fattat på delegation från",
                Kind::OneOf(deciding),
            )
            .help("Ett beslut på delegation ska anmälas till nämnden (kommunallagen 6 kap. 40 §).")
            .optional(),
            Field::new(
                "bradskande",
                "Delegationens art",
                Kind::Several(vec![Choice::new(
                    "ja",
                    "Brådskande ärende, anmäls vid nästa sammanträde (6 kap. 39 §)",
                )]),
            )
            .optional(),
        ],
        button: "Anteckna beslutet",
        ..Form::default()
    })
}

/// The units that take decisions of their own, among those that one may record for.
fn deciding(sight: &Sight<'_>) -> Vec<Choice> {
    let organisation = &sight.model().organisation;
    let tree = organisation.tree(sight.period().last_day(), sight.size);
    tree.into_iter()
        .filter(|member| {
            matches!(
                member.unit.kind,
                UnitKind::Assembly | UnitKind::ExecutiveBoard | UnitKind::Committee
            )
        })
        .filter(|member| sight.could_of(CommandKind::TakeDecision, &member.unit.unit))
        .map(|member| {
            let unit = &member.unit.unit;
            Choice::new(unit.as_str(), choosing::named(sight, unit))
        })
        .collect()
}

fn draft(_: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let decision: Option<DecisionId> = answers.read("id");
    let unit: Option<UnitId> = answers.read("hos");
    let organ = answers.text("organ");
    let kind = answers.word("slag");
    let title = answers.text("rubrik");
    let date = answers.read("dag");
    let precision = answers.word("noggrannhet");
    let case_number = answers.optional_text("diarienummer");
    let paragraph = answers.optional_text("paragraf");
    let amount_ore = answers.optional_kronor("belopp");
    let committee: Option<UnitId> = answers.optional("namnd");
    let urgent = given.one("bradskande").is_some();
    if urgent && given.one("namnd").is_none() {
        answers.wrong("namnd", "Välj den nämnd som har delegerat.");
    }
    let taken = || {
        Some(DecisionTaken {
            decision: decision?,
            unit: unit?,
            organ: organ?,
            kind: kind?,
            title: title?,
            date: date?,
            precision: precision?,
            case_number,
            paragraph,
            amount_ore,
            delegation: committee.map(|committee| Delegation { committee, urgent }),
        })
    };
    let taken = taken();
    answers.done(taken.map(|taken| bare(Command::TakeDecision(taken))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let decision = given.one("id").unwrap_or_default();
    let times = sight.times.known_at(None);
    times.link(&path("/beslut", decision))
}
