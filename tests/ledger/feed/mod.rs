//! The feed: envelopes, filters, pages, and many readers at once.

mod crowd;
mod envelope;
mod filters;
