//! Examples and laws of the traces.

mod figures;
mod items;
mod volumes;
