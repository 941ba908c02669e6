//! What a question names of time: what was known, and how the answer is cached.
//!
//! A question is answered at one log size (I4). Its ETag follows from the
//! question itself, the basis of the answer, how much is redacted, and the day when
//! the question means today: all that an answer depends on.

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use ledger::basis::Basis;
use ledger::time::Date;
use sha2::{Digest, Sha256};

use super::problem::Problem;
use crate::cli::moment::Moment;
use crate::node::Question;

/// What was known, as a question names it.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Known {
    /// Vad som var känt: ett datum (till dess slut i Sverige), en tidpunkt (RFC 3339),
    /// `@` och ett antal händelser, eller en publicerad rapports id. Annars nu.
    #[param(example = "2024-09-30")]
    pub(crate) known_at: Option<String>,
    /// Ett antal händelser, i stället för `known_at`.
    #[param(minimum = 0)]
    pub(crate) basis: Option<u64>,
}

impl Known {
    /// The log size that is meant; everything when nothing is named.
    ///
    /// # Errors
    /// [`Problem`] 400 when both are given, the moment cannot be read or the log
    /// is shorter.
    pub(crate) fn size(&self, question: &Question<'_>) -> Result<u64, Problem> {
        let moment = match (&self.known_at, self.basis) {
            (Some(_), Some(_)) => {
                return Err(Problem::question(
                    "basis",
                    "Ange known_at eller basis, inte båda.",
                ));
            }
            (Some(text), None) => Some(
                text.parse::<Moment>()
                    .map_err(|error| Problem::question("known_at", error))?,
            ),
            (None, Some(size)) => Some(Moment::Size(size)),
            (None, None) => None,
        };
        let place = if self.basis.is_some() {
            "basis"
        } else {
            "known_at"
        };
        question
            .reading()
            .known(moment.as_ref())
            .map_err(|failure| Problem::from(failure).at(place))
    }
}

/// The ETag of an answer; `day` is today's when the answer depends on it.
pub(crate) fn etag(uri: &Uri, basis: &Basis, question: &Question<'_>, day: Option<Date>) -> String {
    let mut hasher = Sha256::new();
    hasher.update(uri.to_string());
    hasher.update(b"\n");
    hasher.update(basis.size.to_be_bytes());
    hasher.update(basis.root.0);
    hasher.update(basis.rules_version.to_be_bytes());
    hasher.update(question.snapshot.redactions().to_be_bytes());
    if let Some(day) = day {
        hasher.update(day.to_string());
    }
    hasher.update(env!("CARGO_PKG_VERSION"));
    let hash = hasher.finalize();
    let short = hash.iter().take(16).map(|byte| format!("{byte:02x}"));
    format!("W/\"{}\"", short.collect::<String>())
}

/// An answer with its ETag; 304 without a body when the caller has it.
pub(crate) fn tagged<R: IntoResponse>(
    headers: &HeaderMap,
    etag: &str,
    answer: impl FnOnce() -> R,
) -> Response {
    let mut response = if has(headers, etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        answer().into_response()
    };
    if let Ok(value) = HeaderValue::from_str(etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    response
}

/// Whether the caller says that it has the answer already (RFC 9110 section 13.1.2).
pub(super) fn has(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter();
    given
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| {
            known == "*" || known.trim_start_matches("W/") == etag.trim_start_matches("W/")
        })
}
