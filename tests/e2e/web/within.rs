//! What pages say of a period that has no assessments of its own: the latest within it,
//! with the period it is for.

use super::visitor::{Visitor, demonstration, words};

const YEAR: &str = "enhet=RS&period=2024&kand=2024-09-10";
const HALF: &str = "enhet=RS&period=2024-01/2024-07&kand=2024-09-10";

/// In September the year's pages said "inte bedömt" of what the interim report had judged
/// yellow, and the page why said yellow.
#[test]
fn what_a_part_of_the_year_was_judged_is_told_alike_on_every_page_and_with_its_period() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let mut page = |path: &str, times: &str| words(&visitor.get(&format!("{path}{times}")));
    let plan = page("/plan?", YEAR);
    let item = page("/poster/RF-E1?", YEAR);
    let assignment = page("/poster/RS-U9?", YEAR);
    let overview = page("/?", YEAR);
    let why = page("/varfor?fraga=mål%20RF-E1&", YEAR);
    for (page, said) in [
        (&plan, "hälsa ᵍ ▲ Gul , avser januari–juli 2024"),
        (&plan, "Trend: → oförändrad , avser januari–juli 2024"),
        (&plan, "Läge: ✓ genomfört , avser januari–juli 2024"),
        // Nobody has judged the third objective for any part of the year.
        (&plan, "3. God, jämlik och jämställd munhälsa inte bedömt"),
        (
            &item,
            "Inte bedömt för 2024. Den senaste bedömningen inom perioden: ▲ Gul ᵍ , avser januari–juli 2024",
        ),
        (&item, "Efter ▲ Gul ᵍ , avser januari–juli 2024"),
        (
            &assignment,
            "Den senaste inom perioden: ✓ genomfört ᵍ , avser januari–juli 2024",
        ),
        (&why, "Efter ▲ Gul ᵍ , avser januari–juli 2024"),
        (&overview, "Bedömningar för 2024: Inte bedömda 8"),
        (
            &overview,
            "Av de inte bedömda, senast bedömda inom perioden (januari–juli 2024): ● Grön 2 ▲ Gul 1",
        ),
        (&overview, "10 mål är inte bedömda för 2024."),
    ] {
        assert!(page.contains(said), "{said:?} is not said:\n{page}");
    }
    // The page changes with the assessment that it shows.
    assert!(plan.contains("Senast ändrat 2024-08-20 10:00"), "{plan}");

    let own = page("/plan?", HALF);
    assert!(own.contains("hälsa ᵍ ▲ Gul ?"), "{own}");
    let later = page("/poster/RF-E1?", "enhet=RS&period=2024");
    assert!(later.contains("Bedömning, 2024 ■ Röd trend"), "{later}");
    let before = page("/poster/RF-E1?", "enhet=RS&period=2024&kand=2024-08-01");
    assert!(
        before.contains("Inte bedömt för perioden eller en del av den."),
        "{before}"
    );
}

/// The same outcome was met "helt" in one place and "inte alls" in another, and nothing
/// said that the targets were two.
#[test]
fn a_grade_says_which_periods_target_it_is_held_against() {
    let served = demonstration(&["controller"]);
    let mut visitor = Visitor::of(&served, "controller");
    let mut page = |path: &str, times: &str| words(&visitor.get(&format!("{path}{times}")));
    let plan = page("/plan?", YEAR);
    let said = "✗ inte alls mot målvärdet för 2024 ? Utfall: 22 650 st , avser januari–juli 2024";
    assert!(plan.contains(said), "{plan}");
    let judged = "◐ delvis , avser januari–juli 2024";
    assert!(plan.contains(judged), "{plan}");
    let indicator = page("/indikatorer/I-1.3?", YEAR);
    for said in [
        "22 650 st ᵍ avser januari–juli 2024 ✗ inte alls uppfylld mot målvärdet för 2024",
        "22 650 st för januari–juli 2024 (inte alls; mål för 2024: bättre än 38 213)",
        // The half year's own row goes without saying.
        "januari–juli 2024 ᵍ 22 650 st bättre än 22 291 ✓ helt ?",
    ] {
        assert!(
            indicator.contains(said),
            "{said:?} is not said:\n{indicator}"
        );
    }
    let half = page("/plan?", HALF);
    assert!(half.contains("✓ helt ? Utfall: 22 650 st"), "{half}");
}
