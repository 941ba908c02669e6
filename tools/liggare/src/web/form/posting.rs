//! Posting: a form from what it asks to what is recorded.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use ledger::command::{Draft, Expectation};
use ledger::ids::CommandId;
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::refusal::RefusalCode;
use projections::trace::{EntrySource, in_words};

use super::body::Body;
use super::field::{Choice, Field, Kind};
use super::given::{Given, Wrong};
use super::remedy::for_people;
use super::unlikely::Doubted;
use super::{ENTRIES, Entry, Form, ROOM};
use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::server::submitting::{permitted, record};
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

/// The field that holds the session's secret.
const TOKEN: &str = "sida";

/// The field that holds the command's id.
const COMMAND: &str = "kommando";

/// The field that holds how many events there were when the form was opened.
const SEEN: &str = "sett";

/// The field that says that an unlikely answer is right.
const IS_RIGHT: &str = "stammer";

/// The most changes of others that are told.
const MOST_CHANGES: usize = 20;

/// Every form.
pub(in crate::web) fn routes() -> Router<Served> {
    Router::new()
        .route(ROOM, get(list))
        .route(&format!("{ROOM}/{{slug}}"), get(ask).post(take))
}

#[derive(Template)]
#[template(path = "web/form/list.html")]
struct FormList {
    forms: Vec<(&'static str, String)>,
}

/// The forms that whoever looks could fill in for the page's unit.
async fn list(looking: Looking) -> Result<Response, Problem> {
    looking
        .show_now(StatusCode::OK, |sight| {
            sight.caller.account()?;
            let forms = ENTRIES.iter().filter(|entry| sight.could(entry.kind));
            let forms = forms.map(|entry| (entry.title, sight.link(&path(ROOM, entry.slug))));
            let list = FormList {
                forms: forms.collect(),
            };
            Ok(Page::new(ROOM, "Registrera", Html::of(&list)?))
        })
        .await
}

#[derive(Template)]
#[template(path = "web/form.html")]
struct FormPage<'a> {
    action: String,
    token: &'a str,
    command: &'a str,
    seen: u64,
    about: &'a Html,
    fields: Vec<Asked<'a>>,
    button: &'a str,
    /// Where the first wrong answers are.
    wrong: Vec<(String, String)>,
    /// What is asked about before it is recorded.
    doubts: Vec<(&'a str, String)>,
    /// What is wrong with the whole.
    problem: Option<&'a Problem>,
    changes: Vec<Change>,
}

/// A field with its answers.
struct Asked<'a> {
    field: &'a Field,
    answers: Vec<String>,
    wrong: Option<String>,
    /// What is asked about the answer before it is recorded.
    doubt: Option<&'a Doubted>,
}

/// What someone else has recorded since the form was opened.
struct Change {
    at: String,
    actor: String,
    what: String,
    /// The event, when whoever looks may read the log.
    address: Option<String>,
}

/// What is wrong with what was given.
#[derive(Clone, Default)]
struct Fault {
    wrong: Vec<Wrong>,
    problem: Option<Problem>,
    /// What is asked about before it is recorded, when nothing is wrong.
    doubts: Vec<Doubted>,
}

impl Asked<'_> {
    /// Whether anything is said of how to answer, or of the answer.
    fn is_described(&self) -> bool {
        !self.field.help.is_empty() || self.wrong.is_some() || self.doubt.is_some()
    }

    fn answer(&self) -> &str {
        self.answers.first().map_or("", String::as_str)
    }

    fn has(&self, choice: &Choice) -> bool {
        self.answers.contains(&choice.value)
    }
}

fn entry(slug: &str) -> Result<&'static Entry, Problem> {
    let mut entries = ENTRIES.iter();
    let found = entries.find(|entry| entry.slug == slug);
    found
        .copied()
        .ok_or_else(|| Problem::not_found("Det finns inget sådant formulär."))
}

