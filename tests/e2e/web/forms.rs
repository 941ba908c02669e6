//! Every form once: what it records, and where it leads.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::entered::{event, recorded};
use super::visitor::{Visitor, demonstration, served};
use crate::harness::Ledger;

/// A form, its answers, where it leads and what it records.
struct Entered {
    login: &'static str,
    form: &'static str,
    answers: &'static [(&'static str, &'static str)],
    leads: &'static str,
    records: Value,
}

/// Every form once.
#[expect(clippy::too_many_lines, reason = "a row per form, read as a table")]
fn every_form() -> Vec<Entered> {
    vec![
        Entered {
            login: "registrator",
            form: "/registrera/utfall?enhet=RS&period=2025&rad=L1.1",
            answers: &[
                ("belopp", "−1 250 000,50"),
                ("verifikat", "V 17"),
                ("manad", "2025-02"),
            ],
            leads: "/ekonomi/L1.1?enhet=RS&period=2025",
            records: json!({"unit": "RS-KANSLI", "line": "L1.1", "month": "2025-02", "amount_ore": -125_000_050, "document": "V 17"}),
        },
        Entered {
            login: "registrator",
            form: "/registrera/indikatorutfall?enhet=RS&period=2025&indikator=I-1.4",
            answers: &[("varde", "86,5")],
            leads: "/indikatorer/I-1.4?enhet=RS&period=2025",
            records: json!({"indicator": "I-1.4", "unit": "RS", "period": "2025", "outcome": {"number": {"value": "86.5"}}}),
        },
        Entered {
            login: "registrator",
            form: "/registrera/indikatorutfall?enhet=RS&period=2025&indikator=I-1.1",
            answers: &[
                ("varde", "partly"),
                ("ord", "Två rader\r\ni en text"),
                ("avser", "2025-01/2025-03"),
            ],
            leads: "/indikatorer/I-1.1?enhet=RS&period=2025-01%2F2025-03",
            records: json!({"indicator": "I-1.1", "unit": "RS", "period": "2025-01/2025-03", "outcome": {"judged": {"fulfilment": "partly", "text": "Två rader\ni en text"}}}),
        },
        Entered {
            login: "registrator",
            form: "/registrera/saknas?enhet=RS&period=2025&indikator=I-1.2",
            answers: &[("skal", "Mätningen görs i december.")],
            leads: "/indikatorer/I-1.2?enhet=RS&period=2025",
            records: json!({"indicator": "I-1.2", "unit": "RS", "period": "2025", "missing_reason": "Mätningen görs i december."}),
        },
        Entered {
            login: "controller",
            form: "/registrera/prognos?enhet=RS&period=2025-01/2025-03&rad=L1.1",
            answers: &[("belopp", "-310 000 000")],
            leads: "/ekonomi/L1.1?enhet=RS&period=2025-01%2F2025-03",
            records: json!({"unit": "RS", "line": "L1.1", "basis_period": "2025-01/2025-03", "amount_ore": -31_000_000_000_i64}),
        },
        Entered {
            login: "controller",
            form: "/registrera/omdisponering?enhet=RS&period=2024",
            answers: &[
                ("beslut", "D08"),
                ("manad", "11"),
                ("lamnar-L2.1", "1 500 000"),
                ("far-L2.5", "1 000 000"),
                ("far-L3.1", "500 000"),
            ],
            leads: "/ramar?enhet=RS&period=2024",
            records: json!({"year": 2024, "from_month": 11, "postings": [
                {"line": "L2.1", "amount_ore": 150_000_000},
                {"line": "L2.5", "amount_ore": -100_000_000},
                {"line": "L3.1", "amount_ore": -50_000_000},
            ]}),
        },
        Entered {
            login: "sekreterare",
            form: "/registrera/beslut?enhet=RS&period=2025",
            answers: &[
                ("id", "RS-2025-7"),
                ("organ", "Regiondirektören"),
                ("slag", "compensation"),
                ("rubrik", "Ersättning till Karlskoga"),
                ("dag", "2025-03-04"),
                ("belopp", "-250 000"),
                ("namnd", "RS"),
                ("bradskande", "ja"),
            ],
            leads: "/beslut/RS-2025-7?enhet=RS&period=2025",
            records: json!({"decision": "RS-2025-7", "unit": "RS", "organ": "Regiondirektören", "kind": "compensation", "title": "Ersättning till Karlskoga", "date": "2025-03-04", "precision": "day", "amount_ore": -25_000_000, "delegation": {"committee": "RS", "urgent": true}}),
        },
        Entered {
            login: "registrator",
            form: "/registrera/nyckeltal?enhet=RS&period=2025-01/2025-03",
            answers: &[
                ("matt", "sick_leave"),
                ("varde", "5,4"),
                ("kon", "women"),
                ("hos", "RS-KANSLI"),
            ],
            leads: "/nyckeltal?enhet=RS-KANSLI&period=2025-01%2F2025-03",
            records: json!({"unit": "RS-KANSLI", "measure": "sick_leave", "period": "2025-01/2025-03", "dimensions": {"sex": "women"}, "value": {"number": {"value": "5.4"}}}),
        },
        Entered {
            login: "controller",
            form: "/registrera/bedomning?enhet=RS&period=2025&post=RF-E1",
            answers: &[
                ("farg", "yellow"),
                ("trend", "better"),
                ("underlag", "@1149"),
                ("motivering", "Tillgången har ökat."),
            ],
            leads: "/poster/RF-E1?enhet=RS&period=2025",
            records: json!({"item": "RF-E1", "unit": "RS", "period": "2025", "colour": "yellow", "trend": "better", "basis": "judgement", "motivation": "Tillgången har ökat."}),
        },
        Entered {
            login: "controller",
            form: "/registrera/uppdragsstatus?enhet=RS&period=2025&post=RS-U1",
            answers: &[("status", "completed"), ("text", "Översynen är klar.")],
            leads: "/poster/RS-U1?enhet=RS&period=2025",
            records: json!({"item": "RS-U1", "unit": "RS", "period": "2025", "status": "completed", "text": "Översynen är klar."}),
        },
        Entered {
            login: "controller",
            form: "/registrera/kontrolluppfoljning?enhet=RS&period=2025&atgard=IK-P",
            answers: &[
                ("status", "ongoing"),
                ("kommentar", "Arbetet pågår i två områden."),
            ],
            leads: "/intern-kontroll?enhet=RS&period=2025",
            records: json!({"control": "IK-P", "period": "2025", "status": "ongoing", "comment": "Arbetet pågår i två områden."}),
        },
        Entered {
            login: "controller",
            form: "/registrera/text?enhet=RS&period=2025-01/2025-03&avsnitt=economy",
            answers: &[(
                "text",
                "Kvartalet har gått enligt plan.\r\n\r\nVintern var lugn.",
            )],
            leads: "/texter?enhet=RS&period=2025-01%2F2025-03",
            records: json!({"unit": "RS", "period": "2025-01/2025-03", "section": "economy", "text": "Kvartalet har gått enligt plan.\n\nVintern var lugn."}),
        },
        Entered {
            login: "controller",
            form: "/registrera/handelse?enhet=RS&period=2025",
            answers: &[
                ("slag", "future_challenge"),
                ("dag", "2025-09-01"),
                ("rubrik", "Nytt vårdinformationssystem"),
            ],
            leads: "/texter?enhet=RS&period=2025",
            records: json!({"unit": "RS", "kind": "future_challenge", "date": "2025-09-01", "title": "Nytt vårdinformationssystem"}),
        },
    ]
}

