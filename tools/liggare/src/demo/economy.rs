//! What was booked, forecast, restated and corrected.
//!
//! `driftresultat.csv` holds the published whole years. What a row has beyond
//! its children is booked on the row itself; a complete total has nothing
//! beyond them and is never booked. The months are generated ([`super::spread`]).

use std::collections::BTreeMap;

use chrono::NaiveTime;
use ledger::command::{Command, CorrectOutcome, EventRef, RestateOutcome, Rows};
use ledger::event::Provenance;
use ledger::event::economy::{ForecastSubmitted, OutcomeBooked};
use ledger::event::indicator::CorrectedFact;
use ledger::ids::{CorrelationId, DecisionId, LineId, UnitId};
use ledger::money::Ore;
use ledger::period::{Month, Period};
use ledger::time::{Date, Timestamp};

use super::cell::{Mnkr, Moment};
use super::error::DemoError;
use super::frames::LineRow;
use super::script::{Ground, Script};
use super::spread;
use super::table::{
    CORRECTIONS, FORECASTS, LINES, OPERATING_RESULT, RESTATEMENTS, Row, Source, Stamp, Stamped,
    batches, row,
};

/// The day of the month after on which a month's bookings are recorded.
const BOOKING_DAY: u8 = 10;

/// The hour (UTC) at which bookings are recorded.
const BOOKING_HOUR: u32 = 7;

row! {
    /// A row of `driftresultat.csv`: the published figures of a line for a year and the year
    /// before. `första_månad` is the first month in which the line has an outcome;
    /// `registrerad` is when the comparison year was imported.
    ResultRow {
        "rad" line: LineId,
        "år" year: u16,
        "uppgiftslämnare" stated_by: UnitId,
        "uppgift_registrerad" stated_at: Moment,
        "bärande_enhet" unit: UnitId,
        "bärande_enhet_föregående" previous_unit: UnitId,
        "första_månad" first_month: u8,
        "utfall" outcome: Mnkr,
        "budget" budget: Mnkr,
        "utfall_föregående" previous: Mnkr,
        "avvikelse" variance: Mnkr,
        "förändring" change: Mnkr,
    }
}

row! {
    /// A row of `prognoser.csv`: a forecast of the year, made for a follow-up.
    ForecastRow {
        "kommando" command: String,
        "rad" line: LineId,
        "enhet" unit: UnitId,
        "period" period: Period,
        "mnkr" amount: Mnkr,
    }
}

row! {
    /// A row of `omrakningar.csv`.
    RestatementRow {
        "kommando" command: String,
        "rad" line: LineId,
        "enhet" unit: UnitId,
        "månad" month: Month,
        "mnkr" amount: Mnkr,
        "princip" policy: String,
        "rekommendation" recommendation: String,
        "skäl" reason: String,
        "beslut" decision: DecisionId,
    }
}

row! {
    /// A row of `rattelser.csv`: a booking that an earlier command made should have been
    /// `ändring_mnkr` more.
    CorrectionRow {
        "kommando" command: String,
        "rättar" corrects: String,
        "ändring_mnkr" change: Mnkr,
        "ärende" matter: CorrelationId,
        "skäl" reason: String,
        "beslut" decision: Option<DecisionId>,
    }
}

/// Adds the economy.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    let results = source.rows::<ResultRow>(OPERATING_RESULT)?;
    let parents: BTreeMap<LineId, Option<LineId>> = source
        .rows::<LineRow>(LINES)?
        .into_iter()
        .map(|row| (row.fact.line, row.fact.parent))
        .collect();
    for row in &results {
        if !parents.contains_key(&row.fact.line) {
            return Err(row.wrong(format!("raden {} finns inte i rader.csv", row.fact.line)));
        }
        let of_children = |amount: fn(&ResultRow) -> Ore| -> Ore {
            results
                .iter()
                .map(|other| &other.fact)
                .filter(|other| parents.get(&other.line) == Some(&Some(row.fact.line.clone())))
                .map(amount)
                .sum()
        };
        let own = row.fact.outcome.0 - of_children(|fact| fact.outcome.0);
        let own_previous = row.fact.previous.0 - of_children(|fact| fact.previous.0);
        let has_children = parents
            .values()
            .any(|parent| parent.as_ref() == Some(&row.fact.line));
        if has_children && own == Ore::ZERO && own_previous == Ore::ZERO {
            continue;
        }
        book_previous_year(row, own_previous, script)?;
        book_year(row, own, script)?;
    }
    for batch in batches(source.rows::<ForecastRow>(FORECASTS)?, |fact| &fact.command)? {
        let rows = batch.rows.iter().map(|row| forecast(&row.fact)).collect();
        if let Some(first) = batch.rows.first() {
            let command = Command::SubmitForecast(Rows { rows });
            script.record(first, &batch.id, Ground::default(), command)?;
        }
    }
    for row in source.rows::<RestatementRow>(RESTATEMENTS)? {
        restate(&row, script)?;
    }
    for row in source.rows::<CorrectionRow>(CORRECTIONS)? {
        correct(&row, script)?;
    }
    Ok(())
}

