//! A made-up region: what it is made of before a year begins.
//!
//! Twelve committees under an assembly, 140 units, 900 indicators and 60
//! report lines: the size of a middle-sized Swedish region.

use ledger::ids::{IndicatorId, InvalidId, ItemId, LineId, UnitId};

/// How many committees the region has, the board included.
const COMMITTEES: usize = 12;
/// How many units stand below each committee.
const UNITS_PER_COMMITTEE: usize = 11;
/// How many report lines each committee books on.
const LINES_PER_COMMITTEE: usize = 5;
/// How many objectives each committee has.
const OBJECTIVES_PER_COMMITTEE: usize = 15;
/// How many indicators an objective has.
const INDICATORS_PER_OBJECTIVE: usize = 5;

/// What words the names are put together from.
const FIELDS: [&str; COMMITTEES] = [
    "Regionstyrelsen",
    "Hälso- och sjukvårdsnämnden",
    "Servicenämnden",
    "Folktandvårdsnämnden",
    "Nämnden för regional tillväxt",
    "Samhällsbyggnadsnämnden",
    "Kultur- och bildningsnämnden",
    "Nämnden för psykiatri",
    "Primärvårdsnämnden",
    "Nämnden för hjälpmedel",
    "Patientnämnden",
    "Forskningsnämnden",
];

/// A committee with what belongs to it.
pub struct Committee {
    /// Its own unit.
    pub unit: UnitId,
    /// Its name.
    pub name: &'static str,
    /// The units below it.
    pub units: Vec<UnitId>,
    /// The last total of its operating result.
    pub total: LineId,
    /// The lines that are booked on.
    pub lines: Vec<LineId>,
    code: String,
}

/// A year's objective with its indicators.
pub struct Objective {
    /// The objective.
    pub item: ItemId,
    /// Its indicators.
    pub indicators: Vec<IndicatorId>,
}

/// The whole region.
pub struct Region {
    /// The assembly.
    pub assembly: UnitId,
    /// The committees below it, the board first.
    pub committees: Vec<Committee>,
}

impl Region {
    /// Puts the region together.
    ///
    /// # Errors
    /// Never, with the names above.
    pub fn new() -> Result<Self, InvalidId> {
        let committees = FIELDS
            .iter()
            .enumerate()
            .map(|(n, name)| Committee::new(n, name))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            assembly: UnitId::new("RF")?,
            committees,
        })
    }

    /// How many units book outcomes.
    pub fn booking_units(&self) -> usize {
        self.committees
            .iter()
            .map(|committee| committee.units.len())
            .sum()
    }
}

impl Committee {
    fn new(number: usize, name: &'static str) -> Result<Self, InvalidId> {
        let code = format!("N{:02}", number + 1);
        Ok(Self {
            unit: UnitId::new(code.as_str())?,
            name,
            units: (1..=UNITS_PER_COMMITTEE)
                .map(|n| UnitId::new(format!("{code}-E{n:02}")))
                .collect::<Result<_, _>>()?,
            total: LineId::new(format!("{code}-SUM"))?,
            lines: (1..=LINES_PER_COMMITTEE)
                .map(|n| LineId::new(format!("{code}-R{n}")))
                .collect::<Result<_, _>>()?,
            code,
        })
    }

    /// The objectives of a year's plan.
    ///
    /// # Errors
    /// As [`Region::new`].
    pub fn objectives(&self, year: u16) -> Result<Vec<Objective>, InvalidId> {
        (1..=OBJECTIVES_PER_COMMITTEE)
            .map(|n| Objective::new(&self.code, year, n))
            .collect()
    }
}

impl Objective {
    fn new(code: &str, year: u16, number: usize) -> Result<Self, InvalidId> {
        Ok(Self {
            item: ItemId::new(format!("{code}-{year}-M{number}"))?,
            indicators: (1..=INDICATORS_PER_OBJECTIVE)
                .map(|n| IndicatorId::new(format!("{code}-{year}-I{number}.{n}")))
                .collect::<Result<_, _>>()?,
        })
    }
}
