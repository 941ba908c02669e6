//! Key figures as a table shows them: rows and columns of two periods.

use ledger::event::figure::{Dimension, FigureValue, Measure};
use ledger::ids::UnitId;
use ledger::period::Period;
use ledger::quantity::Quantity;
use serde::Serialize;

use crate::fact::Grounds;

/// A measure in two periods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FigureTable {
    /// What is measured.
    pub measure: Measure,
    /// The units whose figures are in it: those of the scope that have reported any.
    pub units: Vec<UnitId>,
    /// The period.
    pub period: Period,
    /// The period it is compared with.
    pub previous_period: Period,
    /// What the rows are parts of, when the figures are divided so.
    pub rows_by: Option<Dimension>,
    /// What the columns are parts of, when the figures are divided so.
    pub columns_by: Option<Dimension>,
    /// The columns' parts in the order they were first reported, the total not among them.
    pub columns: Vec<String>,
    /// The rows in the order they were first reported.
    pub rows: Vec<FigureRow>,
    /// The total row; its cells are sums, or for a rate what was itself reported.
    pub total: FigureRow,
}

/// A row of key figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FigureRow {
    /// The part it is of (`Läkare`, `5-64`); empty in the total row.
    pub part: String,
    /// A cell per column of the table.
    pub cells: Vec<FigureCell>,
    /// The row's total.
    pub total: FigureCell,
}

impl FigureTable {
    /// The total of the measure: as it was summed, or reported as a part of its own,
    /// which is how a source gives the total of a rate.
    pub fn whole(&self) -> &FigureCell {
        let total = &self.total.total;
        let reported = self.rows.iter().find(|row| row.is_total());
        match (&total.current, reported) {
            (None, Some(row)) => &row.total,
            _ => total,
        }
    }
}

impl FigureRow {
    /// Whether its part is what a source calls the total.
    pub fn is_total(&self) -> bool {
        matches!(
            self.part.to_lowercase().as_str(),
            "totalt" | "total" | "summa"
        )
    }
}

/// A figure in two periods.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FigureCell {
    /// The figure of the period; `None` when it is missing.
    pub current: Option<Figure>,
    /// The figure of the period it is compared with.
    pub previous: Option<Figure>,
    /// Current less previous, when both are known.
    #[cfg_attr(feature = "schema", schema(value_type = Option<crate::schema::ComputedFigure>))]
    pub difference: Option<FigureValue>,
    /// The difference in per cent of the previous figure, with one decimal,
    /// rounded half away from zero; `None` when the previous figure is zero.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub percent: Option<Quantity>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Figure {
    /// The value.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ComputedFigure))]
    pub value: FigureValue,
    /// How many reported figures it sums: 1 for a figure as reported.
    pub parts: u32,
    /// What it rests on.
    pub grounds: Grounds,
}
