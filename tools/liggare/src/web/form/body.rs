//! The body of a form, as a browser sends it: whole, in time and within its limit.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};

use crate::server::problem::Problem;
use crate::server::sent::{whole, wrong_media};

/// What forms are sent as (HTML, section 4.10.22.6).
const MEDIA: &str = "application/x-www-form-urlencoded";

/// The longest form that is read, in bytes: texts of several pages fit.
const MAX_BYTES: usize = 256 * 1024;

/// A whole form of at most so many bytes.
pub(in crate::web) struct Body<const LIMIT: usize = MAX_BYTES>(pub(in crate::web) Bytes);

impl<S: Send + Sync, const LIMIT: usize> FromRequest<S> for Body<LIMIT> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_form = is_form(request.headers());
        // Also what is no form is read: left unread it could cut the connection off
        // before the answer is there.
        let body = whole(request, state, LIMIT).await?;
        if !is_form {
            return Err(wrong_media(&format!("Ett formulär skickas som {MEDIA}.")));
        }
        Ok(Self(body))
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE);
    let given = given.and_then(|value| value.to_str().ok()?.split(';').next());
    given.is_some_and(|given| given.trim().eq_ignore_ascii_case(MEDIA))
}
