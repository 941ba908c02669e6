//! What the caller wants of an answer: in which form, and only if it is another
//! than the one it has.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use ledger::basis::Basis;
use ledger::time::Date;
use serde::Serialize;

use super::Served;
use super::asked::{etag, has, tagged};
use super::problem::Problem;
use crate::node::Question;

/// What the caller wants of an answer.
pub(crate) struct Wanted {
    uri: Uri,
    headers: HeaderMap,
    is_public: bool,
    day: Option<Date>,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// JSON.
    Json,
    /// Text to read and print.
    Text,
    /// CSV (RFC 4180).
    Csv,
}

impl Wanted {
    /// The same for a reader without a login, whose answers are others.
    #[must_use]
    pub(crate) fn by_anyone(self) -> Self {
        Self {
            is_public: true,
            ..self
        }
    }

    /// The same for an answer that depends on the day it is asked.
    #[must_use]
    pub(crate) fn on(self, day: Date) -> Self {
        Self {
            day: Some(day),
            ..self
        }
    }

    /// The form that the caller wants most of those there are, the first one when
    /// it says nothing (RFC 9110 section 12.5.1).
    ///
    /// # Errors
    /// [`Problem`] 406 when it wants none of them.
    pub(crate) fn form(&self, offers: &[Form]) -> Result<Form, Problem> {
        let ranges: Vec<&str> = self
            .headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let mut best: Option<(Form, u16)> = None;
        for offer in offers {
            let quality = if ranges.is_empty() {
                FULL
            } else {
                quality(&ranges, offer.essence())
            };
            if quality > best.map_or(0, |(_, quality)| quality) {
                best = Some((*offer, quality));
            }
        }
        best.map(|(form, _)| form).ok_or_else(|| {
            let offered: Vec<_> = offers.iter().map(|offer| offer.essence()).collect();
            Problem::new(
                StatusCode::NOT_ACCEPTABLE,
                "not_acceptable",
                "Svaret finns inte i den form som efterfrågas.",
                "Huvudet Accept godtar ingen av svarets former.",
            )
            .remedied(format!("Godta {}.", offered.join(" eller ")))
        })
    }

    /// The answer to a question with its ETag; 304 without a body, and without
    /// making the answer, when the caller has it.
    ///
    /// # Errors
    /// The problem that the answer could not be made for.
    pub(crate) fn answered(
        &self,
        (question, basis): (&Question<'_>, &Basis),
        form: Form,
        said: impl FnOnce() -> Result<Vec<u8>, Problem>,
    ) -> Result<Response, Problem> {
        let variant = match (form, self.is_public) {
            (Form::Json, false) => "",
            (Form::Json, true) => "-public",
            (Form::Text, _) => "-text",
            (Form::Csv, _) => "-csv",
        };
        let mut tag = etag(&self.uri, basis, question, self.day);
        tag.insert_str(tag.len() - 1, variant);
        let body = if has(&self.headers, &tag) {
            Vec::new()
        } else {
            said()?
        };
        let media_type = HeaderValue::from_static(form.media_type());
        let mut response = tagged(&self.headers, &tag, || {
            ([(header::CONTENT_TYPE, media_type)], body)
        });
        let kept = if self.is_public {
            "public, no-cache"
        } else {
            "private, no-cache"
        };
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        Ok(response)
    }

    /// The same for an answer that is only told as JSON.
    ///
    /// # Errors
    /// As [`Wanted::answered`].
    pub(crate) fn json<T: Serialize>(
        &self,
        about: (&Question<'_>, &Basis),
        said: impl FnOnce() -> Result<T, Problem>,
    ) -> Result<Response, Problem> {
        self.answered(about, Form::Json, || bytes(&said()?))
    }
}

impl FromRequestParts<Served> for Wanted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Served) -> Result<Self, Problem> {
        Ok(Self {
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            is_public: false,
            day: None,
        })
    }
}

impl Form {
    /// Its media type without parameters.
    fn essence(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
        }
    }

    /// Its media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

/// Plain data as JSON.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(crate) fn bytes(said: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(said).map_err(|error| {
        tracing::error!(%error, "svaret kunde inte skrivas");
        Problem::internal()
    })
}

/// A quality of 1, in thousandths.
const FULL: u16 = 1000;

/// How much a media type is wanted, in thousandths: what the most specific of the
/// ranges that take it says, 0 when none does.
fn quality(ranges: &[&str], media_type: &str) -> u16 {
    let (kind, _) = media_type.split_once('/').unwrap_or((media_type, ""));
    let mut most_specific = (0, 0);
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let wanted = parts.next().unwrap_or_default().to_ascii_lowercase();
        let specific = match wanted.split_once('/') {
            _ if wanted == media_type => 3,
            Some((wanted, "*")) if wanted == kind => 2,
            Some(("*", "*")) => 1,
            _ => continue,
        };
        let quality = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(FULL, thousandths);
        most_specific = most_specific.max((specific, quality));
    }
    most_specific.1
}

/// A quality as written ("0.5"), in thousandths; what cannot be read is 0.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{fraction:0<3}");
    match (whole, digits.get(..3).and_then(|it| it.parse::<u16>().ok())) {
        ("1", Some(_)) => FULL,
        ("0", Some(fraction)) => fraction,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_form_is_given_and_none_when_none_is_wanted() {
        let all = [Form::Json, Form::Text, Form::Csv];
        for (accept, form) in [
            (None, Some(Form::Json)),
            (Some("*/*"), Some(Form::Json)),
            (Some("text/csv"), Some(Form::Csv)),
            (Some("text/*"), Some(Form::Text)),
            (Some("text/*;q=0.5, text/csv;q=0.9"), Some(Form::Csv)),
            (Some("application/json;q=0, */*"), Some(Form::Text)),
            (
                Some("application/json; q=0.2, text/plain; q=0.3"),
                Some(Form::Text),
            ),
            (Some("TEXT/CSV"), Some(Form::Csv)),
            (Some("application/pdf"), None),
            (Some("*/*;q=0"), None),
            (Some("text/csv;q=x"), None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            }
            let wanted = Wanted {
                uri: Uri::from_static("/"),
                headers,
                is_public: false,
                day: None,
            };
            assert_eq!(wanted.form(&all).ok(), form, "{accept:?}");
        }
    }
}
