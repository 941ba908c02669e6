//! Simulation.
pub(crate) mod chance;
pub(crate) mod disk;
