//! A document as text that can be laid on a table in a meeting.
//!
//! Headings are underlined, tables aligned, sums stand under a rule, "varav"
//! rows are indented under what they are part of. A missing value is a dash
//! with its reason, never a zero. A long text among a column's numbers stands
//! on a line of its own beneath its row. A row that rests on inferred or generated
//! facts is marked, and the mark is explained under its table.

use projections::diff::{BASIS_TABLE, KNOWN_AT_ROW};
use projections::document::{Block, Cell, Document, Row, RowRole, Section, Table};
use unicode_width::UnicodeWidthStr;

use super::grid::{Align, Grid, GridCell, GridColumn, GridRow};
use super::paint::Paint;
use super::swedish::NO_BREAK_SPACE;
use super::{Layout, paragraph, swedish, words};
use crate::cli::moment;

/// How many characters a level of rows is moved in.
const INDENT: usize = 2;

/// The longest text that stands in place of a number in its column.
const LONGEST_AMONG_NUMBERS: usize = 15;

/// The longest reason that stands in the cell of a missing value; a longer one
/// is told under the table.
const LONGEST_REASON: usize = 20;

/// What stands in place of a text that is told beneath its row.
const IN_TEXT: &str = "se nedan";

/// The widest that a paragraph is set: longer lines are hard to read.
const WIDEST_PARAGRAPH: usize = 100;

/// The whole document.
pub(crate) fn document(document: &Document, layout: Layout) -> String {
    let mut text = String::new();
    push_heading(&mut text, &document.title, '═', layout);
    push_paragraph(&mut text, &basis_line(document), layout);
    for section in &document.sections {
        push_section(&mut text, section, layout);
    }
    text
}

/// One table with its title, note and legends. Columns in which nothing stands
/// are left out.
pub(crate) fn table(table: &Table, layout: Layout) -> String {
    table_under("", table, layout)
}

/// A table under a heading, which is not said twice.
fn table_under(heading: &str, table: &Table, layout: Layout) -> String {
    let table = &without_empty_columns(table);
    let mut text = String::new();
    if !table.title.is_empty() && table.title != heading {
        text.push_str(&Paint::Bold.on(&table.title, layout.colour));
        text.push('\n');
    }
    let caption = caption(table, layout);
    if !caption.is_empty() {
        for line in paragraph::lines(&caption, layout.width.min(WIDEST_PARAGRAPH)) {
            text.push_str(&Paint::Faint.on(&line, layout.colour));
            text.push('\n');
        }
    }
    if table.rows.is_empty() {
        text.push_str("(inga uppgifter)\n");
        return text;
    }
    let mut reasons = Reasons::default();
    let stands: Vec<Stand> = (0..table.columns.len())
        .map(|place| stand_of(table, place))
        .collect();
    let columns = table.columns.iter().zip(&stands);
    let columns: Vec<GridColumn> = columns
        .map(|(column, stand)| GridColumn {
            title: column.title.clone(),
            align: match stand {
                Stand::Words => Align::Left,
                Stand::Numbers | Stand::Mixed => Align::Right,
            },
        })
        .collect();
    let rows = table.rows.iter();
    let rows = rows.map(|row| grid_row(row, &columns, &stands, &mut reasons, layout));
    let grid = Grid {
        rows: rows.collect(),
        columns,
    };
    text.push_str(&grid.lay_out(layout.width, layout.colour));
    for (number, reason) in reasons.0.iter().enumerate() {
        let line = format!("{} {}", superscript(number + 1), missing(reason));
        push_lines(&mut text, &line, layout);
    }
    for note in words::legend(table.rows.iter().filter_map(|row| row.provenance)) {
        push_lines(&mut text, &note, layout);
    }
    text
}

/// A cell in words, as it stands in running text.
pub(crate) fn cell(cell: &Cell, layout: Layout) -> String {
    if let Some(status) = words::of_cell(cell) {
        return format!("{} {}", status.symbol, status.word);
    }
    match cell {
        Cell::Text(text) => moment::text_shown(text),
        Cell::Amount(amount) => swedish::amount(*amount, layout.amounts),
        Cell::Number(number) => swedish::quantity(*number),
        Cell::Percent(number) => swedish::percent(*number),
        Cell::Count(number) => swedish::count(*number),
        Cell::Date(date) => date.to_string(),
        Cell::Missing(reason) => format!("– {}", missing(reason)),
        Cell::Empty
        | Cell::Colour(_)
        | Cell::Trend(_)
        | Cell::Fulfilment(_)
        | Cell::Assignment(_)
        | Cell::Control(_)
        | Cell::Effect(_)
        | Cell::Sufficiency(_)
        | Cell::Check(_) => String::new(),
    }
}

/// A heading with a line under it.
pub(crate) fn push_heading(text: &mut String, heading: &str, line: char, layout: Layout) {
    if !text.is_empty() {
        text.push('\n');
    }
    let lines = paragraph::lines(heading, layout.width);
    let across = lines.iter().map(|line| line.width()).max().unwrap_or(0);
    for heading in lines {
        text.push_str(&Paint::Bold.on(&heading, layout.colour));
        text.push('\n');
    }
    text.extend(std::iter::repeat_n(line, across));
    text.push('\n');
}

