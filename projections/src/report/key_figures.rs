//! Personnel and volumes: key figures of two periods side by side.

use ledger::event::figure::{FigureValue, Measure};
use ledger::event::followup::NarrativeSection;
use ledger::period::Period;

use super::context::Context;
use super::request::period_in_words;
use crate::document::{Cell, Row, RowRole, Section, Table};
use crate::figures::{Figure, FigureCell, FigureRow, FigureTable};

/// A measure as a report shows it.
struct Shown {
    measure: Measure,
    key: &'static str,
    title: &'static str,
    note: &'static str,
}

const PERSONNEL: [Shown; 4] = [
    Shown {
        measure: Measure::PayrollCost,
        key: "payroll",
        title: "Lönekostnad",
        note: "Kostnader är negativa.",
    },
    Shown {
        measure: Measure::FullTimeEquivalents,
        key: "fte",
        title: "Årsarbetare",
        note: "Antal årsarbetare.",
    },
    Shown {
        measure: Measure::FullTimeEquivalentsNetOfLeave,
        key: "fte_net_of_leave",
        title: "Årsarbetare efter frånvaro",
        note: "Antal årsarbetare; tjänstledighet och liknande är avdraget.",
    },
    Shown {
        measure: Measure::SickLeave,
        key: "sick_leave",
        title: "Sjukfrånvaro",
        note: "Procent av ordinarie arbetstid; förändring i procentenheter.",
    },
];

const VOLUMES: [Shown; 3] = [
    Shown {
        measure: Measure::ListedPatients,
        key: "listed_patients",
        title: "Listade patienter",
        note: "Antal vid periodens slut.",
    },
    Shown {
        measure: Measure::Volume,
        key: "volumes",
        title: "Produktion",
        note: "Antal.",
    },
    Shown {
        measure: Measure::Turnover,
        key: "turnover",
        title: "Omsättning",
        note: "",
    },
];

/// Personal.
pub(super) fn personnel(c: &Context<'_>, heading: &str, level: u8) -> Section {
    let opening = c.written("personnel", heading, level, NarrativeSection::Personnel);
    with_tables(
        c,
        opening,
        &PERSONNEL,
        "Inga personaluppgifter är registrerade för perioden.",
    )
}

/// Produktion och volymer.
pub(super) fn volumes(c: &Context<'_>) -> Section {
    let opening = c.written(
        "volumes",
        "Produktion och volymer",
        1,
        NarrativeSection::Volumes,
    );
    with_tables(
        c,
        opening,
        &VOLUMES,
        "Inga volymer är registrerade för perioden.",
    )
}

fn with_tables(c: &Context<'_>, section: Section, shown: &[Shown], none: &str) -> Section {
    let tables: Vec<Table> = shown.iter().filter_map(|shown| table(c, shown)).collect();
    if tables.is_empty() {
        return section.text(none);
    }
    tables.into_iter().fold(section, Section::table)
}

/// The measure in the period that figures exist for, and the year before it.
fn view(c: &Context<'_>, measure: Measure) -> Option<FigureTable> {
    let figures = &c.model.figures;
    let units = &c.scope.subtree;
    let period = figures.reported_period(units, measure, c.period(), c.size())?;
    let view = figures.table(units, measure, period, previous(period), c.size());
    (!view.rows.is_empty() || view.total.total.current.is_some()).then_some(view)
}

fn previous(period: Period) -> Period {
    period.previous_year()
}

