//! Problems: why a request was not carried out, by RFC 9457.
//!
//! Guarantee: every answer that is no success is a problem in this form, with a
//! stable code, what is wrong and what to do, in Swedish. Nothing of the server's
//! inside (paths, library errors) is told to the caller; that goes to the
//! server's own log under the request's id.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::ledger::SubmitError;
use ledger::log::LogError;
use ledger::refusal::{Refusal, RefusalCode, Violation, coded};
use projections::checks::CheckRow;
use serde::Serialize;

use super::requests;
use crate::access::accounts::NotLetIn;
use crate::access::accounts_file::AccountsError;
use crate::access::denied::Denied;
use crate::failure::{Failure, Family};
use crate::node::Unanswered;

/// The content type of a problem (RFC 9457 section 3).
pub(crate) const CONTENT_TYPE: &str = "application/problem+json";

/// Why a request was not carried out (RFC 9457).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    /// `urn:liggare:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(pattern = "^urn:liggare:problem:[a-z0-9_]+$")]
    pub(crate) kind: String,
    /// What kind of problem it is, in Swedish; the same for every problem of a code.
    pub(crate) title: String,
    /// The status code of the answer.
    #[schema(minimum = 400, maximum = 599)]
    pub(crate) status: u16,
    /// The stable code.
    #[schema(pattern = "^[a-z0-9_]+$")]
    pub(crate) code: String,
    /// What is wrong this time, in Swedish.
    pub(crate) detail: String,
    /// The member of the request that it is about, when it is about one.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false)]
    pub(crate) place: String,
    /// What to do about it, in Swedish.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false)]
    pub(crate) remedy: String,
    /// Every expectation that did not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) violations: Vec<Violation>,
    /// Every check that stops a publication, with what it came upon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) checks: Vec<CheckRow>,
    /// The request's id, to be found in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) instance: Option<String>,
}

impl Problem {
    /// A problem with a status, a code, what kind it is and what is wrong.
    pub(crate) fn new(
        status: StatusCode,
        code: &str,
        title: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind: format!("urn:liggare:problem:{code}"),
            title: title.into(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.into(),
            place: String::new(),
            remedy: String::new(),
            violations: Vec::new(),
            checks: Vec::new(),
            instance: None,
        }
    }

    /// The same problem with a member of the request that it is about.
    #[must_use]
    pub(crate) fn at(self, place: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            ..self
        }
    }

    /// The same problem with what to do.
    #[must_use]
    pub(crate) fn remedied(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: remedy.into(),
            ..self
        }
    }

    /// The same problem with the id of the request that is being answered.
    #[must_use]
    pub(crate) fn of_this_request(self) -> Self {
        Self {
            instance: requests::id(),
            ..self
        }
    }

    /// A question that cannot be understood.
    pub(crate) fn question(place: &str, detail: impl Into<String>) -> Self {
        // The codes that errors of ids and figures begin with are the program's own.
        let detail = capital(without_code(&detail.into()));
        Self::new(
            StatusCode::BAD_REQUEST,
            "question_not_understood",
            "Frågan går inte att förstå.",
            detail,
        )
        .at(place)
    }

    /// What is asked for is not there.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Det som efterfrågas finns inte.",
            detail,
        )
    }

    /// The ledger has no signed checkpoint. A follower tells it by its code from an
    /// address where nothing stands.
    pub(crate) fn nothing_signed() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "nothing_signed",
            "Liggaren har inget signerat.",
            "Liggaren har ingen signerad kontrollpunkt ännu.",
        )
    }

    /// A fault of the server's own.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "Servern har ett fel.",
            "Felet är antecknat i serverns logg.",
        )
        .remedied("Meddela driften frågans id.")
    }

    /// The store cannot do what is asked, as long as it stands like this.
    fn store(error: &LogError) -> Self {
        tracing::error!(error = %crate::failure::with_causes(error), "lagringen svarade med fel");
        let (code, detail) = match error {
            LogError::Poisoned => (
                "writes_refused",
                "En tidigare skrivning misslyckades, så inga fler tas emot. Det som är antecknat kan läsas.",
            ),
            _ => (
                "store_failed",
                "Lagringen kunde inte göra det som begärdes.",
            ),
        };
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            code,
            "Liggaren kan inte göra det nu.",
            detail,
        )
        .remedied("Försök igen när driften har öppnat liggaren på nytt; samma id ger samma svar.")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let problem = self.of_this_request();
        let mut response = (status, Json(&problem)).into_response();
        // For whoever tells it in another form: a page.
        response.extensions_mut().insert(problem);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"liggare\""),
            );
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

