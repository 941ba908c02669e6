//! Cells of the data files: Swedish words, amounts, numbers and moments.
//!
//! Numbers are written as Swedish officials write them: decimal comma (a point
//! is read too) and minus as hyphen or U+2212. Amounts are in mnkr and exact to
//! the öre.

use ledger::money::Ore;
use ledger::quantity::Quantity;
use ledger::time::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Öre in a mnkr, by millionths of a mnkr (one krona).
const ORE_PER_MILLIONTH_MNKR: i128 = 100;

/// A kind that the tables write as a Swedish word.
pub(super) trait Swedish: Copy + 'static {
    /// The words and what they mean.
    const WORDS: &'static [(&'static str, Self)];
}

/// A Swedish word for a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<T>(pub(super) T);

impl<'de, T: Swedish> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        T::WORDS
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, meaning)| Self(*meaning))
            .ok_or_else(|| {
                let known: Vec<_> = T::WORDS.iter().map(|(word, _)| *word).collect();
                D::Error::custom(format_args!(
                    "ordet {text:?} är okänt här; skriv något av: {}",
                    known.join(", ")
                ))
            })
    }
}

/// A number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(pub(super) Quantity);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .replace(',', ".")
            .parse()
            .map(Self)
            .map_err(D::Error::custom)
    }
}

/// An amount in mnkr.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mnkr(pub(super) Ore);

impl Mnkr {
    /// The amount of a number of mnkr.
    pub(super) fn of(number: Quantity) -> Option<Self> {
        i64::try_from(number.millionths() * ORE_PER_MILLIONTH_MNKR)
            .ok()
            .map(|ore| Self(Ore(ore)))
    }
}

impl<'de> Deserialize<'de> for Mnkr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Number(number) = Number::deserialize(deserializer)?;
        Self::of(number).ok_or_else(|| D::Error::custom("beloppet är för stort"))
    }
}

/// A moment in UTC, written `2024-01-15 08:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(pub(super) i64);

impl Moment {
    /// The moment as the ledger counts it.
    pub(super) fn timestamp(self) -> Timestamp {
        Timestamp(self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let full = format!("{}:00Z", text.replacen(' ', "T", 1));
        match full.parse::<Timestamp>() {
            Ok(moment) => Ok(Self(moment.0)),
            Err(_) => Err(D::Error::custom(format_args!(
                "{text:?} är inte en tidpunkt; skriv ÅÅÅÅ-MM-DD TT:MM (UTC)"
            ))),
        }
    }
}

/// Several references in a cell, with spaces between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct References(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for References {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Self(text.split_whitespace().map(Into::into).collect()))
    }
}
