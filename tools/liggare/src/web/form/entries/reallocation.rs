//! `omdisponering`: budget is moved between frames, seen as the double entry it is.

use askama::Template;
use ledger::command::{Command, Draft};
use ledger::event::budget::{BudgetReallocated, Posting, ReportLineDefined};
use ledger::event::decision::DecisionKind;
use ledger::ids::LineId;
use ledger::money::Ore;
use ledger::period::Period;
use ledger::stream::StreamId;
use projections::economy::frames::ALL_TABLES;

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::web::form::choosing;
use crate::web::form::field::{Choice, Field, Kind};
use crate::web::form::given::{Given, Wrong, kronor};
use crate::web::form::unlikely::Doubted;
use crate::web::form::{Entry, Form};
use crate::web::html::Html;
use crate::web::sight::Sight;

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: "omdisponering",
    title: "Omdisponera budget",
    kind: CommandKind::ReallocateBudget,
    room: "/ramar",
    asks,
    draft,
    places: &[
        ("postings", "poster"),
        ("from_month", "manad"),
        ("decision", "beslut"),
    ],
    after,
};

/// What the fields begin with in which one types how much a frame gives.
const GIVES: &str = "lamnar-";

/// The same of what it gets.
const GETS: &str = "far-";

/// A frame that budget can be moved from or to, with what was typed about it.
struct FrameRow {
    line: String,
    title: String,
    frame: Shown,
    used: Shown,
    /// How much it can give.
    left: Shown,
    gives: String,
    gets: String,
    /// How much it can give afterwards.
    after: Shown,
}

/// An amount as it is shown, and in öre for the script.
struct Shown {
    ore: i64,
    text: String,
}

#[derive(Template)]
#[template(path = "web/form/postings.html")]
struct Postings {
    rows: Vec<FrameRow>,
    gives_begin: &'static str,
    gets_begin: &'static str,
    gives: Shown,
    gets: Shown,
    difference: Shown,
}

/// A frame as it is.
struct Frame<'a> {
    line: &'a ReportLineDefined,
    amount: Ore,
    used: Ore,
}

impl Frame<'_> {
    /// How much spending room it can give away: what is neither spent nor more than the
    /// frame itself. Below zero when more is spent.
    fn left(&self) -> Ore {
        self.used.min(Ore::ZERO) - self.amount
    }
}

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Frames)?;
    let year = sight.period().year();
    let frames = frames(sight);
    let moved = |id: &LineId| {
        [GIVES, GETS]
            .iter()
            .any(|begin| given.one(&format!("{begin}{id}")).is_some())
    };
    let watched = frames
        .iter()
        .filter(|frame| moved(&frame.line.line))
        .map(|frame| StreamId::frame(&frame.line.line, year))
        .collect();
    if frames.is_empty() {
        return Ok(Form {
            about: Html::escaped(&format!(
                "Ingen ram är beslutad för {} {year}.",
                sight.name_of(sight.unit())
            )),
            ..Form::default()
        });
    }
    let months = Period::whole_year(year).map(choosing::months);
    let months = months.unwrap_or_default().into_iter().zip(1..);
    let months = months.map(|(month, number)| Choice::new(number.to_string(), month.label));
    let mut fields = choosing::decision(
        sight,
        given,
        DecisionKind::Reallocation,
        "Det beslut som omdisponeringen vilar på.",
    );
    fields.extend([
        Field::new("manad", "Från och med månad", Kind::OneOf(months.collect()))
            .help("Ändringen fördelas jämnt från den månaden till december.")
            .filled(sight.period().last().month().to_string()),
        Field::new(
            "poster",
            "Omdisponeringen",
            Kind::Own(postings(&frames, given)?),
        ),
        Field::new("skal", "Skäl", Kind::Text)
            .help("Varför budgeten flyttas. Det visas i rapporternas lista över omdisponeringar.")
            .optional(),
    ]);
    Ok(Form {
        about: Html::default(),
        fields,
        button: "Omdisponera",
        watched,
        doubts: Doubted::of_moves("poster", &moves(&frames, given))
            .into_iter()
            .collect(),
    })
}

