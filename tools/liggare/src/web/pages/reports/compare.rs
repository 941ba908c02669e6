//! `/rapporter/jamfor`: a report at two moments: what differs, then both beside each
//! other with what differs marked.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use ledger::event::reporting::ReportKind;
use projections::diff::{BASIS_TABLE, Change};
use projections::document::{Document, FigureKey};
use projections::publication;
use projections::report::{self, ReportRequest, report_name};

use super::changes::{self, plain};
use super::{COMPARE, ROOM, path_of};
use crate::access::matrix::Capability;
use crate::answer::difference::difference;
use crate::render::names::Names;
use crate::render::words;
use crate::server::problem::Problem;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::html::document::{Telling, told_sections};
use crate::web::looking::{Looking, Page};
use crate::web::moments::{self, Chooser, FROM, Named, TO};
use crate::web::sight::Sight;

/// The member of the address that names the report's kind.
const KIND: &str = "slag";

#[derive(Template)]
#[template(path = "web/compare.html")]
struct Compared {
    report: &'static str,
    address: String,
    form: Html,
    between: Option<Between>,
}

/// What there is between two moments.
struct Between {
    before: String,
    after: String,
    said: String,
    /// How much of it concerns the period, when not all of it does.
    of_period: Option<String>,
    changes: Html,
    sections: Vec<Section>,
    /// The sections that say the same.
    same: Vec<String>,
}

/// A section that differs, at both moments.
struct Section {
    heading: String,
    before: Html,
    after: Html,
}

pub(super) async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.may(Capability::Diff)?;
            let kind = match sight.asked(KIND) {
                Some(name) => super::kind(name)?,
                None => sight.kind(),
            };
            let (from, to) = (moments::asked(FROM, sight)?, moments::asked(TO, sight)?);
            let end = to.as_ref().map_or(sight.size, |to| to.size);
            if end > sight.size {
                let detail =
                    "Det som inte var känt vid den tidpunkt som sidan visar kan inte jämföras.";
                return Err(Problem::question(TO, detail)
                    .remedied("Välj en tidigare tidpunkt, eller gå till det som är känt nu."));
            }
            if from.as_ref().is_some_and(|from| from.size > end) {
                let detail = "Den första tidpunkten är senare än den andra.";
                return Err(Problem::question(FROM, detail).remedied("Byt plats på dem."));
            }
            let start = match &from {
                Some(from) => Some(from.size),
                None => last_published(kind, end, sight),
            };
            let compared = Compared {
                report: report_name(kind),
                address: sight.link(&path_of(kind)),
                form: form(kind, from.as_ref(), to.as_ref(), sight)?,
                between: start
                    .map(|start| between(kind, (start, end), (from.as_ref(), to.as_ref()), sight))
                    .transpose()?,
            };
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, end)?),
                ..Page::new(ROOM, "Jämför två tidpunkter", Html::of(&compared)?)
            })
        })
        .await
}

/// What the report was last published on before a size.
fn last_published(kind: ReportKind, end: u64, sight: &Sight<'_>) -> Option<u64> {
    let published = sight.model().reporting.published(sight.size);
    let of_it = published.filter(|published| {
        published.kind == kind
            && published.unit == *sight.unit()
            && published.period == sight.period()
            && published.basis.size < end
    });
    of_it.last().map(|published| published.basis.size)
}

fn form(
    kind: ReportKind,
    from: Option<&Named>,
    to: Option<&Named>,
    sight: &Sight<'_>,
) -> Result<Html, Problem> {
    fn text(named: Option<&Named>) -> &str {
        named.map_or("", |named| named.text.as_str())
    }
    Chooser {
        action: COMPARE,
        hidden: vec![(KIND, words::argument_of_report(kind).to_owned())],
        from: (text(from), "Senaste publiceringen av rapporten"),
        to: (TO, text(to), "Det som sidan visar som känt"),
    }
    .form(sight)
}

