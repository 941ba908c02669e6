//! Commands over HTTP: what is taken, from whom, and once.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::harness::Ledger;
use crate::served::{Client, Served};

const COMMANDS: &str = include_str!("../../src/command/COMMANDS.md");
const ACCESS: &str = include_str!("../../tools/liggare/src/access/ACCESS.md");

/// The roles, in the order of the page's columns.
const ROLES: [&str; 6] = [
    "registrator",
    "controller",
    "sekreterare",
    "uppsikt",
    "revisor",
    "administrator",
];

/// An account with roles for the whole region.
fn account(ledger: &Ledger, login: &str, actor: &str, roles: &[&str]) {
    let add = ["user", "add", login, "--name", "Prov", "--no-password"];
    ledger.run(&[&add[..], &["--actor", actor]].concat()).ok();
    for role in roles {
        let mut grant = vec!["user", "grant", login, role];
        if ROLES[..3].contains(role) {
            grant.push("--region");
        }
        ledger.run(&grant).ok();
    }
}

/// An empty ledger, served, with one who may everything.
fn empty() -> (Served, Client) {
    let ledger = Ledger::empty();
    account(&ledger, "allt", "p-3", &ROLES);
    let served = Served::start(ledger, &[]);
    let client = served.client("allt");
    (served, client)
}

fn size(client: &Client) -> u64 {
    client.get("/api/v1/status").json()["basis"]["size"]
        .as_u64()
        .expect("a size")
}

/// The documented commands, in order.
fn documented() -> Vec<Value> {
    let lines = COMMANDS.lines().filter(|line| line.starts_with("{\"id\""));
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn kind(command: &Value) -> String {
    let kinds = command["command"].as_object().expect("a command");
    kinds.keys().next().expect("a kind").clone()
}

/// What the page says of each kind of command, a cell a role.
fn matrix() -> BTreeMap<String, Vec<String>> {
    let rows = ACCESS.lines().filter(|line| line.starts_with("| `"));
    rows.filter_map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let name = cells.get(1)?.trim_matches('`').to_owned();
        let cells = cells.get(3..9)?;
        Some((name, cells.iter().map(|&cell| cell.to_owned()).collect()))
    })
    .collect()
}

fn send(client: &Client, path: &str, body: &Value) -> (u16, Value) {
    let reply = client
        .post(path, &[], &body.to_string())
        .expect("an answer");
    (reply.status, reply.json())
}

/// Goal: denied unless listed, over HTTP as on the page. Method: the documented year
/// is sent in order; before each command is recorded, it is sent by one account per
/// role. Whoever is not listed is refused, and the ledger is as large as before.
#[test]
fn every_documented_command_is_taken_from_the_roles_of_the_page_and_from_no_other() {
    let ledger = Ledger::empty();
    account(&ledger, "allt", "p-3", &ROLES);
    for role in ROLES {
        account(&ledger, role, &format!("p-{role}"), &[role]);
    }
    let served = Served::start(ledger, &[]);
    let clients = ROLES.map(|role| served.client(role));
    let all = served.client("allt");
    let matrix = matrix();
    let mut recorded = size(&all);
    for mut command in documented() {
        let kind = kind(&command);
        let what = command["id"].to_string();
        command.as_object_mut().expect("an object").remove("actor");
        let special = match kind.as_str() {
            "PublishReport" => Some("use_publish"),
            "RotateSigningKey" => Some("command_line_only"),
            _ => None,
        };
        for (client, cell) in clients.iter().zip(&matrix[&kind]) {
            if special.is_some() {
                continue;
            }
            let path = match cell.as_str() {
                "" | "egna" => "/api/v1/commands",
                _ => "/api/v1/commands?check=true",
            };
            let (status, answer) = send(client, path, &command);
            if cell == "ja" {
                assert!([200, 409, 422].contains(&status), "{what}: {answer}");
            } else {
                assert_eq!(
                    (status, &answer["code"]),
                    (403, &json!("not_permitted")),
                    "{what}"
                );
                assert!(
                    answer["remedy"]
                        .as_str()
                        .is_some_and(|text| text.contains("rollen"))
                );
            }
        }
        assert_eq!(size(&all), recorded, "{what}");
        let (status, answer) = send(&all, "/api/v1/commands", &command);
        if let Some(code) = special {
            assert_eq!((status, &answer["code"]), (422, &json!(code)), "{what}");
            continue;
        }
        assert_eq!(status, 201, "{what}: {answer}");
        recorded += answer["receipt"]["count"].as_u64().expect("a count");
        assert_eq!(size(&all), recorded, "{what}");
    }
    assert!(recorded > 50, "{recorded}");
    served.stop().run(&["verify"]).ok();
}

