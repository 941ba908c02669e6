//! The signed checkpoints, followed along the log: form, root and signatures.
//!
//! The file is read beside the events, one note at a time. The lines that are not
//! the log's own are its witnesses' ([`Cosignatures`]).

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use super::cosignatures::{Cosignatures, Standing};
use super::keys::Keys;
use super::{CHECKPOINTS, Unreadable, files};
use crate::event::Line;
use crate::event::moment::unix_millis;
use crate::note::{Checkpoint, Note, VerifierKey};
use crate::tree::Hash;
use crate::verdict::counted::counted;
use crate::verdict::{Check, Place, Verdicts};

/// The longest line of the file, in bytes.
const MAX_LINE: u64 = 16 * 1024;

/// The file, and what has been seen of it.
#[derive(Debug)]
pub(super) struct Checkpoints {
    name: String,
    file: Option<BufReader<File>>,
    line: u64,
    next: Option<Signed>,
    last: Option<(Signed, Vec<VerifierKey>)>,
    count: u64,
    cosignatures: Cosignatures,
    /// The largest size whose root held.
    held: u64,
    /// Whether the root of the last note differed.
    differs: bool,
    /// How many more differed after the one that was told.
    differing: u64,
    /// When the last event was recorded.
    recorded_at: String,
}

/// A note of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signed {
    line: u64,
    note: Note,
    checkpoint: Checkpoint,
}

impl Checkpoints {
    /// Opens the file of an archive.
    ///
    /// # Errors
    /// [`Unreadable`] when it is there and cannot be opened.
    pub(super) fn open(
        folder: &Path,
        name: String,
        verdicts: &mut Verdicts,
    ) -> Result<Self, Unreadable> {
        let file = files::open(folder, CHECKPOINTS).map_err(Unreadable::at(CHECKPOINTS))?;
        let file = file.map(BufReader::new);
        let mut checkpoints = Self {
            name,
            file,
            line: 0,
            next: None,
            last: None,
            count: 0,
            cosignatures: Cosignatures::default(),
            held: 0,
            differs: false,
            differing: 0,
            recorded_at: String::new(),
        };
        checkpoints.advance(verdicts)?;
        Ok(checkpoints)
    }

    /// Takes in an event: a policy adds witnesses.
    pub(super) fn take(&mut self, line: &Line<'_>, place: &Place, verdicts: &mut Verdicts) {
        line.leaf.recorded_at.clone_into(&mut self.recorded_at);
        self.cosignatures.take(line, place, verdicts);
    }

    /// The witnesses and what they have signed.
    pub(super) fn cosignatures(&self) -> &Cosignatures {
        &self.cosignatures
    }

    /// The size of the next note, when there is one.
    pub(super) fn next_size(&self) -> Option<u64> {
        self.next.as_ref().map(|next| next.checkpoint.size)
    }

    /// Judges the notes of a size, at which the log has a root.
    ///
    /// # Errors
    /// [`Unreadable`] when the file cannot be read further.
    pub(super) fn at(
        &mut self,
        size: u64,
        root: &Hash,
        keys: &mut Keys,
        verdicts: &mut Verdicts,
    ) -> Result<(), Unreadable> {
        while let Some(signed) = self.next.take_if(|next| next.checkpoint.size <= size) {
            let place = Place::line(CHECKPOINTS, signed.line);
            if signed.checkpoint.size < size {
                let text = format!(
                    "storleken {} är mindre än en tidigare",
                    signed.checkpoint.size
                );
                verdicts.fails(Check::CheckpointForm, place, text);
            } else {
                self.judge_root(signed.checkpoint.root == *root, size, place, verdicts);
                self.judge(signed, keys, verdicts);
            }
            self.advance(verdicts)?;
        }
        Ok(())
    }

    /// Tells the first root that differs; those after it differ with it.
    fn judge_root(&mut self, same: bool, size: u64, place: Place, verdicts: &mut Verdicts) {
        if same {
            self.held = size;
        } else if self.differs {
            self.differing += 1;
        } else {
            let last = size.saturating_sub(1);
            let text = format!(
                "roten för {size} händelser är en annan än händelserna ger; ändringen ligger mellan @{} och @{last}",
                self.held
            );
            verdicts.fails(Check::CheckpointRoots, place, text);
        }
        self.differs = !same;
    }

