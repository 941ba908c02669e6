//! Verdicts in plain Swedish.

use std::fmt;

use super::{Outcome, Verdict, Verdicts};

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
        for (check, verdict) in &self.by_check {
            let outcome = verdict.outcome;
            writeln!(
                f,
                "{} {}: {}",
                outcome.mark(),
                check.title(),
                outcome.word()
            )?;
            say(verdict, f)?;
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
            failing
                .iter()
                .try_for_each(|check| writeln!(f, "  ✗ {} ({})", check.title(), check.id()))
        }
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
