//! The verdicts in words.

use ledger::log::verification::{Finding, Verdict};

use super::Told;
use crate::failure::RESTORE;
use crate::render::paint::Paint;
use crate::render::{Layout, swedish, text};

/// A part that does not hold, and one that could not be judged, as programs read it.
const FAILS: &str = "fails";
const NOT_JUDGED: &str = "not_judged";

const REBUILD: &str =
    "`liggare verify --rebuild` bygger om index, läsmodell och tillstånd ur journalen.";

/// A verdict as programs read it.
pub(super) fn code(verdict: &Verdict) -> &'static str {
    if !verdict.findings.is_empty() {
        FAILS
    } else if verdict.not_judged.is_some() {
        NOT_JUDGED
    } else {
        "holds"
    }
}

/// A finding in a line.
pub(super) fn finding(finding: &Finding) -> String {
    let position = finding.position.map(|position| position.to_string());
    let place = (!finding.place.is_empty()).then(|| finding.place.clone());
    let whereabouts: Vec<String> = position.into_iter().chain(place).collect();
    if whereabouts.is_empty() {
        finding.found.clone()
    } else {
        format!("{}: {}", whereabouts.join(", "), finding.found)
    }
}

/// Every part with its verdict, and what all of it comes to.
pub(super) fn verdicts(
    parts: &[(Told, Verdict)],
    events: u64,
    rebuilt: &[&'static str],
    notes: &[String],
    layout: Layout,
) -> String {
    let mut said = String::new();
    text::push_heading(&mut said, "Liggaren prövar sig själv", '═', layout);
    for (told, verdict) in parts {
        push_part(&mut said, *told, verdict, layout);
    }
    for part in rebuilt {
        let line = match *part {
            "index" => "Indexet är byggt på nytt bredvid det förra och har tagit dess plats.",
            "writer_state" => {
                "Skrivarens tillstånd är glömt och byggs upp på nytt när liggaren öppnas."
            }
            _ => "Läsmodellen är byggd på nytt och har tagit den förras plats.",
        };
        text::push_lines(&mut said, line, layout);
    }
    for note in notes {
        text::push_lines(&mut said, &format!("Anmärkning: {note}"), layout);
    }
    said.push('\n');
    text::push_lines(&mut said, &whole(parts, events), layout);
    if let Some(remedy) = remedy(parts) {
        text::push_lines(&mut said, remedy, layout);
    }
    said
}

/// What to do, when something does not hold: what is recorded comes first.
fn remedy(parts: &[(Told, Verdict)]) -> Option<&'static str> {
    let fails = |which: fn(Told) -> bool| {
        let mut failing = parts.iter().filter(|(_, verdict)| code(verdict) == FAILS);
        failing.any(|(told, _)| which(*told))
    };
    if fails(Told::is_recorded) {
        Some(RESTORE)
    } else {
        fails(Told::is_derived).then_some(REBUILD)
    }
}

/// What all parts come to.
fn whole(parts: &[(Told, Verdict)], events: u64) -> String {
    let of = |wanted: &str| {
        parts
            .iter()
            .filter(|(_, verdict)| code(verdict) == wanted)
            .count()
    };
    let told = |count: usize| format!("{count} av {} delar", parts.len());
    match (of(FAILS), of(NOT_JUDGED)) {
        (0, 0) => format!("Allt stämmer, {}.", swedish::events(events)),
        (failing, 0) => format!("{} stämmer inte.", told(failing)),
        (0, unjudged) => format!("{} kunde inte prövas.", told(unjudged)),
        (failing, unjudged) => {
            format!(
                "{} stämmer inte, {unjudged} kunde inte prövas.",
                told(failing)
            )
        }
    }
}

fn push_part(said: &mut String, told: Told, verdict: &Verdict, layout: Layout) {
    let (one, many) = told.counted();
    let judged = swedish::counted(verdict.judged, one, many);
    let head = match code(verdict) {
        FAILS => {
            let count = verdict.findings.len() as u64 + verdict.more;
            let count = swedish::counted(count, "avvikelse", "avvikelser");
            let line = format!("✗ {} – {count}", told.title());
            Paint::Red.on(&line, layout.colour)
        }
        NOT_JUDGED => format!("? {}", told.title()),
        _ if verdict.judged == 0 => format!("– {} – inget att pröva", told.title()),
        _ => format!("✓ {} – {judged}", told.title()),
    };
    said.push_str(&head);
    said.push('\n');
    for found in &verdict.findings {
        text::push_lines(said, &format!("– {}", finding(found)), layout);
    }
    if verdict.more > 0 {
        let more = format!("– … och {} till", swedish::size(verdict.more));
        text::push_lines(said, &more, layout);
    }
    if let Some(why) = &verdict.not_judged {
        text::push_lines(said, &format!("– kan inte prövas: {why}"), layout);
    }
}