async fn ask(
    State(served): State<Served>,
    Place(slug): Place<String>,
    RawQuery(query): RawQuery,
    looking: Looking,
) -> Result<Response, Problem> {
    let entry = entry(&slug)?;
    looking.visitor.caller.account()?;
    let given = Given::parse(query.unwrap_or_default().as_bytes());
    let command = format!(
        "webb-{}",
        served.logins.secret().map_err(|_| Problem::internal())?
    );
    looking
        .show_now(StatusCode::OK, move |sight| {
            page(entry, sight, &given, &command, None, &Fault::default())
        })
        .await
}

async fn take(
    State(served): State<Served>,
    Place(slug): Place<String>,
    looking: Looking,
    Body(body): Body,
) -> Result<Response, Problem> {
    let entry = entry(&slug)?;
    let given = Given::parse(&body);
    looking.visitor.owns(given.one(TOKEN).unwrap_or_default())?;
    let account = looking.visitor.caller.account()?.clone();
    let missing = || Problem::question(COMMAND, "Formuläret är inte fullständigt.");
    let command = given.one(COMMAND).ok_or_else(missing)?.to_owned();
    let id = CommandId::new(command.as_str()).map_err(|_| missing())?;
    let seen: u64 = given
        .one(SEEN)
        .and_then(|text| text.parse().ok())
        .ok_or_else(missing)?;
    let answers = given.clone();
    let made = looking
        .sees(move |sight| {
            let form = opened(entry, sight, &answers)?;
            Ok((entry.draft)(sight, &answers).map(|draft| {
                let expect = form.watched.into_iter();
                let expect =
                    expect.map(|stream| Expectation::UnchangedSince { stream, size: seen });
                let draft = Draft {
                    expect: expect.collect(),
                    ..draft
                };
                let is_right = |doubt: &Doubted| answers.all(IS_RIGHT).any(|it| it == doubt.answer);
                let mut doubts = form.doubts;
                doubts.retain(|doubt| !is_right(doubt));
                (draft, doubts, (entry.after)(sight, &answers))
            }))
        })
        .await?;
    let fault = match made {
        Err(wrong) => Fault {
            wrong,
            ..Fault::default()
        },
        Ok((draft, doubts, after)) => {
            let submission = draft.submitted(id, account.actor.clone());
            let given = async {
                permitted(&served.node, &looking.visitor.caller, &submission).await?;
                // What would be refused is told as that, and what is recorded already is
                // not asked about again.
                if !doubts.is_empty() && !served.node.trial(submission.clone()).await??.repeated {
                    return Ok(None);
                }
                record(&served.node, submission).await.map(Some)
            };
            match given.await {
                Ok(None) => Fault {
                    doubts,
                    ..Fault::default()
                },
                Ok(Some(receipt)) => {
                    return Ok(looking.recorded(receipt.first_position, &after));
                }
                Err(problem) => told(entry, problem),
            }
        }
    };
    let status = fault.problem.as_ref().map_or(422, |problem| problem.status);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    looking
        .show_now(status, move |sight| {
            page(entry, sight, &given, &command, Some(seen), &fault)
        })
        .await
}

/// What a form asks of one who could give its command for the page's unit.
fn opened(entry: &Entry, sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.must(entry.kind)?;
    (entry.asks)(sight, given)
}

/// A problem at the field that it is about, when it is about one.
fn told(entry: &Entry, problem: Problem) -> Fault {
    let problem = for_people(problem);
    match field_of(entry, &problem.place) {
        Some(field) => Fault {
            wrong: vec![Wrong {
                field: field.to_owned(),
                why: format!("{} {}", problem.detail, problem.remedy)
                    .trim_end()
                    .to_owned(),
            }],
            problem: Some(problem),
            doubts: Vec::new(),
        },
        None => Fault {
            problem: Some(problem),
            ..Fault::default()
        },
    }
}

/// The field that asks for a member of the command: `rows[0].amount_ore` is asked by
/// the field of `amount_ore`, `evidence[2]` by that of `evidence`.
fn field_of(entry: &Entry, place: &str) -> Option<&'static str> {
    let member = |part: &str| part.split('[').next().unwrap_or_default().to_owned();
    let members: Vec<String> = place.split('.').map(member).collect();
    members.iter().rev().find_map(|member| {
        let mut places = entry.places.iter();
        let found = places.find(|(of, _)| of == member);
        found.map(|(_, field)| *field)
    })
}

