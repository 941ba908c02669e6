//! Who may read: by role and unit, and without a login only what is published.

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
