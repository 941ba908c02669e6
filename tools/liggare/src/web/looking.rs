//! Looking: a request for a page, from its address to the finished answer.
//!
//! A page is a function from what it [sees](Sight) to what it shows. It is built once
//! for an ordinary look, and for a step in time as often as it takes to find a moment
//! at which it shows something else ([`super::steps`]).

use std::cell::OnceCell;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html as Body, IntoResponse, Redirect, Response};
use ledger::ids::{Position, UnitId};
use ledger::period::Period;
use projections::temporal::{Surroundings, watched};

use super::form;
use super::frame::{self, Framed};
use super::html::Html;
use super::login::Visitor;
use super::receipt;
use super::sight::Sight;
use super::steps::{self, Direction};
use super::times::{KNOWN, PERIOD, Times, UNIT};
use crate::answer::publications::size_of_public;
use crate::cli::moment::Moment;
use crate::node::Question;
use crate::server::Served;
use crate::server::problem::Problem;

/// The member of an address that asks for the page one change earlier or later.
pub(super) const STEP: &str = "steg";

/// The member that tells what was just recorded: the position of its first event.
const RECORDED: &str = "antecknat";

/// What a page shows.
pub(super) struct Page {
    /// Its title, which is its heading too.
    pub(super) title: String,
    /// Which entry of the navigation it belongs to, as its path.
    pub(super) room: &'static str,
    /// What stands on it: what changes when the page changes.
    pub(super) body: Html,
    /// What stands last and is no part of that: the basis of what is shown.
    pub(super) foot: Html,
    /// Where the choice of another unit or period leads, when the page is itself of one.
    pub(super) elsewhere: Option<&'static str>,
}

impl Page {
    /// A page without a foot.
    pub(super) fn new(room: &'static str, title: impl Into<String>, body: Html) -> Self {
        Self {
            title: title.into(),
            room,
            body,
            foot: Html::default(),
            elsewhere: None,
        }
    }
}

/// A request for a page.
#[derive(Clone)]
pub(super) struct Looking {
    pub(super) served: Served,
    pub(super) visitor: Visitor,
    path: String,
    unit: Option<String>,
    period: Option<String>,
    known: Option<String>,
    step: Option<Direction>,
    recorded: Option<Position>,
    asked: Vec<(String, String)>,
    /// Whether the script asks for what stands on the page, to put it in another one.
    part: bool,
}

/// What became of a look.
enum Looked {
    /// The page.
    Page(String),
    /// Another address shows it.
    Elsewhere(String),
}

/// The header by which the page's script asks for a part.
const PART: &str = "x-liggare-del";

impl Looking {
    /// The same about a unit and a period, whatever the address says.
    pub(super) fn about(self, unit: &UnitId, period: Period) -> Self {
        Self {
            unit: Some(unit.to_string()),
            period: Some(period.to_string()),
            ..self
        }
    }

    /// Leads to the page that shows what the visitor has just recorded.
    pub(super) fn recorded(&self, event: Position, page: &str) -> Response {
        self.visitor.recorded(event, &self.served.logins);
        let joint = if page.contains('?') { '&' } else { '?' };
        Redirect::to(&format!("{page}{joint}{RECORDED}={}", event.0)).into_response()
    }

