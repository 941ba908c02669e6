//! `/logga-in` and `/logga-ut`.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::cookie::Cookie;
use super::{LOGIN_PATH, Visitor};
use crate::access::account::Account;
use crate::access::accounts::NotLetIn;
use crate::render::swedish;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::assets::{MARK_ADDRESS, STYLE_ADDRESS};
use crate::web::form::Body;
use crate::web::frame::unwritten;

/// The longest login or password that is read, in bytes.
const MAX_FIELD_BYTES: usize = 1024;

/// The longest body that is read of one who may be anyone, in bytes.
const MAX_BODY_BYTES: usize = 8 * 1024;

/// When one who found the queue full may come again, in seconds.
const CROWDED_SECONDS: i64 = 5;

/// Login and logout.
pub(in crate::web) fn routes() -> Router<Served> {
    Router::new()
        .route(LOGIN_PATH, get(ask).post(log_in))
        .route("/logga-ut", post(log_out))
}

#[derive(Template)]
#[template(path = "web/login.html")]
struct LoginPage<'a> {
    style: &'a str,
    mark: &'a str,
    origin: &'a str,
    demonstration: bool,
    token: &'a str,
    onwards: &'a str,
    login: &'a str,
    wrong: Option<String>,
}

/// What a login form says.
#[derive(Default)]
struct Given {
    login: String,
    password: String,
    token: String,
    onwards: String,
}

async fn ask(State(served): State<Served>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let given = Given::of(query.unwrap_or_default().as_bytes());
    form(&served, StatusCode::OK, &given, None)
}

async fn log_in(
    State(served): State<Served>,
    headers: HeaderMap,
    Body(body): Body<MAX_BODY_BYTES>,
) -> Result<Response, Problem> {
    let given = Given::of(&body);
    let held = Cookie::Form.of(&headers, served.logins.is_secure);
    if given.token.is_empty() || held != Some(given.token.as_str()) {
        let wrong = "Formuläret var för gammalt eller kom från en annan sida. Logga in här.";
        return form(
            &served,
            StatusCode::FORBIDDEN,
            &given,
            Some(wrong.to_owned()),
        );
    }
    let Some(_place) = served.logins.place() else {
        let wrong = "Många loggar in just nu. Försök igen om några sekunder.".to_owned();
        let crowded = form(
            &served,
            StatusCode::SERVICE_UNAVAILABLE,
            &given,
            Some(wrong),
        )?;
        return Ok(come_again(crowded, CROWDED_SECONDS));
    };
    let now = (served.node.now)();
    let throttle = || {
        let throttle = served.logins.throttle.lock();
        throttle.unwrap_or_else(PoisonError::into_inner)
    };
    // Counted as wrong until it is right, so that many at once are not tried for free.
    let pause = throttle().attempt(&given.login, now);
    if let Some(seconds) = pause {
        let wrong = format!(
            "För många felaktiga försök. Vänta {} och försök igen.",
            swedish::counted(seconds.unsigned_abs(), "sekund", "sekunder")
        );
        let early = form(&served, StatusCode::TOO_MANY_REQUESTS, &given, Some(wrong))?;
        return Ok(come_again(early, seconds));
    }
    match let_in(&served, &given).await? {
        Ok(account) => {
            throttle().right(&given.login);
            welcome(&served, &account, &given, &headers)
        }
        Err(why) => {
            tracing::info!(code = why.code(), "inloggningen godtogs inte");
            let wrong = match why {
                NotLetIn::Disabled => "Kontot är avstängt. Tala med den som förvaltar kontona.",
                NotLetIn::Unknown | NotLetIn::Expired | NotLetIn::Revoked => {
                    "Inloggningsnamn och lösenord hör inte ihop."
                }
            };
            form(
                &served,
                StatusCode::UNAUTHORIZED,
                &given,
                Some(wrong.to_owned()),
            )
        }
    }
}

/// Tries a password, a few at a time and off the threads that answer.
async fn let_in(served: &Served, given: &Given) -> Result<Result<Account, NotLetIn>, Problem> {
    let accounts = served.accounts.current()?;
    let (login, password) = (given.login.clone(), given.password.clone());
    let logins = Arc::clone(&served.logins);
    let _turn = logins.trials.acquire().await;
    let tried =
        tokio::task::spawn_blocking(move || accounts.by_password(&login, &password).cloned());
    tried.await.map_err(|_| Problem::internal())
}

