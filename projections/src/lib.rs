//! The read side of Liggaren.
