//! The roots that checkpoints say, judged as the walk comes to their sizes.

use crate::basis::Hash;
use crate::log::verification::{CompactTree, Finding, Verdict};

/// Which checkpoint says a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claimed {
    /// The file that notices a journal cut short.
    Kept,
    /// A signed one.
    Signed,
}

/// A root that is said of a size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaidRoot {
    size: u64,
    by: Claimed,
    root: Hash,
}

/// The roots that are said, and the verdicts on them so far.
#[derive(Default)]
pub(super) struct Heads {
    waiting: Vec<SaidRoot>,
    done: usize,
    /// How many signed checkpoints there are.
    pub(super) notes: u64,
    /// The verdict on the kept checkpoint.
    pub(super) kept: Verdict,
    /// The verdict on the signed ones.
    pub(super) signed: Verdict,
}

impl Heads {
    /// Takes in what a checkpoint says.
    pub(super) fn add(&mut self, size: u64, by: Claimed, root: Hash) {
        self.waiting.push(SaidRoot { size, by, root });
    }

    /// Puts them in the order that the walk comes to them.
    pub(super) fn sort(&mut self) {
        self.waiting.sort_by_key(|said| said.size);
        self.waiting.dedup();
    }

    /// Judges what is said of the size that the tree has come to.
    pub(super) fn reach(&mut self, tree: &CompactTree) {
        while let Some(said) = self.waiting.get(self.done) {
            if said.size > tree.size() {
                return;
            }
            // An empty ledger's file says a root that nobody computed.
            let says_nothing = said.size == 0 && said.by == Claimed::Kept;
            let holds = says_nothing || said.root == tree.root();
            let verdict = match said.by {
                Claimed::Kept => &mut self.kept,
                Claimed::Signed => &mut self.signed,
            };
            if !holds {
                verdict.add(Finding {
                    position: None,
                    place: format!("kontrollpunkten för {} händelser", said.size),
                    found: "den har en annan rot än händelserna ger".to_owned(),
                });
            }
            self.done += 1;
        }
    }

    /// Judges what is said of sizes that a whole log never comes to.
    pub(super) fn finish(&mut self, tree: &CompactTree, whole: bool) {
        self.reach(tree);
        while let Some(said) = self.waiting.get(self.done).filter(|_| whole) {
            let verdict = match said.by {
                Claimed::Kept => &mut self.kept,
                Claimed::Signed => &mut self.signed,
            };
            verdict.add(Finding {
                position: None,
                place: format!("kontrollpunkten för {} händelser", said.size),
                found: format!("liggaren har bara {} händelser", tree.size()),
            });
            self.done += 1;
        }
    }

    /// Whether the walk did not come to a size that one of a kind says.
    pub(super) fn unreached(&self, by: Claimed) -> bool {
        let left = self.waiting.get(self.done..).unwrap_or_default();
        left.iter().any(|said| said.by == by)
    }
}
