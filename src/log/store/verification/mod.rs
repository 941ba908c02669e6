//! The store verifies itself ([`crate::log::verification`]), and builds its index
//! anew beside the one in use.

mod heads;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{INDEX, Store, folder, follow};
use crate::entry::Record;
use crate::ids::Position;
use crate::log::index::Index;
use crate::log::journal::failed;
use crate::log::verification::{
    Chain, CompactTree, Finding, Order, Part, Redactions, Verdict, flaws,
};
use crate::log::{LogError, ReadLog};
use crate::proof::{TreeHead, VerifierKey};
use heads::{Claimed, Heads};

/// How many events are judged at a time.
const CHUNK_EVENTS: usize = 2048;

/// Where the index that is built to compare with stands, for as long as that takes.
const TRIAL: &str = "index.provning";

/// The verdicts, by part.
pub type Verdicts = BTreeMap<Part, Verdict>;

impl Store {
    /// Verifies the log; `see` is given every event in order. `key` is the log's
    /// first key, when the log itself does not say it.
    ///
    /// # Errors
    /// What `see` answers; the log's own damage is a verdict.
    pub fn verify<E>(
        &self,
        key: Option<&VerifierKey>,
        mut see: impl FnMut(&Record) -> Result<(), E>,
    ) -> Result<Verdicts, E> {
        let mut verdicts = Verdicts::new();
        let mut walk = Walked::default();
        let mut heads = self.heads();
        let mut records = self.read(Position(0), self.size());
        let mut ended = false;
        heads.reach(&walk.tree);
        while !ended {
            let mut chunk = Vec::with_capacity(CHUNK_EVENTS);
            while chunk.len() < CHUNK_EVENTS {
                match records.next() {
                    Some(Ok(record)) => chunk.push(record),
                    Some(Err(error)) => {
                        walk.journal.add(Finding::of(&error));
                        ended = true;
                        break;
                    }
                    None => {
                        ended = true;
                        break;
                    }
                }
            }
            for finding in flaws(&chunk) {
                walk.leaves.add(finding);
            }
            for record in &chunk {
                walk.take(record);
                heads.reach(&walk.tree);
                see(record)?;
            }
        }
        let whole = walk.tree.size() == self.size();
        let short = || {
            let reached = walk.tree.size();
            (!whole).then(|| format!("journalen går inte att läsa längre än till @{reached}"))
        };
        let not_judged = short();
        heads.finish(&walk.tree, whole);
        verdicts.insert(Part::Root, self.judge_root(&heads, not_judged.clone()));
        let signed = self.judge_signatures(heads, &mut walk.chain, key, not_judged.clone());
        verdicts.insert(Part::SignedCheckpoints, signed);
        verdicts.insert(
            Part::Redactions,
            self.judge_redactions(&walk, not_judged.clone()),
        );
        verdicts.insert(Part::Index, self.judge_index(not_judged.clone()));
        if let Some(finding) = walk.order.end().filter(|_| whole) {
            walk.journal.add(finding);
        }
        walk.journal.judged = walk.tree.size();
        walk.leaves.judged = walk.tree.size();
        walk.leaves.not_judged = not_judged;
        verdicts.insert(Part::Journal, walk.journal);
        verdicts.insert(Part::Leaves, walk.leaves);
        Ok(verdicts)
    }

    /// Builds the index anew beside the one in use and lets it take its place.
    /// The old one is set aside; the read models in it go with it.
    ///
    /// # Errors
    /// [`LogError`]; a crash on the way is made good at the next opening.
    pub fn rebuild_index(&mut self) -> Result<(), LogError> {
        let roots = [(self.checkpoint.size, self.checkpoint.root)];
        let Some(root) = self.folder.clone() else {
            self.index = follow::ready_index(None, &self.journal, &roots, &mut self.notes)?;
            self.look();
            return Ok(());
        };
        let trial = root.join(TRIAL);
        let place = root.join(INDEX);
        let names = |doing: &'static str| failed(doing, &place.display().to_string());
        remove_trial(&trial).map_err(names("att ta bort provindexet"))?;
        let built = follow::built(Some(&trial), &self.journal).and_then(|anew| anew.flush());
        built.inspect_err(|_| {
            // What is half built fills the disk; what is left is removed the next time.
            let _ = remove_trial(&trial);
        })?;
        // sled is closed before its files are moved.
        drop(std::mem::replace(
            &mut self.index,
            Index::open(None, self.journal.ledger)?,
        ));
        self.look();
        if place.exists() {
            let aside =
                folder::set_aside(&root, &place).map_err(names("att ställa undan indexet"))?;
            self.notes.push(format!(
                "Indexet är byggt på nytt; det förra är undanställt som {aside}."
            ));
        }
        std::fs::rename(&trial, &place).map_err(names("att byta index"))?;
        folder::sync_parent(&root).map_err(names("att säkra indexet"))?;
        self.index = follow::ready_index(Some(&root), &self.journal, &roots, &mut self.notes)?;
        self.index_failure = None;
        self.look();
        Ok(())
    }

