//! Requests: which report of which unit for which period, and why one can be impossible.

use ledger::event::organisation::UnitKind;
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::{Month, Period};
use ledger::rules::RuleSet;

use crate::wording;

/// Which report is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReportRequest {
    /// Its kind.
    pub kind: ReportKind,
    /// Whose report.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
}

/// Why a report cannot be built; said in Swedish, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// More events are asked for than the model has folded.
    #[error(
        "basis_beyond_end: underlaget har {asked} händelser, läsmodellen {size}. Läs in resten av liggaren först.",
        asked = wording::count(*asked),
        size = wording::count(*size)
    )]
    BeyondEnd {
        /// The basis's size.
        asked: u64,
        /// The model's size.
        size: u64,
    },
    /// The unit is not known at that size, or did not exist in the period.
    #[error(
        "unknown_unit: enheten {unit} finns inte under {words} med det som är känt efter {size} händelser. `liggare units` visar vilka som finns.",
        words = period_in_words(*period),
        size = wording::count(*size)
    )]
    UnknownUnit {
        /// The unit.
        unit: UnitId,
        /// The period.
        period: Period,
        /// How many events were known.
        size: u64,
    },
    /// An interim report that covers less than half or more than two thirds of the year.
    #[error(
        "interim_period: en delårsrapport börjar i januari och slutar i månad {from} till {to} (LKBR 13 kap. 1 §); den kan inte avse {words}. Välj till exempel {example_words} ({example}).",
        words = period_in_words(*period),
        example_words = period_in_words(*example)
    )]
    InterimPeriod {
        /// The period asked for.
        period: Period,
        /// The earliest last month.
        from: u8,
        /// The latest last month.
        to: u8,
        /// A period that is allowed.
        example: Period,
    },
    /// A period report that does not start with the year.
    #[error(
        "report_period: en periodrapport börjar i januari; den kan inte avse {words}. Välj {example_words} ({example}).",
        words = period_in_words(*period),
        example_words = period_in_words(*example)
    )]
    FromJanuary {
        /// The period asked for.
        period: Period,
        /// A period that is allowed.
        example: Period,
    },
    /// A yearly report of less than a year.
    #[error(
        "report_period: {report} avser ett helt år, inte {words}. Välj {year}.",
        words = period_in_words(*period),
        year = period.year()
    )]
    WholeYear {
        /// The report in words.
        report: &'static str,
        /// The period asked for.
        period: Period,
    },
    /// An annual report of another unit than the assembly.
    #[error(
        "wrong_unit_kind: en årsredovisning görs för regionen, det vill säga regionfullmäktige, inte för {unit}. För en nämnd eller förvaltning finns verksamhetsberättelsen."
    )]
    NotTheRegion {
        /// The unit.
        unit: UnitId,
    },
    /// Nothing is recorded that the report could say.
    #[error(
        "nothing_recorded: inget är registrerat för {unit} och {words} efter {size} händelser. Välj en annan period eller ett senare datum.",
        words = period_in_words(*period),
        size = wording::count(*size)
    )]
    NothingRecorded {
        /// The unit.
        unit: UnitId,
        /// The period.
        period: Period,
        /// How many events were known.
        size: u64,
    },
}

/// What a kind of report is called.
pub fn report_name(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::PeriodReport => "Periodrapport",
        ReportKind::InterimReport => "Delårsrapport",
        ReportKind::OperationsReport => "Verksamhetsberättelse",
        ReportKind::AnnualReport => "Årsredovisning",
    }
}

/// The stable key of a kind of report.
pub fn report_key(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::PeriodReport => "period_report",
        ReportKind::InterimReport => "interim_report",
        ReportKind::OperationsReport => "operations_report",
        ReportKind::AnnualReport => "annual_report",
    }
}

