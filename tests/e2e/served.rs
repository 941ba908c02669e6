//! A ledger that is served by the real binary.
//!
//! It listens on a port of its own, says where on standard error, and is told to
//! stop when the test lets go of it.

use std::io::{BufRead, BufReader};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::harness::Ledger;

/// How long the server may take to say something that it is to say: far longer
/// than it does, so that a slow machine fails no test.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server and its ledger.
pub(crate) struct Served {
    /// The ledger that is served.
    pub(crate) ledger: Ledger,
    /// Where: `http://127.0.0.1:` and a port.
    pub(crate) address: String,
    child: Child,
    says: mpsc::Receiver<String>,
}

/// A caller with a token.
#[derive(Clone)]
pub(crate) struct Client {
    address: String,
    token: Option<String>,
    agent: ureq::Agent,
}

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The status code.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: ureq::http::HeaderMap,
    /// The body as text.
    pub(crate) text: String,
}

impl Served {
    /// A copy of the demonstration, served.
    pub(crate) fn demonstration() -> Self {
        Self::start(Ledger::demonstration(), &[])
    }

    /// Serves a ledger, with more arguments.
    pub(crate) fn start(ledger: Ledger, arguments: &[&str]) -> Self {
        let mut command = ledger.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(arguments).stdin(Stdio::null());
        Self::spawn(ledger, command)
    }

    /// Serves a ledger by a command that is made ready.
    pub(crate) fn spawn(ledger: Ledger, mut command: std::process::Command) -> Self {
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let output = BufReader::new(child.stderr.take().expect("standard error"));
        let (say, says) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // What nobody waits for is read all the same.
                let _ = say.send(line);
            }
        });
        let mut served = Self {
            ledger,
            address: String::new(),
            child,
            says,
        };
        let line = served.says("lyssnar på ");
        let (_, address) = line.split_once("lyssnar på ").expect("an address");
        address.trim().clone_into(&mut served.address);
        served
    }

    /// Waits for a line of standard error that has a text in it.
    pub(crate) fn says(&self, text: &str) -> String {
        let mut before = String::new();
        loop {
            match self.says.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => {
                    before.push_str(&line);
                    before.push('\n');
                }
                Err(error) => panic!("{error}: the server never said {text:?}, but:\n{before}"),
            }
        }
    }

    /// A caller without a login.
    pub(crate) fn anyone(&self) -> Client {
        Client {
            address: self.address.clone(),
            token: None,
            agent: ureq::Agent::config_builder()
                .http_status_as_error(false)
                .build()
                .new_agent(),
        }
    }

    /// A caller with a token of an account.
    pub(crate) fn client(&self, login: &str) -> Client {
        let words = ["token", "create", login, "--label", "prov"];
        let made = self
            .ledger
            .run(&[&words[..], &["--format", "json"]].concat());
        let token = made.ok().json()["tokens"][0]["token"]
            .as_str()
            .map(str::to_owned);
        assert!(token.is_some(), "a token");
        Client {
            token,
            ..self.anyone()
        }
    }

    /// The server's process.
    pub(crate) fn process(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Sends the server a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.process(), signal).expect("the server is there");
    }

    /// Waits for the server to end by itself.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("the server ends")
    }

    /// Tells the server to stop, and gives its ledger back.
    pub(crate) fn stop(mut self) -> Ledger {
        self.signal(Signal::TERM);
        let ended = self.wait();
        assert_eq!(
            ended.code(),
            Some(0),
            "{:?}",
            self.says.iter().collect::<Vec<_>>()
        );
        std::mem::replace(&mut self.ledger, Ledger::none())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // One that has ended already is as it should be.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = kill_process(self.process(), Signal::TERM);
            let _ = self.child.wait();
        }
    }
}

impl Client {
    /// The token that is sent.
    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// The same caller with another token.
    pub(crate) fn with_token(self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self
        }
    }

    /// Asks for a path.
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[])
    }

    /// Asks for a path with headers of one's own.
    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.agent.get(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        Reply::of(request.call()).expect("an answer")
    }

    /// How an answer was compressed, and its length as it was sent.
    pub(crate) fn length_of(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (Option<String>, usize) {
        let mut request = self.agent.get(format!("{}{path}", self.address));
        request = request.header("authorization", format!("Bearer {}", self.token()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = request.call().expect("an answer");
        let encoding = answer.headers().get("content-encoding");
        let encoding = encoding.map(|it| it.to_str().expect("a word").to_owned());
        let bytes = answer.body_mut().read_to_vec().expect("a body");
        (encoding, bytes.len())
    }

    /// Sends JSON to a path; none when the server is gone.
    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Reply> {
        let mut request = self.agent.post(format!("{}{path}", self.address));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::of(request.content_type("application/json").send(body))
    }
}

impl Reply {
    /// What was answered; none when the server is gone.
    pub(crate) fn of(
        answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Option<Self> {
        let mut answer = answered.ok()?;
        Some(Self {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer.body_mut().read_to_string().ok()?,
        })
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}
