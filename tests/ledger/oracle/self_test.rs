//! The oracle itself on small histories, with figures worked out by hand.
