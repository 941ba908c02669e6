//! Who may read: by role and unit, and without a login only what is published.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ok, problem};
use crate::harness::Ledger;
use crate::served::Served;

/// Questions of a unit.
const OF_A_UNIT: [&str; 6] = [
    "/api/v1/reports/operations_report/{unit}/2024",
    "/api/v1/views/economy/{unit}/2024",
    "/api/v1/checks/operations_report/{unit}/2024",
    "/api/v1/diff/operations_report/{unit}/2024?from=@700",
    "/api/v1/decisions?unit={unit}",
    "/api/v1/explain/figures/operating_result:L1:outcome?unit={unit}&period=2024",
];

#[test]
fn a_unit_that_is_not_the_callers_is_answered_as_one_that_does_not_exist() {
    let served = Served::demonstration();
    let client = served.client("controller");
    let region = served.client("revisor");
    for path in OF_A_UNIT {
        let asked = |unit: &str| client.get(&path.replace("{unit}", unit));
        assert_eq!(asked("RS").status, 200, "{path}");
        let mut others = problem(&asked("RF"), 403, "not_permitted").to_string();
        let mut unknown = problem(&asked("NOPE"), 403, "not_permitted").to_string();
        for (said, unit) in [(&mut others, "RF"), (&mut unknown, "NOPE")] {
            let (before, _) = said.split_once("\"instance\"").expect("an instance");
            let (_, after) = said.split_once("\"place\"").unwrap_or(("", ""));
            *said = format!("{before}{after}").replace(unit, "X");
        }
        assert_eq!(others, unknown, "{path}");
        let reader = region.get(&path.replace("{unit}", "NOPE")).status;
        assert!([200, 404].contains(&reader), "{path}: {reader}");
    }
    for path in [
        "/api/v1/decisions",
        "/api/v1/publications/verksamhetsberattelse-RS-2024/package",
        "/api/v1/proofs/event/0",
    ] {
        let said = problem(&client.get(path), 403, "not_permitted");
        assert!(
            said["remedy"]
                .as_str()
                .is_some_and(|it| it.contains("revisor")),
            "{said}"
        );
    }
}

#[test]
fn an_item_of_another_unit_is_not_explained_by_way_of_ones_own() {
    let served = Served::demonstration();
    let client = served.client("controller");
    let region = served.client("revisor");
    let plan = ok(&region, "/api/v1/views/plan/RS/2024").text;
    assert!(
        plan.contains("RF-E1"),
        "the region's objectives are followed up by the unit"
    );
    ok(&client, "/api/v1/explain/items/RF-E1?unit=RS&period=2024");
    let by_another = client.get("/api/v1/explain/items/RF-E1?unit=HSN&period=2024");
    problem(&by_another, 403, "not_permitted");
}

/// Whose a line is was asked of the part of its id before the first colon, so that a
/// line with a colon in its id was nobody's, and anyone could have its bookings told.
#[test]
fn a_line_whose_id_holds_a_colon_is_its_units_alone() {
    let ledger = Ledger::demonstration();
    let line = r#"{"id":"rad-kolon","actor":"p-1","command":{"DefineReportLines":{"rows":[{"line":"X9:x","table":"operating_result","unit":"RS","title":"Övrigt","parent":"L3","breakdown":"none","order":99}]}}}"#;
    let booking = r#"{"id":"bok-kolon","actor":"p-1","command":{"BookOutcomes":{"rows":[{"unit":"RS","line":"X9:x","month":"2025-02","amount_ore":-4711,"document":"V 4711"}]}}}"#;
    let lines = format!("{line}\n{booking}\n");
    ledger.run_with(&["record", "-"], lines.as_bytes()).ok();
    let words = ["--name", "Prov", "--no-password", "--actor", "p-hsn"];
    let role = ["--role", "controller", "--unit", "HSN"];
    ledger
        .run(&[&["user", "add", "hsn"][..], &words, &role].concat())
        .ok();
    let served = Served::start(ledger, &[]);
    for row in ["X9:x", "X9:x:rest"] {
        let path =
            format!("/api/v1/explain/figures/operating_result:{row}:outcome?unit=HSN&period=2025");
        problem(&served.client("hsn").get(&path), 404, "not_found");
    }
    let own = "/api/v1/explain/figures/operating_result:X9:x:outcome?unit=RS&period=2025";
    assert!(ok(&served.client("revisor"), own).text.contains("V 4711"));
}

