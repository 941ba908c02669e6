//! The plan: which objectives and assignments stand in a unit's report.

use std::collections::BTreeMap;

use super::calendar::Day;
use super::fact::{Fact, Malformed, Source};
use super::payload::Payload;
use super::redacted::Redacted;
use super::scope::Scope;
use super::table::Row;

/// Plans and their items, as they are last known.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    plans: BTreeMap<String, (String, i32)>,
    items: BTreeMap<String, Item>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemKind {
    /// Effektmål.
    EffectObjective,
    /// Nämndmål.
    CommitteeObjective,
    /// Strategi, which is not assessed.
    Strategy,
    /// Uppdrag.
    Assignment,
}

/// An objective or an assignment.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its id.
    pub(super) id: String,
    /// What it is.
    pub(super) kind: ItemKind,
    plan: String,
    /// The number it is printed with, when it has one.
    label: Option<String>,
    /// What it is called.
    title: String,
    /// The perspective it belongs to.
    pub(super) perspective: String,
    /// The unit that answers for it.
    pub(super) owner: Option<String>,
    /// The last day that an assignment is to be done.
    pub(super) due: Option<Day>,
    withdrawn: Option<Day>,
    defined: Option<Source>,
    worded: Option<Source>,
    ended: Option<Source>,
}

impl Item {
    /// Where it comes from.
    pub(super) fn source(&self) -> Option<Source> {
        self.defined.max(self.worded).max(self.ended)
    }

    /// A row of it under its name; the name is left unsaid when a wording of it
    /// is redacted.
    pub(super) fn row(&self, redacted: &Redacted) -> Row {
        let row = Row::new(&self.id);
        if redacted.hits(&["ItemReworded"], &format!("item/{}", self.id)) {
            return row;
        }
        row.named(printed(self.label.as_deref(), &self.title))
    }

    /// Whether it is an objective.
    pub(super) fn is_objective(&self) -> bool {
        matches!(
            self.kind,
            ItemKind::EffectObjective | ItemKind::CommitteeObjective
        )
    }
}

/// A title after the number it is printed with.
pub(super) fn printed(label: Option<&str>, title: &str) -> String {
    match label {
        Some(label) => format!("{label}. {title}"),
        None => title.to_owned(),
    }
}

impl Plan {
    /// The types of events without which nobody can know which items a report has.
    pub(super) const KINDS: [&str; 5] = [
        "PlanAdopted",
        "ObjectiveSet",
        "StrategySet",
        "AssignmentGiven",
        "ItemWithdrawn",
    ];

    /// Takes in an event of the plan.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let source = Source::of(fact)?;
        if fact.kind == "PlanAdopted" {
            let adopted = (of.text("unit")?.into(), of.year("year")?);
            self.plans.insert(of.text("plan")?.into(), adopted);
            return Ok(());
        }
        let name = of.text("item")?;
        let known = self.items.get_mut(name);
        match fact.kind {
            "ItemReworded" => {
                if let Some(item) = known {
                    item.worded = source;
                    item.title = of.text("title")?.into();
                }
            }
            "ItemWithdrawn" => {
                let last = of.read("valid_to")?;
                if let Some(item) = known {
                    item.withdrawn = Some(last);
                    item.ended = source;
                }
            }
            _ => {
                // An item that is set anew applies again.
                let ended = known.filter(|item| item.withdrawn.is_some() || item.ended.is_some());
                let ended = ended.and(source);
                let kind = match (fact.kind, of.text_if("kind")?) {
                    ("StrategySet", _) => ItemKind::Strategy,
                    ("AssignmentGiven", _) => ItemKind::Assignment,
                    (_, Some("effect_objective")) => ItemKind::EffectObjective,
                    (_, Some("committee_objective")) => ItemKind::CommitteeObjective,
                    _ => return Err(of.wrong("kind")),
                };
                let item = Item {
                    id: name.into(),
                    kind,
                    plan: of.text("plan")?.into(),
                    label: of.text_if("label")?.map(str::to_owned),
                    title: of.text("title")?.into(),
                    perspective: of.text("perspective")?.into(),
                    owner: of.text_if("owner")?.map(str::to_owned),
                    due: of.read_if("due")?,
                    withdrawn: None,
                    defined: source,
                    worded: source,
                    ended,
                };
                self.items.insert(name.into(), item);
            }
        }
        Ok(())
    }

    /// The items that apply on the last day of the period: those of the unit's
    /// own plans of the year, and of other plans those that a unit below answers for.
    pub(super) fn items<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Item> {
        let last = scope.period.last_day();
        self.ever(scope)
            .filter(move |item| item.withdrawn.is_none_or(|day| last <= day))
    }

    /// The same, those that no longer apply among them.
    pub(super) fn ever<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Item> {
        self.items.values().filter(|item| {
            let Some((unit, year)) = self.plans.get(&item.plan) else {
                return false;
            };
            let answers = item.owner.as_ref();
            let owned = answers.is_some_and(|unit| scope.below.contains(unit));
            *year == scope.period.year() && (*unit == scope.unit || owned)
        })
    }

    /// The objectives among them.
    pub(super) fn objectives<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Item> {
        self.items(scope).filter(|item| item.is_objective())
    }

    /// The items of a kind among them.
    pub(super) fn of_kind<'a>(
        &'a self,
        kind: ItemKind,
        scope: &'a Scope,
    ) -> impl Iterator<Item = &'a Item> {
        self.items(scope).filter(move |item| item.kind == kind)
    }
}