/// Goal: each form records what was typed, and leads to the page that shows it. Method:
/// every form once, as a browser would send it, with what it holds already.
#[test]
fn each_form_records_what_was_typed_and_leads_to_the_page_that_shows_it() {
    let ledger = Ledger::demonstration();
    // The year 2024, which the demonstration's controls are of, is closed.
    let planned = r#"{"id":"prov","actor":"p-1","command":{"PlanControlAction":{"control":"IK-P","risk":"R-RS-1","unit":"RS","year":2025,"title":"Stickprov","scope":"committee"}}}"#;
    ledger.run_with(&["record", "-"], planned.as_bytes()).ok();
    let served = served(ledger, &["controller", "registrator", "sekreterare"]);
    for row in every_form() {
        let mut visitor = Visitor::of(&served, row.login);
        let form = visitor.form(row.form);
        let (page, position) = recorded(&visitor.send(&form, row.answers));
        assert_eq!(page, row.leads, "{}", row.form);
        let event = event(&served, position);
        for (member, value) in row.records.as_object().expect("an object") {
            assert_eq!(
                event["payload"][member], *value,
                "{}: {member} in {event}",
                row.form
            );
        }
    }
}

/// Four forms were sent by no test. The rest is sent by tests of their own, here and in
/// the stories of `tests/python`: corrections, waivers and the life of a period.
#[test]
fn every_form_is_among_those_that_tests_send() {
    let served = demonstration(&["controller", "registrator", "sekreterare"]);
    let elsewhere = [
        "rattelse",
        "undantag",
        "klarmarkera",
        "oppna-period",
        "stang-period",
    ];
    let sent: BTreeSet<String> = every_form()
        .iter()
        .filter_map(|row| {
            Some(
                row.form
                    .split('?')
                    .next()?
                    .strip_prefix("/registrera/")?
                    .to_owned(),
            )
        })
        .chain(elsewhere.map(str::to_owned))
        .collect();
    let listed: BTreeSet<String> = ["controller", "registrator", "sekreterare"]
        .iter()
        .flat_map(|login| {
            let text = Visitor::of(&served, login)
                .get("/registrera?enhet=RS&period=2025")
                .text;
            let links = text.split("href=\"/registrera/").skip(1);
            let slugs = links.filter_map(|rest| rest.split(['?', '"']).next());
            slugs.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(listed, sent);
}