    fn judge(&mut self, signed: Signed, keys: &mut Keys, verdicts: &mut Verdicts) {
        let place = Place::line(CHECKPOINTS, signed.line);
        if signed.checkpoint.origin != self.name {
            let text = format!("kontrollpunkten gäller {}", signed.checkpoint.origin);
            verdicts.fails(Check::CheckpointForm, place.clone(), text);
        }
        let due = match &self.last {
            Some((last, due)) if last.note.body == signed.note.body => {
                if last.note == signed.note {
                    let text = "samma kontrollpunkt står två gånger";
                    verdicts.fails(Check::CheckpointForm, place.clone(), text);
                }
                due.clone()
            }
            _ => keys.due().to_vec(),
        };
        let body = &signed.note.body;
        let shared: Arc<str> = Arc::from(body.as_str());
        let size = signed.checkpoint.size;
        let recorded = unix_millis(&self.recorded_at).map(|millis| millis.div_euclid(1000));
        let lines = &signed.note.signatures;
        for (nth, key) in due.iter().enumerate() {
            let place = Place::line(CHECKPOINTS, signed.line + 4 + nth as u64);
            let by = lines.get(nth).filter(|line| line.is_by(key));
            let text = match by.map(|line| key.verify(body.as_bytes(), &line.bytes)) {
                Some(Ok(())) => continue,
                Some(Err(_)) => format!("underskriften med {key} stämmer inte"),
                None => format!("här skulle en underskrift med {key} stå"),
            };
            verdicts.fails(Check::Signatures, place, text);
        }
        for (nth, signature) in lines.iter().enumerate().skip(due.len()) {
            let line = signed.line + 4 + nth as u64;
            let at = Standing {
                line,
                size,
                recorded,
            };
            self.cosignatures.judge(signature, &shared, at, verdicts);
        }
        keys.signed();
        self.count += 1;
        self.last = Some((signed, due));
    }

    /// Judges what is left when the log has been read.
    pub(super) fn finish(
        mut self,
        events: u64,
        stated: u64,
        known: &[VerifierKey],
        verdicts: &mut Verdicts,
    ) -> Result<(), Unreadable> {
        while let Some(signed) = self.next.take() {
            let text = format!(
                "kontrollpunkten gäller {} händelser, men arkivet har {events}",
                signed.checkpoint.size
            );
            let place = Place::line(CHECKPOINTS, signed.line);
            verdicts.fails(Check::CheckpointRoots, place, text);
            self.count += 1;
            self.advance(verdicts)?;
        }
        let covered = self.last.as_ref().map(|(last, _)| last.checkpoint.size);
        if covered != Some(events) {
            let text = match covered {
                None => "ingen kontrollpunkt är underskriven".to_owned(),
                Some(size) => format!(
                    "den sista underskrivna kontrollpunkten gäller {size} av {events} händelser"
                ),
            };
            verdicts.fails(
                Check::Signatures,
                Place::line(CHECKPOINTS, self.line.max(1)),
                text,
            );
        }
        let count = self.count;
        if count != stated {
            let text =
                format!("förteckningen anger {stated} kontrollpunkter, men det finns {count}");
            verdicts.fails(
                Check::CheckpointForm,
                Place::line(CHECKPOINTS, self.line.max(1)),
                text,
            );
        }
        if self.differing > 0 {
            let text = format!(
                "{} har också en annan rot; det följer av den första",
                counted(
                    self.differing,
                    "senare kontrollpunkt",
                    "senare kontrollpunkter"
                )
            );
            verdicts.note(Check::CheckpointRoots, text);
        }
        for check in [
            Check::CheckpointForm,
            Check::CheckpointRoots,
            Check::Signatures,
        ] {
            verdicts.looked_at(check, counted(count, "kontrollpunkt", "kontrollpunkter"));
        }
        self.cosignatures.finish(events, known, verdicts);
        Ok(())
    }

    /// Reads the next note. What is not a note ends the reading of the file.
    fn advance(&mut self, verdicts: &mut Verdicts) -> Result<(), Unreadable> {
        let first = self.line + 1;
        let read = self.read_note().map_err(Unreadable::at(CHECKPOINTS))?;
        let parsed = match read {
            None => return Ok(()),
            Some(Ok(text)) => Checkpoint::of_note(&text).map_err(|error| error.to_string()),
            Some(Err(what)) => Err(what.to_owned()),
        };
        match parsed {
            Ok((note, checkpoint)) => {
                self.next = Some(Signed {
                    line: first,
                    note,
                    checkpoint,
                });
            }
            Err(what) => {
                self.file = None;
                verdicts.fails(Check::CheckpointForm, Place::line(CHECKPOINTS, first), what);
            }
        }
        Ok(())
    }

    /// The text of the next note: up to the empty line after its signatures.
    fn read_note(&mut self) -> io::Result<Option<Result<String, &'static str>>> {
        let mut text = String::new();
        let mut empty_lines = 0;
        loop {
            let Some(file) = &mut self.file else {
                return Ok(None);
            };
            let mut line = Vec::new();
            file.take(MAX_LINE).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                let done = text.is_empty() && self.line == 0;
                self.file = None;
                return Ok(match (text.is_empty(), done) {
                    (true, true) => None,
                    (true, false) => Some(Err("filen slutar med en tom rad")),
                    (false, _) => Some(Ok(text)),
                });
            }
            self.line += 1;
            let Ok(line) = String::from_utf8(line) else {
                return Ok(Some(Err("raden är inte UTF-8")));
            };
            if !line.ends_with('\n') {
                return Ok(Some(Err("raden saknar radslut eller är för lång")));
            }
            if line == "\n" {
                empty_lines += 1;
                if empty_lines == 2 {
                    return Ok(Some(Ok(text)));
                }
            }
            text.push_str(&line);
        }
    }
}