    /// Shows a page.
    ///
    /// # Errors
    /// [`Problem`] of the page, or of the address.
    pub(super) async fn show(
        self,
        page: impl Fn(&Sight<'_>) -> Result<Page, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let node = std::sync::Arc::clone(&self.served.node);
        let looked = node
            .ask(move |question| self.look(question, &page))
            .await??;
        Ok(match looked {
            Looked::Page(page) => Body(page).into_response(),
            Looked::Elsewhere(address) => Redirect::to(&address).into_response(),
        })
    }

    /// Shows a page of what is known now, whatever the address says, with a status.
    ///
    /// # Errors
    /// As [`Looking::show`].
    pub(super) async fn show_now(
        mut self,
        status: StatusCode,
        page: impl Fn(&Sight<'_>) -> Result<Page, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        self.known = None;
        self.step = None;
        let shown = self.show(page).await?;
        // Where the page is shown elsewhere, the way there is the answer.
        if shown.status().is_redirection() {
            return Ok(shown);
        }
        Ok((status, shown).into_response())
    }

    /// Answers from what a page of what is known now would see.
    ///
    /// # Errors
    /// [`Problem`] of the answer, or of the address.
    pub(super) async fn sees<T: Send + 'static>(
        &self,
        answer: impl FnOnce(&Sight<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let looking = Self {
            known: None,
            step: None,
            ..self.clone()
        };
        let node = std::sync::Arc::clone(&self.served.node);
        let answered = node.ask(move |question| {
            let (times, _) = looking.times(question)?;
            let size = size(question, None)?;
            answer(&looking.sight(question, &times, size))
        });
        answered.await?
    }

    fn sight<'a>(&'a self, question: &'a Question<'a>, times: &'a Times, size: u64) -> Sight<'a> {
        let file = &self.served.node.file;
        Sight {
            question,
            caller: &self.visitor.caller,
            times,
            size,
            asked: &self.asked,
            demonstration: file.demonstration,
            token: &self.visitor.token,
            scope: OnceCell::new(),
        }
    }

    fn look(
        &self,
        question: &Question<'_>,
        page: &dyn Fn(&Sight<'_>) -> Result<Page, Problem>,
    ) -> Result<Looked, Problem> {
        let (times, is_whole) = self.times(question)?;
        let is_anyone = self.visitor.caller.is_anyone();
        if !is_whole && !is_anyone {
            let mut asked = self.asked_pairs();
            if let Some(recorded) = self.recorded {
                asked.push((RECORDED, recorded.0.to_string()));
            }
            let asked: Vec<_> = asked.iter().map(|(a, b)| (*a, b.as_str())).collect();
            return Ok(Looked::Elsewhere(times.link_with(&self.path, &asked)));
        }
        let size = if is_anyone {
            size_of_public(&question.reading())
        } else {
            size(question, times.known.as_deref())?
        };
        let file = &self.served.node.file;
        let seen_at = |size: u64| -> (Result<Page, Problem>, Surroundings) {
            let sight = self.sight(question, &times, size);
            watched(size, || page(&sight))
        };
        let (built, around) = seen_at(size);
        if let Some(direction) = self.step {
            let shown = |size| {
                let (built, around) = seen_at(size);
                (built.map(|page| page.body).ok(), around)
            };
            let now = (built.map(|page| page.body).ok(), around);
            let found = steps::find(direction, size, now, question.model.size(), shown);
            let times = times.known_at(Some(format!("@{}", found.unwrap_or(size))));
            let asked = self.asked_pairs();
            let asked: Vec<_> = asked.iter().map(|(a, b)| (*a, b.as_str())).collect();
            return Ok(Looked::Elsewhere(times.link_with(&self.path, &asked)));
        }
        let page = built?;
        if self.part {
            return Ok(Looked::Page(page.body.to_string()));
        }
        // A link can name any event: told of is what this session recorded.
        let recorded = self
            .recorded
            .filter(|event| self.visitor.has_recorded(*event));
        let receipt = match recorded {
            Some(event) => receipt::of(&self.sight(question, &times, size), event)?,
            None => Html::default(),
        };
        let framed = Framed {
            page,
            around,
            path: &self.path,
            times: &times,
            size,
            asked: &self.asked,
            receipt,
            records: form::could_any(&self.sight(question, &times, size)),
            visitor: &self.visitor,
            file,
            question,
        };
        frame::around(framed).map(Looked::Page)
    }

    fn asked_pairs(&self) -> Vec<(&str, String)> {
        let pairs = self.asked.iter();
        pairs
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect()
    }

    /// The times that the address names, or else those that are natural for the
    /// visitor; and whether it names them all.
    pub(super) fn times(&self, question: &Question<'_>) -> Result<(Times, bool), Problem> {
        let unit = self.unit.as_deref().map(UnitId::new).transpose();
        let unit = unit.map_err(|error| Problem::question(UNIT, error.to_string()))?;
        let period = self.period.as_deref().map(str::parse::<Period>).transpose();
        let period = period.map_err(|error| Problem::question(PERIOD, error.to_string()))?;
        let is_whole = unit.is_some() && period.is_some();
        let size = size(question, self.known.as_deref())?;
        let unit = match unit {
            Some(unit) => unit,
            None => natural_unit(&self.visitor, question, size)?,
        };
        let period = match period {
            Some(period) => period,
            None => natural_period(&unit, question, size)?,
        };
        let known = self.known.clone();
        let times = Times {
            unit,
            period,
            known,
        };
        Ok((times, is_whole))
    }
}

/// The log size that a page's address names.
///
/// # Errors
/// [`Problem`] 400 when it names none, or one that is not reached.
pub(super) fn size(question: &Question<'_>, known: Option<&str>) -> Result<u64, Problem> {
    let moment = known.map(str::parse::<Moment>).transpose();
    let moment = moment.map_err(|error| Problem::question(KNOWN, error))?;
    let known = question.reading().known(moment.as_ref());
    known.map_err(|failure| Problem::from(failure).at(KNOWN))
}

/// The unit that a visitor has most to do with: its own, else that of the last
/// published report, else the first of the organisation.
fn natural_unit(visitor: &Visitor, question: &Question<'_>, size: u64) -> Result<UnitId, Problem> {
    let today = visitor.caller.today();
    let own = visitor.caller.account().ok().and_then(|account| {
        let mut grants = account.grants_on(today);
        grants.find_map(|grant| grant.unit.clone())
    });
    let model = question.model;
    let published = || Some(model.reporting.published(size).last()?.unit.clone());
    let first = || {
        Some(
            model
                .organisation
                .tree(today, size)
                .first()?
                .unit
                .unit
                .clone(),
        )
    };
    own.or_else(published).or_else(first).ok_or_else(|| {
        Problem::not_found("Liggaren har inga enheter.").remedied(
            "Inrätta den första med `liggare record`; `liggare commands EstablishUnit` visar hur.",
        )
    })
}

/// The period that is followed up: that of the unit's last published report, else
/// its last reporting period, else the year of what is last known.
fn natural_period(unit: &UnitId, question: &Question<'_>, size: u64) -> Result<Period, Problem> {
    let reporting = &question.model.reporting;
    let mut published = reporting
        .published(size)
        .filter(|report| report.unit == *unit);
    let last = published.by_ref().last().map(|report| report.period);
    let opened = || reporting.periods(unit, size).last().map(|row| row.period);
    let year = || Period::whole_year(question.reading().year_of(size)?);
    last.or_else(opened)
        .or_else(year)
        .ok_or_else(|| Problem::not_found("Ingenting är antecknat än.").at(PERIOD))
}

impl FromRequestParts<Served> for Looking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Problem> {
        let visitor = Visitor::from_request_parts(parts, served).await?;
        Self::of(&parts.uri, &parts.headers, visitor, served)
    }
}

impl Looking {
    /// What an address asks for.
    fn of(
        uri: &Uri,
        headers: &HeaderMap,
        visitor: Visitor,
        served: &Served,
    ) -> Result<Self, Problem> {
        let mut looking = Self {
            served: served.clone(),
            visitor,
            path: uri.path().to_owned(),
            unit: None,
            period: None,
            known: None,
            step: None,
            recorded: None,
            asked: Vec::new(),
            part: headers.contains_key(PART),
        };
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let value = value.into_owned();
            match &*name {
                UNIT if !value.is_empty() => looking.unit = Some(value),
                PERIOD if !value.is_empty() => looking.period = Some(value),
                KNOWN if !value.is_empty() => looking.known = Some(value),
                STEP => looking.step = Some(Direction::parse(&value)?),
                RECORDED => looking.recorded = value.parse().ok().map(Position),
                UNIT | PERIOD | KNOWN => {}
                _ => looking.asked.push((name.into_owned(), value)),
            }
        }
        // Whoever is not logged in sees what is published, as it is, and nothing of time.
        if looking.visitor.caller.is_anyone() {
            looking.known = None;
            looking.step = None;
        }
        Ok(looking)
    }
}
