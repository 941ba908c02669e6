//! The cards: objectives per colour, economy, indicators, assignments, action plan and
//! internal control.

use ledger::event::budget::LineTable;
use ledger::event::control::{ControlStatus, Sufficiency};
use ledger::event::followup::{AssignmentStatus, Colour};
use ledger::event::indicator::Fulfilment;
use ledger::event::organisation::UnitKind;
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::money::Ore;
use projections::assessments::{ColourCounts, Partial};
use projections::control::ControlCounts;
use projections::document::Cell;
use projections::economy::column::Column;
use projections::economy::table::LineRow;
use projections::indicators::FulfilmentCounts;
use projections::plan::{Item, ReportItems};
use projections::report::{self, ReportRequest};
use projections::scope::Scope;

use super::card::{Card, Figure, Making};
use crate::access::matrix::Capability;
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::web::frame::in_words;
use crate::web::html::cell::{AMOUNTS, shown};
use crate::web::html::status::Status;
use crate::web::pages::marks::Marks;
use crate::web::sight::Sight;

/// The sections of a report that the figures of cards stand in.
const SECTIONS: [&str; 5] = [
    "action_plan",
    "assessment_counts",
    "economy",
    "internal_control",
    "operating_result",
];

/// The cards of a unit and a period.
pub(super) struct Cards {
    /// Those that may be seen.
    pub(super) all: Vec<Card>,
    /// What the marks on them mean.
    pub(super) marks: Vec<String>,
    /// Whether there is a report of the period.
    pub(super) has_report: bool,
}

/// The cards.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn cards(sight: &Sight<'_>) -> Result<Cards, Problem> {
    let reading = sight.reading();
    let request = ReportRequest {
        kind: sight.kind(),
        unit: sight.unit().clone(),
        period: sight.period(),
    };
    let basis = reading.basis(sight.size)?;
    // Where there is no such report there are no questions why; the figures stand.
    let has_report = report::can_build(reading.model, &request, basis).is_ok();
    let report = has_report
        .then(|| report::build_part(reading.model, &request, basis, &SECTIONS).ok())
        .flatten();
    let making = Making {
        sight,
        report: report.as_ref(),
    };
    let marks = Marks::default();
    let scope = sight.scope();
    let items = sight.model().plan.report_items(&scope);
    let may = |capability| sight.may(capability).is_ok();
    let mut cards = Vec::new();
    if may(Capability::Assessments) && may(Capability::Plan) {
        cards.extend(objectives(&making, &items, &scope));
    }
    if may(Capability::Economy) {
        cards.push(economy(&making, &marks));
    }
    if may(Capability::Indicators) {
        cards.push(indicators(&making, &items, &scope));
    }
    if may(Capability::Assessments) && may(Capability::Plan) {
        cards.push(assignments(&making, &items, &scope));
    }
    if may(Capability::Actions) {
        cards.push(actions(&making, &scope, &marks));
    }
    if may(Capability::Control) {
        cards.push(control(&making, &scope));
    }
    Ok(Cards {
        all: cards,
        marks: marks.explained(),
        has_report,
    })
}

/// The counts of a kind of items per colour: of the assessments of the period itself, as
/// its report counts them. Beside them stand the latest within it of items it has none of.
fn colours(
    making: &Making<'_>,
    card: Card,
    counts: &ColourCounts,
    partial: &Partial,
    row: &str,
) -> Card {
    let by_colour = [
        (Colour::Green, "green"),
        (Colour::Yellow, "yellow"),
        (Colour::Red, "red"),
        (Colour::NotAssessable, "not_assessable"),
    ];
    let card = by_colour.into_iter().fold(card, |card, (colour, column)| {
        let count = counts.count(Some(colour));
        let key = ["colour_counts", row, column];
        card.with(making.count(&Cell::Colour(colour), count, key))
    });
    let key = ["colour_counts", row, "not_assessed"];
    let card = card
        .with(making.number("Inte bedömda", counts.not_assessed, key))
        .with(making.number(
            "Gallrade",
            counts.redacted,
            ["colour_counts", row, "redacted"],
        ));
    Card {
        beside: beside(partial),
        of: format!("Bedömningar för {}:", in_words(making.sight.period())),
        ..card
    }
}

/// How many have which colour in assessments of parts of the period, and of which parts.
fn beside(partial: &Partial) -> Option<(String, Vec<Figure>)> {
    if partial.colours.is_empty() {
        return None;
    }
    let colours = [
        Colour::Green,
        Colour::Yellow,
        Colour::Red,
        Colour::NotAssessable,
    ];
    let by_colour = colours.into_iter().filter_map(|colour| {
        let status = Status::of(&Cell::Colour(colour))?;
        Some((Some(colour), Some(status), status.word))
    });
    let figures = by_colour.chain([(None, None, "Gallrade")]);
    let figures = figures.filter_map(|(colour, status, word)| {
        let count = partial.colours.get(&colour)?;
        Some(Figure {
            status,
            label: word.to_owned(),
            shown: shown(&Cell::Count(i64::from(*count))),
            mark: "",
            // They are of several reports, and no figure of any.
            why: None,
            about: word.to_owned(),
        })
    });
    let periods = partial.periods.iter().map(|period| in_words(*period));
    let periods = periods.collect::<Vec<_>>().join(", ");
    let words = format!("Av de inte bedömda, senast bedömda inom perioden ({periods}):");
    Some((words, figures.collect()))
}

