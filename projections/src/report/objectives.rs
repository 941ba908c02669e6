//! Objectives per perspective, with their indicators and assessments.

use ledger::event::followup::NarrativeSection;
use ledger::event::indicator::IndicatorValue;
use ledger::event::plan::{Perspective, Relation};

use super::context::Context;
use super::parts::Parts;
use super::words::{self, PERSPECTIVES, item_kind, titled};
use crate::assessments::Assessment;
use crate::document::{Cell, Row, RowRole, Section, Table};
use crate::indicators::{IndicatorRow, Outcome, Previous};
use crate::plan::{Item, ItemKind};
use crate::redacted::Redaction;

/// Måluppfyllelse: the text, all objectives with colours, each perspective, the indicators.
pub(super) fn sections(parts: Parts<'_>) -> Parts<'_> {
    let mut parts = parts.add("objectives", |c| {
        c.written(
            "objectives",
            "Måluppfyllelse",
            1,
            NarrativeSection::Objectives,
        )
        .table_or(objectives(c), "Inga mål är registrerade för året.")
    });
    for (perspective, key, name) in PERSPECTIVES {
        parts = parts.add(&format!("objectives_{key}"), |c| {
            in_perspective(c, perspective, key, name)
        });
    }
    parts.add("indicators", |c| {
        Section::new("indicators", "Indikatorer", 2)
            .table_or(indicators(c), "Inga indikatorer är registrerade för målen.")
    })
}

/// The objectives with colour, trend and what the colour rests on.
pub(super) fn objectives(c: &Context<'_>) -> Table {
    let rows = PERSPECTIVES
        .into_iter()
        .flat_map(|(perspective, key, name)| {
            let mut rows: Vec<Row> = c
                .items()
                .objectives()
                .filter(|item| item.perspective == perspective)
                .map(|item| objective(c, item))
                .collect();
            if !rows.is_empty() {
                let mut cells = vec![Cell::text(format!("Perspektiv: {name}"))];
                cells.resize(COLUMNS.len(), Cell::Empty);
                rows.insert(0, Row::new(key, cells));
            }
            rows
        });
    Table::new("objectives", "Mål med bedömning", OWNERS, &COLUMNS).with(rows)
}

/// What a table says that names only others than the report's unit as responsible.
pub(super) const OWNERS: &str = "Ansvarig anges när det är en annan enhet än rapportens.";

const COLUMNS: [(&str, &str); 7] = [
    ("title", "Mål"),
    ("kind", "Slag"),
    ("owner", "Ansvarig"),
    ("colour", "Bedömning"),
    ("trend", "Trend"),
    ("assessment_basis", "Bedömningen är gjord"),
    ("evidence", "Antal underlag"),
];

fn objective(c: &Context<'_>, item: &Item) -> Row {
    let assessed = c.model.assessments.shown(item, &c.scope);
    let provenance = assessed
        .as_ref()
        .and_then(|assessed| assessed.grounds.provenance)
        .max(item.grounds.provenance);
    let assessed = assessed.as_ref();
    Row::new(
        item.item.as_str(),
        vec![
            Cell::text(titled(item.label.as_deref(), &item.title)),
            Cell::text(item_kind(item.kind)),
            Cell::some(item.owner.as_ref(), |owner| c.other_unit(owner)),
            assessed.map_or_else(not_assessed, Assessment::colour_cell),
            Cell::some(assessed.and_then(|assessed| assessed.trend), Cell::Trend),
            Cell::some(assessed, basis),
            Cell::some(assessed, evidence),
        ],
    )
    .level(1)
    .from_source(provenance)
}

/// How an assessment was made.
pub(super) fn basis(assessed: &Assessment) -> Cell {
    Cell::some(assessed.basis, |basis| {
        Cell::Text(words::assessment_basis(basis, assessed.suggested))
    })
}

/// How many events an assessment rests on.
pub(super) fn evidence(assessed: &Assessment) -> Cell {
    Cell::some(assessed.basis, |_| Cell::count(assessed.evidence.len()))
}

/// What stands where a colour is not there yet.
pub(super) fn not_assessed() -> Cell {
    Cell::Missing("inte bedömt".into())
}

fn in_perspective(c: &Context<'_>, perspective: Perspective, key: &str, name: &str) -> Section {
    let heading = format!("Perspektiv: {name}");
    let mut section = Section::new(&format!("objectives_{key}"), &heading, 2);
    let strategies: Vec<&str> = c
        .items()
        .strategies
        .iter()
        .filter(|item| item.perspective == perspective)
        .map(|item| item.title.as_str())
        .collect();
    if !strategies.is_empty() {
        section = section.text(format!("Strategier: {}.", strategies.join("; ")));
    }
    let objectives: Vec<&Item> = c
        .items()
        .objectives()
        .filter(|item| item.perspective == perspective)
        .collect();
    if objectives.is_empty() {
        return section.text("Inga mål är registrerade i perspektivet.");
    }
    for item in objectives {
        for paragraph in told(c, item) {
            section = section.text(paragraph);
        }
    }
    let gone = c.withdrawn().iter().filter(|item| {
        item.perspective == perspective
            && matches!(
                item.kind,
                ItemKind::EffectObjective | ItemKind::CommitteeObjective
            )
    });
    for item in gone {
        let last = item
            .withdrawn
            .map_or_else(String::new, |day| day.to_string());
        section = section.text(format!(
            "Målet ”{}” utgick och gällde till och med {last}.",
            item.title
        ));
    }
    section
}

/// An objective's paragraphs: what it is and was judged, and why.
fn told(c: &Context<'_>, item: &Item) -> Vec<String> {
    let name = match &item.label {
        Some(label) => format!("{} {label}", capital(item_kind(item.kind))),
        None => capital(item_kind(item.kind)),
    };
    let contributes: Vec<String> = item
        .links
        .iter()
        .filter(|link| link.relation == Relation::ContributesTo)
        .filter_map(|link| c.model.plan.item(&link.item, c.size()))
        .map(|to| titled(to.label.as_deref(), &to.title))
        .collect();
    let mut first = vec![format!("{name}: {}.", item.title.trim_end_matches('.'))];
    if !contributes.is_empty() {
        first.push(format!("Bidrar till {}.", contributes.join("; ")));
    }
    let Some(assessed) = c.model.assessments.shown(item, &c.scope) else {
        first.push("Målet är inte bedömt.".into());
        return vec![first.join(" ")];
    };
    let (Some(colour), Some(basis)) = (assessed.colour, assessed.basis) else {
        let gone = assessed.redacted.as_ref();
        let gone = gone.map_or_else(String::new, Redaction::words);
        first.push(format!("Bedömning: {gone}."));
        return vec![first.join(" ")];
    };
    let trend = match assessed.trend {
        Some(trend) => format!(", trend {}", words::trend(trend)),
        None => String::new(),
    };
    first.push(format!(
        "Bedömning: {}{trend} ({}).",
        words::colour(colour),
        words::assessment_basis(basis, assessed.suggested)
    ));
    let mut told = vec![first.join(" ")];
    if !assessed.motivation.trim().is_empty() {
        told.push(format!("Motivering: {}", assessed.motivation.trim()));
    }
    told
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The indicators under the objective they measure.
pub(super) fn indicators(c: &Context<'_>) -> Table {
    let columns = [
        ("title", "Indikator"),
        ("unit_of_measure", "Enhet"),
        ("desired", "Önskad riktning"),
        ("outcome", "Utfall"),
        ("target", "Målvärde"),
        ("previous", "Föregående"),
        ("fulfilment", "Uppfyllelse"),
        ("remark", "Anmärkning"),
    ];
    let rows = c.model.indicators.rows(c.items(), &c.scope, &c.model.rules);
    let grouped = c.items().objectives().flat_map(|item| {
        let mut group: Vec<Row> = rows
            .iter()
            .filter(|row| row.item == item.item)
            .map(indicator)
            .collect();
        if !group.is_empty() {
            let mut cells = vec![Cell::text(titled(item.label.as_deref(), &item.title))];
            cells.resize(columns.len(), Cell::Empty);
            group.insert(0, Row::new(item.item.as_str(), cells));
        }
        group
    });
    Table::new("indicators", "Indikatorer per mål", "", &columns).with(grouped)
}

fn indicator(row: &IndicatorRow) -> Row {
    let judged = |value: &IndicatorValue| match value {
        IndicatorValue::Number { value } => Cell::Number(*value),
        IndicatorValue::Judged { text, .. } => Cell::text(text),
    };
    let outcome = match &row.outcome {
        Outcome::Reported(reported) => judged(&reported.value),
        Outcome::Missing { reason, .. } => Cell::Missing(reason.clone()),
        Outcome::NotReported => Cell::Missing("inte rapporterat".into()),
    };
    let previous = match &row.previous {
        Some(Previous::Reported { value, .. }) => judged(value),
        Some(Previous::StatedByTarget { value }) => Cell::Number(*value),
        None => Cell::Empty,
    };
    let fulfilment = match (&row.outcome, row.fulfilment) {
        (Outcome::Missing { .. }, _) => Cell::Missing("värde saknas".into()),
        (_, Some(fulfilment)) => Cell::Fulfilment(fulfilment),
        (_, None) => Cell::Empty,
    };
    Row::new(
        row.indicator.as_str(),
        vec![
            Cell::text(titled(row.label.as_deref(), &row.title)),
            Cell::text(&row.unit_of_measure),
            Cell::text(words::desired(row.desired)),
            outcome,
            Cell::some(row.target.as_ref(), |applied| {
                Cell::text(words::target(&applied.target))
            }),
            previous,
            fulfilment,
            Cell::text(remark(row)),
        ],
    )
    .level(1)
    .role(RowRole::Item)
    .from_source(row.grounds.provenance)
}

/// What a reader must know of an indicator besides its figures.
fn remark(row: &IndicatorRow) -> String {
    let mut remarks = Vec::new();
    if let Some(wish) = &row.wish {
        remarks.push(format!("{} önskar motsatt riktning", wish.unit));
    }
    if let Outcome::Reported(reported) = &row.outcome {
        if reported.lags {
            remarks.push(format!("avser {}", reported.period));
        }
        if reported.correction.is_some() {
            remarks.push("rättat".into());
        }
    }
    if let Some(series) = row.series {
        remarks.push(format!("jämförelseserien: {}", words::number(series)));
    }
    remarks.join("; ")
}
