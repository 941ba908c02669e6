//! A visitor: a browser as far as HTTP goes. It keeps cookies, follows nothing by
//! itself, and fills in forms as they are.

use std::collections::BTreeMap;

use crate::harness::Ledger;
use crate::served::{Reply, Served};

/// The password that tests give the demonstration's accounts.
pub(super) const PASSWORD: &str = "ett provlösenord som räcker";

/// A visitor of the pages.
pub(super) struct Visitor {
    address: String,
    agent: ureq::Agent,
    cookies: BTreeMap<String, String>,
}

/// A form as a page holds it.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// Where it is sent.
    pub(super) action: String,
    /// What is filled in already, hidden fields among it, in order.
    pub(super) filled: Vec<(String, String)>,
}

/// The demonstration with a known password for an account each, served.
pub(super) fn demonstration(logins: &[&str]) -> Served {
    served(Ledger::demonstration(), logins)
}

/// A ledger, served, where some users of the demonstration have a password.
pub(super) fn served(ledger: Ledger, logins: &[&str]) -> Served {
    for login in logins {
        let words = ["user", "password", login, "--password-stdin"];
        ledger
            .run_with(&words, format!("{PASSWORD}\n").as_bytes())
            .ok();
    }
    Served::start(ledger, &[])
}

impl Visitor {
    /// A visitor who has not logged in.
    pub(super) fn new(served: &Served) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false);
        Self {
            address: served.address.clone(),
            agent: config.build().new_agent(),
            cookies: BTreeMap::new(),
        }
    }

    /// A visitor who has logged in.
    pub(super) fn of(served: &Served, login: &str) -> Self {
        let mut visitor = Self::new(served);
        let reply = visitor.log_in(login, PASSWORD);
        assert_eq!(reply.status, 303, "{}", reply.text);
        visitor
    }

    /// Opens the login and sends it.
    pub(super) fn log_in(&mut self, login: &str, password: &str) -> Reply {
        let form = Form::on(&self.get("/logga-in"));
        self.send(&form, &[("namn", login), ("losenord", password)])
    }

    /// Asks for a page.
    pub(super) fn get(&mut self, path: &str) -> Reply {
        let request = self.agent.get(format!("{}{path}", self.address));
        let request = request
            .header("accept", "text/html")
            .header("cookie", self.cookie());
        let reply = Reply::of(request.call()).expect("an answer");
        self.keep(&reply);
        reply
    }

    /// Opens a page that must be there, and gives its form.
    pub(super) fn form(&mut self, path: &str) -> Form {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        Form::on(&reply)
    }

    /// Sends a form with these answers in place of what it holds.
    pub(super) fn send(&mut self, form: &Form, answers: &[(&str, &str)]) -> Reply {
        let answered = |name: &str| answers.iter().any(|(answered, _)| *answered == name);
        let kept = form.filled.iter().filter(|(name, _)| !answered(name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<_> = kept.chain(answers.iter().copied()).collect();
        self.post(&form.action, &pairs)
    }

    /// Sends exactly these answers.
    pub(super) fn post(&mut self, path: &str, answers: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(answers)
            .finish();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        self.sends("POST", path, &form, &body)
    }

    /// Sends a request with headers of one's own; a page is accepted when they say
    /// nothing of it.
    pub(super) fn sends(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address))
            .header("cookie", self.cookie());
        if !headers.iter().any(|(name, _)| *name == "accept") {
            request = request.header("accept", "text/html");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answered = match method {
            "GET" => self.agent.run(request.body(()).expect("a request")),
            _ => self
                .agent
                .run(request.body(body.to_owned()).expect("a request")),
        };
        let reply = Reply::of(answered).expect("an answer");
        self.keep(&reply);
        reply
    }

    /// What the visitor's cookies are named.
    pub(super) fn cookies(&self) -> Vec<&str> {
        self.cookies.keys().map(String::as_str).collect()
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    fn keep(&mut self, reply: &Reply) {
        for set in reply.headers.get_all("set-cookie") {
            let set = set.to_str().expect("a text");
            let pair = set.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Form {
    /// The form that a page asks something with.
    pub(super) fn on(reply: &Reply) -> Self {
        let mut forms = reply.text.split("<form ").skip(1);
        let form = forms
            .find(|form| attribute(form, "class").as_deref() == Some("entry"))
            .unwrap_or_else(|| panic!("no form on:\n{}", reply.text));
        let form = form.split("</form>").next().unwrap_or_default();
        let mut filled = Vec::new();
        for tag in form.split('<').filter(|tag| tag.starts_with("input")) {
            let kind = attribute(tag, "type");
            let is_picked = tag.contains(" checked");
            if matches!(kind.as_deref(), Some("checkbox" | "radio")) && !is_picked {
                continue;
            }
            let name = attribute(tag, "name").unwrap_or_default();
            filled.push((name, attribute(tag, "value").unwrap_or_default()));
        }
        for select in form.split("<select").skip(1) {
            let name = attribute(select, "name").unwrap_or_default();
            let options = select.split("</select").next().unwrap_or_default();
            let chosen = options.split("<option").find(|option| {
                option
                    .split('>')
                    .next()
                    .unwrap_or_default()
                    .contains(" selected")
            });
            let value = chosen.and_then(|option| attribute(option, "value"));
            filled.push((name, value.unwrap_or_default()));
        }
        for area in form.split("<textarea").skip(1) {
            let name = attribute(area, "name").unwrap_or_default();
            let text = area.split('>').nth(1).unwrap_or_default();
            let text = text.split('<').next().unwrap_or_default();
            filled.push((name, unescaped(text)));
        }
        Self {
            action: attribute(form, "action").expect("an action"),
            filled,
        }
    }

    /// What a field holds.
    pub(super) fn holds(&self, name: &str) -> Vec<&str> {
        let found = self.filled.iter().filter(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str()).collect()
    }
}

/// What is said in one piece of text, markup and spaces apart.
pub(super) fn words(reply: &Reply) -> String {
    let mut text = String::new();
    for piece in reply.text.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
        text.push(' ');
    }
    let text = unescaped(&text).replace('\u{a0}', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = format!(" {}", tag.split('>').next()?);
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescaped)
}

fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}
