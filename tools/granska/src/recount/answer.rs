//! Answers: what a recount found.

/// What a recount of a report found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recount {
    /// The tables of the report in its order, and what it lacks. What is not
    /// known, table or report, is here too, and differs.
    pub tables: Vec<TableResult>,
}

/// A table that was counted anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableResult {
    /// The table's key in the report.
    pub table: String,
    /// How many figures were compared.
    pub figures: usize,
    /// How many could not be, because an event that they may rest on is redacted.
    pub redacted: usize,
    /// Those that differ, in the order of the table.
    pub differences: Vec<Difference>,
}

/// A figure that the events do not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The row's key; empty when the whole table is meant.
    pub row: String,
    /// The column's key; empty when the whole row is meant.
    pub column: String,
    /// What the report states, in words a reader can compare.
    pub stated: String,
    /// What the events make.
    pub counted: String,
}

impl Recount {
    /// Whether no figure differs.
    pub fn agrees(&self) -> bool {
        self.tables.iter().all(|table| table.differences.is_empty())
    }

    /// How many figures were compared.
    pub fn figures(&self) -> usize {
        self.tables.iter().map(|table| table.figures).sum()
    }
}
