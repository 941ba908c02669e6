//! Where a form was sent from: a page of this server, or another site.
//!
//! Guarantee: of what a browser says that another site sends nothing is used. The
//! session's secret in each form is what holds when a browser says nothing.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::server::host;
use crate::server::problem::Problem;
use crate::server::sent::whole;

/// Where a browser says how the sending page's site and this one stand to each other
/// (W3C Fetch Metadata).
const SITE: &str = "sec-fetch-site";

/// The longest body that is read away, in bytes.
const MAX_READ_AWAY: usize = 8 * 1024;

/// Answers what does not come from another site.
pub(super) async fn own(request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_own(request.headers()) {
        return next.run(request).await;
    }
    // A short body is read away: left unread it could cut the connection off before the
    // answer is there.
    let _ = whole(request, &(), MAX_READ_AWAY).await;
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign_site",
        "Formuläret kom från en annan webbplats.",
        "Det tas bara emot från liggarens egna sidor. Ingenting är antecknat.",
    )
    .remedied("Gå till liggaren och fyll i formuläret där.")
    .into_response()
}

/// Whether nothing says that the request comes from another site. What the browser
/// makes of it itself is taken before the origin, which a proxy that changes Host
/// makes another's.
fn is_own(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get(SITE) {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let origin = origin.to_str().ok().and_then(|text| text.split_once("://"));
    let origin = origin.and_then(|(_, rest)| rest.parse::<Authority>().ok());
    let asked = host::said(headers).ok().flatten();
    origin.is_some() && origin == asked
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_form_of_another_site_is_told_by_what_the_browser_says() {
        let host = ("host", "liggare.example:8040");
        let rows: [(&[(&'static str, &'static str)], bool); 10] = [
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "http://liggare.example:8040")], true),
            (&[("origin", "http://LIGGARE.example:8040")], true),
            (&[("origin", "http://annan.example")], false),
            (&[("origin", "null")], false),
            (
                &[
                    ("sec-fetch-site", "same-origin"),
                    ("origin", "https://liggare.example"),
                ],
                true,
            ),
        ];
        for (said, is_ours) in rows {
            let headers = said.iter().chain([&host]).map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            });
            assert_eq!(is_own(&headers.collect()), is_ours, "{said:?}");
        }
    }
}
