//! `/ekonomi/{line}`: a line, what it is made of, its months, its bookings and its frame.
//!
//! It may be seen by those who may read the economy of the unit that answers for it,
//! or of one whose tables it stands in: that of a line it is part of.

use askama::Template;
use axum::response::Response;
use ledger::event::budget::{LineTable, ReportLineDefined};
use ledger::ids::LineId;
use projections::document::{Cell, RowRole};
use projections::economy::column::Column;
use projections::economy::coverage::Gap;
use projections::economy::table::{LineRow, shown, table_key};
use projections::temporal::watched;

use super::super::reference;
use super::{FORMS, ROOM, bookings, months};
use crate::access::matrix::Capability;
use crate::server::problem::Problem;
use crate::web::form::choosing;
use crate::web::form::entries::{forecast, outcome};
use crate::web::html::cell::AMOUNTS;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::looking::{Looking, Page};
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::{Times, path};

#[derive(Template)]
#[template(
    source = r#"<nav aria-label="Raden är en del av"><ol class="trail">{% for (address, title) in above %}<li><a href="{{ address }}">{{ title }}</a></li>{% endfor %}<li aria-current="page">{{ title }}</li></ol></nav>
"#,
    ext = "html"
)]
struct Trail<'a> {
    above: Vec<(String, &'a str)>,
    title: &'a str,
}

/// The page of a line.
///
/// # Errors
/// [`Problem`] 404 when no such line is known.
pub(super) async fn show(
    Place(line): Place<String>,
    looking: Looking,
) -> Result<Response, Problem> {
    looking.show(move |sight| page(sight, &line)).await
}

fn page(sight: &Sight<'_>, line: &str) -> Result<Page, Problem> {
    sight.caller.account()?;
    let unknown = || {
        Problem::not_found(format!("Raden {line} finns inte i det som var känt."))
            .remedied("Gå till Ekonomi och välj en rad där.")
    };
    let id = LineId::new(line).map_err(|_| unknown())?;
    let lines = &sight.model().economy.lines;
    let upwards = lines.upwards(&id, sight.size);
    let defined = *upwards.first().ok_or_else(unknown)?;
    reference::may_of_any(
        sight,
        Capability::Economy,
        upwards.iter().map(|line| &line.unit),
    )?;
    let times = asking(sight, &upwards);
    let tree = piece::section(
        "rader",
        "Utfall, budget och prognos",
        tree(sight, defined, &times, Some(&id))?,
    )?;
    let months = months::months(sight, defined);
    let by_month = Html::joined([
        months::chart(defined, &months)?,
        months::table(sight, defined, &months, &times)?,
    ]);
    let body = Html::joined([
        trail(sight, &upwards)?,
        facts(sight, defined)?,
        reference::forms(sight, &offers(sight, &id), &[("rad", id.as_str())])?,
        tree,
        piece::section("per-manad", "Månad för månad", by_month)?,
        piece::section(
            "bokningar",
            "Bokningar",
            bookings::section(sight, &id, defined.table)?,
        )?,
    ]);
    reference::page(sight, ROOM, defined.title.as_str(), body)
}

/// The forms that take the line: one that is the sum of others is booked and forecast
/// on those, and so is that of another unit in its own.
fn offers(sight: &Sight<'_>, line: &LineId) -> Vec<reference::Offer> {
    // The unit's other lines are looked through, but do not show: no step ends at them.
    let (taken, _) = watched(sight.size, || {
        [&outcome::TABLES[..], &forecast::TABLES[..]].map(|tables| {
            let lines = choosing::lines(sight, tables);
            lines.iter().any(|taken| taken.line == *line)
        })
    });
    let fitting = FORMS.into_iter().zip(taken).filter(|(_, taken)| *taken);
    fitting.map(|(offer, _)| offer).collect()
}

/// The times with which figures of the line are asked about: the page's own where the
/// line stands in its unit's tables, else those of the first unit whose it does that
/// the one who looks may ask.
fn asking(sight: &Sight<'_>, upwards: &[&ReportLineDefined]) -> Times {
    let units = || upwards.iter().map(|line| &line.unit);
    if units().any(|unit| unit == sight.unit()) {
        return sight.times.clone();
    }
    let asked = units().find(|unit| sight.may_of(Capability::Explain, Some(unit)).is_ok());
    match asked {
        Some(unit) => sight.times.of_unit(unit.clone()),
        None => sight.times.clone(),
    }
}

/// What a reader must know of the sign of a table's amounts.
pub(super) fn sign(table: LineTable) -> &'static str {
    match table {
        LineTable::Investment => {
            "Utgifter är positiva, inkomster negativa; avvikelse = utfall − budget."
        }
        LineTable::OperatingResult | LineTable::IncomeStatement | LineTable::BalanceRequirement => {
            "Kostnader är negativa, intäkter positiva; avvikelse = utfall − budget."
        }
    }
}