/// A paragraph with an empty line after it.
pub(crate) fn push_paragraph(text: &mut String, words: &str, layout: Layout) {
    push_lines(text, words, layout);
    text.push('\n');
}

/// Lines broken to the page.
pub(crate) fn push_lines(text: &mut String, words: &str, layout: Layout) {
    for line in paragraph::lines(words, layout.width.min(WIDEST_PARAGRAPH)) {
        text.push_str(&line);
        text.push('\n');
    }
}

/// Why a value is missing, in words.
pub(crate) fn missing(reason: &str) -> String {
    let says_so = ["inte ", "ej ", "ingen ", "inga ", "inget "];
    let lower = reason.to_lowercase();
    if reason.is_empty() {
        "saknas".to_owned()
    } else if lower.contains("sakna") || says_so.iter().any(|start| lower.starts_with(start)) {
        reason.to_owned()
    } else {
        format!("saknas: {reason}")
    }
}

fn basis_line(document: &Document) -> String {
    let root = document.basis.root.to_string();
    let rules = match document.basis.rules_version {
        0 => "inga regler antagna".to_owned(),
        version => format!("regelversion\u{a0}{version}"),
    };
    let basis = document.table(BASIS_TABLE);
    let known = basis.and_then(|basis| basis.row(KNOWN_AT_ROW)?.cells.last());
    let known = match known {
        Some(Cell::Text(moment)) => format!(", känt per {}", moment::text_shown(moment)),
        _ => String::new(),
    };
    format!(
        "Enhet {} · period {} · underlag: {}{known}, rot {}…, {rules}",
        document.unit,
        document.period,
        swedish::first_events(document.basis.size),
        root.get(..16).unwrap_or(&root),
    )
}

fn push_section(text: &mut String, section: &Section, layout: Layout) {
    let line = if section.level <= 1 { '═' } else { '─' };
    while text.ends_with("\n\n") {
        text.pop();
    }
    push_heading(text, &section.heading, line, layout);
    for block in &section.blocks {
        match block {
            Block::Text(words) => push_paragraph(text, words, layout),
            Block::Table(of) => {
                text.push_str(&table_under(&section.heading, of, layout));
                text.push('\n');
            }
        }
    }
}

fn without_empty_columns(table: &Table) -> Table {
    let says = |cell: &Cell| match cell {
        Cell::Empty => false,
        Cell::Text(text) => !text.is_empty(),
        Cell::Amount(_)
        | Cell::Number(_)
        | Cell::Percent(_)
        | Cell::Count(_)
        | Cell::Date(_)
        | Cell::Colour(_)
        | Cell::Trend(_)
        | Cell::Fulfilment(_)
        | Cell::Assignment(_)
        | Cell::Control(_)
        | Cell::Effect(_)
        | Cell::Sufficiency(_)
        | Cell::Missing(_)
        | Cell::Check(_) => true,
    };
    let kept: Vec<usize> = (0..table.columns.len())
        .filter(|place| {
            let mut cells = table.rows.iter().filter_map(|row| row.cells.get(*place));
            *place == 0 || cells.any(says)
        })
        .collect();
    let mut table = table.clone();
    table.columns = pick(&kept, &table.columns);
    for row in &mut table.rows {
        row.cells = pick(&kept, &row.cells);
    }
    table
}

fn pick<T: Clone>(places: &[usize], from: &[T]) -> Vec<T> {
    places
        .iter()
        .filter_map(|place| from.get(*place).cloned())
        .collect()
}

/// What stands under a table's title: its note, and the unit of its amounts.
fn caption(table: &Table, layout: Layout) -> String {
    let has_amounts = table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| matches!(cell, Cell::Amount(_)));
    let unit = layout.amounts.name();
    match (table.note.is_empty(), has_amounts) {
        (true, true) => format!("Belopp i {unit}."),
        (false, true) => format!("Belopp i {unit}. {}", table.note),
        (_, false) => table.note.clone(),
    }
}

/// What stands in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// Words.
    Words,
    /// Numbers.
    Numbers,
    /// Numbers, and long texts in place of some of them.
    Mixed,
}

fn stand_of(table: &Table, place: usize) -> Stand {
    let cells = || table.rows.iter().filter_map(|row| row.cells.get(place));
    let numeric = |cell: &Cell| {
        matches!(
            cell,
            Cell::Amount(_) | Cell::Number(_) | Cell::Percent(_) | Cell::Count(_)
        )
    };
    let neutral = |cell: &Cell| matches!(cell, Cell::Empty | Cell::Missing(_));
    if place == 0 || !cells().any(numeric) {
        Stand::Words
    } else if cells().all(|cell| numeric(cell) || neutral(cell)) {
        Stand::Numbers
    } else if cells().all(|cell| numeric(cell) || neutral(cell) || is_long(cell)) {
        Stand::Mixed
    } else {
        Stand::Words
    }
}

