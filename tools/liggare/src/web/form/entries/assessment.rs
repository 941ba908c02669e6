//! `bedomning`: an objective or an assignment is assessed, on evidence that is picked,
//! beside the colour that the rules suggest.

use ledger::command::{Command, Draft, EventRef, MakeAssessment};
use ledger::event::followup::{Colour, Trend};
use ledger::event::indicator::Fulfilment;
use ledger::event::plan::Relation;
use ledger::ids::{ItemId, Position};
use ledger::rules::RuleSet;
use ledger::stream::StreamId;
use projections::assessments::Assessment;
use projections::document::Cell;
use projections::indicators::{IndicatorRow, Outcome};
use projections::plan::Item;
use projections::scope::Scope;
use projections::wording;

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::cli::moment;
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Chooser, Chosen, Known, KnownRow};
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::html::cell::{Shown, shown};
use crate::web::html::status::Status;
use crate::web::sight::Sight;
use crate::web::times::path;

const SLUG: &str = "bedomning";

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: SLUG,
    title: "Bedöm ett mål eller uppdrag",
    kind: CommandKind::MakeAssessment,
    room: "/plan",
    asks,
    draft,
    places: &[
        ("colour", "farg"),
        ("trend", "trend"),
        ("evidence", "underlag"),
        ("motivation", "motivering"),
    ],
    after,
};

/// The colours, as they are sent and as they are.
const COLOURS: [(&str, Colour); 4] = [
    ("green", Colour::Green),
    ("yellow", Colour::Yellow),
    ("red", Colour::Red),
    ("not_assessable", Colour::NotAssessable),
];

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Assessments)?;
    sight.may(Capability::Indicators)?;
    sight.may(Capability::Plan)?;
    let closed = choosing::closed(sight)?;
    let (items, of_plan) = choosing::planned(sight);
    let items: Vec<Item> = items
        .objectives()
        .chain(&items.assignments)
        .filter(|item| item.applies_on(sight.period().first_day()))
        .cloned()
        .collect();
    let Some(id) = given.one("post") else {
        let chooser = chooser(sight, &items, &of_plan)?;
        return Ok(Form {
            about: Html::joined([closed, chooser]),
            ..Form::default()
        });
    };
    let Some(item) = items.into_iter().find(|item| item.item.as_str() == id) else {
        return Err(Problem::not_found(format!(
            "{id} är inget mål eller uppdrag i planen för {}.",
            sight.name_of(sight.unit())
        )));
    };
    let subject = Subject::of(sight, item);
    let about = Html::joined([closed, subject.known(sight)?]);
    let mut watched = vec![StreamId::item(&subject.item.item)];
    let indicators = subject.indicators.iter();
    watched.extend(indicators.map(|row| StreamId::indicator(&row.indicator)));
    Ok(Form {
        about,
        fields: subject.fields(sight),
        button: "Anteckna bedömningen",
        watched,
        ..Form::default()
    })
}

fn chooser(sight: &Sight<'_>, items: &[Item], of_plan: &Scope) -> Result<Html, Problem> {
    let scope = sight.scope();
    let assessments = &sight.model().assessments;
    Html::of(&Chooser {
        intro: format!(
            "Välj det mål eller uppdrag som ska bedömas för {}.{}",
            in_words(sight.period()),
            choosing::of_earlier_plan(sight, of_plan)
        ),
        what: "Mål och uppdrag",
        columns: vec![("Bedömning", false), ("Gjord", false)],
        rows: items
            .iter()
            .map(|item| {
                let made = assessments.shown(item, &scope);
                Chosen {
                    address: choosing::form(sight, SLUG, &[("post", item.item.as_str())]),
                    label: choosing::item_name(item),
                    cells: vec![colour(made.as_ref()), when(made.as_ref())],
                }
            })
            .collect(),
        empty: "Inga mål eller uppdrag är antecknade för enheten.".to_owned(),
    })
}

fn colour(made: Option<&Assessment>) -> Shown {
    let none = || Cell::Text("Inte bedömt".to_owned());
    shown(&made.map_or_else(none, Assessment::colour_cell))
}

fn when(made: Option<&Assessment>) -> Shown {
    let at = made.and_then(|made| made.recorded_at);
    shown(&at.map_or(Cell::Empty, |at| Cell::Text(moment::shown(at))))
}

/// What is assessed, with all that the assessment can rest on.
struct Subject {
    item: Item,
    indicators: Vec<IndicatorRow>,
    made: Option<Assessment>,
    suggested: Option<Colour>,
    rules: RuleSet,
}