#[test]
fn a_command_is_recorded_once_whatever_way_its_id_is_given() {
    let (_served, client) = empty();
    let unit = |name: &str| json!({"command": {"EstablishUnit": {"unit": "RF", "name": name, "kind": "assembly", "valid_from": "2020-01-01"}}});
    let post = |key: &str, body: &Value| {
        let reply = client
            .post(
                "/api/v1/commands",
                &[("idempotency-key", key)],
                &body.to_string(),
            )
            .expect("an answer");
        (reply.status, reply.json(), reply.headers)
    };
    let (status, first, headers) = post("\"enhet-RF\"", &unit("Fullmäktige"));
    assert_eq!((status, &first["outcome"]), (201, &json!("recorded")));
    assert_eq!(headers["location"], "/api/v1/events/0");
    assert_eq!(client.get("/api/v1/events/0").status, 200);
    let (status, again, _) = post("enhet-RF", &unit("Fullmäktige"));
    assert_eq!((status, &again["outcome"]), (200, &json!("repeated")));
    assert_eq!(
        again["receipt"]["first_position"],
        first["receipt"]["first_position"]
    );
    let mut inside = unit("Fullmäktige");
    inside["id"] = json!("enhet-RF");
    inside["actor"] = json!("p-3");
    assert_eq!(send(&client, "/api/v1/commands", &inside).0, 200);
    assert_eq!(post("enhet-RF", &inside).0, 200);

    let refused = |(status, answer): (u16, Value), expected: u16, code: &str| {
        assert_eq!(
            (status, &answer["code"]),
            (expected, &json!(code)),
            "{answer}"
        );
        assert_eq!(answer["type"], json!(format!("urn:liggare:problem:{code}")));
    };
    let told = |key: &str, body: &Value| {
        let (status, answer, _) = post(key, body);
        (status, answer)
    };
    refused(told("enhet-RF", &unit("Annat")), 422, "command_id_reused");
    refused(told("annan", &inside), 400, "idempotency_key_differs");
    refused(
        told("med mellanrum", &inside),
        400,
        "idempotency_key_invalid",
    );
    refused(
        send(&client, "/api/v1/commands", &unit("X")),
        400,
        "idempotency_key_missing",
    );
    inside["actor"] = json!("p-4");
    refused(
        send(&client, "/api/v1/commands", &inside),
        403,
        "actor_is_not_caller",
    );
    assert_eq!(size(&client), 1);
}

#[test]
fn a_trial_records_nothing_and_says_what_would_come_of_it() {
    let (_served, client) = empty();
    let mut first = documented();
    first.truncate(3);
    let path = "/api/v1/commands?check=true";
    for _ in 0..2 {
        let (status, answer) = send(&client, path, &first[0]);
        assert_eq!((status, &answer["outcome"]), (200, &json!("possible")));
        assert_eq!(answer["receipt"]["first_position"], json!(0));
    }
    let (status, answer) = send(&client, path, &first[2]);
    assert_eq!((status, &answer["code"]), (422, &json!("unknown_unit")));
    assert_eq!(size(&client), 0);
    assert_eq!(send(&client, "/api/v1/commands", &first[0]).0, 201);
    let (status, answer) = send(&client, path, &first[0]);
    assert_eq!((status, &answer["outcome"]), (200, &json!("repeated")));
}

