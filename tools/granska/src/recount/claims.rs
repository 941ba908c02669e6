//! Claims: what sources state, kept apart from what is counted.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Period;
use super::decimal::Decimal;
use super::fact::Malformed;
use super::figures::{FigureValue, StatedFigure};
use super::money::Column;
use super::payload::Payload;
use super::plan::ItemKind;

/// Every claim, as last stated.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    claims: BTreeMap<String, (String, Claim)>,
}

/// What a source states.
#[derive(Debug, Clone)]
pub(super) enum Claim {
    /// The value of a line.
    Line {
        line: String,
        period: Period,
        column: Column,
        ore: i128,
        rounded_to: i128,
    },
    /// The sum of a key figure.
    Total {
        figure: StatedFigure,
        rounded_to: FigureValue,
    },
    /// The change of a key figure, and in per cent.
    Change {
        figure: StatedFigure,
        since: Period,
        percent: Option<Decimal>,
        rounded_to: FigureValue,
    },
    /// How many items have a colour, or are there at all.
    Colours {
        unit: String,
        period: Period,
        kind: ItemKind,
        colour: Option<String>,
        count: i64,
    },
    /// The sum of an action plan's effects in a year.
    Actions {
        unit: String,
        period: Period,
        year: i32,
        planned: bool,
        ore: i128,
        rounded_to: i128,
    },
}

impl Claims {
    /// Takes in a claim; a later one with the same id replaces it.
    pub(super) fn take(&mut self, of: Payload<'_>) -> Result<(), Malformed> {
        let claimed = (of.text("unit")?.into(), Claim::read(of)?);
        self.claims.insert(of.text("id")?.into(), claimed);
        Ok(())
    }

    /// The claims that some units make of the year of a period, up to its end, or of the year before.
    pub(super) fn of<'a>(
        &'a self,
        units: &'a BTreeSet<String>,
        period: Period,
    ) -> impl Iterator<Item = (&'a str, &'a Claim)> {
        let before = period.year_before().year();
        self.claims
            .iter()
            .filter(|(_, (unit, _))| units.contains(unit))
            .filter(move |(_, (_, claim))| {
                let of = claim.period();
                of.year() == before || (of.year() == period.year() && of.last <= period.last)
            })
            .map(|(id, (_, claim))| (id.as_str(), claim))
    }
}

impl Claim {
    fn period(&self) -> Period {
        match self {
            Self::Line { period, .. }
            | Self::Colours { period, .. }
            | Self::Actions { period, .. } => *period,
            Self::Total { figure, .. } | Self::Change { figure, .. } => figure.period,
        }
    }

    fn read(of: Payload<'_>) -> Result<Self, Malformed> {
        let (shape, inner) = of.shape("claim")?;
        let inner = of.shaped(inner)?;
        let ore = |name| inner.whole(name).map(i128::from);
        Ok(match shape {
            "line_amount" => Self::Line {
                line: inner.text("line")?.into(),
                period: inner.read("period")?,
                column: match inner.text("column")? {
                    "outcome" => Column::Outcome,
                    "budget" => Column::Budget,
                    "previous_outcome" => Column::Previous,
                    "forecast" => Column::Forecast,
                    "variance" => Column::Variance,
                    "change" => Column::Change,
                    _ => return Err(inner.wrong("column")),
                },
                ore: ore("amount_ore")?,
                rounded_to: ore("rounded_to_ore")?,
            },
            "key_figure_total" => Self::Total {
                figure: StatedFigure::read(inner.within("figure")?)?,
                rounded_to: FigureValue::read(inner, "rounded_to")?,
            },
            "key_figure_change" => Self::Change {
                figure: StatedFigure::read(inner.within("figure")?)?,
                since: inner.read("since")?,
                percent: inner.read_if("percent")?,
                rounded_to: FigureValue::read(inner, "rounded_to")?,
            },
            "colour_count" => Self::Colours {
                unit: inner.text("unit")?.into(),
                period: inner.read("period")?,
                kind: match inner.text_if("kind")? {
                    None => ItemKind::Assignment,
                    Some("effect_objective") => ItemKind::EffectObjective,
                    Some("committee_objective") => ItemKind::CommitteeObjective,
                    Some(_) => return Err(inner.wrong("kind")),
                },
                colour: inner.text_if("colour")?.map(str::to_owned),
                count: inner.whole("count")?,
            },
            "action_total" => Self::Actions {
                unit: inner.text("unit")?.into(),
                period: inner.read("period")?,
                year: inner.year("year")?,
                planned: inner.flag("planned")?,
                ore: ore("amount_ore")?,
                rounded_to: ore("rounded_to_ore")?,
            },
            _ => return Err(of.wrong("claim")),
        })
    }
}
