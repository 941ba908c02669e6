//! `/insamling`: the collection of a period: who has what left to report, until when,
//! who is ready and what is late.

mod sorts;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::ids::UnitId;
use ledger::time::Date;
use projections::collection::{Due, Duty, Round, Sort, UnitCollection};

use self::sorts::ShownSort;
use crate::access::matrix::CommandKind;
use crate::cli::moment;
use crate::render::{swedish, words};
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, COLLECTED};
use crate::web::form::entries::narrative;
use crate::web::frame::{basis_in_words, in_words};
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;
use crate::web::times::{Times, path};

/// Where the collection is.
const ROOM: &str = "/insamling";

/// The page.
pub(super) fn routes() -> Router<Served> {
    Router::new().route(ROOM, get(show))
}

#[derive(Template)]
#[template(path = "web/collection.html")]
struct Collection {
    period: String,
    rounds: Vec<ShownRound>,
    buttons: Vec<Button>,
    sorts: Vec<ShownSort>,
    units: Vec<ShownUnit>,
    without: usize,
    summary: String,
    has_marks: bool,
}

/// A form that can be used.
struct Button {
    text: String,
    address: String,
    /// Whether it is what remains to be done.
    is_main: bool,
}

/// The collection of a report from the page's unit.
struct ShownRound {
    report: &'static str,
    opened_for: String,
    state: State,
    until: String,
    handed_in: String,
}

/// How far something has come, as a status of the style sheet.
struct State {
    class: &'static str,
    symbol: &'static str,
    word: String,
}

struct ShownUnit {
    anchor: String,
    level: u8,
    name: String,
    id: String,
    address: String,
    asked: usize,
    left: usize,
    done: usize,
    states: Vec<State>,
    due: String,
    groups: Vec<Group>,
}

struct Group {
    name: &'static str,
    rows: Vec<Left>,
}

struct Left {
    label: String,
    address: Option<String>,
    forms: Vec<(&'static str, String, String)>,
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            for capability in COLLECTED {
                sight.may(capability)?;
            }
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new(ROOM, "Insamling", Html::of(&collection(sight))?)
            })
        })
        .await
}

fn collection(sight: &Sight<'_>) -> Collection {
    let today = today(sight);
    let seen = choosing::collected(sight);
    let own = seen.iter().find(|unit| unit.unit == *sight.unit());
    let rounds = own.map_or(&[][..], |own| &own.rounds);
    let is_told = |unit: &UnitCollection| {
        unit.asked() > 0 || unit.rounds.iter().any(|round| round.submitted.is_some())
    };
    let told: Vec<&UnitCollection> = seen.iter().filter(|unit| is_told(unit)).collect();
    let left: usize = told.iter().map(|unit| unit.left.len()).sum();
    let asked: usize = told.iter().map(|unit| unit.asked()).sum();
    let summary = if asked == 0 {
        "Ingenting är planerat som ska rapporteras för perioden.".to_owned()
    } else if left == 0 {
        format!(
            "Allt är rapporterat: {}.",
            swedish::counted(asked as u64, "uppgift", "uppgifter")
        )
    } else {
        let units = told.iter().filter(|unit| !unit.left.is_empty()).count();
        format!(
            "{} av {} är kvar att rapportera, i {}.",
            swedish::size(left as u64),
            swedish::counted(asked as u64, "uppgift", "uppgifter"),
            swedish::counted(units as u64, "enhet", "enheter")
        )
    };
    Collection {
        period: in_words(sight.period()),
        rounds: rounds
            .iter()
            .map(|round| shown_round(sight, round, today))
            .collect(),
        buttons: buttons(sight, rounds, (asked, left)),
        sorts: Sort::ALL
            .into_iter()
            .map(|sort| sorts::shown(sight, sort, &told, rounds))
            .collect(),
        without: seen.len() - told.len(),
        has_marks: !told.is_empty(),
        units: told
            .into_iter()
            .map(|unit| shown_unit(sight, unit, today))
            .collect(),
        summary,
    }
}

/// The day that lateness is told of: when the last known was recorded, today for now.
fn today(sight: &Sight<'_>) -> Date {
    let known = sight.times.known.as_ref();
    let then = known.and_then(|_| moment::day_of(sight.model().timeline.known_at(sight.size)?));
    then.unwrap_or_else(|| sight.caller.today())
}

/// Whether no unit stands above a unit.
fn is_topmost(sight: &Sight<'_>, unit: &UnitId) -> bool {
    let organisation = &sight.model().organisation;
    organisation
        .ancestors(unit, sight.period().last_day(), sight.size)
        .is_empty()
}

