//! An explanation as it is shown: the value before and after, every cause with its
//! effect and what it rests on, and that the effects add up to the change.

use std::collections::BTreeSet;

use askama::Template;
use ledger::event::Provenance;
use ledger::ids::DecisionId;
use projections::report::report_name;
use projections::trace::{Cause, CauseGroup, DecisionRef, Effect, Explanation, Subject};

use super::{ASKED, Asked, REPORT};
use crate::answer::explanation::sum;
use crate::cli::moment;
use crate::render::swedish::{self, AmountUnit};
use crate::render::words;
use crate::server::problem::{Problem, capital};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::html::value::Value;
use crate::web::moments::{self, Chooser, Named};
use crate::web::pages::decisions;
use crate::web::pages::reference::event_address;
use crate::web::sight::Sight;
use crate::web::times::{KNOWN, path};

#[derive(Template)]
#[template(path = "web/why.html")]
struct Told {
    /// Whether it stands on the subject's own page.
    is_part: bool,
    title: String,
    /// The subject's own page.
    address: Option<String>,
    /// This page by itself, for those who have opened it in another.
    itself: String,
    report: String,
    before: End,
    after: End,
    change: Option<Change>,
    causes: Html,
    sum: Option<String>,
    marks: Vec<String>,
    form: Html,
}

/// The value at one of the two moments.
struct End {
    value: Value,
    /// The period that it is for, of an assessment.
    of: Option<String>,
    at: String,
}

/// Causes in order, as they stand under each other.
#[derive(Template)]
#[template(path = "web/causes.html")]
struct Causes {
    causes: Vec<ToldCause>,
}

struct ToldCause {
    kind: String,
    text: String,
    mark: &'static str,
    change: Option<Change>,
    /// When, of one that is told by itself.
    at: Option<String>,
    actor: String,
    reason: Option<String>,
    decision: Option<ToldDecision>,
    /// Where it stands, and its page when the log may be read.
    place: String,
    event: Option<String>,
    evidence: Html,
}

struct ToldDecision {
    id: DecisionId,
    title: String,
    address: Option<String>,
}

/// What a cause changed.
enum Change {
    /// By so much, and exactly by how much.
    By(String, String),
    /// From one value to another.
    Moved(Box<(Value, Value)>),
}

/// The explanation as a piece of a page.
pub(super) fn told(
    asked: &Asked,
    found: &Explanation,
    from: Option<&Named>,
    page: Option<&str>,
    sight: &Sight<'_>,
) -> Result<Html, Problem> {
    let ends = (found.sources.before, found.sources.after);
    let (unit, period) = (&asked.context.unit, asked.context.period);
    let pairs = sight.asked.iter();
    let pairs: Vec<_> = pairs.map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let causes = found.causes.iter().map(|cause| told_cause(cause, sight));
    let groups = found
        .groups
        .iter()
        .map(|group| Ok(told_group(group, sight)));
    let mut sources: BTreeSet<Provenance> = [ends.0, ends.1].into_iter().flatten().collect();
    for cause in &found.causes {
        collect(cause, &mut sources);
    }
    sources.extend(found.groups.iter().filter_map(|group| group.provenance));
    Html::of(&Told {
        is_part: page.is_some(),
        title: found.title.clone(),
        address: address(&asked.subject, sight),
        itself: sight.times.link_with("/varfor", &pairs),
        report: format!(
            "{} för {}, {}.",
            report_name(asked.context.kind),
            sight.name_of(unit),
            in_words(period)
        ),
        before: End {
            value: Value::of(&found.before, ends.0),
            of: found.periods.before.map(in_words),
            at: from.map_or_else(
                || moments::at_size(found.from, sight),
                |from| moments::named_in_words(from, sight),
            ),
        },
        after: End {
            value: Value::of(&found.after, ends.1),
            of: found.periods.after.map(in_words),
            at: moments::looked_at(sight)?,
        },
        change: match &found.change {
            // That is seen from the two values.
            Effect::Moved { .. } => None,
            effect => change(effect, ends),
        },
        causes: Html::of(&Causes {
            causes: causes.chain(groups).collect::<Result<_, Problem>>()?,
        })?,
        sum: sum_in_words(found),
        marks: words::legend(sources),
        form: Chooser {
            action: page.unwrap_or("/varfor"),
            hidden: [ASKED, REPORT]
                .into_iter()
                .filter_map(|name| Some((name, sight.asked(name)?.to_owned())))
                .collect(),
            from: (
                from.map_or("", |from| from.text.as_str()),
                "Senaste rapport med annat värde",
            ),
            to: (
                KNOWN,
                sight.times.known.as_deref().unwrap_or_default(),
                "Nu",
            ),
        }
        .form(sight)?,
    })
}

impl Told {
    /// Whether something is told that happened between the two moments.
    fn has_causes(&self) -> bool {
        !self.causes.is_empty()
    }
}