    /// The sizes that checkpoints say, in order, each with its root.
    fn heads(&self) -> Heads {
        let mut heads = Heads::default();
        heads.add(self.checkpoint.size, Claimed::Kept, self.checkpoint.root);
        for note in self.checkpoints() {
            match note.map_err(|error| Finding::of(&error)).and_then(|note| {
                TreeHead::of(&note).map_err(|error| Finding {
                    position: None,
                    place: "signerade kontrollpunkter".to_owned(),
                    found: error.to_string(),
                })
            }) {
                Ok(head) => {
                    heads.notes += 1;
                    heads.add(head.size, Claimed::Signed, head.root);
                }
                Err(finding) => heads.signed.add(finding),
            }
        }
        heads.sort();
        heads
    }

    fn judge_root(&self, heads: &Heads, not_judged: Option<String>) -> Verdict {
        Verdict {
            judged: self.checkpoint.size,
            not_judged: not_judged.filter(|_| heads.unreached(Claimed::Kept)),
            ..heads.kept.clone()
        }
    }

    fn judge_signatures(
        &self,
        heads: Heads,
        chain: &mut Chain,
        key: Option<&VerifierKey>,
        not_judged: Option<String>,
    ) -> Verdict {
        let unreached = heads.unreached(Claimed::Signed);
        let mut verdict = heads.signed;
        verdict.judged = heads.notes;
        verdict.not_judged = not_judged.filter(|_| unreached);
        let Some(first) = chain.first_key(key) else {
            if heads.notes > 0 {
                verdict.not_judged = Some(
                    "liggarens verifieringsnyckel är inte känd; ange den med --key".to_owned(),
                );
            }
            return verdict;
        };
        if let Some(finding) = key.and_then(|key| chain.judge_given(key)) {
            verdict.add(finding);
        }
        let origin = self.origin_line();
        // Notes that cannot be read were told with the roots.
        for note in self.checkpoints().filter_map(Result::ok) {
            let Ok(head) = TreeHead::of(&note) else {
                continue;
            };
            if head.origin != origin {
                verdict.add(Finding {
                    position: None,
                    place: format!("kontrollpunkten för {} händelser", head.size),
                    found: "den hör till en annan liggare".to_owned(),
                });
            }
            for finding in chain.judge(&first, &note, &head) {
                verdict.add(finding);
            }
        }
        verdict
    }

    fn judge_redactions(&self, walk: &Walked, not_judged: Option<String>) -> Verdict {
        let mut verdict = Verdict {
            judged: walk.redactions.count(),
            not_judged,
            ..walk.redacted.clone()
        };
        if verdict.not_judged.is_none() {
            for finding in walk.redactions.end() {
                verdict.add(finding);
            }
            for position in walk.redactions.positions() {
                match self.payload_remains(position) {
                    Ok(false) => {}
                    Ok(true) => verdict.add(Finding::at(position, "byte av innehållet finns kvar")),
                    Err(error) => verdict.add(Finding::of(&error)),
                }
            }
        }
        verdict
    }

    fn judge_index(&self, not_judged: Option<String>) -> Verdict {
        let mut verdict = Verdict {
            not_judged,
            ..Verdict::default()
        };
        if verdict.not_judged.is_some() {
            return verdict;
        }
        let found = |what: String| Finding {
            position: None,
            place: INDEX.to_owned(),
            found: what,
        };
        let trial = self.folder.as_ref().map(|folder| folder.join(TRIAL));
        if let Some(trial) = &trial
            && let Err(error) = remove_trial(trial)
        {
            verdict.not_judged = Some(format!("{TRIAL} kan inte tas bort: {error}"));
            return verdict;
        }
        match follow::built(trial.as_deref(), &self.journal) {
            // It says nothing of the index in use.
            Err(error) => {
                let causes = with_causes(&error);
                verdict.not_judged = Some(format!("inget att jämföra med kunde byggas: {causes}"));
            }
            Ok(anew) => {
                let compared = self.index.compare(&anew, |difference| {
                    verdict.add(found(format!("{} {}", difference.what, difference.how)));
                });
                match compared {
                    Ok(entries) => verdict.judged = entries,
                    Err(error) => verdict.add(found(with_causes(&error))),
                }
            }
        }
        if let Some(trial) = &trial {
            // What is left is removed the next time.
            let _ = remove_trial(trial);
        }
        verdict
    }
}

/// What one walk through the journal has come to.
#[derive(Default)]
struct Walked {
    journal: Verdict,
    leaves: Verdict,
    redacted: Verdict,
    order: Order,
    redactions: Redactions,
    chain: Chain,
    tree: CompactTree,
}

impl Walked {
    fn take(&mut self, record: &Record) {
        for finding in self.order.take(record) {
            self.journal.add(finding);
        }
        if let Some(finding) = self.redactions.take(record) {
            self.redacted.add(finding);
        }
        if let Some(finding) = self.chain.take(record) {
            self.journal.add(finding);
        }
        self.tree.push(record.leaf);
    }
}

/// Overwritten as an index is: it may hold what is redacted later.
fn remove_trial(trial: &std::path::Path) -> std::io::Result<()> {
    match folder::destroy(trial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What went wrong, and what was behind it.
fn with_causes(error: &LogError) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.fold(error.to_string(), |said, cause| format!("{said}: {cause}"))
}
