//! Rules as dated data: what derives a status, a suggested colour or a limit.
//!
//! A rule set is adopted by an event; the one in force at a basis is the last
//! adopted before it. A change of rules therefore never changes an older
//! report, and a trace names it as a cause of its own.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::event::followup::Colour;
use crate::event::indicator::Fulfilment;

/// The numbers that the derived statuses and checks follow.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// 1 for the first, then rising by one.
    pub version: u32,
    /// An objective is suggested green when at least this share of its indicators with a value is helt, in per cent.
    pub green_from_percent: u8,
    /// An objective is suggested red when at least this share is inte alls, in per cent.
    pub red_from_percent: u8,
    /// An outcome that misses a fixed target by at most this share of it is delvis, in per cent, even if it did not improve.
    pub partly_within_percent: u8,
    /// The earliest last month of an interim report (LKBR 13:1: at least half the year).
    pub interim_from_month: u8,
    /// The latest last month of an interim report (at most two thirds of the year).
    pub interim_to_month: u8,
    /// How much the sum of action effects may fall short of the demanded saving, in per cent.
    pub action_shortfall_percent: u8,
}

impl RuleSet {
    /// The rules that a new ledger starts with.
    pub fn first() -> Self {
        Self {
            version: 1,
            green_from_percent: 75,
            red_from_percent: 60,
            partly_within_percent: 0,
            interim_from_month: 6,
            interim_to_month: 8,
            action_shortfall_percent: 0,
        }
    }

    /// Whether an interim report may end with this month (1 to 12).
    pub fn allows_interim_end(&self, month: u8) -> bool {
        (self.interim_from_month..=self.interim_to_month).contains(&month)
    }

    /// The colour suggested for an objective whose indicators have these
    /// statuses; `None` when there are none, since a missing value is no status.
    pub fn suggest(&self, statuses: &[Fulfilment]) -> Option<Colour> {
        if statuses.is_empty() {
            return None;
        }
        let share_reaches = |wanted: Fulfilment, percent: u8| {
            let count = statuses.iter().filter(|status| **status == wanted).count();
            count * 100 >= usize::from(percent) * statuses.len()
        };
        if share_reaches(Fulfilment::NotAtAll, self.red_from_percent) {
            Some(Colour::Red)
        } else if share_reaches(Fulfilment::Fully, self.green_from_percent) {
            Some(Colour::Green)
        } else {
            Some(Colour::Yellow)
        }
    }
}