/// Goal: a batch is its commands one by one, in order. Method: the documented year in
/// one request, where nearly every command rests on those before it, with a refused
/// and an unreadable one among them; then the same as lines.
#[test]
fn a_batch_records_each_command_in_its_order_and_answers_each() {
    let (served, client) = empty();
    let mut commands: Vec<Value> = documented()
        .into_iter()
        .filter(|command| !["PublishReport", "RotateSigningKey"].contains(&kind(command).as_str()))
        .collect();
    let good = commands.len();
    commands.insert(
        5,
        json!({"id": "fel", "command": {"EstablishUnit": {"unit": "RF"}}}),
    );
    commands.insert(9, json!({"id": "fel-2", "actor": "p-9", "command": {"EstablishUnit": {"unit": "Z", "name": "Z", "kind": "committee", "parent": "RF", "valid_from": "2020-01-01"}}}));
    let (status, answer) = send(&client, "/api/v1/commands/batch", &json!(commands));
    assert_eq!(status, 200, "{answer}");
    let counts = ["recorded", "repeated", "refused"].map(|name| answer[name].as_u64());
    assert_eq!(counts, [Some(good as u64), Some(0), Some(2)], "{answer}");
    assert_eq!(
        answer["answers"][5]["problem"]["code"],
        json!("missing_field")
    );
    assert_eq!(
        answer["answers"][9]["problem"]["code"],
        json!("actor_is_not_caller")
    );
    assert_eq!(answer["answers"][8]["status"], json!(201));
    let recorded = size(&client);

    let lines: Vec<String> = commands.iter().map(Value::to_string).collect();
    let answer = ureq::post(format!("{}/api/v1/commands/batch", served.address))
        .header("authorization", format!("Bearer {}", client.token()))
        .content_type("application/x-ndjson")
        .send(lines.join("\n"))
        .expect("an answer")
        .body_mut()
        .read_to_string()
        .expect("text");
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    // What is redacted since cannot be told from another content.
    let counts = ["recorded", "repeated", "refused"].map(|name| answer[name].as_u64());
    assert_eq!(
        counts,
        [Some(0), Some(good as u64 - 1), Some(3)],
        "{answer}"
    );
    assert!(answer.to_string().contains("command_id_redacted"));
    assert_eq!(size(&client), recorded);
    served.stop().run(&["verify"]).ok();
}

#[test]
fn a_report_is_published_once_with_its_copy_and_can_be_reproduced() {
    let ledger = Ledger::demonstration();
    account(&ledger, "allt", "p-3", &ROLES);
    let served = Served::start(ledger, &[]);
    let client = served.client("allt");
    let folder = served.ledger.folder.join("published");
    let copies = || fs::read_dir(&folder).map_or(0, Iterator::count);
    let (path, before) = ("/api/v1/publications", copies());
    let mut wanted = json!({"report": "prov-RS", "kind": "period_report", "unit": "RS", "period": "2024-01/2024-03"});
    let (status, first) = send(&client, path, &wanted);
    assert_eq!(status, 201, "{first}");
    assert_eq!(copies(), before + 1);
    let (status, again) = send(&client, path, &wanted);
    assert_eq!((status, &again["sha256"]), (200, &first["sha256"]));
    assert_eq!(again["position"], first["position"]);
    // A copy that was lost is kept again.
    let copy = folder.join("prov-RS.json");
    let kept = fs::read(&copy).expect("a copy");
    fs::remove_file(&copy).expect("removed");
    assert_eq!(send(&client, path, &wanted).0, 200);
    assert_eq!(fs::read(&copy).expect("a copy"), kept);
    wanted["unit"] = json!("RF");
    let (status, other) = send(&client, path, &wanted);
    assert_eq!((status, &other["code"]), (422, &json!("id_taken")));
    let (status, denied) = send(&served.client("revisor"), path, &wanted);
    assert_eq!((status, &denied["code"]), (403, &json!("not_permitted")));
    served.stop().run(&["reproduce", "prov-RS"]).ok();
}

