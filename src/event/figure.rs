//! Key figures: personnel and volumes, by dimensions.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize};

use crate::ids::UnitId;
use crate::money::Ore;
use crate::period::Period;
use crate::quantity::Quantity;

/// What a key figure measures.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Årsarbetare.
    FullTimeEquivalents,
    /// Årsarbetare efter frånvaro (tjänstledighet och liknande avdraget).
    FullTimeEquivalentsNetOfLeave,
    /// Lönekostnad, an amount.
    PayrollCost,
    /// Sjukfrånvaro, per cent of ordinary working time.
    SickLeave,
    /// Listade patienter, at the end of the period.
    ListedPatients,
    /// Omsättning, an amount.
    Turnover,
    /// Another volume, told apart by the dimension `category`.
    Volume,
}

/// By what a key figure is divided.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Åldersgrupp.
    AgeGroup,
    /// Kön: `women` or `men`, or `all` where the source gives only the rate for both.
    Sex,
    /// Yrkesgrupp.
    Occupation,
    /// Anställningsform.
    Employment,
    /// Kategori: payroll line, length of sick leave, kind of volume.
    Category,
}

/// The value of a key figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FigureValue {
    /// Money: cost negative.
    Amount {
        /// The amount.
        amount_ore: Ore,
    },
    /// A number in the measure's unit.
    Number {
        /// The number.
        value: Quantity,
    },
}

/// A key figure for a unit and period was reported.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyFigureReported {
    /// The unit.
    pub unit: UnitId,
    /// What is measured.
    pub measure: Measure,
    /// The period; a stock (listed patients) is that of its last day.
    pub period: Period,
    /// What it is divided by, and the part it is for.
    #[serde(deserialize_with = "distinct_keys")]
    pub dimensions: BTreeMap<Dimension, String>,
    /// The value.
    pub value: FigureValue,
}

/// Reads a map and refuses a key that stands twice, which serde's own maps let pass.
fn distinct_keys<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Dimension, String>, D::Error> {
    struct Distinct;
    impl<'de> serde::de::Visitor<'de> for Distinct {
        type Value = BTreeMap<Dimension, String>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object of dimensions")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut map: A,
        ) -> Result<Self::Value, A::Error> {
            let mut dimensions = BTreeMap::new();
            while let Some((dimension, part)) = map.next_entry()? {
                if dimensions.insert(dimension, part).is_some() {
                    return Err(serde::de::Error::custom(format_args!(
                        "duplicate field `{dimension:?}`"
                    )));
                }
            }
            Ok(dimensions)
        }
    }
    deserializer.deserialize_map(Distinct)
}
