//! Verdicts in plain Swedish.

use std::collections::BTreeMap;
use std::fmt;

use super::{Check, Outcome, Verdict, Verdicts};

impl Outcome {
    /// A mark beside the word, so that the eye finds what does not hold.
    fn mark(self) -> char {
        match self {
            Self::Holds => '✓',
            Self::Fails => '✗',
            Self::NotJudged => '?',
            Self::NotConcerned => '–',
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Holds => "håller",
            Self::Fails => "HÅLLER INTE",
            Self::NotJudged => "KAN INTE BEDÖMAS",
            Self::NotConcerned => "inte aktuell",
        }
    }
}

impl fmt::Display for Verdicts {
    /// A line per check with its findings below, and last the verdict as a whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Granskning av {}\n", self.subject)?;
        let mut unjudged: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (check, verdict) in &self.by_check {
            if let Some(why) = not_looked_at(verdict) {
                unjudged.entry(why).or_default().push(check.title());
                continue;
            }
            let outcome = verdict.outcome;
            write!(f, "{} {}: ", outcome.mark(), check.title())?;
            match self.cause_of(*check) {
                Some(cause) => writeln!(f, "följer av ”{}”", cause.title())?,
                None => writeln!(f, "{}", outcome.word())?,
            }
            say(verdict, f)?;
        }
        for (why, checks) in unjudged {
            let word = Outcome::NotJudged.word();
            let (mark, count) = (Outcome::NotJudged.mark(), checks.len());
            writeln!(f, "{mark} {count} kontroller {word}: {why}")?;
            checks
                .iter()
                .try_for_each(|title| writeln!(f, "    {title}"))?;
        }
        if !self.statements.is_empty() {
            writeln!(f, "\nVad granskningen visar")?;
            for statement in &self.statements {
                writeln!(f, "  {statement}")?;
            }
        }
        let failing = self.failing();
        if self.hold() {
            writeln!(f, "\nGODKÄNT: varje kontroll som är aktuell håller.")
        } else if failing.is_empty() {
            writeln!(f, "\nINTE GODKÄNT: alla kontroller kunde inte göras.")
        } else {
            writeln!(f, "\nINTE GODKÄNT. Det här håller inte:")?;
            let follow = |check: &&Check| self.cause_of(**check).is_some();
            for check in failing.iter().filter(|check| !follow(check)) {
                writeln!(f, "  ✗ {} ({})", check.title(), check.id())?;
            }
            let following = failing.iter().filter(follow).count();
            if following > 0 {
                writeln!(f, "  och {following} som följer av det.")?;
            }
            self.begin().map_or(Ok(()), |begin| {
                writeln!(f, "Börja vid {}: {}", begin.place, begin.text)
            })
        }
    }
}

/// Why a check was never looked at, when that is all that is said of it.
fn not_looked_at(verdict: &Verdict) -> Option<&str> {
    match (&verdict.outcome, &verdict.notes[..]) {
        (Outcome::NotJudged, [why]) => Some(why),
        _ => None,
    }
}

fn say(verdict: &Verdict, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for finding in &verdict.findings {
        writeln!(f, "  – {}: {}", finding.place, finding.text)?;
    }
    if verdict.more > 0 {
        writeln!(f, "  – … och {} till", verdict.more)?;
    }
    for note in &verdict.notes {
        writeln!(f, "    {note}")?;
    }
    Ok(())
}