fn told_cause(cause: &Cause, sight: &Sight<'_>) -> Result<ToldCause, Problem> {
    let evidence = cause.evidence.iter().map(|cause| told_cause(cause, sight));
    let evidence = Causes {
        causes: evidence.collect::<Result<_, _>>()?,
    };
    Ok(ToldCause {
        kind: capital(words::of_cause(cause.kind)),
        text: cause.text.clone(),
        mark: words::mark(cause.provenance),
        change: change(&cause.effect, (cause.provenance_before, cause.provenance)),
        at: Some(moment::shown(cause.recorded_at)),
        actor: cause.actor.to_string(),
        reason: cause.reason.clone(),
        decision: cause.decision.as_ref().map(|of| decision(of, sight)),
        place: format!("händelse {}", swedish::size(cause.position.0)),
        event: event_address(sight, cause.position),
        evidence: if evidence.causes.is_empty() {
            Html::default()
        } else {
            Html::of(&evidence)?
        },
    })
}

fn told_group(group: &CauseGroup, sight: &Sight<'_>) -> ToldCause {
    let (first, last) = (group.span.first.0, group.span.last.0);
    ToldCause {
        kind: capital(words::of_cause(group.kind)),
        text: group.text.clone(),
        mark: words::mark(group.provenance),
        change: change(&group.effect, (None, None)),
        at: None,
        actor: String::new(),
        reason: None,
        decision: None,
        place: if first == last {
            format!("händelse {}", swedish::size(first))
        } else {
            let (first, last) = (swedish::size(first), swedish::size(last));
            format!("händelserna {first}–{last}")
        },
        event: event_address(sight, group.span.first),
        evidence: Html::default(),
    }
}

fn change(effect: &Effect, ends: (Option<Provenance>, Option<Provenance>)) -> Option<Change> {
    let by = |shown: String| Change::By(shown.clone(), shown);
    Some(match effect {
        Effect::Amount(amount) => Change::By(
            format!(
                "{}\u{a0}mnkr",
                signed(swedish::amount(*amount, AmountUnit::Mnkr), amount.0)
            ),
            kronor(*amount),
        ),
        Effect::Number(number) => by(signed(swedish::quantity(*number), number.mantissa())),
        Effect::Count(count) => by(signed(swedish::count(*count), *count)),
        Effect::Moved { before, after } => Change::Moved(Box::new((
            Value::of(before, ends.0),
            Value::of(after, ends.1),
        ))),
        Effect::None => return None,
    })
}

/// A figure with a sign when it adds.
fn signed(shown: String, number: i64) -> String {
    if number > 0 {
        format!("+{shown}")
    } else {
        shown
    }
}

fn kronor(amount: ledger::money::Ore) -> String {
    format!(
        "{}\u{a0}kr",
        signed(swedish::amount(amount, AmountUnit::Kr), amount.0)
    )
}

/// That the effects add up to the change, exactly: as a sum, or as steps that lead from
/// the value before to the one after.
fn sum_in_words(found: &Explanation) -> Option<String> {
    if found.causes.is_empty() && found.groups.is_empty() {
        return None;
    }
    let Some(sum) = sum(found) else {
        return steps_in_words(found);
    };
    let shown = match &sum {
        Effect::Amount(amount) => kronor(*amount),
        Effect::Number(number) => signed(swedish::quantity(*number), number.mantissa()),
        Effect::Count(count) => signed(swedish::count(*count), *count),
        Effect::Moved { .. } | Effect::None => return None,
    };
    let is_whole = sum == found.change;
    is_whole.then(|| format!("Effekternas summa är {shown}, lika mycket som ändringen."))
}

fn steps_in_words(found: &Explanation) -> Option<String> {
    let mut at = &found.before;
    let mut steps = 0_usize;
    for cause in &found.causes {
        if let Effect::Moved { before, after } = &cause.effect {
            if before != at {
                return None;
            }
            at = after;
            steps += 1;
        }
    }
    let leads = steps > 0 && *at == found.after && found.after.is_value();
    leads.then(|| {
        if steps == 1 {
            "Ändringen ovan förklarar hela skillnaden mellan före och efter.".to_owned()
        } else {
            "Ändringarna ovan förklarar tillsammans hela skillnaden mellan före och efter."
                .to_owned()
        }
    })
}

fn decision(of: &DecisionRef, sight: &Sight<'_>) -> ToldDecision {
    ToldDecision {
        id: of.decision.clone(),
        title: of.title.clone().unwrap_or_default(),
        address: decisions::address(&of.decision, sight),
    }
}

/// The page of what is asked about, when it has one.
fn address(subject: &Subject, sight: &Sight<'_>) -> Option<String> {
    match subject {
        Subject::Item(item) => Some(sight.link(&path("/poster", item.as_str()))),
        Subject::Indicator(indicator) => {
            Some(sight.link(&path("/indikatorer", indicator.as_str())))
        }
        Subject::Figure(_) => None,
    }
}

/// Every provenance that is marked in a cause and what it rests on.
fn collect(cause: &Cause, sources: &mut BTreeSet<Provenance>) {
    let ends = [cause.provenance, cause.provenance_before];
    sources.extend(ends.into_iter().flatten());
    for evidence in &cause.evidence {
        collect(evidence, sources);
    }
}
