//! Decisions of the year, and delegated ones that are not yet reported (KL 6:39 to 40).

use super::context::Context;
use super::words;
use crate::decisions::Decision;
use crate::document::{Cell, Row, Section, Table};

/// Beslut under året.
pub(super) fn of_year(c: &Context<'_>) -> Section {
    let decisions = c.model.decisions.of_year(&c.scope);
    let known: Vec<&Decision> = decisions
        .iter()
        .filter(|decision| decision.date <= c.period().last_day())
        .collect();
    let table = Table::new(
        "decisions",
        "Beslut i årets ärenden",
        "Kostnader är negativa.",
        &[
            ("title", "Beslut"),
            ("date", "Datum"),
            ("organ", "Beslutat av"),
            ("kind", "Slag"),
            ("amount", "Belopp"),
            ("case_number", "Diarienummer"),
            ("paragraph", "Paragraf"),
            ("reported", "Anmält"),
        ],
    )
    .with(known.iter().map(|decision| row(decision)));
    Section::new("decisions", "Beslut", 1)
        .table_or(table, "Inga beslut är registrerade för perioden.")
        .table(referrals(&known))
}

fn row(decision: &Decision) -> Row {
    let reported = match (&decision.delegation, &decision.reported) {
        (None, _) => Cell::Empty,
        (Some(_), Some(report)) => Cell::Date(report.date),
        (Some(_), None) => Cell::Missing("inte anmält".into()),
    };
    Row::new(
        decision.decision.as_str(),
        vec![
            Cell::text(&decision.title),
            Cell::Text(words::date(decision.date, decision.precision)),
            Cell::text(&decision.organ),
            Cell::text(words::decision_kind(decision.kind)),
            Cell::some(decision.amount_ore, Cell::Amount),
            Cell::some(decision.case_number.as_deref(), Cell::text),
            Cell::some(decision.paragraph.as_deref(), Cell::text),
            reported,
        ],
    )
    .from_source(decision.grounds.provenance)
}

fn referrals(decisions: &[&Decision]) -> Table {
    Table::new(
        "referrals_back",
        "Återremisser",
        "",
        &[
            ("title", "Ärende"),
            ("decision", "Beslut"),
            ("by_minority", "Återremitterat av"),
            ("motivation", "Motivering"),
        ],
    )
    .with(decisions.iter().flat_map(|decision| {
        decision
            .referrals
            .iter()
            .enumerate()
            .map(|(place, referral)| {
                Row::new(
                    format!("{}/{place}", referral.decision),
                    vec![
                        Cell::text(&referral.matter),
                        Cell::text(referral.decision.as_str()),
                        Cell::text(match referral.by_minority {
                            Some(true) => "minoritet (5 kap. 50 § kommunallagen)",
                            Some(false) => "majoritet",
                            None => "",
                        }),
                        Cell::text(&referral.motivation),
                    ],
                )
                .from_source(referral.grounds.provenance)
            })
    }))
}

/// Delegationsbeslut som inte är anmälda.
pub(super) fn open(c: &Context<'_>, level: u8) -> Section {
    let open: Vec<Decision> = c
        .model
        .decisions
        .unreported(None, c.size())
        .into_iter()
        .filter(|decision| {
            decision
                .delegation
                .as_ref()
                .is_some_and(|delegation| c.scope.subtree.contains(&delegation.committee))
                || c.scope.subtree.contains(&decision.unit)
        })
        .filter(|decision| decision.date <= c.period().last_day())
        .collect();
    let table = Table::new(
        "open_decisions",
        "Beslut att anmäla",
        "",
        &[
            ("title", "Beslut"),
            ("date", "Datum"),
            ("organ", "Beslutat av"),
            ("committee", "Ska anmälas till"),
            ("urgent", "Brådskande"),
        ],
    )
    .with(open.iter().map(|decision| {
        let delegation = decision.delegation.as_ref();
        Row::new(
            decision.decision.as_str(),
            vec![
                Cell::text(&decision.title),
                Cell::Text(words::date(decision.date, decision.precision)),
                Cell::text(&decision.organ),
                Cell::some(delegation, |delegation| {
                    Cell::text(c.name_of(&delegation.committee))
                }),
                Cell::some(delegation, |delegation| {
                    Cell::text(if delegation.urgent {
                        "ja, vid nästa sammanträde"
                    } else {
                        "nej"
                    })
                }),
            ],
        )
        .from_source(decision.grounds.provenance)
    }));
    Section::new(
        "open_decisions",
        "Delegationsbeslut som inte är anmälda",
        level,
    )
    .table_or(
        table,
        "Alla delegationsbeslut till och med periodens slut är anmälda.",
    )
}
