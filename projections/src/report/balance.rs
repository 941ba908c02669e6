//! Sound economy, and the balance requirement result (KL 11:12 to 14) as a derivation.

use ledger::event::budget::LineTable;
use ledger::event::followup::NarrativeSection;
use ledger::money::Ore;

use super::context::Context;
use crate::document::{Cell, Row, RowRole, Section, Table};
use crate::economy::table::{LineRow, table_key};

/// God ekonomisk hushållning och ekonomisk ställning.
pub(super) fn sound_economy(c: &Context<'_>) -> Section {
    c.written(
        "sound_economy",
        "God ekonomisk hushållning och ekonomisk ställning",
        2,
        NarrativeSection::SoundEconomy,
    )
}

/// Balanskravsresultat: the year's result with each adjustment, or what is missing to say it.
pub(super) fn requirement(c: &Context<'_>) -> Section {
    let section = Section::new("balance_requirement", "Balanskravsresultat", 2);
    let result = years_result(c);
    let adjustments: Vec<(LineRow, Ore)> = c
        .model
        .economy
        .table(
            c.unit_id(),
            LineTable::BalanceRequirement,
            c.period(),
            c.size(),
        )
        .rows
        .into_iter()
        .filter_map(|row| {
            let outcome = row.figures.outcome?;
            Some((row, outcome))
        })
        .collect();
    let result = match (result, adjustments.is_empty()) {
        (Some(result), false) => result,
        (None, true) => {
            return section.text(missing(
                "årets resultat enligt resultaträkningen och balanskravsjusteringarna",
            ));
        }
        (None, false) => {
            return section.text(missing("årets resultat enligt resultaträkningen"));
        }
        (Some(_), true) => {
            return section.text(missing(
                "balanskravsjusteringarna (realisationsvinster och realisationsförluster, \
                 orealiserade värdeförändringar och resultatutjämningsreserv)",
            ));
        }
    };
    let roots: Ore = adjustments
        .iter()
        .filter(|(row, _)| row.level == 0 && row.role != RowRole::Total)
        .map(|(_, outcome)| *outcome)
        .sum();
    let total = result + roots;
    let own = adjustments.iter().map(|(row, outcome)| {
        Row::new(
            &row.key,
            vec![Cell::text(&row.title), Cell::Amount(*outcome)],
        )
        .level(row.level)
        .role(row.role)
        .from_source(row.provenance)
    });
    let table = Table::new(
        table_key(LineTable::BalanceRequirement),
        "Balanskravsutredning",
        "Ett negativt balanskravsresultat ska återställas inom tre år (11 kap. 12 § \
         kommunallagen).",
        &[("title", ""), ("outcome", "Utfall")],
    )
    .with([Row::new(
        "result",
        vec![
            Cell::text("Årets resultat enligt resultaträkningen"),
            Cell::Amount(result),
        ],
    )])
    .with(own)
    .with([Row::new(
        "total",
        vec![Cell::text("Balanskravsresultat"), Cell::Amount(total)],
    )
    .role(RowRole::Total)]);
    let said = if total < Ore::ZERO {
        let year = c.period().year();
        format!(
            "Balanskravsresultatet är negativt och ska återställas senast {} (11 kap. 12 § \
             kommunallagen).",
            year.saturating_add(3)
        )
    } else {
        "Balanskravsresultatet är inte negativt; inget finns att återställa för året.".into()
    };
    section.text(said).table(table)
}

fn missing(what: &str) -> String {
    format!("Balanskravsresultatet kan inte beräknas eftersom {what} saknas i liggaren.")
}

/// The last total of the region's income statement.
fn years_result(c: &Context<'_>) -> Option<Ore> {
    let size = c.size();
    let economy = &c.model.economy;
    let root = economy
        .lines
        .roots(
            std::slice::from_ref(c.unit_id()),
            LineTable::IncomeStatement,
            size,
        )
        .last()
        .map(|line| line.line.clone())?;
    economy
        .table(c.unit_id(), LineTable::IncomeStatement, c.period(), size)
        .rows
        .into_iter()
        .find(|row| row.key == root.as_str())?
        .figures
        .outcome
}
