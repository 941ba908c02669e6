//! `explain`: why a figure, an indicator, an objective or an assignment is
//! another than it was.
//!
//! The effects of all causes sum to the change; the text shows the sum beside
//! the change, so that a reader can check it.

use std::fmt::Write as _;

use ledger::event::reporting::ReportKind;
use ledger::ids::{IndicatorId, ItemId};
use ledger::money::Ore;
use ledger::quantity::Quantity;
use projections::document::FigureKey;
use projections::trace::{
    self, Cause, CauseKind, Context, Effect, Explanation, Subject, TraceError,
};
use serde_json::{Value, json};

use super::diff::shown_or_dash;
use crate::cli::Explain;
use crate::cli::moment::{self, Moment};
use crate::failure::{Exit, Failure};
use crate::render::{Format, Layout, csv, json as answers, paragraph, swedish, text, words};
use crate::session::Session;
use crate::world::World;

/// Explains a subject.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened or the subject is unknown.
pub(crate) fn run(asked: &Explain, world: &mut World<'_>) -> Result<Exit, Failure> {
    let subject = subject(&asked.subject)?;
    let session = Session::open(world)?;
    let from = match &asked.from {
        Some(moment) => session.known(Some(moment))?,
        None => 0,
    };
    let to = session.known(asked.to.as_ref())?;
    let context = context(asked, &session, to)?;
    let found = trace::explain(&session.model, &session, &subject, &context, from, to).map_err(
        |error| match error {
            TraceError::Log(error) => Failure::from(error),
            TraceError::Unknown(_) | TraceError::Range { .. } => Failure::usage(
                error.to_string(),
                "Adresserna står i svaret från `liggare report … --format csv`.",
            ),
        },
    )?;
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => in_words(&found, &context, &session, world.layout),
        Format::Json => answers::answer(&as_json(&found, &session))?,
        Format::Csv => as_csv(&found)?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

fn subject(words: &[String]) -> Result<Subject, Failure> {
    let wrong = |why: String| {
        Failure::usage(
            why,
            "Skriv en siffras adress (operating_result:L1:outcome) eller indikator, mål eller uppdrag och ett id.",
        )
    };
    let (kind, id) = match words {
        [one] => {
            let Some((kind, id)) = one.split_once(' ') else {
                let figure: FigureKey = one.parse().map_err(|error| wrong(format!("{error}")))?;
                return Ok(Subject::Figure(figure));
            };
            (kind, id.trim())
        }
        [kind, id] => (kind.as_str(), id.as_str()),
        _ => return Err(wrong("ämnet har för många ord.".to_owned())),
    };
    match kind.to_lowercase().as_str() {
        "indikator" | "indicator" => IndicatorId::new(id)
            .map(Subject::Indicator)
            .map_err(|error| wrong(error.to_string())),
        "mål" | "mal" | "objective" | "uppdrag" | "assignment" => ItemId::new(id)
            .map(Subject::Item)
            .map_err(|error| wrong(error.to_string())),
        _ => Err(wrong(format!("{kind:?} är inget ämne."))),
    }
}

/// The report that the subject stands in: what the flags say, else the report
/// that `--to` or `--from` names, else the last one published.
fn context(asked: &Explain, session: &Session, to: u64) -> Result<Context, Failure> {
    let named = [&asked.to, &asked.from]
        .into_iter()
        .find_map(|moment| match moment {
            Some(Moment::Report(report)) => session.model.reporting.report(report, session.size()),
            _ => None,
        });
    let report = named.or_else(|| session.model.reporting.published(to).last());
    let missing = |flag: &str| {
        Failure::usage(
            format!("{flag} saknas, och ingen rapport är publicerad som kan säga det."),
            format!("Ange {flag}."),
        )
    };
    Ok(Context {
        kind: asked
            .kind
            .or_else(|| Some(report?.kind))
            .unwrap_or(ReportKind::OperationsReport),
        unit: asked
            .unit
            .clone()
            .or_else(|| Some(report?.unit.clone()))
            .ok_or_else(|| missing("--unit"))?,
        period: asked
            .period
            .or_else(|| Some(report?.period))
            .ok_or_else(|| missing("--period"))?,
    })
}

fn in_words(found: &Explanation, context: &Context, session: &Session, layout: Layout) -> String {
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
    let amounts = layout.amounts.name();
    let _ = writeln!(said);
    let _ = writeln!(
        said,
        "Före     {}   ({})",
        shown_or_dash(&found.before, layout),
        session.moment_in_words(found.from)
    );
    let _ = writeln!(
        said,
        "Efter    {}   ({})",
        shown_or_dash(&found.after, layout),
        session.moment_in_words(found.to)
    );
    let change = effect(&found.change, layout);
    if !change.is_empty() {
        let _ = writeln!(said, "Ändring  {change}");
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
        let (first, last) = group.positions;
        let head = format!(
            "{first}–{last} · {}: {}{}",
            kind_in_words(group.kind),
            group.text,
            mark(group.provenance)
        );
        push_indented(&mut said, &head, 0, layout);
        push_effect(&mut said, &group.effect, 0, layout);
    }
    if let Some(sum) = sum(found) {
        let line = format!(
            "\nSumman av effekterna är {} och ändringen är {change} (belopp i {amounts}).",
            effect(&sum, layout)
        );
        text::push_lines(&mut said, &line, layout);
    }
    let weakest = found.causes.iter().filter_map(|cause| cause.provenance);
    let marks: std::collections::BTreeSet<_> = weakest
        .chain(found.groups.iter().filter_map(|group| group.provenance))
        .collect();
    for (mark, meaning) in marks.into_iter().filter_map(words::of_provenance) {
        text::push_lines(&mut said, &format!("{mark} {meaning}"), layout);
    }
    said
}

fn push_cause(said: &mut String, cause: &Cause, depth: usize, layout: Layout) {
    let head = format!(
        "{} · {} · {}: {}{}",
        cause.position,
        moment::shown(cause.recorded_at),
        kind_in_words(cause.kind),
        cause.text,
        mark(cause.provenance)
    );
    push_indented(said, &head, depth, layout);
    push_effect(said, &cause.effect, depth + 1, layout);
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

fn push_effect(said: &mut String, of: &Effect, depth: usize, layout: Layout) {
    let shown = effect(of, layout);
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

fn effect(effect: &Effect, layout: Layout) -> String {
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
                shown_or_dash(before, layout),
                shown_or_dash(after, layout)
            )
        }
        Effect::None => String::new(),
    }
}

