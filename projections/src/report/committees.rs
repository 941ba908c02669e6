//! The committees side by side: what the board weighs together under its supervision.

use ledger::event::budget::LineTable;
use ledger::event::control::Sufficiency;
use ledger::event::followup::NarrativeSection;
use ledger::event::reporting::ReportKind;
use ledger::period::Period;

use super::context::Context;
use super::economy::{LEDGER_SIGN, RESULT, bottom_line, line_table};
use super::{assignments, basis, control, investments, overview, words};
use crate::assessments::ColourCounts;
use crate::control::{ControlAssessment, ControlCounts};
use crate::document::{Cell, CheckOutcome, Row, Section, Table};
use crate::economy::table::{LineTableView, shown};
use crate::reporting::PeriodState;

/// The key of the table that has the committees side by side, a row per unit.
pub(crate) const COMMITTEES: &str = "committees";

/// The executive board and the committees of a region, each with its own context.
pub(super) struct Committees<'a> {
    contexts: Vec<Context<'a>>,
}

impl<'a> Committees<'a> {
    pub(super) fn of(c: &Context<'a>) -> Self {
        let contexts = c
            .model
            .organisation
            .committees(c.period(), c.size())
            .into_iter()
            .map(|unit| c.of_unit(unit, ReportKind::OperationsReport))
            .collect();
        Self { contexts }
    }

    /// The region's lines in a period: those of the assembly, and of the
    /// committees that existed in it.
    fn roll_up(c: &Context<'_>, table: LineTable, period: Period) -> LineTableView {
        let bearers = c
            .model
            .bearers(ReportKind::AnnualReport, c.unit_id(), period, c.size());
        let mut view = c.model.economy.roll_up(&bearers, table, period, c.size());
        for row in &mut view.rows {
            if let Some(unit) = &row.unit {
                row.title = format!("{}: {}", c.name_of(unit), row.title);
            }
        }
        view
    }

    /// Översikt över verksamhetens utveckling.
    pub(super) fn development(c: &Context<'_>) -> Section {
        c.written(
            "development_overview",
            "Översikt över verksamhetens utveckling",
            2,
            NarrativeSection::Summary,
        )
        .table(Self::years(c))
        .table(overview::figures(
            c,
            Self::roll_up(c, LineTable::OperatingResult, c.period())
                .rows
                .pop(),
            Self::roll_up(c, LineTable::Investment, c.period())
                .rows
                .pop(),
        ))
    }

    /// Five years of what can be summed over the committees.
    fn years(c: &Context<'_>) -> Table {
        let last = c.period().year();
        let years: Vec<(u16, String)> = (last.saturating_sub(4)..=last)
            .map(|year| (year, year.to_string()))
            .collect();
        let mut columns = vec![("title", "")];
        columns.extend(years.iter().map(|(_, year)| (year.as_str(), year.as_str())));
        let rows = [
            (LineTable::OperatingResult, "operating", "Driftens resultat"),
            (LineTable::Investment, "investments", "Investeringsutgifter"),
        ]
        .into_iter()
        .filter_map(|(table, key, title)| {
            let outcomes: Vec<Cell> = years
                .iter()
                .map(|(year, _)| {
                    let outcome = Period::whole_year(*year)
                        .and_then(|period| Self::roll_up(c, table, period).rows.pop())
                        .and_then(|total| total.figures.outcome);
                    Cell::some(outcome, |amount| Cell::Amount(shown(table, amount)))
                })
                .collect();
            let known = outcomes.iter().any(|cell| *cell != Cell::Empty);
            known.then(|| {
                let mut cells = vec![Cell::text(title)];
                cells.extend(outcomes);
                Row::new(key, cells)
            })
        });
        Table::new(
            "development",
            "Fem år i översikt",
            "Driftens kostnader är negativa, investeringsutgifter positiva.",
            &columns,
        )
        .with(rows)
    }