/// Whether a cell holds a text that would make a column of numbers wide.
fn is_long(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.width() > LONGEST_AMONG_NUMBERS)
}

/// The reasons of missing values that are told under the table, each once.
#[derive(Default)]
struct Reasons(Vec<String>);

impl Reasons {
    fn mark(&mut self, reason: &str) -> String {
        let place = self.0.iter().position(|known| known == reason);
        let place = place.unwrap_or_else(|| {
            self.0.push(reason.to_owned());
            self.0.len() - 1
        });
        superscript(place + 1)
    }
}

fn superscript(number: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    number
        .to_string()
        .bytes()
        .filter_map(|digit| DIGITS.get(usize::from(digit.wrapping_sub(b'0'))))
        .collect()
}

/// A status in a column: a symbol never stands without its word, and a short
/// one is not broken.
fn whole_status(status: words::Status) -> String {
    let word = if status.word.width() <= LONGEST_REASON {
        status.word.replace(' ', &NO_BREAK_SPACE.to_string())
    } else {
        status.word.to_owned()
    };
    format!("{}{NO_BREAK_SPACE}{word}", status.symbol)
}

fn grid_row(
    row: &Row,
    columns: &[GridColumn],
    stands: &[Stand],
    reasons: &mut Reasons,
    layout: Layout,
) -> GridRow {
    let mut beneath = Vec::new();
    let places = row.cells.iter().zip(columns).zip(stands);
    let mut cells: Vec<GridCell> = places
        .map(|((of, column), stand)| {
            let words = *stand == Stand::Words;
            match of {
                Cell::Missing(reason) if reason.is_empty() => GridCell::plain("–"),
                Cell::Missing(reason) if !words || reason.width() > LONGEST_REASON => {
                    GridCell::plain(format!("–{}", reasons.mark(reason)))
                }
                Cell::Text(text) if *stand == Stand::Mixed => {
                    beneath.push((column.title.clone(), GridCell::plain(text)));
                    GridCell::plain(IN_TEXT)
                }
                _ => GridCell {
                    text: match words::of_cell(of) {
                        Some(status) => whole_status(status),
                        None => cell(of, layout),
                    },
                    paint: words::of_cell(of).map_or(Paint::Plain, |status| status.paint),
                },
            }
        })
        .collect();
    if let Some(first) = cells.first_mut() {
        if row.role == RowRole::Part && !first.text.to_lowercase().starts_with("varav") {
            first.text.insert_str(0, "varav ");
        }
        first.text.push_str(words::mark(row.provenance));
    }
    GridRow {
        indent: usize::from(row.level) * INDENT,
        total: row.role == RowRole::Total,
        cells,
        beneath,
    }
}

#[cfg(test)]
mod tests {
    use ledger::event::Provenance;
    use ledger::money::Ore;

    use super::*;

    fn table_of(rows: impl IntoIterator<Item = Row>) -> Table {
        let columns = [
            ("title", "Rad"),
            ("outcome", "Utfall"),
            ("note", "Anmärkning"),
        ];
        Table::new("t", "Tabell", "Kostnader är negativa.", &columns).with(rows)
    }

    fn row(title: &str, cell: Cell) -> Row {
        Row::new(title, vec![Cell::text(title), cell, Cell::Empty])
    }

    #[test]
    fn a_table_states_its_unit_marks_its_sources_and_leaves_out_empty_columns() {
        let table = table_of([
            row("Kansli", Cell::Amount(Ore(-3_140_000_000)))
                .from_source(Some(Provenance::Generated)),
            row("Resor", Cell::Amount(Ore(-40_000_000)))
                .role(RowRole::Part)
                .level(1),
            row("Summa", Cell::Amount(Ore(-3_140_000_000))).role(RowRole::Total),
        ]);
        assert_eq!(
            super::table(&table, Layout::paper()),
            "Tabell\n\
             Belopp i mnkr. Kostnader är negativa.\n\
             Rad            Utfall\n\
             ─────────────────────\n\
             Kansliᵍ         −31,4\n\
             \u{20} varav Resor    −0,4\n\
             ─────────────────────\n\
             Summa           −31,4\n\
             ᵍ vilar helt eller delvis på genererade uppgifter, som inte står i någon källa\n"
        );
    }

    #[test]
    fn a_missing_value_is_a_dash_with_its_reason_and_never_a_zero() {
        let table = table_of([
            row("A", Cell::Count(3)),
            row("B", Cell::Missing("Systemet byttes".to_owned())),
            row("C", Cell::Missing("Systemet byttes".to_owned())),
        ]);
        let text = super::table(&table, Layout::paper());
        assert_eq!(text.matches("–¹").count(), 2, "{text}");
        assert!(text.ends_with("¹ saknas: Systemet byttes\n"), "{text}");
        assert!(!text.contains('0'), "{text}");
    }
}
