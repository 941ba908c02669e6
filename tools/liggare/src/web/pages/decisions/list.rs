//! `/beslut`: the decisions of the year, and the delegated ones that are not reported
//! to their committee (KL 6:39–40).

use std::collections::BTreeSet;

use askama::Template;
use axum::response::Response;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::decisions::Decision;
use projections::document::Cell;
use projections::wording;

use super::ROOM;
use crate::access::matrix::Capability;
use crate::server::problem::{Problem, capital};
use crate::web::form::entries::decision;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::html::status::Status;
use crate::web::html::value::Value;
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;
use crate::web::times::path;

#[derive(Template)]
#[template(path = "web/decisions.html")]
struct List {
    year: u16,
    open: Vec<Row>,
    decisions: Vec<Row>,
    take: Option<String>,
}

struct Row {
    date: String,
    title: String,
    address: String,
    kind: String,
    organ: String,
    /// The unit whose matter it is, when that is another than the page's.
    unit: Option<String>,
    /// The case and the paragraph.
    case: String,
    amount: Value,
    /// Whether one taken by delegation is reported, and to whom and when.
    reported: Option<(Status, String)>,
}

pub(super) async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.may(Capability::Decisions)?;
            let known = &sight.model().decisions;
            let year = sight.period().year();
            let whole_year = Period::whole_year(year).unwrap_or_else(|| sight.period());
            let organisation = &sight.model().organisation;
            let scope = organisation.scope(sight.unit(), whole_year, sight.size);
            let mut of_year = known.of_year(&scope);
            of_year.reverse();
            let committees: BTreeSet<&UnitId> =
                scope.subtree.iter().chain([sight.unit()]).collect();
            let open = committees
                .into_iter()
                .flat_map(|committee| known.unreported(Some(committee), sight.size));
            let list = List {
                year,
                open: open.map(|decision| row(&decision, sight)).collect(),
                decisions: of_year
                    .iter()
                    .map(|decision| row(decision, sight))
                    .collect(),
                take: decision::ENTRY.offered(sight, &[]),
            };
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new(ROOM, "Beslut", Html::of(&list)?)
            })
        })
        .await
}

fn row(decision: &Decision, sight: &Sight<'_>) -> Row {
    let unit = Some(&decision.unit).filter(|unit| *unit != sight.unit());
    let paragraph = decision.paragraph.as_ref();
    let paragraph = paragraph.map(|paragraph| paragraph_in_words(paragraph));
    let case = decision.case_number.clone().into_iter().chain(paragraph);
    Row {
        date: wording::date(decision.date, decision.precision),
        title: decision.title.clone(),
        address: sight.link(&path(ROOM, decision.decision.as_str())),
        kind: capital(wording::decision_kind(decision.kind)),
        organ: decision.organ.clone(),
        unit: unit.map(|unit| sight.name_of(unit)),
        case: case.collect::<Vec<_>>().join(", "),
        amount: Value::of(&Cell::some(decision.amount_ore, Cell::Amount), None),
        reported: reported(decision, sight),
    }
}

/// A paragraph of minutes as it is written.
pub(super) fn paragraph_in_words(paragraph: &str) -> String {
    if paragraph.contains('§') {
        paragraph.to_owned()
    } else {
        format!("§\u{a0}{paragraph}")
    }
}

/// Whether a delegated decision is reported to its committee; none for any other.
pub(super) fn reported(decision: &Decision, sight: &Sight<'_>) -> Option<(Status, String)> {
    let delegation = decision.delegation.as_ref()?;
    let committee = sight.name_of(&delegation.committee);
    let status = |class, symbol, word| Status {
        class,
        symbol,
        word,
    };
    Some(match (&decision.reported, delegation.urgent) {
        (Some(report), _) => {
            let paragraph = report.paragraph.as_deref().map(paragraph_in_words);
            let paragraph = paragraph.map_or_else(String::new, |it| format!(", {it}"));
            let said = format!("till {committee} {}{paragraph}", report.date);
            (status("green", "✓", "Anmält"), said)
        }
        (None, true) => (
            status("red", "■", "Brådskande, ej anmält"),
            format!("ska anmälas vid nästa sammanträde med {committee}"),
        ),
        (None, false) => (
            status("yellow", "▲", "Ej anmält"),
            format!("ska anmälas till {committee}"),
        ),
    })
}
