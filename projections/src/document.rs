//! Documents: what a report or a view says, as plain data.
//!
//! A document is made of sections, a section of blocks, a table of typed cells.
//! Renderers turn it into text, CSV or pages; its canonical JSON is what a
//! published report is pinned by (I7). Every cell of a table has an address,
//! [`FigureKey`], by which it is compared and explained.
//!
//! A document holds no layout: no widths, no rounding, no colours of the screen.

use std::fmt;
use std::str::FromStr;

use ledger::basis::Basis;
use ledger::event::Provenance;
use ledger::event::control::{ControlStatus, Sufficiency, WishedEffect};
use ledger::event::followup::{AssignmentStatus, Colour, Trend};
use ledger::event::indicator::Fulfilment;
use ledger::money::Ore;
use ledger::period::Period;
use ledger::quantity::Quantity;
use ledger::time::Date;
use serde::{Deserialize, Serialize};

/// A report or view, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Document {
    /// What it is (`operations_report`, `interim_report`, …).
    pub kind: String,
    /// Its title, in Swedish.
    pub title: String,
    /// The unit it is of.
    pub unit: String,
    /// The period it concerns.
    pub period: Period,
    /// What was known.
    pub basis: Basis,
    /// The sections in order.
    pub sections: Vec<Section>,
}

/// A section under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Section {
    /// Its stable key.
    pub key: String,
    /// Its heading, in Swedish.
    pub heading: String,
    /// 1 for a chapter, 2 for a part of one.
    pub level: u8,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A paragraph of text.
    Text(String),
    /// A table.
    Table(Table),
}

/// A table of typed cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Table {
    /// Its stable key, unique in the document.
    pub key: String,
    /// Its title, in Swedish.
    pub title: String,
    /// What a reader must know of sign and unit ("Kostnader är negativa.").
    pub note: String,
    /// The columns in order; the first names the row.
    pub columns: Vec<Column>,
    /// The rows in order.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Column {
    /// Its stable key.
    pub key: String,
    /// Its title, in Swedish.
    pub title: String,
}

/// What a row is to its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowRole {
    /// A row like others.
    Item,
    /// A "varav" row of the row above that has a lower level.
    Part,
    /// "Ej specificerat": what a partial breakdown leaves.
    Remainder,
    /// A sum.
    Total,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Row {
    /// Its stable key, unique in the table.
    pub key: String,
    /// How deep it is indented, from 0.
    pub level: u8,
    /// What it is to the table.
    pub role: RowRole,
    /// The weakest provenance of the facts it rests on, when they state any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub provenance: Option<Provenance>,
    /// A cell per column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing belongs here.
    Empty,
    /// Words.
    Text(String),
    /// Money, exact.
    #[cfg_attr(feature = "schema", schema(value_type = i64))]
    Amount(Ore),
    /// A number.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    Number(Quantity),
    /// A number of per cent.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    Percent(Quantity),
    /// A count of things.
    Count(i64),
    /// A day.
    Date(Date),
    /// A colour.
    Colour(Colour),
    /// A trend.
    Trend(Trend),
    /// How far an indicator's target is met.
    Fulfilment(Fulfilment),
    /// How far an assignment has come.
    Assignment(AssignmentStatus),
    /// How far a control action has come.
    Control(ControlStatus),
    /// Whether a control action had the wished effect.
    Effect(WishedEffect),
    /// The judgement of internal control.
    Sufficiency(Sufficiency),
    /// No value, with the reason: never zero.
    Missing(String),
    /// A check that holds, fails or is waived.
    Check(CheckOutcome),
}

/// The outcome of a named check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// It holds.
    Holds,
    /// It cannot be asked of this report.
    NotApplicable,
    /// It failed and was waived by an event.
    Waived,
    /// It failed.
    Failed,
}

/// The address of a figure in a document: `table:row:column`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FigureKey {
    /// The table's key.
    pub table: String,
    /// The row's key.
    pub row: String,
    /// The column's key.
    pub column: String,
}

