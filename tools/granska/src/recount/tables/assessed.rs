//! Objectives and assignments with their assessments, and how many have which colour.

use std::collections::BTreeSet;

use super::super::assessments::{Assessment, Found};
use super::super::cell::Cell;
use super::super::plan::{Item, ItemKind, Plan};
use super::super::table::{Row, Table};
use super::super::view::View;

/// How many have which colour.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    green: usize,
    yellow: usize,
    red: usize,
    not_assessable: usize,
    not_assessed: usize,
}

impl Counts {
    fn add(&mut self, made: Option<&Assessment>) {
        *match made.map(|made| made.colour.as_str()) {
            None => &mut self.not_assessed,
            Some("green") => &mut self.green,
            Some("yellow") => &mut self.yellow,
            Some("red") => &mut self.red,
            Some(_) => &mut self.not_assessable,
        } += 1;
    }
}

/// How many items have which colour.
#[derive(Debug, Default, Clone, Copy)]
pub(in super::super) struct Colours {
    total: usize,
    known: Counts,
    /// What the items would add whose assessment may be redacted.
    doubtful: Counts,
    redacted: usize,
    /// Whether the items themselves are in doubt.
    items_redacted: bool,
}

impl Colours {
    /// The colours of some items.
    pub(in super::super) fn of<'a>(view: &View<'_>, items: impl Iterator<Item = &'a Item>) -> Self {
        let redacted = &view.books.redacted;
        let mut colours = Self {
            items_redacted: redacted.any(&Plan::KINDS),
            ..Self::default()
        };
        for item in items {
            let found = view
                .books
                .assessments
                .assessment(item, &view.scope, redacted);
            colours.total += 1;
            match found {
                Found::Nothing => colours.known.add(None),
                Found::This(made) => colours.known.add(Some(made)),
                Found::Behind(_, otherwise) => {
                    colours.redacted += 1;
                    colours.doubtful.add(otherwise);
                }
            }
        }
        colours
    }

    /// How many have a colour, or are there at all.
    pub(in super::super) fn count(self, colour: Option<&str>) -> i64 {
        let count = match colour {
            None => self.total,
            Some("green") => self.known.green,
            Some("yellow") => self.known.yellow,
            Some("red") => self.known.red,
            Some(_) => self.known.not_assessable,
        };
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// The cells that show them, the redacted ones among them.
    pub(super) fn cells(self) -> [(&'static str, Cell); 7] {
        let (known, doubtful) = (self.known, self.doubtful);
        [
            ("total", self.total, 0),
            ("green", known.green, doubtful.green),
            ("yellow", known.yellow, doubtful.yellow),
            ("red", known.red, doubtful.red),
            (
                "not_assessable",
                known.not_assessable,
                doubtful.not_assessable,
            ),
            ("not_assessed", known.not_assessed, doubtful.not_assessed),
            ("redacted", 0, self.redacted),
        ]
        .map(|(column, count, doubtful)| {
            let cell = if self.items_redacted {
                Cell::Redacted
            } else if doubtful > 0 || column == "redacted" {
                Cell::Between(count, count + doubtful)
            } else {
                Cell::size(count)
            };
            (column, cell)
        })
    }
}

/// The parts that the total of a row of colours is the sum of.
pub(super) const PARTS: &[&str] = &[
    "green",
    "yellow",
    "red",
    "not_assessable",
    "not_assessed",
    "redacted",
];

/// The objectives, under the perspectives they belong to.
pub(super) fn objectives(view: &View<'_>) -> Table {
    let redacted = &view.books.redacted;
    let items: Vec<&Item> = view.books.plan.objectives(&view.scope).collect();
    let perspectives: BTreeSet<&str> = items.iter().map(|item| item.perspective.as_str()).collect();
    let headings = perspectives.into_iter().map(Row::new);
    let rows = items.iter().map(|item| {
        let found = view
            .books
            .assessments
            .assessment(item, &view.scope, redacted);
        let source = found.known().and_then(|made| made.source);
        assessed(item.row(redacted), &found).resting_on(source.max(item.source()))
    });
    Table::of(headings.chain(rows)).lacking_rows(redacted.any(&Plan::KINDS))
}

fn assessed(row: Row, found: &Found<&Assessment>) -> Row {
    row.with(
        "colour",
        found.cell(Cell::Missing, |made| made.colour_cell()),
    )
    .with("trend", found.cell(Cell::Empty, |made| made.trend_cell()))
    .with(
        "evidence",
        found.cell(Cell::Empty, |made| made.evidence_cell()),
    )
}

/// The assignments with status and assessment.
pub(super) fn assignments(view: &View<'_>) -> Table {
    let redacted = &view.books.redacted;
    let assessments = &view.books.assessments;
    let items = view.books.plan.of_kind(ItemKind::Assignment, &view.scope);
    Table::of(items.map(|item| {
        let made = assessments.assessment(item, &view.scope, redacted);
        let reported = assessments.status(item, &view.scope, redacted);
        let source = item
            .source()
            .max(made.known().and_then(|made| made.source))
            .max(reported.known().and_then(|reported| reported.source));
        item.row(redacted)
            .with("due", Cell::some(item.due, Cell::day))
            .with(
                "status",
                reported.cell(Cell::Missing, |reported| {
                    Cell::word("assignment", &reported.reached)
                }),
            )
            .with(
                "colour",
                made.cell(Cell::Missing, |made| made.colour_cell()),
            )
            .with("trend", made.cell(Cell::Empty, |made| made.trend_cell()))
            .resting_on(source)
    }))
    .lacking_rows(redacted.any(&Plan::KINDS))
}

/// How many objectives and assignments have which colour.
pub(super) fn colour_counts(view: &View<'_>) -> Table {
    let rows = [
        ("effect_objectives", ItemKind::EffectObjective),
        ("committee_objectives", ItemKind::CommitteeObjective),
        ("assignments", ItemKind::Assignment),
    ]
    .into_iter()
    .filter_map(|(key, kind)| {
        let items = view.books.plan.of_kind(kind, &view.scope);
        let colours = Colours::of(view, items);
        (colours.total > 0).then(|| Row::new(key).with_all(colours.cells()).adding_up(PARTS))
    });
    Table::of(rows).lacking_rows(view.books.redacted.any(&Plan::KINDS))
}

/// The assembly's objectives, each with the assessments it was weighed together from.
pub(super) fn weighing(view: &View<'_>) -> Table {
    let redacted = &view.books.redacted;
    let assessments = &view.books.assessments;
    let items = view
        .books
        .plan
        .of_kind(ItemKind::EffectObjective, &view.scope);
    let rows = items.flat_map(|item| {
        let found = assessments.assessment(item, &view.scope, redacted);
        let source = found.known().and_then(|made| made.source);
        let own = assessed(Row::new(&item.id), &found).resting_on(source);
        let units = assessments.by_unit(item, &view.scope).map(|(unit, made)| {
            let row = Row::new(format!("{}/{unit}", item.id));
            assessed(row, &Found::This(made)).resting_on(made.source)
        });
        std::iter::once(own).chain(units).collect::<Vec<_>>()
    });
    let lacks = redacted.any(&Plan::KINDS) || redacted.any(&["AssessmentMade"]);
    Table::of(rows).lacking_rows(lacks)
}
