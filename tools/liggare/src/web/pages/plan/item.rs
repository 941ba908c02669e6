//! A post of a plan: what it says, what it is linked with, how it has been judged over
//! time and why.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::event::plan::Relation;
use projections::assessments::{Assessment, Within};
use projections::document::Cell;
use projections::indicators::Indicators;
use projections::plan::{Item, ItemKind};
use projections::trace::Subject;
use projections::wording::{self, PERSPECTIVES};

use super::assessed::{Made, Reported, Telling};
use crate::access::matrix::Capability;
use crate::server::problem::{Problem, capital};
use crate::web::form::entries::{assessment, assignment_status};
use crate::web::frame::{basis_in_words, in_words};
use crate::web::html::Html;
use crate::web::html::cell::{Shown, shown};
use crate::web::looking::{Looking, Page};
use crate::web::pages::indicators::{IndicatorTable, Line};
use crate::web::pages::marks::Marks;
use crate::web::pages::permitted::Permitted;
use crate::web::pages::recorded::{Decided, Recorded, decided_by};
use crate::web::pages::why;
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

#[derive(Template)]
#[template(path = "web/item.html")]
struct Shows {
    id: String,
    kind: &'static str,
    period: String,
    perspective: &'static str,
    plan: Option<String>,
    owner: Option<(String, String)>,
    due: Option<String>,
    withdrawn: Option<String>,
    set: Html,
    decided: Option<Decided>,
    is_strategy: bool,
    is_assignment: bool,
    sees_assessments: bool,
    now: Option<Made>,
    status: Option<Reported>,
    why: Option<String>,
    forms: Vec<(&'static str, String)>,
    strip: Html,
    made: Vec<Made>,
    reported: Vec<Reported>,
    indicators: Html,
    above: Vec<Linked>,
    below: Vec<Linked>,
    wordings: Vec<Wording>,
    referrals: Vec<Referral>,
    /// Why it is judged otherwise than at another moment.
    trace: Html,
    marks: Vec<String>,
}

/// Another item that the item is linked with.
struct Linked {
    how: &'static str,
    kind: &'static str,
    title: String,
    address: Option<String>,
    colour: Shown,
    /// Which period the colour is for, when that is not the page's.
    of: Option<String>,
}

/// What other items are told by.
struct Linking<'a> {
    sight: &'a Sight<'a>,
    permitted: &'a Permitted<'a>,
    within: Within<'a>,
}

struct Wording {
    text: String,
    recorded: Html,
}

struct Referral {
    matter: String,
    minority: &'static str,
    motivation: String,
    decided: Decided,
}

pub(super) async fn show(Place(id): Place<String>, looking: Looking) -> Result<Response, Problem> {
    looking
        .show(move |sight| {
            let permitted = Permitted::on(sight);
            let item = permitted.item(&id)?;
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new(
                    "/plan",
                    wording::titled(item.label.as_deref(), &item.title),
                    shows(sight, &permitted, &item)?,
                )
            })
        })
        .await
}

fn shows(sight: &Sight<'_>, permitted: &Permitted<'_>, item: &Item) -> Result<Html, Problem> {
    let model = sight.model();
    let marks = Marks::default();
    let telling = Telling {
        sight,
        permitted,
        marks: &marks,
        item,
    };
    let sees_assessments = sight.may(Capability::Assessments).is_ok();
    let made = telling.assessments();
    let statuses = telling.statuses();
    let scope = sight.scope();
    let within = sight.within(&scope);
    let now = within.assessment(item);
    let now = now.filter(|_| sees_assessments);
    let status = within.status(item);
    let status: Vec<_> = status.filter(|_| sees_assessments).into_iter().collect();
    let reported = telling.reported(&statuses)?;
    let linking = Linking {
        sight,
        permitted,
        within,
    };
    let is_strategy = item.kind == ItemKind::Strategy;
    let is_assignment = item.kind == ItemKind::Assignment;
    let wordings = model.plan.wordings(&item.item, 0, sight.size);
    let set = wordings
        .first()
        .map(|(position, fact)| (*position, fact.event));
    let commit = set.and_then(|(position, _)| model.timeline.commit_of(position));
    let decided = commit.and_then(|commit| commit.decision);
    let may_explain = sight.may(Capability::Explain).is_ok() && !is_strategy;
    Html::of(&Shows {
        id: item.item.to_string(),
        kind: wording::item_kind(item.kind),
        period: in_words(sight.period()),
        perspective: perspective(item),
        plan: model
            .plan
            .plan(&item.plan, sight.size)
            .map(|plan| plan.title),
        owner: item.owner.as_ref().map(|owner| {
            let times = sight.times.of_unit(owner.clone());
            (sight.name_of(owner), times.link("/plan"))
        }),
        due: item.due.map(|day| day.to_string()),
        withdrawn: item.withdrawn.map(|day| day.to_string()),
        set: match set {
            Some((position, event)) => Html::of(&Recorded::of(sight, position, event))?,
            None => Html::default(),
        },
        decided: decided.map(|decision| decided_by(sight, decision)),
        is_strategy,
        is_assignment,
        sees_assessments,
        now: now.map(|now| telling.made(&now, false)).transpose()?,
        status: telling.reported(&status)?.pop(),
        why: may_explain.then(|| sight.why(&format!("mål {}", item.item), sight.kind())),
        forms: forms(sight, item),
        strip: telling.strip(&made)?,
        made: telling.told(&made)?,
        reported,
        indicators: indicators(sight, item, &marks)?,
        above: above(&linking, item),
        below: below(&linking, item),
        wordings: wordings
            .iter()
            .rev()
            .map(|(position, fact)| {
                Ok(Wording {
                    text: fact.value.clone(),
                    recorded: Html::of(&Recorded::of(sight, *position, fact.event))?,
                })
            })
            .collect::<Result<_, Problem>>()?,
        referrals: referrals(sight, item),
        trace: if may_explain {
            trace(sight, item)?
        } else {
            Html::default()
        },
        marks: marks.explained(),
    })
}