fn objectives(making: &Making<'_>, items: &ReportItems, scope: &Scope) -> Vec<Card> {
    let sight = making.sight;
    let counts = sight.model().assessments.counts(items, scope);
    let last_day = scope.period.last_day();
    let within = sight.within(scope);
    let partial = |items: &[Item]| {
        let applying = items.iter().filter(|item| item.applies_on(last_day));
        within.partial(applying)
    };
    let nothing = "Inga mål är registrerade för året.";
    let all = [
        (
            "Effektmål",
            counts.effect_objectives,
            partial(&items.effect_objectives),
            "effect_objectives",
        ),
        (
            "Nämndmål",
            counts.committee_objectives,
            partial(&items.committee_objectives),
            "committee_objectives",
        ),
    ];
    let cards: Vec<Card> = all
        .into_iter()
        .filter(|(_, counts, ..)| counts.total > 0)
        .map(|(title, counts, partial, row)| {
            let card = Card::new(title, sight.link("/plan"), nothing);
            colours(making, card, &counts, &partial, row)
        })
        .collect();
    if cards.is_empty() {
        vec![Card::new("Mål", sight.link("/plan"), nothing)]
    } else {
        cards
    }
}

fn economy(making: &Making<'_>, marks: &Marks) -> Card {
    let sight = making.sight;
    let nothing = "Ingen ekonomi är registrerad för perioden.";
    let card = Card::new("Ekonomi mot budget", sight.link("/ekonomi"), nothing);
    let Some(result) = result(sight) else {
        return card;
    };
    let figure = |label: &str, column: Column| {
        let amount: Option<Ore> = result.figures.get(column);
        let key = ["operating_result", result.key.as_str(), column.key()];
        making.figure(label, &Cell::some(amount, Cell::Amount), key)
    };
    let label = format!("Utfall {}, {}", in_words(sight.period()), AMOUNTS.name());
    let outcome = figure(&label, Column::Outcome).map(|outcome| Figure {
        mark: marks.of(result.provenance),
        ..outcome
    });
    let card = Card {
        great: outcome,
        ..card
    }
    .with(figure("Budget", Column::Budget))
    .with(figure("Avvikelse", Column::Variance))
    .with(figure("Prognos helår", Column::Forecast))
    .with(figure("Prognos minus budget", Column::ForecastVariance));
    if card.is_empty() {
        return card;
    }
    let title = match result.line {
        Some(_) => result.title,
        None => "Summan av de underordnade".to_owned(),
    };
    let figures = result.figures;
    let both = figures.outcome.is_some() && figures.budget.is_some();
    let differ = match figures.variance {
        None if both => " Utfall och budget omfattar inte samma rader och jämförs därför inte.",
        _ => "",
    };
    Card {
        note: format!("{title}. Belopp i {}.{differ}", AMOUNTS.name()),
        ..card
    }
}

/// The result of the unit; of the region, the sum of the board and the committees.
fn result(sight: &Sight<'_>) -> Option<LineRow> {
    let (model, unit, period) = (sight.model(), sight.unit(), sight.period());
    let own = model.economy.result(unit, period, sight.size);
    let near = model
        .organisation
        .unit_near(unit, period.last_day(), sight.size);
    if own.is_some() || near?.kind != UnitKind::Assembly {
        return own;
    }
    let bearers = model.bearers(ReportKind::AnnualReport, unit, period, sight.size);
    let table = LineTable::OperatingResult;
    let sums = model.economy.roll_up(&bearers, table, period, sight.size);
    sums.rows.into_iter().next_back()
}

fn indicators(making: &Making<'_>, items: &ReportItems, scope: &Scope) -> Card {
    let sight = making.sight;
    let model = sight.model();
    let rows = model.indicators.rows(items, scope, &model.rules);
    let counts = FulfilmentCounts::of(&rows);
    let nothing = "Inga indikatorer är registrerade för målen.";
    let card = Card::new("Indikatorer", sight.link("/indikatorer"), nothing);
    let met = [
        (Fulfilment::Fully, counts.fully, "fully"),
        (Fulfilment::Partly, counts.partly, "partly"),
        (Fulfilment::NotAtAll, counts.not_at_all, "not_at_all"),
    ];
    let card = met.into_iter().fold(card, |card, (met, count, column)| {
        let key = ["indicator_counts", "all", column];
        card.with(making.count(&Cell::Fulfilment(met), count, key))
    });
    let key = |column| ["indicator_counts", "all", column];
    let of = in_words(scope.period);
    let card = Card {
        of: format!("Senaste utfall mot de målvärden som gäller {of}:"),
        ..card
    };
    card.with(making.number("Värde saknas", counts.missing, key("missing")))
        .with(making.number(
            "Inte rapporterade",
            counts.not_reported,
            key("not_reported"),
        ))
        .with(making.number(
            "Utan uppfyllelse",
            counts.without_status,
            key("without_status"),
        ))
}

