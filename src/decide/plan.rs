//! The plan cascade: plans, items, indicators and targets.

use crate::decide::case::{Case, Decided, whole_year};
use crate::decide::text;
use crate::event::Event;
use crate::event::plan::{
    AssignmentGiven, IndicatorDefined, ItemLinked, ItemReworded, ItemWithdrawn, ObjectiveSet,
    PlanAdopted, Relation, StrategySet, Target, TargetSet,
};
use crate::ids::{IndicatorId, ItemId};
use crate::quantity::Quantity;
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::state::plan::{Item, ItemKind};

pub(super) fn adopt(case: Case<'_>, plan: &PlanAdopted) -> Decided {
    let event = Event::from(plan.clone());
    case.decision_required()?;
    case.unused(&event, &plan.plan, "plan")?;
    case.unit_in_year(&plan.unit, plan.year, "unit")?;
    text::title(&plan.title, "title")?;
    Ok(vec![event])
}

pub(super) fn set_strategy(case: Case<'_>, strategy: &StrategySet) -> Decided {
    let event = Event::from(strategy.clone());
    case.unused(&event, &strategy.item, "item")?;
    case.plan(&strategy.plan, "plan")?;
    text::title(&strategy.title, "title")?;
    Ok(vec![event])
}

pub(super) fn set_objective(case: Case<'_>, objective: &ObjectiveSet) -> Decided {
    let event = Event::from(objective.clone());
    case.unused(&event, &objective.item, "item")?;
    let plan = case.plan(&objective.plan, "plan")?;
    text::optional_title(objective.label.as_deref(), "label")?;
    text::title(&objective.title, "title")?;
    if let Some(strategy) = &objective.strategy {
        item_of_kind(case, strategy, ItemKind::Strategy, "strategy")?;
    }
    case.unit_in_year(&objective.owner, plan.year, "owner")?;
    Ok(vec![event])
}

pub(super) fn give_assignment(case: Case<'_>, assignment: &AssignmentGiven) -> Decided {
    let event = Event::from(assignment.clone());
    case.unused(&event, &assignment.item, "item")?;
    let plan = case.plan(&assignment.plan, "plan")?;
    text::optional_title(assignment.label.as_deref(), "label")?;
    text::title(&assignment.title, "title")?;
    if let Some(strategy) = &assignment.strategy {
        item_of_kind(case, strategy, ItemKind::Strategy, "strategy")?;
    }
    if let Some(objective) = &assignment.objective {
        item_of_kind(case, objective, ItemKind::Objective, "objective")?;
    }
    case.unit_in_year(&assignment.owner, plan.year, "owner")?;
    Ok(vec![event])
}

pub(super) fn define_indicator(case: Case<'_>, indicator: &IndicatorDefined) -> Decided {
    let event = Event::from(indicator.clone());
    case.unused(&event, &indicator.indicator, "indicator")?;
    let item = item_of_kind(case, &indicator.item, ItemKind::Objective, "item")?;
    not_withdrawn(item, &indicator.item)?;
    text::optional_title(indicator.label.as_deref(), "label")?;
    text::title(&indicator.title, "title")?;
    text::line(&indicator.unit_of_measure, "unit_of_measure")?;
    Ok(vec![event])
}

pub(super) fn set_target(case: Case<'_>, set: &TargetSet) -> Decided {
    let indicator = case.indicator(&set.indicator, "indicator")?;
    target_holds(case, &set.indicator, &set.target)?;
    let owner = case.item(&indicator.item, "indicator")?.owner.as_ref();
    if let Some(owner) = owner {
        case.open(owner, set.period, "period")?;
    }
    match indicator.targets.get(&set.period) {
        Some(target) if *target == set.target => {
            return Err(Refusal::new(
                Code::NothingChanged,
                "target",
                format!("{} har redan det målvärdet.", set.indicator),
            ));
        }
        // A target that moves while it is followed up must say why.
        Some(_) => case.reason_required()?,
        None => {}
    }
    Ok(vec![set.clone().into()])
}

