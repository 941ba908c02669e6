//! What is told of what was just recorded, and how it is corrected.

use super::entered::{event, recorded};
use super::visitor::{Form, Visitor, demonstration, words};
use crate::served::Reply;

/// The address of a link with a text.
fn link(reply: &Reply, text: &str) -> String {
    let end = format!("\">{text}</a>");
    let (before, _) = reply.text.split_once(&end).expect("a link");
    let (_, address) = before.rsplit_once("href=\"").expect("an address");
    address.replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn a_receipt_tells_what_was_recorded_and_leads_to_its_correction() {
    let served = demonstration(&["registrator"]);
    let mut visitor = Visitor::of(&served, "registrator");
    let form = visitor.form("/registrera/utfall?enhet=RS&period=2025&rad=L1.1");
    let answers = [
        ("belopp", "-22 000 000"),
        ("verifikat", "V 17"),
        ("manad", "2025-02"),
    ];
    let sent = visitor.send(&form, &answers);
    let (_, position) = recorded(&sent);
    let page = sent.headers["location"]
        .to_str()
        .expect("an address")
        .to_owned();
    let receipt = visitor.get(&page);
    let said = words(&receipt);
    for told in [
        format!("Antecknat som händelse {position}."),
        "Bokfört på L1.1 Regionkansliet för februari 2025 (V 17).".to_owned(),
        "Belopp: −22 000 000 kr".to_owned(),
        "Enhet: Regionkansliet (RS-KANSLI)".to_owned(),
    ] {
        assert!(said.contains(&told), "{told}: {said}");
    }
    let correction = visitor.form(&link(&receipt, "Rätta"));
    assert_eq!(correction.holds("rattar"), [format!("@{position}")]);
    assert_eq!(correction.holds("varde"), ["−22\u{a0}000\u{a0}000"]);
    let right = [("varde", "-21 000 000"), ("skal", "Fel verifikation.")];
    let sent = visitor.send(&correction, &right);
    let page = sent.headers["location"]
        .to_str()
        .expect("an address")
        .to_owned();
    let said = words(&visitor.get(&page));
    let told = "Belopp: −21 000 000 kr, i stället för −22 000 000 kr";
    assert!(said.contains(told), "{said}");
}

/// A link with `antecknat=` showed a receipt to anyone. It is told to the session that
/// recorded the event.
#[test]
fn a_link_shows_no_receipt_of_what_the_session_has_not_recorded() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let form = visitor.form("/registrera/utfall?enhet=RS&period=2025&rad=L1.1");
    let answers = [("belopp", "-22 000 000"), ("verifikat", "V 17")];
    let sent = visitor.send(&form, &answers);
    let page = sent.headers["location"]
        .to_str()
        .expect("an address")
        .to_owned();
    let has_receipt = |reply: &Reply| words(reply).contains("Antecknat som");
    assert!(has_receipt(&visitor.get(&page)));
    assert!(
        has_receipt(&visitor.get(&page)),
        "also when it is read anew"
    );
    for made_up in ["5", "0", "999999", "x", "18446744073709551615"] {
        let page = format!("/ekonomi?enhet=RS&period=2024&antecknat={made_up}");
        assert!(!has_receipt(&visitor.get(&page)), "{made_up}");
    }
    let then = page.replace("antecknat", "kand=@100&antecknat");
    assert!(!has_receipt(&visitor.get(&then)), "not known then");
    let mut another = Visitor::of(&served, "controller");
    assert!(
        !has_receipt(&another.get(&page)),
        "another session of the same person"
    );
}

/// A forecast could not be corrected, and nothing said how: a new one takes its place.
#[test]
fn a_forecast_is_corrected_by_a_new_one_which_takes_its_place() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let path = "/registrera/prognos?enhet=RS&period=2025-01/2025-03&rad=L1.1";
    let replaces = "En ny prognos ersätter den förra; den förra finns kvar i historiken.";
    let first = visitor.get(path);
    assert!(
        !words(&first).contains(replaces),
        "there is none to replace"
    );
    let sent = visitor.send(&Form::on(&first), &[("belopp", "-300 000 000")]);
    let (_, position) = recorded(&sent);
    let page = sent.headers["location"]
        .to_str()
        .expect("an address")
        .to_owned();
    let receipt = visitor.get(&page);
    assert!(words(&receipt).contains("Belopp: −300 000 000 kr"));
    let again = visitor.get(&link(&receipt, "Rätta"));
    assert!(words(&again).contains(replaces), "{}", words(&again));
    let form = Form::on(&again);
    assert_eq!(form.holds("belopp"), ["−300\u{a0}000\u{a0}000"]);
    let (_, position_of_new) = recorded(&visitor.send(&form, &[("belopp", "-310 000 000")]));
    let was = event(&served, position);
    assert_eq!(
        was["payload"]["amount_ore"], -30_000_000_000_i64,
        "it stays"
    );
    assert!(position_of_new > position);
    let correction = format!("/registrera/rattelse?enhet=RS&period=2025&rattar=@{position}");
    let reply = visitor.get(&correction);
    assert_eq!(reply.status, 404);
    assert!(
        words(&reply).contains("Lämna en ny prognos"),
        "{}",
        words(&reply)
    );
}
