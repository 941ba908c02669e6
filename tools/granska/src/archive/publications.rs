//! Publications: what each rests on, and whether it was witnessed.

use std::collections::BTreeMap;

use super::cosignatures::Policy;
use super::keys::Keys;
use crate::event::Line;
use crate::json::Content;
use crate::note::{Checkpoint, Cosignature};
use crate::tree::{Hash, unhex};
use crate::verdict::counted::counted;
use crate::verdict::{Check, Place, Verdicts};

/// A published report as its event states it.
#[derive(Debug, Clone)]
pub(crate) struct Publication {
    /// The report's id.
    pub(crate) report: String,
    /// Where its event stands.
    pub(crate) position: u64,
    /// How many events it rests on.
    pub(crate) size: u64,
    /// The root over them.
    pub(crate) root: Hash,
    /// The version of the rules that were in force.
    pub(crate) rules_version: u64,
    /// SHA-256 of the report's canonical bytes.
    pub(crate) view: Hash,
    /// SHA-256 of each section's, in order.
    pub(crate) sections: Vec<(String, Hash)>,
    /// Kind, unit and period as they stand in the report too.
    pub(crate) heads: [(&'static str, String); 3],
}

/// What the log was at a size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// The root.
    pub(super) root: Hash,
    /// The version of the rules in force; 0 before any.
    pub(super) rules_version: u64,
}

/// The log around a line that concerns publications.
#[derive(Debug)]
pub(super) struct Around<'a> {
    /// The log before the line.
    pub(super) now: Moment,
    /// The log at the sizes that reports rest on.
    pub(super) moments: &'a BTreeMap<u64, Moment>,
    /// Which witnesses a publication needs.
    pub(super) policy: Option<&'a Policy>,
    /// The log's keys.
    pub(super) keys: &'a Keys,
}

/// Publications so far.
#[derive(Debug, Default)]
pub(super) struct Publications {
    found: Vec<Publication>,
    /// A publication that must be witnessed by the next event.
    awaiting: Option<(Publication, Policy, Place, String)>,
    witnessed: u64,
    asked: u64,
}

impl Publication {
    /// Reads the payload of a `ReportPublished`.
    pub(crate) fn of(line: &Line<'_>) -> Option<Self> {
        let payload = line.payload.as_ref()?;
        let basis = payload.get("basis")?;
        let head = |name: &'static str| Some((name, line.text(name)?.to_owned()));
        let section = |section: &Content<'_>| {
            let key = section.get("section")?.as_str()?;
            Some((key.to_owned(), unhex(section.get("sha256")?.as_str()?)?))
        };
        Some(Self {
            report: line.text("report")?.to_owned(),
            position: line.leaf.position,
            size: basis.get("size")?.as_u64()?,
            root: unhex(basis.get("root")?.as_str()?)?,
            rules_version: basis.get("rules_version")?.as_u64()?,
            view: unhex(line.text("view_sha256")?)?,
            sections: payload
                .get("sections")?
                .as_array()?
                .iter()
                .map(section)
                .collect::<Option<_>>()?,
            heads: [head("kind")?, head("unit")?, head("period")?],
        })
    }
}

impl Publications {
    /// Whether a line concerns publications.
    pub(super) fn concerns(&self, line: &Line<'_>) -> bool {
        self.awaiting.is_some()
            || matches!(&*line.leaf.kind, "ReportPublished" | "PublicationWitnessed")
    }

    /// Takes in a line that concerns publications.
    pub(super) fn take(
        &mut self,
        line: &Line<'_>,
        place: &Place,
        around: &Around<'_>,
        verdicts: &mut Verdicts,
    ) {
        if let Some((publication, policy, its_place, command)) = self.awaiting.take() {
            let same = line.leaf.kind == "PublicationWitnessed"
                && line.leaf.command_id == *command
                && line.text("report") == Some(&publication.report);
            if same {
                self.witness(line, &publication, &policy, place, around.keys, verdicts);
                return;
            }
            if policy.required > 0 {
                let text = format!("rapporten {} publicerades utan vittnen", publication.report);
                verdicts.fails(Check::Witnessed, its_place, text);
            }
        }
        match &*line.leaf.kind {
            "PublicationWitnessed" => {
                let text = "händelsen följer inte på någon publicering";
                verdicts.fails(Check::Witnessed, place.clone(), text);
            }
            "ReportPublished" => self.published(line, place, around, verdicts),
            _ => {}
        }
    }