fn table_name(table: LineTable) -> &'static str {
    match table {
        LineTable::OperatingResult => "Driftredovisning",
        LineTable::IncomeStatement => "Resultaträkning",
        LineTable::Investment => "Investeringsredovisning",
        LineTable::BalanceRequirement => "Balanskravsutredning",
    }
}

fn trail(sight: &Sight<'_>, upwards: &[&ReportLineDefined]) -> Result<Html, Problem> {
    let Some((line, above)) = upwards.split_first() else {
        return Ok(Html::default());
    };
    if above.is_empty() {
        return Ok(Html::default());
    }
    Html::of(&Trail {
        above: above
            .iter()
            .rev()
            .map(|line| {
                let address = sight.link(&path(ROOM, line.line.as_str()));
                (address, line.title.as_str())
            })
            .collect(),
        title: &line.title,
    })
}

fn facts(sight: &Sight<'_>, line: &ReportLineDefined) -> Result<Html, Problem> {
    let year = sight.period().year();
    let frame = sight
        .model()
        .economy
        .frame_months(&line.line, year, sight.size);
    let frame = match frame {
        Some(months) if sight.may_of(Capability::Frames, Some(&line.unit)).is_ok() => {
            Html::joined([
                piece::plain(&Cell::Amount(months.into_iter().sum()))?,
                Html::escaped(&format!(" {} · ", AMOUNTS.name())),
                piece::link(
                    &sight.link(&path("/ramar", line.line.as_str())),
                    "ramens ändringar",
                )?,
            ])
        }
        _ => Html::default(),
    };
    piece::facts(vec![
        ("Rad", Html::escaped(line.line.as_str())),
        ("Tabell", Html::escaped(table_name(line.table))),
        ("Ansvarig enhet", Html::escaped(&sight.name_of(&line.unit))),
        ("Radens egen ram för året", frame),
    ])
}

/// The line and all that it is made of, against budget, the year before and the forecast; `here` is
/// the line whose page it stands on, which needs no link.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(in crate::web::pages) fn tree(
    sight: &Sight<'_>,
    line: &ReportLineDefined,
    times: &Times,
    here: Option<&LineId>,
) -> Result<Html, Problem> {
    let economy = &sight.model().economy;
    let Some(view) = economy.tree_of(&line.line, sight.period(), sight.size) else {
        return Ok(Html::default());
    };
    let mut grid = Grid::new(format!("rader-{}", line.line), table_name(view.table))
        .note(format!("Belopp i {}. {}", AMOUNTS.name(), sign(view.table)))
        .words("Rad");
    for column in Column::ALL {
        grid = grid.figures(months::title(column));
    }
    for row in &view.rows {
        grid.push(tree_row(sight, row, line, (times, here))?);
    }
    Ok(Html::joined([grid.drawn()?, lacking(sight, &view.gaps)?]))
}

/// What the sums lack: what is missing is not zero.
fn lacking(sight: &Sight<'_>, gaps: &[Gap]) -> Result<Html, Problem> {
    if gaps.is_empty() {
        return Ok(Html::default());
    }
    let lines = &sight.model().economy.lines;
    let title = |line: &LineId| {
        let defined = lines.definition(line, sight.size);
        defined.map_or_else(|| line.to_string(), |line| line.title.clone())
    };
    let mut said: Vec<String> = gaps
        .iter()
        .map(|gap| {
            let named: Vec<String> = gap.lines.iter().map(title).collect();
            format!(
                "{} saknas för {}.",
                months::title(gap.column),
                named.join("; ")
            )
        })
        .collect();
    said.push(
        "Summorna omfattar inte det som saknas, och där två kolumner inte omfattar samma rader \
         visas ingen skillnad mellan dem."
            .to_owned(),
    );
    piece::small(&said.join(" "))
}

fn tree_row(
    sight: &Sight<'_>,
    row: &LineRow,
    of: &ReportLineDefined,
    (times, here): (&Times, Option<&LineId>),
) -> Result<GridRow, Problem> {
    let below = row
        .line
        .as_ref()
        .filter(|line| row.role != RowRole::Remainder && Some(*line) != here);
    let head = match below {
        Some(line) => piece::link(&sight.link(&path(ROOM, line.as_str())), &row.title)?,
        None => Html::escaped(&row.title),
    };
    let mut told = GridRow::new(head)
        .level(row.level)
        .sourced(row.provenance)
        .class(match row.role {
            RowRole::Item => "",
            RowRole::Part => "part",
            RowRole::Remainder => "remainder",
            RowRole::Total => "total",
        });
    for column in Column::ALL {
        let amount = row.figures.get(column);
        let cell = amount.map_or(Cell::Empty, |amount| Cell::Amount(shown(of.table, amount)));
        let key = format!("{}:{}:{}", table_key(of.table), row.key, column.key());
        let why = Sight::why_at(times, &key);
        let about = format!("{}, {}", row.title, months::title(column));
        told = told.cell(piece::asked(&cell, Some(&why), &about)?);
    }
    Ok(told)
}
