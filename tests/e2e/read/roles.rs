//! Who may ask what: the page's table against every question of the document.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::Ledger;
use crate::read::problem;
use crate::served::Served;

/// What the page says of each right, a cell a role.
const ACCESS: &str = include_str!("../../../tools/liggare/src/access/ACCESS.md");

/// The roles in the page's order, and how the command line names them.
const ROLES: [&str; 6] = [
    "registrator",
    "controller",
    "sekreterare",
    "uppsikt",
    "revisor",
    "administrator",
];

/// A question for every address of the document that asks for a right.
const QUESTIONS: [(&str, &str); 26] = [
    (
        "checks/{kind}/{unit}/{period}",
        "checks/operations_report/RS/2024",
    ),
    ("checkpoints", "checkpoints"),
    ("decisions", "decisions"),
    (
        "diff/{kind}/{unit}/{period}",
        "diff/operations_report/RS/2024?from=@700",
    ),
    ("events", "events?limit=1"),
    ("events/live", "events/live"),
    ("events/{position}", "events/0"),
    (
        "explain/figures/{figure}",
        "explain/figures/operating_result:L1:outcome?unit=RS&period=2024",
    ),
    (
        "explain/indicators/{indicator}",
        "explain/indicators/I-1.4?unit=RS&period=2024",
    ),
    (
        "explain/items/{item}",
        "explain/items/RF-E1?unit=RS&period=2024",
    ),
    ("log/checkpoint", "log/checkpoint"),
    ("log/tile/entries/{number}", "log/tile/entries/999"),
    ("log/tile/{level}/{number}", "log/tile/0/999"),
    ("proofs/consistency", "proofs/consistency?from=1&to=2"),
    ("proofs/event/{position}", "proofs/event/0"),
    ("proofs/inclusion", "proofs/inclusion?position=0&size=1"),
    ("publications", "publications?limit=1"),
    (
        "publications/{report}",
        "publications/verksamhetsberattelse-RS-2024",
    ),
    (
        "publications/{report}/package",
        "publications/verksamhetsberattelse-RS-2024/package",
    ),
    (
        "publications/{report}/reproduce",
        "publications/verksamhetsberattelse-RS-2024/reproduce",
    ),
    (
        "reports/{kind}/{unit}/{period}",
        "reports/operations_report/RS/2024",
    ),
    ("rules", "rules"),
    ("status", "status"),
    ("units", "units?limit=1"),
    ("views/{view}/{unit}/{period}", "views/economy/RS/2024"),
    ("/metrics", "/metrics"),
];

/// What anyone may ask.
const OPEN: [&str; 2] = ["/health/live", "/health/ready"];

fn matrix() -> BTreeMap<&'static str, Vec<bool>> {
    let (_, rows) = ACCESS.split_once("## Att läsa").expect("the rights");
    let rows = rows.lines().filter(|line| line.starts_with("| `"));
    rows.filter_map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let held = cells.get(3..9)?.iter().map(|cell| !cell.is_empty());
        Some((cells.get(1)?.trim_matches('`'), held.collect()))
    })
    .collect()
}

/// Goal: what the page lists, and what the document says that an address asks for,
/// is what the address asks for. Method: every address of the document by an account
/// of each role for the whole region, by one whose only role has ended, and by nobody.
#[test]
fn every_question_is_answered_for_the_roles_of_the_page_and_for_no_other() {
    let served = Served::start(Ledger::demonstration(), &[]);
    let account = |login: &str, role: &str| {
        let add = ["user", "add", login, "--name", "Prov", "--no-password"];
        served.ledger.run(&add).ok();
        let mut grant = vec!["user", "grant", login, role];
        if ROLES[..3].contains(&role) {
            grant.push("--region");
        }
        served.ledger.run(&grant).ok();
        served.client(login)
    };
    let clients = ROLES.map(|role| account(&format!("tabell-{role}"), role));
    let ended = account("tabell-slut", "revisor");
    served
        .ledger
        .run(&["user", "revoke", "tabell-slut", "revisor"])
        .ok();
    let anyone = served.anyone();
    let address = |path: &str| match path.strip_prefix('/') {
        Some(_) => path.to_owned(),
        None => format!("/api/v1/{path}"),
    };
    let document = anyone.get("/api/v1/openapi.json").json();
    let paths = document["paths"].as_object().expect("paths");
    let asking: BTreeSet<_> = paths
        .iter()
        .filter(|(path, operations)| {
            operations.get("get").is_some() && !OPEN.contains(&path.as_str())
        })
        .map(|(path, _)| path.clone())
        .collect();
    let asked: BTreeSet<_> = QUESTIONS.iter().map(|(place, _)| address(place)).collect();
    assert_eq!(asking, asked, "every address has a question here");
    let matrix = matrix();
    for (place, path) in QUESTIONS {
        let rights = &paths[&address(place)]["get"]["x-capability"];
        let right = rights.as_str().or_else(|| {
            // A view asks for its own.
            let view = path.split('/').nth(1)?;
            let mut rights = rights.as_array()?.iter().filter_map(|it| it.as_str());
            rights.find(|right| *right == view)
        });
        let right = right.unwrap_or_else(|| panic!("{place} asks for nothing"));
        let path = address(path);
        for ((client, role), held) in clients.iter().zip(ROLES).zip(&matrix[right]) {
            if !held {
                problem(&client.get(&path), 403, "not_permitted");
            } else if !path.ends_with("/live") {
                // What is followed live has no end to wait for.
                let said = client.get(&path);
                // A tile is no text, so one is asked for that is not there.
                let status = if place.starts_with("log/tile/") {
                    404
                } else {
                    200
                };
                assert_eq!(said.status, status, "{role} {path}: {}", said.text);
            }
        }
        problem(&ended.get(&path), 403, "not_permitted");
        problem(&anyone.get(&path), 401, "login_required");
    }
}
