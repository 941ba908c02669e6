//! An explanation in words: the values before and after, then every cause with
//! its effect, who acted, the decision and what it rests on.
//!
//! A value that rests on inferred or generated facts is marked wherever it
//! stands, and the marks are explained at the end.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ledger::event::Provenance;
use ledger::ids::Position;
use projections::document::Cell;
use projections::report::period_in_words;
use projections::trace::{Cause, Context, Effect, Explanation};

use crate::answer::explanation;
use crate::cli::moment;
use crate::commands::diff::shown_or_dash;
use crate::render::{Layout, paragraph, swedish, text, words};
use crate::session::Reading;

/// Where the value before and the value after come from.
type Ends = (Option<Provenance>, Option<Provenance>);

/// The whole explanation.
pub(crate) fn in_words(
    found: &Explanation,
    context: &Context,
    reading: &Reading<'_>,
    layout: Layout,
) -> String {
    let mut said = String::new();
    text::push_heading(
        &mut said,
        &format!("Förklaring: {}", found.title),
        '═',
        layout,
    );
    let report = format!(
        "{} för {} {}.",
        capitalised(words::of_report(context.kind)),
        context.unit,
        context.period
    );
    text::push_lines(&mut said, &report, layout);
    let _ = writeln!(said);
    let ends = (found.sources.before, found.sources.after);
    let of = found.periods;
    for (title, cell, source, of, size) in [
        ("Före", &found.before, ends.0, of.before, found.from),
        ("Efter", &found.after, ends.1, of.after, found.to),
    ] {
        let value = marked(cell, source, layout);
        let of = of.map_or_else(String::new, |of| format!(", avser {}", period_in_words(of)));
        let moment = reading.moment_in_words(size);
        let line = format!("{}{value}{of} ({moment})", padded(title));
        text::push_lines(&mut said, &line, layout);
    }
    let change = effect(&found.change, ends, layout);
    if !change.is_empty() {
        text::push_lines(&mut said, &format!("{}{change}", padded("Ändring")), layout);
    }
    if found.causes.is_empty() && found.groups.is_empty() {
        said.push_str("\nInget som ändrat detta har antecknats mellan de två tidpunkterna.\n");
        return said;
    }
    text::push_heading(&mut said, "Orsaker", '─', layout);
    for cause in &found.causes {
        push_cause(&mut said, cause, 0, layout);
    }
    for group in &found.groups {
        let (first, last) = (group.span.first, group.span.last);
        let head = format!(
            "{first}–{last} · {}: {}{}",
            words::of_cause(group.kind),
            group.text,
            words::mark(group.provenance)
        );
        push_indented(&mut said, &head, 0, layout);
        push_effect(&mut said, &group.effect, (None, None), 1, layout);
    }
    if let Some(sum) = explanation::sum(found) {
        let unit = match sum {
            Effect::Amount(_) => format!(" (belopp i {})", layout.amounts.name()),
            Effect::Number(_) | Effect::Count(_) | Effect::Moved { .. } | Effect::None => {
                String::new()
            }
        };
        let line = format!(
            "\nSumman av effekterna är {} och ändringen är {change}{unit}.",
            effect(&sum, (None, None), layout)
        );
        text::push_lines(&mut said, &line, layout);
        if !adds_up(found, &sum, layout) {
            let note = "Effekterna är avrundade var för sig; `--amounts kr` visar öret.";
            text::push_lines(&mut said, note, layout);
        }
    }
    if let Some(last) = last_position(found) {
        let note = format!(
            "Positioner räknas från 0: {last} är med när det som är känt är @{}, inte när det är {last}.",
            last.0 + 1
        );
        text::push_lines(&mut said, &note, layout);
    }
    let mut marks: BTreeSet<Provenance> = [ends.0, ends.1].into_iter().flatten().collect();
    for cause in &found.causes {
        collect(cause, &mut marks);
    }
    marks.extend(found.groups.iter().filter_map(|group| group.provenance));
    said.push('\n');
    for note in words::legend(marks) {
        text::push_lines(&mut said, &note, layout);
    }
    while said.ends_with("\n\n") {
        said.pop();
    }
    said
}

