//! The two cookies: the session's, and the one that a login form is held to.

use axum::http::{HeaderMap, HeaderValue, header};

/// A cookie of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookie {
    /// Names the session.
    Session,
    /// What the login form must hold too, before there is a session.
    Form,
}

impl Cookie {
    /// Its name. A browser takes one that begins with `__Host-` from this host alone,
    /// over TLS alone (RFC 6265bis section 4.1.3.2).
    fn name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Session, true) => "__Host-liggare",
            (Self::Session, false) => "liggare",
            (Self::Form, true) => "__Host-liggare-form",
            (Self::Form, false) => "liggare-form",
        }
    }

    /// Its value in a request, when there is exactly one.
    pub(super) fn of(self, headers: &HeaderMap, is_secure: bool) -> Option<&str> {
        let name = self.name(is_secure);
        let cookies = headers.get_all(header::COOKIE).iter();
        let mut values = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(given, _)| *given == name)
            .map(|(_, value)| value);
        let value = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// The header that sets it until the browser is closed.
    pub(super) fn set(self, value: &str, is_secure: bool) -> Option<HeaderValue> {
        self.header(value, "", is_secure)
    }

    /// The header that removes it.
    pub(super) fn removed(self, is_secure: bool) -> Option<HeaderValue> {
        self.header("", "; Max-Age=0", is_secure)
    }

    /// Lax, so that a link in a message leads to the page; what changes anything is
    /// sent by forms, which hold the session's secret too.
    fn header(self, value: &str, life: &str, is_secure: bool) -> Option<HeaderValue> {
        let name = self.name(is_secure);
        let secure = if is_secure { "; Secure" } else { "" };
        HeaderValue::try_from(format!(
            "{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}"
        ))
        .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_by_its_whole_name_and_never_when_there_are_two() {
        let headers = |text: &str| {
            HeaderMap::from_iter([(
                header::COOKIE,
                HeaderValue::try_from(text).expect("a value"),
            )])
        };
        let session = |text: &str| {
            let headers = headers(text);
            Cookie::Session.of(&headers, false).map(str::to_owned)
        };
        assert_eq!(session("a=1; liggare=abc; b=2").as_deref(), Some("abc"));
        assert_eq!(session("xliggare=abc; liggare-form=d"), None);
        assert_eq!(session("liggare=a; liggare=b"), None);
        assert_eq!(Cookie::Session.of(&headers("liggare=a"), true), None);
    }

    #[test]
    fn a_cookie_is_kept_from_scripts_and_other_sites() {
        let set = Cookie::Session.set("abc", true).expect("a header");
        assert_eq!(
            set.to_str().ok(),
            Some("__Host-liggare=abc; Path=/; HttpOnly; SameSite=Lax; Secure")
        );
    }
}
