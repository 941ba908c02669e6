//! What is asked about before it is recorded.

use super::entered::{event, recorded, size};
use super::visitor::{Form, Visitor, demonstration, words};

const OUTCOME: &str = "/registrera/utfall?enhet=RS&period=2025&rad=L1.1";

/// An amount was recorded with the wrong sign, or in thousands, without a word. Goal: it
/// is asked about beside its field, and recorded when whoever typed it says that it is
/// right, and not before.
#[test]
fn an_unlikely_amount_is_asked_about_and_recorded_when_it_is_said_to_be_right() {
    let served = demonstration(&["registrator"]);
    let mut visitor = Visitor::of(&served, "registrator");
    let form = visitor.form(OUTCOME);
    let before = size(&served);
    let reply = visitor.send(&form, &[("belopp", "22 000 000"), ("verifikat", "V 17")]);
    assert_eq!(reply.status, 422);
    let said = words(&reply);
    for told in [
        "Ingenting är antecknat än. Ändra, eller bekräfta att det stämmer:",
        "Belopp: Raden brukar vara negativ: kostnader skrivs med minus.",
        "Menar du −22 000 000 kr?",
        "Ja, beloppet stämmer",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let kept = Form::on(&reply);
    assert_eq!(kept.holds("belopp"), ["22 000 000"]);
    assert_eq!(kept.holds("verifikat"), ["V 17"]);
    assert!(kept.holds("stammer").is_empty(), "not ticked beforehand");
    assert_eq!(visitor.send(&kept, &[]).status, 422, "still not said");
    let ticked = ("stammer", "2200000000");
    assert!(
        reply.text.contains("value=\"2200000000\""),
        "{}",
        reply.text
    );
    let another = visitor.send(&kept, &[("belopp", "23 000 000"), ticked]);
    assert_eq!(another.status, 422, "what was said is said of one amount");
    assert_eq!(size(&served), before, "nothing is recorded before");
    let (_, position) = recorded(&visitor.send(&kept, &[ticked]));
    assert_eq!(
        event(&served, position)["payload"]["amount_ore"],
        2_200_000_000_i64
    );
    let again = recorded(&visitor.send(&kept, &[]));
    assert_eq!(
        again.1, position,
        "what is recorded is not asked about again"
    );
    assert_eq!(size(&served), before + 1);
}

/// A form, its answers and what is asked about them.
type Asked = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

#[test]
fn amounts_in_another_unit_are_asked_about_in_every_form_that_takes_them() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let rows: [Asked; 4] = [
        (
            OUTCOME,
            &[("belopp", "-22 500"), ("verifikat", "V1")],
            "Menar du −22 500 000 kr?",
        ),
        (
            "/registrera/prognos?enhet=RS&period=2025-01/2025-03&rad=L1.1",
            &[("belopp", "310 000 000")],
            "Raden brukar vara negativ",
        ),
        (
            "/registrera/prognos?enhet=RS&period=2025-01/2025-03&rad=L1.1",
            &[("belopp", "-310")],
            "Menar du −310 000 000 kr?",
        ),
        (
            "/registrera/omdisponering?enhet=RS&period=2024",
            &[
                ("beslut", "D08"),
                ("lamnar-L2.1", "1 500"),
                ("far-L2.5", "1 500"),
            ],
            "1 500 kr är lite för L2.1 Vårdval Hälsoval",
        ),
    ];
    let before = size(&served);
    for (path, answers, told) in rows {
        let form = visitor.form(path);
        let reply = visitor.send(&form, answers);
        assert_eq!(reply.status, 422, "{path}");
        assert!(words(&reply).contains(told), "{path}: {}", words(&reply));
    }
    assert_eq!(size(&served), before);
}

/// Whoever is asked should not then be refused for something else.
#[test]
fn what_would_be_refused_is_told_before_anything_is_asked() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let form = visitor.form("/registrera/utfall?enhet=RS&period=2024&rad=L1.1");
    let answers = [("belopp", "1"), ("verifikat", "V1"), ("manad", "2024-12")];
    let said = words(&visitor.send(&form, &answers));
    assert!(said.contains("som är stängd för RS"), "{said}");
    assert!(!said.contains("Ja, beloppet stämmer"), "{said}");
}

/// A decision's id was typed from memory.
#[test]
fn the_decision_of_a_reallocation_is_chosen_among_those_that_are_taken() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let page = visitor.get("/registrera/omdisponering?enhet=RS&period=2024");
    let select = page.text.split("name=\"beslut\"").nth(1).expect("a field");
    let options = select.split("</select>").next().unwrap_or_default();
    assert!(options.contains("<option value=\"D08\""), "{options}");
    let named = visitor.form("/registrera/omdisponering?enhet=RS&period=2024&beslut=RF-2019-1");
    assert_eq!(
        named.holds("beslut"),
        ["RF-2019-1"],
        "what a link names stays"
    );
    let moved = [("lamnar-L2.1", "1 500 000"), ("far-L2.5", "1 500 000")];
    let other = [&moved[..], &[("beslut", "*"), ("beslut-id", "D08")]].concat();
    let without = [&moved[..], &[("beslut", "*")]].concat();
    let refused = words(&visitor.send(&named, &without));
    assert!(
        refused.contains("Beslut som inte står i listan: Fyll i det här."),
        "{refused}"
    );
    let two = [&moved[..], &[("beslut", "D09"), ("beslut-id", "D08")]].concat();
    let refused = words(&visitor.send(&named, &two));
    assert!(refused.contains("eller ta bort det här"), "{refused}");
    recorded(&visitor.send(&named, &other));
}
