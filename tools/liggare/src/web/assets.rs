//! What pages are dressed in: the style sheet, the script and the mark of the tab.
//!
//! Their addresses hold their content's hash, so that a browser keeps them for ever
//! and never shows an old one.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::access::token::hexadecimal;
use crate::server::Served;

/// The style sheet.
const STYLE: &str = include_str!("../../templates/web/style.css");

/// The script: comfort only, no page needs it.
const SCRIPT: &str = include_str!("../../templates/web/script.js");

/// The mark that a browser shows in the page's tab.
const MARK: &str = include_str!("../../templates/web/mark.svg");

/// How long a browser may keep what never changes at its address: a year.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Where the style sheet is.
pub(super) static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| address(STYLE, "css"));

/// Where the script is.
pub(super) static SCRIPT_ADDRESS: LazyLock<String> = LazyLock::new(|| address(SCRIPT, "js"));

/// Where the mark is.
pub(super) static MARK_ADDRESS: LazyLock<String> = LazyLock::new(|| address(MARK, "svg"));

/// The assets.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route(&STYLE_ADDRESS, get(async || kept("text/css", STYLE)))
        .route(
            &SCRIPT_ADDRESS,
            get(async || kept("text/javascript", SCRIPT)),
        )
        .route(&MARK_ADDRESS, get(async || kept("image/svg+xml", MARK)))
}

fn kept(media_type: &'static str, content: &'static str) -> Response {
    let media_type = format!("{media_type}; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, media_type.as_str()),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    (headers, content).into_response()
}

fn address(content: &str, extension: &str) -> String {
    let hash = Sha256::digest(content);
    let short = hexadecimal(&hash[..8]);
    format!("/tillbehor/{short}.{extension}")
}
