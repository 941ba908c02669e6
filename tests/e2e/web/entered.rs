//! What forms record, refuse and keep.

use serde_json::{Value, json};

use super::visitor::{Form, PASSWORD, Visitor, demonstration, words};
use crate::harness::Ledger;
use crate::served::{Reply, Served};

/// Where a reply leads, and the event that it says is recorded.
pub(super) fn recorded(reply: &Reply) -> (String, u64) {
    assert_eq!(reply.status, 303, "{}", words(reply));
    let to = reply.headers["location"].to_str().expect("an address");
    let (page, position) = to.split_once("antecknat=").expect("what was recorded");
    let page = page.trim_end_matches(['?', '&']).to_owned();
    (page, position.parse().expect("a position"))
}

pub(super) fn event(served: &Served, position: u64) -> Value {
    let auditor = served.client("revisor");
    auditor.get(&format!("/api/v1/events/{position}")).json()["data"].take()
}

pub(super) fn size(served: &Served) -> u64 {
    let status = served.client("revisor").get("/api/v1/status").json();
    status["basis"]["size"].as_u64().expect("a size")
}

/// The form's own id makes a double click one command (I8).
#[test]
fn a_form_that_is_sent_twice_records_once() {
    let served = demonstration(&["registrator"]);
    let mut visitor = Visitor::of(&served, "registrator");
    let form = visitor.form("/registrera/utfall?enhet=RS&period=2025&rad=L1.1");
    let before = size(&served);
    let answers = [("belopp", "-1 000 000"), ("verifikat", "V1")];
    let first = recorded(&visitor.send(&form, &answers));
    let second = recorded(&visitor.send(&form, &answers));
    assert_eq!(first, second);
    assert_eq!(size(&served), before + 1);
}

#[test]
fn what_cannot_be_read_is_told_beside_each_field_and_what_was_typed_is_kept() {
    let served = demonstration(&["registrator"]);
    let mut visitor = Visitor::of(&served, "registrator");
    let form = visitor.form("/registrera/utfall?enhet=RS&period=2025&rad=L1.1");
    let before = size(&served);
    let reply = visitor.send(&form, &[("belopp", "<tolv>"), ("verifikat", "")]);
    assert_eq!(reply.status, 422);
    let said = words(&reply);
    assert!(said.contains("Ingenting är antecknat än."), "{said}");
    assert!(said.contains("Belopp: Skriv ett belopp i kronor"), "{said}");
    assert!(said.contains("Verifikat: Fyll i det här."), "{said}");
    for field in ["belopp", "verifikat"] {
        let marked = format!("aria-invalid=\"true\" aria-describedby=\"om-{field}\"");
        assert!(reply.text.contains(&marked), "{field}: {}", reply.text);
    }
    let kept = Form::on(&reply);
    assert_eq!(kept.holds("belopp"), ["<tolv>"]);
    assert_eq!(kept.holds("rad"), ["L1.1"]);
    assert_eq!(
        kept.holds("kommando"),
        form.holds("kommando"),
        "the same command"
    );
    assert!(!reply.text.contains("<tolv>"), "escaped");
    assert_eq!(size(&served), before);
    recorded(&visitor.send(&kept, &[("belopp", "-12 000 000"), ("verifikat", "V1")]));
}

/// A form, its answers, what is told of them, and a field that must keep its answer.
type Refused = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

#[test]
fn what_a_rule_refuses_is_told_beside_the_field_that_it_is_about() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let rows: [Refused; 4] = [
        (
            "/registrera/utfall?enhet=RS&period=2025&rad=L1.1",
            &[("belopp", "-100"), ("verifikat", "V1"), ("hos", "RS-HV")],
            "Enhet som bär beloppet: Raden L1.1 hör till RS-KANSLI, inte till RS-HV.",
            "hos",
        ),
        (
            "/registrera/utfall?enhet=RS&period=2024&rad=L1.1",
            &[
                ("belopp", "-100"),
                ("verifikat", "V1"),
                ("manad", "2024-12"),
            ],
            "Månad: 2024-12 ligger i perioden 2024, som är stängd för RS.",
            "manad",
        ),
        (
            "/registrera/bedomning?enhet=RS&period=2025&post=RF-E1",
            &[("farg", "green")],
            "Underlag: Bedömningen av RF-E1 anger inget underlag.",
            "fler",
        ),
        (
            "/registrera/omdisponering?enhet=RS&period=2024",
            &[("beslut", "D99"), ("lamnar-L2.1", "5"), ("far-L3.1", "5")],
            "Beslut: Beslutet D99 finns inte.",
            "beslut",
        ),
    ];
    for (path, answers, told, kept) in rows {
        let form = visitor.form(path);
        let reply = visitor.send(&form, answers);
        assert_eq!(reply.status, 422, "{path}");
        assert!(words(&reply).contains(told), "{path}: {}", words(&reply));
        let typed = answers.iter().find(|(name, _)| *name == kept);
        let holds = Form::on(&reply);
        assert_eq!(
            holds.holds(kept),
            [typed.map_or("", |(_, value)| value)],
            "{path}"
        );
    }
}

