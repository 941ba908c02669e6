//! What pages tell: counts that agree, words and no codes, and where the forms are.

use super::visitor::{Visitor, demonstration, words};

#[test]
fn the_collection_tells_of_every_sort_and_says_how_much_is_left_before_it_is_marked_ready() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let page = visitor.get("/insamling?enhet=RS&period=2025-01/2025-03");
    let said = words(&page);
    for told in [
        "4 av 4 uppgifter är kvar att rapportera, i 1 enhet.",
        "Bokfört utfall 1 0 av 1",
        "Prognos 1 0 av 1",
        "Indikatorer begärs inte i en periodrapport – –",
        "Texter 2 0 av 2",
        "Inget utfall är bokfört för mars 2025",
        "Klarmarkera (4 av 4 kvar)",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(
        !page.text.contains("<a class=\"button\""),
        "nothing is ready"
    );
    let form = words(&visitor.get("/registrera/klarmarkera?enhet=RS&period=2025-01/2025-03"));
    assert!(form.contains("Kvar att rapportera 4 uppgifter"), "{form}");
    let of_year = words(&visitor.get("/insamling?enhet=RS&period=2025"));
    for told in [
        "Bokfört utfall 1 0 av 1",
        "Prognos begärs inte för ett helt år – –",
        "Indikatorer ingen plan är antagen för 2025 – –",
    ] {
        assert!(of_year.contains(told), "{told}: {of_year}");
    }
}

/// The overview counted 17 of what the list counted as 10 figures, 6 rows and a text,
/// and the comparison as more.
#[test]
fn what_has_overtaken_a_report_is_counted_alike_wherever_it_is_told() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let list = words(&visitor.get("/rapporter?enhet=RS&period=2024"));
    let (_, rest) = list
        .split_once("delarsrapport-RS-2024")
        .expect("the interim report");
    let (_, rest) = rest.split_once("inaktuell ").expect("overtaken");
    let (said, _) = rest.split_once(" skiljer sig.").expect("how much");
    assert!(said.contains("siffror"), "{said}");
    let overview = words(&visitor.get("/?enhet=RS&period=2024"));
    let told = format!("{said} skiljer sig sedan dess");
    assert!(overview.contains(&told), "{told}: {overview}");
    let period = "enhet=RS&period=2024-01/2024-07";
    let published = format!("/rapporter/publicerad/delarsrapport-RS-2024?{period}");
    let published = words(&visitor.get(&published));
    assert!(
        published.contains(&format!("{said} skiljer sig")),
        "{published}"
    );
    let compared = format!("/rapporter/jamfor?{period}&fran=delarsrapport-RS-2024");
    let compared = words(&visitor.get(&compared));
    assert!(
        compared.contains(&format!("Av det gäller {said} perioden")),
        "{compared}"
    );
}

/// What could not be read was told with the program's own code before the words.
#[test]
fn what_cannot_be_read_is_told_in_words_and_not_in_codes() {
    let served = demonstration(&["controller", "sekreterare"]);
    let mut visitor = Visitor::of(&served, "controller");
    for page in [
        "/varfor?enhet=RS&period=2024&fraga=hej",
        "/varfor?enhet=RS&period=2024&fraga=indikator+a%20b",
        "/plan?enhet=R%20S&period=2024",
        "/plan?enhet=RS&period=mars",
        "/plan?enhet=RS&period=2024&kand=igar",
        "/rapporter/jamfor?enhet=RS&period=2024&fran=hej",
    ] {
        let said = words(&visitor.get(page));
        for code in [
            "igure_invalid",
            "eriod_invalid",
            "d_character",
            "ate_invalid",
        ] {
            assert!(!said.contains(code), "{page}: {said}");
        }
    }
    let mut visitor = Visitor::of(&served, "sekreterare");
    let form = visitor.form("/registrera/beslut?enhet=RS&period=2025");
    let said = words(&visitor.send(&form, &[("id", "ett två"), ("dag", "igår")]));
    assert!(
        !said.contains("_invalid") && !said.contains("id_"),
        "{said}"
    );
    assert!(said.contains("Det går inte att läsa"), "{said}");
}

#[test]
fn the_forms_stand_in_the_navigation_for_those_who_may_record_anything() {
    let served = demonstration(&["registrator", "revisor"]);
    let leads = |login: &str, page: &str| {
        let reply = Visitor::of(&served, login).get(page);
        reply.text.contains(">Registrera</a>")
    };
    assert!(leads("registrator", "/?enhet=RS&period=2024"));
    assert!(
        !leads("registrator", "/kortkommandon?enhet=SN&period=2024"),
        "not of others"
    );
    assert!(!leads("revisor", "/?enhet=RS&period=2024"));
}
