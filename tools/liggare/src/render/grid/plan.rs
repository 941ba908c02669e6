//! The plan of a grid: which columns stand side by side, how wide, and which
//! stand beneath their row.
//!
//! What is tried, in order: all columns side by side, words broken only
//! between words; long texts on lines of their own beneath the row, the longest
//! first; the columns in two or more panels below each other, each with the
//! row's title. Only when a single column does not fit is a word divided.

use super::measure::Measure;
use super::{Align, GAP, Grid};

/// The most lines that a row may take before its longest text is set beneath it.
const TALLEST_ROW: usize = 4;

/// The most lines that a narrow title of a row may take before columns are set
/// below each other.
const TALLEST_TITLE: usize = 3;

/// A column with a text longer than this can be set beneath its row; no status
/// is as long.
const LONG_TEXT: usize = 26;

/// How wide the row's title is in a panel, when it is as long.
const TITLE_IN_PANEL: usize = 30;

/// The narrowest that a column of words is made, when nothing else helps.
const NARROWEST_WORDS: usize = 13;

/// How a grid is laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// What stands below each other.
    pub(super) panels: Vec<Panel>,
    /// The columns whose texts stand beneath their row, in order.
    pub(super) beneath: Vec<usize>,
}

/// Columns side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Panel {
    /// The columns.
    pub(super) columns: Vec<usize>,
    /// Their widths.
    pub(super) widths: Vec<usize>,
}

impl Panel {
    /// How wide it is.
    pub(super) fn across(&self) -> usize {
        self.widths.iter().sum::<usize>() + gaps(self.widths.len())
    }
}

/// Plans a grid for a page.
pub(super) fn plan(grid: &Grid, page: usize) -> Plan {
    let measure = Measure::of(grid);
    let mut beneath = Vec::new();
    loop {
        let beside: Vec<usize> = (0..measure.columns())
            .filter(|column| !beneath.contains(column))
            .collect();
        let fitted = fit(&measure, &beside, page);
        let good = fitted
            .as_ref()
            .is_some_and(|panel| reads_well(&measure, panel));
        let longest = beside
            .iter()
            .skip(1)
            .filter(|column| measure.align(**column) == Align::Left)
            .filter(|column| measure.widest_cell(**column) > LONG_TEXT)
            .max_by_key(|column| measure.widest_cell(**column));
        match (fitted, longest) {
            (_, Some(longest)) if !good => beneath.push(*longest),
            (fitted, _) => {
                beneath.sort_unstable();
                let beside = match fitted {
                    Some(panel) if good => vec![panel],
                    Some(panel) => halves(&measure, &beside, page).unwrap_or(vec![panel]),
                    None => panels(&measure, &beside, page),
                };
                return Plan {
                    panels: beside,
                    beneath,
                };
            }
        }
    }
}

/// The columns side by side, none narrower than its longest word; none when
/// they do not fit.
fn fit(measure: &Measure<'_>, columns: &[usize], page: usize) -> Option<Panel> {
    let least: Vec<usize> = columns.iter().map(|c| measure.least(*c)).collect();
    fit_to(measure, columns, &least, page)
}

/// Gives every column what it wishes, then takes a character at a time where
/// that makes the grid the least higher, until it fits.
fn fit_to(measure: &Measure<'_>, columns: &[usize], least: &[usize], page: usize) -> Option<Panel> {
    let room = page.saturating_sub(gaps(columns.len()));
    if least.iter().sum::<usize>() > room {
        return None;
    }
    let wished = columns.iter().zip(least);
    let mut widths: Vec<usize> = wished
        .map(|(column, least)| measure.wished(*column).max(*least))
        .collect();
    while widths.iter().sum::<usize>() > room {
        let shrinkable = (0..widths.len()).filter(|place| widths[*place] > least[*place]);
        let cheapest = shrinkable.min_by_key(|place| {
            let mut tried = widths.clone();
            tried[*place] -= 1;
            (
                height(measure, columns, &tried),
                std::cmp::Reverse(widths[*place]),
            )
        })?;
        widths[cheapest] -= 1;
    }
    Some(Panel {
        columns: columns.to_vec(),
        widths,
    })
}

/// How many lines the columns take together. The lines of the rows' titles
/// count twice: a reader finds the row by them.
fn height(measure: &Measure<'_>, columns: &[usize], widths: &[usize]) -> usize {
    let rows: usize = row_heights(measure, columns, widths).iter().sum();
    let titles: usize = match (columns.first(), widths.first()) {
        (Some(column), Some(width)) => measure.heights(*column, *width).iter().sum(),
        _ => 0,
    };
    rows + titles
}