/// The frames of the year that may be moved, those of the units below among them.
fn frames<'a>(sight: &Sight<'a>) -> Vec<Frame<'a>> {
    let (economy, size) = (&sight.model().economy, sight.size);
    let year = sight.period().year();
    let organisation = &sight.model().organisation;
    let tree = organisation.tree_of(sight.unit(), sight.period().last_day(), size);
    let units: Vec<_> = tree.into_iter().map(|member| member.unit.unit).collect();
    let whole = Period::whole_year(year).unwrap_or(sight.period());
    ALL_TABLES
        .into_iter()
        .flat_map(|table| economy.lines.roots(&units, table, size))
        .flat_map(|root| economy.lines.subtree(&root.line, size))
        .map(|(_, line)| line)
        .filter(|line| sight.could_of(CommandKind::ReallocateBudget, &line.unit))
        .filter_map(|line| {
            let months = economy.frame_months(&line.line, year, size)?;
            let used = economy.cells.own(&line.line, whole, size);
            Some(Frame {
                line,
                amount: months.into_iter().sum(),
                used: used.map_or(Ore::ZERO, |used| used.amount),
            })
        })
        .collect()
}

/// What is typed that each frame gives or gets, with the frame.
fn moves(frames: &[Frame<'_>], given: &Given) -> Vec<(String, Ore, Ore)> {
    let moved = frames.iter().flat_map(|frame| {
        let typed = [GIVES, GETS].into_iter().filter_map(|side| {
            let text = given.one(&format!("{side}{}", frame.line.line))?;
            kronor(text)
        });
        typed.map(|amount| (choosing::line_name(frame.line), amount, frame.amount))
    });
    moved.collect()
}

/// The frames as rows of the double entry, with what was typed and its sums.
fn postings(frames: &[Frame<'_>], answers: &Given) -> Result<Html, Problem> {
    let (mut all_gives, mut all_gets) = (Ore::ZERO, Ore::ZERO);
    let rows = frames
        .iter()
        .map(|frame| {
            let typed = |side: &str| {
                let text = answers.one(&format!("{side}{}", frame.line.line));
                let text = text.unwrap_or_default();
                (text.to_owned(), kronor(text).unwrap_or_default())
            };
            let (gives, gets) = (typed(GIVES), typed(GETS));
            all_gives = all_gives + gives.1;
            all_gets = all_gets + gets.1;
            FrameRow {
                line: frame.line.line.to_string(),
                title: choosing::line_name(frame.line),
                frame: exact(frame.amount),
                used: exact(frame.used),
                left: exact(frame.left()),
                after: exact(frame.left() - gives.1 + gets.1),
                gives: gives.0,
                gets: gets.0,
            }
        })
        .collect();
    Html::of(&Postings {
        rows,
        gives_begin: GIVES,
        gets_begin: GETS,
        gives: exact(all_gives),
        gets: exact(all_gets),
        difference: exact(all_gives - all_gets),
    })
}

/// An amount in kronor, with its öre when it has any.
fn exact(amount: Ore) -> Shown {
    Shown {
        ore: amount.0,
        text: swedish::kronor(amount),
    }
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let decision = choosing::decided(given, &mut answers);
    let from_month: Option<u8> = answers.read("manad");
    let reason = answers.optional_text("skal");
    let mut postings = Vec::new();
    let mut wrong = |why: String| answers.wrong("poster", why);
    for (name, text) in given.pairs() {
        let Some((is_giving, id)) = side(name).filter(|_| !text.trim().is_empty()) else {
            continue;
        };
        let other = if is_giving { GETS } else { GIVES };
        if is_giving && given.one(&format!("{other}{id}")).is_some() {
            wrong(format!("{id} kan inte både lämna och få. Fyll i det ena."));
            continue;
        }
        let (Ok(line), Some(amount)) = (LineId::new(id), kronor(text)) else {
            wrong(format!(
                "{text:?} vid {id} är inget belopp. Skriv kronor utan minus, till exempel 1 100 000."
            ));
            continue;
        };
        if amount < Ore::ZERO {
            wrong(format!(
                "Beloppet vid {id} skrivs utan minus: kolumnen säger om ramen lämnar eller får."
            ));
            continue;
        }
        let amount_ore = if is_giving { amount } else { -amount };
        postings.push(Posting { line, amount_ore });
    }
    if postings.is_empty() {
        wrong("Fyll i vilka ramar som lämnar och vilka som får.".to_owned());
    }
    let moved = from_month.map(|from_month| BudgetReallocated {
        year: sight.period().year(),
        from_month,
        postings,
    });
    answers.done(moved.map(|moved| Draft {
        decision,
        reason,
        ..bare(Command::ReallocateBudget(moved))
    }))
}

/// Whether a field asks how much a frame gives or gets, and which frame.
fn side(name: &str) -> Option<(bool, &str)> {
    let gives = name.strip_prefix(GIVES).map(|id| (true, id));
    gives.or_else(|| name.strip_prefix(GETS).map(|id| (false, id)))
}

fn after(sight: &Sight<'_>, _: &Given) -> String {
    sight.times.known_at(None).link("/ramar")
}