impl ReportRequest {
    /// Whether the kind allows the period under the rules in force.
    ///
    /// # Errors
    /// [`RequestError::InterimPeriod`] or [`RequestError::WholeYear`] when it
    /// does not; ask for the period that the message names.
    pub fn check_period(&self, rules: &RuleSet) -> Result<(), RequestError> {
        let period = self.period;
        match self.kind {
            ReportKind::PeriodReport if period.first().month() == 1 => Ok(()),
            ReportKind::PeriodReport => Err(RequestError::FromJanuary {
                period,
                example: Period::months_of(period.year(), 1, period.last().month())
                    .unwrap_or(period),
            }),
            ReportKind::InterimReport => {
                let last = period.last().month();
                if period.first().month() == 1 && rules.allows_interim_end(last) {
                    return Ok(());
                }
                let (from, to) = (rules.interim_from_month, rules.interim_to_month);
                let example = Period::months_of(period.year(), 1, last.clamp(from, to.max(from)));
                Err(RequestError::InterimPeriod {
                    period,
                    from,
                    to,
                    example: example.unwrap_or(period),
                })
            }
            ReportKind::OperationsReport | ReportKind::AnnualReport if period.is_whole_year() => {
                Ok(())
            }
            ReportKind::OperationsReport => Err(RequestError::WholeYear {
                report: "en verksamhetsberättelse",
                period,
            }),
            ReportKind::AnnualReport => Err(RequestError::WholeYear {
                report: "en årsredovisning",
                period,
            }),
        }
    }

    /// Whether the kind of report is made of that kind of unit.
    ///
    /// # Errors
    /// [`RequestError::NotTheRegion`] for an annual report of another unit than
    /// the assembly.
    pub fn check_unit(&self, kind: UnitKind) -> Result<(), RequestError> {
        if self.kind == ReportKind::AnnualReport && kind != UnitKind::Assembly {
            return Err(RequestError::NotTheRegion {
                unit: self.unit.clone(),
            });
        }
        Ok(())
    }
}

/// A month's name.
fn month_name(month: Month) -> &'static str {
    const NAMES: [&str; 12] = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ];
    NAMES
        .get(usize::from(month.month()) - 1)
        .copied()
        .unwrap_or("")
}

/// A month in words: `juli 2024`.
pub fn month_in_words(month: Month) -> String {
    format!("{} {}", month_name(month), month.year())
}

/// A period in words: `2024`, `juli 2024`, `januari–juli 2024`.
pub fn period_in_words(period: Period) -> String {
    let year = period.year();
    let (first, last) = (period.first(), period.last());
    if period.is_whole_year() {
        format!("{year}")
    } else if first == last {
        month_in_words(first)
    } else {
        format!("{}–{} {year}", month_name(first), month_name(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(kind: ReportKind, period: &str) -> ReportRequest {
        ReportRequest {
            kind,
            unit: UnitId::new("RS").unwrap(),
            period: period.parse().unwrap(),
        }
    }

    #[test]
    fn each_kind_of_report_allows_only_its_periods() {
        use ReportKind as K;
        let rules = RuleSet::first();
        for (kind, period, code) in [
            (K::PeriodReport, "2024-01/2024-03", ""),
            (K::PeriodReport, "2024-01", ""),
            (K::PeriodReport, "2024-05", "report_period"),
            (K::InterimReport, "2024-01/2024-06", ""),
            (K::InterimReport, "2024-01/2024-07", ""),
            (K::InterimReport, "2024-01/2024-08", ""),
            (K::InterimReport, "2024-01/2024-05", "interim_period"),
            (K::InterimReport, "2024-01/2024-09", "interim_period"),
            (K::InterimReport, "2024-02/2024-07", "interim_period"),
            (K::InterimReport, "2024", "interim_period"),
            (K::OperationsReport, "2024", ""),
            (K::OperationsReport, "2024-01/2024-07", "report_period"),
            (K::AnnualReport, "2024", ""),
            (K::AnnualReport, "2024-12", "report_period"),
        ] {
            let found = request(kind, period).check_period(&rules);
            let text = found.map_or_else(|error| error.to_string(), |()| String::new());
            let found = text.split(':').next().unwrap_or_default();
            assert_eq!(found, code, "{kind:?} {period}: {text}");
        }
    }

    #[test]
    fn only_the_region_has_an_annual_report() {
        let annual = request(ReportKind::AnnualReport, "2024");
        assert!(annual.check_unit(UnitKind::Assembly).is_ok());
        assert!(annual.check_unit(UnitKind::ExecutiveBoard).is_err());
        let operations = request(ReportKind::OperationsReport, "2024");
        assert!(operations.check_unit(UnitKind::ExecutiveBoard).is_ok());
    }

    #[test]
    fn periods_are_said_in_words() {
        for (period, words) in [
            ("2024", "2024"),
            ("2024-07", "juli 2024"),
            ("2024-01/2024-07", "januari–juli 2024"),
        ] {
            assert_eq!(period_in_words(period.parse().unwrap()), words);
        }
    }
}
