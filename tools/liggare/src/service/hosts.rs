//! Hosts: the names that a server answers to.
//!
//! Whoever owns a name can let it lead to an address inside another's network, and so
//! have the pages that it shows ask a server there (DNS rebinding); the browser tells
//! the name in Host. Guarantee: no name is answered to but `localhost` and those that
//! are listed. An address is nobody's name and is always answered to, whatever the port.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

/// The longest name of a host, in characters (RFC 1035 section 2.3.4).
const MAX_NAME: usize = 253;

/// The names that a server answers to, beside `localhost`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hosts(Arc<[String]>);

impl Hosts {
    /// Whether no name is listed.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the server answers to a host, as a Host header has it without the port.
    pub(crate) fn accept(&self, host: &str) -> bool {
        let address = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        if address.unwrap_or(host).parse::<IpAddr>().is_ok() {
            return true;
        }
        // A name may end with the dot of the root.
        let host = host.strip_suffix('.').unwrap_or(host);
        let mut names = self.0.iter().map(String::as_str).chain(["localhost"]);
        names.any(|name| name.eq_ignore_ascii_case(host))
    }
}

impl FromStr for Hosts {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let names = text.split(',').map(str::trim);
        let names = names.map(|name| is_name(name).then(|| name.to_owned()).ok_or(()));
        Ok(Self(names.collect::<Result<_, _>>()?))
    }
}

fn is_name(text: &str) -> bool {
    let mut letters = text.bytes();
    (1..=MAX_NAME).contains(&text.len())
        && letters.all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_to_addresses_to_localhost_and_to_the_names_that_are_listed() {
        let listed: Hosts = "liggare.example, Kopia.example".parse().expect("names");
        let accepted = [
            "liggare.example",
            "LIGGARE.example.",
            "kopia.example",
            "localhost",
            "127.0.0.1",
            "192.0.2.7",
            "[::1]",
        ];
        for host in accepted {
            assert!(listed.accept(host), "{host}");
        }
        let refused = [
            "annan.example",
            "liggare.example.annan.example",
            "xliggare.example",
            "127.0.0.1.annan.example",
            "localhost.annan.example",
            "0x7f.1",
            "",
        ];
        for host in refused {
            assert!(!listed.accept(host), "{host}");
            assert!(!Hosts::default().accept(host), "{host}");
        }
        assert!(!Hosts::default().accept("liggare.example"));
    }

    #[test]
    fn what_is_no_name_is_not_listed() {
        for text in [
            "",
            "a,",
            "liggare.example:443",
            "https://a",
            "å.example",
            "a b",
            "*",
        ] {
            assert!(text.parse::<Hosts>().is_err(), "{text:?}");
        }
    }
}
