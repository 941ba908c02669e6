//! What a caller sends: a body of a known kind, whole, in time and within its limit.
//!
//! Guarantee: a body that ends before its length, comes too slowly, is too large
//! or of another kind is answered with a problem of its own, and nothing of it is
//! used. All bodies under way together take no more memory than their room: one
//! for the bodies of single commands, and one for the larger. Nothing of a body is
//! read before there is room for all that it may be; who sends without a login is
//! answered before that ([`LoggedIn`](super::caller::LoggedIn) stands before it).
//! Deliberately not here: what it says.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::timeout::TimeoutError;

use super::limits::{BODIES_UNDER_WAY, COMMANDS_UNDER_WAY, MAX_BODY_BYTES, MAX_COMMAND_BYTES};
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

/// How long a body waits for room.
const ROOM_WITHIN: Duration = Duration::from_secs(5);

/// Room is taken in so many bytes at a time.
const ROOM_UNIT: usize = 1024;

/// The room for all bodies under way.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    commands: Arc<Semaphore>,
    larger: Arc<Semaphore>,
}

/// A whole body of at most so many bytes.
pub(crate) struct Sent<const LIMIT: usize> {
    media: Media,
    bytes: Bytes,
    _room: OwnedSemaphorePermit,
}

/// The body of one command.
pub(crate) type One = Sent<MAX_COMMAND_BYTES>;

/// The body of many commands.
pub(crate) type Many = Sent<MAX_BODY_BYTES>;

impl Room {
    pub(crate) fn new() -> Self {
        let of = |bytes: usize| Arc::new(Semaphore::new(bytes / ROOM_UNIT));
        Self {
            commands: of(COMMANDS_UNDER_WAY),
            larger: of(BODIES_UNDER_WAY),
        }
    }

    /// Takes room for a body of a kind with a limit.
    async fn take(&self, limit: usize, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let room = if limit <= MAX_COMMAND_BYTES {
            &self.commands
        } else {
            &self.larger
        };
        let units = u32::try_from(bytes.div_ceil(ROOM_UNIT)).unwrap_or(u32::MAX);
        let taken = Arc::clone(room).acquire_many_owned(units);
        match tokio::time::timeout(ROOM_WITHIN, taken).await {
            Ok(Ok(taken)) => Ok(taken),
            Ok(Err(_)) | Err(_) => Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Servern har för mycket att ta emot.",
                "Så mycket som får plats är redan på väg in.",
            )
            .remedied("Försök igen om en stund; samma id ger samma svar.")),
        }
    }
}

impl<const LIMIT: usize> Sent<LIMIT> {
    /// The body and what it is.
    pub(crate) fn any(&self) -> (Media, &[u8]) {
        (self.media, &self.bytes)
    }

    /// The body, when it is one JSON value.
    ///
    /// # Errors
    /// [`Problem`] 415.
    pub(crate) fn json(&self) -> Result<&[u8], Problem> {
        match self.media {
            Media::Json => Ok(&self.bytes),
            Media::Lines => Err(wrong_media("Här tas application/json emot.")),
        }
    }
}

impl<S: Send + Sync, const LIMIT: usize> FromRequest<S> for Sent<LIMIT> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media = media(request.headers())?;
        let length = length(request.headers(), LIMIT)?;
        let room = request.extensions().get::<Room>().cloned();
        let room = room.ok_or_else(Problem::internal)?;
        let room = room.take(LIMIT, length).await?;
        Ok(Self {
            media,
            bytes: whole(request, state, LIMIT).await?,
            _room: room,
        })
    }
}

/// The whole body of a request.
///
/// # Errors
/// [`Problem`] 413 when it is longer than the limit, 408 when it comes too slowly, 400
/// when it ends before its length.
pub(crate) async fn whole<S: Send + Sync>(
    mut request: Request,
    state: &S,
    limit: usize,
) -> Result<Bytes, Problem> {
    length(request.headers(), limit)?;
    DefaultBodyLimit::max(limit).apply(&mut request);
    match Bytes::from_request(request, state).await {
        Ok(bytes) => Ok(bytes),
        Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_))) => {
            Err(too_large(limit))
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

/// How long a body says that it is; the limit when it does not say.
///
/// # Errors
/// [`Problem`] 413 when it is longer than the limit.
fn length(headers: &HeaderMap, limit: usize) -> Result<usize, Problem> {
    let said = headers.get(header::CONTENT_LENGTH);
    let said = said.and_then(|said| said.to_str().ok()?.parse().ok());
    match said.unwrap_or(limit) {
        length if length > limit => Err(too_large(limit)),
        length => Ok(length),
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

/// What is sent is of a kind that is not taken.
pub(crate) fn wrong_media(detail: &str) -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "media_type",
        "Det skickade är av fel slag.",
        detail,
    )
    .at("Content-Type")
}

fn too_large(limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "Det skickade är för stort.",
        format!("Högst {limit} byte tas emot."),
    )
    .remedied("Korta det, eller dela upp det i flera.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever sent slowly could have as much of everybody's memory as there were
    /// connections for.
    #[test]
    fn bodies_wait_when_their_room_is_full_and_large_ones_take_none_of_the_small_ones() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let room = Room::new();
            let mut large = Vec::new();
            for _ in 0..BODIES_UNDER_WAY / MAX_BODY_BYTES {
                large.push(
                    room.take(MAX_BODY_BYTES, MAX_BODY_BYTES)
                        .await
                        .expect("room"),
                );
            }
            let soon = Duration::from_millis(100);
            let one_more = room.take(MAX_BODY_BYTES, 1);
            assert!(tokio::time::timeout(soon, one_more).await.is_err());
            let small = room.take(MAX_COMMAND_BYTES, MAX_COMMAND_BYTES);
            assert!(small.await.is_ok());
            large.pop();
            assert!(room.take(MAX_BODY_BYTES, 1).await.is_ok());
        });
    }
}
