//! What guards the pages: headers, permission, and forms that are the session's own.

use super::visitor::{Form, Visitor, demonstration, words};
use crate::served::{Reply, Served};

/// Pages of every kind: rooms, a form, a login, one that is not there.
const PAGES: [&str; 7] = [
    "/ekonomi?enhet=RS&period=2024",
    "/plan?enhet=RS&period=2024&kand=2024-09-10",
    "/registrera/omdisponering?enhet=RS&period=2024",
    "/registrera/bedomning?enhet=RS&period=2024&post=RF-E1",
    "/kortkommandon?enhet=RS&period=2024",
    "/logga-in",
    "/registrera/finns-inte?enhet=RS&period=2024",
];

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    let value = reply.headers.get(name);
    value.map_or("", |value| value.to_str().expect("a text"))
}

fn size(served: &Served) -> u64 {
    let status = served.client("revisor").get("/api/v1/status").json();
    status["basis"]["size"].as_u64().expect("a size")
}

#[test]
fn every_page_lets_the_browser_load_from_here_alone_and_keep_nothing() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    for page in PAGES {
        let reply = visitor.get(page);
        assert!(
            header(&reply, "content-type").starts_with("text/html"),
            "{page}"
        );
        let policy = header(&reply, "content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{page}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{page}: {policy}");
        assert_eq!(header(&reply, "cache-control"), "no-store", "{page}");
        assert_eq!(
            header(&reply, "x-content-type-options"),
            "nosniff",
            "{page}"
        );
        assert_eq!(header(&reply, "referrer-policy"), "same-origin", "{page}");
    }
}

/// Goal: nothing on a page that the policy would stop, and nothing from elsewhere.
#[test]
fn no_page_has_a_script_or_a_style_of_its_own_or_anything_from_another_site() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    for page in PAGES {
        let text = visitor.get(page).text;
        for tag in text.split('<').filter_map(|piece| piece.split('>').next()) {
            let is_handler = |word: &str| word.starts_with("on") && word.contains("=\"");
            let is_own = tag.split_whitespace().any(is_handler)
                || [" style=", "javascript:"]
                    .iter()
                    .any(|own| tag.contains(own));
            assert!(!is_own, "{page}: <{tag}>");
            let is_inline =
                tag.starts_with("style") || tag.starts_with("script") && !tag.contains(" src=");
            assert!(!is_inline, "{page}: <{tag}>");
            for loaded in [" src=\"", " action=\"", " href=\""] {
                if let Some((_, address)) = tag.split_once(loaded) {
                    let is_here = address.starts_with('/') || address.starts_with('#');
                    assert!(is_here, "{page}: <{tag}>");
                }
            }
        }
    }
}

#[test]
fn pages_and_forms_of_another_unit_are_refused_as_the_api_refuses_them() {
    let served = demonstration(&["controller", "uppsikt"]);
    let mut controller = Visitor::of(&served, "controller");
    for page in [
        "/ekonomi?enhet=SN&period=2024",
        "/plan?enhet=SN&period=2024",
        "/registrera/utfall?enhet=SN&period=2024",
        "/registrera/bedomning?enhet=SN&period=2024",
    ] {
        let reply = controller.get(page);
        assert_eq!(reply.status, 403, "{page}");
        assert!(
            words(&reply).contains("Kontot får inte"),
            "{page}: {}",
            words(&reply)
        );
    }
    let mut supervisor = Visitor::of(&served, "uppsikt");
    assert_eq!(supervisor.get("/ekonomi?enhet=SN&period=2024").status, 200);
    let form = supervisor.get("/registrera/utfall?enhet=SN&period=2024");
    assert_eq!(form.status, 403, "who reads everything enters nothing");
}

#[test]
fn a_form_that_is_sent_for_another_unit_records_nothing() {
    let served = demonstration(&["controller"]);
    let before = size(&served);
    let mut controller = Visitor::of(&served, "controller");
    let own = controller.form("/registrera/utfall?enhet=RS&period=2025");
    let answers = [
        ("rad", "L1"),
        ("manad", "2025-01"),
        ("belopp", "-100"),
        ("verifikat", "V1"),
    ];
    let elsewhere = Form {
        action: own.action.replace("enhet=RS", "enhet=SN"),
        ..own.clone()
    };
    assert_eq!(controller.send(&elsewhere, &answers).status, 403);
    let bearer = [&answers[..], &[("hos", "SN")]].concat();
    let refused = controller.send(&own, &bearer);
    assert_eq!(refused.status, 403, "{}", words(&refused));
    assert_eq!(size(&served), before);
}

#[test]
fn a_form_that_is_not_the_sessions_own_is_refused_and_records_nothing() {
    let served = demonstration(&["controller", "registrator"]);
    let before = size(&served);
    let path = "/registrera/utfall?enhet=RS&period=2025";
    let mut controller = Visitor::of(&served, "controller");
    let own = controller.form(path);
    let others = Visitor::of(&served, "registrator").form(path);
    let answers = [
        ("rad", "L1"),
        ("manad", "2025-01"),
        ("belopp", "-100"),
        ("verifikat", "V1"),
    ];
    let secret = others.holds("sida")[0];
    for token in ["", "0000", secret] {
        let given = [&answers[..], &[("sida", token)]].concat();
        let reply = controller.send(&own, &given);
        assert_eq!(reply.status, 403, "{token}");
        assert!(words(&reply).contains("hör inte till den här inloggningen"));
    }
    let anyone = Visitor::new(&served).send(&own, &answers);
    assert_eq!(anyone.status, 401, "without the session's cookie");
    assert_eq!(size(&served), before);
}