/// The forms that whoever looks can use for the period.
///
/// To mark the report as ready is what remains when nothing is left to report. While
/// something is, the button says how much and is one among the others.
fn buttons(sight: &Sight<'_>, rounds: &[Round], (asked, left): (usize, usize)) -> Vec<Button> {
    let is_submitted = rounds.iter().any(|round| round.submitted.is_some());
    let is_ready = asked > 0 && left == 0 && !is_submitted;
    let ready = if left > 0 {
        format!("Klarmarkera ({left} av {asked} kvar)")
    } else {
        "Klarmarkera".to_owned()
    };
    let is_own = |round: &Round| round.opened_for == *sight.unit();
    let is_open = rounds
        .iter()
        .any(|round| is_own(round) && round.due.is_some());
    let all = [
        (
            CommandKind::SubmitReport,
            ready.as_str(),
            "klarmarkera",
            !is_topmost(sight, sight.unit()),
        ),
        (
            CommandKind::OpenPeriod,
            "Öppna en period",
            "oppna-period",
            true,
        ),
        (
            CommandKind::ClosePeriod,
            "Stäng perioden",
            "stang-period",
            is_open,
        ),
        (CommandKind::WriteNarrative, "Skriv text", "text", true),
        (
            CommandKind::NoteSignificantEvent,
            "Anteckna händelse",
            "handelse",
            true,
        ),
    ];
    all.into_iter()
        .filter(|(kind, _, _, fits)| *fits && sight.could(*kind))
        .map(|(kind, text, slug, _)| Button {
            text: text.to_owned(),
            address: form(&sight.times.known_at(None), slug, &[]),
            is_main: is_ready && kind == CommandKind::SubmitReport,
        })
        .collect()
}

/// The address of a form of a unit.
fn form(times: &Times, slug: &str, chosen: &[(&str, &str)]) -> String {
    times.link_with(&path("/registrera", slug), chosen)
}

fn shown_round(sight: &Sight<'_>, round: &Round, today: Date) -> ShownRound {
    ShownRound {
        report: words::of_report(round.kind),
        opened_for: sight.name_of(&round.opened_for),
        until: match (&round.due, &round.closed) {
            (Some(due), _) => format!("senast {due}"),
            (None, Some(closed)) => format!("stängd {}", moment::shown(closed.recorded_at)),
            (None, None) => String::new(),
        },
        handed_in: match &round.submitted {
            Some(handed) => format!(
                "{} av {}, till {}",
                moment::shown(handed.recorded.recorded_at),
                handed.recorded.actor,
                sight.name_of(&handed.to)
            ),
            None if is_topmost(sight, sight.unit()) => "lämnas inte till någon".to_owned(),
            None => "inte klarmarkerad".to_owned(),
        },
        state: state(round, is_topmost(sight, sight.unit()), today),
    }
}

fn state(round: &Round, is_topmost: bool, today: Date) -> State {
    let state = |class, symbol, word: &str| State {
        class,
        symbol,
        word: word.to_owned(),
    };
    match (&round.submitted, round.due, &round.closed) {
        (Some(_), ..) => state("green", "✓", "klar"),
        (None, Some(due), _) if due < today => state("red", "!", "sen"),
        (None, Some(_), _) => state("yellow", "◐", "öppen"),
        // Nobody stands above the topmost unit to take its report.
        (None, None, Some(_)) if is_topmost => state("green", "✓", "stängd"),
        (None, None, Some(_)) => state("red", "!", "inte klarmarkerad när perioden stängdes"),
        (None, None, None) => state("plain", "○", "inte öppnad"),
    }
}

/// The state of a unit that reports into the period of one above it: it need not hand
/// anything in itself.
fn part(unit: &UnitCollection, round: &Round) -> Option<State> {
    if round.opened_for == unit.unit || round.submitted.is_some() {
        return None;
    }
    let state = |class, symbol, word: &str| State {
        class,
        symbol,
        word: word.to_owned(),
    };
    if unit.left.is_empty() {
        return Some(state("green", "✓", "allt rapporterat"));
    }
    let closed = round.closed.as_ref();
    closed.map(|_| state("red", "!", "kvar när perioden stängdes"))
}

fn shown_unit(sight: &Sight<'_>, unit: &UnitCollection, today: Date) -> ShownUnit {
    let times = sight.times.of_unit(unit.unit.clone());
    let states = match unit.rounds.as_slice() {
        _ if unit.left.is_empty() && unit.rounds.is_empty() => vec![State {
            class: "green",
            symbol: "✓",
            word: "allt rapporterat".to_owned(),
        }],
        [] => vec![State {
            class: "plain",
            symbol: "○",
            word: "perioden är inte öppnad".to_owned(),
        }],
        rounds => {
            let is_topmost = is_topmost(sight, &unit.unit);
            let states = rounds.iter();
            states
                .map(|round| match part(unit, round) {
                    Some(state) => state,
                    None => state(round, is_topmost, today),
                })
                .collect()
        }
    };
    let due = unit.rounds.iter().filter_map(|round| round.due).min();
    let closed = unit.rounds.iter().find_map(|round| round.closed.as_ref());
    let is_closed = unit.rounds.iter().all(|round| round.due.is_none()) && closed.is_some();
    ShownUnit {
        anchor: format!("enhet-{}", unit.unit),
        level: unit.level.min(4),
        name: sight.name_of(&unit.unit),
        id: unit.unit.to_string(),
        address: times.link(ROOM),
        asked: unit.asked(),
        left: unit.left.len(),
        done: unit.asked() - unit.left.len(),
        states,
        due: match (due, closed) {
            (Some(due), _) => due.to_string(),
            (None, Some(closed)) => moment::day_of(closed.recorded_at)
                .map_or_else(|| "stängd".to_owned(), |day| format!("stängd {day}")),
            (None, None) => "–".to_owned(),
        },
        groups: groups(sight, unit, &times, is_closed),
    }
}