impl From<Refusal> for Problem {
    /// 400 for what is no JSON of its own kind, 413 for what is too long, 409 for
    /// what clashes with something that is recorded, else 422. A reused id is 422 by
    /// draft-ietf-httpapi-idempotency-key-header.
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.code {
            "wrong_encoding" | "malformed_json" | "duplicate_key" => StatusCode::BAD_REQUEST,
            "line_too_long" => StatusCode::PAYLOAD_TOO_LARGE,
            "command_id_redacted" | "expectation_failed" => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let mut codes = RefusalCode::ALL.iter();
        let known = codes.find(|code| code.as_str() == refusal.code);
        let title = known.map_or("Kommandot nekas", |code| code.title());
        Self {
            violations: refusal.violations,
            ..Self::new(status, refusal.code, title, refusal.message)
                .at(refusal.place)
                .remedied(refusal.remedy)
        }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Refused(refusal) => refusal.into(),
            // Whoever wrote when it happened is told the same as those who come after.
            SubmitError::Store(error @ LogError::Io { .. }) => {
                tracing::error!(error = %crate::failure::with_causes(&error), "en skrivning misslyckades");
                Self::store(&LogError::Poisoned)
            }
            SubmitError::Store(error) => Self::store(&error),
        }
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        match error {
            LogError::BeyondEnd { size, asked } => Self::question(
                "",
                format!("Liggaren har {size} händelser, {asked} efterfrågades."),
            ),
            other => Self::store(&other),
        }
    }
}

impl From<Unanswered> for Problem {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Behind => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "model_behind",
                "Liggaren kan inte svara nu.",
                "Läsmodellen har inte hunnit ikapp loggen.",
            )
            .remedied("Försök igen om en stund."),
            Unanswered::Stopped => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "model_stopped",
                "Liggaren kan inte svara förrän den startas om.",
                "Läsmodellen har stannat; felet är antecknat i serverns logg.",
            )
            .remedied("Meddela driften."),
            Unanswered::Failed => Self::internal(),
            Unanswered::Crowded => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_followers",
                "Det går inte att följa flödet just nu.",
                "Så många som servern tar emot följer flödet redan.",
            )
            .remedied("Försök igen om en stund, eller läs sidor från /api/v1/events."),
            // Never to be mended by asking again, so no fault of the server (RFC 9110
            // section 15.5.20).
            Unanswered::ReadOnly => Self::new(
                StatusCode::MISDIRECTED_REQUEST,
                "read_only",
                "Kommandon tas inte emot här.",
                "Den här servern följer en liggare på en annan server.",
            )
            .remedied("Skicka kommandot till liggarens egen server."),
            Unanswered::Ending => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "Kommandon tas inte emot nu.",
                "Servern håller på att avslutas.",
            )
            .remedied("Försök igen när servern har startat; samma id ger samma svar."),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure.family {
            Family::Usage => Self::question(&failure.place, failure.what),
            Family::Refused => {
                let (code, what) = coded(&failure.what).unwrap_or(("refused", &failure.what));
                Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    code,
                    "Det går inte att göra.",
                    capital(what),
                )
                .at(failure.place)
                .remedied(failure.remedy)
            }
            Family::Ledger | Family::Io => {
                tracing::error!(
                    error = failure.what,
                    place = failure.place,
                    "frågan misslyckades"
                );
                Self::internal()
            }
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            Denied::CODE,
            "Kontot har inte behörighet.",
            denied.message(),
        )
        .remedied(denied.remedy())
    }
}

impl From<NotLetIn> for Problem {
    fn from(why: NotLetIn) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            why.code(),
            "Inloggningen godtas inte.",
            capital(&format!("{why}.")),
        )
        .remedied("Ange en giltig nyckel: Authorization: Bearer och nyckeln. Den som sköter kontona gör en ny med `liggare token create`.")
    }
}

impl From<AccountsError> for Problem {
    fn from(error: AccountsError) -> Self {
        tracing::error!(error = %crate::failure::with_causes(&error), "kontona kan inte läsas");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "accounts_unreadable",
            "Ingen kan logga in nu.",
            "Kontona kan inte läsas; felet är antecknat i serverns logg.",
        )
        .remedied("Driften behöver se till att accounts.json i liggarens mapp är hel, ägs av den användare som servern körs som och har rättigheterna 600.")
    }
}

/// What an error says to people: all but the code that some begin with.
pub(crate) fn without_code(said: &str) -> &str {
    coded(said).map_or(said, |(_, rest)| rest)
}

/// A sentence with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
