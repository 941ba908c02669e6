//! A follower that serves what it has.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use ledger::log::store::Store;
use ledger::log::{Log, ReadLog, StoredModel};
use projections::model::ReadModel;
use projections::service::{Kept, Projection};
use serde_json::Value;
use tempfile::TempDir;

use super::{Scene, book};
use crate::harness::Ledger;
use crate::served::{Client, Served};

const REPORT: &str = "/api/v1/reports/operations_report/RS/2024";

/// How long something may be waited for.
const PATIENCE: Duration = Duration::from_secs(60);

impl Scene {
    /// Follows and serves the copy, with a token file and an account of its own.
    fn serve_copy(&self) -> (Served, Client) {
        self.renew(&self.token);
        let mut command = self.command(&["--key", &self.key, "--listen", "127.0.0.1:0"]);
        command.arg("--token-file").arg(self.token_file());
        command.env_remove("LIGGARE_TOKEN");
        let copy = Ledger {
            folder: self.into.clone(),
            around: TempDir::new().expect("a folder"),
        };
        let served = Served::spawn(copy, command);
        let add = ["user", "add", "granskare", "--name", "G", "--no-password"];
        let add = [&add[..], &["--role", "revisor"]].concat();
        served.ledger.run(&add).ok();
        let client = served.client("granskare");
        (served, client)
    }

    fn token_file(&self) -> std::path::PathBuf {
        self.around.path().join("nyckel.txt")
    }

    /// Puts a token where the follower reads it.
    fn renew(&self, token: &str) {
        let file = self.token_file();
        fs::write(&file, token).expect("a file");
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(&file, private).expect("a mode");
    }
}

