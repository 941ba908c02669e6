//! An office that runs the real `granska witness`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::harness::{Answer, granska};

/// A witness in a folder of its own, answering or not.
pub(super) struct Office {
    /// Its verifier key.
    pub(super) key: String,
    around: TempDir,
    answering: Option<Child>,
    url: String,
}

impl Office {
    /// A new witness that trusts nobody yet.
    pub(super) fn new(name: &str) -> Self {
        let mut office = Self {
            key: String::new(),
            around: TempDir::new().unwrap(),
            answering: None,
            url: String::new(),
        };
        let made = office.run(&["--init", "--name", name]).ok();
        made.out.trim_end().clone_into(&mut office.key);
        office
    }

    fn folder(&self) -> PathBuf {
        self.around.path().join("vittne")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = granska();
        command
            .args(["witness", "--state"])
            .arg(self.folder())
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        self.command(arguments).output().unwrap().into()
    }

    /// Lets it trust a log's key; not while it answers.
    pub(super) fn trust(&self, key: &str) {
        self.run(&["--log-key", key]).ok();
    }

    /// Lets it judge a request that was carried by hand.
    pub(super) fn judge(&self, request: &Path, answer: &Path) -> Answer {
        let (request, answer) = (request.to_str().unwrap(), answer.to_str().unwrap());
        self.run(&["--request", request, "--out", answer])
    }

    /// Lets it answer over the network.
    pub(super) fn start(&mut self) {
        self.started(self.command(&["--listen", "127.0.0.1:0"]));
    }

    /// Lets it answer, with room for few open files and connections.
    pub(super) fn start_narrow(&mut self) {
        let wide = self.command(&["--listen", "127.0.0.1:0"]);
        let mut narrow = Command::new("sh");
        narrow.args(["-c", "ulimit -n 48; exec \"$@\"", "sh"]);
        narrow.arg(wide.get_program()).args(wide.get_args());
        self.started(narrow);
    }

    fn started(&mut self, mut command: Command) {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let (_, url) = line.trim_end().split_once("lyssnar på ").unwrap();
        url.clone_into(&mut self.url);
        self.answering = Some(child);
    }

    /// Where it answers, or answered last.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Ends it as a power cut would: at once, whatever it is doing.
    pub(super) fn kill(&mut self) {
        if let Some(mut child) = self.answering.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.kill();
    }
}
