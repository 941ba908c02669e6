//! A document as CSV (RFC 4180): exact values for a spreadsheet or a script.
//!
//! Two forms. The long form has a row per cell: `table,row,column,title,value,
//! unit,note`. The plain form is a single table as it stands. Amounts are in
//! kronor with two decimals, never rounded; numbers have a decimal point.
//!
//! Guarantee: no recorded text becomes a formula in a spreadsheet: one that
//! begins like a formula has an apostrophe before it. Numbers are left as they
//! are.

use std::borrow::Cow;

use projections::document::{Cell, Document, Table};

use super::{harmless, words};

/// Every cell of every table, a row each.
///
/// # Errors
/// The writer's error; writing to memory has none to give.
pub(crate) fn cells(document: &Document) -> Result<String, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(["table", "row", "column", "title", "value", "unit", "note"])?;
    for table in document.tables() {
        for row in &table.rows {
            let title = row.cells.first().map(value).unwrap_or_default();
            for (column, cell) in table.columns.iter().zip(&row.cells) {
                if matches!(cell, Cell::Empty) {
                    continue;
                }
                let note = match cell {
                    Cell::Missing(reason) => format!("saknas: {reason}"),
                    _ => row
                        .provenance
                        .and_then(words::of_provenance)
                        .map(|(_, meaning)| meaning.to_owned())
                        .unwrap_or_default(),
                };
                let cells = [
                    table.key.as_str(),
                    &row.key,
                    &column.key,
                    &title,
                    &value(cell),
                    unit(cell),
                    &note,
                ];
                writer.write_record(cells.map(|cell| guarded(cell).into_owned()))?;
            }
        }
    }
    finish(writer)
}

/// One table as it stands: its columns' titles, then its rows.
///
/// # Errors
/// The writer's error; writing to memory has none to give.
pub(crate) fn table(table: &Table) -> Result<String, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.title.as_str()))?;
    for row in &table.rows {
        let mut cells: Vec<String> = row.cells.iter().map(value).collect();
        cells.resize(table.columns.len(), String::new());
        writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    finish(writer)
}

/// Rows of texts under titles, for the lists that are no document.
///
/// # Errors
/// The writer's error; writing to memory has none to give.
pub(crate) fn rows<const N: usize>(
    titles: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<String, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(titles)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    finish(writer)
}

fn finish(writer: ::csv::Writer<Vec<u8>>) -> Result<String, ::csv::Error> {
    let bytes = writer
        .into_inner()
        .map_err(|failed| ::csv::Error::from(failed.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell as it may stand in a spreadsheet.
fn guarded(cell: &str) -> Cow<'_, str> {
    let safe = harmless::shown(cell);
    if safe.starts_with(['=', '+', '-', '@']) && !is_number(&safe) {
        Cow::Owned(format!("'{safe}"))
    } else {
        safe
    }
}

/// Whether a cell is a plain decimal number, which no spreadsheet calculates.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// An exact value, without its unit.
pub(crate) fn value(cell: &Cell) -> String {
    if let Some(status) = words::of_cell(cell) {
        return status.word.to_owned();
    }
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Amount(amount) => {
            let sign = if amount.0 < 0 { "-" } else { "" };
            let ore = amount.0.unsigned_abs();
            format!("{sign}{}.{:02}", ore / 100, ore % 100)
        }
        Cell::Number(number) | Cell::Percent(number) => number.to_string(),
        Cell::Count(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Empty
        | Cell::Missing(_)
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

fn unit(cell: &Cell) -> &'static str {
    match cell {
        Cell::Amount(_) => "kr",
        Cell::Percent(_) => "%",
        Cell::Count(_) => "antal",
        Cell::Number(_) => "tal",
        Cell::Date(_) => "datum",
        Cell::Text(_) | Cell::Empty | Cell::Missing(_) => "",
        Cell::Colour(_) => "färg",
        Cell::Trend(_) => "trend",
        Cell::Fulfilment(_) => "uppfyllelse",
        Cell::Assignment(_) | Cell::Control(_) => "status",
        Cell::Effect(_) => "effekt",
        Cell::Sufficiency(_) => "bedömning",
        Cell::Check(_) => "kontroll",
    }
}

/// One row of texts, for a list that is told as it goes.
///
/// # Errors
/// The writer's error; writing to memory has none to give.
pub(crate) fn line(row: &[String]) -> Result<String, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
    finish(writer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_never_becomes_a_formula_and_a_number_is_left_as_it_is() {
        let rows = [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+46 19", "'+46 19"),
            ("-1+2", "'-1+2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-", "'-"),
            ("-2869000000.00", "-2869000000.00"),
            ("+5", "+5"),
            ("Kansli", "Kansli"),
            ("a\tb", "a b"),
            ("\u{1b}[2J", "␛[2J"),
        ];
        for (recorded, shown) in rows {
            assert_eq!(guarded(recorded), shown);
        }
    }
}
