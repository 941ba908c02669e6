//! Faults: a problem as a page, for those who look with a browser.
//!
//! Guarantee: who asked for a page is answered with one, whatever goes wrong, with the
//! same code, cause and remedy as the API gives. Who is not logged in is led to the
//! login and back.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html as Body, IntoResponse, Redirect, Response};

use super::assets::{MARK_ADDRESS, STYLE_ADDRESS};
use super::frame::{self, ROOMS};
use super::login::LOGIN_PATH;
use crate::server::problem::Problem;

/// Where programs ask: their problems are told as they expect them.
const PROGRAMS: [&str; 5] = ["/api/", "/log/", "/health", "/ready", "/metrics"];

#[derive(Template)]
#[template(path = "web/fault.html")]
struct Fault<'a> {
    style: &'a str,
    mark: &'a str,
    title: &'a str,
    problem: &'a Problem,
    /// Where else to go from what is not there; none after other problems.
    rooms: Vec<(&'a str, &'a str)>,
}

/// Answers, with a page in place of a problem where a page was asked for.
pub(crate) async fn dressed(request: Request, next: Next) -> Response {
    let is_page = asks_for_page(request.uri().path(), request.headers());
    let address = request.uri().to_string();
    let looks = request.method() == Method::GET;
    let mut response = next.run(request).await;
    if is_page {
        if let Some(problem) = response.extensions_mut().remove::<Problem>() {
            let id = response.headers().get("x-request-id").cloned();
            response = page(&problem, &address, looks);
            if let Some(id) = id {
                response.headers_mut().insert("x-request-id", id);
            }
        }
        frame::guard(response.headers_mut());
    }
    response
}

/// Whether a page is asked for: by a browser, and not where programs ask.
pub(crate) fn asks_for_page(path: &str, headers: &HeaderMap) -> bool {
    let is_for_programs = PROGRAMS.iter().any(|programs| path.starts_with(programs));
    let asks = headers.get_all(header::ACCEPT).iter();
    let mut asks = asks.filter_map(|value| value.to_str().ok());
    !is_for_programs && asks.any(|value| value.contains("text/html"))
}

fn page(problem: &Problem, address: &str, looks: bool) -> Response {
    if looks && problem.status == StatusCode::UNAUTHORIZED.as_u16() {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("vidare", address);
        return Redirect::to(&format!("{LOGIN_PATH}?{}", query.finish())).into_response();
    }
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let fault = Fault {
        style: &STYLE_ADDRESS,
        mark: &MARK_ADDRESS,
        title: problem.title.trim_end_matches('.'),
        problem,
        rooms: if status == StatusCode::NOT_FOUND {
            let rooms = ROOMS.iter();
            rooms.map(|(path, name, _)| (*path, *name)).collect()
        } else {
            Vec::new()
        },
    };
    match fault.render() {
        Ok(page) => (status, Body(page)).into_response(),
        Err(_) => status.into_response(),
    }
}
