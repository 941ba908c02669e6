//! A month's end: bookings and key figures, and twice a year the follow-up.

use ledger::command::{Command, EventRef, MakeAssessment, Rows};
use ledger::event::economy::{ForecastSubmitted, OutcomeBooked};
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::followup::{Colour, NarrativeSection, NarrativeWritten};
use ledger::event::indicator::{IndicatorOutcomeReported, IndicatorValue};
use ledger::ids::UnitId;
use ledger::money::Ore;
use ledger::period::{Month, Period};
use ledger::quantity::Quantity;

use super::region::Objective;
use super::{ROWS_PER_IMPORT, Script, ScriptError};

impl Script {
    pub(super) fn play_month(&mut self, month: Month) -> Result<(), ScriptError> {
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
                document: format!("V{}-{:06}", month, n + 1).into(),
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
}

fn month_period(month: Month) -> Result<Period, ScriptError> {
    Period::months_of(month.year(), month.month(), month.month()).ok_or(ScriptError::Calendar)
}
