//! The seeded script: the commands of five years, in time order, one month at a time.
//!
//! Guarantee: the same seed and size give the same commands. Every command
//! keeps the domain's rules, so that a ledger accepts it as it would a real one.
//! The months before hold only what a real ledger would: no event is repeated
//! to fill up the number; more events means more bookings a month.

use chrono::NaiveDate;
use ledger::command::{Command, EventRef, MakeAssessment, Rows, Submission};
use ledger::event::Provenance;
use ledger::event::budget::{Breakdown, Distribution, FrameDecided, LineTable, ReportLineDefined};
use ledger::event::decision::{DecisionKind, DecisionTaken, Precision};
use ledger::event::economy::{ForecastSubmitted, OutcomeBooked};
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::followup::{Colour, NarrativeSection, NarrativeWritten};
use ledger::event::indicator::{IndicatorOutcomeReported, IndicatorValue};
use ledger::event::organisation::{UnitEstablished, UnitKind};
use ledger::event::plan::{
    Desired, IndicatorDefined, ObjectiveKind, ObjectiveSet, Perspective, PlanAdopted, Target,
    TargetSet,
};
use ledger::ids::{ActorId, CommandId, DecisionId, InvalidId, PlanId, UnitId};
use ledger::money::Ore;
use ledger::period::{Month, Period};
use ledger::quantity::Quantity;
use ledger::rules::RuleSet;
use ledger::time::{Date, Timestamp};

use crate::random::Random;
use crate::region::{Committee, Objective, Region};

/// The first year that the script plays.
const FIRST_YEAR: u16 = 2020;
/// How many years it plays.
const YEARS: u16 = 5;
/// Roughly how many events are no bookings: plans, targets, outcomes, assessments, key figures.
const EVENTS_BESIDE_BOOKINGS: u64 = 32_500;
/// How many rows one import of bookings carries at most.
const ROWS_PER_IMPORT: usize = 500;

/// A command and the moment it is sent.
pub(crate) struct Step {
    pub(crate) at: Timestamp,
    pub(crate) submission: Submission,
}

/// The script of a region.
pub(crate) struct Script {
    region: Region,
    random: Random,
    /// How many bookings a unit makes a month.
    bookings: usize,
    /// The moment of the next command.
    clock: Timestamp,
    steps: Vec<Step>,
}

/// A day or period that the script asks for and the calendar lacks: never, with the constants above.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScriptError {
    #[error("ett id i manuset är ogiltigt")]
    Id(#[from] InvalidId),
    #[error("ett datum i manuset finns inte")]
    Calendar,
}

impl Script {
    /// The script for about so many events.
    pub(crate) fn new(seed: u64, events: u64) -> Result<Self, ScriptError> {
        let region = Region::new()?;
        let months = u64::from(YEARS) * 12;
        let units = u64::try_from(region.booking_units()).unwrap_or(1);
        let bookings = events.saturating_sub(EVENTS_BESIDE_BOOKINGS) / (months * units);
        Ok(Self {
            region,
            random: Random::seeded(seed),
            bookings: usize::try_from(bookings.max(1)).unwrap_or(usize::MAX),
            clock: Timestamp(0),
            steps: Vec::new(),
        })
    }

    /// When the ledger is made: the morning of the founding.
    pub(crate) fn founded() -> Result<Timestamp, ScriptError> {
        morning(FIRST_YEAR - 1, 10, 1)
    }