fn assignments(making: &Making<'_>, items: &ReportItems, scope: &Scope) -> Card {
    let sight = making.sight;
    let assessments = &sight.model().assessments;
    let nothing = "Inga uppdrag är registrerade för året.";
    let card = Card::new("Uppdrag", sight.link("/plan"), nothing);
    let counts = assessments.counts(items, scope);
    if counts.assignments.total == 0 {
        return card;
    }
    let last_day = scope.period.last_day();
    let applying = items.assignments.iter();
    let applying = applying.filter(|item| item.applies_on(last_day));
    let within = sight.within(scope);
    let partial = within.partial(applying.clone());
    let card = colours(making, card, &counts.assignments, &partial, "assignments");
    let statuses: Vec<_> = applying
        .map(|item| within.status(item))
        .map(|status| status.and_then(|status| status.status))
        .collect();
    let has = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    let said = [
        (Some(AssignmentStatus::Completed), "genomfört", "genomförda"),
        (Some(AssignmentStatus::Ongoing), "pågår", "pågår"),
        (
            Some(AssignmentStatus::NotStarted),
            "ej påbörjat",
            "ej påbörjade",
        ),
        (Some(AssignmentStatus::Discontinued), "avbrutet", "avbrutna"),
        (None, "utan rapporterad status", "utan rapporterad status"),
    ]
    .into_iter()
    .map(|(status, one, many)| (has(status), one, many))
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
    .collect::<Vec<_>>();
    Card {
        note: format!("Senaste status inom perioden: {}.", said.join(", ")),
        ..card
    }
}

fn actions(making: &Making<'_>, scope: &Scope, marks: &Marks) -> Card {
    let sight = making.sight;
    let units: Vec<UnitId> = scope.subtree.iter().cloned().collect();
    let plan = sight.model().actions.plan(&units, scope.period, sight.size);
    let nothing = "Ingen handlingsplan är registrerad för året.";
    let card = Card::new("Handlingsplan", sight.link("/atgarder"), nothing);
    if plan.rows.is_empty() {
        return card;
    }
    let weakest = plan.rows.iter().map(|row| row.provenance).max().flatten();
    let amount = |label, amount: Option<Ore>, column| {
        let key = ["action_plan", "total", column];
        making
            .figure(label, &Cell::some(amount, Cell::Amount), key)
            .map(|figure| Figure {
                mark: marks.of(weakest),
                ..figure
            })
    };
    let fte = |label, number, column| {
        let key = ["action_plan", "total", column];
        making.figure(label, &Cell::some(number, Cell::Number), key)
    };
    let actions = u64::try_from(plan.rows.len()).unwrap_or(u64::MAX);
    Card {
        note: format!(
            "{}. Belopp i {}.",
            swedish::counted(actions, "åtgärd", "åtgärder"),
            AMOUNTS.name()
        ),
        ..card
    }
    .with(amount("Planerad effekt", plan.planned.amount, "plan"))
    .with(amount("Uppnådd effekt", plan.outcome.amount, "outcome"))
    .with(amount("Kvar att nå", plan.shortfall.amount, "shortfall"))
    .with(fte("Årsarbetare, plan", plan.planned.fte, "fte_plan"))
    .with(fte("Årsarbetare, utfall", plan.outcome.fte, "fte_outcome"))
}

fn control(making: &Making<'_>, scope: &Scope) -> Card {
    let sight = making.sight;
    let control = &sight.model().control;
    let nothing = "Ingen intern kontroll är registrerad för året.";
    let card = Card::new("Intern kontroll", sight.link("/intern-kontroll"), nothing);
    let counts = ControlCounts::of(&control.actions(scope));
    let statuses = [
        (ControlStatus::Completed, counts.completed, "completed"),
        (ControlStatus::Ongoing, counts.ongoing, "ongoing"),
        (
            ControlStatus::NotCarriedOut,
            counts.not_carried_out,
            "not_carried_out",
        ),
    ];
    let card = statuses
        .into_iter()
        .fold(card, |card, (status, count, column)| {
            let key = ["control_counts", "all", column];
            card.with(making.count(&Cell::Control(status), count, key))
        });
    let key = ["control_counts", "all", "without_status"];
    let card = card.with(making.number("Utan uppföljning", counts.without_status, key));
    let judged = control.assessment(sight.unit(), scope.period.year(), sight.size);
    let of = |wanted| {
        let of = judged.iter().filter(|it| it.judgement == Some(wanted));
        of.count()
    };
    let (good, bad) = (of(Sufficiency::Sufficient), of(Sufficiency::Insufficient));
    let note = match (good, bad) {
        (0, 0) => "Kraven a–e är inte bedömda.".to_owned(),
        (good, 0) => format!("Krav a–e: {good} av {} tillräckliga.", judged.len()),
        (good, bad) => format!(
            "Krav a–e: {good} av {} tillräckliga, {bad} otillräckliga.",
            judged.len()
        ),
    };
    if card.is_empty() && good + bad == 0 {
        card
    } else {
        Card { note, ..card }
    }
}
