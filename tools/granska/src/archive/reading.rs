//! The walk through the events: once, line by line, with every matter that is
//! followed taking its part of each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde_json::Value;

use super::checkpoints::Checkpoints;
use super::commands::Commands;
use super::counting::Counting;
use super::keys::Keys;
use super::manifest::{self, Manifest};
use super::order::Order;
use super::publications::{Around, Moment, Publications};
use super::redactions::Redactions;
use super::references::References;
use super::{EVENTS, Held, Request, Seen, Unreadable, files, reports, signature};
use crate::event::{Line, scan};
use crate::json::Fault;
use crate::tree::{Edge, hex};
use crate::verdict::{Check, Place, Verdicts, counted};

/// Everything that is followed along the log.
pub(super) struct Reading<'a> {
    request: &'a Request,
    manifest: &'a Manifest,
    verdicts: &'a mut Verdicts,
    edge: Edge,
    rules_version: u64,
    moments: BTreeMap<u64, Moment>,
    asked: BTreeSet<u64>,
    reports: BTreeMap<u64, Vec<String>>,
    order: Order,
    commands: Commands,
    references: References,
    redactions: Redactions,
    keys: Keys,
    checkpoints: Checkpoints,
    publications: Publications,
    counting: Counting,
    failed: Option<Unreadable>,
}

impl<'a> Reading<'a> {
    /// Prepares the walk.
    pub(super) fn new(
        request: &'a Request,
        manifest: &'a Manifest,
        verdicts: &'a mut Verdicts,
    ) -> Result<Self, Unreadable> {
        let name = manifest.ledger.name();
        let place = Place::file(manifest::FILE);
        let keys = Keys::begin(manifest.verifier_key.as_deref(), &name, place, verdicts);
        let reports = reports::by_size(&request.folder, manifest)?;
        let held = request.checkpoint.iter().map(|held| held.checkpoint.size);
        let asked = request.asked.sizes.iter().copied().chain(held);
        Ok(Self {
            asked: asked.chain(reports.keys().copied()).collect(),
            checkpoints: Checkpoints::open(&request.folder, name, verdicts)?,
            request,
            manifest,
            verdicts,
            edge: Edge::default(),
            rules_version: 0,
            moments: BTreeMap::new(),
            reports,
            order: Order::default(),
            commands: Commands::default(),
            references: References::default(),
            redactions: Redactions::default(),
            keys,
            publications: Publications::default(),
            counting: Counting::of(Check::Recount),
            failed: None,
        })
    }

    /// Walks through the file and says what was found.
    pub(super) fn run(mut self, seen: &mut Seen) -> Result<(), Unreadable> {
        let events = self.request.folder.join(EVENTS);
        let mut broken = false;
        let found = files::open(&self.request.folder, EVENTS).map_err(Unreadable::at(EVENTS))?;
        if found.is_none() {
            let place = Place::file(EVENTS);
            self.verdicts.fails(Check::Lines, place, "filen saknas");
            let why = "inte prövad: läsningen stannade vid rad 1";
            self.verdicts.stopped(why);
            return Ok(());
        }
        let read = scan::lines(&events, |line| match self.line(line, seen) {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => {
                broken = true;
                ControlFlow::Break(())
            }
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        });
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        read.map_err(Unreadable::at(EVENTS))?;
        if broken {
            let why = format!(
                "inte prövad: läsningen stannade vid rad {}",
                self.edge.size() + 1
            );
            self.verdicts.stopped(&why);
            return Ok(());
        }
        self.at_size(seen)?;
        self.finish(seen)
    }

    /// Takes in a line; `false` when it cannot be read.
    fn line(&mut self, line: Result<Line<'_>, Fault>, seen: &mut Seen) -> Result<bool, Unreadable> {
        let position = self.edge.size();
        let place = Place::line(EVENTS, position + 1);
        let line = match line {
            Ok(line) => line,
            Err(fault) => {
                let place = place.at_byte(fault.byte);
                self.verdicts.fails(Check::Lines, place, fault.what);
                return Ok(false);
            }
        };
        self.at_size(seen)?;
        let place = place.at_position(line.leaf.position);
        if self.order.take(&line, &place, self.verdicts) {
            self.commands.take(&line.leaf.command_id);
        }
        self.references.take(&line, &place, self.verdicts);
        self.redactions.take(&line);
        self.keys.take(&line, &place, self.verdicts);
        self.take_publication(&line, &place);
        self.checkpoints.take(&line, &place, self.verdicts);
        self.counting.take(&line, &place, self.verdicts);
        if self.request.asked.positions.contains(&position) {
            seen.leaves.insert(position, line.hash);
        }
        self.edge.push(line.hash);
        Ok(true)
    }

