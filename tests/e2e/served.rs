//! The served ledger: `liggare serve` on a copy of the demonstration, stopped when
//! it is dropped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::harness::Ledger;

/// How long a server may take to begin, and to end.
const WITHIN: Duration = Duration::from_secs(60);

/// A ledger that is served.
pub(crate) struct Served {
    /// The ledger; no other command may write it while it is served.
    pub(crate) ledger: Ledger,
    /// Where the API is, without a slash at the end.
    pub(crate) api: String,
    child: Child,
}

impl Served {
    /// The demonstration, served.
    pub(crate) fn demonstration() -> Self {
        Self::of(Ledger::demonstration())
    }

    /// A ledger, served.
    pub(crate) fn of(ledger: Ledger) -> Self {
        let mut command = ledger.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stderr = child.stderr.take().expect("its standard error");
        let (found, address) = mpsc::channel();
        // Read to its end: a full pipe would stop the server.
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("http://") {
                    found.send(address.trim().to_owned()).ok();
                }
            }
        });
        let address = address
            .recv_timeout(WITHIN)
            .expect("it says where it listens");
        Self {
            ledger,
            api: format!("http://{address}/api/v1"),
            child,
        }
    }

    /// A new token of an account.
    pub(crate) fn token(&self, login: &str) -> String {
        let words = [
            "token", "create", login, "--label", "prov", "--format", "json",
        ];
        let answer = self.ledger.run(&words).ok().json();
        let token = answer["tokens"][0]["token"].as_str().expect("a token");
        token.to_owned()
    }

    /// The answer of a path, whatever its status.
    pub(crate) fn get(&self, token: &str, path: &str) -> ureq::http::Response<ureq::Body> {
        let agent = ureq::Agent::config_builder().http_status_as_error(false);
        let agent: ureq::Agent = agent.build().into();
        let request = agent.get(format!("{}{path}", self.api));
        let request = request.header("authorization", format!("Bearer {token}"));
        request.call().expect("an answer")
    }

    /// The bytes of a path that is answered 200.
    pub(crate) fn bytes(&self, token: &str, path: &str) -> Vec<u8> {
        let mut response = self.get(token, path);
        assert_eq!(response.status(), 200, "{path}");
        response.body_mut().read_to_vec().expect("a body")
    }

    /// The JSON of a path that is answered 200.
    pub(crate) fn json(&self, token: &str, path: &str) -> serde_json::Value {
        serde_json::from_slice(&self.bytes(token, path)).expect("JSON")
    }

    /// Lets the server end as an operator does, and answers its exit code.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        if let Some(status) = self.child.try_wait().expect("the server's state") {
            return status.code();
        }
        let id = self.child.id().to_string();
        let kill = std::process::Command::new("kill").arg(&id).status();
        kill.expect("it is told to stop");
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop();
    }
}