/// The form as a page.
fn page(
    entry: &Entry,
    sight: &Sight<'_>,
    given: &Given,
    command: &str,
    seen: Option<u64>,
    fault: &Fault,
) -> Result<Page, Problem> {
    let form = opened(entry, sight, given)?;
    let changes = match (seen, &fault.problem) {
        (Some(seen), Some(problem)) if was_overtaken(problem) => {
            changes(sight, &form, seen, problem)?
        }
        _ => Vec::new(),
    };
    let mut wrong: BTreeMap<&str, String> = BTreeMap::new();
    for one in &fault.wrong {
        wrong.entry(&one.field).or_insert_with(|| one.why.clone());
    }
    let was_sent = given.has(COMMAND);
    let label = |name: &str| {
        let mut fields = form.fields.iter();
        let field = fields.find(|field| field.name == name);
        field.map_or_else(|| name.to_owned(), |field| field.label.clone())
    };
    let template = FormPage {
        action: sight.times.known_at(None).link(&path(ROOM, entry.slug)),
        token: sight.token,
        command,
        // Whoever has been told that others changed it has seen it.
        seen: match seen {
            Some(seen) if !fault.problem.as_ref().is_some_and(was_overtaken) => seen,
            _ => sight.size,
        },
        about: &form.about,
        wrong: wrong
            .iter()
            .map(|(name, why)| ((*name).to_owned(), format!("{}: {why}", label(name))))
            .collect(),
        doubts: fault
            .doubts
            .iter()
            .map(|doubt| {
                (
                    doubt.field,
                    format!("{}: {}", label(doubt.field), doubt.question),
                )
            })
            .collect(),
        fields: form
            .fields
            .iter()
            .map(|field| Asked {
                answers: if was_sent || given.has(field.name) {
                    given.all(field.name).map(str::to_owned).collect()
                } else {
                    field.filled.clone()
                },
                wrong: wrong.get(field.name).cloned(),
                doubt: fault.doubts.iter().find(|doubt| doubt.field == field.name),
                field,
            })
            .collect(),
        button: if form.button.is_empty() {
            "Anteckna"
        } else {
            form.button
        },
        problem: fault.problem.as_ref().filter(|_| fault.wrong.is_empty()),
        changes,
    };
    Ok(Page::new(entry.room, entry.title, Html::of(&template)?))
}

/// Whether a command was refused since something else was recorded before it.
fn was_overtaken(problem: &Problem) -> bool {
    problem.code == RefusalCode::ExpectationFailed.as_str()
}

/// What has been recorded on what the form is about since it was opened: the events of
/// its streams, and those of others that touched them last.
fn changes(
    sight: &Sight<'_>,
    form: &Form,
    seen: u64,
    problem: &Problem,
) -> Result<Vec<Change>, Problem> {
    let log = &sight.question.snapshot;
    let touched = problem.violations.iter().filter_map(|one| one.last);
    let mut positions: Vec<Position> = touched.map(|last| last.position).collect();
    for stream in &form.watched {
        positions.extend(log.stream(stream)?);
    }
    positions.retain(|at| at.0 >= seen);
    positions.sort_unstable();
    positions.dedup();
    let reading = sight.reading();
    let reads_log = sight.may_of(Capability::EventLog, None).is_ok();
    let mut told = Vec::new();
    for position in positions.into_iter().take(MOST_CHANGES) {
        let Some(entry) = reading.entry(position)? else {
            continue;
        };
        told.push(Change {
            at: moment::shown(entry.commit.recorded_at),
            actor: entry.commit.actor.to_string(),
            what: in_words(sight.model(), &entry, sight.size),
            address: reads_log.then(|| sight.link(&path("/handelser", &position.0.to_string()))),
        });
    }
    Ok(told)
}
