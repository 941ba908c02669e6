//! The plan as a tree: each item under what it serves, with its colour, trend and
//! status, and the indicators under the objectives that they measure.

use askama::Template;
use axum::response::Response;
use ledger::event::indicator::IndicatorValue;
use ledger::ids::ItemId;
use projections::assessments::{Assessment, ReportedStatus, Within};
use projections::document::Cell;
use projections::indicators::{AppliedTarget, IndicatorRow, Outcome};
use projections::plan::{Branch, Item, ItemKind, Place};
use projections::wording::{self, PERSPECTIVES};

use crate::access::matrix::Capability;
use crate::server::problem::{Problem, capital};
use crate::web::frame::{basis_in_words, in_words};
use crate::web::html::Html;
use crate::web::html::cell::{Shown, shown};
use crate::web::looking::{Looking, Page};
use crate::web::pages::indicators::{held_against, outcome_of};
use crate::web::pages::marks::Marks;
use crate::web::pages::permitted::Permitted;
use crate::web::sight::Sight;

#[derive(Template)]
#[template(path = "web/plan.html")]
struct Tree {
    plans: Vec<String>,
    perspectives: Vec<Perspective>,
    withdrawn: Vec<(String, Option<String>, String)>,
    marks: Vec<String>,
    report: String,
}

struct Perspective {
    key: &'static str,
    name: &'static str,
    branches: Html,
}

/// Items under each other.
#[derive(Template)]
#[template(path = "web/plan_branches.html")]
struct Branches {
    nodes: Vec<Node>,
}

/// An item or an indicator as it stands in the tree.
struct Node {
    class: &'static str,
    kind: String,
    title: String,
    address: Option<String>,
    mark: &'static str,
    /// What stands after the title: whose it is, which strategy, that it is told before.
    notes: Vec<String>,
    first: Told,
    second: Told,
    branches: Html,
}

/// A figure or a status with the question why.
#[derive(Default)]
struct Told {
    shown: Shown,
    label: &'static str,
    /// Which period it is for, when that is not the page's.
    of: Option<String>,
    /// What a grade is held against, when that does not go without saying.
    held_against: Option<String>,
    why: Option<String>,
}

/// What the tree is made from.
struct Making<'a> {
    sight: &'a Sight<'a>,
    within: Within<'a>,
    permitted: &'a Permitted<'a>,
    rows: &'a [IndicatorRow],
    marks: &'a Marks,
    sees_indicators: bool,
    sees_assessments: bool,
}

pub(super) async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.may(Capability::Plan)?;
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new("/plan", "Plan", tree(sight)?)
            })
        })
        .await
}

