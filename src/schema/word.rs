//! The ledger's words as schemas: ids, hashes, times, periods and quantities,
//! each with the pattern of what its reader takes.
//!
//! The patterns keep to what every engine of regular expressions knows: no
//! looking around and no references back.

use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::basis::Hash;
use crate::command::EventRef;
use crate::ids::{
    ActionId, ActorId, ClaimId, CommandId, ControlId, CorrelationId, DecisionId, EventId,
    IndicatorId, InvestmentId, ItemId, LineId, MAX_ID_BYTES, PlanId, ReportId, RiskId, UnitId,
};
use crate::period::{Month, Period};
use crate::quantity::{MAX_SCALE, Quantity};
use crate::stream::{MAX_STREAM_BYTES, StreamId};
use crate::time::{Date, Timestamp};

/// A letter or a digit of an id.
const ALNUM: &str = "A-Za-z0-9åäöÅÄÖéÉüÜ";

/// The years of the calendar.
const YEAR: &str = "(?:19|20|21)[0-9]{2}";

/// The months of a year.
const MONTH: &str = "(?:0[1-9]|1[0-2])";

/// How many digits the largest mantissa has, 9·10^15.
const MANTISSA_DIGITS: usize = 16;

macro_rules! ids {
    ($($name:ident $description:literal $example:literal;)+) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text($description)
                    .pattern(Some(id_pattern()))
                    .min_length(Some(1))
                    .max_length(Some(MAX_ID_BYTES))
                    .examples([$example])
                    .into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

ids! {
    UnitId "The id of a unit of the organisation." "KN";
    PlanId "The id of an operational plan." "VP-KN-2025";
    ItemId "The id of an objective, strategy or assignment." "M1";
    IndicatorId "The id of an indicator." "I1.1";
    LineId "The id of a report line." "L1";
    DecisionId "The id of a decision." "B-PLAN";
    ActionId "The id of an action." "A1";
    RiskId "The id of a risk." "R1";
    ControlId "The id of a control action." "K1";
    InvestmentId "The id of an investment object." "INV-1";
    ReportId "The id of a report." "VB-KN-2025";
    ClaimId "The id of a claim." "C1";
    ActorId "Who acts: a pseudonym, never a name." "p-17";
    CommandId "The sender's own name of a command: sent again, it gives the first result." "bokning-2025-03";
    CorrelationId "The matter or import that commands belong to." "import-2025-03";
}

macro_rules! words {
    ($($name:ident $schema:expr;)+) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

words! {
    EventId text("The id of an event: a UUIDv7.")
        .format(Some(SchemaFormat::Custom("uuid".to_owned())))
        .examples(["018fd3a0-0000-7000-8000-00000000002a"]);
    EventRef text(
        "A reference to an event: its id, its position as `@123`, or the command that led to it, \
         as `bokning-1` (its first event) or `bokning-1#2` (its second).",
    )
    .examples(["@123", "bokning-1#2", "018fd3a0-0000-7000-8000-00000000002a"]);
    StreamId text("The name of a stream: a subject and an id.")
        .min_length(Some(1))
        .max_length(Some(MAX_STREAM_BYTES))
        .examples(["unit/KN", "frame/L2/2025"]);
    Hash text("A SHA-256 hash, in lower-case hexadecimal.")
        .pattern(Some("^[0-9a-f]{64}$"))
        .examples(["0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]);
    Timestamp text("A moment in UTC, with microseconds (RFC 3339).")
        .format(Some(SchemaFormat::Custom("date-time".to_owned())))
        .examples(["2025-09-10T08:15:00.000000Z"]);
    Date text("A day of the calendar, 1900-01-01 to 2199-12-31.")
        .pattern(Some(date_pattern()))
        .examples(["2025-03-31"]);
    Month text("A month, 1900-01 to 2199-12.")
        .pattern(Some(format!("^{YEAR}-{MONTH}$")))
        .examples(["2025-03"]);
    Period text(
        "Whole months of one year: the year, a month, or the first and the last month, in order.",
    )
    .pattern(Some(format!("^{YEAR}(?:-{MONTH}(?:/{YEAR}-{MONTH})?)?$")))
    .examples(["2025", "2025-03", "2025-01/2025-07"]);
    Quantity text(
        "A decimal number that is not money, as text with a decimal point: at most 6 decimals, \
         and at most 9·10^15 when the point is left out.",
    )
    .pattern(Some(quantity_pattern()))
    .examples(["12.5", "-3", "5.40"]);
}

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
}

/// What [`crate::ids`] takes: points and slashes in turn between the other
/// characters, so that neither stands twice in a row.
fn id_pattern() -> String {
    let run = r"\.?(?:/\.)*/?";
    format!("^[{ALNUM}](?:{run}[{ALNUM}_:-])*{run}$")
}

/// Every day of the years 1900 to 2199; of the years that end a century only 2000 is a leap year.
fn date_pattern() -> String {
    let leap = "(?:(?:19|21)(?:0[48]|[2468][048]|[13579][26])|20(?:[02468][048]|[13579][26]))";
    let days = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])\
                |(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)\
                |02-(?:0[1-9]|1[0-9]|2[0-8]))";
    format!("^(?:{YEAR}-{days}|{leap}-02-29)$")
}

/// At most 9·10^15 in units of the last decimal, with up to [`MAX_SCALE`] decimals.
fn quantity_pattern() -> String {
    let forms: Vec<String> = (0..=usize::from(MAX_SCALE))
        .map(|decimals| {
            let before = MANTISSA_DIGITS - 1 - decimals;
            let (any, none) = if decimals == 0 {
                (String::new(), String::new())
            } else {
                (
                    format!(r"\.[0-9]{{{decimals}}}"),
                    format!(r"\.0{{{decimals}}}"),
                )
            };
            format!("[0-9]{{1,{before}}}{any}|[1-8][0-9]{{{before}}}{any}|90{{{before}}}{none}")
        })
        .collect();
    format!("^[-\u{2212}]?0*(?:{})$", forms.join("|"))
}
