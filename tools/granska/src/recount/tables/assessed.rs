//! Objectives and assignments with their assessments, and how many have which colour.

use std::collections::BTreeSet;

use super::super::assessments::Found;
use super::super::cell::Cell;
use super::super::plan::{Item, ItemKind, Plan};
use super::super::table::{Row, Table};
use super::super::view::View;

/// How many items have which colour.
#[derive(Debug, Default, Clone, Copy)]
pub(in super::super) struct Colours {
    total: usize,
    green: usize,
    yellow: usize,
    red: usize,
    not_assessable: usize,
    not_assessed: usize,
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
            *match found {
                Found::Redacted => &mut colours.redacted,
                Found::Nothing => &mut colours.not_assessed,
                Found::This(made) => match made.colour.as_str() {
                    "green" => &mut colours.green,
                    "yellow" => &mut colours.yellow,
                    "red" => &mut colours.red,
                    _ => &mut colours.not_assessable,
                },
            } += 1;
        }
        colours
    }

    /// How many have a colour, or are there at all.
    pub(in super::super) fn count(self, colour: Option<&str>) -> i64 {
        let count = match colour {
            None => self.total,
            Some("green") => self.green,
            Some("yellow") => self.yellow,
            Some("red") => self.red,
            Some(_) => self.not_assessable,
        };
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// The cells that show them.
    pub(super) fn cells(self) -> [(&'static str, Cell); 6] {
        let counts = [
            ("total", self.total, self.items_redacted),
            ("green", self.green, self.redacted > 0),
            ("yellow", self.yellow, self.redacted > 0),
            ("red", self.red, self.redacted > 0),
            ("not_assessable", self.not_assessable, self.redacted > 0),
            ("not_assessed", self.not_assessed, self.redacted > 0),
        ];
        counts.map(|(column, count, redacted)| {
            let cell = if redacted || self.items_redacted {
                Cell::Redacted
            } else {
                Cell::size(count)
            };
            (column, cell)
        })
    }
}

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
        assessed(Row::new(&item.id), found).resting_on(source.max(item.source()))
    });
    Table::of(headings.chain(rows)).lacking_rows(redacted.any(&Plan::KINDS))
}

fn assessed(row: Row, found: Found<&super::super::assessments::Assessment>) -> Row {
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
        Row::new(&item.id)
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
        (colours.total > 0).then(|| Row::new(key).with_all(colours.cells()))
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
        let own = assessed(Row::new(&item.id), found).resting_on(source);
        let units = assessments.by_unit(item, &view.scope).map(|(unit, made)| {
            let row = Row::new(format!("{}/{unit}", item.id));
            assessed(row, Found::This(made)).resting_on(made.source)
        });
        std::iter::once(own).chain(units).collect::<Vec<_>>()
    });
    let lacks = redacted.any(&Plan::KINDS) || redacted.any(&["AssessmentMade"]);
    Table::of(rows).lacking_rows(lacks)
}