/// The trace of the item; nothing when the page's report does not have it.
fn trace(sight: &Sight<'_>, item: &Item) -> Result<Html, Problem> {
    let page = path("/poster", item.item.as_str());
    let trace = why::part(Subject::Item(item.item.clone()), &page, sight);
    match trace {
        Err(problem) if problem.status == StatusCode::NOT_FOUND.as_u16() => Ok(Html::default()),
        trace => trace,
    }
}

fn perspective(item: &Item) -> &'static str {
    let mut known = PERSPECTIVES.into_iter();
    let found = known.find(|(perspective, ..)| *perspective == item.perspective);
    found.map_or("", |(_, _, name)| name)
}

/// The forms that say something of the item, for who could send them.
fn forms(sight: &Sight<'_>, item: &Item) -> Vec<(&'static str, String)> {
    let assignment = item.kind == ItemKind::Assignment;
    let forms = [
        (
            &assessment::ENTRY,
            "Gör en bedömning",
            item.kind != ItemKind::Strategy,
        ),
        (&assignment_status::ENTRY, "Rapportera status", assignment),
    ];
    let fitting = forms.into_iter().filter(|(_, _, fits)| *fits);
    let chosen = [("post", item.item.as_str())];
    fitting
        .filter_map(|(entry, name, _)| Some((name, entry.offered(sight, &chosen)?)))
        .collect()
}

fn indicators(sight: &Sight<'_>, item: &Item, marks: &Marks) -> Result<Html, Problem> {
    if sight.may(Capability::Indicators).is_err() {
        return Ok(Html::default());
    }
    let (model, scope) = (sight.model(), sight.scope());
    let of: &Indicators = &model.indicators;
    let rows = of.of_item(&item.item, sight.size);
    let rows = rows
        .iter()
        .filter_map(|id| of.row(id, item.owner.as_ref(), &scope, &model.rules));
    let lines: Vec<Line> = rows.map(|row| Line::of(sight, &row, None, marks)).collect();
    if lines.is_empty() {
        return Ok(Html::default());
    }
    Html::of(&IndicatorTable { lines })
}

/// What the item serves, and what it takes the place of.
fn above(linking: &Linking<'_>, item: &Item) -> Vec<Linked> {
    let objective = item.objective.iter().map(|id| ("hör till", id));
    let strategy = item.strategy.iter().map(|id| ("hör till", id));
    let links = item.links.iter().map(|link| {
        let how = match link.relation {
            Relation::ContributesTo => "bidrar till",
            Relation::Succeeds => "tar vid efter",
        };
        (how, &link.item)
    });
    objective
        .chain(strategy)
        .chain(links)
        .filter_map(|(how, id)| {
            let sight = linking.sight;
            let other = sight.model().plan.item(id, sight.size)?;
            Some(linking.linked(how, &other))
        })
        .collect()
}

/// What serves the item and what has taken its place, as far as that may be seen.
fn below(linking: &Linking<'_>, item: &Item) -> Vec<Linked> {
    let sight = linking.sight;
    let plan = &sight.model().plan;
    let known = |id| plan.item(id, sight.size);
    let links = item.linked_from.iter().filter_map(|link| {
        let how = match link.relation {
            Relation::ContributesTo => "bidrar hit",
            Relation::Succeeds => "tar vid",
        };
        Some((how, known(&link.item)?))
    });
    let assignments = plan.assignments_serving(&item.item, sight.size);
    let assignments = assignments.into_iter().map(|other| ("hör hit", other));
    let of_strategy = match item.kind {
        ItemKind::Strategy => plan.items_of(&item.plan, sight.size),
        _ => Vec::new(),
    };
    let of_strategy = of_strategy
        .into_iter()
        .filter(|other| other.strategy.as_ref() == Some(&item.item))
        .map(|other| ("hör hit", other));
    links
        .chain(assignments)
        .chain(of_strategy)
        .filter(|(_, other)| linking.permitted.sees_item(other))
        .map(|(how, other)| linking.linked(how, &other))
        .collect()
}

impl Linking<'_> {
    fn linked(&self, how: &'static str, other: &Item) -> Linked {
        let address = self.permitted.address(other);
        let may = address.is_some() && self.sight.may(Capability::Assessments).is_ok();
        let assessed = may.then(|| self.within.assessment(other)).flatten();
        let assessed = assessed.as_ref();
        Linked {
            how,
            kind: wording::item_kind(other.kind),
            title: wording::titled(other.label.as_deref(), &other.title),
            address,
            colour: shown(&assessed.map_or(Cell::Empty, Assessment::colour_cell)),
            of: assessed.and_then(|assessed| self.sight.of_another(assessed.period)),
        }
    }
}

fn referrals(sight: &Sight<'_>, item: &Item) -> Vec<Referral> {
    if sight.may(Capability::Decisions).is_err() {
        return Vec::new();
    }
    let referrals = sight.model().decisions.referrals_of(&item.item, sight.size);
    referrals
        .into_iter()
        .map(|referral| Referral {
            minority: match referral.by_minority {
                Some(true) => "minoritetsåterremiss",
                Some(false) => "återremiss",
                None => "",
            },
            matter: referral.matter,
            motivation: referral.motivation,
            decided: decided_by(sight, &referral.decision),
        })
        .collect()
}

impl Shows {
    /// Its kind with a capital.
    fn kind_first(&self) -> String {
        capital(self.kind)
    }
}