fn row_heights(measure: &Measure<'_>, columns: &[usize], widths: &[usize]) -> Vec<usize> {
    let mut rows: Vec<usize> = Vec::new();
    for (column, width) in columns.iter().zip(widths) {
        let heights = measure.heights(*column, *width);
        rows.resize(heights.len(), 0);
        for (row, height) in rows.iter_mut().zip(heights) {
            *row = (*row).max(height);
        }
    }
    rows
}

/// Whether no text makes its row too high, and no row's title is both narrow and high.
fn reads_well(measure: &Measure<'_>, panel: &Panel) -> bool {
    let highest = |heights: Vec<usize>| heights.into_iter().skip(1).max().unwrap_or(0);
    let (Some((title, texts)), Some((width, widths))) =
        (panel.columns.split_first(), panel.widths.split_first())
    else {
        return true;
    };
    highest(row_heights(measure, texts, widths)) <= TALLEST_ROW
        && (*width >= TITLE_IN_PANEL || highest(measure.heights(*title, *width)) <= TALLEST_TITLE)
}

/// Columns that do not fit side by side, below each other.
fn panels(measure: &Measure<'_>, columns: &[usize], page: usize) -> Vec<Panel> {
    if let Some(halves) = halves(measure, columns, page) {
        return halves;
    }
    let Some((title, rest)) = columns.split_first() else {
        return Vec::new();
    };
    let mut panels = Vec::new();
    let mut part = vec![*title];
    for column in rest {
        part.push(*column);
        if part.len() > 2 && titled(measure, &part, page).is_none() {
            part.pop();
            panels.push(forced(measure, &part, page));
            part = vec![*title, *column];
        }
    }
    panels.push(forced(measure, &part, page));
    panels
}

/// Two panels, divided where kin columns stay together and both are about as
/// wide; none when two are not enough.
fn halves(measure: &Measure<'_>, columns: &[usize], page: usize) -> Option<Vec<Panel>> {
    let (title, rest) = columns.split_first()?;
    let with_title = |part: &[usize]| {
        let part: Vec<usize> = [*title].into_iter().chain(part.iter().copied()).collect();
        titled(measure, &part, page)
    };
    let divided = (1..rest.len()).filter_map(|place| {
        let (left, right) = rest.split_at(place);
        let parts_kin = kin(measure, left.last(), right.first());
        let uneven = left.len().abs_diff(right.len());
        let unlike = (parts_kin, uneven, std::cmp::Reverse(place));
        Some((unlike, with_title(left)?, with_title(right)?))
    });
    let (_, left, right) = divided.min_by_key(|half| half.0)?;
    Some(vec![left, right])
}

/// Columns side by side with fair room for the rows' titles.
fn titled(measure: &Measure<'_>, columns: &[usize], page: usize) -> Option<Panel> {
    let mut least: Vec<usize> = columns.iter().map(|c| measure.least(*c)).collect();
    let (column, first) = (columns.first()?, least.first_mut()?);
    *first = (*first).max(measure.wished(*column).min(TITLE_IN_PANEL));
    fit_to(measure, columns, &least, page)
}

/// Whether two columns belong together, by the first word of their titles.
fn kin(measure: &Measure<'_>, left: Option<&usize>, right: Option<&usize>) -> bool {
    let word = |column: Option<&usize>| {
        let title = measure.title(*column?);
        title.split(' ').next().filter(|word| !word.is_empty())
    };
    word(left).is_some() && word(left) == word(right)
}

/// Columns that must stand side by side: words are divided, and numbers that
/// are wider than the page make the grid wider.
fn forced(measure: &Measure<'_>, columns: &[usize], page: usize) -> Panel {
    let least: Vec<usize> = columns.iter().map(|c| measure.least(*c)).collect();
    let narrowest: Vec<usize> = columns
        .iter()
        .zip(&least)
        .map(|(column, least)| match measure.align(*column) {
            Align::Left => (*least).min(NARROWEST_WORDS),
            Align::Right => measure.widest_cell(*column),
        })
        .collect();
    fit_to(measure, columns, &least, page)
        .or_else(|| fit_to(measure, columns, &narrowest, page))
        .unwrap_or_else(|| Panel {
            columns: columns.to_vec(),
            widths: narrowest,
        })
}

fn gaps(columns: usize) -> usize {
    GAP * columns.saturating_sub(1)
}
