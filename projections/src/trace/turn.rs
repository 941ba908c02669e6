//! Turns: events that give a difference its value, or take it away.
//!
//! A difference of two columns is there only while both are of the same lines. While
//! it is not, no event has an effect on it, and the event that ends that has the whole
//! difference as its effect, whatever it says itself. Such an event is told by itself,
//! never in a group, and says what was lacking.

use ledger::ids::{LineId, Position, UnitId};
use ledger::money::Ore;

use super::asked::Asked;
use super::economic::EconomicFigure;
use super::sentence::Words;
use super::{Cause, CauseGroup, Effect};
use crate::document::FigureKey;
use crate::economy::column::Column;
use crate::economy::table::{self, TOTAL_ROW};
use crate::report::COMMITTEES;
use crate::wording;

/// The most lines that a turn names before it only counts them.
const NAMED: usize = 3;

/// Which way an event turns a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// It has a value from here on.
    Given,
    /// It has none from here on.
    Taken,
}

/// A single column that lacks a line, which the other column of the difference has.
type Lack = (Column, LineId);

/// The causes of an economic figure's change: one by one or, beyond a limit, with
/// bookings grouped, and every turn by itself.
pub(super) fn causes(
    asked: &Asked<'_>,
    key: &FigureKey,
    figure: &EconomicFigure<'_>,
    limit: usize,
) -> (Vec<Cause>, Vec<CauseGroup>) {
    let (from, to) = (asked.from, asked.to);
    let told = |from, to, limit| figure.causes(&asked.teller, (from, to), limit);
    let (mut causes, mut groups) = told(from, to, limit);
    if figure.column.terms().len() < 2 {
        return (causes, groups);
    }
    if groups.is_empty() {
        let effects = causes.iter().map(|cause| (cause.position, amount(cause)));
        for position in turns(figure, figure.value(from), effects) {
            say(asked, key, figure, position, &mut causes);
        }
        return (causes, groups);
    }
    let touches = figure.touches(from, to);
    let effects = touches.iter().map(|(at, touch)| (*at, touch.amount));
    let turns = turns(figure, figure.ledger_value(from), effects);
    if turns.is_empty() {
        return (causes, groups);
    }
    (causes, groups) = (Vec::new(), Vec::new());
    let mut start = from;
    for Position(at) in turns {
        for (one_by_one, grouped) in [told(start, at, limit), told(at, at + 1, usize::MAX)] {
            causes.extend(one_by_one);
            groups.extend(grouped);
        }
        say(asked, key, figure, Position(at), &mut causes);
        start = at + 1;
    }
    let (one_by_one, grouped) = told(start, to, limit);
    causes.extend(one_by_one);
    groups.extend(grouped);
    (causes, groups)
}

/// What a turn of a difference is that the report shows without its versions, a sum of
/// units or a committee beside the others: a sentence to add to its cause. None for any
/// other figure.
pub(super) fn shown(
    asked: &Asked<'_>,
    key: &FigureKey,
    was_there: bool,
    position: Position,
) -> Option<String> {
    let column = Column::of_key(&key.column).filter(|column| column.terms().len() > 1)?;
    let turn = Turn::of(was_there);
    let size = turn.size_without(position);
    let lines = summed(asked, key, size)?;
    let lines: Vec<&LineId> = lines.iter().collect();
    let economy = &asked.teller.model.economy;
    let lacking = economy.one_sided(&lines, column, asked.context.period, size);
    Some(sentence(asked, column, turn, &lacking))
}

/// The lines that such a figure sums.
fn summed(asked: &Asked<'_>, key: &FigureKey, size: u64) -> Option<Vec<LineId>> {
    let (model, context) = (asked.teller.model, asked.context);
    if key.table == COMMITTEES {
        let unit = UnitId::new(key.row.as_str()).ok()?;
        let result = model.economy.result(&unit, context.period, size);
        return Some(result.and_then(|row| row.line).into_iter().collect());
    }
    let table = table::table_of_key(&key.table).filter(|_| key.row == TOTAL_ROW)?;
    let units = model.bearers(context.kind, &context.unit, context.period, size);
    let roots = model.economy.lines.roots(&units, table, size);
    Some(roots.into_iter().map(|root| root.line.clone()).collect())
}

