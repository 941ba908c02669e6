//! The books: what the events say, kept by what they are about.

use std::collections::BTreeSet;

use serde_json::Value;

use super::actions::Actions;
use super::answer::{NotRecounted, Recount};
use super::assessments::Assessments;
use super::checks;
use super::claims::Claims;
use super::closings::{About, Closings};
use super::control::Control;
use super::fact::{Fact, Malformed};
use super::figures::Figures;
use super::happenings::Happenings;
use super::indicators::{Indicators, Rules};
use super::money::Money;
use super::organisation::Organisation;
use super::payload::Payload;
use super::plan::Plan;
use super::redacted::Redacted;
use super::report::{Report, tables};
use super::tables::{Counted, count};
use super::view::View;

/// What a log's events say so far.
#[derive(Debug, Clone, Default)]
pub struct Books {
    taken: u64,
    pub(super) redacted: Redacted,
    pub(super) organisation: Organisation,
    pub(super) money: Money,
    pub(super) actions: Actions,
    pub(super) plan: Plan,
    pub(super) assessments: Assessments,
    pub(super) indicators: Indicators,
    pub(super) rules: Rules,
    pub(super) figures: Figures,
    pub(super) control: Control,
    pub(super) happenings: Happenings,
    pub(super) claims: Claims,
    pub(super) closings: Closings,
}

impl Books {
    /// Takes in the next event.
    ///
    /// # Errors
    /// [`Malformed`] when the payload does not say what its type must say, or
    /// when the event is not the next one; the books can't be used after it.
    pub fn take(&mut self, fact: &Fact<'_>) -> Result<(), Malformed> {
        if fact.position != self.taken {
            return Err(Malformed {
                position: fact.position,
                kind: fact.kind.into(),
                problem: format!("händelse @{} väntades härnäst", self.taken),
            });
        }
        self.taken += 1;
        let Some(payload) = fact.payload else {
            self.redacted.take(fact);
            return Ok(());
        };
        let of = Payload::of(fact, payload)?;
        match fact.kind {
            "UnitEstablished" | "UnitMoved" | "UnitRenamed" | "UnitDissolved" | "MandateMoved" => {
                self.organisation.take(fact, of)
            }
            "ReportLineDefined"
            | "FrameDecided"
            | "FrameAdjusted"
            | "BudgetReallocated"
            | "ReserveDisposed"
            | "OutcomeBooked"
            | "OutcomeRestated"
            | "ForecastSubmitted"
            | "InvestmentObjectApproved"
            | "InvestmentSpent" => {
                if let Some((line, unit)) = self.money.borne_by(fact, of)? {
                    let about = About::Line(line.into(), of.read("month")?);
                    let unit = unit.to_owned();
                    self.enter(fact, &unit, about);
                }
                self.money.take(fact, of)
            }
            "OutcomeCorrected" => {
                let (shape, inner) = of.shape("fact")?;
                let of = of.shaped(inner)?;
                match shape {
                    "booking" | "spending" => self.money.correct(fact, shape, of),
                    "indicator" => self.indicators.take(fact, of),
                    "key_figure" => self.figures.take(fact, of),
                    _ => Err(of.wrong("fact")),
                }
            }
            "ActionPlanned" | "ActionEffectReported" => self.actions.take(fact, of),
            "PlanAdopted" | "ObjectiveSet" | "StrategySet" | "AssignmentGiven" | "ItemReworded"
            | "ItemWithdrawn" => self.plan.take(fact, of),
            "AssessmentMade" | "AssignmentStatusReported" => self.assessments.take(fact, of),
            "IndicatorOutcomeReported" | "OutcomeMissing" => {
                let about = About::Indicator(of.text("indicator")?.into(), of.read("period")?);
                self.enter(fact, of.text("unit")?, about);
                self.indicators.take(fact, of)
            }
            "IndicatorDefined" | "TargetSet" | "WishOverridden" => self.indicators.take(fact, of),
            "PeriodOpened" | "PeriodClosed" | "CheckWaived" => self.closings.take(fact, of),
            "FactClaimed" => self.claims.take(of),
            "KeyFigureReported" => self.figures.take(fact, of),
            "RulesAdopted" => self.rules.take(of),
            "RiskIdentified"
            | "ControlActionPlanned"
            | "ControlActionFollowedUp"
            | "ControlAssessed" => self.control.take(fact, of),
            "SignificantEventNoted"
            | "DecisionTaken"
            | "DecisionReported"
            | "MatterReferredBack"
            | "ReportSubmitted" => self.happenings.take(fact, of),
            // Texts, links, publications and keys bear no figure of a table.
            _ => Ok(()),
        }
    }

    fn enter(&mut self, fact: &Fact<'_>, unit: &str, about: About) {
        self.closings
            .enter(fact.position, unit, about, &self.organisation);
    }

    /// How many events are taken in.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Counts a report anew. It is asked when exactly the events of the
    /// report's basis are taken in; otherwise no table is recounted.
    pub fn compare(&self, report: &Value) -> Recount {
        let stated = tables(report);
        let Some(asked) = Report::read(report) else {
            return none_of(&stated, "rapporten säger inte vad den är");
        };
        if asked.size != self.taken {
            let why = format!(
                "rapporten bygger på {} händelser, men {} är lästa",
                asked.size, self.taken
            );
            return none_of(&stated, &why);
        }
        if self.redacted.any(&STRUCTURE) {
            return none_of(
                &stated,
                "händelser som bestämmer organisationen eller tabellernas rader är gallrade",
            );
        }
        let view = View::of(self, &asked, &stated);
        let mut recount = Recount::default();
        let mut seen = BTreeSet::new();
        for table in &stated {
            let key = table["key"].as_str().unwrap_or_default();
            seen.insert(key);
            match count(&view, key) {
                Counted::Table(counted) if key == "checks" => {
                    let table = checks::without_words(table);
                    recount.tables.push(counted.compare(key, &table));
                }
                Counted::Table(counted) => recount.tables.push(counted.compare(key, table)),
                Counted::Not(why) => recount.not_recounted.push(NotRecounted {
                    table: key.into(),
                    why: why.into(),
                }),
            }
        }
        for key in asked.kind.tables() {
            if let Counted::Table(counted) = count(&view, key)
                && !seen.contains(key)
                && counted.must_stand()
            {
                recount.tables.push(counted.left_out(key));
            }
        }
        recount
    }
}

/// The types of events without which no table's rows can be known.
const STRUCTURE: [&str; 4] = [
    "UnitEstablished",
    "UnitMoved",
    "UnitDissolved",
    "ReportLineDefined",
];

fn none_of(tables: &[&Value], why: &str) -> Recount {
    let not_recounted = tables.iter().map(|table| NotRecounted {
        table: table["key"].as_str().unwrap_or_default().into(),
        why: why.into(),
    });
    Recount {
        tables: Vec::new(),
        not_recounted: not_recounted.collect(),
    }
}
