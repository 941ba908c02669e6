//! The items of a report.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::plan::ObjectiveKind;
use ledger::ids::ItemId;
use projections::plan::{Item as Shown, ItemKind};

use super::super::plan::{self, Item, Kind};
use super::super::question::{Answers, Question};
use super::place;

pub(crate) fn assert_items(question: &Question, answers: &Answers, log: &[Entry]) {
    let items = &answers.items;
    let lists = [
        (&items.effect_objectives, ItemKind::EffectObjective),
        (&items.committee_objectives, ItemKind::CommitteeObjective),
        (&items.strategies, ItemKind::Strategy),
        (&items.assignments, ItemKind::Assignment),
    ];
    for (list, kind) in lists {
        assert!(list.iter().all(|item| item.kind == kind));
    }
    let shown: BTreeMap<ItemId, Item> = lists
        .iter()
        .flat_map(|(list, _)| list.iter())
        .map(|item| (item.item.clone(), plain(item)))
        .collect();
    assert_eq!(
        shown,
        plan::items_of(log, &question.unit, question.period),
        "{}",
        place(question, log, "items")
    );
    for item in lists.iter().flat_map(|(list, _)| list.iter()) {
        let (to, from) = plan::links(log, &item.item);
        let ends = |links: &[projections::plan::Link]| {
            links
                .iter()
                .map(|link| link.item.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (ends(&item.links), ends(&item.linked_from)),
            (to, from),
            "{}",
            place(question, log, format!("links of {}", item.item))
        );
    }
}

fn plain(shown: &Shown) -> Item {
    Item {
        kind: match shown.kind {
            ItemKind::EffectObjective => Kind::Objective(ObjectiveKind::EffectObjective),
            ItemKind::CommitteeObjective => Kind::Objective(ObjectiveKind::CommitteeObjective),
            ItemKind::Strategy => Kind::Strategy,
            ItemKind::Assignment => Kind::Assignment,
        },
        plan: shown.plan.clone(),
        label: shown.label.clone(),
        title: shown.title.clone(),
        owner: shown.owner.clone(),
        withdrawn: shown.withdrawn,
    }
}
