//! The plan as a tree: each item under what it serves, with its colour, trend and
//! status, and the indicators under the objectives that they measure.

use askama::Template;
use axum::response::Response;
use ledger::event::indicator::IndicatorValue;
use ledger::ids::ItemId;
use projections::document::Cell;
use projections::indicators::{IndicatorRow, Outcome};
use projections::plan::{Branch, Item, ItemKind, Place};
use projections::scope::Scope;
use projections::wording::{self, PERSPECTIVES};

use crate::access::matrix::Capability;
use crate::server::problem::{Problem, capital};
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::html::cell::{Shown, shown};
use crate::web::looking::{Looking, Page};
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
    why: Option<String>,
}

/// What the tree is made from.
struct Making<'a> {
    sight: &'a Sight<'a>,
    scope: &'a Scope,
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
        scope: &scope,
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
        let assessments = &self.sight.model().assessments;
        let sees = self.sees_assessments && own;
        let assessed = assessments.shown(item, self.scope).filter(|_| sees);
        let status = assessments.status(item, self.scope).filter(|_| sees);
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
            ItemKind::Assignment if is_assessed => Told {
                shown: shown(&status.as_ref().map_or_else(
                    || Cell::Missing("inte rapporterat".into()),
                    projections::assessments::ReportedStatus::status_cell,
                )),
                label: "Status",
                why: None,
            },
            _ => Told {
                shown: assessed
                    .as_ref()
                    .and_then(|assessed| assessed.trend)
                    .map(|trend| shown(&Cell::Trend(trend)))
                    .unwrap_or_default(),
                label: "Trend",
                why: None,
            },
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
            },
            second,
            branches: drawn(below)?,
            title: titled,
        })
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
        Node {
            class: "indicator",
            kind: "Indikator".to_owned(),
            title: wording::titled(row.label.as_deref(), &row.title),
            address: self.permitted.indicator_address(item, &row.indicator),
            mark: self.marks.of(row.grounds.provenance),
            notes: row
                .target
                .iter()
                .map(|applied| format!("målvärde: {}", wording::target(&applied.target)))
                .collect(),
            first: Told {
                shown: shown(&fulfilment),
                label: "Uppfyllelse",
                why: may.then(|| self.sight.why(&subject, self.sight.kind())),
            },
            second: Told {
                shown: shown(&outcome),
                label: "Utfall",
                why: None,
            },
            branches: Html::default(),
        }
    }
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
