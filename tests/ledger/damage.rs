//! Damage to stored bytes is always told with its place, never read as truth.
