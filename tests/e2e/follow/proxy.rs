//! Something between a follower and its ledger that can change what passes.
//!
//! It has one address for the whole test, whatever server stands behind it, and
//! answers nothing but what that server answers or the test makes of it, or refuses
//! some paths by itself. The live feed is not let through: the follower asks by
//! itself then.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What is made of an answer to a path.
pub(super) type Change = Box<dyn FnMut(&str, Vec<u8>) -> Vec<u8> + Send>;

/// A listener that passes questions on.
#[derive(Clone)]
pub(super) struct Proxy {
    /// Where it listens.
    pub(super) address: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    behind: String,
    change: Change,
    /// What a path has in it that is refused, and with what status.
    refused: Option<(&'static str, u16)>,
}

impl Proxy {
    /// Passes on to a server, unchanged.
    pub(super) fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let proxy = Self {
            address: format!("http://{address}"),
            inner: Arc::new(Mutex::new(Inner {
                behind: server.to_owned(),
                change: Box::new(|_, body| body),
                refused: None,
            })),
        };
        let passing = proxy.clone();
        std::thread::spawn(move || {
            for asked in listener.incoming().map_while(Result::ok) {
                let passing = passing.clone();
                std::thread::spawn(move || passing.pass(asked));
            }
        });
        proxy
    }

    /// Passes on to another server from now on.
    pub(super) fn turn_to(&self, server: &str) {
        server.clone_into(&mut self.inner.lock().expect("the proxy").behind);
    }

    /// Changes what passes from now on.
    pub(super) fn change(&self, change: impl FnMut(&str, Vec<u8>) -> Vec<u8> + Send + 'static) {
        self.inner.lock().expect("the proxy").change = Box::new(change);
    }

    /// Refuses the paths that have a text in them, with a page as a proxy shows it,
    /// or none any more.
    pub(super) fn refuse(&self, refused: Option<(&'static str, u16)>) {
        self.inner.lock().expect("the proxy").refused = refused;
    }

    fn pass(&self, mut asked: TcpStream) -> Option<()> {
        let mut lines = BufReader::new(asked.try_clone().ok()?).lines();
        let first = lines.next()?.ok()?;
        let path = first.split(' ').nth(1)?.to_owned();
        let mut token = None;
        for line in lines {
            let line = line.ok()?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("authorization")
            {
                token = Some(value.to_owned());
            }
        }
        let refused = self.inner.lock().expect("the proxy").refused;
        let refused = refused.filter(|(part, _)| path.contains(part));
        let ((status, body), kind) = match refused {
            Some((_, status)) => ((status, b"<html>".to_vec()), "text/html"),
            None => (
                self.answer(&path, token).unwrap_or((502, Vec::new())),
                "application/octet-stream",
            ),
        };
        let head = format!(
            "HTTP/1.1 {status} svar\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        asked.write_all(head.as_bytes()).ok()?;
        asked.write_all(&body).ok()
    }

    fn answer(&self, path: &str, token: Option<String>) -> Option<(u16, Vec<u8>)> {
        if path.contains("/events/live") {
            return None;
        }
        let behind = self.inner.lock().expect("the proxy").behind.clone();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let mut request = agent.get(format!("{behind}{path}"));
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let mut answer = request.call().ok()?;
        let status = answer.status().as_u16();
        let body = answer.body_mut().read_to_vec().ok()?;
        let change = &mut self.inner.lock().expect("the proxy").change;
        Some((status, change(path, body)))
    }
}
