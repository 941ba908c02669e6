//! Verdicts in plain Swedish.

use std::fmt;

use super::{Outcome, Verdict, Verdicts};

impl Outcome {
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
            writeln!(f, "{}: {}", check.title(), verdict.outcome.word())?;
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
            let ids: Vec<_> = failing.iter().map(|check| check.id()).collect();
            writeln!(f, "\nINTE GODKÄNT: {}.", ids.join(", "))
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
