//! Assignments with status and assessment, and the counts per colour and per indicator status.

use ledger::event::followup::{Colour, NarrativeSection};

use super::context::Context;
use super::objectives::{not_assessed, titled};
use super::words;
use crate::assessments::{ColourCounts, ReportColours};
use crate::document::{Cell, Row, Section, Table};
use crate::indicators::FulfilmentCounts;
use crate::plan::{Item, ItemKind};

/// Uppdrag.
pub(super) fn section(c: &Context<'_>) -> Section {
    let mut section = c
        .written("assignments", "Uppdrag", 1, NarrativeSection::Assignments)
        .table_or(table(c), "Inga uppdrag är registrerade för året.");
    for item in c
        .withdrawn
        .iter()
        .filter(|item| item.kind == ItemKind::Assignment)
    {
        let last = item
            .withdrawn
            .map_or_else(String::new, |day| day.to_string());
        section = section.text(format!(
            "Uppdraget ”{}” utgick och gällde till och med {last}.",
            item.title
        ));
    }
    section
}

fn table(c: &Context<'_>) -> Table {
    Table::new(
        "assignments",
        "Uppdrag",
        "",
        &[
            ("title", "Uppdrag"),
            ("owner", "Ansvarig"),
            ("due", "Klart senast"),
            ("status", "Status"),
            ("colour", "Bedömning"),
            ("trend", "Trend"),
            ("motivation", "Motivering"),
            ("done", "Vad som har gjorts"),
        ],
    )
    .with(c.items.assignments.iter().map(|item| row(c, item)))
}

fn row(c: &Context<'_>, item: &Item) -> Row {
    let status = c.model.assessments.status(item, &c.scope);
    let assessed = c.model.assessments.shown(item, &c.scope);
    let provenance = [
        item.grounds.provenance,
        status.as_ref().and_then(|status| status.grounds.provenance),
        assessed
            .as_ref()
            .and_then(|assessed| assessed.grounds.provenance),
    ];
    let (status, assessed) = (status.as_ref(), assessed.as_ref());
    Row::new(
        item.item.as_str(),
        vec![
            Cell::text(titled(item.label.as_deref(), &item.title)),
            Cell::some(item.owner.as_ref(), |owner| Cell::text(c.name_of(owner))),
            Cell::some(item.due, Cell::Date),
            status.map_or_else(
                || Cell::Missing("inte rapporterat".into()),
                |status| Cell::Assignment(status.status),
            ),
            assessed.map_or_else(not_assessed, |assessed| Cell::Colour(assessed.colour)),
            Cell::some(assessed.and_then(|assessed| assessed.trend), Cell::Trend),
            Cell::some(assessed, |assessed| Cell::text(assessed.motivation.trim())),
            Cell::some(status, |status| Cell::text(status.text.trim())),
        ],
    )
    .from_source(provenance.into_iter().max().flatten())
}

/// Bedömningar i antal.
pub(super) fn counts(c: &Context<'_>, level: u8) -> Section {
    Section::new("assessment_counts", "Bedömningar i antal", level)
        .table_or(
            colour_counts(c),
            "Det finns inga mål eller uppdrag att räkna.",
        )
        .table(indicator_counts(c))
}

/// The colours of the context's report.
pub(super) fn colours(c: &Context<'_>) -> ReportColours {
    c.model.assessments.counts(&c.items, &c.scope)
}

/// The columns of a count per colour.
pub(super) const COLOUR_COLUMNS: [(&str, &str); 6] = [
    ("total", "Antal"),
    ("green", "Gröna"),
    ("yellow", "Gula"),
    ("red", "Röda"),
    ("not_assessable", "Kan inte bedömas"),
    ("not_assessed", "Inte bedömda"),
];

/// The cells of a count per colour, in the order of [`COLOUR_COLUMNS`].
pub(super) fn colour_cells(counts: &ColourCounts) -> Vec<Cell> {
    [
        counts.total,
        counts.green,
        counts.yellow,
        counts.red,
        counts.not_assessable,
        counts.not_assessed,
    ]
    .into_iter()
    .map(|count| Cell::Count(i64::from(count)))
    .collect()
}

fn colour_counts(c: &Context<'_>) -> Table {
    let colours = colours(c);
    let mut columns = vec![("title", "")];
    columns.extend(COLOUR_COLUMNS);
    Table::new("colour_counts", "Mål och uppdrag per färg", "", &columns).with(
        [
            ("effect_objectives", "Effektmål", colours.effect_objectives),
            (
                "committee_objectives",
                "Nämndmål",
                colours.committee_objectives,
            ),
            ("assignments", "Uppdrag", colours.assignments),
        ]
        .into_iter()
        .filter(|(_, _, counts)| counts.total > 0)
        .map(|(key, title, counts)| {
            let mut cells = vec![Cell::text(title)];
            cells.extend(colour_cells(&counts));
            Row::new(key, cells)
        }),
    )
}

fn indicator_counts(c: &Context<'_>) -> Table {
    let rows = c.model.indicators.rows(&c.items, &c.scope, &c.model.rules);
    let counts = FulfilmentCounts::of(&rows);
    let cells = [
        counts.total,
        counts.fully,
        counts.partly,
        counts.not_at_all,
        counts.missing,
        counts.not_reported,
        counts.without_status,
    ];
    let row = Row::new(
        "all",
        std::iter::once(Cell::text("Alla indikatorer"))
            .chain(cells.into_iter().map(|count| Cell::Count(i64::from(count))))
            .collect(),
    );
    Table::new(
        "indicator_counts",
        "Indikatorer per uppfyllelse",
        "",
        &[
            ("title", ""),
            ("total", "Antal"),
            ("fully", "Helt"),
            ("partly", "Delvis"),
            ("not_at_all", "Inte alls"),
            ("missing", "Värde saknas"),
            ("not_reported", "Inte rapporterade"),
            ("without_status", "Utan uppfyllelse"),
        ],
    )
    .with((counts.total > 0).then_some(row))
}

/// How many items of a kind have which colour, as a sentence.
pub(super) fn sentence(counts: &ColourCounts, (one, many): (&str, &str)) -> Option<String> {
    if counts.total == 0 {
        return None;
    }
    let of = |colour| usize::try_from(counts.count(Some(colour))).unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    for (colour, word) in [
        (Colour::Green, "bedöms som grönt"),
        (Colour::Yellow, "som gult"),
        (Colour::Red, "som rött"),
    ] {
        parts.push(format!("{} {word}", of(colour)));
    }
    if counts.not_assessable > 0 {
        parts.push(format!("{} kan inte bedömas", counts.not_assessable));
    }
    if counts.not_assessed > 0 {
        parts.push(format!("{} är inte bedömda", counts.not_assessed));
    }
    let last = parts.pop()?;
    let total = usize::try_from(counts.total).unwrap_or(usize::MAX);
    Some(format!(
        "Av {}: {} och {last}.",
        words::counted(total, one, many),
        parts.join(", ")
    ))
}
