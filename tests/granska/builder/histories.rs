//! The histories that archives and packages are made of: a small one, one with a
//! redaction, a rotation and witnesses, and one with figures.

use serde_json::json;

use super::{Builder, id_of};

/// A rule set, two units and a decision: what most histories begin with.
fn begin(builder: &mut Builder) {
    builder.event(
        "RulesAdopted",
        "rules/region",
        json!({"rules": {
        "action_shortfall_percent": 0, "green_from_percent": 75, "interim_from_month": 6,
        "interim_to_month": 8, "partly_within_percent": 0, "red_from_percent": 60, "version": 1}}),
    );
    builder.event("UnitEstablished", "unit/RS", json!({
        "kind": "executive_board", "name": "Regionstyrelsen", "unit": "RS", "valid_from": "2015-01-01"}));
}

/// Five events, two checkpoints, one report: small enough to change every byte.
pub(crate) fn small() -> Builder {
    let mut builder = Builder::new("Region Prov");
    begin(&mut builder);
    builder.checkpoint();
    builder.command("skriv");
    for section in ["personnel", "sound_economy"] {
        builder.event(
            "NarrativeWritten",
            "narrative/RS",
            json!({
            "period": "2024", "section": section, "text": "Året var gott.", "unit": "RS"}),
        );
    }
    builder.each_alone();
    builder.publish("VB", "Året var gott.");
    builder.checkpoint();
    builder
}

/// Everything: decisions, a redaction, a change of key, witnesses, two reports.
pub(crate) fn whole() -> Builder {
    let mut builder = Builder::new("Region Prov");
    begin(&mut builder);
    builder.event(
        "DecisionTaken",
        "decision/B-1",
        json!({
        "date": "2024-01-01", "decision": "B-1", "kind": "disposal", "organ": "Regionstyrelsen",
        "precision": "day", "title": "Gallring", "unit": "RS"}),
    );
    builder.checkpoint();
    builder.command("skriv");
    for section in ["summary", "sound_economy"] {
        builder.event(
            "NarrativeWritten",
            "narrative/RS",
            json!({
            "period": "2024-01/2024-04", "section": section, "text": "Anna var bäst.", "unit": "RS"}),
        );
    }
    builder.each_alone();
    builder.publish("VB-1", "Anna var bäst.");
    builder.checkpoint();
    builder.decided_by("B-1");
    builder.event(
        "PayloadRedacted",
        &format!("redaction/{}", id_of(3)),
        json!({
        "event": id_of(3), "legal_ground": "Dataskyddsförordningen artikel 17", "position": 3,
        "remains": {"narrative": {"period": "2024-01/2024-04", "section": "summary", "unit": "RS"}}}),
    );
    builder.destroy(3);
    let text =
        &mut builder.reports.get_mut("reports/VB-1.json").unwrap()["sections"][0]["blocks"][0];
    *text = json!({"text": "Gallrad uppgift (@3, beslut B-1)."});
    builder.rotate();
    builder.checkpoint();
    let policy = json!({"required": 1, "witnesses": [builder.witness.verifier().to_string()]});
    builder.event("WitnessPolicyAdopted", "proof/witnesses", policy);
    let cosigned = builder.cosigned_checkpoint();
    builder.command("publicera");
    builder.publish("VB-2", "Året är slut.");
    builder.event(
        "PublicationWitnessed",
        "report/VB-2",
        json!({"checkpoint": cosigned, "report": "VB-2"}),
    );
    builder.checkpoint();
    builder
}

/// A ledger with a line, two bookings and a report that states their sum: −1 000
/// kronor when it is right.
pub(crate) fn with_figures(stated_ore: i64) -> Builder {
    let mut builder = Builder::new("Region Prov");
    begin(&mut builder);
    builder.event(
        "ReportLineDefined",
        "line/L1",
        json!({
        "breakdown": "none", "line": "L1", "order": 1, "table": "operating_result",
        "title": "Driften", "unit": "RS"}),
    );
    for (month, amount) in [("2024-01", -40_000), ("2024-02", -60_000)] {
        builder.event(
            "OutcomeBooked",
            "outcome/L1/2024",
            json!({
            "amount_ore": amount, "document": "V 1", "line": "L1", "month": month, "unit": "RS"}),
        );
    }
    let table = |key: &str, row: &str, columns: &[(&str, &str)]| {
        let mut cells = vec![json!({"text": "Driften"}), json!({"amount": stated_ore})];
        cells.resize(columns.len(), json!("empty"));
        let columns = columns
            .iter()
            .map(|(key, title)| json!({"key": key, "title": title}));
        let row = json!({"cells": cells, "key": row, "level": 0, "role": "item"});
        json!({"table": {
            "columns": columns.collect::<Vec<_>>(), "key": key, "note": "", "rows": [row], "title": key}})
    };
    let result = |first, previous| {
        [
            ("title", first),
            ("outcome", "Utfall"),
            ("budget", "Budget"),
            ("variance", "Avvikelse"),
            ("previous", previous),
            ("change", "Förändring"),
        ]
    };
    let year = [
        ("forecast", "Prognos helår"),
        ("budget_year", "Budget helår"),
        ("forecast_variance", "Prognos minus budget"),
    ];
    let lines = [&result("", "Utfall föregående år")[..], &year[..]].concat();
    let mut document = builder.document("Året var gott.");
    document["sections"][0]["blocks"] = json!([
        table("key_figures", "result", &result("Nyckeltal", "Föregående")),
        table("operating_result", "L1", &lines),
    ]);
    builder.publish_document("VB", document);
    builder.checkpoint();
    builder
}
