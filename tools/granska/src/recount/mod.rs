//! Recounting reports from events.
