//! Login: how a person says who they are, with a cookie for as long as they stay.
//!
//! Guarantees: a cookie tells nothing and cannot be guessed; a session ends when the
//! account is shut off, its password is changed, it has been left alone or a working
//! day has passed. A form that changes anything holds the session's own secret, so
//! that no other site can send it (CSRF). Guessing is made slow ([`throttle`]), and few wait
//! for their turn at once: the others are answered that they may come again.

mod cookie;
mod routes;
mod sessions;
mod throttle;
mod visitor;

use std::io;
use std::sync::Mutex;

use ledger::entropy::Entropy;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::access::token::hexadecimal;

pub(super) use routes::routes;
pub(super) use visitor::Visitor;

/// Where one logs in.
pub(super) const LOGIN_PATH: &str = "/logga-in";

/// How many passwords are tried at once: each takes 19 MiB and tens of milliseconds.
const TRIALS: usize = 2;

/// How many wait for that, beside those: the last of them for less than a second.
const WAITING: usize = 30;

/// Everyone who is logged in with a browser, and everyone who tries to be.
pub(crate) struct Logins {
    sessions: Mutex<sessions::Sessions>,
    throttle: Mutex<throttle::Throttle>,
    trials: Semaphore,
    /// Those whose passwords are tried, and those who wait for it.
    queue: Semaphore,
    /// Whether cookies are sent over TLS only.
    is_secure: bool,
    entropy: fn() -> io::Result<Box<dyn Entropy>>,
}

impl Logins {
    /// Nobody yet; the first member tells whether browsers come over TLS alone.
    pub(crate) fn new(is_secure: bool, entropy: fn() -> io::Result<Box<dyn Entropy>>) -> Self {
        Self {
            sessions: Mutex::default(),
            throttle: Mutex::default(),
            trials: Semaphore::new(TRIALS),
            queue: Semaphore::new(TRIALS + WAITING),
            is_secure,
            entropy,
        }
    }

    /// A place in the queue of those whose passwords are tried; none when it is full.
    fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.queue.try_acquire().ok()
    }

    /// A text that nobody can guess.
    pub(super) fn secret(&self) -> io::Result<String> {
        let mut bytes = [0; 32];
        (self.entropy)()?.fill(&mut bytes)?;
        Ok(hexadecimal(&bytes))
    }
}
