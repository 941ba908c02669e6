//! How the ledger's words describe themselves to `OpenAPI` 3.1 (feature `schema`).
//!
//! The payloads, commands and receipts derive their schemas where they stand.
//! Here are those that have a form of their own, as text (`word`) or as a
//! number (`number`), and [`tighten`], which says of a finished document what
//! deriving leaves out.
//!
//! Guarantee: whatever the ledger writes holds against these schemas, and a text
//! that a pattern lets through is read, but for two things that no portable
//! regular expression can say: that the bytes of an id are counted and not its
//! characters, and that both ends of a period lie in order within one year.
//! Deliberately not here: limits that deciders keep. A text that is too long or a
//! year outside the calendar is refused by its own code, not by its form.

mod number;
mod tighten;
mod word;

pub use number::MonthlyAmounts;
pub use tighten::{tighten, tighten_schema};