/// The exact sum of all effects, when they are of a kind that sums.
fn sum(found: &Explanation) -> Option<Effect> {
    let effects = || {
        let causes = found.causes.iter().map(|cause| &cause.effect);
        causes.chain(found.groups.iter().map(|group| &group.effect))
    };
    match found.change {
        Effect::Amount(_) => Some(Effect::Amount(
            effects()
                .map(|effect| match effect {
                    Effect::Amount(amount) => *amount,
                    Effect::Number(_) | Effect::Count(_) | Effect::Moved { .. } | Effect::None => {
                        Ore::ZERO
                    }
                })
                .sum(),
        )),
        Effect::Number(_) => Some(Effect::Number(effects().fold(
            Quantity::whole(0),
            |sum, effect| match effect {
                Effect::Number(number) => sum.plus(*number),
                Effect::Amount(_) | Effect::Count(_) | Effect::Moved { .. } | Effect::None => sum,
            },
        ))),
        Effect::Count(_) => Some(Effect::Count(effects().fold(
            0,
            |sum: i64, effect| match effect {
                Effect::Count(count) => sum.saturating_add(*count),
                Effect::Amount(_) | Effect::Number(_) | Effect::Moved { .. } | Effect::None => sum,
            },
        ))),
        Effect::Moved { .. } | Effect::None => None,
    }
}

fn mark(provenance: Option<ledger::event::Provenance>) -> &'static str {
    provenance
        .and_then(words::of_provenance)
        .map_or("", |(mark, _)| mark)
}

fn kind_in_words(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::NewFact => "ny uppgift",
        CauseKind::Correction => "rättelse",
        CauseKind::Restatement => "omräkning",
        CauseKind::Reallocation => "omdisponering",
        CauseKind::FrameChange => "ändrad ram",
        CauseKind::Forecast => "prognos",
        CauseKind::Override => "avsteg",
        CauseKind::RuleChange => "ändrad regel",
        CauseKind::Redaction => "gallring",
        CauseKind::Structure => "ändrad struktur",
        CauseKind::Plan => "plan",
        CauseKind::Assessment => "bedömning",
        CauseKind::Evidence => "underlag",
        CauseKind::Decision => "beslut",
    }
}