/// A report of one's own that does not say the figure gave it all the same, with
/// every booking behind it; and `basis`, which every event changes, gave the whole
/// log. An item of the unit above was explained by way of any unit below it.
#[test]
fn what_another_unit_does_is_not_explained_by_way_of_a_report_that_does_not_say_it() {
    let served = Served::demonstration();
    let region = served.client("revisor");
    let clients = ["HSN", "RS-TV"].map(|unit| {
        let login = unit.to_lowercase();
        let mut words = vec!["user", "add", &login, "--name", "Prov", "--no-password"];
        let actor = format!("p-{login}");
        words.extend(["--actor", &actor, "--role", "controller", "--unit", unit]);
        served.ledger.run(&words).ok();
        (unit, served.client(&login))
    });
    let [(_, hsn), (_, department)] = &clients;
    let explained = |subject: &str, unit: &str| {
        format!("/api/v1/explain/{subject}?kind=operations_report&unit={unit}&period=2024")
    };
    let line = "figures/operating_result:L3.2:outcome";
    problem(&hsn.get(&explained(line, "HSN")), 404, "not_found");
    let own = department.get(&explained(line, "RS-TV"));
    assert_eq!(own.status, 200, "{}", own.text);
    for subject in ["indicators/I-1.1", "items/RF-E1"] {
        let said = department.get(&explained(subject, "RS-TV"));
        problem(&said, 404, "not_found");
    }
    for client in [hsn, &region] {
        let size = client.get(&explained("figures/basis:size:value", "HSN"));
        problem(&size, 404, "not_found");
    }
    let report = |unit: &str| {
        let path = format!("/api/v1/reports/operations_report/{unit}/2024");
        ok(&region, &path).json()
    };
    let own = figures(&report("HSN"));
    let others: Vec<_> = figures(&report("RS"))
        .into_iter()
        .filter(|figure| !own.contains(figure))
        .collect();
    assert!(others.len() > 100, "{} figures", others.len());
    for figure in others {
        let address: Vec<String> = figure.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let asked = explained(&format!("figures/{}", address.concat()), "HSN");
        problem(&hsn.get(&asked), 404, "not_found");
    }
}

/// A figure of every row of a report.
fn figures(report: &Value) -> BTreeSet<String> {
    let list = |value: &Value, member: &str| value[member].as_array().cloned().unwrap_or_default();
    let sections = list(report, "sections").into_iter();
    let blocks = sections.flat_map(|section| list(&section, "blocks"));
    let mut found = BTreeSet::new();
    for table in blocks.map(|block| block["table"].clone()) {
        let columns = list(&table, "columns");
        let (Some(key), Some(column)) = (table["key"].as_str(), columns.last()) else {
            continue;
        };
        let column = column["key"].as_str().unwrap_or_default();
        found.extend(
            list(&table, "rows")
                .iter()
                .filter_map(|row| Some(format!("{key}:{}:{column}", row["key"].as_str()?))),
        );
    }
    found
}

#[test]
fn without_a_login_nothing_is_read_and_only_what_is_published_once_that_is_opened() {
    let ledger = Ledger::demonstration();
    let served = Served::start(ledger, &[]);
    let anyone = served.anyone();
    let shut = [
        "/api/v1/status",
        "/api/v1/units",
        "/api/v1/rules",
        "/api/v1/reports/operations_report/RS/2024",
        "/api/v1/views/economy/RS/2024",
        "/api/v1/checks/operations_report/RS/2024",
        "/api/v1/diff/operations_report/RS/2024?from=@700",
        "/api/v1/decisions",
        "/api/v1/explain/items/RF-E1",
        "/api/v1/publications/verksamhetsberattelse-RS-2024/reproduce",
        "/api/v1/publications/verksamhetsberattelse-RS-2024/package",
        "/api/v1/publications?known_at=@1147",
        "/api/v1/publications?basis=3",
        "/api/v1/proofs/event/0",
        "/api/v1/events",
    ];
    let open = [
        "/api/v1/publications",
        "/api/v1/publications/verksamhetsberattelse-RS-2024",
    ];
    for path in shut.iter().chain(&open) {
        problem(&anyone.get(path), 401, "login_required");
    }
    served.ledger.run(&["user", "public", "on"]).ok();
    for path in shut {
        problem(&anyone.get(path), 401, "login_required");
    }
    let list = ok(&anyone, open[0]).json();
    let known = ok(&served.client("revisor"), open[0]).json();
    assert!(list["basis"]["size"].as_u64() <= known["basis"]["size"].as_u64());
    let reports = list["reports"].as_array().expect("reports");
    assert_eq!(
        reports.len(),
        known["reports"].as_array().expect("reports").len()
    );
    let newest = reports
        .iter()
        .filter_map(|report| report["size"].as_u64())
        .max();
    assert!(list["basis"]["size"].as_u64() > newest);
    for report in reports {
        let members: Vec<_> = report.as_object().expect("a report").keys().collect();
        let told = [
            "period",
            "published_at",
            "report",
            "report_kind",
            "root",
            "sha256",
            "size",
            "unit",
        ];
        assert_eq!(members, told, "nothing of who, or of what came later");
        let id = report["report"].as_str().expect("an id");
        let given = ok(&anyone, &format!("/api/v1/publications/{id}"));
        let hash = projections::canonical::hash(given.text.as_bytes()).to_string();
        assert_eq!(report["sha256"], hash);
    }
    let wrong = "Bearer liggare_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let refused = anyone.get_with(open[0], &[("authorization", wrong)]);
    assert_eq!(refused.status, 401, "{}", refused.text);
}
