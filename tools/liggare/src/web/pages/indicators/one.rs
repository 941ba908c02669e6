//! An indicator: what it measures, its targets and outcomes over time, and why they are
//! what they are.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::ids::{IndicatorId, Position, UnitId};
use ledger::period::Period;
use projections::document::Cell;
use projections::fact::Fact;
use projections::indicators::{OutcomeStory, StatedOutcome};
use projections::plan::Item;
use projections::trace::Subject;
use projections::wording;

use super::line::value;
use super::series::{At, Series, Told, rows, series, shown_of};
use crate::access::matrix::Capability;
use crate::server::problem::Problem;
use crate::web::form::entries::{correction, indicator_outcome, missing_outcome};
use crate::web::frame::{basis_in_words, in_words};
use crate::web::html::Html;
use crate::web::html::cell::{Shown, shown};
use crate::web::looking::{Looking, Page};
use crate::web::pages::marks::Marks;
use crate::web::pages::permitted::Permitted;
use crate::web::pages::recorded::Recorded;
use crate::web::pages::reference;
use crate::web::pages::why;
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

#[derive(Template)]
#[template(path = "web/indicator.html")]
struct Shows {
    id: String,
    period: String,
    objective: (String, Option<String>),
    unit_of_measure: String,
    desired: &'static str,
    defined: Html,
    now: Option<Told>,
    series: Vec<Series>,
    forms: Vec<(&'static str, String)>,
    trace: Html,
    targets: Vec<Stated>,
    stated: Vec<Stated>,
    wishes: Vec<Stated>,
    definitions: Vec<Stated>,
    marks: Vec<String>,
}

/// What an event states of the indicator.
struct Stated {
    period: String,
    unit: String,
    says: Shown,
    notes: Vec<String>,
    mark: &'static str,
    recorded: Html,
    is_replaced: bool,
    correct: Option<String>,
}

pub(super) async fn show(Place(id): Place<String>, looking: Looking) -> Result<Response, Problem> {
    looking
        .show(move |sight| {
            sight.may(Capability::Indicators)?;
            let permitted = Permitted::on(sight);
            let (indicator, item) = permitted.indicator(&id)?;
            let (title, body) = shows(sight, &permitted, &indicator, &item)?;
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new("/indikatorer", title, body)
            })
        })
        .await
}

fn shows(
    sight: &Sight<'_>,
    permitted: &Permitted<'_>,
    indicator: &IndicatorId,
    item: &Item,
) -> Result<(String, Html), Problem> {
    let model = sight.model();
    let Some(fact) = model.indicators.definition(indicator, sight.size) else {
        return Err(Problem::not_found("Indikatorn finns inte."));
    };
    let defined = &fact.value;
    let marks = Marks::default();
    let telling = Telling {
        sight,
        permitted,
        indicator,
        unit_of_measure: &defined.unit_of_measure,
        marks: &marks,
    };
    let all = rows(sight, indicator, item);
    let title = wording::titled(defined.label.as_deref(), &defined.title);
    let mut series = series(sight, &all, &title, &marks)?;
    let here = all.iter().filter(|at| at.period == sight.period());
    let here: Vec<At> = here
        .map(|at| At {
            period: at.period,
            row: at.row.clone(),
        })
        .collect();
    let now = super::series::series(sight, &here, &title, &marks)?;
    let now = now.into_iter().flat_map(|series| series.rows).next();
    series.retain(|series| !series.rows.is_empty());
    let definitions = model.indicators.definitions(indicator, sight.size);
    let set = definitions.first();
    let body = Html::of(&Shows {
        id: indicator.to_string(),
        period: in_words(sight.period()),
        objective: (
            wording::titled(item.label.as_deref(), &item.title),
            permitted.address(item),
        ),
        unit_of_measure: defined.unit_of_measure.clone(),
        desired: wording::desired(defined.desired),
        defined: match set {
            Some((position, fact)) => Html::of(&Recorded::of(sight, *position, fact.event))?,
            None => Html::default(),
        },
        now,
        series,
        forms: forms(sight, indicator),
        trace: trace(sight, indicator)?,
        targets: telling.targets()?,
        stated: telling.outcomes(&shown_of(&all))?,
        wishes: telling.wishes()?,
        definitions: telling.definitions()?,
        marks: marks.explained(),
    })?;
    Ok((title, body))
}

/// The trace of the indicator; nothing when the page's report does not have it.
fn trace(sight: &Sight<'_>, indicator: &IndicatorId) -> Result<Html, Problem> {
    if sight.may(Capability::Explain).is_err() {
        return Ok(Html::default());
    }
    let page = path("/indikatorer", indicator.as_str());
    match why::part(Subject::Indicator(indicator.clone()), &page, sight) {
        Err(problem) if problem.status == StatusCode::NOT_FOUND.as_u16() => Ok(Html::default()),
        trace => trace,
    }
}

/// The forms that say something of the indicator, for who could send them.
fn forms(sight: &Sight<'_>, indicator: &IndicatorId) -> Vec<(&'static str, String)> {
    let forms: [reference::Offer; 2] = [
        (&indicator_outcome::ENTRY, "Rapportera utfall"),
        (&missing_outcome::ENTRY, "Anteckna att värdet saknas"),
    ];
    let chosen = [("indikator", indicator.as_str())];
    let offered = forms.into_iter();
    offered
        .filter_map(|(entry, name)| Some((name, entry.offered(sight, &chosen)?)))
        .collect()
}