/// The follower's status, once something holds of it.
fn status_when(client: &Client, holds: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let status = client.get("/api/v1/status").json();
        if holds(&status) {
            return status;
        }
        assert!(begun.elapsed() < PATIENCE, "still {status}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_level(status: &Value) -> bool {
    status["lag"]["events"] == 0 && status["lag"]["seconds"].is_u64()
}

#[test]
fn a_served_copy_answers_as_the_ledger_tells_its_lag_takes_no_commands_and_has_its_own_accounts() {
    let mut scene = Scene::of(Ledger::demonstration());
    let (copy, client) = scene.serve_copy();
    let status = status_when(&client, is_level);
    assert_eq!(status["writes"], false);
    let server = scene.served.as_ref().expect("a server");
    let of_ledger = server.client("revisor");
    let whole = of_ledger.get("/api/v1/status").json();
    assert!(whole.get("lag").is_none(), "{whole}");
    assert_eq!(status["basis"], whole["basis"]);
    for path in [REPORT, "/api/v1/publications", "/api/v1/log/checkpoint"] {
        let (said, expected) = (client.get(path), of_ledger.get(path));
        assert_eq!((said.status, expected.status), (200, 200), "{path}");
        assert_eq!(said.text, expected.text, "{path}");
    }

    // Accounts are those of the folder that is served, each its own.
    let other = copy.anyone().with_token(&scene.token);
    assert_eq!(other.get(REPORT).status, 401);
    assert_eq!(
        server
            .anyone()
            .with_token(client.token())
            .get(REPORT)
            .status,
        401
    );
    let words = ["user", "grant", "granskare", "controller", "--region"];
    copy.ledger.run(&words).ok();
    let command = r#"{"id":"x","command":{"ClosePeriod":{"unit":"RS","period":"2024","report":"annual_report"}}}"#;
    let refused = client.post("/api/v1/commands", &[], command);
    let refused = refused.expect("an answer");
    assert_eq!(refused.status, 421, "{}", refused.text);
    assert_eq!(refused.json()["code"], "read_only");
    let batch = format!("[{command}]");
    let refused = client.post("/api/v1/commands/batch", &[], &batch);
    let refused = refused.expect("an answer").json();
    assert_eq!(refused["recorded"], 0);
    assert_eq!(refused["answers"][0]["problem"]["code"], "read_only");

    // What is signed and does not come is its lag; once it comes there is none.
    scene.proxy.refuse(Some(("/events?", 503)));
    scene.meanwhile(rotate);
    let behind = status_when(&client, |said| {
        said["lag"]["events"] == 1 && said["lag"]["hindered"] == "unreachable"
    });
    assert_eq!(behind["basis"], status["basis"]);
    scene.proxy.refuse(None);
    let level = status_when(&client, |now| {
        is_level(now) && now["basis"] != status["basis"]
    });
    assert!(level["lag"].get("hindered").is_none(), "{level}");
    copy.stop();
}

/// A follower ended, and its reads with it, when its token ran out; it could not be
/// started again without the ledger's consent. A page that a proxy showed in the
/// ledger's place was taken as a ledger that had signed nothing.
#[test]
fn what_the_ledger_refuses_is_told_while_what_is_verified_is_served_until_it_is_mended() {
    let mut scene = Scene::of(Ledger::demonstration());
    let (mut copy, client) = scene.serve_copy();
    status_when(&client, is_level);
    for (status, hindrance) in [
        (200, "unexpected_answer"),
        (302, "unexpected_answer"),
        (403, "not_permitted"),
        (404, "unexpected_answer"),
    ] {
        scene.proxy.refuse(Some(("/log/checkpoint", status)));
        status_when(&client, |said| said["lag"]["hindered"] == hindrance);
        let ready = copy.anyone().get("/health/ready");
        assert_eq!(ready.status, 503, "{status}");
        assert_eq!(ready.json()["reasons"][0], "source_refuses", "{status}");
        assert_eq!(client.get(REPORT).status, 200, "{status}");
        scene.proxy.refuse(None);
        status_when(&client, |said| said["lag"].get("hindered").is_none());
        assert_eq!(copy.anyone().get("/health/ready").status, 200);
    }

    // Another token in the file is used without a new start.
    scene.renew("lig_fel");
    status_when(&client, |said| said["lag"]["hindered"] == "login_refused");
    scene.meanwhile(rotate);
    assert_eq!(client.get(REPORT).status, 200);
    let before = client.get("/api/v1/status").json();
    scene.renew(&scene.token);
    let after = status_when(&client, |said| {
        is_level(said) && said["lag"].get("hindered").is_none()
    });
    assert!(after["basis"]["size"].as_u64() > before["basis"]["size"].as_u64());

    // What can never be mended ends it.
    scene.proxy.change(|path, body| {
        let text = String::from_utf8_lossy(&body).into_owned();
        if path.contains("checkpoint") {
            text.replacen("\n1", "\n2", 1)
                .replacen("\n2", "\n3", 1)
                .into_bytes()
        } else {
            body
        }
    });
    assert_eq!(copy.wait().code(), Some(1));
}

/// Something that can be recorded in every ledger.
fn rotate(ledger: &Ledger) {
    let words = ["key", "rotate", "--actor", "p-1", "--reason", "årsbyte"];
    ledger.run(&words).ok();
}

/// What is kept of a read model in a folder.
fn kept(folder: &Path) -> (Kept<ReadModel>, u64) {
    let store = Store::open(folder).expect("the store can be opened");
    (Kept::of(&store), store.size())
}

/// A program with another definition of the read model begins with it beside the
/// older, and has it in use when it has come as far. That is told apart by the
/// fingerprint alone, so a model of an older program is made by changing it.
#[test]
fn a_changed_read_model_is_built_beside_the_older_and_swapped_in_while_it_is_served() {
    let scene = Scene::of(Ledger::region());
    scene.once().ok();
    {
        let mut store = Store::open(&scene.into).expect("the store can be opened");
        let name = ReadModel::NAME;
        let model = store.model(name).expect("it is read").expect("it is kept");
        let older = StoredModel {
            fingerprint: format!("{name} 1 0123456789abcdef0123456789abcdef"),
            ..model
        };
        store.keep_model(name, &older).expect("it is kept");
        store.close().expect("it is closed");
    }
    assert!(matches!(kept(&scene.into).0, Kept::OtherDefinition(_)));

    let mut scene = scene;
    let (copy, client) = scene.serve_copy();
    status_when(&client, is_level);
    scene.meanwhile(|ledger| book(ledger, 1..30));
    status_when(&client, |said| {
        is_level(said) && said["basis"]["size"].as_u64() > Some(30)
    });
    let path = "/api/v1/reports/period_report/KN/2025-01--2025-02";
    let said = client.get(path);
    let server = scene.served.as_ref().expect("a server");
    let expected = server.client("revisor").get(path);
    assert_eq!((said.status, said.text), (200, expected.text));
    copy.stop();
    let (kept, size) = kept(&scene.into);
    assert!(matches!(kept, Kept::Model(model) if model.cursor == size));
}