fn table(c: &Context<'_>, shown: &Shown) -> Option<Table> {
    let view = view(c, shown.measure)?;
    let title = format!(
        "{}, {} jämfört med {}",
        shown.title,
        period_in_words(view.period),
        period_in_words(view.previous_period)
    );
    let named: Vec<[String; 4]> = view
        .columns
        .iter()
        .map(|part| {
            [
                part.clone(),
                part_name(part).to_string(),
                format!("{part}_previous"),
                format!("{} föregående", part_name(part)),
            ]
        })
        .collect();
    let mut columns = vec![("title", "")];
    columns.extend(
        named
            .iter()
            .map(|[key, title, ..]| (key.as_str(), title.as_str())),
    );
    columns.push((
        "outcome",
        if named.is_empty() { "Utfall" } else { "Totalt" },
    ));
    columns.extend(
        named
            .iter()
            .map(|[.., key, title]| (key.as_str(), title.as_str())),
    );
    columns.extend([
        ("previous", "Föregående"),
        ("change", "Förändring"),
        ("change_percent", "Förändring, %"),
    ]);
    let width = view.columns.len();
    let mut rows: Vec<Row> = view
        .rows
        .iter()
        .map(|row| {
            let role = if row.is_total() {
                RowRole::Total
            } else {
                RowRole::Item
            };
            figure_row(row, &row.part, part_name(&row.part), shown.measure, width).role(role)
        })
        .collect();
    if view.total.total.current.is_some() || view.total.total.previous.is_some() {
        let total = figure_row(&view.total, "total", "Totalt", shown.measure, width);
        rows.push(total.role(RowRole::Total));
    }
    Some(Table::new(shown.key, &title, shown.note, &columns).with(rows))
}

/// What a part is called: the parts of a dimension are words of the source, but for the sexes.
fn part_name(part: &str) -> &str {
    match part {
        "women" => "Kvinnor",
        "men" => "Män",
        "all" => "Alla",
        other => other,
    }
}

fn figure_row(row: &FigureRow, key: &str, title: &str, measure: Measure, width: usize) -> Row {
    let part = |place: usize| row.cells.get(place);
    let mut cells = vec![Cell::text(title)];
    cells
        .extend((0..width).map(|place| {
            shown_figure(part(place).and_then(|cell| cell.current.as_ref()), measure)
        }));
    cells.push(shown_figure(row.total.current.as_ref(), measure));
    cells.extend(
        (0..width).map(|place| {
            shown_figure(part(place).and_then(|cell| cell.previous.as_ref()), measure)
        }),
    );
    cells.extend(compared(&row.total, measure));
    let provenance = row
        .cells
        .iter()
        .chain([&row.total])
        .flat_map(|cell| [&cell.current, &cell.previous])
        .flatten()
        .map(|figure| figure.grounds.provenance)
        .max()
        .flatten();
    Row::new(key, cells).from_source(provenance)
}

fn compared(cell: &FigureCell, measure: Measure) -> [Cell; 3] {
    let previous = shown_figure(cell.previous.as_ref(), measure);
    match (measure, cell.difference) {
        // A rate differs by percentage points; a per cent of a per cent would mislead.
        (Measure::SickLeave, Some(FigureValue::Number { value })) => {
            [previous, Cell::Number(value), Cell::Empty]
        }
        (_, difference) => [
            previous,
            Cell::some(difference, |value| value_cell(value, measure)),
            Cell::some(cell.percent, Cell::Percent),
        ],
    }
}

fn shown_figure(figure: Option<&Figure>, measure: Measure) -> Cell {
    Cell::some(figure, |figure| value_cell(figure.value, measure))
}

fn value_cell(value: FigureValue, measure: Measure) -> Cell {
    match (value, measure) {
        (FigureValue::Amount { amount_ore }, _) => Cell::Amount(amount_ore),
        (FigureValue::Number { value }, Measure::SickLeave) => Cell::Percent(value),
        (FigureValue::Number { value }, _) => Cell::Number(value),
    }
}

/// The totals of every measure, for a table of selected key figures.
pub(super) fn totals(c: &Context<'_>) -> Vec<Row> {
    PERSONNEL
        .iter()
        .chain(&VOLUMES)
        .filter_map(|shown| {
            let view = view(c, shown.measure)?;
            let total = view.whole();
            let current = total.current.as_ref()?;
            let mut cells = vec![
                Cell::Text(format!("{}, {}", shown.title, period_in_words(view.period))),
                value_cell(current.value, shown.measure),
                Cell::Empty,
                Cell::Empty,
            ];
            cells.extend(compared(total, shown.measure).into_iter().take(2));
            Some(Row::new(shown.key, cells).from_source(current.grounds.provenance))
        })
        .collect()
}