    fn published(
        &mut self,
        line: &Line<'_>,
        place: &Place,
        around: &Around<'_>,
        verdicts: &mut Verdicts,
    ) {
        let Some(publication) = Publication::of(line) else {
            let text = "publiceringen saknar uppgifter";
            return verdicts.fails(Check::Publications, place.clone(), text);
        };
        if self
            .found
            .iter()
            .any(|found| found.report == publication.report)
        {
            let text = format!("rapporten {} är redan publicerad", publication.report);
            verdicts.fails(Check::Publications, place.clone(), text);
        }
        judge(&publication, around, place, verdicts);
        let policy = around.policy.cloned().unwrap_or_default();
        self.asked += u64::from(policy.required > 0);
        let command = line.leaf.command_id.to_string();
        self.awaiting = Some((publication.clone(), policy, place.clone(), command));
        self.found.push(publication);
    }

    fn witness(
        &mut self,
        line: &Line<'_>,
        publication: &Publication,
        policy: &Policy,
        place: &Place,
        keys: &Keys,
        verdicts: &mut Verdicts,
    ) {
        let mut fails = |text: String| verdicts.fails(Check::Witnessed, place.clone(), text);
        let text = line.text("checkpoint").unwrap_or_default();
        let (note, checkpoint) = match Checkpoint::of_note(text) {
            Ok(read) => read,
            Err(error) => return fails(error.to_string()),
        };
        if checkpoint.size != publication.size || checkpoint.root != publication.root {
            fails("den bevittnade kontrollpunkten är inte rapportens underlag".to_owned());
        }
        let by_log = keys.all().iter().any(|key| note.verify(key).is_ok());
        let named = keys.all().iter().all(|key| key.name() == checkpoint.origin);
        if !by_log || !named {
            fails("den bevittnade kontrollpunkten är inte underskriven av liggaren".to_owned());
        }
        let witnesses = policy.witnesses.iter().filter(|witness| {
            note.signatures.iter().any(|signature| {
                Cosignature::of(signature, witness)
                    .and_then(|cosigned| cosigned.verify(note.body.as_bytes(), witness))
                    .is_ok()
            })
        });
        let count = witnesses.count();
        if count < policy.required {
            fails(format!(
                "{count} av {} vittnen har skrivit under",
                policy.required
            ));
        }
        self.witnessed += 1;
    }

    /// Says what was looked at, and gives the publications.
    pub(super) fn finish(mut self, verdicts: &mut Verdicts) -> Vec<Publication> {
        if let Some((publication, policy, place, _)) = self.awaiting.take()
            && policy.required > 0
        {
            let text = format!("rapporten {} publicerades utan vittnen", publication.report);
            verdicts.fails(Check::Witnessed, place, text);
        }
        let count = self.found.len();
        verdicts.looked_at(
            Check::Publications,
            counted(count, "publicering", "publiceringar"),
        );
        if self.asked + self.witnessed == 0 {
            verdicts.not_concerned(Check::Witnessed, "ingen publicering behövde vittnen");
        } else {
            let text = counted(
                self.witnessed,
                "bevittnad publicering",
                "bevittnade publiceringar",
            );
            verdicts.looked_at(Check::Witnessed, text);
        }
        self.found
    }
}

fn judge(publication: &Publication, around: &Around<'_>, place: &Place, verdicts: &mut Verdicts) {
    let mut fails = |text: String| verdicts.fails(Check::Publications, place.clone(), text);
    let size = publication.size;
    if size > publication.position {
        return fails(format!(
            "rapporten vilar på {size} händelser, fler än som fanns"
        ));
    }
    let then = if size == publication.position {
        Some(&around.now)
    } else {
        around.moments.get(&size)
    };
    match then {
        None => fails(format!(
            "underlaget på {size} händelser kunde inte prövas: ingen rapportfil anger det"
        )),
        Some(then) if then.root != publication.root => fails(format!(
            "underlagets rot är inte loggens rot vid {size} händelser"
        )),
        Some(then) if then.rules_version != publication.rules_version => fails(format!(
            "underlaget anger regelverk {}, men {} gällde",
            publication.rules_version, then.rules_version
        )),
        Some(_) => {}
    }
}
