//! Assignments with status and assessment, and the counts per colour and per indicator status.

use ledger::event::followup::NarrativeSection;

use super::context::Context;
use super::objectives::{OWNERS, not_assessed};
use super::words::{self, titled};
use crate::assessments::{Assessment, ColourCounts, ReportColours, ReportedStatus};
use crate::document::{Cell, Row, Section, Table};
use crate::indicators::FulfilmentCounts;
use crate::plan::{Item, ItemKind};

/// Uppdrag.
pub(super) fn section(c: &Context<'_>) -> Section {
    let mut section = c
        .written("assignments", "Uppdrag", 1, NarrativeSection::Assignments)
        .table_or(table(c), "Inga uppdrag är registrerade för året.");
    for item in c
        .withdrawn()
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
        "Uppdrag med status och bedömning",
        OWNERS,
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
    .with(c.items().assignments.iter().map(|item| row(c, item)))
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
    let done = status.map(|status| status.text.trim());
    // The same sentence is not printed twice side by side.
    let motivation = assessed
        .map(|assessed| assessed.motivation.trim())
        .filter(|motivation| done != Some(*motivation));
    Row::new(
        item.item.as_str(),
        vec![
            Cell::text(titled(item.label.as_deref(), &item.title)),
            Cell::some(item.owner.as_ref(), |owner| c.other_unit(owner)),
            Cell::some(item.due, Cell::Date),
            status.map_or_else(
                || Cell::Missing("inte rapporterat".into()),
                ReportedStatus::status_cell,
            ),
            assessed.map_or_else(not_assessed, Assessment::colour_cell),
            Cell::some(assessed.and_then(|assessed| assessed.trend), Cell::Trend),
            motivation.map_or(Cell::Empty, Cell::text),
            done.map_or(Cell::Empty, Cell::text),
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
    c.model.assessments.counts(c.items(), &c.scope)
}

/// The columns of a count per colour. Redacted assessments, of no colour, have a
/// column only where there are any.
pub(super) fn colour_columns(redacted: bool) -> Vec<(&'static str, &'static str)> {
    let mut columns = COLOUR_COLUMNS.to_vec();
    columns.extend(redacted.then_some(REDACTED));
    columns
}

/// The column of what is redacted, in a count.
pub(super) const REDACTED: (&str, &str) = (REDACTED_COLUMN, "Gallrade");

/// The column of redacted judgements of internal control, beside other counts.
pub(super) const REDACTED_CONTROL: (&str, &str) = (REDACTED_CONTROL_COLUMN, "Gallrade krav i ISK");

/// The keys of those columns.
pub(crate) const REDACTED_CONTROL_COLUMN: &str = "redacted_control";
pub(crate) const REDACTED_COLUMN: &str = "redacted";

/// What a sentence says of how many assessments are redacted.
pub(crate) const COUNTED_REDACTED: &str = "har en gallrad bedömning";

const COLOUR_COLUMNS: [(&str, &str); 6] = [
    ("total", "Antal"),
    ("green", "Gröna"),
    ("yellow", "Gula"),
    ("red", "Röda"),
    ("not_assessable", "Kan inte bedömas"),
    ("not_assessed", "Inte bedömda"),
];

/// The cells of a count per colour, in the order of [`colour_columns`].
pub(super) fn colour_cells(counts: &ColourCounts, redacted: bool) -> Vec<Cell> {
    let counted = [
        counts.total,
        counts.green,
        counts.yellow,
        counts.red,
        counts.not_assessable,
        counts.not_assessed,
    ];
    counted
        .into_iter()
        .chain(redacted.then_some(counts.redacted))
        .map(|count| Cell::Count(i64::from(count)))
        .collect()
}

fn colour_counts(c: &Context<'_>) -> Table {
    let colours = colours(c);
    let mut columns = vec![("title", "")];
    let redacted = [
        colours.effect_objectives,
        colours.committee_objectives,
        colours.assignments,
    ]
    .iter()
    .any(|counts| counts.redacted > 0);
    columns.extend(colour_columns(redacted));
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
            cells.extend(colour_cells(&counts, redacted));
            Row::new(key, cells)
        }),
    )
}

fn indicator_counts(c: &Context<'_>) -> Table {
    let rows = c.model.indicators.rows(c.items(), &c.scope, &c.model.rules);
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
    let coloured: Vec<String> = [
        (counts.green, "grönt", "gröna"),
        (counts.yellow, "gult", "gula"),
        (counts.red, "rött", "röda"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
    .collect();
    let total = words::counted(usize::try_from(counts.total).ok()?, one, many);
    let mut said = match coloured.as_slice() {
        [] => format!("Av {total} har inget fått en färg"),
        [only] => format!("Av {total} är {only}"),
        [first @ .., last] => format!("Av {total} är {} och {last}", first.join(", ")),
    };
    for (count, word) in [
        (counts.not_assessable, "kan inte bedömas"),
        (counts.not_assessed, "är inte bedömda än"),
        (counts.redacted, COUNTED_REDACTED),
    ] {
        if count > 0 {
            said = format!("{said}; {count} {word}");
        }
    }
    Some(format!("{said}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_per_colour_are_said_in_correct_swedish() {
        let counts = |[green, yellow, red, not_assessable, not_assessed]: [u32; 5]| ColourCounts {
            total: green + yellow + red + not_assessable + not_assessed,
            green,
            yellow,
            red,
            not_assessable,
            not_assessed,
            redacted: 0,
        };
        for (given, said) in [
            (
                [4, 1, 2, 1, 0],
                Some("Av 8 mål är 4 gröna, 1 gult och 2 röda; 1 kan inte bedömas."),
            ),
            ([7, 0, 1, 0, 0], Some("Av 8 mål är 7 gröna och 1 rött.")),
            ([0, 3, 0, 0, 0], Some("Av 3 mål är 3 gula.")),
            (
                [0, 0, 0, 0, 2],
                Some("Av 2 mål har inget fått en färg; 2 är inte bedömda än."),
            ),
            ([0; 5], None),
        ] {
            assert_eq!(sentence(&counts(given), ("mål", "mål")).as_deref(), said);
        }
    }
}