/// Goal: of two who edit the same thing, the second is shown what changed and by whom,
/// keeps what was typed, and can send it all the same.
#[test]
fn the_second_of_two_editors_is_shown_what_changed_and_by_whom() {
    let served = with_two_controllers();
    let path = "/registrera/prognos?enhet=RS&period=2025-01/2025-03&rad=L1.1";
    let mut first = Visitor::of(&served, "anna");
    let mut second = Visitor::of(&served, "controller");
    let forms = (first.form(path), second.form(path));
    recorded(&first.send(&forms.0, &[("belopp", "-300 000 000")]));
    let reply = second.send(&forms.1, &[("belopp", "-310 000 000")]);
    assert_eq!(reply.status, 409);
    let said = words(&reply);
    assert!(
        said.contains("Det här har ändrats sedan formuläret öppnades:"),
        "{said}"
    );
    let change = "Prognos för L1.1 Regionkansliet vid uppföljningen januari–mars 2025 (p-anna)";
    let change = change.replace("Regionkansliet", &title_of(&said));
    assert!(said.contains(&change), "{change:?} in {said}");
    assert!(said.contains("−300,0"), "what is recorded now: {said}");
    let again = Form::on(&reply);
    assert_eq!(again.holds("belopp"), ["-310 000 000"]);
    recorded(&second.send(&again, &[]));
}

/// The demonstration, where `anna` is a controller of the board beside `controller`.
fn with_two_controllers() -> Served {
    let ledger = Ledger::demonstration();
    let add = [
        "user",
        "add",
        "anna",
        "--name",
        "Anna",
        "--actor",
        "p-anna",
        "--password-stdin",
    ];
    ledger
        .run_with(&add, format!("{PASSWORD}\n").as_bytes())
        .ok();
    ledger
        .run(&["user", "grant", "anna", "controller", "--unit", "RS"])
        .ok();
    let words_of = ["user", "password", "controller", "--password-stdin"];
    ledger
        .run_with(&words_of, format!("{PASSWORD}\n").as_bytes())
        .ok();
    Served::start(ledger, &[])
}

/// Of two who moved budget to the same line from lines of their own, the second was
/// refused without a word of the first, whose event stands in another line's stream; and
/// was refused for ever, since the form never learned what had been recorded.
#[test]
fn a_second_reallocation_to_the_same_line_is_told_of_the_first_and_goes_through() {
    let served = with_two_controllers();
    let path = "/registrera/omdisponering?enhet=RS&period=2024";
    let mut first = Visitor::of(&served, "anna");
    let mut second = Visitor::of(&served, "controller");
    let forms = (first.form(path), second.form(path));
    let sides = |from| {
        [
            ("beslut", "D08"),
            (from, "1 500 000"),
            ("far-L3.1", "1 500 000"),
        ]
    };
    recorded(&first.send(&forms.0, &sides("lamnar-L2.1")));
    let reply = second.send(&forms.1, &sides("lamnar-L2.2"));
    assert_eq!(reply.status, 409);
    let said = words(&reply);
    assert!(said.contains("(p-anna)"), "{said}");
    let again = Form::on(&reply);
    assert_eq!(again.holds("lamnar-L2.2"), ["1 500 000"]);
    recorded(&second.send(&again, &[]));
}

/// What the page calls the line that it is about.
fn title_of(said: &str) -> String {
    let (_, rest) = said.split_once("Prognos för L1.1 ").expect("the line");
    rest.split(" vid ").next().unwrap_or_default().to_owned()
}

#[test]
fn a_reallocation_whose_sides_differ_shows_its_sums_and_moves_nothing() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let form = visitor.form("/registrera/omdisponering?enhet=RS&period=2024");
    let before = size(&served);
    let sides = [
        ("beslut", "D08"),
        ("lamnar-L2.1", "1 500 000"),
        ("far-L3.1", "500 000"),
    ];
    let reply = visitor.send(&form, &sides);
    assert_eq!(reply.status, 422);
    let said = words(&reply);
    assert!(
        said.contains("Posterna summerar till 1 000 000 kr."),
        "{said}"
    );
    assert!(
        said.contains("Skillnad mellan det som lämnas och det som fås: 1 000 000 kr."),
        "{said}"
    );
    assert!(
        said.contains("L2.1 Vårdval Hälsoval −1 240 000 000"),
        "the frame: {said}"
    );
    let kept = Form::on(&reply);
    assert_eq!(kept.holds("lamnar-L2.1"), ["1 500 000"]);
    assert_eq!(size(&served), before);
    let overdrawn = [("lamnar-L2.1", "90 000 000"), ("far-L3.1", "90 000 000")];
    let reply = visitor.send(&kept, &overdrawn);
    assert_eq!(reply.status, 422);
    let said = words(&reply);
    assert!(said.contains("har 34 900 000 kr kvar"), "{said}");
    let typed_wrong = [("lamnar-L2.1", "-5"), ("far-L3.1", "fem")];
    let said = words(&visitor.send(&kept, &typed_wrong));
    assert!(
        said.contains("Beloppet vid L2.1 skrivs utan minus"),
        "{said}"
    );
    recorded(&visitor.send(&kept, &[("far-L3.1", "1 500 000")]));
}

