//! The pages as a browser gets them, without one: who is let in, what guards them,
//! and what forms record.

mod asked;
mod entered;
mod foreign;
mod forms;
mod found;
mod guarded;
mod login;
mod offered;
mod receipts;
mod told;
mod visitor;
mod within;