/// Whether the effects, as they are shown, add up to their sum as it is shown.
fn adds_up(found: &Explanation, sum: &Effect, layout: Layout) -> bool {
    let Effect::Amount(sum) = sum else {
        return true;
    };
    let causes = found.causes.iter().map(|cause| &cause.effect);
    let effects = causes.chain(found.groups.iter().map(|group| &group.effect));
    let parts = effects.filter_map(|effect| match effect {
        Effect::Amount(amount) => Some(*amount),
        Effect::Number(_) | Effect::Count(_) | Effect::Moved { .. } | Effect::None => None,
    });
    swedish::adds_up(parts, *sum, layout.amounts)
}

/// Where the last cause stands.
fn last_position(found: &Explanation) -> Option<Position> {
    let causes = found.causes.iter().map(|cause| cause.position);
    causes
        .chain(found.groups.iter().map(|group| group.span.last))
        .max()
}

/// A title with room after it that no paragraph takes away.
fn padded(title: &str) -> String {
    format!("{title:\u{a0}<9}")
}

/// Every provenance that is marked in a cause and what it rests on.
fn collect(cause: &Cause, marks: &mut BTreeSet<Provenance>) {
    marks.extend(
        [cause.provenance, cause.provenance_before]
            .into_iter()
            .flatten(),
    );
    for evidence in &cause.evidence {
        collect(evidence, marks);
    }
}

/// A value with the mark of where it comes from; what is not there has none.
fn marked(cell: &Cell, source: Option<Provenance>, layout: Layout) -> String {
    let shown = shown_or_dash(cell, layout);
    match cell {
        Cell::Empty | Cell::Missing(_) => shown,
        _ => format!("{shown}{}", words::mark(source)),
    }
}

fn push_cause(said: &mut String, cause: &Cause, depth: usize, layout: Layout) {
    let head = format!(
        "{} · {} · {}: {}{}",
        cause.position,
        moment::shown(cause.recorded_at),
        words::of_cause(cause.kind),
        cause.text,
        words::mark(cause.provenance)
    );
    push_indented(said, &head, depth, layout);
    let ends = (cause.provenance_before, cause.provenance);
    push_effect(said, &cause.effect, ends, depth + 1, layout);
    let mut by = format!("av {}", cause.actor);
    if let Some(decision) = &cause.decision {
        let _ = write!(by, ", beslut {}", decision.decision);
        if let Some(title) = &decision.title {
            let _ = write!(by, " ({title})");
        }
    }
    push_indented(said, &by, depth + 1, layout);
    if let Some(reason) = &cause.reason {
        push_indented(said, &format!("skäl: {reason}"), depth + 1, layout);
    }
    if !cause.evidence.is_empty() {
        push_indented(said, "underlag:", depth + 1, layout);
        for evidence in &cause.evidence {
            push_cause(said, evidence, depth + 2, layout);
        }
    }
}

fn push_effect(said: &mut String, of: &Effect, ends: Ends, depth: usize, layout: Layout) {
    let shown = effect(of, ends, layout);
    if !shown.is_empty() {
        push_indented(said, &format!("effekt {shown}"), depth, layout);
    }
}

fn push_indented(said: &mut String, words: &str, depth: usize, layout: Layout) {
    let indent = depth * 2;
    for line in paragraph::lines(words, layout.width.saturating_sub(indent)) {
        said.extend(std::iter::repeat_n(' ', indent));
        said.push_str(&line);
        said.push('\n');
    }
}

fn effect(effect: &Effect, ends: Ends, layout: Layout) -> String {
    let signed = |shown: String, positive: bool| {
        if positive { format!("+{shown}") } else { shown }
    };
    match effect {
        Effect::Amount(amount) => signed(swedish::amount(*amount, layout.amounts), amount.0 > 0),
        Effect::Number(number) => signed(swedish::quantity(*number), number.mantissa() > 0),
        Effect::Count(count) => signed(swedish::count(*count), *count > 0),
        Effect::Moved { before, after } => {
            format!(
                "{} → {}",
                marked(before, ends.0, layout),
                marked(after, ends.1, layout)
            )
        }
        Effect::None => String::new(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