pub(super) fn link(case: Case<'_>, link: &ItemLinked) -> Decided {
    let item = case.item(&link.item, "item")?;
    let to = case.item(&link.to, "to")?;
    if link.item == link.to {
        return Err(Refusal::new(
            Code::SelfReference,
            "to",
            "En post kan inte kopplas till sig själv.",
        ));
    }
    let plans = &case.state.plans;
    if plans.has_link(&link.item, &link.to, link.relation)
        || plans.has_link(&link.to, &link.item, link.relation)
    {
        return Err(Refusal::new(
            Code::LinkExists,
            "to",
            format!("{} och {} är redan kopplade.", link.item, link.to),
        ));
    }
    if link.relation == Relation::Succeeds {
        let (year, before) = (
            case.plan(&item.plan, "item")?.year,
            case.plan(&to.plan, "to")?.year,
        );
        if before >= year {
            return Err(Refusal::new(
                Code::DateOrder,
                "to",
                format!(
                    "{} hör till {year} och kan bara efterträda en post från ett tidigare år än det; {} hör till {before}.",
                    link.item, link.to
                ),
            ));
        }
    }
    Ok(vec![link.clone().into()])
}

pub(super) fn reword(case: Case<'_>, reworded: &ItemReworded) -> Decided {
    let item = case.item(&reworded.item, "item")?;
    case.reason_required()?;
    text::title(&reworded.title, "title")?;
    not_withdrawn(item, &reworded.item)?;
    if item.title == reworded.title {
        return Err(Refusal::new(
            Code::NothingChanged,
            "title",
            format!("{} är redan formulerad så.", reworded.item),
        ));
    }
    Ok(vec![reworded.clone().into()])
}

pub(super) fn withdraw(case: Case<'_>, withdrawn: &ItemWithdrawn) -> Decided {
    let item = case.item(&withdrawn.item, "item")?;
    case.reason_required()?;
    not_withdrawn(item, &withdrawn.item)?;
    let year = case.plan(&item.plan, "item")?.year;
    let first = whole_year(year, "item")?.first_day();
    if withdrawn.valid_to.next() < first {
        return Err(Refusal::new(
            Code::DateOrder,
            "valid_to",
            format!("{} gäller först från {first}.", withdrawn.item),
        ));
    }
    Ok(vec![withdrawn.clone().into()])
}

/// The item, when it is of the kind that is asked for.
pub(super) fn item_of_kind<'a>(
    case: Case<'a>,
    id: &ItemId,
    wanted: ItemKind,
    place: &str,
) -> Result<&'a Item, Refusal> {
    let item = case.item(id, place)?;
    if item.kind == wanted {
        return Ok(item);
    }
    Err(Refusal::new(
        Code::WrongItemKind,
        place,
        format!(
            "{id} är {}, inte {}.",
            kind_name(item.kind),
            kind_name(wanted)
        ),
    ))
}

pub(super) fn kind_name(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Objective => "ett mål",
        ItemKind::Strategy => "en strategi",
        ItemKind::Assignment => "ett uppdrag",
    }
}

fn not_withdrawn(item: &Item, id: &ItemId) -> Result<(), Refusal> {
    match item.withdrawn {
        Some(valid_to) => Err(Refusal::new(
            Code::ItemWithdrawn,
            "item",
            format!("{id} gällde till och med {valid_to}."),
        )),
        None => Ok(()),
    }
}

fn target_holds(case: Case<'_>, indicator: &IndicatorId, target: &Target) -> Result<(), Refusal> {
    let refuse = |place: &str, why: String| Err(Refusal::new(Code::TargetInvalid, place, why));
    match target {
        Target::Interval { low, high } if low > high => refuse(
            "target.interval",
            format!("Intervallets lägsta värde {low} är större än det högsta {high}."),
        ),
        Target::AtLeastSeries { indicator: other } if other == indicator => Err(Refusal::new(
            Code::SelfReference,
            "target.at_least_series.indicator",
            "En indikator kan inte ha sig själv som jämförelse.",
        )),
        Target::AtLeastSeries { indicator: other } => case
            .indicator(other, "target.at_least_series.indicator")
            .map(|_| ()),
        Target::ReductionSince {
            base_year,
            percent,
            by_year,
            ..
        } => {
            whole_year(*base_year, "target.reduction_since.base_year")?;
            whole_year(*by_year, "target.reduction_since.by_year")?;
            if base_year >= by_year {
                return refuse(
                    "target.reduction_since.by_year",
                    format!("Målåret {by_year} ligger inte efter basåret {base_year}."),
                );
            }
            if *percent <= Quantity::whole(0) || *percent > Quantity::whole(100) {
                return refuse(
                    "target.reduction_since.percent",
                    format!("Minskningen {percent} procent ligger inte mellan 0 och 100."),
                );
            }
            Ok(())
        }
        Target::Qualitative { wish } => text::text(wish, "target.qualitative.wish"),
        Target::BetterThanPrevious { .. }
        | Target::Interval { .. }
        | Target::AtLeast { .. }
        | Target::AtMost { .. }
        | Target::Count { .. }
        | Target::ReportedOnly => Ok(()),
    }
}
