//! Throttle: guessing passwords is made slow.
//!
//! After [`FREE`] wrong passwords for a login, the next is not even tried until a
//! pause has passed; the pause doubles with each wrong one up to [`LONGEST_MICROS`].
//! It is counted per login, whether there is such an account or not, so that it tells
//! nobody which there are. Deliberately not per address: behind a proxy everyone has
//! the same.

use std::collections::HashMap;

use ledger::time::Timestamp;

/// How many wrong passwords cost nothing: people mistype.
const FREE: u32 = 5;

/// The first pause, in microseconds: 15 seconds.
const FIRST_MICROS: i64 = 15_000_000;

/// The longest pause, in microseconds: 15 minutes. Whoever knows a login can hold its
/// owner out for so long and no longer.
const LONGEST_MICROS: i64 = 15 * 60 * 1_000_000;

/// How long a wrong password is remembered, in microseconds: an hour.
const REMEMBERED_MICROS: i64 = 60 * 60 * 1_000_000;

/// The most logins that are remembered.
const MAX_LOGINS: usize = 10_000;

/// The wrong passwords of late.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    wrong: HashMap<String, Wrong>,
}

#[derive(Debug, Clone, Copy)]
struct Wrong {
    times: u32,
    last: Timestamp,
}

impl Throttle {
    /// Notes that a password is to be tried, as a wrong one until it proves right; or how
    /// many seconds are left of the pause.
    pub(super) fn attempt(&mut self, login: &str, now: Timestamp) -> Option<i64> {
        let pause = self.pause(login, now);
        if pause.is_none() {
            self.wrong(login, now);
        }
        pause
    }

    /// How many seconds are left of the pause for a login; none when a password may be tried.
    fn pause(&self, login: &str, now: Timestamp) -> Option<i64> {
        let wrong = self.wrong.get(login)?;
        let over = wrong.times.checked_sub(FREE)?;
        let pause = FIRST_MICROS
            .saturating_mul(1_i64 << over.min(20))
            .min(LONGEST_MICROS);
        let left = pause - now.0.saturating_sub(wrong.last.0);
        (left > 0).then_some((left + 999_999) / 1_000_000)
    }

    /// Remembers a wrong password.
    fn wrong(&mut self, login: &str, now: Timestamp) {
        let recent = |wrong: &Wrong| now.0.saturating_sub(wrong.last.0) < REMEMBERED_MICROS;
        if self.wrong.len() >= MAX_LOGINS {
            self.wrong.retain(|_, wrong| recent(wrong));
        }
        if self.wrong.len() >= MAX_LOGINS
            && let Some(oldest) = self.wrong.iter().min_by_key(|(_, wrong)| wrong.last)
        {
            let oldest = oldest.0.clone();
            self.wrong.remove(&oldest);
        }
        let before = self.wrong.get(login).filter(|wrong| recent(wrong));
        let times = before.map_or(0, |wrong| wrong.times).saturating_add(1);
        self.wrong
            .insert(login.to_owned(), Wrong { times, last: now });
    }

    /// Forgets the wrong ones of a login that got it right.
    pub(super) fn right(&mut self, login: &str) {
        self.wrong.remove(login);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    #[test]
    fn the_pause_comes_after_five_wrong_ones_doubles_and_has_an_end() {
        let mut throttle = Throttle::default();
        for _ in 0..4 {
            throttle.wrong("anna", at(0));
            assert_eq!(throttle.pause("anna", at(0)), None);
        }
        throttle.wrong("anna", at(0));
        assert_eq!(throttle.pause("anna", at(0)), Some(15));
        assert_eq!(throttle.pause("anna", at(14)), Some(1));
        assert_eq!(throttle.pause("anna", at(15)), None);
        throttle.wrong("anna", at(15));
        assert_eq!(throttle.pause("anna", at(15)), Some(30));
        for _ in 0..50 {
            throttle.wrong("anna", at(20));
        }
        assert_eq!(throttle.pause("anna", at(20)), Some(15 * 60));
        assert_eq!(throttle.pause("bo", at(20)), None, "another login");
        throttle.right("anna");
        assert_eq!(throttle.pause("anna", at(20)), None);
    }

    /// Many at once were all tried before the first was counted.
    #[test]
    fn an_attempt_counts_before_it_is_known_how_it_went() {
        let mut throttle = Throttle::default();
        let tried = (0..50).filter(|_| throttle.attempt("anna", at(0)).is_none());
        assert_eq!(tried.count(), 5);
        throttle.right("anna");
        assert_eq!(throttle.attempt("anna", at(0)), None);
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let mut throttle = Throttle::default();
        for number in 0..=MAX_LOGINS {
            throttle.wrong(
                &format!("l{number}"),
                at(i64::try_from(number).unwrap_or(0)),
            );
        }
        assert!(throttle.wrong.len() <= MAX_LOGINS);
    }
}
