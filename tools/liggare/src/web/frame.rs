//! The frame: what stands around every page.
//!
//! Navigation, the two axes of time in one bar, who is logged in, and what the page
//! rests on. Where the figures are a demonstration's, it says so.

use std::collections::BTreeSet;

use askama::Template;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use ledger::log::settings::FolderFile;
use ledger::period::Period;
pub(super) use projections::report::period_in_words as in_words;
use projections::temporal::Surroundings;

use super::assets::{MARK_ADDRESS, SCRIPT_ADDRESS, STYLE_ADDRESS};
use super::form;
use super::html::Html;
use super::login::Visitor;
use super::looking::{Page, STEP};
use super::moments::known_in_words;
use super::steps::Direction;
use super::times::{KNOWN, PERIOD, Times, UNIT, path};
use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::node::Question;
use crate::render::swedish;
use crate::server::problem::Problem;

/// What a browser may do with a page: show it, with its own style and script, and send
/// its forms back here.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every page.
const HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    // The address is not told to others, and to its own server so that it knows its forms.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// The rooms of the navigation: path, name, key, and what one must be allowed to see.
pub(super) const ROOMS: [(&str, &str, Capability); 15] = [
    ("/", "Översikt", Capability::Reports),
    ("/plan", "Plan", Capability::Plan),
    ("/indikatorer", "Indikatorer", Capability::Indicators),
    ("/ekonomi", "Ekonomi", Capability::Economy),
    ("/ramar", "Ramar", Capability::Frames),
    ("/investeringar", "Investeringar", Capability::Investments),
    ("/atgarder", "Handlingsplan", Capability::Actions),
    ("/intern-kontroll", "Intern kontroll", Capability::Control),
    ("/beslut", "Beslut", Capability::Decisions),
    ("/nyckeltal", "Personal och volymer", Capability::Figures),
    ("/texter", "Texter", Capability::Narrative),
    ("/rapporter", "Rapporter", Capability::Publications),
    ("/insamling", "Insamling", Capability::Reports),
    ("/handelser", "Händelser", Capability::EventLog),
    ("/bevis", "Bevis", Capability::Proofs),
];

/// The forms, after the first of the rooms for those who could fill in any.
const FORMS: (&str, &str) = (form::ROOM, "Registrera");

/// A page with all that its frame is made of.
pub(super) struct Framed<'a> {
    /// The page.
    pub(super) page: Page,
    /// The nearest events around what it shows.
    pub(super) around: Surroundings,
    /// Its path.
    pub(super) path: &'a str,
    /// Its times.
    pub(super) times: &'a Times,
    /// How many events were known.
    pub(super) size: u64,
    /// What else its address asks.
    pub(super) asked: &'a [(String, String)],
    /// What the visitor has just recorded.
    pub(super) receipt: Html,
    /// Whether the visitor could record anything for the unit.
    pub(super) records: bool,
    /// Who looks.
    pub(super) visitor: &'a Visitor,
    /// What the ledger is.
    pub(super) file: &'a FolderFile,
    /// The ledger.
    pub(super) question: &'a Question<'a>,
}

/// An entry of the navigation.
struct Room {
    address: String,
    name: &'static str,
    is_here: bool,
}

/// A choice of a list.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// The latest change of the page.
struct Latest {
    /// When, in Swedish time.
    at: String,
    /// The event, when the visitor may read the log.
    event: Option<String>,
    position: u64,
}

#[derive(Template)]
#[template(path = "web/frame.html")]
struct Frame<'a> {
    style: &'a str,
    script: &'a str,
    mark: &'a str,
    origin: &'a str,
    demonstration: bool,
    title: &'a str,
    rooms: Vec<Room>,
    name: Option<&'a str>,
    is_anyone: bool,
    token: &'a str,
    action: &'a str,
    hidden: Vec<(&'a str, &'a str)>,
    units: Vec<Choice>,
    periods: Vec<Choice>,
    known_day: String,
    is_now: bool,
    moment: String,
    latest: Option<Latest>,
    back: Option<String>,
    forward: Option<String>,
    now: String,
    fixed: String,
    receipt: &'a Html,
    unit: String,
    unit_id: &'a str,
    period: Period,
    body: &'a Html,
    foot: &'a Html,
    unit_key: &'static str,
    period_key: &'static str,
    known_key: &'static str,
}

impl Frame<'_> {
    fn period_in_words(&self) -> String {
        in_words(self.period)
    }
}