fn between(
    kind: ReportKind,
    (start, end): (u64, u64),
    (from, to): (Option<&Named>, Option<&Named>),
    sight: &Sight<'_>,
) -> Result<Between, Problem> {
    let request = ReportRequest {
        kind,
        unit: sight.unit().clone(),
        period: sight.period(),
    };
    let built = |size: u64| -> Result<Document, Problem> {
        let basis = sight.reading().basis(size)?;
        report::build(sight.model(), &request, basis).map_err(|error| {
            let place = if size == start { FROM } else { TO };
            Problem::from(error)
                .at(place)
                .remedied("Välj en annan tidpunkt.")
        })
    };
    let (before, after) = (built(start)?, built(end)?);
    let found = difference(&request, &before, &after).difference;
    let times = sight.times.known_at(Some(format!("@{end}")));
    let times = if to.is_some() { &times } else { sight.times };
    let (argument, since) = (words::argument_of_report(kind), format!("@{start}"));
    let why = |figure: &FigureKey| {
        let figure = figure.to_string();
        let asked = [
            ("fraga", figure.as_str()),
            ("rapport", argument),
            (FROM, since.as_str()),
        ];
        times.link_with("/varfor", &asked)
    };
    let may_ask = sight.may(Capability::Explain).is_ok();
    let names = Names::of([&before, &after]);
    let marks = |said: fn(&projections::diff::FigureChange) -> String| {
        let figures = found.figures();
        figures
            .map(|figure| (figure.figure.clone(), said(figure)))
            .collect::<BTreeMap<FigureKey, String>>()
    };
    let was = marks(|figure| format!("före: {}", plain(&figure.before)));
    let becomes = marks(|figure| format!("efter: {}", plain(&figure.after)));
    let mut keys: Vec<&str> = after.sections.iter().map(|it| it.key.as_str()).collect();
    keys.extend(
        before
            .sections
            .iter()
            .map(|section| section.key.as_str())
            .filter(|key| after.section(key).is_none()),
    );
    let (mut sections, mut same) = (Vec::new(), Vec::new());
    for key in keys.into_iter().filter(|key| *key != BASIS_TABLE) {
        let (old, new) = (before.section(key), after.section(key));
        if old == new {
            same.extend(new.map(|section| section.heading.clone()));
            continue;
        }
        let side = |document: &Document, marked: &BTreeMap<FigureKey, String>, prefix| {
            told_sections(
                document.section(key),
                &Telling {
                    marked: Some(marked),
                    prefix,
                    deeper: 1,
                    ..Telling::default()
                },
            )
        };
        let either = new.or(old);
        sections.push(Section {
            heading: either.map_or_else(String::new, |section| section.heading.clone()),
            before: side(&before, &becomes, "fore-")?,
            after: side(&after, &was, "efter-")?,
        });
    }
    let changes: &[Change] = &found.changes;
    Ok(Between {
        before: from.map_or_else(
            || moments::at_size(start, sight),
            |from| moments::named_in_words(from, sight),
        ),
        after: match to {
            Some(to) => moments::named_in_words(to, sight),
            None => moments::looked_at(sight)?,
        },
        said: words::of_changes(changes),
        of_period: of_period(changes),
        changes: changes::told(changes, &names, may_ask.then_some(&why))?,
        sections,
        same,
    })
}

/// How much of what differs concerns the period, when not all does: as much as the list
/// of published reports tells of one.
fn of_period(changes: &[Change]) -> Option<String> {
    let concerning = changes
        .iter()
        .filter(|it| publication::concerns_the_period(it));
    let concerning: Vec<Change> = concerning.cloned().collect();
    if concerning.len() == changes.len() {
        return None;
    }
    let said = words::of_changes(&concerning);
    Some(if concerning.is_empty() {
        "Inget av det gäller perioden".to_owned()
    } else {
        format!(
            "Av det gäller {} perioden",
            said.trim_end_matches(" skiljer sig")
        )
    })
}

/// How many sections are unfolded from the beginning, at most.
const MOST_UNFOLDED: usize = 3;

impl Between {
    /// Whether the sections are few enough to be shown at once.
    fn is_short(&self) -> bool {
        self.sections.len() <= MOST_UNFOLDED
    }

    /// Whether the report says the same at both moments.
    fn is_same(&self) -> bool {
        self.changes.is_empty() || self.sections.is_empty()
    }
}
