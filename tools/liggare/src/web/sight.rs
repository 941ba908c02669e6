//! What a page sees: the ledger at one size, a unit, a period, and who looks.

use std::cell::OnceCell;

use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::assessments::Within;
use projections::document::{Document, FigureKey};
use projections::model::ReadModel;
use projections::scope::Scope;
use projections::temporal::{Surroundings, note, watched};

use super::frame::in_words;
use super::html::Html;
use super::html::document::{Telling, told};
use super::times::Times;
use crate::access::denied::{Denied, Place};
use crate::access::matrix::{Capability, CommandKind};
use crate::access::permit::could_give;
use crate::answer::view::{NoView, ViewName, view};
use crate::node::Question;
use crate::server::caller::Caller;
use crate::server::problem::Problem;
use crate::session::Reading;

/// What a page sees.
pub(super) struct Sight<'a> {
    /// The ledger.
    pub(super) question: &'a Question<'a>,
    /// Who looks.
    pub(super) caller: &'a Caller,
    /// The unit, the period and what was known, as they stand in addresses.
    pub(super) times: &'a Times,
    /// How many events were known.
    pub(super) size: u64,
    /// What else the address asks, in order.
    pub(super) asked: &'a [(String, String)],
    /// Whether it is a demonstration.
    pub(super) demonstration: bool,
    /// What forms of the session hold, so that they come from its own pages.
    pub(super) token: &'a str,
    /// The unit with all that belongs to it, once it is asked for, and what it was read from.
    pub(super) scope: OnceCell<(Scope, Surroundings)>,
}

impl<'a> Sight<'a> {
    /// Log and model together.
    pub(super) fn reading(&self) -> Reading<'_> {
        self.question.reading()
    }

    /// Every view.
    pub(super) fn model(&self) -> &'a ReadModel {
        self.question.model
    }

    /// The unit.
    pub(super) fn unit(&self) -> &UnitId {
        &self.times.unit
    }

    /// The period.
    pub(super) fn period(&self) -> Period {
        self.times.period
    }

    /// The unit with all that belongs to it in the period, as known.
    pub(super) fn scope(&self) -> Scope {
        let (scope, around) = self.scope.get_or_init(|| {
            let organisation = &self.model().organisation;
            watched(self.size, || {
                organisation.scope(self.unit(), self.period(), self.size)
            })
        });
        // Whoever watches is told of it each time: the first may have watched by itself.
        note(self.size, around.latest, around.next);
        scope.clone()
    }

    /// Whether the one who looks may see something of the page's unit.
    ///
    /// # Errors
    /// [`Problem`] 401 without a login, 403 with too little.
    pub(super) fn may(&self, capability: Capability) -> Result<(), Problem> {
        self.caller
            .may(capability, Some(self.unit()), self.question)
    }

    /// The same of another unit, or of the whole region when none is named.
    ///
    /// # Errors
    /// As [`Sight::may`].
    pub(super) fn may_of(
        &self,
        capability: Capability,
        unit: Option<&UnitId>,
    ) -> Result<(), Problem> {
        self.caller.may(capability, unit, self.question)
    }

    /// Whether a command of a kind could be given for the page's unit by the one who looks:
    /// whether a link to its form is of use. The command itself is judged when it comes.
    pub(super) fn could(&self, kind: CommandKind) -> bool {
        self.could_of(kind, self.unit())
    }

    /// The same of a command about another unit.
    pub(super) fn could_of(&self, kind: CommandKind, unit: &UnitId) -> bool {
        let today = self.caller.today();
        self.caller
            .account()
            .is_ok_and(|account| could_give(account, kind, unit, self.model(), today))
    }

    /// Refuses one who could give no command of a kind for the page's unit.
    ///
    /// # Errors
    /// [`Problem`] 401 without a login, 403 with too little.
    pub(super) fn must(&self, kind: CommandKind) -> Result<(), Problem> {
        let account = self.caller.account()?;
        if self.could(kind) {
            return Ok(());
        }
        Err(Denied {
            asked: kind.asked().to_owned(),
            roles: kind.roles(),
            needed_for: Place::Unit(self.unit().clone()),
            is_disabled: account.disabled,
        }
        .into())
    }

    /// What stands for the page's period of each item: of itself, else the latest within it.
    pub(super) fn within<'s>(&self, scope: &'s Scope) -> Within<'s>
    where
        'a: 's,
    {
        let model = self.model();
        model.assessments.within(scope, &model.organisation)
    }

    /// Which period something is for, in words, when that is not the page's.
    pub(super) fn of_another(&self, period: Period) -> Option<String> {
        (period != self.period()).then(|| format!("avser {}", in_words(period)))
    }

    /// The name of a unit as of the period's last day; its id when it has none.
    pub(super) fn name_of(&self, unit: &UnitId) -> String {
        let organisation = &self.model().organisation;
        organisation.name_near(unit, self.period().last_day(), self.size)
    }

    /// The address of a page with the times of this one.
    pub(super) fn link(&self, path: &str) -> String {
        self.times.link(path)
    }

    /// What the address asks by a name, when it does.
    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        let mut pairs = self.asked.iter();
        let found = pairs.find(|(asked, value)| asked == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    /// A view of the unit and the period.
    ///
    /// # Errors
    /// [`Problem`] 403, or as the API when no report says it.
    pub(super) fn view(&self, name: ViewName, capability: Capability) -> Result<Document, Problem> {
        self.may(capability)?;
        let times = (self.unit(), self.period());
        view(&self.reading(), name, times, self.size).map_err(|no| match no {
            NoView::WholeYearsOnly => Problem::not_found("Uppgifterna finns bara för hela år.")
                .at("period")
                .remedied("Välj ett helt år som period."),
            other => other.into(),
        })
    }

    /// The report that a view of the period stands in: where its figures are asked about.
    pub(super) fn kind(&self) -> ReportKind {
        crate::answer::subject::natural(self.period())
    }

    /// A document as it is shown, with a question why beside each figure.
    ///
    /// # Errors
    /// [`Problem`] 500; plain data has none to give.
    pub(super) fn told(&self, document: &Document, kind: ReportKind) -> Result<Html, Problem> {
        let why = |figure: &FigureKey| self.why(&figure.to_string(), kind);
        told(
            document,
            &Telling {
                why: Some(&why),
                times: Some(self.times),
                ..Telling::default()
            },
        )
    }

    /// The address that answers why a figure, an indicator (`indikator I-1.4`) or an
    /// item (`mål RF-E1`) is what it is, in a report of a kind.
    pub(super) fn why(&self, subject: &str, kind: ReportKind) -> String {
        why(self.times, subject, kind)
    }

    /// The same where the natural report of the period has a section with such figures.
    pub(super) fn why_in(&self, section: &str, subject: &str) -> Option<String> {
        let has = projections::report::sections_of(self.kind()).contains(&section);
        has.then(|| self.why(subject, self.kind()))
    }

    /// The same with other times than the page's, in the report that is natural for them.
    pub(super) fn why_at(times: &Times, subject: &str) -> String {
        why(
            times,
            subject,
            crate::answer::subject::natural(times.period),
        )
    }
}

fn why(times: &Times, subject: &str, kind: ReportKind) -> String {
    let kind = crate::render::words::argument_of_report(kind);
    times.link_with("/varfor", &[("fraga", subject), ("rapport", kind)])
}
