//! `klarmarkera`: the unit has reported what it has to, and hands its report in.

use ledger::command::{Command, Draft};
use ledger::event::reporting::{ReportKind, ReportSubmitted};
use ledger::ids::UnitId;
use ledger::stream::StreamId;
use projections::collection::Round;

use super::bare;
use super::opened_period::{REPORTS, report_choice};
use crate::access::matrix::{Capability, CommandKind};
use crate::answer::subject::natural;
use crate::cli::moment;
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Known, KnownRow};
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::sight::Sight;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "klarmarkera",
    title: "Klarmarkera",
    kind: CommandKind::SubmitReport,
    room: "/insamling",
    asks,
    draft,
    places: &[
        ("kind", "rapport"),
        ("period", "rapport"),
        ("unit", "rapport"),
        ("to", "till"),
    ],
    after,
};

fn asks(sight: &Sight<'_>, _: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Reports)?;
    let scope = sight.scope();
    let natural = natural(sight.period());
    let collected = choosing::collected(sight);
    let own = collected.iter().find(|unit| unit.unit == *sight.unit());
    let rounds: &[Round] = own.map_or(&[], |own| &own.rounds);
    let kinds: Vec<ReportKind> = match rounds {
        [] => vec![natural],
        rounds => rounds.iter().map(|round| round.kind).collect(),
    };
    let reports: Vec<Choice> = REPORTS
        .into_iter()
        .filter(|(_, kind)| kinds.contains(kind))
        .map(|(value, kind)| report_choice(value, kind))
        .collect();
    let left: usize = collected.iter().map(|unit| unit.left.len()).sum();
    let units = collected.iter().filter(|unit| !unit.left.is_empty());
    let (left, units) = (left as u64, units.count() as u64);
    let mut rows = vec![match left {
        0 => KnownRow::words("Kvar att rapportera", "ingenting"),
        left => KnownRow::words(
            "Kvar att rapportera",
            swedish::counted(left, "uppgift", "uppgifter"),
        )
        .note(format!(
            "i {}; det går att klarmarkera ändå",
            swedish::counted(units, "enhet", "enheter")
        )),
    }];
    rows.extend(rounds.iter().filter_map(|round| {
        let submitted = round.submitted.as_ref()?;
        Some(
            KnownRow::words(
                "Klarmarkerad tidigare",
                moment::shown(submitted.recorded.recorded_at),
            )
            .note(format!(
                "{}, till {}",
                submitted.recorded.actor,
                sight.name_of(&submitted.to)
            )),
        )
    }));
    let above: Vec<Choice> = scope
        .ancestors
        .iter()
        .map(|unit| Choice::new(unit.as_str(), choosing::named(sight, unit)))
        .collect();
    let about = Known {
        correct: None,
        heading: format!(
            "{}, {}",
            sight.name_of(sight.unit()),
            in_words(sight.period())
        ),
        note: above.is_empty().then(|| {
            "Ingen enhet står över den här, så dess rapport lämnas inte in till någon.".to_owned()
        }),
        rows,
        other: None,
    };
    let report = Field::new("rapport", "Rapport", Kind::OneShown(reports.clone()));
    let to = Field::new("till", "Lämnas till", Kind::OneOf(above.clone()));
    Ok(Form {
        about: Html::of(&about)?,
        fields: match above.first() {
            None => Vec::new(),
            Some(nearest) => vec![
                match reports.as_slice() {
                    [only] => report.filled(only.value.as_str()),
                    _ => report,
                },
                to.filled(nearest.value.as_str()),
            ],
        },
        button: "Klarmarkera",
        watched: vec![StreamId::period(sight.unit(), sight.period())],
        ..Form::default()
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let kind: Option<ReportKind> = answers.word("rapport");
    let to: Option<UnitId> = answers.read("till");
    let submitted = || {
        Some(ReportSubmitted {
            kind: kind?,
            unit: sight.unit().clone(),
            period: sight.period(),
            to: to?,
        })
    };
    let submitted = submitted();
    answers.done(submitted.map(|submitted| bare(Command::SubmitReport(submitted))))
}

fn after(sight: &Sight<'_>, _: &Given) -> String {
    sight.times.known_at(None).link("/insamling")
}