/// Goal: the form suggests what the decider records as the rule's suggestion, and a
/// departure from it needs a motivation. Method: a target that the outcome misses.
#[test]
fn an_assessment_shows_the_colour_that_the_rules_suggest_and_another_needs_a_motivation() {
    let ledger = Ledger::demonstration();
    for login in ["controller", "sekreterare"] {
        let words = ["user", "password", login, "--password-stdin"];
        ledger
            .run_with(&words, format!("{PASSWORD}\n").as_bytes())
            .ok();
    }
    let target = r#"{"id":"prov-mal","actor":"p-prov","command":{"SetTarget":{"indicator":"I-1.4","period":"2025","target":{"at_least":{"value":"87"}}}}}"#;
    ledger.run_with(&["record", "-"], target.as_bytes()).ok();
    let served = Served::start(ledger, &[]);
    let mut visitor = Visitor::of(&served, "controller");
    let outcome = visitor.form("/registrera/indikatorutfall?enhet=RS&period=2025&indikator=I-1.4");
    let (_, position) = recorded(&visitor.send(&outcome, &[("varde", "80")]));
    let path = "/registrera/bedomning?enhet=RS&period=2025&post=RF-E1";
    let page = visitor.get(path);
    let said = words(&page);
    assert!(
        said.contains("Reglerna föreslår röd: av 1 indikator"),
        "{said}"
    );
    assert!(said.contains("Röd som reglerna föreslår"), "{said}");
    let evidence = format!("@{position}");
    assert!(
        page.text.contains(&format!("value=\"{evidence}\"")),
        "to pick: {}",
        page.text
    );
    let form = Form::on(&page);
    let green = [("farg", "green"), ("underlag", evidence.as_str())];
    let refused = visitor.send(&form, &green);
    assert_eq!(refused.status, 422);
    assert!(
        words(&refused).contains("Motivering: Motiveringen är tom."),
        "{}",
        words(&refused)
    );
    let kept = Form::on(&refused);
    assert_eq!(kept.holds("farg"), ["green"]);
    assert_eq!(kept.holds("underlag"), [evidence.as_str()]);
    let (_, made) = recorded(&visitor.send(&kept, &[("motivering", "Mätfelet är känt.")]));
    let made = event(&served, made);
    assert_eq!(made["payload"]["basis"], "override");
    assert_eq!(made["payload"]["suggested"], "red");
    assert_eq!(
        made["payload"]["evidence"].as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn a_correction_shows_what_was_recorded_and_needs_a_reason() {
    let served = demonstration(&["controller", "registrator"]);
    let mut visitor = Visitor::of(&served, "controller");
    // I-1.4 of the year, 84 per cent; the year is closed, and a correction is how it changes.
    let page = visitor.get("/registrera/rattelse?enhet=RS&period=2024&rattar=@866");
    let said = words(&page);
    assert!(said.contains("Ursprungligt värde 84 %"), "{said}");
    let form = Form::on(&page);
    assert_eq!(form.holds("varde"), ["84"]);
    let without = visitor.send(&form, &[("varde", "85")]);
    assert_eq!(without.status, 422);
    assert!(words(&without).contains("Skäl: Fyll i det här."));
    let same = visitor.send(&form, &[("skal", "Fel")]);
    assert!(
        words(&same).contains("Rättelsen säger detsamma"),
        "{}",
        words(&same)
    );
    let mut others = Visitor::of(&served, "registrator");
    let not_own = others.form("/registrera/rattelse?enhet=RS&period=2024&rattar=@866");
    let not_own = others.send(&not_own, &[("varde", "85"), ("skal", "Fel")]);
    assert_eq!(not_own.status, 403, "someone else recorded it");
    let answers = [("varde", "85"), ("skal", "Källan var avrundad.")];
    let (page, position) = recorded(&visitor.send(&form, &answers));
    assert_eq!(page, "/indikatorer/I-1.4?enhet=RS&period=2024");
    let event = event(&served, position);
    assert_eq!(event["leaf"]["type"], "OutcomeCorrected");
    assert_eq!(
        event["payload"]["fact"]["indicator"]["outcome"],
        json!({"number": {"value": "85"}})
    );
    let second = visitor.get("/registrera/rattelse?enhet=RS&period=2024&rattar=@866");
    let again = visitor.send(&Form::on(&second), &answers);
    assert_eq!(again.status, 422, "corrected already");
    for unknown in ["@99999", "@0", "@x"] {
        let path = format!("/registrera/rattelse?enhet=RS&period=2024&rattar={unknown}");
        assert_eq!(visitor.get(&path).status, 404, "{unknown}");
    }
    let ledger = served.stop();
    let log = ledger.run(&["log", "--type", "OutcomeCorrected", "--format", "json"]);
    let log = log.ok().out;
    let last: Value =
        serde_json::from_str(log.lines().last().expect("a correction")).expect("JSON");
    assert_eq!(last["reason"], "Källan var avrundad.");
}