/// The whole page.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(super) fn around(framed: Framed<'_>) -> Result<String, Problem> {
    let Framed {
        page,
        around,
        path: here,
        times,
        size,
        asked,
        receipt,
        records,
        visitor,
        file,
        question,
    } = framed;
    let model = question.model;
    let organisation = &model.organisation;
    let may = |capability| {
        visitor
            .caller
            .may(capability, Some(&times.unit), question)
            .is_ok()
    };
    let mut rooms: Vec<(&str, &'static str)> = ROOMS
        .iter()
        .filter(|(_, _, capability)| may(*capability))
        .map(|(path, name, _)| (*path, *name))
        .collect();
    if records {
        rooms.insert(rooms.len().min(1), FORMS);
    }
    let rooms = rooms.into_iter().map(|(path, name)| Room {
        address: times.link(path),
        name,
        is_here: page.room == path,
    });
    let pairs: Vec<(&str, &str)> = asked
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let itself = |times: &Times, step: Option<Direction>| {
        let mut pairs = pairs.clone();
        pairs.extend(step.map(|step| (STEP, step.word())));
        times.link_with(here, &pairs)
    };
    let day = |size| moment::day_of(model.timeline.known_at(size)?);
    let reads_log = may(Capability::EventLog);
    let event =
        |position: u64| reads_log.then(|| times.link(&path("/handelser", &position.to_string())));
    let latest = around.latest.and_then(|position| {
        Some(Latest {
            at: moment::shown(model.timeline.recorded_at(position)?),
            event: event(position.0),
            position: position.0,
        })
    });
    let fixed = times.known_at(Some(format!("@{size}")));
    let frame = Frame {
        style: &STYLE_ADDRESS,
        script: &SCRIPT_ADDRESS,
        mark: &MARK_ADDRESS,
        origin: &file.origin,
        demonstration: file.demonstration,
        title: &page.title,
        rooms: rooms.collect(),
        name: visitor.name.as_deref(),
        is_anyone: visitor.caller.is_anyone(),
        token: &visitor.token,
        action: page.elsewhere.unwrap_or(here),
        hidden: if page.elsewhere.is_some() {
            Vec::new()
        } else {
            pairs.clone()
        },
        units: units(question, times, size),
        periods: periods(question, times, size),
        known_day: match &times.known {
            Some(_) => day(size).map(|day| day.to_string()).unwrap_or_default(),
            None => String::new(),
        },
        is_now: times.known.is_none(),
        moment: known_in_words(times.known.as_deref(), size, question),
        latest,
        back: around.latest.map(|_| itself(&fixed, Some(Direction::Back))),
        forward: around
            .next
            .map(|_| itself(&fixed, Some(Direction::Forward))),
        now: itself(&times.known_at(None), None),
        fixed: itself(&fixed, None),
        receipt: &receipt,
        unit: organisation.name_near(&times.unit, times.period.last_day(), size),
        unit_id: times.unit.as_str(),
        period: times.period,
        body: &page.body,
        foot: &page.foot,
        unit_key: UNIT,
        period_key: PERIOD,
        known_key: KNOWN,
    };
    frame.render().map_err(|error| unwritten(&error))
}

/// The headers of a page.
pub(super) fn guard(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert_with(|| HeaderValue::from_static(value));
    }
}

/// A page that could not be written.
pub(super) fn unwritten(error: &askama::Error) -> Problem {
    tracing::error!(%error, "sidan kunde inte skrivas");
    Problem::internal()
}

/// The units of the period's last day to choose from, and the one that is shown.
fn units(question: &Question<'_>, times: &Times, size: u64) -> Vec<Choice> {
    let organisation = &question.model.organisation;
    let last_day = times.period.last_day();
    let tree = organisation.tree(last_day, size);
    let mut choices: Vec<Choice> = tree
        .into_iter()
        .map(|tree| Choice {
            is_chosen: tree.unit.unit == times.unit,
            label: format!(
                "{}{}",
                "\u{2003}".repeat(usize::from(tree.level)),
                tree.unit.name
            ),
            value: tree.unit.unit.to_string(),
        })
        .collect();
    if !choices.iter().any(|choice| choice.is_chosen) {
        choices.push(Choice {
            value: times.unit.to_string(),
            label: organisation.name_near(&times.unit, last_day, size),
            is_chosen: true,
        });
    }
    choices
}

/// The periods to choose from: every year that something is known of, the months of
/// the shown year from January on, the unit's reporting periods, and the one that is
/// shown; the latest first.
fn periods(question: &Question<'_>, times: &Times, size: u64) -> Vec<Choice> {
    let reading = question.reading();
    let reporting = &question.model.reporting;
    let first = reading.year_of(1).unwrap_or(times.period.year());
    let last = reading.year_of(size).unwrap_or(first);
    let years = first..=last.max(first).min(first.saturating_add(100));
    let mut found: BTreeSet<(u16, u8, u8)> = BTreeSet::new();
    let mut periods = Vec::new();
    let whole = years.filter_map(Period::whole_year);
    let opened = reporting.periods(&times.unit, size);
    let shown = times.period.year();
    let so_far = (1..12).filter_map(|month| Period::months_of(shown, 1, month));
    let all = whole
        .chain(so_far)
        .chain(opened.into_iter().map(|row| row.period))
        .chain([times.period]);
    for period in all {
        let key = (period.year(), period.first().month(), period.last().month());
        if found.insert(key) {
            periods.push(period);
        }
    }
    periods.sort_by_key(|period| {
        let whole = period.is_whole_year();
        std::cmp::Reverse((period.year(), whole, period.last().month()))
    });
    let choice = |period: Period| Choice {
        value: period.to_string(),
        label: in_words(period),
        is_chosen: period == times.period,
    };
    periods.into_iter().map(choice).collect()
}

/// What a page at a size rests on, as its foot says it.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn basis_in_words(question: &Question<'_>, size: u64) -> Result<String, Problem> {
    let basis = question.reading().basis(size)?;
    let root = basis.root.to_string();
    Ok(format!(
        "Underlag: {}, rot {}…, regelversion {}.",
        swedish::first_events(size),
        root.get(..16).unwrap_or(&root),
        basis.rules_version
    ))
}
