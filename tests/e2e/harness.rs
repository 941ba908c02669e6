//! The real binary in folders of its own.
//!
//! The demonstration is built once; each test that asks it gets its own copy,
//! so that tests never wait for each other's lock.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The command's answer.
pub(crate) struct Answer {
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
    /// The exit code.
    pub(crate) code: i32,
}

impl Answer {
    /// The answer of a command that must succeed.
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).expect("the answer is JSON")
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
            code: output.status.code().expect("the command was not killed"),
        }
    }
}

/// A ledger in a folder of its own.
pub(crate) struct Ledger {
    /// Where the ledger is, in a folder that goes away with it.
    pub(crate) folder: PathBuf,
    /// The folder around it, for input files.
    pub(crate) around: TempDir,
}

impl Ledger {
    /// No ledger yet.
    pub(crate) fn none() -> Self {
        let around = TempDir::new().expect("a temporary folder");
        Self {
            folder: around.path().join("liggare"),
            around,
        }
    }

    /// An empty ledger.
    pub(crate) fn empty() -> Self {
        let ledger = Self::none();
        ledger.run(&["init"]).ok();
        ledger
    }

    /// A copy of the demonstration.
    pub(crate) fn demonstration() -> Self {
        static BUILT: OnceLock<Ledger> = OnceLock::new();
        let built = BUILT.get_or_init(|| {
            let built = Self::none();
            built.run(&["demo", "--no-serve"]).ok();
            built
        });
        let copy = Self::none();
        copy_folder(&built.folder, &copy.folder);
        copy
    }

    /// A copy of the ledger as it is now.
    pub(crate) fn copied(&self) -> Self {
        let copy = Self::none();
        copy_folder(&self.folder, &copy.folder);
        copy
    }

    /// The command with the ledger's folder, ready to be run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = liggare();
        command.arg("--ledger").arg(&self.folder).args(arguments);
        command
    }

    /// Runs the command on the ledger.
    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        let output = self.command(arguments).stdin(Stdio::null()).output();
        output.expect("the command runs").into()
    }

    /// Runs the command with an input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Answer {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut stdin = child.stdin.take().expect("an input");
        let input = input.to_vec();
        // The command may stop reading before the input ends.
        let writing = std::thread::spawn(move || stdin.write_all(&input).ok());
        let answer = child.wait_with_output().expect("the command ends").into();
        writing.join().expect("the input is written");
        answer
    }

    /// How many events there are, and their root.
    pub(crate) fn size_and_root(&self) -> (u64, String) {
        let status = self.run(&["status", "--format", "json"]).ok().json();
        let size = status["events"].as_u64().expect("a size");
        let root = status["root"].as_str().expect("a root").to_owned();
        (size, root)
    }
}

/// The command, with nothing of the surrounding environment that could change its answers.
pub(crate) fn liggare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liggare"));
    command.env_remove("LIGGARE").env_remove("NO_COLOR");
    command
}

/// The verifier's command, which `cargo test` of the workspace has built beside
/// this one; tested alone, this package builds it first.
pub(crate) fn granska() -> Command {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let path = BUILT.get_or_init(|| {
        let path = Path::new(env!("CARGO_BIN_EXE_liggare")).with_file_name("granska");
        if !path.exists() {
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--quiet", "--package", "granska"]);
            let status = build.status().expect("cargo runs");
            assert!(status.success() && path.exists(), "{}", path.display());
        }
        path
    });
    Command::new(path)
}

/// Holds a text against a golden file; with `LIGGARE_GOLDEN=write` the file is written.
pub(crate) fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/golden/cli")
        .join(name);
    if std::env::var("LIGGARE_GOLDEN").is_ok_and(|wish| wish == "write") {
        fs::write(&path, text).expect("the golden file is written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    for (number, (expected, found)) in expected.lines().zip(text.lines()).enumerate() {
        assert_eq!(found, expected, "{name}, line {}", number + 1);
    }
    assert_eq!(
        text.lines().count(),
        expected.lines().count(),
        "{name}: another number of lines"
    );
    assert_eq!(text, expected, "{name}");
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file");
        }
    }
}