    /// Styrning och uppföljning: how the committees' reports were weighed together.
    pub(super) fn steering(&self, c: &Context<'_>) -> Section {
        let mut columns = vec![("title", "Nämnd")];
        let redacted = self.contexts.iter().any(|of| objectives(of).redacted > 0);
        let redacted_control = self.contexts.iter().any(|of| judged(of).1 > 0);
        columns.extend(assignments::colour_columns(redacted));
        columns.extend([
            ("outcome", "Utfall"),
            ("budget", "Budget"),
            ("variance", "Avvikelse"),
            ("insufficient_control", "Otillräckliga krav i ISK"),
            ("failed_checks", "Kontroller som inte håller"),
            ("waived_checks", "Undantagna kontroller"),
        ]);
        columns.extend(redacted_control.then_some(assignments::REDACTED_CONTROL));
        let table = Table::new(
            COMMITTEES,
            "Nämndernas uppföljning sida vid sida",
            "Antal avser mål; kostnader är negativa; avvikelse = utfall − budget.",
            &columns,
        )
        .with(
            self.contexts
                .iter()
                .map(|of| weighed(of, redacted, redacted_control)),
        );
        c.written(
            "steering",
            "Styrning och uppföljning av verksamheten",
            2,
            NarrativeSection::Objectives,
        )
        .text(
            "Regionstyrelsen leder och samordnar förvaltningen och har uppsikt över nämnderna \
             (6 kap. 1 § kommunallagen). Tabellen visar vad varje nämnd själv har redovisat; \
             styrelsen ändrar inget i nämndernas uppgifter.",
        )
        .table_or(table, "Inga nämnder är registrerade för året.")
    }

    /// Driftredovisning per nämnd.
    pub(super) fn operating_result(c: &Context<'_>) -> Section {
        let view = Self::roll_up(c, LineTable::OperatingResult, c.period());
        let table = line_table(
            c,
            &view,
            "Driftredovisning per nämnd",
            LEDGER_SIGN,
            &RESULT,
            |row, column| row.figures.get(column).map(Cell::Amount),
        );
        let section = Section::new("operating_result", "Driftredovisning", 1);
        let none = "Ingen driftredovisning är registrerad för året.";
        section.table_or(table, none)
    }

    /// Investeringsredovisning per nämnd.
    pub(super) fn investments(c: &Context<'_>) -> Section {
        let view = Self::roll_up(c, LineTable::Investment, c.period());
        let section = c.written(
            "investments",
            "Investeringsredovisning",
            1,
            NarrativeSection::Investments,
        );
        let none = "Inga investeringar är registrerade för året.";
        section.table_or(investments::lines(c, &view, &RESULT), none)
    }

    /// Intern kontroll per nämnd.
    pub(super) fn internal_control(&self, c: &Context<'_>) -> Section {
        let mut columns = vec![("title", "Nämnd")];
        let counts = |of: &Context<'_>| ControlCounts::of(&of.model.control.actions(&of.scope));
        let redacted = self.contexts.iter().any(|of| counts(of).redacted > 0);
        columns.extend(control::count_columns(redacted));
        let actions = Table::new("control_counts", "Kontrollåtgärder per nämnd", "", &columns)
            .with(self.contexts.iter().map(|of| {
                let mut cells = vec![Cell::text(&of.unit.name)];
                cells.extend(control::count_cells(&counts(of), redacted));
                Row::new(of.unit_id().as_str(), cells)
            }));
        let assessed = Table::new(
            "control_assessment",
            "Bedömning av intern styrning och kontroll per nämnd",
            "Krav a till e.",
            &[
                ("title", "Nämnd"),
                ("a", "a"),
                ("b", "b"),
                ("c", "c"),
                ("d", "d"),
                ("e", "e"),
            ],
        )
        .with(self.contexts.iter().map(|of| {
            let judged = of
                .model
                .control
                .assessment(of.unit_id(), of.period().year(), of.size());
            let mut cells = vec![Cell::text(&of.unit.name)];
            cells.extend(["a", "b", "c", "d", "e"].map(|letter| {
                judged
                    .iter()
                    .filter(|judged| words::requirement(judged.requirement).0 == letter)
                    .map(ControlAssessment::judgement_cell)
                    .next()
                    .unwrap_or_else(|| Cell::Missing("inte bedömt".into()))
            }));
            Row::new(of.unit_id().as_str(), cells).from_source(
                judged
                    .iter()
                    .map(|judged| judged.grounds.provenance)
                    .max()
                    .flatten(),
            )
        }));
        c.written(
            "internal_control",
            "Intern styrning och kontroll",
            1,
            NarrativeSection::InternalControl,
        )
        .text(control::legal_wording(c.period().last_day()))
        .table_or(actions, "Inga nämnder är registrerade för året.")
        .table(assessed)
    }

