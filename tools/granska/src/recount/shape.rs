//! Shape: which members a report may have, and what its columns are called.
//!
//! What is not known here is a difference: a figure in a member or a block that
//! no recount looks at would otherwise stand beside those that are recounted.

use serde_json::Value;

use super::answer::Difference;
use super::table::{list, whole_row};

const REPORT: [&str; 6] = ["basis", "kind", "period", "sections", "title", "unit"];
const SECTION: [&str; 4] = ["blocks", "heading", "key", "level"];
const BLOCK: [&str; 2] = ["table", "text"];
const TABLE: [&str; 5] = ["columns", "key", "note", "rows", "title"];
const COLUMN: [&str; 2] = ["key", "title"];
const ROW: [&str; 5] = ["cells", "key", "level", "provenance", "role"];

/// Every member of a report that no report has.
pub(super) fn unknown(report: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    known(report, &REPORT, "rapporten", &mut found);
    for section in list(report, "sections") {
        let place = section["key"].as_str().unwrap_or("avsnitt");
        known(section, &SECTION, place, &mut found);
        for block in list(section, "blocks") {
            known(block, &BLOCK, place, &mut found);
            if block.as_object().is_none_or(|block| block.len() != 1) {
                found.push(whole_row(
                    place,
                    "ett block med flera delar",
                    "en text eller en tabell",
                ));
            }
            if block.get("text").is_some_and(|text| !text.is_string()) {
                found.push(whole_row(place, "ett block som inte är text", "en text"));
            }
            let Some(table) = block.get("table") else {
                continue;
            };
            let place = table["key"].as_str().unwrap_or("tabell");
            known(table, &TABLE, place, &mut found);
            for column in list(table, "columns") {
                known(column, &COLUMN, place, &mut found);
            }
            for row in list(table, "rows") {
                known(row, &ROW, place, &mut found);
            }
        }
    }
    found
}

fn known(object: &Value, members: &[&str], place: &str, found: &mut Vec<Difference>) {
    for name in object
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys())
    {
        if !members.contains(&name.as_str()) {
            found.push(Difference {
                row: place.into(),
                column: name.clone(),
                stated: "en uppgift".into(),
                counted: "ingen sådan uppgift".into(),
            });
        }
    }
}

