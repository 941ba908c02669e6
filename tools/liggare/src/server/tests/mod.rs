//! Tests of the server over real connections, with a writer of their own.

mod live;
pub(crate) mod running;
