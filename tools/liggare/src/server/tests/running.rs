//! A server on a ledger of its own, and those who follow its feed.

use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;
use std::time::Duration;

use ledger::command::Submission;
use ledger::entropy::SeededEntropy;
use ledger::ledger::Ledger;
use ledger::log::settings::Settings;
use ledger::log::store::Store;
use ledger::time::Timestamp;
use ledger::writer::Writer;
use projections::service::Service;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::access::accounts_file;
use crate::access::token::{Presented, Token};
use crate::access::watch::Watch;
use crate::node::{Node, Parts};
use crate::server::{Requests, Served, app};
use crate::service::config::Limits;
use crate::service::hosts::Hosts;
use crate::service::measuring::Measured;
use crate::web::login::Logins;

/// When everything here happens: 2025-06-15.
pub(crate) const NOW: Timestamp = Timestamp(1_750_000_000_000_000);

/// A day, in microseconds.
pub(crate) const DAY: i64 = 86_400_000_000;

/// What no test comes near.
const LIMITS: Limits = Limits {
    connections: 10_000,
    from_one_address: None,
    headers: Duration::from_secs(60),
    body: Duration::from_secs(60),
    request: Duration::from_secs(60),
    stalled: Duration::from_secs(60),
    slow: Duration::from_secs(60),
};

/// An account that may follow, and see the numbers.
const AUDITOR: &str = r#"{"actor":"p-1","login":"revisor","name":"Anna Ek",
    "grants":[{"role":"auditor","from":"2020-01-01"},
    {"role":"administrator","from":"2020-01-01"}]}"#;

/// A server with its ledger; it ends with it.
pub(crate) struct Running {
    /// Where it listens.
    pub(crate) address: std::net::SocketAddr,
    /// A token of an auditor.
    pub(crate) token: String,
    /// Who is logged in with a browser.
    pub(crate) logins: Arc<Logins>,
    /// The node.
    pub(crate) node: Arc<Node>,
    /// What it runs on.
    pub(crate) runtime: Runtime,
    _folder: TempDir,
}

impl Running {
    /// A server of a ledger without events.
    pub(crate) fn new() -> Self {
        Self::at(|| NOW)
    }

    /// The same, by another clock.
    pub(crate) fn at(now: fn() -> Timestamp) -> Self {
        let folder = TempDir::new().expect("a folder");
        let settings = Settings {
            origin: "prov".to_owned(),
            demonstration: true,
            created_at: NOW,
        };
        let store = Store::create(folder.path(), &settings).expect("a store");
        let (file, reader) = (store.file().clone(), store.reader());
        let ledger = Ledger::open(store, Box::new(SeededEntropy::new("live"))).expect("a ledger");
        let token = auditor(folder.path());
        let logins = Arc::new(Logins::new(false, || {
            Ok(Box::new(SeededEntropy::new("prov")))
        }));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let (node, address) = runtime.block_on(async {
            let (writer, _) = Writer::spawn(ledger, now);
            let node = Node::start(Parts {
                file,
                folder: folder.path().to_owned(),
                now,
                reader,
                model: Service::new(),
                sizes: writer.sizes(),
                writer: Some(writer),
                lag: None,
            });
            let served = Served {
                accounts: Arc::new(Watch::new(folder.path())),
                node: Arc::clone(&node),
                measured: Measured::unheard(),
                logins: Arc::clone(&logins),
                min_free_bytes: 0,
            };
            let requests = Requests::new("prov", LIMITS);
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                .await
                .expect("a port");
            let address = listener.local_addr().expect("an address");
            tokio::spawn(async move {
                axum::serve(listener, app(served, requests, Hosts::default())).await
            });
            (node, address)
        });
        Self {
            address,
            token,
            logins,
            node,
            runtime,
            _folder: folder,
        }
    }

    /// Records so many thousand lines of the economy, each an event.
    pub(crate) fn define_lines(&self, thousands: usize) {
        for command in 0..thousands {
            let rows: Vec<String> = (0..1000)
                .map(|row| {
                    let order = command * 1000 + row;
                    format!(
                        r#"{{"line":"L{order}","table":"operating_result","unit":"RF","title":"Rad","breakdown":"none","order":{order}}}"#
                    )
                })
                .collect();
            let line = format!(
                r#"{{"id":"rader-{command}","actor":"p-1","command":{{"DefineReportLines":{{"rows":[{}]}}}}}}"#,
                rows.join(",")
            );
            let submission = Submission::parse_line(line.as_bytes()).expect("a command");
            let recorded = self.runtime.block_on(self.node.submit(submission));
            recorded.expect("a writer").expect("recorded");
        }
    }

    /// Sends a request with the token, whatever is answered.
    pub(crate) fn ask(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> ureq::http::Response<ureq::Body> {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let request = agent.get(format!("http://{}{path}", self.address));
        let request = request.header("authorization", format!("Bearer {}", self.token));
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        request.call().expect("an answer")
    }

    /// Follows the feed from a position.
    pub(super) fn follow(&self, query: &str) -> Messages {
        let address = self.address;
        let response = ureq::get(format!("http://{address}/api/v1/events/live?{query}"))
            .header("authorization", format!("Bearer {}", self.token))
            .call()
            .expect("the feed");
        Messages(BufReader::new(Box::new(response.into_body().into_reader())))
    }
}

/// The messages of a feed.
pub(super) struct Messages(BufReader<Box<dyn Read + Send>>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) event: String,
    pub(super) id: u64,
    pub(super) data: String,
}

impl Iterator for Messages {
    type Item = Message;

    /// The next message; none when the feed has ended.
    fn next(&mut self) -> Option<Message> {
        let mut message = Message {
            event: String::new(),
            id: 0,
            data: String::new(),
        };
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap_or(0) == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("event", event)) => event.clone_into(&mut message.event),
                Some(("id", id)) => message.id = id.parse().expect("a position"),
                Some(("data", data)) => data.clone_into(&mut message.data),
                None if line == "\n" && !message.event.is_empty() => return Some(message),
                _ => {}
            }
        }
    }
}

/// A command that establishes the assembly `RF` or a committee under it.
pub(crate) fn establish(name: &str) -> Submission {
    let parent = match name {
        "RF" => r#""kind":"assembly""#,
        _ => r#""kind":"committee","parent":"RF""#,
    };
    let line = format!(
        r#"{{"id":"k-{name}","actor":"p-1","command":{{"EstablishUnit":{{"unit":"{name}","name":"Enheten {name}",{parent},"valid_from":"2020-01-01"}}}}}}"#
    );
    Submission::parse_line(line.as_bytes()).expect("a command")
}

/// Makes an account that may follow, and a token of it.
fn auditor(folder: &std::path::Path) -> String {
    let presented = Presented::generate(&mut SeededEntropy::new("token")).expect("a token");
    let account: crate::access::account::Account =
        serde_json::from_str(AUDITOR).expect("an account");
    let token = Token {
        id: presented.id().clone(),
        secret_sha256: presented.hash(),
        login: account.login.clone(),
        label: "prov".to_owned(),
        created: NOW,
        expires: Timestamp(NOW.0 + 30 * DAY),
        revoked: None,
    };
    accounts_file::change(folder, |accounts| {
        accounts.add(account)?;
        accounts.add_token(token)
    })
    .expect("the accounts");
    presented.text()
}