fn kind_in_code(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::NewFact => "new_fact",
        CauseKind::Correction => "correction",
        CauseKind::Restatement => "restatement",
        CauseKind::Reallocation => "reallocation",
        CauseKind::FrameChange => "frame_change",
        CauseKind::Forecast => "forecast",
        CauseKind::Override => "override",
        CauseKind::RuleChange => "rule_change",
        CauseKind::Redaction => "redaction",
        CauseKind::Structure => "structure",
        CauseKind::Plan => "plan",
        CauseKind::Assessment => "assessment",
        CauseKind::Evidence => "evidence",
        CauseKind::Decision => "decision",
    }
}

fn as_json(found: &Explanation, session: &Session) -> Value {
    json!({
        "kind": "explanation",
        "demonstration": session.demonstration(),
        "subject": subject_in_code(&found.subject),
        "title": found.title,
        "from": found.from,
        "to": found.to,
        "before": found.before,
        "after": found.after,
        "change": effect_as_json(&found.change),
        "causes": found.causes.iter().map(cause_as_json).collect::<Vec<_>>(),
        "groups": found.groups.iter().map(|group| json!({
            "kind": kind_in_code(group.kind),
            "text": group.text,
            "count": group.count,
            "first_position": group.positions.0,
            "last_position": group.positions.1,
            "effect": effect_as_json(&group.effect),
            "provenance": group.provenance,
        })).collect::<Vec<_>>(),
    })
}

fn subject_in_code(subject: &Subject) -> String {
    match subject {
        Subject::Figure(figure) => figure.to_string(),
        Subject::Indicator(indicator) => format!("indicator {indicator}"),
        Subject::Item(item) => format!("item {item}"),
    }
}

fn effect_as_json(effect: &Effect) -> Value {
    match effect {
        Effect::Amount(amount) => json!({"amount_ore": amount}),
        Effect::Number(number) => json!({"number": number}),
        Effect::Count(count) => json!({"count": count}),
        Effect::Moved { before, after } => json!({"before": before, "after": after}),
        Effect::None => Value::Null,
    }
}

fn cause_as_json(cause: &Cause) -> Value {
    json!({
        "kind": kind_in_code(cause.kind),
        "position": cause.position,
        "event_id": cause.event_id,
        "type": cause.event_kind.name(),
        "recorded_at": cause.recorded_at,
        "actor": cause.actor,
        "decision": cause.decision.as_ref().map(|decision| json!({
            "decision": decision.decision,
            "title": decision.title,
        })),
        "reason": cause.reason,
        "provenance": cause.provenance,
        "effect": effect_as_json(&cause.effect),
        "text": cause.text,
        "evidence": cause.evidence.iter().map(cause_as_json).collect::<Vec<_>>(),
    })
}

fn as_csv(found: &Explanation) -> Result<String, ::csv::Error> {
    let amount = |effect: &Effect| match effect {
        Effect::Amount(amount) => csv::value(&projections::document::Cell::Amount(*amount)),
        Effect::Number(number) => number.to_string(),
        Effect::Count(count) => count.to_string(),
        Effect::Moved { before, after } => {
            format!("{} → {}", csv::value(before), csv::value(after))
        }
        Effect::None => String::new(),
    };
    let causes = found.causes.iter().map(|cause| {
        [
            kind_in_code(cause.kind).to_owned(),
            cause.position.0.to_string(),
            cause.recorded_at.to_string(),
            cause.actor.to_string(),
            cause
                .decision
                .as_ref()
                .map(|d| d.decision.to_string())
                .unwrap_or_default(),
            amount(&cause.effect),
            cause.text.clone(),
        ]
    });
    let groups = found.groups.iter().map(|group| {
        [
            kind_in_code(group.kind).to_owned(),
            format!("{}-{}", group.positions.0.0, group.positions.1.0),
            String::new(),
            String::new(),
            String::new(),
            amount(&group.effect),
            group.text.clone(),
        ]
    });
    csv::rows(
        [
            "kind",
            "position",
            "recorded_at",
            "actor",
            "decision",
            "effect",
            "text",
        ],
        causes.chain(groups),
    )
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
