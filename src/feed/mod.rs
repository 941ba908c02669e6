//! The feed: what is recorded, told to other systems in order of position.
//!
//! A reader has a position and asks for what comes from it on. Each event is a
//! [`cloud_event`] that carries all its proof needs; a [`Filter`] says which are
//! told, and a [`Page`] what a reading gave and where the next one begins. Those
//! who read at the same place share what is made of it ([`Recent`]).
//!
//! Guarantees: a page is read from one snapshot of what is durable (I1, I2), so
//! that an event is seen by all or by none and positions are never seen before
//! those in front of them; a page's `next` is past everything that was looked at,
//! told or not, so that a reader who goes on from there misses nothing and is
//! told nothing twice.
//! Deliberately not here: HTTP, who may read, and whose an event is: the owner of
//! a line or an item is looked up by the caller.

pub mod cloud_event;
mod filter;
mod page;
mod recent;
mod subject;

pub use filter::Filter;
pub use page::{Page, Reading, Told};
pub use recent::Recent;
pub use subject::Subject;
