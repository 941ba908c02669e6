//! A visitor with a browser's cookie.

use ureq::http::header;

use super::failed;
use crate::BenchError;

/// Where a login form holds its secret.
const SECRET: &str = "name=\"sida\" value=\"";

/// Someone who is logged in, with connections of its own.
pub(super) struct Visitor {
    agent: ureq::Agent,
    url: String,
    cookie: String,
}

impl Visitor {
    /// Logs in.
    ///
    /// # Errors
    /// [`BenchError::Pages`] when the server does not let it in.
    pub(super) fn log_in(url: &str, login: &str, password: &str) -> Result<Self, BenchError> {
        let agent = agent();
        let mut form = agent
            .get(format!("{url}/logga-in"))
            .call()
            .map_err(|error| failed(&error))?;
        let held = cookie(&form, "liggare-form")?;
        let page = form
            .body_mut()
            .read_to_string()
            .map_err(|error| failed(&error))?;
        let secret = page
            .split_once(SECRET)
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(secret, _)| secret.to_owned())
            .ok_or_else(|| BenchError::Pages("inloggningen har inget formulär".to_owned()))?;
        let answered = agent
            .post(format!("{url}/logga-in"))
            .header(header::COOKIE, held)
            .send_form([("namn", login), ("losenord", password), ("sida", &secret)])
            .map_err(|error| failed(&error))?;
        Ok(Self {
            cookie: cookie(&answered, "liggare")?,
            url: url.to_owned(),
            agent,
        })
    }

    /// The same visitor on a connection of its own.
    pub(super) fn another(&self) -> Self {
        Self {
            agent: agent(),
            url: self.url.clone(),
            cookie: self.cookie.clone(),
        }
    }

    /// Where a page is that leads elsewhere, and itself when it does not.
    ///
    /// # Errors
    /// [`BenchError::Pages`] when it is not shown.
    pub(super) fn settled(&self, path: &str) -> Result<String, BenchError> {
        let answer = self.get(path)?;
        Ok(match answer.headers().get(header::LOCATION) {
            Some(to) => to.to_str().map_err(|error| failed(&error))?.to_owned(),
            None => path.to_owned(),
        })
    }

    /// Fetches a page and gives its length in bytes.
    ///
    /// # Errors
    /// [`BenchError::Pages`] when it is not shown.
    pub(super) fn look(&self, path: &str) -> Result<usize, BenchError> {
        let mut answer = self.get(path)?;
        if answer.status() != 200 {
            return Err(BenchError::Pages(format!(
                "{path} svarar {}",
                answer.status()
            )));
        }
        let page = answer
            .body_mut()
            .read_to_vec()
            .map_err(|error| failed(&error))?;
        Ok(page.len())
    }

    fn get(&self, path: &str) -> Result<ureq::http::Response<ureq::Body>, BenchError> {
        let asked = self
            .agent
            .get(format!("{}{path}", self.url))
            .header(header::COOKIE, &self.cookie)
            .header(header::ACCEPT, "text/html");
        asked.call().map_err(|error| failed(&error))
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .into()
}

/// The cookie that an answer sets, as it is sent back.
fn cookie(answer: &ureq::http::Response<ureq::Body>, name: &str) -> Result<String, BenchError> {
    let mut set = answer.headers().get_all(header::SET_COOKIE).iter();
    set.find_map(|value| {
        let (pair, _) = value.to_str().ok()?.split_once(';')?;
        let (given, content) = pair.split_once('=')?;
        (given == name && !content.is_empty()).then(|| pair.to_owned())
    })
    .ok_or_else(|| BenchError::Pages("inloggningen godtogs inte".to_owned()))
}
