//! Internal control: risks, control actions with status and effect, and the control assessment.

use ledger::event::control::Sufficiency;
use ledger::event::followup::NarrativeSection;
use ledger::time::Date;

use super::assignments::REDACTED;
use super::context::{Context, OTHER_UNITS};
use super::words;
use crate::control::{ControlAction, ControlCounts, FollowUp, Risk};
use crate::document::{Cell, Row, RowRole, Section, Table};

/// The first day of the wording of KL 6:6 that asks internal control to prevent
/// errors and irregularities (prop. 2024/25:80).
const PREVENTION_FROM: (u16, u8, u8) = (2025, 7, 1);

/// Intern styrning och kontroll: the plan and its follow-up.
pub(super) fn section(c: &Context<'_>, heading: &str) -> Section {
    let actions = c.model.control.actions(&c.scope);
    c.written(
        "internal_control",
        heading,
        1,
        NarrativeSection::InternalControl,
    )
    .table_or(risks(c), "Inga risker är registrerade för året.")
    .table_or(
        followed_up(c, &actions),
        "Inga kontrollåtgärder är registrerade för året.",
    )
    .table(counts(&ControlCounts::of(&actions)))
}

fn risks(c: &Context<'_>) -> Table {
    Table::new(
        "risks",
        "Risker i internkontrollplanen",
        "Sannolikhet och konsekvens från 1 till 4; riskvärde är deras produkt.",
        &[
            ("title", "Risk"),
            ("area", "Område"),
            ("unit", "Enhet"),
            ("likelihood", "Sannolikhet"),
            ("impact", "Konsekvens"),
            ("risk_value", "Riskvärde"),
        ],
    )
    .with(
        c.model
            .control
            .risks(&c.scope)
            .iter()
            .map(|risk| risk_row(c, risk)),
    )
}

fn risk_row(c: &Context<'_>, risk: &Risk) -> Row {
    let grade = |grade: Option<u8>| Cell::some(grade, |grade| Cell::Count(i64::from(grade)));
    let value = risk
        .likelihood
        .zip(risk.impact)
        .map(|(likelihood, impact)| i64::from(likelihood) * i64::from(impact));
    Row::new(
        risk.risk.as_str(),
        vec![
            Cell::text(&risk.title),
            Cell::text(&risk.area),
            c.other_unit(&risk.unit),
            grade(risk.likelihood),
            grade(risk.impact),
            Cell::some(value, Cell::Count),
        ],
    )
    .from_source(risk.grounds.provenance)
}

fn followed_up(c: &Context<'_>, actions: &[ControlAction]) -> Table {
    Table::new(
        "internal_control",
        "Kontrollåtgärder med uppföljning",
        OTHER_UNITS,
        &[
            ("title", "Kontrollåtgärd"),
            ("area", "Område"),
            ("risk", "Risk"),
            ("scope", "Slag"),
            ("status", "Status"),
            ("effect", "Önskad effekt"),
            ("comment", "Kommentar"),
            ("unit", "Enhet"),
        ],
    )
    .with(actions.iter().map(|action| {
        let follow_up = action.follow_up.as_ref();
        Row::new(
            action.control.as_str(),
            vec![
                Cell::text(&action.title),
                Cell::some(action.area.as_deref(), Cell::text),
                Cell::some(action.risk_title.as_deref(), Cell::text),
                Cell::text(words::scope(action.scope)),
                follow_up.map_or_else(
                    || Cell::Missing("inte uppföljd".into()),
                    FollowUp::status_cell,
                ),
                Cell::some(
                    follow_up.and_then(|follow_up| follow_up.effect),
                    Cell::Effect,
                ),
                Cell::some(
                    follow_up.and_then(|follow_up| follow_up.comment.as_deref()),
                    Cell::text,
                ),
                c.other_unit(&action.unit),
            ],
        )
        .from_source(action.grounds.provenance)
    }))
}

/// The columns of a count of control actions. Redacted follow-ups have a column
/// only where there are any.
pub(super) fn count_columns(redacted: bool) -> Vec<(&'static str, &'static str)> {
    let mut columns = COUNT_COLUMNS.to_vec();
    columns.extend(redacted.then_some(REDACTED));
    columns
}