    /// Inlämnade rapporter: who has handed in and who has not.
    pub(super) fn submitted(&self, c: &Context<'_>) -> Section {
        let reporting = &c.model.reporting;
        let kind = ReportKind::OperationsReport;
        let table = Table::new(
            "submitted_reports",
            "Nämndernas verksamhetsberättelser",
            "",
            &[
                ("title", "Nämnd"),
                ("submitted", "Inlämnad"),
                ("to", "Till"),
                ("published", "Publicerad som"),
                ("period", "Perioden"),
            ],
        )
        .with(self.contexts.iter().map(|of| {
            let unit = of.unit_id();
            let submitted = reporting.submitted(kind, unit, c.period(), c.size());
            let published = reporting.latest_published(kind, unit, c.period(), c.size());
            let period = reporting.period(kind, unit, c.period(), c.size());
            Row::new(
                unit.as_str(),
                vec![
                    Cell::text(&of.unit.name),
                    submitted.map_or_else(
                        || Cell::Missing("inte inlämnad".into()),
                        |submitted| Cell::text(submitted.recorded.recorded_at.to_string()),
                    ),
                    Cell::some(submitted, |submitted| Cell::text(c.name_of(&submitted.to))),
                    Cell::some(published, |published| Cell::text(published.report.as_str())),
                    Cell::some(period, |period| {
                        Cell::text(match period {
                            PeriodState::Open { due, .. } => format!("öppen till {due}"),
                            PeriodState::Closed { .. } => "stängd".into(),
                        })
                    }),
                ],
            )
        }));
        let missing: Vec<&str> = self
            .contexts
            .iter()
            .filter(|of| {
                reporting
                    .submitted(kind, of.unit_id(), c.period(), c.size())
                    .is_none()
            })
            .map(|of| of.unit.name.as_str())
            .collect();
        let said = if missing.is_empty() {
            "Alla nämnder har lämnat in sin verksamhetsberättelse.".into()
        } else {
            format!(
                "Verksamhetsberättelsen är inte inlämnad av {}.",
                missing.join(", ")
            )
        };
        let section = Section::new("submitted_reports", "Inlämnade rapporter", 1);
        if self.contexts.is_empty() {
            return section.text("Inga nämnder är registrerade för året.");
        }
        section.text(said).table(table)
    }
}

/// The colours of a committee's objectives of both kinds.
fn objectives(of: &Context<'_>) -> ColourCounts {
    let colours = assignments::colours(of);
    colours.effect_objectives.plus(colours.committee_objectives)
}

/// A committee's row: its objectives' colours, its economy, its control and its checks.
fn weighed(of: &Context<'_>, redacted: bool, redacted_control: bool) -> Row {
    let result = bottom_line(of);
    let figures = result.as_ref().map(|row| row.figures).unwrap_or_default();
    let (insufficient, gone) = judged(of);
    let checks = basis::results(of);
    let with = |outcome| {
        checks
            .iter()
            .filter(|result| result.outcome == outcome)
            .count()
    };
    let mut cells = vec![Cell::text(&of.unit.name)];
    cells.extend(assignments::colour_cells(&objectives(of), redacted));
    cells.extend(
        [figures.outcome, figures.budget, figures.variance]
            .map(|amount| Cell::some(amount, Cell::Amount)),
    );
    cells.extend([
        Cell::count(insufficient),
        Cell::count(with(CheckOutcome::Failed)),
        Cell::count(with(CheckOutcome::Waived)),
    ]);
    cells.extend(redacted_control.then(|| Cell::count(gone)));
    Row::new(of.unit_id().as_str(), cells).from_source(result.and_then(|row| row.provenance))
}

/// How many requirements a unit judges insufficient, and how many of its
/// judgements are redacted.
fn judged(of: &Context<'_>) -> (usize, usize) {
    let control = &of.model.control;
    let judged = control.assessment(of.unit_id(), of.period().year(), of.size());
    let insufficient = judged
        .iter()
        .filter(|judged| judged.judgement == Some(Sufficiency::Insufficient));
    let redacted = judged.iter().filter(|judged| judged.redacted.is_some());
    (insufficient.count(), redacted.count())
}
