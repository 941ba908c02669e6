//! What pages offer: a form stands where it can be used, and takes what is chosen in it.

use super::visitor::{Form, Visitor, demonstration};
use crate::served::Reply;

/// Pages about lines of every sort: sums, what they are made of, another unit's, and the
/// lines of investments.
const PAGES: [&str; 8] = [
    "/ekonomi?enhet=RS&period=2024",
    "/ekonomi/L1?enhet=RS&period=2024",
    "/ekonomi/L1.1?enhet=RS&period=2024",
    "/ekonomi/L2.1?enhet=SN&period=2024",
    "/ramar?enhet=RS&period=2024",
    "/ramar/L1.1?enhet=RS&period=2024",
    "/investeringar?enhet=RS&period=2024",
    "/plan?enhet=RS&period=2024",
];

/// Where the links to forms on a page lead.
fn offered(reply: &Reply) -> Vec<String> {
    let links = reply.text.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    links
        .filter(|link| link.starts_with("/registrera/"))
        .map(|link| link.replace("&#38;", "&").replace("&amp;", "&"))
        .collect()
}

/// "Lämna prognos" on the page of a sum line led to a page that was not found, "Bokför
/// utfall" there to a form that had chosen no line, and on the investments to one that
/// takes none of theirs. "Rätta" beside a booking that another unit bears was refused.
#[test]
fn what_a_page_offers_can_be_used_for_what_it_is_about() {
    let served = demonstration(&["controller", "registrator"]);
    let mut chosen = 0;
    for login in ["controller", "registrator"] {
        let mut visitor = Visitor::of(&served, login);
        for page in PAGES {
            let reply = visitor.get(page);
            if reply.status != 200 {
                continue;
            }
            for link in offered(&reply) {
                let led = visitor.get(&link);
                assert_eq!(led.status, 200, "{login} {page} → {link}");
                let line = link
                    .split(['?', '&'])
                    .find_map(|pair| pair.strip_prefix("rad="));
                if let Some(line) = line {
                    let holds = Form::on(&led);
                    assert_eq!(holds.holds("rad"), [line], "{login} {page} → {link}");
                    chosen += 1;
                }
            }
        }
        let investments = visitor.get("/investeringar?enhet=RS&period=2024");
        assert!(offered(&investments).is_empty(), "{login}");
    }
    assert!(chosen >= 3, "{chosen} forms with a line chosen");
}
