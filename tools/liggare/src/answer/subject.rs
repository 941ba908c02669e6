//! What an explanation is asked of: the subject, and the report it stands in.

use ledger::event::organisation::UnitKind;
use ledger::event::reporting::ReportKind;
use ledger::ids::{IndicatorId, ItemId, LineId, UnitId};
use ledger::period::Period;
use projections::document::FigureKey;
use projections::economy::table;
use projections::plan::Item;
use projections::reporting::PublishedReport;
use projections::trace::{Context, Subject};

use crate::cli::Explain;
use crate::cli::moment::{self, Moment};
use crate::failure::Failure;
use crate::session::Reading;

/// The fewest and the most months that an interim report is of: half and two
/// thirds of a year.
const INTERIM_MONTHS: std::ops::RangeInclusive<u8> = 6..=8;

/// The subject that the words name.
///
/// # Errors
/// [`Failure`] when they name none.
pub(crate) fn subject(words: &[String]) -> Result<Subject, Failure> {
    let wrong = |why: String| {
        Failure::usage(
            why,
            "Skriv en siffras adress (operating_result:L1:outcome) eller indikator, mål eller uppdrag och ett id.",
        )
    };
    let (kind, id) = match words {
        [one] => {
            let Some((kind, id)) = one.split_once(' ') else {
                let figure: FigureKey = one.parse().map_err(|error| wrong(format!("{error}")))?;
                return Ok(Subject::Figure(figure));
            };
            (kind, id.trim())
        }
        [kind, id] => (kind.as_str(), id.as_str()),
        _ => return Err(wrong("ämnet har för många ord.".to_owned())),
    };
    match kind.to_lowercase().as_str() {
        "indikator" | "indicator" => IndicatorId::new(id)
            .map(Subject::Indicator)
            .map_err(|error| wrong(error.to_string())),
        "mål" | "mal" | "objective" | "uppdrag" | "assignment" => ItemId::new(id)
            .map(Subject::Item)
            .map_err(|error| wrong(error.to_string())),
        _ => Err(wrong(format!("{kind:?} är inget ämne."))),
    }
}

/// The report that the subject stands in. The flags say it, else the report that
/// `--to` or `--from` names; else it is the report of the unit that answers for
/// the subject, and only then the last one published.
///
/// # Errors
/// [`Failure`] when nothing says whose report it is, or of what period.
pub(super) fn context(
    asked: &Explain,
    subject: &Subject,
    reading: &Reading<'_>,
    to: u64,
) -> Result<Context, Failure> {
    let named = named(asked, reading);
    let last = reading.model.reporting.published(to).last();
    let missing = |flag: &str| {
        Failure::usage(
            format!("{flag} saknas, och ingen rapport är publicerad som kan säga det."),
            format!("Ange {flag}."),
        )
    };
    let unit = asked
        .unit
        .clone()
        .or_else(|| Some(named?.unit.clone()))
        .or_else(|| owner(subject, reading, to))
        .or_else(|| Some(last?.unit.clone()))
        .ok_or_else(|| missing("--unit"))?;
    let period = asked
        .period
        .or_else(|| {
            // An item's assessments are compared over the whole year, whichever
            // report of the year the question begins in.
            let period = named?.period;
            let of_item = matches!(subject, Subject::Item(_));
            Some(if of_item { period.full_year() } else { period })
        })
        .or_else(|| Period::whole_year(year(subject, reading, to)?))
        .or_else(|| Some(last?.period))
        .ok_or_else(|| missing("--period"))?;
    let stands_in = |report: &&PublishedReport| report.unit == unit && report.period == period;
    let kind = asked
        .kind
        .or_else(|| Some(named.filter(stands_in)?.kind))
        .or_else(|| {
            let mut published = reading.model.reporting.published(to);
            Some(published.find(stands_in)?.kind)
        })
        .unwrap_or_else(|| natural(period));
    Ok(Context { kind, unit, period })
}

/// The published report that a moment names.
fn named<'a>(asked: &Explain, reading: &Reading<'a>) -> Option<&'a PublishedReport> {
    let reporting = &reading.model.reporting;
    [&asked.to, &asked.from]
        .into_iter()
        .find_map(|moment| match moment {
            Some(Moment::Report(report)) => reporting.report(report, reading.size()),
            _ => None,
        })
}

/// The item that a subject is, or that an indicator measures.
fn item(subject: &Subject, reading: &Reading<'_>, size: u64) -> Option<Item> {
    let model = reading.model;
    let item = match subject {
        Subject::Item(item) => item.clone(),
        Subject::Indicator(indicator) => {
            let defined = model.indicators.definition(indicator, size)?;
            defined.value.item.clone()
        }
        Subject::Figure(_) => return None,
    };
    model.plan.item(&item, size)
}

/// The unit that an objective, an assignment or an indicator is of; none for a
/// figure, and for what is not known.
pub(crate) fn responsible(subject: &Subject, reading: &Reading<'_>, size: u64) -> Option<UnitId> {
    let item = item(subject, reading, size)?;
    item.owner.or(item.plan_unit)
}

/// The unit that answers for a subject: by its plan, or for a figure of the
/// economy by its line.
fn owner(subject: &Subject, reading: &Reading<'_>, size: u64) -> Option<UnitId> {
    match subject {
        Subject::Item(_) | Subject::Indicator(_) => {
            let owner = responsible(subject, reading, size)?;
            Some(committee_of(&owner, reading, size).unwrap_or(owner))
        }
        Subject::Figure(figure) => {
            let root = reading.model.economy.lines.root_of(&line(figure)?, size)?;
            Some(root.unit.clone())
        }
    }
}

/// The line of the economy that a figure's row names, when it may be one.
pub(super) fn line(figure: &FigureKey) -> Option<LineId> {
    LineId::new(table::line_of_row(&figure.row)).ok()
}

/// The committee that a unit works for: a department's assignment is followed
/// up in its committee's report.
fn committee_of(unit: &UnitId, reading: &Reading<'_>, size: u64) -> Option<UnitId> {
    let organisation = &reading.model.organisation;
    let today = moment::day_of(reading.model.timeline.known_at(size)?)?;
    let mut unit = organisation.unit_near(unit, today, size)?;
    while !matches!(unit.kind, UnitKind::Committee | UnitKind::ExecutiveBoard) {
        unit = organisation.unit_near(&unit.parent?, today, size)?;
    }
    Some(unit.unit)
}

fn year(subject: &Subject, reading: &Reading<'_>, size: u64) -> Option<u16> {
    item(subject, reading, size)?.year
}

/// The report that is natural for a period.
pub(crate) fn natural(period: Period) -> ReportKind {
    if period.is_whole_year() {
        ReportKind::OperationsReport
    } else if INTERIM_MONTHS.contains(&period.length()) {
        ReportKind::InterimReport
    } else {
        ReportKind::PeriodReport
    }
}
