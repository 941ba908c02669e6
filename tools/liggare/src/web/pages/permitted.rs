//! Permitted: what the one who looks may see of things that may be another unit's.
//!
//! What the page's unit says in its own report is seen by who may read that report;
//! all else by who may see something of the unit that answers for it. What is not
//! permitted is answered as what is not there.

use std::collections::BTreeSet;

use ledger::ids::{IndicatorId, ItemId, UnitId};
use ledger::period::Period;
use projections::plan::Item;

use crate::access::matrix::Capability;
use crate::server::problem::Problem;
use crate::web::sight::Sight;
use crate::web::times::path;

/// What the one who looks may see.
pub(super) struct Permitted<'a> {
    sight: &'a Sight<'a>,
    /// The items of the report of the page's unit, when that may be read.
    said: BTreeSet<ItemId>,
}

impl<'a> Permitted<'a> {
    /// What may be seen on a page.
    pub(super) fn on(sight: &'a Sight<'a>) -> Self {
        let may = sight.may(Capability::Plan).is_ok();
        let items = may.then(|| sight.model().plan.report_items(&sight.scope()));
        let said = items.iter().flat_map(|items| {
            let items = items.objectives();
            items.map(|item| item.item.clone())
        });
        let said = said.chain(items.iter().flat_map(|items| {
            let rest = items.strategies.iter().chain(&items.assignments);
            rest.map(|item| item.item.clone())
        }));
        Self {
            sight,
            said: said.collect(),
        }
    }

    /// Whether something of a unit may be seen.
    pub(super) fn sees(&self, capability: Capability, unit: &UnitId) -> bool {
        self.sight.may_of(capability, Some(unit)).is_ok()
    }

    /// Whether an item may be seen: it stands in the report of the page's unit, or its
    /// own unit may be seen.
    pub(super) fn sees_item(&self, item: &Item) -> bool {
        let mut units = item.owner.iter().chain(&item.plan_unit);
        self.said.contains(&item.item) || units.any(|unit| self.sees(Capability::Plan, unit))
    }

    /// An item that may be seen.
    ///
    /// # Errors
    /// [`Problem`] 401 without a login, 404 when there is none.
    pub(super) fn item(&self, id: &str) -> Result<Item, Problem> {
        self.sight.caller.account()?;
        let none = || {
            let detail = format!("Det finns ingen post {id} att visa här.");
            Problem::not_found(detail).remedied("Sök efter den, eller välj en annan enhet.")
        };
        let item = ItemId::new(id).map_err(|_| none())?;
        let found = self.sight.model().plan.item(&item, self.sight.size);
        found.filter(|item| self.sees_item(item)).ok_or_else(none)
    }

    /// An indicator that may be seen, with the item that it measures.
    ///
    /// # Errors
    /// As [`Permitted::item`].
    pub(super) fn indicator(&self, id: &str) -> Result<(IndicatorId, Item), Problem> {
        self.sight.caller.account()?;
        let none = || {
            let detail = format!("Det finns ingen indikator {id} att visa här.");
            Problem::not_found(detail).remedied("Sök efter den, eller välj en annan enhet.")
        };
        let indicator = IndicatorId::new(id).map_err(|_| none())?;
        let (model, size) = (self.sight.model(), self.sight.size);
        let defined = model.indicators.definition(&indicator, size);
        let item = defined.and_then(|defined| model.plan.item(&defined.value.item, size));
        let item = item.filter(|item| self.sees_item(item));
        item.map(|item| (indicator, item)).ok_or_else(none)
    }

    /// The page of an item, with the times in which it stands there.
    pub(super) fn address(&self, item: &Item) -> Option<String> {
        self.address_in(item, &path("/poster", item.item.as_str()))
    }

    /// The page of an indicator of an item.
    pub(super) fn indicator_address(&self, item: &Item, indicator: &IndicatorId) -> Option<String> {
        self.address_in(item, &path("/indikatorer", indicator.as_str()))
    }

    /// A page about an item: of the page's own unit where that has it, else of the unit
    /// that answers for it, and of the item's year.
    fn address_in(&self, item: &Item, path: &str) -> Option<String> {
        let times = self.sight.times;
        if self.said.contains(&item.item) {
            return Some(times.link(path));
        }
        let mut units = item.owner.iter().chain(&item.plan_unit);
        let unit = units.find(|unit| self.sees(Capability::Plan, unit))?;
        let year = item.year.filter(|year| *year != times.period.year());
        let period = year.and_then(Period::whole_year).unwrap_or(times.period);
        Some(times.of_unit(unit.clone()).about(period).link(path))
    }
}
