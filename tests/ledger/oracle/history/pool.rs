//! The names and times that a random history is about: few, so that facts meet.

use ledger::ids::{
    ActionId, ControlId, DecisionId, IndicatorId, InvestmentId, ItemId, LineId, PlanId, RiskId,
    UnitId,
};
use ledger::period::{Month, Period};
use ledger::time::Date;

macro_rules! named {
    ($($(#[$doc:meta])* $name:ident: $id:ty;)+) => {$(
        $(#[$doc])*
        pub(crate) fn $name(name: &str) -> $id {
            <$id>::new(name).expect("a plain id")
        }
    )+};
}

named! {
    /// A unit.
    unit: UnitId;
    /// A plan.
    plan: PlanId;
    /// An item.
    item: ItemId;
    /// An indicator.
    indicator: IndicatorId;
    /// A line.
    line: LineId;
    /// A decision.
    decision: DecisionId;
    /// An action.
    action: ActionId;
    /// A risk.
    risk: RiskId;
    /// A control action.
    control: ControlId;
    /// An investment object.
    object: InvestmentId;
}

/// The units that are founded.
pub(crate) const UNITS: [&str; 7] = ["RS", "N1", "RS-A", "RS-B", "RS-A-1", "N1-A", "RF"];
/// The objectives: effect objectives of the assembly, own ones of the committees.
pub(crate) const OBJECTIVES: [&str; 4] = ["E1", "E2", "RS-M1", "N1-M1"];
/// The assignments.
pub(crate) const ASSIGNMENTS: [&str; 3] = ["U1", "U2", "N1-U1"];
/// The indicators; the last is a series that others compare with.
pub(crate) const INDICATORS: [&str; 5] = ["I1", "I2", "I3", "I4", "IN"];
/// The lines that are booked on.
pub(crate) const BOOKED: [&str; 7] = ["L1", "L1.1", "L1.2", "L2", "RES", "N1L", "N1L.1"];
/// The lines of investments.
pub(crate) const INVESTED: [&str; 2] = ["I-1", "I-2"];
/// Every line.
pub(crate) const LINES: [&str; 11] = [
    "SUM", "L1", "L1.1", "L1.2", "L2", "RES", "N1L", "N1L.1", "ISUM", "I-1", "I-2",
];
/// The actions.
pub(crate) const ACTIONS: [&str; 3] = ["A1", "A2", "A3"];
/// The control actions, of two risks.
pub(crate) const CONTROLS: [&str; 3] = ["K1", "K2", "K3"];
/// The decisions.
pub(crate) const DECISIONS: [&str; 4] = ["D0", "D1", "D2", "D3"];
/// The investment objects.
pub(crate) const OBJECTS: [&str; 3] = ["O1", "O2", "O3"];
/// The occupations of key figures.
pub(crate) const OCCUPATIONS: [&str; 3] = ["Chef", "Läkare", "Handläggare"];
/// The age groups of key figures.
pub(crate) const AGES: [&str; 3] = ["0-4", "5-64", "65+"];

/// A day.
pub(crate) fn date(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).expect("a day of the calendar")
}

/// The months `first` to `last`.
pub(crate) fn months(year: u16, first: u8, last: u8) -> Period {
    Period::months_of(year, first, last).expect("months in order")
}

/// The periods that follow-ups are for.
pub(crate) fn periods() -> [Period; 6] {
    [
        months(2024, 1, 12),
        months(2024, 1, 7),
        months(2023, 1, 12),
        months(2024, 1, 3),
        months(2023, 1, 7),
        months(2024, 7, 7),
    ]
}

/// A month of the two years.
pub(crate) fn month(number: u16) -> Month {
    let month = u8::try_from(number % 12).expect("below twelve") + 1;
    Month::new(2023 + number / 12 % 2, month).expect("a month")
}
