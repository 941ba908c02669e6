//! The context of a report: whose, for when, with what known; made once, given to every section.

use std::cell::OnceCell;

use ledger::basis::Basis;
use ledger::event::followup::NarrativeSection;
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::Period;

use crate::document::{Cell, Section};
use crate::model::ReadModel;
use crate::organisation::Unit;
use crate::plan::{Item, ReportItems};
use crate::scope::Scope;

/// What a section says where nobody has written anything.
pub(super) const NO_TEXT: &str = "Ingen text har lämnats.";

/// What a table says that names only other units than the report's own.
pub(super) const OTHER_UNITS: &str = "Enhet anges när den är en annan än rapportens.";

/// What the sections of a report are made from.
pub(super) struct Context<'a> {
    pub(super) model: &'a ReadModel,
    pub(super) kind: ReportKind,
    pub(super) basis: Basis,
    pub(super) scope: Scope,
    pub(super) unit: Unit,
    /// Found when a section first asks for them.
    items: OnceCell<Items>,
}

/// The items of a report.
struct Items {
    applying: ReportItems,
    withdrawn: Vec<Item>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        model: &'a ReadModel,
        kind: ReportKind,
        basis: Basis,
        unit: Unit,
        period: Period,
    ) -> Self {
        let scope = model.organisation.scope(&unit.unit, period, basis.size);
        Self {
            model,
            kind,
            basis,
            scope,
            unit,
            items: OnceCell::new(),
        }
    }

    /// The items that apply on the period's last day.
    pub(super) fn items(&self) -> &ReportItems {
        &self.all_items().applying
    }

    /// Those that were withdrawn before it.
    pub(super) fn withdrawn(&self) -> &[Item] {
        &self.all_items().withdrawn
    }

    fn all_items(&self) -> &Items {
        self.items.get_or_init(|| {
            let mut applying = self.model.plan.report_items(&self.scope);
            let last_day = self.period().last_day();
            let mut withdrawn = Vec::new();
            for list in [
                &mut applying.effect_objectives,
                &mut applying.committee_objectives,
                &mut applying.strategies,
                &mut applying.assignments,
            ] {
                withdrawn.extend(list.extract_if(.., |item| !item.applies_on(last_day)));
            }
            Items {
                applying,
                withdrawn,
            }
        })
    }

    /// The context of another unit's report for the same period.
    pub(super) fn of_unit(&self, unit: Unit, kind: ReportKind) -> Self {
        Self::new(self.model, kind, self.basis, unit, self.period())
    }

    pub(super) fn size(&self) -> u64 {
        self.basis.size
    }

    pub(super) fn period(&self) -> Period {
        self.scope.period
    }

    pub(super) fn unit_id(&self) -> &UnitId {
        &self.scope.unit
    }

    /// What a unit is called on the period's last day, or when it last existed.
    pub(super) fn name_of(&self, unit: &UnitId) -> String {
        let organisation = &self.model.organisation;
        organisation.name_near(unit, self.period().last_day(), self.size())
    }

    /// A unit's name where it is another than the report's own.
    pub(super) fn other_unit(&self, unit: &UnitId) -> Cell {
        if unit == self.unit_id() {
            Cell::Empty
        } else {
            Cell::Text(self.name_of(unit))
        }
    }

    /// A section that opens with what was written for it.
    pub(super) fn written(
        &self,
        key: &str,
        heading: &str,
        level: u8,
        part: NarrativeSection,
    ) -> Section {
        let section = Section::new(key, heading, level);
        match self.narrative(part) {
            Some(text) => text.into_iter().fold(section, Section::text),
            None => section.text(NO_TEXT),
        }
    }

    /// The paragraphs of what was written, when anything was.
    pub(super) fn narrative(&self, part: NarrativeSection) -> Option<Vec<String>> {
        let written =
            self.model
                .narrative
                .text(self.unit_id(), self.period(), part, self.size())?;
        let paragraphs: Vec<String> = written
            .text
            .split("\n\n")
            .map(|paragraph| paragraph.trim().to_string())
            .filter(|paragraph| !paragraph.is_empty())
            .collect();
        (!paragraphs.is_empty()).then_some(paragraphs)
    }
}
