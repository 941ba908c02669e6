//! What happened, what was decided, and internal control.

use serde_json::json;

use super::{History, agrees, places, table};

const YEAR: (&str, &str, &str) = ("operations_report", "RS", "2024");
const REGION: (&str, &str, &str) = ("annual_report", "RF", "2024");

#[test]
fn a_noted_event_stands_with_its_day_in_the_report_of_its_units_period() {
    let noted = |unit: &str, kind: &str, date: &str| json!({"unit": unit, "kind": kind, "date": date, "title": "t", "text": "x"});
    let history = History::region()
        .and(
            "SignificantEventNoted",
            noted("RS", "significant_event", "2024-03-01"),
        )
        .and(
            "SignificantEventNoted",
            noted("RF", "significant_event", "2024-03-01"),
        )
        .and(
            "SignificantEventNoted",
            noted("RS", "significant_event", "2025-01-01"),
        )
        .and(
            "SignificantEventNoted",
            noted("RS", "future_challenge", "2027-12-31"),
        )
        .and(
            "SignificantEventNoted",
            noted("RS", "future_challenge", "2028-01-01"),
        );
    let stated = table("significant_events", "date", &[("2", "date:2024-03-01")]);
    agrees(&history.table(YEAR, stated), 1);
    let stated = table("future_challenges", "date", &[("5", "date:2027-12-31")]);
    agrees(&history.table(YEAR, stated), 1);
    let stated = table("significant_events", "date", &[("2", "date:2024-03-02")]);
    assert_eq!(places(&history.table(YEAR, stated)), [("2", "date")]);
}

#[test]
fn a_reorganisation_is_told_by_its_days() {
    let history = History::region()
        .unit("SN", "committee", Some("RF"))
        .unit("RS-IT", "department", Some("RS"))
        .and("UnitMoved", json!({"unit": "RS-IT", "parent": "SN", "valid_from": "2024-10-01"}))
        .and("UnitRenamed", json!({"unit": "SN", "name": "S", "valid_from": "2024-05-01"}))
        .and(
            "MandateMoved",
            json!({"mandate": "IT", "from_unit": "RS", "to_unit": "SN", "valid_from": "2024-10-01"}),
        )
        .and("UnitDissolved", json!({"unit": "RS-IT", "valid_to": "2024-11-30"}));
    let stated = table(
        "organisation_changes",
        "date",
        &[
            ("RS-IT/4", "date:2024-10-01"),
            ("SN/5", "date:2024-05-01"),
            ("RS-IT/7", "date:2024-11-30"),
        ],
    );
    agrees(&history.table(REGION, stated), 3);
    let stated = table("mandates_moved", "date", &[("6", "date:2024-10-01")]);
    agrees(&history.table(YEAR, stated), 1);
}

#[test]
fn a_decision_shows_its_amount_and_whether_it_is_reported_and_else_stands_open() {
    let taken = |decision: &str, day: &str, delegated: bool| {
        let mut payload = json!({"decision": decision, "unit": "RS", "organ": "RS", "kind": "other",
            "title": "t", "date": day, "precision": "day", "amount_ore": -5});
        if delegated {
            payload["delegation"] = json!({"committee": "RS", "urgent": false});
        }
        payload
    };
    let history = History::region()
        .and("DecisionTaken", taken("D1", "2024-02-01", false))
        .and("DecisionTaken", taken("D2", "2024-03-01", true))
        .and("DecisionTaken", taken("D3", "2023-03-01", true))
        .and(
            "DecisionReported",
            json!({"decision": "D2", "committee": "RS", "date": "2024-04-02"}),
        )
        .and(
            "MatterReferredBack",
            json!({"decision": "D1", "matter": "m", "by_minority": true, "motivation": "x"}),
        )
        .from("stated");
    let stated = table(
        "decisions",
        "amount reported",
        &[("D1", "-5 _"), ("D2", "-5 date:2024-04-02")],
    );
    agrees(&history.table(YEAR, stated), 3);
    let mut stated = table("referrals_back", "by_minority", &[("D1/0", "\"ja")]);
    stated["rows"][0]["provenance"] = json!("stated");
    agrees(&history.table(YEAR, stated), 0);
    agrees(
        &history.table(YEAR, table("open_decisions", "", &[("D3", "")])),
        0,
    );
    let result = history.table(YEAR, table("open_decisions", "", &[("D2", "")]));
    assert_eq!(places(&result), [("D2", ""), ("D3", "")]);
}

