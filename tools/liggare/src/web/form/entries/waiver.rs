//! `undantag`: a check that fails is waived for a report, with a reason and a decision.

use ledger::command::{Command, Draft};
use ledger::event::decision::DecisionKind;
use ledger::event::reporting::{CheckName, CheckWaived, ReportKind};
use projections::checks;
use projections::document::CheckOutcome;
use projections::report::{ReportRequest, report_name};

use crate::access::matrix::{Capability, CommandKind};
use crate::answer::checks::results;
use crate::render::words;
use crate::server::problem::Problem;
use crate::web::form::choosing;
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::sight::Sight;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "undantag",
    title: "Medge undantag från en kontroll",
    kind: CommandKind::WaiveCheck,
    room: "/rapporter",
    asks,
    draft,
    places: &[
        ("check", "kontroll"),
        ("kind", "rapport"),
        ("decision", "beslut"),
        ("reason", "skal"),
    ],
    after,
};

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Checks)?;
    let kind = kind(sight, given);
    let request = ReportRequest {
        kind,
        unit: sight.unit().clone(),
        period: sight.period(),
    };
    let failing = results(&sight.reading(), &request, sight.size)
        .into_iter()
        .filter(|check| check.outcome == CheckOutcome::Failed)
        .map(|check| Choice {
            note: check
                .findings
                .first()
                .map(|finding| finding.text.clone())
                .unwrap_or_default(),
            ..Choice::new(checks::key(check.name), check.name.title())
        });
    let mut fields = vec![
        Field::sent("rapport", words::argument_of_report(kind)),
        Field::new(
            "kontroll",
            format!("Kontroll av {}", report_name(kind).to_lowercase()),
            Kind::OneShown(failing.collect()),
        )
        .help("Bara kontroller som inte stämmer kan undantas."),
        Field::new("skal", "Skäl", Kind::Text)
            .help("Varför det är som det ska vara. Skälet följer med rapporten."),
    ];
    fields.extend(choosing::decision(
        sight,
        given,
        DecisionKind::Report,
        "Det beslut som medger undantaget.",
    ));
    Ok(Form {
        fields,
        button: "Medge undantag",
        ..Form::default()
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let check = answers.word::<CheckName>("kontroll");
    let reason = answers.text("skal");
    let decision = choosing::decided(given, &mut answers);
    let made = check.zip(reason).zip(decision);
    let made = made.map(|((check, reason), decision)| Draft {
        id: None,
        actor: None,
        decision: Some(decision),
        reason: Some(reason),
        correlation_id: None,
        provenance: None,
        expect: Vec::new(),
        command: Command::WaiveCheck(CheckWaived {
            check,
            kind: kind(sight, given),
            unit: sight.unit().clone(),
            period: sight.period(),
        }),
    });
    answers.done(made)
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let argument = words::argument_of_report(kind(sight, given));
    sight.link(&format!("/rapporter/{argument}/publicera"))
}

/// The report that is named, else the one that is natural for the period.
fn kind(sight: &Sight<'_>, given: &Given) -> ReportKind {
    let named = given.one("rapport").map(crate::cli::report_kind);
    named.and_then(Result::ok).unwrap_or_else(|| sight.kind())
}