fn groups(sight: &Sight<'_>, unit: &UnitCollection, times: &Times, is_closed: bool) -> Vec<Group> {
    let name = |sort| match sort {
        Sort::Booking => "Bokfört utfall",
        Sort::Forecast => "Prognos",
        Sort::Outcome => "Indikatorer utan utfall eller skäl",
        Sort::Assessment => "Mål utan bedömning",
        Sort::Status => "Uppdrag utan status",
        Sort::FollowUp => "Kontrollåtgärder utan uppföljning",
        Sort::Text => "Texter",
    };
    let groups = Sort::ALL.into_iter().map(|sort| {
        let of_sort = unit.left.iter().filter(|due| due.duty.sort() == sort);
        Group {
            name: name(sort),
            rows: of_sort
                .map(|due| left(sight, &unit.unit, due, times, is_closed))
                .collect(),
        }
    });
    groups.filter(|group| !group.rows.is_empty()).collect()
}

/// Something left, with its page and the forms that whoever looks can use for it.
fn left(sight: &Sight<'_>, unit: &UnitId, due: &Due, times: &Times, is_closed: bool) -> Left {
    let now = times.known_at(None);
    let could = |kind| !is_closed && sight.could_of(kind, unit);
    let id = match &due.duty {
        Duty::Outcome(id) => id.to_string(),
        Duty::Assessment(id) | Duty::Status(id) => id.to_string(),
        Duty::FollowUp(id) => id.to_string(),
        Duty::Booking | Duty::Forecast | Duty::Text(_) => String::new(),
    };
    let number = due.label.as_deref().unwrap_or(&id);
    let label = match &due.duty {
        Duty::Booking => format!(
            "Inget utfall är bokfört för {}",
            in_words(sight.period().last().into())
        ),
        Duty::Forecast => "Ingen prognos är lämnad för perioden".to_owned(),
        Duty::Text(_) => due.title.clone(),
        _ => format!("{}. {}", number.trim_end_matches('.'), due.title),
    };
    let forms: Vec<(CommandKind, &'static str, String)> = match &due.duty {
        Duty::Outcome(_) => vec![
            (
                CommandKind::ReportIndicatorOutcomes,
                "Anteckna utfall",
                form(&now, "indikatorutfall", &[("indikator", &id)]),
            ),
            (
                CommandKind::ReportMissingOutcome,
                "Värde saknas",
                form(&now, "saknas", &[("indikator", &id)]),
            ),
        ],
        Duty::Assessment(_) => vec![(
            CommandKind::MakeAssessment,
            "Bedöm",
            form(&now, "bedomning", &[("post", &id)]),
        )],
        Duty::Status(_) => vec![(
            CommandKind::ReportAssignmentStatus,
            "Rapportera status",
            form(&now, "uppdragsstatus", &[("post", &id)]),
        )],
        Duty::FollowUp(_) => vec![(
            CommandKind::FollowUpControlAction,
            "Följ upp",
            form(&now, "kontrolluppfoljning", &[("atgard", &id)]),
        )],
        Duty::Booking => vec![(
            CommandKind::BookOutcomes,
            "Bokför",
            form(&now, "utfall", &[]),
        )],
        Duty::Forecast => vec![(
            CommandKind::SubmitForecast,
            "Lämna prognos",
            form(&now, "prognos", &[]),
        )],
        Duty::Text(part) => vec![(
            CommandKind::WriteNarrative,
            "Skriv",
            form(&now, "text", &[("avsnitt", &narrative::code(*part))]),
        )],
    };
    Left {
        address: match &due.duty {
            Duty::Outcome(_) => Some(times.link(&path("/indikatorer", &id))),
            Duty::Assessment(_) | Duty::Status(_) => Some(times.link(&path("/poster", &id))),
            Duty::FollowUp(_) => Some(times.link("/intern-kontroll")),
            Duty::Booking | Duty::Forecast => Some(times.link("/ekonomi")),
            Duty::Text(_) => None,
        },
        forms: forms
            .into_iter()
            .filter(|(kind, _, _)| could(*kind))
            .map(|(_, name, address)| (name, address, label.clone()))
            .collect(),
        label,
    }
}
