//! A PostgreSQL server that lives as long as the comparison.
//!
//! It is started from the programs that the machine has, in a folder of its own, and
//! answers on a socket that no other knows. As root it runs as the user `postgres`, or
//! `nobody`: the server refuses to be root.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use bench::append::Failed;
use postgres::{Client, Config, NoTls};
use rustix::fs::{Gid, Uid, chown};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use rustix::system::sysinfo;
use tempfile::TempDir;

/// Where Debian and its kin keep the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// How long a server has to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is asked meanwhile.
const ASKED_EVERY: Duration = Duration::from_millis(50);

/// Larger than as it comes, as advised where much is written
/// (<https://www.postgresql.org/docs/current/populate.html#POPULATE-MAX-WAL-SIZE>).
pub(super) const MAX_WAL_SIZE: &str = "4GB";

/// A quarter of the memory, as advised
/// (<https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-SHARED-BUFFERS>).
pub(super) fn shared_buffers() -> String {
    let told = sysinfo();
    let memory = told.totalram * u64::from(told.mem_unit);
    format!("{}MB", memory / 4 / (1024 * 1024))
}

/// A server that is running.
pub(super) struct Server {
    process: Child,
    /// Where its socket is; a socket's path must be short.
    sockets: TempDir,
}

impl Server {
    /// Starts a server in a folder; none when the machine lacks the programs.
    pub(super) fn start(folder: &Path) -> Result<Option<Self>, Failed> {
        let Some(programs) = programs() else {
            return Ok(None);
        };
        let sockets = TempDir::new()?;
        let owner = owner()?;
        if let Some((user, group)) = owner {
            chown(folder, Some(user), Some(group))?;
            chown(sockets.path(), Some(user), Some(group))?;
        }
        let data = folder.join("data");
        let mut initdb = of_owner(&programs.join("initdb"), owner);
        let made = initdb
            .arg("--pgdata")
            .arg(&data)
            .args(["--username=compare", "--auth=trust"])
            .args(["--encoding=UTF8", "--locale=C"])
            .output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into_owned().into());
        }
        let process = of_owner(&programs.join("postgres"), owner)
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(sockets.path())
            .args(["-c", "listen_addresses="])
            // As they come; said so that nothing else can stand.
            .args(["-c", "fsync=on", "-c", "synchronous_commit=on"])
            .args(["-c", "full_page_writes=on"])
            .args(["-c", &format!("shared_buffers={}", shared_buffers())])
            .args(["-c", &format!("max_wal_size={MAX_WAL_SIZE}")])
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("log"))?)
            .spawn()?;
        let mut server = Self { process, sockets };
        server.wait()?;
        Ok(Some(server))
    }

    /// A client of the server's one database.
    pub(super) fn client(&self) -> Result<Client, postgres::Error> {
        Config::new()
            .host_path(self.sockets.path())
            .user("compare")
            .dbname("postgres")
            .connect(NoTls)
    }

    /// Waits until it answers.
    fn wait(&mut self) -> Result<(), Failed> {
        let started = Instant::now();
        while let Err(error) = self.client() {
            if let Some(status) = self.process.try_wait()? {
                return Err(format!("servern slutade ({status})").into());
            }
            if started.elapsed() > PATIENCE {
                return Err(error.into());
            }
            thread::sleep(ASKED_EVERY);
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGINT is its fast shutdown. One that has ended already needs none.
        let pid = i32::try_from(self.process.id())
            .ok()
            .and_then(Pid::from_raw);
        let told = pid.is_some_and(|pid| kill_process(pid, Signal::INT).is_ok());
        if told {
            let _ = self.process.wait();
        }
    }
}

/// The folder of the newest version's programs, or of those that the path finds.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let newest_first = versions.into_iter().rev().map(|(_, folder)| folder);
    newest_first
        .chain(on_path)
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// Whom the server runs as, when this program is root.
fn owner() -> Result<Option<(Uid, Gid)>, Failed> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let found = ["postgres", "nobody"].iter().find_map(|name| {
        let mut lines = users.lines().map(|line| line.split(':'));
        let mut fields =
            lines.find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?;
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some((Uid::from_raw(user), Gid::from_raw(group)))
    });
    let none = || io::Error::other("det finns ingen användare att köra servern som");
    Ok(Some(found.ok_or_else(none)?))
}

/// A program that is started as that user, and where that user may stand.
fn of_owner(program: &Path, owner: Option<(Uid, Gid)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    if let Some((user, group)) = owner {
        command.uid(user.as_raw()).gid(group.as_raw());
    }
    command
}