fn tree(sight: &Sight<'_>) -> Result<Html, Problem> {
    let model = sight.model();
    let scope = sight.scope();
    let items = model.plan.report_items(&scope);
    let permitted = Permitted::on(sight);
    let marks = Marks::default();
    let making = Making {
        sight,
        within: sight.within(&scope),
        permitted: &permitted,
        rows: &model.indicators.rows(&items, &scope, &model.rules),
        marks: &marks,
        sees_indicators: sight.may(Capability::Indicators).is_ok(),
        sees_assessments: sight.may(Capability::Assessments).is_ok(),
    };
    let cascade = model.plan.cascade(&scope);
    let perspectives = PERSPECTIVES
        .into_iter()
        .map(|(perspective, key, name)| {
            let branches = cascade.iter();
            let branches = branches.filter(|branch| branch.item.perspective == perspective);
            Ok(Perspective {
                key,
                name,
                branches: making.branches(branches, None)?,
            })
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    let last_day = scope.period.last_day();
    let all = items.objectives();
    let all = all.chain(&items.strategies).chain(&items.assignments);
    let withdrawn = all.filter(|item| !item.applies_on(last_day)).map(|item| {
        let until = item.withdrawn.map(|day| day.to_string());
        (
            wording::titled(item.label.as_deref(), &item.title),
            permitted.address(item),
            until.unwrap_or_default(),
        )
    });
    let plans = model
        .plan
        .plans_of(sight.unit(), scope.period.year(), sight.size);
    let perspectives = perspectives
        .into_iter()
        .filter(|perspective| !perspective.branches.is_empty());
    Html::of(&Tree {
        plans: plans.into_iter().map(|plan| plan.title).collect(),
        perspectives: perspectives.collect(),
        withdrawn: withdrawn.collect(),
        marks: marks.explained(),
        report: sight.link(&format!(
            "/rapporter/{}",
            crate::render::words::argument_of_report(sight.kind())
        )),
    })
}

impl Making<'_> {
    /// Branches under a strategy, when they stand under one.
    fn branches<'b>(
        &self,
        branches: impl Iterator<Item = &'b Branch>,
        under: Option<&ItemId>,
    ) -> Result<Html, Problem> {
        let nodes = branches.map(|branch| self.node(branch, under));
        drawn(nodes.collect::<Result<_, _>>()?)
    }

    fn node(&self, branch: &Branch, under: Option<&ItemId>) -> Result<Node, Problem> {
        let item = &branch.item;
        let own = branch.place != Place::Above;
        let sees = self.sees_assessments && own;
        let assessed = self.within.assessment(item).filter(|_| sees);
        let status = self.within.status(item).filter(|_| sees);
        let provenance = [
            item.grounds.provenance,
            assessed.as_ref().and_then(|it| it.grounds.provenance),
            status.as_ref().and_then(|it| it.grounds.provenance),
        ];
        let is_assessed = sees && item.kind != ItemKind::Strategy;
        let colour = match &assessed {
            Some(assessed) => shown(&assessed.colour_cell()),
            None if is_assessed => shown(&Cell::Missing("inte bedömt".into())),
            None => Shown::default(),
        };
        let second = match item.kind {
            ItemKind::Assignment if is_assessed => self.status(status.as_ref()),
            _ => self.trend(assessed.as_ref()),
        };
        let mut below = Vec::new();
        if branch.place == Place::Own && self.sees_indicators {
            let rows = self.rows.iter().filter(|row| row.item == item.item);
            below.extend(rows.map(|row| self.indicator(item, row)));
        }
        let is_strategy = item.kind == ItemKind::Strategy;
        let inner = if is_strategy { Some(&item.item) } else { under };
        for branch in &branch.branches {
            below.push(self.node(branch, inner)?);
        }
        let titled = wording::titled(item.label.as_deref(), &item.title);
        Ok(Node {
            class: match item.kind {
                ItemKind::EffectObjective | ItemKind::CommitteeObjective => "objective",
                ItemKind::Strategy => "strategy",
                ItemKind::Assignment => "assignment",
            },
            kind: capital(wording::item_kind(item.kind)),
            address: self.permitted.address(item),
            mark: self.marks.of(provenance.into_iter().max().flatten()),
            notes: self.notes(branch, under),
            first: Told {
                why: (is_assessed && self.sight.may(Capability::Explain).is_ok())
                    .then(|| self.why(item)),
                shown: colour,
                label: "Bedömning",
                of: assessed.and_then(|it| self.sight.of_another(it.period)),
                ..Told::default()
            },
            second,
            branches: drawn(below)?,
            title: titled,
        })
    }

    /// How far an assignment has come.
    fn status(&self, status: Option<&ReportedStatus>) -> Told {
        let missing = || Cell::Missing("inte rapporterat".into());
        Told {
            shown: shown(&status.map_or_else(missing, ReportedStatus::status_cell)),
            label: "Läge",
            of: status.and_then(|status| self.sight.of_another(status.period)),
            ..Told::default()
        }
    }

    /// Which way it goes, as the assessment says.
    fn trend(&self, assessed: Option<&Assessment>) -> Told {
        let said = assessed.and_then(|assessed| Some((assessed.trend?, assessed.period)));
        Told {
            shown: shown(&said.map_or(Cell::Empty, |(trend, _)| Cell::Trend(trend))),
            label: "Trend",
            of: said.and_then(|(_, period)| self.sight.of_another(period)),
            ..Told::default()
        }
    }

    fn why(&self, item: &Item) -> String {
        self.sight
            .why(&format!("mål {}", item.item), self.sight.kind())
    }

    fn notes(&self, branch: &Branch, under: Option<&ItemId>) -> Vec<String> {
        let item = &branch.item;
        let mut notes = Vec::new();
        let owner = item
            .owner
            .as_ref()
            .filter(|owner| *owner != self.sight.unit());
        match branch.place {
            Place::Above => {
                let plan = item.plan_unit.as_ref().or(owner);
                notes.extend(plan.map(|unit| format!("i planen för {}", self.sight.name_of(unit))));
            }
            Place::Own | Place::Again => {
                notes.extend(owner.map(|owner| self.sight.name_of(owner)));
            }
        }
        if branch.place == Place::Again {
            notes.push("det som hör till visas ovan".to_owned());
        }
        let is_said = |strategy: &&ItemId| branch.place != Place::Own || under == Some(*strategy);
        let strategy = item.strategy.as_ref().filter(|strategy| !is_said(strategy));
        let strategy = strategy.and_then(|id| self.sight.model().plan.item(id, self.sight.size));
        notes.extend(strategy.map(|strategy| format!("strategi: {}", strategy.title)));
        notes
    }

    fn indicator(&self, item: &Item, row: &IndicatorRow) -> Node {
        let (fulfilment, outcome) = told(row);
        let subject = format!("indikator {}", row.indicator);
        let may = self.sight.may(Capability::Explain).is_ok();
        // What is judged in words has its grade as its outcome.
        let of = outcome_of(self.sight, row);
        let (grade_of, outcome_of) = match outcome {
            Cell::Empty => (of, None),
            _ => (None, of),
        };
        Node {
            class: "indicator",
            kind: "Indikator".to_owned(),
            title: wording::titled(row.label.as_deref(), &row.title),
            address: self.permitted.indicator_address(item, &row.indicator),
            mark: self.marks.of(row.grounds.provenance),
            notes: row
                .target
                .iter()
                .map(|applied| target(self.sight, applied))
                .collect(),
            first: Told {
                shown: shown(&fulfilment),
                label: "Uppfyllelse",
                of: grade_of,
                held_against: held_against(row, self.sight.period()),
                why: may.then(|| self.sight.why(&subject, self.sight.kind())),
            },
            second: Told {
                shown: shown(&outcome),
                label: "Utfall",
                of: outcome_of,
                ..Told::default()
            },
            branches: Html::default(),
        }
    }
}