/// The comparison year is imported at once, when the row says it was recorded.
fn book_previous_year(
    row: &Row<ResultRow>,
    own: Ore,
    script: &mut Script,
) -> Result<(), DemoError> {
    let fact = &row.fact;
    let year = fact.year - 1;
    let name = format!("{}/{year}", fact.line);
    let first_month = if own == Ore::ZERO { 12 } else { 1 };
    let mut rows = Vec::new();
    for (month, amount_ore) in spread::months(&name, own, first_month, 12) {
        let month = row.need(Month::new(year, month), "år")?;
        rows.push(OutcomeBooked {
            unit: fact.previous_unit.clone(),
            line: fact.line.clone(),
            month,
            amount_ore,
            document: format!("Jämförelsetal {year}, rad {}", fact.line).into(),
        });
    }
    let mut stamp = fact.stamp();
    if own != Ore::ZERO {
        stamp.provenance = Provenance::Generated;
    }
    let id = row.command_id(format!("boka-{year}-{}", fact.line))?;
    script.record_as(
        id,
        stamp,
        Ground::default(),
        Command::BookOutcomes(Rows { rows }),
    );
    Ok(())
}

/// The year is booked month by month; an outcome of nothing is said at the
/// year's end, since no booking would read as a missing outcome.
fn book_year(row: &Row<ResultRow>, own: Ore, script: &mut Script) -> Result<(), DemoError> {
    let fact = &row.fact;
    let name = format!("{}/{}", fact.line, fact.year);
    let (first_month, provenance) = if own == Ore::ZERO {
        (12, fact.stamp().provenance)
    } else {
        (fact.first_month, Provenance::Generated)
    };
    for (month, amount_ore) in spread::months(&name, own, first_month, 12) {
        let month = row.need(Month::new(fact.year, month), "första_månad")?;
        let stamp = Stamp {
            at: row.need(booking_moment(month), "år")?,
            provenance,
            ..fact.stamp()
        };
        let id = row.command_id(format!("boka-{month}-{}", fact.line))?;
        let rows = vec![OutcomeBooked {
            unit: fact.unit.clone(),
            line: fact.line.clone(),
            month,
            amount_ore,
            document: format!("Månadsbokslut {month}, rad {}", fact.line).into(),
        }];
        script.record_as(
            id,
            stamp,
            Ground::default(),
            Command::BookOutcomes(Rows { rows }),
        );
    }
    Ok(())
}

/// When a month's bookings are recorded.
fn booking_moment(month: Month) -> Option<Moment> {
    let next = month.last_day().next();
    let day = Date::new(next.year(), next.month(), BOOKING_DAY)?;
    let hour = NaiveTime::from_hms_opt(BOOKING_HOUR, 0, 0)?;
    let moment = Timestamp::from_utc(day.to_naive().and_time(hour).and_utc());
    Some(Moment(moment.0))
}

fn forecast(fact: &ForecastRow) -> ForecastSubmitted {
    ForecastSubmitted {
        unit: fact.unit.clone(),
        line: fact.line.clone(),
        basis_period: fact.period,
        amount_ore: fact.amount.0,
    }
}

fn restate(row: &Row<RestatementRow>, script: &mut Script) -> Result<(), DemoError> {
    let fact = row.fact.clone();
    let ground = Ground {
        decision: Some(fact.decision),
        reason: Some(fact.reason),
        matter: None,
    };
    let restated = RestateOutcome {
        unit: fact.unit,
        line: fact.line,
        month: fact.month,
        amount_ore: fact.amount.0,
        policy: fact.policy,
        recommendation: fact.recommendation,
        restates: None,
    };
    script.record(row, fact.command, ground, Command::RestateOutcome(restated))
}

fn correct(row: &Row<CorrectionRow>, script: &mut Script) -> Result<(), DemoError> {
    let fact = row.fact.clone();
    let wrong = row.command_id(fact.corrects.clone())?;
    let booking = match script.recorded(&wrong).map(|found| &found.command) {
        Some(Command::BookOutcomes(Rows { rows })) => match rows.as_slice() {
            [booking] => booking.clone(),
            _ => return Err(row.wrong(format!("{wrong} bokför flera rader"))),
        },
        Some(_) => return Err(row.wrong(format!("{wrong} bokför ingenting"))),
        None => return Err(row.wrong(format!("kommandot {wrong} finns inte"))),
    };
    let command = Command::CorrectOutcome(CorrectOutcome {
        corrects: EventRef(fact.corrects),
        fact: CorrectedFact::Booking {
            unit: booking.unit,
            line: booking.line,
            month: booking.month,
            was_ore: booking.amount_ore,
            amount_ore: booking.amount_ore + fact.change.0,
        },
    });
    let ground = Ground {
        decision: fact.decision,
        reason: Some(fact.reason),
        matter: Some(fact.matter),
    };
    script.record(row, fact.command, ground, command)
}
