//! What people look for is found, and where nothing is they are told where else to go.

use super::visitor::{Visitor, demonstration, words};

/// The links of a page's results, in order.
fn results(text: &str) -> Vec<String> {
    let main = text.split_once("<main").expect("a main part").1;
    let links = main.split("<li><a href=\"").skip(1);
    links
        .map(|link| {
            let address = link.split('"').next().expect("an address");
            address.split('?').next().expect("a path").to_owned()
        })
        .collect()
}

/// "Effektmål 1", "mål 1", "prognos" and "utfall" gave nothing: neither kinds, numbers,
/// rooms nor forms were searched.
#[test]
fn a_search_finds_kinds_with_their_numbers_and_rooms_and_forms() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    for (wanted, first) in [
        ("effektm%C3%A5l+1", "/poster/RF-E1"),
        ("m%C3%A5l+1", "/poster/RF-E1"),
        ("indikator+1.4", "/indikatorer/I-1.4"),
        ("utfall", "/indikatorer"),
        ("prognos", "/ekonomi"),
        ("L1.1", "/ekonomi/L1.1"),
        ("del%C3%A5rsrapport", "/rapporter"),
    ] {
        let page = visitor.get(&format!("/sok?enhet=RS&period=2024&sok={wanted}"));
        assert_eq!(page.status, 200, "{wanted}");
        let found = results(&page.text);
        assert_eq!(found.first().map(String::as_str), Some(first), "{wanted}");
    }
    let prognos = visitor.get("/sok?enhet=RS&period=2024&sok=prognos");
    assert!(results(&prognos.text).contains(&"/registrera/prognos".to_owned()));
    let none = visitor.get("/sok?enhet=RS&period=2024&sok=zebra");
    let said = words(&none);
    assert!(said.contains("Inga träffar på ”zebra”."), "{said}");
    assert!(
        said.contains("Sökningen går igenom sidor och formulär"),
        "{said}"
    );
}

/// Who may not enter anything, or not see a room, does not find the form or the room.
#[test]
fn a_search_finds_no_room_or_form_that_the_api_denies() {
    let served = demonstration(&["uppsikt", "controller"]);
    let mut visitor = Visitor::of(&served, "uppsikt");
    let page = visitor.get("/sok?enhet=RS&period=2024&sok=prognos");
    assert!(results(&page.text).contains(&"/ekonomi".to_owned()));
    assert!(!page.text.contains("/registrera/"));
    // A controller reads no proofs.
    let mut visitor = Visitor::of(&served, "controller");
    let page = visitor.get("/sok?enhet=RS&period=2024&sok=kontrollpunkt");
    assert!(!results(&page.text).contains(&"/bevis".to_owned()));
}

/// The remedy of an address that is not there was the documentation for programs.
#[test]
fn an_address_that_is_not_there_leads_people_to_pages_and_programs_to_their_documentation() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let page = visitor.get("/finns-inte");
    assert_eq!(page.status, 404);
    assert!(!page.text.contains("/api/v1/docs"));
    for link in ["href=\"/\"", "action=\"/sok\"", "href=\"/rapporter\""] {
        assert!(page.text.contains(link), "{link}");
    }
    let program = served.client("controller").get("/api/v1/finns-inte");
    assert_eq!(program.status, 404);
    assert!(program.text.contains("/api/v1/docs"));
}

/// A day that was asked for was shown as the hour of the last event before it.
#[test]
fn what_was_known_on_a_day_is_shown_as_that_day() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let page = visitor.get("/ekonomi?enhet=RS&period=2024&kand=2024-09-10");
    let said = words(&page);
    assert!(
        said.contains("Visar det som var känt 2024-09-10, "),
        "{said}"
    );
    let why = visitor.get(
        "/varfor?enhet=RS&period=2024&kand=2024-09-10&fraga=operating_result:L1:outcome&fran=2024-05-01",
    );
    let said = words(&why);
    assert!(said.contains("2024-05-01, "), "{said}");
    assert!(said.contains("2024-09-10, "), "{said}");
}

/// The cards said "Ange till exempel 2024-01/2024-06" with nowhere to write it.
#[test]
fn a_report_that_there_is_none_of_leads_to_the_periods_that_have_one() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let page = visitor.get("/rapporter?enhet=RS&period=2024-03");
    for period in [
        "2024-01%2F2024-03",
        "2024-01%2F2024-06",
        "2024-01%2F2024-08",
        "2024",
    ] {
        let link = format!("href=\"/rapporter?enhet=RS&amp;period={period}\"");
        let plain = link.replace("&amp;", "&#38;");
        assert!(
            page.text.contains(&link) || page.text.contains(&plain),
            "{period}"
        );
    }
    assert!(page.text.contains("Regionfullmäktige</a>"));
}

/// The list of forms, and a form, opened without a unit were an empty page: the way to the
/// natural unit was answered with 200.
#[test]
fn forms_that_are_opened_without_a_unit_lead_to_the_natural_one() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    for page in ["/registrera", "/registrera/prognos"] {
        let led = visitor.get(page);
        assert_eq!(led.status, 303, "{page}");
        let to = led.headers["location"].to_str().expect("an address");
        assert!(to.starts_with(&format!("{page}?enhet=RS&period=")), "{to}");
        assert!(words(&visitor.get(to)).contains("Regionstyrelsen"));
    }
}

/// January to March could be shown only by one who wrote it in the address.
#[test]
fn the_months_of_the_shown_year_can_be_chosen() {
    let served = demonstration(&["revisor"]);
    let mut visitor = Visitor::of(&served, "revisor");
    let page = visitor.get("/ekonomi?enhet=RS&period=2025").text;
    for (period, label) in [
        ("2025-01/2025-03", "januari–mars 2025"),
        ("2025-01", "januari 2025"),
        ("2025-01/2025-11", "januari–november 2025"),
    ] {
        let option = format!("<option value=\"{period}\">{label}</option>");
        assert_eq!(page.matches(&option).count(), 1, "{option}");
    }
    assert!(
        !page.contains("<option value=\"2025-01/2025-12\""),
        "that is the year"
    );
    let part = visitor.get("/ekonomi?enhet=RS&period=2025-01/2025-03").text;
    assert!(part.contains("<option value=\"2025-01/2025-03\" selected>"));
    assert!(part.contains("<option value=\"2025\">2025</option>"));
}