const COUNT_COLUMNS: [(&str, &str); 9] = [
    ("total", "Antal"),
    ("completed", "Avslutade"),
    ("ongoing", "Pågår"),
    ("not_carried_out", "Ej genomförda"),
    ("without_status", "Utan status"),
    ("effect_yes", "Effekt: ja"),
    ("effect_partly", "Effekt: delvis"),
    ("effect_no", "Effekt: nej"),
    ("effect_unknown", "Effekt: inte angiven"),
];

/// The cells of a count of control actions, in the order of [`count_columns`].
pub(super) fn count_cells(counts: &ControlCounts, redacted: bool) -> Vec<Cell> {
    let counted = [
        counts.total,
        counts.completed,
        counts.ongoing,
        counts.not_carried_out,
        counts.without_status,
        counts.effect_yes,
        counts.effect_partly,
        counts.effect_no,
        counts.effect_unknown,
    ];
    counted
        .into_iter()
        .chain(redacted.then_some(counts.redacted))
        .map(|count| Cell::Count(i64::from(count)))
        .collect()
}

fn counts(counts: &ControlCounts) -> Table {
    let mut columns = vec![("title", "")];
    let redacted = counts.redacted > 0;
    columns.extend(count_columns(redacted));
    let row = (counts.total > 0).then(|| {
        let mut cells = vec![Cell::text("Kontrollåtgärder")];
        cells.extend(count_cells(counts, redacted));
        Row::new("all", cells).role(RowRole::Total)
    });
    Table::new("control_counts", "Kontrollåtgärder i antal", "", &columns).with(row)
}

/// Bedömning av den interna styrningen och kontrollen (ISK), a to e.
pub(super) fn assessment(c: &Context<'_>) -> Section {
    let judged = c
        .model
        .control
        .assessment(c.unit_id(), c.period().year(), c.size());
    let table = Table::new(
        "control_assessment",
        "Bedömning per krav",
        "",
        &[
            ("title", "Krav"),
            ("judgement", "Bedömning"),
            ("motivation", "Motivering"),
        ],
    )
    .with(judged.iter().map(|judged| {
        let (letter, content) = words::requirement(judged.requirement);
        Row::new(
            letter,
            vec![
                Cell::Text(format!("{letter}) {content}")),
                judged.judgement_cell(),
                Cell::some(judged.motivation.as_deref(), Cell::text),
            ],
        )
        .from_source(judged.grounds.provenance)
    }));
    let of = |wanted| {
        judged
            .iter()
            .filter(|judged| judged.judgement == Some(wanted))
            .count()
    };
    let (sufficient, insufficient) = (of(Sufficiency::Sufficient), of(Sufficiency::Insufficient));
    let section = Section::new(
        "control_assessment",
        "Bedömning av intern styrning och kontroll",
        2,
    )
    .text(legal_wording(c.period().last_day()))
    .table_or(table, "Den interna kontrollen är inte bedömd för året.");
    match (sufficient, insufficient) {
        (0, 0) => section,
        (_, 0) if sufficient == judged.len() => section
            .text("Den interna styrningen och kontrollen bedöms som tillräcklig i alla krav."),
        (_, 0) => section.text(format!(
            "{sufficient} av {} krav är bedömda, alla som tillräckliga.",
            judged.len()
        )),
        (_, _) => section.text(format!(
            "{insufficient} av {} krav bedöms som otillräckliga.",
            judged.len()
        )),
    }
}

/// What the law asks of the judgement on a day, in our words.
pub fn legal_wording(day: Date) -> &'static str {
    let (year, month, first) = PREVENTION_FROM;
    if (day.year(), day.month(), day.day()) >= (year, month, first) {
        "Nämnden ska inom sitt område se till att den interna kontrollen är tillräcklig \
         och att den förebygger fel och oegentligheter i verksamheten (6 kap. 6 § kommunallagen, \
         lydelsen från och med den 1 juli 2025)."
    } else {
        "Nämnden ska inom sitt område se till att den interna kontrollen är tillräcklig \
         (6 kap. 6 § kommunallagen, lydelsen till och med den 30 juni 2025)."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_wording_follows_the_day_of_the_period() {
        for (day, prevents) in [
            ("2024-12-31", false),
            ("2025-06-30", false),
            ("2025-07-01", true),
            ("2025-12-31", true),
        ] {
            let wording = legal_wording(day.parse().unwrap());
            assert_eq!(wording.contains("oegentligheter"), prevents, "{day}");
        }
    }
}
