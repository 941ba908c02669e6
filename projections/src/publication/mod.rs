//! Publication: pinning a report, reproducing it, and telling when it is overtaken (I7).
//!
//! A report is pinned to its basis and the SHA-256 of its canonical bytes, and
//! of each of its sections. Reproducing builds it anew from the same basis.
//!
//! Guarantee: [`Reproduction::Identical`] is answered only for the same bytes.
//! Otherwise the first difference is named as exactly as what is left of the
//! original allows: the figure with both values when a copy of the published
//! bytes is at hand (its hash proves it is the original), else the section.
//!
//! Deliberately not here: reading files, and the log's own proofs.

mod concern;
mod overtaken;
pub mod support;
#[cfg(test)]
mod tests;

use ledger::basis::Hash;
use ledger::event::reporting::SectionHash;
use serde::Serialize;

use crate::canonical;
use crate::diff::{self, Change};
use crate::document::{Block, Document, Section};
use crate::model::ReadModel;
use crate::redacted::Redaction;
use crate::report::{self, ReportRequest};
use crate::reporting::PublishedReport;
pub use overtaken::{
    LateEvent, Overtaken, OvertakenError, changes_since, concerns_the_period, overtaken,
};

/// What a report is pinned by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Its canonical bytes: what is worth keeping beside the ledger.
    pub bytes: Vec<u8>,
    /// Their SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// The hash of each section, in order.
    pub sections: Vec<SectionHash>,
}

/// Whether a published report can still be built as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reproduction {
    /// Byte for byte the same.
    Identical,
    /// Not the same.
    Differs(FirstDifference),
    /// Not the same, for what was redacted since: each section that differs, with
    /// what is gone in it. Every other section is the same byte for byte.
    Redacted {
        /// The sections that can no longer be reproduced.
        sections: Vec<RedactedSection>,
        /// How many sections are identical.
        identical: usize,
    },
}

/// A section of a published report that can no longer be reproduced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RedactedSection {
    /// Its key.
    pub section: String,
    /// Its heading.
    pub heading: String,
    /// What is gone in it; empty when it only counts or weighs what is gone.
    pub redactions: Vec<Redaction>,
}

/// Where a rebuilt report first differs from the published one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FirstDifference {
    /// The log's first events are not those that the report rests on: no rebuilt figure says anything.
    Log {
        /// The root that the report was published with.
        published: Hash,
        /// The root of as many events now.
        found: Hash,
    },
    /// It cannot be built any more.
    NotBuilt {
        /// Why, in Swedish.
        why: String,
    },
    /// Found by comparing with a copy of the published bytes: exactly this, with both values.
    Exact(Box<Change>),
    /// Found by the hashes of the sections: something in this one, the first that differs.
    Section {
        /// Its key.
        section: String,
        /// Its heading in the rebuilt report.
        heading: String,
    },
    /// The published report had this section; the rebuilt one does not.
    SectionGone {
        /// Its key.
        section: String,
    },
    /// The rebuilt report has a section that the published one did not.
    SectionAdded {
        /// Its key.
        section: String,
        /// Its heading.
        heading: String,
    },
    /// Every section is the same; the kind, title, unit, period or basis is not.
    Head,
}

/// Pins a document.
pub fn pin(document: &Document) -> Pin {
    let bytes = canonical::document_bytes(document);
    Pin {
        sha256: canonical::hash(&bytes).to_string(),
        bytes,
        sections: document
            .sections
            .iter()
            .map(|section| SectionHash {
                section: section.key.clone(),
                sha256: canonical::section_hash(section),
            })
            .collect(),
    }
}

/// Builds a published report anew and compares. `root` is the root of the log's
/// first `published.basis.size` events as they are now; `copy` is what was kept
/// of the published bytes, if anything: one whose hash is not the published one
/// is no copy and is left aside.
pub fn reproduce(
    model: &ReadModel,
    published: &PublishedReport,
    root: Hash,
    copy: Option<&[u8]>,
) -> Reproduction {
    rebuild(model, published, root, copy).0
}

/// As [`reproduce`], with the report as it is built now, when it can be.
pub fn rebuild(
    model: &ReadModel,
    published: &PublishedReport,
    root: Hash,
    copy: Option<&[u8]>,
) -> (Reproduction, Option<Document>) {
    if root != published.basis.root {
        let other = FirstDifference::Log {
            published: published.basis.root,
            found: root,
        };
        return (Reproduction::Differs(other), None);
    }
    match report::build(model, &request(published), published.basis) {
        Ok(rebuilt) => {
            let outcome = match compare(&rebuilt, published, copy) {
                Reproduction::Differs(first) => {
                    gone_since(model, &rebuilt, published).unwrap_or(Reproduction::Differs(first))
                }
                same => same,
            };
            (outcome, Some(rebuilt))
        }
        Err(why) => {
            let why = why.to_string();
            let not_built = FirstDifference::NotBuilt { why };
            (Reproduction::Differs(not_built), None)
        }
    }
}