    fn take_publication(&mut self, line: &Line<'_>, place: &Place) {
        if line.leaf.kind == "RulesAdopted" {
            let rules = line
                .payload
                .as_ref()
                .and_then(|payload| payload.get("rules"));
            let version = rules.and_then(|rules| rules.get("version")?.as_u64());
            self.rules_version = version.unwrap_or(0);
        }
        if self.publications.concerns(line) {
            let around = Around {
                now: self.moment(),
                moments: &self.moments,
                policy: self.checkpoints.cosignatures().policy(),
                keys: &self.keys,
            };
            self.publications.take(line, place, &around, self.verdicts);
        }
    }

    fn moment(&self) -> Moment {
        Moment {
            root: self.edge.root(),
            rules_version: self.rules_version,
        }
    }

    fn asked_document(&self, size: u64) -> Option<&'a (u64, Value)> {
        let asked = self.request.asked.document.as_ref();
        asked.filter(|(asked, _)| *asked == size)
    }

    /// Answers what is asked of the log at its present size.
    fn at_size(&mut self, seen: &mut Seen) -> Result<(), Unreadable> {
        let size = self.edge.size();
        if self
            .checkpoints
            .next_size()
            .is_some_and(|next| next <= size)
        {
            let root = self.edge.root();
            self.checkpoints
                .at(size, &root, &mut self.keys, self.verdicts)?;
        }
        if let Some((_, document)) = self.asked_document(size) {
            seen.recount = self.counting.recount(document);
        }
        if self.asked.contains(&size) {
            let moment = self.moment();
            seen.roots.insert(size, moment.root);
            self.moments.insert(size, moment);
            for name in self.reports.get(&size).into_iter().flatten() {
                if let Some(document) = reports::document(&self.request.folder, name)? {
                    self.counting.compare(name, &document, self.verdicts);
                }
            }
        }
        Ok(())
    }

    fn finish(self, seen: &Seen) -> Result<(), Unreadable> {
        let verdicts = self.verdicts;
        let events = self.edge.size();
        verdicts.looked_at(Check::Lines, counted::counted(events, "rad", "rader"));
        self.order.finish(verdicts);
        self.commands
            .finish(&self.request.folder.join(EVENTS), verdicts)?;
        self.references.finish(verdicts);
        self.redactions.finish(verdicts);
        let place = Place::file(manifest::FILE);
        if events != self.manifest.events {
            let text = format!(
                "förteckningen anger {}, men det finns {}",
                counted::events(self.manifest.events),
                counted::number(events)
            );
            verdicts.fails(Check::Root, place.clone(), text);
        }
        let root = self.edge.root();
        if root != self.manifest.root {
            let text = format!(
                "förteckningens rot är inte den som händelserna ger, {}",
                hex(&root)
            );
            verdicts.fails(Check::Root, place.clone(), text);
        }
        verdicts.looked_at(
            Check::Root,
            format!("{}, rot {}", counted::events(events), hex(&root)),
        );
        self.keys.judge(&self.request.keys, place, verdicts);
        signature::examine(self.manifest, &self.keys, verdicts);
        own_checkpoint(self.request, self.manifest, &self.keys, seen, verdicts);
        self.checkpoints
            .cosignatures()
            .judge_witnesses(self.keys.all(), verdicts);
        let known = &self.request.keys;
        self.checkpoints
            .finish(events, self.manifest.checkpoints, known, verdicts)?;
        let publications = self.publications.finish(verdicts);
        for publication in &publications {
            let file = reports::file_name(&publication.report);
            self.counting.must_have(&file, verdicts);
        }
        self.counting.finish(verdicts);
        let folder = &self.request.folder;
        reports::examine(
            folder,
            self.manifest,
            &publications,
            &self.redactions,
            verdicts,
        )
    }
}

fn own_checkpoint(
    request: &Request,
    manifest: &Manifest,
    keys: &Keys,
    seen: &Seen,
    verdicts: &mut Verdicts,
) {
    let Some(held) = &request.checkpoint else {
        let why = "granskaren angav ingen egen kontrollpunkt (--checkpoint)";
        return verdicts.not_concerned(Check::OwnCheckpoint, why);
    };
    let mut fails = |text: String| {
        verdicts.fails(Check::OwnCheckpoint, Place::file(&held.file), text);
    };
    let Held {
        note, checkpoint, ..
    } = held;
    if checkpoint.origin != manifest.ledger.name() {
        fails(format!("kontrollpunkten gäller {}", checkpoint.origin));
    }
    if !keys.all().iter().any(|key| note.verify(key).is_ok()) {
        fails("kontrollpunkten är inte underskriven av den här liggaren".to_owned());
    }
    let size = checkpoint.size;
    match seen.roots.get(&size) {
        None => fails(format!(
            "kontrollpunkten gäller {size} händelser, fler än arkivet har"
        )),
        Some(root) if *root != checkpoint.root => fails(format!(
            "arkivets första {size} händelser är inte de som kontrollpunkten gäller: historien är en annan"
        )),
        Some(_) => {}
    }
    verdicts.looked_at(Check::OwnCheckpoint, counted::events(size));
}