fn welcome(
    served: &Served,
    account: &Account,
    given: &Given,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let logins = &served.logins;
    let secret = || logins.secret().map_err(|_| Problem::internal());
    let (id, token) = (secret()?, secret()?);
    let whose = (account.login.clone(), account.password.clone());
    let mut sessions = logins
        .sessions
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = Cookie::Session.of(headers, logins.is_secure) {
        sessions.end(before);
    }
    sessions.begin(&id, whose, token, (served.node.now)());
    drop(sessions);
    let mut response = Redirect::to(&onwards(&given.onwards)).into_response();
    let headers = response.headers_mut();
    for cookie in [
        Cookie::Session.set(&id, logins.is_secure),
        Cookie::Form.removed(logins.is_secure),
    ] {
        headers.extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    }
    Ok(response)
}

async fn log_out(
    State(served): State<Served>,
    visitor: Visitor,
    headers: HeaderMap,
    Body(body): Body<MAX_BODY_BYTES>,
) -> Result<Response, Problem> {
    visitor.owns(&Given::of(&body).token)?;
    let logins = &served.logins;
    if let Some(secret) = Cookie::Session.of(&headers, logins.is_secure) {
        let mut sessions = logins
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        sessions.end(secret);
    }
    let mut response = Redirect::to(LOGIN_PATH).into_response();
    let removed = Cookie::Session.removed(logins.is_secure);
    response
        .headers_mut()
        .extend(removed.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// The form, with a secret of its own that its cookie holds too.
fn form(
    served: &Served,
    status: StatusCode,
    given: &Given,
    wrong: Option<String>,
) -> Result<Response, Problem> {
    let token = served.logins.secret().map_err(|_| Problem::internal())?;
    let page = LoginPage {
        style: &STYLE_ADDRESS,
        mark: &MARK_ADDRESS,
        origin: &served.node.file.origin,
        demonstration: served.node.file.demonstration,
        token: &token,
        onwards: &given.onwards,
        login: &given.login,
        wrong,
    };
    let page = page.render().map_err(|error| unwritten(&error))?;
    let mut response = (status, Html(page)).into_response();
    let cookie = Cookie::Form.set(&token, served.logins.is_secure);
    response
        .headers_mut()
        .extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// The answer with when to try again, in seconds.
fn come_again(mut response: Response, seconds: i64) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Where one is led after the login: a page here, never another site.
fn onwards(asked: &str) -> String {
    let is_here = asked.starts_with('/')
        && !asked.starts_with("//")
        && !asked.contains('\\')
        && !asked.chars().any(char::is_control);
    if is_here {
        asked.to_owned()
    } else {
        "/".to_owned()
    }
}

/// A form that is not of the session's own pages.
pub(super) fn foreign_form() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign_form",
        "Formuläret hör inte till den här inloggningen.",
        "Det kom från en annan sida, eller från en inloggning som är avslutad. Ingenting är antecknat.",
    )
    .remedied("Gå tillbaka, läs om sidan och skicka formuläret på nytt.")
}

impl Given {
    fn of(text: &[u8]) -> Self {
        let mut pairs: BTreeMap<String, String> = form_urlencoded::parse(text)
            .into_owned()
            .filter(|(_, value)| value.len() <= MAX_FIELD_BYTES)
            .collect();
        let mut taken = |name: &str| pairs.remove(name).unwrap_or_default();
        Self {
            login: taken("namn").trim().to_lowercase(),
            password: taken("losenord"),
            token: taken("sida"),
            onwards: taken("vidare"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::tests::running::Running;

    /// Everyone who sent a password waited for its turn, however many they were.
    #[test]
    fn one_who_finds_the_queue_full_is_told_to_come_again_and_has_tried_nothing() {
        let running = Running::new();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let address = format!("http://{}{LOGIN_PATH}", running.address);
        let send = || {
            let request = agent.post(&address).header("cookie", "liggare-form=a");
            let form = [("namn", "revisor"), ("losenord", "fel"), ("sida", "a")];
            request.send_form(form).expect("an answer")
        };
        let all: Vec<_> = std::iter::from_fn(|| running.logins.place()).collect();
        for _ in 0..20 {
            let mut crowded = send();
            assert_eq!(crowded.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(crowded.headers()[header::RETRY_AFTER], "5");
            let page = crowded.body_mut().read_to_string().expect("a page");
            assert!(page.contains("Många loggar in just nu."), "{page}");
        }
        drop(all);
        assert_eq!(send().status(), StatusCode::UNAUTHORIZED, "tried at last");
        for _ in 0..4 {
            send();
        }
        let early = send();
        assert_eq!(early.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(early.headers()[header::RETRY_AFTER], "15");
    }

    #[test]
    fn a_login_leads_to_a_page_here_and_never_elsewhere() {
        for here in ["/", "/plan?enhet=RS&kand=2024-09-10"] {
            assert_eq!(onwards(here), here);
        }
        for elsewhere in [
            "",
            "//exempel.se",
            "https://exempel.se",
            "/\\exempel.se",
            "/a\nb",
        ] {
            assert_eq!(onwards(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
