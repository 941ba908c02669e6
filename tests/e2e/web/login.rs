//! Logging in and out.

use super::visitor::{Form, PASSWORD, Visitor, demonstration, words};

const PAGE: &str = "/ekonomi?enhet=RS&period=2024";

#[test]
fn who_is_not_logged_in_is_led_to_the_login_and_back_to_the_page() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::new(&served);
    let led = visitor.get(PAGE);
    assert_eq!(led.status, 303);
    let login = led.headers["location"].to_str().expect("an address");
    assert!(login.starts_with("/logga-in?vidare="), "{login}");
    let form = visitor.form(login);
    let in_again = visitor.send(&form, &[("namn", "Controller "), ("losenord", PASSWORD)]);
    assert_eq!(in_again.status, 303, "{}", words(&in_again));
    assert_eq!(in_again.headers["location"], PAGE);
    let page = visitor.get(PAGE);
    assert_eq!(page.status, 200);
    assert!(words(&page).contains("Demo Controller"), "the own name");
}

#[test]
fn the_session_is_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::new(&served);
    let reply = visitor.log_in("controller", PASSWORD);
    let set: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    let session = set
        .iter()
        .filter_map(|set| set.to_str().ok())
        .find(|set| set.starts_with("liggare="))
        .expect("a session");
    for flag in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
        assert!(session.contains(flag), "{session}");
    }
    assert_eq!(visitor.cookies(), ["liggare"], "the form's own is gone");
}

#[test]
fn a_wrong_password_lets_nobody_in_and_after_five_even_the_right_one_must_wait() {
    let served = demonstration(&["controller", "registrator"]);
    let mut visitor = Visitor::new(&served);
    for _ in 0..5 {
        let wrong = visitor.log_in("controller", "fel lösenord");
        assert_eq!(wrong.status, 401);
        let said = words(&wrong);
        assert!(
            said.contains("Inloggningsnamn och lösenord hör inte ihop."),
            "{said}"
        );
        assert_eq!(Form::on(&wrong).holds("namn"), ["controller"], "kept");
    }
    let throttled = visitor.log_in("controller", PASSWORD);
    assert_eq!(throttled.status, 429);
    let said = words(&throttled);
    assert!(said.contains("För många felaktiga försök. Vänta"), "{said}");
    assert_eq!(visitor.get(PAGE).status, 303, "not let in");
    let unknown = visitor.log_in("finns-inte", "vad som helst");
    assert_eq!(unknown.status, 401);
    let said = words(&unknown);
    assert!(
        said.contains("Inloggningsnamn och lösenord hör inte ihop."),
        "{said}"
    );
    let other = visitor.log_in("registrator", PASSWORD);
    assert_eq!(other.status, 303, "another login waits for nothing");
}

#[test]
fn a_login_that_comes_from_another_page_is_refused() {
    let served = demonstration(&["controller"]);
    let form = Visitor::new(&served).form("/logga-in");
    let answers = [("namn", "controller"), ("losenord", PASSWORD)];
    let mut other = Visitor::new(&served);
    let foreign = other.send(&form, &answers);
    assert_eq!(foreign.status, 403, "the form of someone else's browser");
    let bare = other.post("/logga-in", &answers);
    assert_eq!(bare.status, 403, "no form at all");
    assert_eq!(other.get(PAGE).status, 303, "not let in");
}

#[test]
fn a_login_never_leads_to_another_site() {
    let served = demonstration(&["controller"]);
    for elsewhere in ["https://exempel.se/", "//exempel.se/", "/\\exempel.se"] {
        let mut visitor = Visitor::new(&served);
        let form = visitor.form("/logga-in");
        let given = [
            ("namn", "controller"),
            ("losenord", PASSWORD),
            ("vidare", elsewhere),
        ];
        let reply = visitor.send(&form, &given);
        assert_eq!(reply.headers["location"], "/", "{elsewhere}");
    }
}

#[test]
fn who_logs_out_is_out_and_only_by_a_form_of_the_session() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let page = visitor.get(PAGE);
    let foreign = visitor.post("/logga-ut", &[("sida", "0000")]);
    assert_eq!(foreign.status, 403);
    assert_eq!(visitor.get(PAGE).status, 200, "still in");
    let (_, own) = page
        .text
        .split_once("action=\"/logga-ut\"><input type=\"hidden\" name=\"sida\" value=\"")
        .expect("the form");
    let token = own.split('"').next().expect("the session's secret");
    let out = visitor.post("/logga-ut", &[("sida", token)]);
    assert_eq!(
        (out.status, &out.headers["location"]),
        (303, &"/logga-in".parse().expect("a value"))
    );
    assert_eq!(visitor.get(PAGE).status, 303);
}