    /// Plays the script: hands over a batch of steps for the founding and for each month.
    pub(crate) fn play<E: From<ScriptError>>(
        mut self,
        mut take: impl FnMut(Vec<Step>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.found()?;
        take(std::mem::take(&mut self.steps))?;
        for year in FIRST_YEAR..FIRST_YEAR + YEARS {
            self.plan_year(year)?;
            take(std::mem::take(&mut self.steps))?;
            for number in 1..=12 {
                let month = Month::new(year, number).ok_or(ScriptError::Calendar)?;
                self.play_month(month)?;
                take(std::mem::take(&mut self.steps))?;
            }
        }
        Ok(())
    }

    fn found(&mut self) -> Result<(), ScriptError> {
        self.set_clock(FIRST_YEAR - 1, 10, 1)?;
        let founded = Date::new(2015, 1, 1).ok_or(ScriptError::Calendar)?;
        self.send("regler".into(), Command::AdoptRules(RuleSet::first()))?;
        let assembly = self.region.assembly.clone();
        let mut units = vec![(
            assembly.clone(),
            "Regionfullmäktige".to_owned(),
            UnitKind::Assembly,
            None,
        )];
        for (number, committee) in self.region.committees.iter().enumerate() {
            let kind = if number == 0 {
                UnitKind::ExecutiveBoard
            } else {
                UnitKind::Committee
            };
            units.push((
                committee.unit.clone(),
                committee.name.to_owned(),
                kind,
                Some(assembly.clone()),
            ));
            for (n, unit) in committee.units.iter().enumerate() {
                let name = format!("{}, enhet {}", committee.name, n + 1);
                units.push((
                    unit.clone(),
                    name,
                    UnitKind::Office,
                    Some(committee.unit.clone()),
                ));
            }
        }
        for (unit, name, kind, parent) in units {
            let command = Command::EstablishUnit(UnitEstablished {
                unit: unit.clone(),
                name,
                kind,
                parent,
                valid_from: founded,
            });
            self.send(format!("enhet-{unit}"), command)?;
        }
        let lines = self
            .region
            .committees
            .iter()
            .map(report_lines)
            .collect::<Vec<_>>();
        for rows in lines {
            let id = format!("rader-{}", rows[0].unit);
            self.send(id, Command::DefineReportLines(Rows { rows }))?;
        }
        Ok(())
    }

    fn plan_year(&mut self, year: u16) -> Result<(), ScriptError> {
        self.set_clock(year - 1, 11, 20)?;
        let decision = DecisionId::new(format!("budget-{year}"))?;
        let taken = DecisionTaken {
            decision: decision.clone(),
            unit: self.region.assembly.clone(),
            organ: "Regionfullmäktige".into(),
            kind: DecisionKind::Plan,
            title: format!("Verksamhetsplan med budget {year}"),
            date: Date::new(year - 1, 11, 18).ok_or(ScriptError::Calendar)?,
            precision: Precision::Day,
            case_number: Some(format!("{}RS{}", year - 1, 1000 + u32::from(year))),
            paragraph: Some("112".into()),
            amount_ore: None,
            delegation: None,
        };
        self.send(format!("beslut-{decision}"), Command::TakeDecision(taken))?;
        for number in 0..self.region.committees.len() {
            self.plan_committee(number, year, &decision)?;
        }
        Ok(())
    }

    fn plan_committee(
        &mut self,
        number: usize,
        year: u16,
        decision: &DecisionId,
    ) -> Result<(), ScriptError> {
        let period = Period::whole_year(year).ok_or(ScriptError::Calendar)?;
        let committee = &self.region.committees[number];
        let (unit, name) = (committee.unit.clone(), committee.name);
        let plan = PlanId::new(format!("{unit}-{year}"))?;
        let mut commands = vec![(
            format!("plan-{plan}"),
            Command::AdoptPlan(PlanAdopted {
                plan: plan.clone(),
                unit: unit.clone(),
                year,
                title: format!("Verksamhetsplan {year}, {name}"),
            }),
        )];
        let objectives = committee.objectives(year)?;
        for objective in &objectives {
            commands.extend(definitions(objective, &plan, &unit));
        }
        for indicator in objectives
            .iter()
            .flat_map(|objective| &objective.indicators)
        {
            let target = Target::AtLeast {
                value: Quantity::new(self.random.between(600, 950), 1),
            };
            commands.push((
                format!("mal-{indicator}"),
                Command::SetTarget(TargetSet {
                    indicator: indicator.clone(),
                    period,
                    target,
                }),
            ));
        }
        let rows = committee
            .lines
            .iter()
            .map(|line| FrameDecided {
                line: line.clone(),
                year,
                amount_ore: Ore(-100_000 * self.random.between(100_000, 4_000_000)),
                distribution: Distribution::Even,
            })
            .collect();
        commands.push((
            format!("ramar-{plan}"),
            Command::DecideFrames(Rows { rows }),
        ));
        for (id, command) in commands {
            self.send_by(id, command, Some(decision.clone()))?;
        }
        Ok(())
    }

    fn play_month(&mut self, month: Month) -> Result<(), ScriptError> {
        let next = month.last_day().next();
        self.set_clock(next.year(), next.month(), 8)?;
        for number in 0..self.region.committees.len() {
            for unit in self.region.committees[number].units.clone() {
                self.book(number, &unit, month)?;
            }
            self.report_staff(number, month)?;
            if matches!(month.month(), 7 | 12) {
                self.follow_up(number, month)?;
            }
        }
        Ok(())
    }

    fn book(&mut self, number: usize, unit: &UnitId, month: Month) -> Result<(), ScriptError> {
        let rows: Vec<_> = (0..self.bookings)
            .map(|n| OutcomeBooked {
                unit: unit.clone(),
                line: self
                    .random
                    .pick(&self.region.committees[number].lines)
                    .clone(),
                month,
                amount_ore: Ore(-self.random.between(1_000, 90_000_000)),
                document: format!("V{}-{:06}", month, n + 1),
            })
            .collect();
        for (part, rows) in rows.chunks(ROWS_PER_IMPORT).enumerate() {
            let id = format!("bokning-{unit}-{month}-{part}");
            self.send(
                id,
                Command::BookOutcomes(Rows {
                    rows: rows.to_vec(),
                }),
            )?;
        }
        Ok(())
    }

    fn report_staff(&mut self, number: usize, month: Month) -> Result<(), ScriptError> {
        let period = month_period(month)?;
        let committee = &self.region.committees[number];
        let rows = committee
            .units
            .iter()
            .map(|unit| KeyFigureReported {
                unit: unit.clone(),
                measure: Measure::SickLeave,
                period,
                dimensions: [
                    (Dimension::Category, "Totalt".to_owned()),
                    (Dimension::Sex, "all".to_owned()),
                ]
                .into(),
                value: FigureValue::Number {
                    value: Quantity::new(self.random.between(15, 95), 1),
                },
            })
            .collect();
        let id = format!("sjukfranvaro-{}-{month}", committee.unit);
        self.send(id, Command::ReportKeyFigures(Rows { rows }))
    }

    fn follow_up(&mut self, number: usize, month: Month) -> Result<(), ScriptError> {
        let year = month.year();
        let period = Period::months_of(year, 1, month.month()).ok_or(ScriptError::Calendar)?;
        let committee = &self.region.committees[number];
        let unit = committee.unit.clone();
        let objectives = committee.objectives(year)?;
        let lines = committee.lines.clone();
        for Objective { item, indicators } in objectives {
            let outcomes = format!("utfall-{item}-{month}");
            let rows = indicators
                .iter()
                .map(|indicator| IndicatorOutcomeReported {
                    indicator: indicator.clone(),
                    unit: unit.clone(),
                    period,
                    outcome: IndicatorValue::Number {
                        value: Quantity::new(self.random.between(500, 990), 1),
                    },
                })
                .collect();
            self.send(
                outcomes.clone(),
                Command::ReportIndicatorOutcomes(Rows { rows }),
            )?;
            let colour = *self
                .random
                .pick(&[Colour::Green, Colour::Yellow, Colour::Red]);
            let assessment = MakeAssessment {
                item: item.clone(),
                unit: unit.clone(),
                period,
                colour,
                trend: None,
                evidence: (1..=indicators.len()).map(|n| EventRef(format!("{outcomes}#{n}"))).collect(),
                motivation: "Sammanvägning av indikatorernas utfall och nämndens egen iakttagelse under perioden."
                    .into(),
            };
            self.send(
                format!("bedomning-{item}-{month}"),
                Command::MakeAssessment(assessment),
            )?;
        }
        let rows = lines
            .iter()
            .map(|line| ForecastSubmitted {
                unit: unit.clone(),
                line: line.clone(),
                basis_period: period,
                amount_ore: Ore(-100_000 * self.random.between(100_000, 4_000_000)),
            })
            .collect();
        self.send(
            format!("prognos-{unit}-{month}"),
            Command::SubmitForecast(Rows { rows }),
        )?;
        let narrative = NarrativeWritten {
            unit: unit.clone(),
            period,
            section: NarrativeSection::Summary,
            text: "Verksamheten har bedrivits enligt plan. Ekonomin följs tätt och åtgärder vidtas där ramen \
                   inte räcker."
                .into(),
        };
        self.send(
            format!("text-{unit}-{month}"),
            Command::WriteNarrative(narrative),
        )
    }

    fn send(&mut self, id: String, command: Command) -> Result<(), ScriptError> {
        self.send_by(id, command, None)
    }

    fn send_by(
        &mut self,
        id: String,
        command: Command,
        decision: Option<DecisionId>,
    ) -> Result<(), ScriptError> {
        self.clock = Timestamp(self.clock.0 + 250_000);
        let submission = Submission {
            id: CommandId::new(id)?,
            actor: ActorId::new("generator")?,
            decision,
            reason: None,
            correlation_id: None,
            provenance: Some(Provenance::Generated),
            expect: Vec::new(),
            command,
        };
        self.steps.push(Step {
            at: self.clock,
            submission,
        });
        Ok(())
    }

    fn set_clock(&mut self, year: u16, month: u8, day: u8) -> Result<(), ScriptError> {
        self.clock = self.clock.max(morning(year, month, day)?);
        Ok(())
    }
}

/// Seven o'clock, UTC.
fn morning(year: u16, month: u8, day: u8) -> Result<Timestamp, ScriptError> {
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .and_then(|date| date.and_hms_opt(7, 0, 0))
        .map(|moment| Timestamp::from_utc(moment.and_utc()))
        .ok_or(ScriptError::Calendar)
}

fn report_lines(committee: &Committee) -> Vec<ReportLineDefined> {
    let total = ReportLineDefined {
        line: committee.total.clone(),
        table: LineTable::OperatingResult,
        unit: committee.unit.clone(),
        title: format!("Driftresultat, {}", committee.name),
        parent: None,
        breakdown: Breakdown::Complete,
        order: 100,
    };
    let parts = committee
        .lines
        .iter()
        .zip(1..)
        .map(|(line, order)| ReportLineDefined {
            line: line.clone(),
            title: format!("Verksamhetsområde {order}"),
            parent: Some(committee.total.clone()),
            breakdown: Breakdown::None,
            order,
            ..total.clone()
        });
    std::iter::once(total.clone()).chain(parts).collect()
}

fn definitions(objective: &Objective, plan: &PlanId, unit: &UnitId) -> Vec<(String, Command)> {
    let item = &objective.item;
    let set = Command::SetObjective(ObjectiveSet {
        item: item.clone(),
        plan: plan.clone(),
        kind: ObjectiveKind::CommitteeObjective,
        label: None,
        title: format!("Mål {item}: god kvalitet och tillgänglighet"),
        perspective: Perspective::ResidentsAndSociety,
        strategy: None,
        owner: unit.clone(),
    });
    let indicators = objective.indicators.iter().map(|indicator| {
        let defined = IndicatorDefined {
            indicator: indicator.clone(),
            item: item.clone(),
            label: None,
            title: format!("Indikator {indicator}: andel inom målvärdet"),
            unit_of_measure: "%".into(),
            desired: Desired::Increase,
        };
        (
            format!("indikator-{indicator}"),
            Command::DefineIndicator(defined),
        )
    });
    std::iter::once((format!("malsattning-{item}"), set))
        .chain(indicators)
        .collect()
}

fn month_period(month: Month) -> Result<Period, ScriptError> {
    Period::months_of(month.year(), month.month(), month.month()).ok_or(ScriptError::Calendar)
}
