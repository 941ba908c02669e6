//! What a redaction will do and has done, in words.

use super::Answer;
use super::plan::{Plan, Target};
use crate::cli::{Redact, moment};
use crate::render::{Layout, swedish, text};

impl Plan {
    /// What will be destroyed, to be read before it is confirmed.
    pub(super) fn in_words(&self, asked: &Redact, layout: Layout) -> String {
        let mut said = String::new();
        text::push_heading(&mut said, "Det här förstörs", '─', layout);
        for target in &self.targets {
            push_target(&mut said, target, layout);
        }
        let ground = format!(
            "Beslut {}, rättslig grund: {}.",
            asked.decision, asked.legal_ground
        );
        text::push_lines(&mut said, &ground, layout);
        said
    }
}

fn push_target(said: &mut String, target: &Target, layout: Layout) {
    let mut line = |words: &str| text::push_lines(said, words, layout);
    line(&format!(
        "{}  {}  {}, antecknad {} av {}{}",
        target.position,
        target.kind.name(),
        target.stream,
        moment::shown(target.head.recorded_at),
        target.head.actor,
        if target.destroyed {
            " (innehållet är redan förstört)"
        } else {
            ""
        }
    ));
    for standing in &target.reports {
        let sections: Vec<String> = standing
            .sections
            .iter()
            .map(|section| format!("{} ({})", section.heading, section.section))
            .collect();
        line(&format!(
            "– står i den publicerade {}: {}",
            standing.report,
            sections.join(", ")
        ));
    }
    if target.reports.is_empty() && !target.destroyed {
        line("– står inte i någon publicerad rapport");
    }
    if target.head.reason.is_some() {
        line("– motiveringen (reason) i kommandots huvud ingår i beviset och finns kvar");
    }
}

/// What was done, and what a search found.
pub(super) fn outcome(answer: &Answer<'_>, plan: &Plan, layout: Layout) -> String {
    let mut said = String::new();
    let mut line = |words: &str| text::push_lines(&mut said, words, layout);
    for event in &answer.events {
        line(&format!(
            "✓ {} {} är gallrad ({}{}).",
            event.position,
            event.r#type,
            event.redaction,
            if event.repeated {
                ", antecknad sedan tidigare"
            } else {
                ""
            }
        ));
    }
    if !answer.copies_removed.is_empty() {
        line(&format!(
            "Borttagna kopior av publicerade rapporter: {}.",
            answer.copies_removed.join(", ")
        ));
    }
    let searched = format!(
        "{} ({} byte) i liggarens mapp är genomsökta",
        swedish::counted(answer.searched_files, "fil", "filer"),
        swedish::size(answer.searched_bytes),
    );
    if plan.targets.iter().all(|target| target.destroyed) {
        line(&format!(
            "{searched}, men innehållet var redan förstört: det finns inget att söka efter."
        ));
    } else if answer.remaining.is_empty() {
        line(&format!("{searched}: inget av det förstörda finns kvar."));
    } else {
        line(&format!("✗ {searched}. Detta finns kvar:"));
        for found in answer.remaining {
            let what = match found.what {
                "salt" => "saltet",
                "payload" => "innehållet",
                _ => "ord ur innehållet",
            };
            line(&format!(
                "– {}, byte {}: {what} i {}",
                found.file, found.byte, found.position
            ));
        }
        line(
            "Står det i journalen säger en annan händelse samma sak: gallra även den. Ta själv bort andra filer.",
        );
    }
    said
}