/// A text that is no figure's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "figure_invalid: {0:?} är ingen siffras adress; skriv tabell:rad:kolumn, till exempel operating_result:L1:outcome"
)]
pub struct InvalidFigureKey(pub String);

impl fmt::Display for FigureKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.table, self.row, self.column)
    }
}

impl FromStr for FigureKey {
    type Err = InvalidFigureKey;
    /// The row may itself hold colons: the table ends at the first, the column begins after the last.
    fn from_str(text: &str) -> Result<Self, InvalidFigureKey> {
        let refuse = || InvalidFigureKey(text.chars().take(80).collect());
        let (table, rest) = text.split_once(':').ok_or_else(refuse)?;
        let (row, column) = rest.rsplit_once(':').ok_or_else(refuse)?;
        if table.is_empty() || row.is_empty() || column.is_empty() {
            return Err(refuse());
        }
        Ok(Self {
            table: table.into(),
            row: row.into(),
            column: column.into(),
        })
    }
}

impl Section {
    /// A section without blocks.
    pub fn new(key: &str, heading: &str, level: u8) -> Self {
        Self {
            key: key.into(),
            heading: heading.into(),
            level,
            blocks: Vec::new(),
        }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Text(text.into()));
        self
    }

    /// Adds a table; where it has no rows, the sentence that says so instead.
    #[must_use]
    pub fn table_or(mut self, table: Table, none: &str) -> Self {
        self.blocks.push(if table.rows.is_empty() {
            Block::Text(none.into())
        } else {
            Block::Table(table)
        });
        self
    }

    /// Adds a table when it has rows.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
        self
    }

    /// The paragraphs in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Text(text) => Some(text.as_str()),
            Block::Table(_) => None,
        })
    }

    /// The tables in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Text(_) => None,
        })
    }
}

impl Row {
    /// A row of the table's first level.
    pub fn new(key: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self {
            key: key.into(),
            level: 0,
            role: RowRole::Item,
            provenance: None,
            cells,
        }
    }

    /// The same row in another role.
    #[must_use]
    pub fn role(mut self, role: RowRole) -> Self {
        self.role = role;
        self
    }

    /// The same row, indented.
    #[must_use]
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// The same row with where its figures come from.
    #[must_use]
    pub fn from_source(mut self, provenance: Option<Provenance>) -> Self {
        self.provenance = provenance;
        self
    }
}

impl Cell {
    /// Whether it holds something.
    pub fn is_value(&self) -> bool {
        !matches!(self, Self::Empty | Self::Missing(_))
    }

    /// Words; nothing for an empty text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// What a value is shown as, or nothing when there is none.
    pub fn some<T>(value: Option<T>, shown: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, shown)
    }

    /// A count of things.
    pub fn count(number: usize) -> Self {
        Self::Count(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl Document {
    /// The section with a key.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// The tables in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(Section::tables)
    }

    /// The table with a key.
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.tables().find(|table| table.key == key)
    }

    /// The cell at an address.
    pub fn cell(&self, figure: &FigureKey) -> Option<&Cell> {
        self.table(&figure.table)?.cell(&figure.row, &figure.column)
    }
}

impl Table {
    /// A table without rows; a column is its key and its title.
    pub fn new(key: &str, title: &str, note: &str, columns: &[(&str, &str)]) -> Self {
        Self {
            key: key.into(),
            title: title.into(),
            note: note.into(),
            columns: columns
                .iter()
                .map(|(key, title)| Column {
                    key: (*key).into(),
                    title: (*title).into(),
                })
                .collect(),
            rows: Vec::new(),
        }
    }

    /// The same table with these rows after its own.
    #[must_use]
    pub fn with(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The row with a key.
    pub fn row(&self, key: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.key == key)
    }

    /// The cell in a row and a column.
    pub fn cell(&self, row: &str, column: &str) -> Option<&Cell> {
        let place = self
            .columns
            .iter()
            .position(|candidate| candidate.key == column)?;
        self.row(row)?.cells.get(place)
    }
}
