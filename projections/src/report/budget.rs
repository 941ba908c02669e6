//! Budget frames with what changed them, reallocations and planning reserves.

use ledger::event::budget::LineTable;
use ledger::ids::{DecisionId, LineId};
use ledger::money::Ore;

use super::context::Context;
use super::words;
use crate::document::{Cell, Row, Section, Table};
use crate::economy::budget::FrameChangeKind;
use crate::economy::frames::{FrameMove, FrameRow, ReallocationRow, ReserveRow};

/// Ramar, omdisponeringar och planeringsreserver.
pub(super) fn section(c: &Context<'_>) -> Section {
    Section::new("budget", "Ramar, omdisponeringar och planeringsreserver", 2)
        .table_or(frames(c), "Inga ramar är beslutade för året.")
        .table_or(
            reallocations(c),
            "Inga omdisponeringar är gjorda under året.",
        )
        .table_or(
            reserves(c),
            "Ingen planeringsreserv är disponerad under året.",
        )
}

fn frames(c: &Context<'_>) -> Table {
    let rows = [LineTable::OperatingResult, LineTable::Investment]
        .into_iter()
        .flat_map(|table| {
            c.model
                .economy
                .frames(c.unit_id(), table, c.period(), c.size())
        })
        .flat_map(|frame| frame_rows(c, &frame));
    Table::new(
        "frames",
        "Ramar för året",
        "Kostnader är negativa; kvar = ram − förbrukat, negativt när utrymme finns kvar.",
        &[
            ("title", "Ram"),
            ("decided", "Beslutad"),
            ("change", "Ändring"),
            ("current", "Gällande"),
            ("used", "Förbrukat"),
            ("left", "Kvar"),
            ("decision", "Beslut"),
        ],
    )
    .with(rows)
}

fn frame_rows(c: &Context<'_>, frame: &FrameRow) -> Vec<Row> {
    let changed: Ore = frame
        .changes
        .iter()
        .filter(|change| change.kind != FrameChangeKind::Decided)
        .map(|change| change.amount)
        .sum();
    let decision = frame
        .changes
        .iter()
        .rev()
        .find(|change| change.kind == FrameChangeKind::Decided)
        .and_then(|change| change.decision.as_ref());
    let mut rows = vec![
        Row::new(
            frame.line.as_str(),
            vec![
                Cell::text(&frame.title),
                Cell::some(frame.decided, Cell::Amount),
                Cell::Amount(changed),
                Cell::Amount(frame.current),
                Cell::some(frame.used, Cell::Amount),
                Cell::Amount(frame.left),
                Cell::some(decision, |decision| decision_cell(c, decision)),
            ],
        )
        .from_source(frame.provenance),
    ];
    rows.extend(
        frame
            .changes
            .iter()
            .filter(|change| change.kind != FrameChangeKind::Decided)
            .map(|change| {
                Row::new(
                    format!("{}@{}", frame.line, change.position.0),
                    vec![
                        Cell::Text(said(c, change)),
                        Cell::Empty,
                        Cell::Amount(change.amount),
                        Cell::Empty,
                        Cell::Empty,
                        Cell::Empty,
                        Cell::some(change.decision.as_ref(), |decision| {
                            decision_cell(c, decision)
                        }),
                    ],
                )
                .level(1)
            }),
    );
    rows
}

fn said(c: &Context<'_>, change: &FrameMove) -> String {
    words::frame_change(&change.kind, |line| line_title(c, line))
}

fn line_title(c: &Context<'_>, line: &LineId) -> String {
    c.model
        .economy
        .lines
        .definition(line, c.size())
        .map_or_else(|| line.to_string(), |line| line.title.clone())
}

/// A decision as other sections refer to it: its id, and paragraph or case number when known.
pub(super) fn decision_cell(c: &Context<'_>, decision: &DecisionId) -> Cell {
    let taken = c.model.decisions.decision(decision, c.size());
    let reference = taken.and_then(|taken| taken.paragraph.or(taken.case_number));
    Cell::Text(match reference {
        Some(reference) => format!("{decision} ({reference})"),
        None => decision.to_string(),
    })
}

fn reallocations(c: &Context<'_>) -> Table {
    let moved = c
        .model
        .economy
        .reallocations(c.unit_id(), c.period().year(), c.size());
    Table::new(
        "reallocations",
        "Omdisponeringar under året",
        "Positivt belopp lämnar utrymme, negativt tar emot; summan är noll.",
        &[
            ("title", "Omdisponering"),
            ("amount", "Belopp"),
            ("from_month", "Från månad"),
            ("decision", "Beslut"),
        ],
    )
    .with(moved.iter().flat_map(|moved| reallocation_rows(c, moved)))
}

fn reallocation_rows(c: &Context<'_>, row: &ReallocationRow) -> Vec<Row> {
    let position = row.reallocation.position.0;
    let decided = row
        .reallocation
        .decision
        .as_ref()
        .and_then(|decision| c.model.decisions.decision(decision, c.size()));
    let what = decided.map_or_else(|| "Omdisponering".into(), |decided| decided.title);
    let mut rows = vec![Row::new(
        position.to_string(),
        vec![
            Cell::Text(what),
            Cell::Amount(row.sum),
            Cell::Count(i64::from(row.reallocation.moved.from_month)),
            Cell::some(row.reallocation.decision.as_ref(), |decision| {
                decision_cell(c, decision)
            }),
        ],
    )];
    rows.extend(
        row.reallocation
            .moved
            .postings
            .iter()
            .enumerate()
            .map(|(place, posting)| {
                Row::new(
                    format!("{position}/{place}:{}", posting.line),
                    vec![
                        Cell::text(line_title(c, &posting.line)),
                        Cell::Amount(posting.amount_ore),
                        Cell::Empty,
                        Cell::Empty,
                    ],
                )
                .level(1)
            }),
    );
    rows
}

fn reserves(c: &Context<'_>) -> Table {
    let reserves = c
        .model
        .economy
        .reserves(c.unit_id(), c.period().year(), c.size());
    Table::new(
        "reserves",
        "Planeringsreserver",
        "Disponerat är positivt; kvar är negativt när utrymme finns.",
        &[
            ("title", "Reserv"),
            ("decided", "Beslutad"),
            ("disposed", "Disponerat"),
            ("left", "Kvar"),
            ("decision", "Beslut"),
        ],
    )
    .with(reserves.iter().flat_map(|reserve| reserve_rows(c, reserve)))
}

fn reserve_rows(c: &Context<'_>, reserve: &ReserveRow) -> Vec<Row> {
    let mut rows = vec![Row::new(
        reserve.line.as_str(),
        vec![
            Cell::text(&reserve.title),
            Cell::Amount(reserve.decided),
            Cell::Amount(reserve.disposed),
            Cell::Amount(reserve.left),
            Cell::Empty,
        ],
    )];
    rows.extend(reserve.disposals.iter().map(|disposal| {
        Row::new(
            format!("{}@{}", reserve.line, disposal.position.0),
            vec![
                Cell::Text(said(c, disposal)),
                Cell::Empty,
                Cell::Amount(disposal.amount),
                Cell::Empty,
                Cell::some(disposal.decision.as_ref(), |decision| {
                    decision_cell(c, decision)
                }),
            ],
        )
        .level(1)
    }));
    rows
}