/// What is told of all that was ever stated.
struct Telling<'a> {
    sight: &'a Sight<'a>,
    permitted: &'a Permitted<'a>,
    indicator: &'a IndicatorId,
    unit_of_measure: &'a str,
    marks: &'a Marks,
}

impl Telling<'_> {
    /// What an event states, with who stated it.
    fn stated<T>(
        &self,
        (position, fact): &(Position, Fact<T>),
        says: &Cell,
    ) -> Result<Stated, Problem> {
        let recorded = Recorded::of(self.sight, *position, fact.event);
        Ok(Stated {
            period: String::new(),
            unit: String::new(),
            says: shown(says),
            notes: Vec::new(),
            mark: self.marks.of(fact.provenance),
            recorded: Html::of(&recorded)?,
            is_replaced: false,
            correct: None,
        })
    }

    fn targets(&self) -> Result<Vec<Stated>, Problem> {
        let indicators = &self.sight.model().indicators;
        let mut told = Vec::new();
        for story in indicators.targets(self.indicator, self.sight.size) {
            for (place, version) in story.set.iter().enumerate() {
                let says = Cell::text(wording::target(&version.1.value));
                told.push(Stated {
                    period: in_words(story.period),
                    is_replaced: place + 1 < story.set.len(),
                    ..self.stated(version, &says)?
                });
            }
        }
        told.reverse();
        Ok(told)
    }

    /// The outcomes that may be seen: of the viewer's units, and what the rows show.
    fn outcomes(&self, rows: &[(UnitId, Period)]) -> Result<Vec<Stated>, Problem> {
        let indicators = &self.sight.model().indicators;
        let stories = indicators.outcomes(self.indicator, self.sight.size);
        let mut told = Vec::new();
        for story in stories {
            let is_shown = rows
                .iter()
                .any(|(unit, period)| unit == story.unit && *period == story.period);
            if !is_shown && !self.permitted.sees(Capability::Indicators, story.unit) {
                continue;
            }
            for place in 0..story.stated.len() {
                told.extend(self.outcome(&story, place)?);
            }
        }
        told.sort_by_key(|(position, _)| *position);
        Ok(told.into_iter().rev().map(|(_, stated)| stated).collect())
    }

    fn outcome(
        &self,
        story: &OutcomeStory<'_>,
        place: usize,
    ) -> Result<Option<(Position, Stated)>, Problem> {
        let Some(version) = story.stated.get(place) else {
            return Ok(None);
        };
        let mut notes = Vec::new();
        let says = match &version.1.value {
            StatedOutcome::Value {
                value: outcome,
                corrects,
                reason,
            } => {
                if corrects.is_some() {
                    let reason = reason.as_deref().unwrap_or("utan angivet skäl");
                    notes.push(format!("rättelse: {reason}"));
                }
                value(outcome, self.unit_of_measure)
            }
            StatedOutcome::Missing { reason } => Cell::Missing(reason.clone()),
        };
        let is_replaced = place + 1 < story.stated.len();
        let is_value = matches!(version.1.value, StatedOutcome::Value { .. });
        let form = &correction::ENTRY;
        let could = is_value
            && !is_replaced
            && self.sight.could_of(form.kind, story.unit)
            && self.sight.could(form.kind);
        let times = self.sight.times.about(story.period);
        let event = version.0.to_string();
        let stated = Stated {
            period: in_words(story.period),
            unit: self.sight.name_of(story.unit),
            notes,
            is_replaced,
            correct: could.then(|| form.link(&times, &[("rattar", &event)])),
            ..self.stated(version, &says)?
        };
        Ok(Some((version.0, stated)))
    }

    /// The wishes of the page's unit, of those above it and of those that may be seen.
    fn wishes(&self) -> Result<Vec<Stated>, Problem> {
        let scope = self.sight.scope();
        let indicators = &self.sight.model().indicators;
        let mut told = Vec::new();
        for story in indicators.wishes(self.indicator, self.sight.size) {
            let is_above = scope.unit == *story.unit || scope.ancestors.contains(story.unit);
            if !is_above && !self.permitted.sees(Capability::Indicators, story.unit) {
                continue;
            }
            for (place, version) in story.stated.iter().enumerate() {
                let wish = &version.1.value;
                told.push(Stated {
                    unit: self.sight.name_of(story.unit),
                    notes: wish.reason.iter().cloned().collect(),
                    is_replaced: place + 1 < story.stated.len(),
                    ..self.stated(version, &Cell::text(wording::desired(wish.desired)))?
                });
            }
        }
        Ok(told)
    }

    /// The definitions, when there is more than the one that holds.
    fn definitions(&self) -> Result<Vec<Stated>, Problem> {
        let indicators = &self.sight.model().indicators;
        let definitions = indicators.definitions(self.indicator, self.sight.size);
        if definitions.len() < 2 {
            return Ok(Vec::new());
        }
        let last = definitions.len() - 1;
        let told = definitions.iter().enumerate().map(|(place, version)| {
            let defined = &version.1.value;
            let title = wording::titled(defined.label.as_deref(), &defined.title);
            let mut notes = vec![format!("ska {}", wording::desired(defined.desired))];
            if !defined.unit_of_measure.is_empty() {
                notes.push(defined.unit_of_measure.clone());
            }
            Ok(Stated {
                notes,
                is_replaced: place < last,
                ..self.stated(version, &Cell::text(title))?
            })
        });
        told.rev().collect()
    }
}