impl Turn {
    /// Which way a value has turned that was there, or was not, and no longer is so.
    fn of(was_there: bool) -> Self {
        if was_there { Self::Taken } else { Self::Given }
    }

    /// The size at which there is no value, of an event that turns it.
    fn size_without(self, Position(at): Position) -> u64 {
        match self {
            Self::Given => at,
            Self::Taken => at + 1,
        }
    }
}

fn amount(cause: &Cause) -> Ore {
    match cause.effect {
        Effect::Amount(amount) => amount,
        Effect::Number(_) | Effect::Count(_) | Effect::Moved { .. } | Effect::None => Ore::ZERO,
    }
}

/// Where the figure's value comes or goes, of events with these effects, in order. No
/// value counts as zero in a sum of effects, so only where that sum is zero is the
/// figure asked.
fn turns(
    figure: &EconomicFigure<'_>,
    start: Option<Ore>,
    effects: impl Iterator<Item = (Position, Ore)>,
) -> Vec<Position> {
    let is_there = |size| figure.ledger_value(size).is_some();
    let may_turn = effects.scan(start.unwrap_or_default(), |sum, (position, effect)| {
        let before = *sum;
        *sum = before + effect;
        Some((position, before == Ore::ZERO || *sum == Ore::ZERO))
    });
    may_turn
        .filter(|(position, may)| *may && is_there(position.0) != is_there(position.0 + 1))
        .map(|(position, _)| position)
        .collect()
}

/// Adds to the cause at a turn what was lacking.
fn say(
    asked: &Asked<'_>,
    key: &FigureKey,
    figure: &EconomicFigure<'_>,
    position: Position,
    causes: &mut [Cause],
) {
    let turn = Turn::of(figure.ledger_value(position.0).is_some());
    let lacking = lacking(key, figure, turn.size_without(position));
    let said = sentence(asked, figure.column, turn, &lacking);
    if let Some(cause) = causes.iter_mut().find(|cause| cause.position == position) {
        cause.text.push_str(&said);
    }
}

/// What one column of the figure lacks at a size, that the other has.
fn lacking(key: &FigureKey, figure: &EconomicFigure<'_>, size: u64) -> Vec<Lack> {
    let (economy, period) = (figure.economy, figure.period);
    let lines = figure.lines(size);
    let is_remainder = table::line_of_row(&key.row).len() < key.row.len();
    if is_remainder {
        let terms = figure.column.terms().iter().map(|(column, _)| *column);
        let lacks = |column: &Column| !economy.has(&lines[0], *column, period, size);
        return terms
            .filter(lacks)
            .map(|column| (column, lines[0].clone()))
            .collect();
    }
    let stands_under = |line: &LineId| {
        let defined = economy.lines.definition(line, size);
        defined
            .and_then(|defined| defined.parent.as_ref())
            .is_some_and(|parent| lines.contains(parent))
    };
    let roots: Vec<&LineId> = lines.iter().filter(|line| !stands_under(line)).collect();
    economy.one_sided(&roots, figure.column, period, size)
}

/// What a turn is, as a sentence after what the event says itself.
fn sentence(asked: &Asked<'_>, column: Column, turn: Turn, lacking: &[Lack]) -> String {
    let difference = wording::difference(column);
    let (when, missing) = match turn {
        Turn::Given => (
            format!("Dessförinnan gick {difference} inte att räkna ut"),
            "saknades",
        ),
        Turn::Taken => (
            format!("Härefter går {difference} inte att räkna ut"),
            "saknas",
        ),
    };
    let effect = match turn {
        Turn::Given => "Effekten är därför hela värdet, av allt som antecknats dittills",
        Turn::Taken => "Effekten är därför att hela värdet faller bort",
    };
    let words = Words {
        model: asked.teller.model,
        size: asked.teller.size,
    };
    let named = lacking.iter().take(NAMED).map(|(column, line)| {
        format!(
            "{} {missing} för {}",
            wording::column(*column),
            words.line(line)
        )
    });
    let mut why: Vec<String> = named.collect();
    match lacking.len().saturating_sub(NAMED) {
        0 => {}
        1 => why.push("en rad till".to_owned()),
        more => why.push(format!("{more} rader till")),
    }
    if why.is_empty() {
        format!(". {when}. {effect}")
    } else {
        format!(". {when}: {}. {effect}", why.join(", "))
    }
}