/// The refusal was a text for a terminal, two kilobytes long, with the code that
/// `WaiveCheck` asks for nowhere in it.
#[test]
fn a_publication_that_checks_stop_says_which_with_what_they_came_upon() {
    let ledger = Ledger::demonstration();
    account(&ledger, "allt", "p-3", &ROLES);
    let served = Served::start(ledger, &[]);
    let wanted = json!({"report": "prov-RS", "kind": "period_report", "unit": "RS", "period": "2025-01/2025-03"});
    let (status, refused) = send(&served.client("allt"), "/api/v1/publications", &wanted);
    assert_eq!((status, &refused["code"]), (422, &json!("check_failed")));
    let detail = refused["detail"].as_str().expect("a text");
    assert!(!detail.contains('\n') && detail.len() < 300, "{detail}");
    assert_eq!(refused.get("place"), None, "{refused}");
    let checks = refused["checks"].as_array().expect("checks");
    let remedy = refused["remedy"].as_str().expect("a remedy");
    assert!(!checks.is_empty());
    for check in checks {
        let code = check["check"].as_str().expect("a code");
        assert!(remedy.contains(code), "{remedy}");
        assert_eq!(check["outcome"], "failed");
        assert!(check["findings"][0]["text"].is_string(), "{check}");
        assert!(
            detail.contains(check["title"].as_str().expect("a title")),
            "{detail}"
        );
    }
}

/// Goal: redacting over HTTP is as safe as at the command line. Method: a text is
/// recorded and redacted, and every file of the ledger is searched for it when the
/// server has ended.
#[test]
fn a_redaction_leaves_nothing_of_the_text_and_a_refused_one_takes_nothing() {
    const SECRET: &str = "Hemligheten som ska gallras";
    let ledger = Ledger::empty();
    account(&ledger, "allt", "p-3", &ROLES);
    let served = Served::start(ledger, &[]);
    let client = served.client("allt");
    let mut year: Vec<Value> = documented()
        .into_iter()
        .filter(|command| {
            let other = [
                "PublishReport",
                "RotateSigningKey",
                "AdoptWitnessPolicy",
                "RedactPayload",
            ];
            !other.contains(&kind(command).as_str())
        })
        .collect();
    let mut gone = None;
    for command in &mut year {
        if command["id"] == json!("text-personal") {
            command["command"]["WriteNarrative"]["text"] = json!(SECRET);
        }
        let (status, answer) = send(&client, "/api/v1/commands", command);
        assert_eq!(status, 201, "{answer}");
        if command["id"] == json!("text-personal") {
            gone = answer["receipt"]["first_position"].as_u64();
        }
    }
    let gone = gone.expect("a text");
    // The copy of a report that shows it.
    let kept = served.ledger.folder.join("published");
    fs::create_dir(&kept).expect("a folder");
    fs::write(kept.join("VB.json"), SECRET).expect("a copy");
    let copies = || fs::read_dir(served.ledger.folder.join("published")).map_or(0, Iterator::count);
    let mut redaction = documented()
        .into_iter()
        .find(|command| kind(command) == "RedactPayload")
        .expect("a redaction");
    redaction["command"]["RedactPayload"]["event"] = json!("ingen");
    let before = copies();
    let (status, _) = send(&client, "/api/v1/commands", &redaction);
    assert_eq!(
        (status, copies()),
        (422, before),
        "a refused one takes no copies"
    );
    redaction["command"]["RedactPayload"]["event"] = json!("text-personal");
    let (status, answer) = send(&client, "/api/v1/commands", &redaction);
    assert_eq!(status, 201, "{answer}");
    assert_eq!(copies(), 0);
    let event = client.get(&format!("/api/v1/events/{gone}"));
    assert!(!event.text.contains(SECRET), "{}", event.text);
    assert_eq!(send(&client, "/api/v1/commands", &redaction).0, 200);
    let ledger = served.stop();
    ledger.run(&["verify"]).ok();
    assert_eq!(
        holding(&ledger.folder, SECRET.as_bytes()),
        Vec::<String>::new()
    );
}

/// The files below a folder that hold some bytes.
fn holding(folder: &std::path::Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(holding(&path, bytes));
        } else {
            let content = fs::read(&path).expect("a file");
            if content.windows(bytes.len()).any(|window| window == bytes) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