/// Compares a rebuilt report with what was published.
pub fn compare(
    rebuilt: &Document,
    published: &PublishedReport,
    copy: Option<&[u8]>,
) -> Reproduction {
    let pin = pin(rebuilt);
    if pin.sha256 == published.view_sha256 {
        return Reproduction::Identical;
    }
    let original: Option<Document> = copy
        .filter(|bytes| canonical::hash(bytes).to_string() == published.view_sha256)
        .and_then(|bytes| serde_json::from_slice(bytes).ok());
    let exact =
        original.and_then(|original| diff::diff(&original, rebuilt).changes.into_iter().next());
    Reproduction::Differs(match exact {
        Some(change) => FirstDifference::Exact(Box::new(change)),
        None => first_section(rebuilt, &published.sections, &pin.sections),
    })
}

/// What redactions since the publication explain: the report has its sections,
/// and every one that differs shows or counts something that is gone. One section
/// that does excuses no other.
fn gone_since(
    model: &ReadModel,
    rebuilt: &Document,
    published: &PublishedReport,
) -> Option<Reproduction> {
    let since: Vec<&Redaction> = model
        .reporting
        .redactions(published.basis.size, model.size())
        .iter()
        .filter(|redaction| redaction.position.0 < published.basis.size)
        .collect();
    let same_order = published.sections.len() == rebuilt.sections.len()
        && published
            .sections
            .iter()
            .zip(&rebuilt.sections)
            .all(|(was, is)| was.section == is.key);
    if since.is_empty() || !same_order {
        return None;
    }
    let differing: Vec<&Section> = published
        .sections
        .iter()
        .zip(&rebuilt.sections)
        .filter(|(was, is)| was.sha256 != canonical::section_hash(is))
        .map(|(_, is)| is)
        .collect();
    let sections: Vec<RedactedSection> = differing
        .iter()
        .map(|section| {
            let said = String::from_utf8(canonical::bytes(section)).unwrap_or_default();
            let gone = since.iter().filter(|redaction| {
                let words = redaction.words();
                // A title begins with a capital letter.
                said.contains(words.get(1..).unwrap_or_default())
            });
            RedactedSection {
                section: section.key.clone(),
                heading: section.heading.clone(),
                redactions: gone.map(|redaction| (*redaction).clone()).collect(),
            }
        })
        .collect();
    let explained = differing
        .iter()
        .any(|section| section.key != report::SOURCES)
        && differing
            .iter()
            .zip(&sections)
            .all(|(section, told)| !told.redactions.is_empty() || counts_redacted(section));
    explained.then(|| Reproduction::Redacted {
        identical: rebuilt.sections.len() - sections.len(),
        sections,
    })
}

/// Whether a section counts what is redacted: in a column of a table, in the
/// sentence that says how many have which colour, or as the sources of the rows
/// that the other sections show.
fn counts_redacted(section: &Section) -> bool {
    section.key == report::SOURCES
        || section.blocks.iter().any(|block| match block {
            Block::Text(text) => text.contains(report::COUNTED_REDACTED),
            Block::Table(table) => {
                let mut columns = table.columns.iter();
                let counts = [report::REDACTED_COLUMN, report::REDACTED_CONTROL_COLUMN];
                columns.any(|column| counts.contains(&column.key.as_str()))
            }
        })
}

fn first_section(
    rebuilt: &Document,
    published: &[SectionHash],
    found: &[SectionHash],
) -> FirstDifference {
    let heading = |key: &str| {
        rebuilt
            .section(key)
            .map_or_else(String::new, |section| section.heading.clone())
    };
    let mut found_in_order = found.iter();
    for was in published {
        let Some(is) = found_in_order.next() else {
            return FirstDifference::SectionGone {
                section: was.section.clone(),
            };
        };
        if was == is {
            continue;
        }
        return if was.section == is.section {
            FirstDifference::Section {
                section: is.section.clone(),
                heading: heading(&is.section),
            }
        } else if found.iter().any(|other| other.section == was.section) {
            FirstDifference::SectionAdded {
                section: is.section.clone(),
                heading: heading(&is.section),
            }
        } else {
            FirstDifference::SectionGone {
                section: was.section.clone(),
            }
        };
    }
    match found_in_order.next() {
        Some(more) => FirstDifference::SectionAdded {
            section: more.section.clone(),
            heading: heading(&more.section),
        },
        None => FirstDifference::Head,
    }
}

/// The request that a published report answers.
pub fn request(published: &PublishedReport) -> ReportRequest {
    ReportRequest {
        kind: published.kind,
        unit: published.unit.clone(),
        period: published.period,
    }
}