impl Subject {
    fn of(sight: &Sight<'_>, item: Item) -> Self {
        let (model, scope) = (sight.model(), sight.scope());
        let owner = item.owner.as_ref();
        let of_item = model.indicators.of_item(&item.item, sight.size);
        let indicators = of_item.iter();
        Self {
            indicators: indicators
                .filter_map(|id| model.indicators.row(id, owner, &scope, &model.rules))
                .collect(),
            made: model.assessments.shown(&item, &scope),
            suggested: model
                .indicators
                .suggestion(&item.item, owner, &scope, &model.rules),
            rules: model.rules.at(sight.size).rules,
            item,
        }
    }

    /// What is recorded, and what the rules suggest.
    fn known(&self, sight: &Sight<'_>) -> Result<Html, Problem> {
        let mut rows = vec![KnownRow {
            label: format!("Bedömning {}", in_words(sight.period())),
            shown: colour(self.made.as_ref()),
            note: self.made.as_ref().map(said).unwrap_or_default(),
        }];
        for row in &self.indicators {
            let fulfilment = row.fulfilment.map_or(Cell::Empty, Cell::Fulfilment);
            rows.push(
                KnownRow::cell(choosing::indicator_name(row), &fulfilment).note(outcome(row)),
            );
        }
        rows.push(match self.suggested {
            Some(colour) => KnownRow::cell("Reglernas förslag", &Cell::Colour(colour)),
            None => KnownRow::words("Reglernas förslag", "Inget förslag"),
        });
        let owner = self.item.owner.as_ref();
        Html::of(&Known {
            heading: choosing::item_name(&self.item),
            note: owner.map(|owner| format!("{} svarar för det.", choosing::named(sight, owner))),
            rows,
            correct: None,
            other: Some(choosing::form(sight, SLUG, &[])),
        })
    }

    /// Why the rules suggest what they do.
    fn rule(&self) -> String {
        let statuses = self.indicators.iter().filter_map(|row| row.fulfilment);
        let count = |wanted: Fulfilment| statuses.clone().filter(|it| *it == wanted).count();
        let all = statuses.clone().count();
        if all == 0 {
            return "Ingen indikator har ett utfall som kan jämföras med ett målvärde, så reglerna \
                    föreslår ingen färg."
                .to_owned();
        }
        format!(
            "Reglerna föreslår {}: av {all} indikatorer med status är {} helt, {} delvis och {} inte \
             alls uppfyllda. Röd föreslås från {} % inte alls, grön från {} % helt, annars gul.",
            self.suggested.map_or("ingen färg", wording::colour),
            count(Fulfilment::Fully),
            count(Fulfilment::Partly),
            count(Fulfilment::NotAtAll),
            self.rules.red_from_percent,
            self.rules.green_from_percent,
        )
    }

    fn fields(&self, sight: &Sight<'_>) -> Vec<Field> {
        let colours = COLOURS.map(|(value, colour)| Choice {
            status: Status::of(&Cell::Colour(colour)),
            note: match self.suggested {
                Some(suggested) if suggested == colour => "som reglerna föreslår".to_owned(),
                _ => String::new(),
            },
            ..Choice::new(value, "")
        });
        let trend = |value: &str, trend| Choice {
            status: Status::of(&Cell::Trend(trend)),
            ..Choice::new(value, "")
        };
        let none = Choice::new("", "anges inte");
        let mut fields = vec![Field::sent("post", self.item.item.as_str())];
        let evidence = self.evidence(sight);
        let help = if evidence.is_empty() {
            "Inget utfall är rapporterat för perioden. Ange andra händelser nedan."
        } else {
            "Det som bedömningen vilar på. Grön, gul och röd kräver minst ett."
        };
        fields.push(Field::new("underlag", "Underlag", Kind::Several(evidence)).help(help));
        fields.extend([
            Field::new("fler", "Fler händelser som underlag", Kind::Line)
                .help("Deras nummer, till exempel @812 @815.")
                .optional(),
            Field::new("farg", "Färg", Kind::OneShown(colours.to_vec())).help(self.rule()),
            Field::new(
                "trend",
                "Trend",
                Kind::OneShown(vec![
                    trend("better", Trend::Better),
                    trend("unchanged", Trend::Unchanged),
                    trend("worse", Trend::Worse),
                    none,
                ]),
            )
            .optional(),
            Field::new("motivering", "Motivering", Kind::Text)
                .help(
                    "Krävs när färgen är en annan än reglernas förslag, \
                     och när den är gul, röd eller inte kan bedömas.",
                )
                .optional(),
        ]);
        fields
    }

