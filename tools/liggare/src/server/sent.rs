//! What a caller sends: a body of a known kind, whole, in time and within its limit.
//!
//! Guarantee: a body that ends before its length, comes too slowly, is too large
//! or of another kind is answered with a problem of its own, and nothing of it is
//! used. Deliberately not here: what it says.

use std::error::Error;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use tower_http::timeout::TimeoutError;

use super::limits::MAX_BODY_BYTES;
use super::problem::Problem;

/// Lines of JSON.
pub(crate) const NDJSON: &str = "application/x-ndjson";

/// What a body says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/json`.
    Json,
    /// `application/x-ndjson`: a value a line.
    Lines,
}

/// A whole body.
pub(crate) struct Sent {
    media: Media,
    bytes: Bytes,
}

impl Sent {
    /// The body and what it is.
    pub(crate) fn any(self) -> (Media, Bytes) {
        (self.media, self.bytes)
    }

    /// The body, when it is one JSON value.
    ///
    /// # Errors
    /// [`Problem`] 415.
    pub(crate) fn json(self) -> Result<Bytes, Problem> {
        match self.media {
            Media::Json => Ok(self.bytes),
            Media::Lines => Err(wrong_media("Här tas application/json emot.")),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media = media(request.headers())?;
        let length = request.headers().get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > MAX_BODY_BYTES as u64) {
            return Err(too_large());
        }
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Self { media, bytes }),
            Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_))) => {
                Err(too_large())
            }
            Err(error) if is_late(&error) => Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "body_too_slow",
                "Det skickade kom för långsamt.",
                "Kroppen var inte framme i tid.",
            )),
            Err(_) => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "body_cut_off",
                "Det skickade är inte helt.",
                "Kroppen tog slut före sin längd.",
            )),
        }
    }
}

/// Whether it is the time for bodies that has passed.
fn is_late(error: &BytesRejection) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<TimeoutError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn media(headers: &HeaderMap) -> Result<Media, Problem> {
    let is_coded = |value: &axum::http::HeaderValue| value.as_bytes() != b"identity";
    if headers.get(header::CONTENT_ENCODING).is_some_and(is_coded) {
        return Err(wrong_media("Kroppen tas emot okomprimerad."));
    }
    let given = headers.get(header::CONTENT_TYPE);
    let given = given.and_then(|value| value.to_str().ok());
    let Some(given) = given else {
        return Err(wrong_media("Huvudet Content-Type saknas."));
    };
    let mut parts = given.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let is_utf_8 = value.trim_matches('"').eq_ignore_ascii_case("utf-8");
        if name.eq_ignore_ascii_case("charset") && !is_utf_8 {
            return Err(wrong_media("Teckenkodningen är UTF-8."));
        }
    }
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(Media::Json)
    } else if essence.eq_ignore_ascii_case(NDJSON) {
        Ok(Media::Lines)
    } else {
        Err(wrong_media(
            "Här tas application/json emot, och för flera kommandon application/x-ndjson.",
        ))
    }
}

fn wrong_media(detail: &str) -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "media_type",
        "Det skickade är av fel slag.",
        detail,
    )
    .at("Content-Type")
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "Det skickade är för stort.",
        format!("Högst {MAX_BODY_BYTES} byte tas emot."),
    )
    .remedied("Dela upp det i flera.")
}