#[test]
fn control_actions_count_by_their_latest_follow_up() {
    let planned = |control: &str| {
        json!({"control": control, "risk": "R1", "unit": "RS", "year": 2024, "title": "t",
            "scope": "region"})
    };
    let followed = |control: &str, period: &str, status: &str| json!({"control": control, "period": period, "status": status, "effect": "partly"});
    let history = History::region()
        .and(
            "RiskIdentified",
            json!({"risk": "R1", "unit": "RS", "year": 2024, "area": "HR", "title": "t",
                "likelihood": 3, "impact": 4}),
        )
        .and("ControlActionPlanned", planned("K1"))
        .and("ControlActionPlanned", planned("K2"))
        .and(
            "ControlActionFollowedUp",
            followed("K1", "2024", "completed"),
        )
        .and(
            "ControlActionFollowedUp",
            followed("K1", "2024-01/2024-07", "ongoing"),
        );
    let stated = table(
        "risks",
        "likelihood impact risk_value",
        &[("R1", "count:3 count:4 count:12")],
    );
    agrees(&history.table(YEAR, stated), 3);
    let stated = |k1: &'static str| {
        table(
            "internal_control",
            "status effect",
            &[("K1", k1), ("K2", "? _")],
        )
    };
    agrees(
        &history.table(YEAR, stated("control:completed effect:partly")),
        3,
    );
    let interim = ("interim_report", "RS", "2024-01/2024-07");
    agrees(
        &history.table(interim, stated("control:ongoing effect:partly")),
        3,
    );
    let columns = "total completed ongoing not_carried_out without_status effect_yes effect_partly \
                   effect_no effect_unknown";
    let cells = "count:2 count:1 count:0 count:0 count:1 count:0 count:1 count:0 count:1";
    agrees(
        &history.table(YEAR, table("control_counts", columns, &[("all", cells)])),
        9,
    );
    agrees(
        &history.table(REGION, table("control_counts", columns, &[("RS", cells)])),
        9,
    );
}

#[test]
fn a_requirement_that_nobody_judged_is_missing() {
    let history = History::region().and(
        "ControlAssessed",
        json!({"unit": "RS", "year": 2024, "requirement": "b", "judgement": "insufficient"}),
    );
    let stated = table(
        "control_assessment",
        "judgement",
        &[
            ("a", "?"),
            ("b", "sufficiency:insufficient"),
            ("c", "?"),
            ("d", "?"),
            ("e", "?"),
        ],
    );
    agrees(&history.table(YEAR, stated), 5);
    let stated = table(
        "control_assessment",
        "a b c d e",
        &[("RS", "? sufficiency:insufficient ? ? ?")],
    );
    agrees(&history.table(REGION, stated), 5);
}

#[test]
fn who_has_handed_in_a_report_is_told_and_who_has_not_is_missing() {
    let history = History::region().unit("SN", "committee", Some("RF")).and(
        "ReportSubmitted",
        json!({"kind": "operations_report", "unit": "RS", "period": "2024", "to": "RF"}),
    );
    let stated = table(
        "submitted_reports",
        "submitted",
        &[("RS", "\"ja"), ("SN", "?")],
    );
    agrees(&history.table(REGION, stated), 1);
    let stated = table(
        "submitted_reports",
        "submitted",
        &[("RS", "\"ja"), ("SN", "\"ja")],
    );
    assert_eq!(
        places(&history.table(REGION, stated)),
        [("SN", "submitted")]
    );
}