    /// The events that the assessment can rest on: outcomes of the indicators, the
    /// statuses of assignments that serve it, assessments of what contributes to it.
    fn evidence(&self, sight: &Sight<'_>) -> Vec<Choice> {
        let (model, scope) = (sight.model(), sight.scope());
        let mut found: Vec<Choice> = Vec::new();
        for row in &self.indicators {
            let name = choosing::indicator_name(row);
            let measure = &row.unit_of_measure;
            match &row.outcome {
                Outcome::Reported(reported) => found.push(Choice {
                    status: row
                        .fulfilment
                        .and_then(|status| Status::of(&Cell::Fulfilment(status))),
                    ..event(
                        reported.source.position,
                        format!("{name}: {}", wording::value(&reported.value, measure)),
                    )
                }),
                Outcome::Missing { reason, source, .. } => found.push(event(
                    source.position,
                    format!("{name}: värde saknas ({reason})"),
                )),
                Outcome::NotReported => {
                    let by_unit = model.indicators.outcomes_by_unit(&row.indicator, &scope);
                    for (unit, outcome) in by_unit {
                        if let Outcome::Reported(reported) = outcome {
                            let value = wording::value(&reported.value, measure);
                            found.push(event(
                                reported.source.position,
                                format!("{name}, {unit}: {value}"),
                            ));
                        }
                    }
                }
            }
        }
        let plan = &model.plan;
        let may_be_seen = |item: &Item| {
            let owner = item.owner.as_ref().or(item.plan_unit.as_ref());
            sight.may_of(Capability::Assessments, owner).is_ok()
        };
        let mut assignments = plan.assignments_serving(&self.item.item, sight.size);
        assignments.retain(may_be_seen);
        assignments.push(self.item.clone());
        for item in &assignments {
            if let Some(status) = model.assessments.status(item, &scope) {
                found.push(Choice {
                    status: Status::of(&status.status_cell()),
                    ..event(
                        status.source.position,
                        format!("Uppdrag {}", choosing::item_name(item)),
                    )
                });
            }
        }
        let contributing = self.item.linked_from.iter();
        let contributing = contributing
            .filter(|link| link.relation == Relation::ContributesTo)
            .filter_map(|link| plan.item(&link.item, sight.size))
            .filter(may_be_seen);
        for item in contributing {
            if let Some(made) = model.assessments.shown(&item, &scope) {
                found.push(Choice {
                    status: Status::of(&made.colour_cell()),
                    ..event(made.source.position, choosing::item_name(&item))
                });
            }
        }
        found
    }
}

/// An event as a choice.
fn event(position: Position, label: String) -> Choice {
    Choice {
        note: format!("händelse {position}"),
        ..Choice::new(format!("@{}", position.0), label)
    }
}

/// What an assessment says besides its colour.
fn said(made: &Assessment) -> String {
    let at = made.recorded_at.map(moment::shown).unwrap_or_default();
    format!("{} {at}: {}", made.unit, made.motivation)
        .trim_end_matches([':', ' '])
        .to_owned()
}

fn outcome(row: &IndicatorRow) -> String {
    let target = row.target.as_ref();
    let target = target.map(|target| format!("; målvärde {}", wording::target(&target.target)));
    let outcome = match &row.outcome {
        Outcome::Reported(reported) => wording::value(&reported.value, &row.unit_of_measure),
        Outcome::Missing { reason, .. } => format!("värde saknas ({reason})"),
        Outcome::NotReported => "inte rapporterat".to_owned(),
    };
    format!(
        "{}{}",
        outcome.trim_end_matches('.'),
        target.unwrap_or_default()
    )
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let item: Option<ItemId> = answers.read("post");
    let mut evidence: Vec<String> = given.all("underlag").map(str::to_owned).collect();
    for more in given.one("fler").unwrap_or_default().split_whitespace() {
        let more = more.trim_end_matches(',');
        let digits = more.strip_prefix('@').unwrap_or(more);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            answers.wrong(
                "fler",
                format!("{more} är inget nummer på en händelse. Skriv till exempel @812."),
            );
            continue;
        }
        let more = format!("@{digits}");
        if !evidence.contains(&more) {
            evidence.push(more);
        }
    }
    let colour = answers.word("farg");
    let trend = answers.optional_word("trend");
    let motivation = answers.optional_text("motivering").unwrap_or_default();
    let made = || {
        Some(MakeAssessment {
            item: item?,
            unit: sight.unit().clone(),
            period: sight.period(),
            colour: colour?,
            trend,
            evidence: evidence.into_iter().map(EventRef).collect(),
            motivation,
        })
    };
    let made = made();
    answers.done(made.map(|made| bare(Command::MakeAssessment(made))))
}

fn after(sight: &Sight<'_>, given: &Given) -> String {
    let item = given.one("post").unwrap_or_default();
    sight.times.known_at(None).link(&path("/poster", item))
}