/// An indicator's target, with whose period it is when that is not the page's.
fn target(sight: &Sight<'_>, applied: &AppliedTarget) -> String {
    let of = (applied.period != sight.period()).then(|| format!(" {}", in_words(applied.period)));
    let of = of.unwrap_or_default();
    format!("målvärde{of}: {}", wording::target(&applied.target))
}

/// Nodes under each other; nothing when there are none.
fn drawn(nodes: Vec<Node>) -> Result<Html, Problem> {
    if nodes.is_empty() {
        return Ok(Html::default());
    }
    Html::of(&Branches { nodes })
}

/// How far an indicator's target is met, and its outcome.
fn told(row: &IndicatorRow) -> (Cell, Cell) {
    let fulfilment = match (&row.outcome, row.fulfilment) {
        (Outcome::Missing { .. }, _) => Cell::Missing("värde saknas".into()),
        (Outcome::NotReported, _) => Cell::Missing("inte rapporterat".into()),
        (Outcome::Reported(_), Some(fulfilment)) => Cell::Fulfilment(fulfilment),
        (Outcome::Reported(_), None) => Cell::Missing("utan uppfyllelse".into()),
    };
    let outcome = match &row.outcome {
        Outcome::Reported(reported) => match &reported.value {
            value @ IndicatorValue::Number { .. } => {
                Cell::text(wording::value(value, &row.unit_of_measure))
            }
            IndicatorValue::Judged { .. } => Cell::Empty,
        },
        Outcome::Missing { .. } | Outcome::NotReported => Cell::Empty,
    };
    (fulfilment, outcome)
}