/// The fixed columns of tables that are not of key figures, as `key=title`.
const TITLES: [(&str, &[&str]); 31] = [
    (
        "action_plan",
        &[
            "title=Åtgärd",
            "category=Slag",
            "plan=Plan",
            "outcome=Utfall",
            "shortfall=Kvar att nå",
            "fte_plan=Årsarbetare, plan",
            "fte_outcome=Årsarbetare, utfall",
            "consequence=Konsekvens",
            "comment=Kommentar",
        ],
    ),
    (
        "assignments",
        &[
            "title=Uppdrag",
            "owner=Ansvarig",
            "due=Klart senast",
            "status=Status",
            "colour=Bedömning",
            "trend=Trend",
            "motivation=Motivering",
            "done=Vad som har gjorts",
        ],
    ),
    ("balance_requirement", &["title=", "outcome=Utfall"]),
    ("basis", &["title=", "value=Värde"]),
    (
        "checks",
        &[
            "title=Kontroll",
            "outcome=Utfall",
            "stated=Angivet",
            "computed=Beräknat",
            "difference=Skillnad",
        ],
    ),
    (
        "colour_counts",
        &[
            "title=",
            "total=Antal",
            "green=Gröna",
            "yellow=Gula",
            "red=Röda",
            "not_assessable=Kan inte bedömas",
            "not_assessed=Inte bedömda",
            "redacted=Gallrade",
        ],
    ),
    (
        "committees",
        &[
            "title=Nämnd",
            "total=Antal",
            "green=Gröna",
            "yellow=Gula",
            "red=Röda",
            "not_assessable=Kan inte bedömas",
            "not_assessed=Inte bedömda",
            "redacted=Gallrade",
            "outcome=Utfall",
            "budget=Budget",
            "variance=Avvikelse",
            "insufficient_control=Otillräckliga krav i ISK",
            "failed_checks=Kontroller som inte håller",
            "waived_checks=Undantagna kontroller",
        ],
    ),
    (
        "control_assessment",
        &[
            "title=Nämnd",
            "title=Krav",
            "a=a",
            "b=b",
            "c=c",
            "d=d",
            "e=e",
            "judgement=Bedömning",
            "motivation=Motivering",
        ],
    ),
    (
        "control_counts",
        &[
            "title=Nämnd",
            "title=",
            "total=Antal",
            "completed=Avslutade",
            "ongoing=Pågår",
            "not_carried_out=Ej genomförda",
            "without_status=Utan status",
            "effect_yes=Effekt: ja",
            "effect_partly=Effekt: delvis",
            "effect_no=Effekt: nej",
            "effect_unknown=Effekt: inte angiven",
            "redacted=Gallrade",
        ],
    ),
    (
        "decisions",
        &[
            "title=Beslut",
            "date=Datum",
            "organ=Beslutat av",
            "kind=Slag",
            "amount=Belopp",
            "case_number=Diarienummer",
            "paragraph=Paragraf",
            "reported=Anmält",
        ],
    ),
    ("development", &["title="]),
    (
        "frames",
        &[
            "title=Ram",
            "decided=Beslutad",
            "change=Ändring",
            "current=Gällande",
            "used=Förbrukat",
            "left=Kvar",
            "decision=Beslut",
        ],
    ),
    (
        "future_challenges",
        &[
            "title=Utmaning",
            "date=Väntas från",
            "unit=Enhet",
            "text=Innebörd",
        ],
    ),
    ("income_statement", LINES),
    (
        "indicator_counts",
        &[
            "title=",
            "total=Antal",
            "fully=Helt",
            "partly=Delvis",
            "not_at_all=Inte alls",
            "missing=Värde saknas",
            "not_reported=Inte rapporterade",
            "without_status=Utan uppfyllelse",
        ],
    ),
    (
        "indicators",
        &[
            "title=Indikator",
            "unit_of_measure=Enhet",
            "desired=Önskad riktning",
            "outcome=Utfall",
            "target=Målvärde",
            "previous=Föregående",
            "fulfilment=Uppfyllelse",
            "remark=Anmärkning",
        ],
    ),
    (
        "internal_control",
        &[
            "title=Kontrollåtgärd",
            "area=Område",
            "risk=Risk",
            "scope=Slag",
            "status=Status",
            "effect=Önskad effekt",
            "comment=Kommentar",
            "unit=Enhet",
        ],
    ),
    (
        "investment_objects",
        &[
            "title=Objekt",
            "unit=Enhet",
            "outcome=Utfall",
            "budget=Budget för året",
            "outcome_to_date=Utfall sedan start",
            "budget_all_years=Budget alla år",
            "decision=Beslut",
        ],
    ),
    ("investments", LINES),
    (
        "key_figures",
        &[
            "title=Nyckeltal",
            "outcome=Utfall",
            "budget=Budget",
            "variance=Avvikelse",
            "previous=Föregående",
            "change=Förändring",
        ],
    ),
    (
        "mandates_moved",
        &["title=Ansvar", "date=Från och med", "from=Från", "to=Till"],
    ),
    (
        "objective_weighing",
        &[
            "title=Effektmål och bedömande enhet",
            "colour=Bedömning",
            "trend=Trend",
            "assessment_basis=Bedömningen är gjord",
            "evidence=Antal underlag",
        ],
    ),
    (
        "objectives",
        &[
            "title=Mål",
            "kind=Slag",
            "owner=Ansvarig",
            "colour=Bedömning",
            "trend=Trend",
            "assessment_basis=Bedömningen är gjord",
            "evidence=Antal underlag",
        ],
    ),
    (
        "open_decisions",
        &[
            "title=Beslut",
            "date=Datum",
            "organ=Beslutat av",
            "committee=Ska anmälas till",
            "urgent=Brådskande",
        ],
    ),
    ("operating_result", LINES),
    (
        "organisation_changes",
        &["title=Enhet", "date=Datum", "change=Förändring"],
    ),
    (
        "reallocations",
        &[
            "title=Omdisponering",
            "amount=Belopp",
            "from_month=Från månad",
            "decision=Beslut",
        ],
    ),
    (
        "referrals_back",
        &[
            "title=Ärende",
            "decision=Beslut",
            "by_minority=Återremitterat av",
            "motivation=Motivering",
        ],
    ),
    (
        "reserves",
        &[
            "title=Reserv",
            "decided=Beslutad",
            "disposed=Disponerat",
            "left=Kvar",
            "decision=Beslut",
        ],
    ),
    (
        "risks",
        &[
            "title=Risk",
            "area=Område",
            "unit=Enhet",
            "likelihood=Sannolikhet",
            "impact=Konsekvens",
            "risk_value=Riskvärde",
        ],
    ),
    (
        "significant_events",
        &[
            "title=Händelse",
            "date=Datum",
            "unit=Enhet",
            "text=Innebörd",
        ],
    ),
];

const LINES: &[&str] = &[
    "title=",
    "outcome=Utfall",
    "budget=Budget",
    "variance=Avvikelse",
    "previous=Utfall föregående år",
    "change=Förändring",
    "forecast=Prognos helår",
    "budget_year=Budget helår",
    "forecast_variance=Prognos minus budget",
];

const SOURCES: &[&str] = &["title=Källa", "count=Antal rader"];

const SUBMITTED: &[&str] = &[
    "title=Nämnd",
    "submitted=Inlämnad",
    "to=Till",
    "published=Publicerad som",
    "period=Perioden",
];

const MEASURE: &[&str] = &[
    "title=",
    "outcome=Utfall",
    "outcome=Totalt",
    "previous=Föregående",
    "change=Förändring",
    "change_percent=Förändring, %",
];

/// What a column of a table may be called: none when the table has no such fixed column.
pub(super) fn titles<'a>(table: &str, column: &'a str) -> impl Iterator<Item = &'static str> + 'a {
    let fixed = match table {
        "sources" => SOURCES,
        "submitted_reports" => SUBMITTED,
        table => TITLES
            .iter()
            .find(|(key, _)| *key == table)
            .map_or(MEASURE, |(_, columns)| *columns),
    };
    fixed
        .iter()
        .filter_map(|fixed| fixed.split_once('='))
        .filter(move |(key, _)| *key == column)
        .map(|(_, title)| title)
}

/// What a column is called that is there for what the events hold: a year, or a
/// part of a key figure.
pub(super) fn title_of_part(column: &str) -> String {
    if let Some(year) = column.strip_prefix("fte_forecast_") {
        return format!("Årsarbetare, prognos {year}");
    }
    if let Some(year) = column.strip_prefix("forecast_") {
        return format!("Prognos {year}");
    }
    if let Some(part) = column.strip_suffix("_previous") {
        return format!("{} föregående", title_of_part(part));
    }
    match column {
        "women" => "Kvinnor",
        "men" => "Män",
        "all" => "Alla",
        other => other,
    }
    .into()
}
