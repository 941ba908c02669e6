//! What an event says, as a table that people read: members in Swedish, amounts in
//! kronor, codes in words, and links to what is named.
//!
//! A member or a code without a word of its own is shown as it stands in the log:
//! nothing is left out.

use ledger::ids::{DecisionId, EventId, IndicatorId, ItemId, LineId, UnitId};
use ledger::log::ReadLog;
use ledger::money::Ore;
use serde_json::Value;

use super::super::decisions;
use super::vocabulary::{code, word};
use crate::render::swedish::{self, AmountUnit};
use crate::server::problem::Problem;
use crate::web::sight::Sight;
use crate::web::times::path;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// How deep it stands.
    pub(super) level: u8,
    /// What it is called.
    pub(super) label: String,
    /// What it holds; empty for one that only holds others.
    pub(super) text: String,
    /// The page of what it names.
    pub(super) address: Option<String>,
    /// What else is known of what it names.
    pub(super) note: String,
    /// Whether it is a figure.
    pub(super) is_figure: bool,
}

/// The members of a payload, in the order they are stored.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn members(sight: &Sight<'_>, payload: &Value) -> Result<Vec<Member>, Problem> {
    let mut told = Vec::new();
    tell(sight, "", payload, 0, &mut told)?;
    Ok(told)
}

fn tell(
    sight: &Sight<'_>,
    name: &str,
    value: &Value,
    level: u8,
    told: &mut Vec<Member>,
) -> Result<(), Problem> {
    let heading = |label: String| Member {
        level: level.saturating_sub(1),
        label,
        text: String::new(),
        address: None,
        note: String::new(),
        is_figure: false,
    };
    match value {
        Value::Object(members) => {
            // Members are stored in alphabetical order; the ones that say what it is
            // about come first.
            let mut members: Vec<_> = members.iter().collect();
            members
                .sort_by_key(|(name, value)| (order(name), value.is_object() || value.is_array()));
            for (name, value) in members {
                let holds_others = match value {
                    Value::Object(_) => true,
                    Value::Array(items) => items.iter().any(Value::is_object),
                    _ => false,
                };
                if holds_others {
                    told.push(Member {
                        level,
                        ..heading(label(name))
                    });
                }
                tell(sight, name, value, level.saturating_add(1), told)?;
            }
        }
        Value::Array(items) if items.is_empty() => told.push(Member {
            text: "inga".to_owned(),
            ..heading(label(name))
        }),
        Value::Array(items) => {
            for (number, item) in (1..).zip(items) {
                if item.is_object() {
                    told.push(Member {
                        level,
                        ..heading(format!("{number}"))
                    });
                    tell(sight, name, item, level.saturating_add(1), told)?;
                } else {
                    let mut member = plain(sight, name, item, level.saturating_sub(1))?;
                    if number > 1 {
                        member.label.clear();
                    }
                    told.push(member);
                }
            }
        }
        other => told.push(plain(sight, name, other, level.saturating_sub(1))?),
    }
    Ok(())
}

/// A member that holds one value.
fn plain(sight: &Sight<'_>, name: &str, value: &Value, level: u8) -> Result<Member, Problem> {
    let mut member = Member {
        level,
        label: label(name),
        text: String::new(),
        address: None,
        note: String::new(),
        is_figure: false,
    };
    match value {
        Value::Bool(true) => "ja".clone_into(&mut member.text),
        Value::Bool(false) => "nej".clone_into(&mut member.text),
        Value::Number(number) => match number.as_i64().filter(|_| name.ends_with("_ore")) {
            Some(ore) => {
                member.text = format!(
                    "{}{}kr",
                    swedish::amount(Ore(ore), AmountUnit::Kr),
                    swedish::NO_BREAK_SPACE
                );
                member.is_figure = true;
            }
            None => member.text = number.to_string(),
        },
        Value::String(text) => {
            member.text = code(name, text).map_or_else(|| text.clone(), str::to_owned);
            named(sight, name, text, &mut member)?;
        }
        Value::Null | Value::Array(_) | Value::Object(_) => {}
    }
    Ok(member)
}

/// Says what a member names, with the address of its page.
fn named(sight: &Sight<'_>, name: &str, text: &str, member: &mut Member) -> Result<(), Problem> {
    let (model, size) = (sight.model(), sight.size);
    match name {
        "unit" | "parent" | "owner" | "committee" | "from_unit" | "to_unit" | "successor" => {
            if let Ok(unit) = UnitId::new(text) {
                let organisation = &model.organisation;
                let last_day = sight.period().last_day();
                if let Some(unit) = organisation.unit_near(&unit, last_day, size) {
                    member.note = unit.name;
                }
            }
        }
        "item" | "objective" | "strategy" | "to" => {
            let item = ItemId::new(text).ok();
            if let Some(item) = item.and_then(|item| model.plan.item(&item, size)) {
                member.note = item.title;
                member.address = Some(sight.link(&path("/poster", text)));
            } else if let Ok(unit) = UnitId::new(text)
                && model
                    .organisation
                    .unit_near(&unit, sight.period().last_day(), size)
                    .is_some()
            {
                member.note = sight.name_of(&unit);
            }
        }
        "indicator" => {
            let id = IndicatorId::new(text).ok();
            if let Some(defined) = id.and_then(|id| model.indicators.definition(&id, size)) {
                member.note.clone_from(&defined.value.title);
                member.address = Some(sight.link(&path("/indikatorer", text)));
            }
        }
        "line" | "reserve" => {
            let line = LineId::new(text).ok();
            if let Some(defined) = line.and_then(|id| model.economy.lines.definition(&id, size)) {
                member.note.clone_from(&defined.title);
                member.address = Some(sight.link(&path("/ekonomi", text)));
            }
        }
        "decision" => {
            let decision = DecisionId::new(text).ok();
            member.address = decision.and_then(|id| decisions::address(&id, sight));
        }
        "corrects" | "restates" | "event" | "evidence" => {
            let event: Option<EventId> = serde_json::from_value(Value::from(text)).ok();
            let position = match event {
                Some(event) => sight.question.snapshot.position_of(event)?,
                None => None,
            };
            if let Some(position) = position.filter(|position| position.0 < size) {
                member.note = format!("händelse {}", position.0);
                member.address = Some(super::address(sight, position.0));
            }
        }
        _ => {}
    }
    Ok(())
}

/// What a member is called.
fn label(name: &str) -> String {
    word(name).unwrap_or(name).to_owned()
}

/// What says what an event is about stands first.
fn order(name: &str) -> u8 {
    match name {
        "unit" | "item" | "indicator" | "line" | "decision" | "report" | "action" | "control"
        | "risk" | "object" | "plan" | "id" => 0,
        "kind" | "name" | "title" | "period" | "month" | "year" | "date" | "basis_period" => 1,
        "text" | "motivation" | "comment" | "evidence" | "sections" => 3,
        _ => 2,
    }
}
