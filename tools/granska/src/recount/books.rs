//! The books: what the events say, kept by what they are about.

use std::collections::BTreeSet;

use serde_json::Value;

use super::actions::Actions;
use super::answer::{Difference, Recount, TableResult};
use super::assessments::Assessments;
use super::checks;
use super::claims::Claims;
use super::closings::{About, Closings};
use super::control::Control;
use super::corrections::Corrections;
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
use super::shape;
use super::table::{list, whole_row};
use super::tables::{Counted, count};
use super::view::View;
use crate::json::Content;

/// What a log's events say so far.
#[derive(Debug, Clone, Default)]
pub struct Books {
    taken: u64,
    /// Whether some events before the last were passed over.
    gaps: bool,
    corrections: Corrections,
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
            self.corrections.lose(fact);
            return Ok(());
        };
        let of = Payload::of(fact, payload)?;
        self.corrections.state(fact, of)?;
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
                let corrects = of.text("corrects")?;
                let of = of.shaped(inner)?;
                self.corrections
                    .correct(fact, corrects, (shape, of), !self.gaps)?;
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
            "PayloadRedacted" => {
                let position = payload.get("position").and_then(Content::as_u64);
                self.redacted.decided(position, fact.decision);
                Ok(())
            }
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

    /// Says that the events up to a size that were not taken in are not in what
    /// is read: a package holds only those that its report rests on.
    pub fn pass_over(&mut self, size: u64) {
        self.gaps |= size > self.taken;
        self.taken = self.taken.max(size);
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
    /// report's basis are taken in. What can't be counted differs: nothing in a
    /// report passes because it is not known.
    pub fn compare(&self, report: &Value) -> Recount {
        let stated = tables(report);
        let asked = match Report::read(report) {
            Ok(asked) => asked,
            Err(unsaid) => return refused(&stated, unsaid),
        };
        if asked.size != self.taken {
            let read = format!("{} lästa händelser", self.taken);
            let said = format!("{} händelser", asked.size);
            return refused(&stated, whole_row("basis", &said, &read));
        }
        if let Some(kind) = STRUCTURE.iter().find(|kind| self.redacted.any(&[kind])) {
            let without = format!("inga rader, för innehållet i {kind} saknas");
            return refused(&stated, whole_row("", "tabeller", &without));
        }
        let view = View::of(self, &asked, &stated);
        let mut recount = Recount::default();
        let unknown = shape::unknown(report);
        if !unknown.is_empty() {
            recount.tables.push(head(unknown));
        }
        let mut seen = BTreeSet::new();
        for table in &stated {
            let key = table["key"].as_str().unwrap_or_default();
            seen.insert(key);
            recount.tables.push(match count(&view, key) {
                Counted::Table(counted) if key == "checks" => {
                    counted.compare(key, &checks::without_words(table))
                }
                Counted::Table(counted) => counted.compare(key, table),
                Counted::Not(why) => uncounted(table, why),
            });
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

/// Under what a difference of the report itself, and not of a table, is told.
const HEAD: &str = "rapportens huvud";

fn head(differences: Vec<Difference>) -> TableResult {
    TableResult {
        table: HEAD.into(),
        differences,
        ..TableResult::default()
    }
}

/// Why nothing of a report can be counted, and that therefore no table agrees.
fn refused(tables: &[&Value], difference: Difference) -> Recount {
    let tables = tables
        .iter()
        .map(|table| uncounted(table, "ingen tabell, för rapporten kan inte räknas om"));
    Recount {
        tables: std::iter::once(head(vec![difference]))
            .chain(tables)
            .collect(),
    }
}

/// A table that the events do not make: each of its rows differs.
fn uncounted(table: &Value, why: &str) -> TableResult {
    let rows = list(table, "rows").iter();
    let rows = rows.map(|row| whole_row(row["key"].as_str().unwrap_or_default(), "en rad", why));
    let mut differences: Vec<Difference> = rows.collect();
    if differences.is_empty() {
        differences.push(whole_row("", "en tabell", why));
    }
    TableResult {
        table: table["key"].as_str().unwrap_or_default().into(),
        differences,
        ..TableResult::default()
    }
}
