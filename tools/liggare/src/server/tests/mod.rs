//! Tests of the server over real connections, with a writer of their own.

mod caching;
mod live;
mod publishing;
pub(crate) mod running;
