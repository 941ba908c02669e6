//! What a reader who is new to the ledger has misread, told so that it cannot be.

use crate::harness::Ledger;

/// The published interim report of the demonstration.
const INTERIM: &str = "delarsrapport-RS-2024";

/// A newcomer read each of these and took it for something else than it was.
#[test]
fn an_explanation_says_what_its_figures_do_not() {
    let ledger = Ledger::demonstration();
    let explained = |figure: &str, more: &[&str]| {
        let asked = ["explain", figure, "--unit", "RS", "--period", "2024"];
        ledger.run(&[&asked, more].concat())
    };
    let variance = explained("operating_result:LTOT:variance", &["--from", INTERIM]);
    let said = variance.ok().out.replace('\n', " ");
    for part in [
        "Dessförinnan gick avvikelsen inte att räkna ut: utfall saknades för L5 Regionstyrelsens planeringsreserv.",
        "Effekten är därför hela värdet",
        "Positioner räknas från 0: @1130 är med när det som är känt är @1131, inte när det är @1130.",
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let rounded = "Effekterna är avrundade var för sig; `--amounts kr` visar öret.";
    let sum = |more: &[&str]| explained("operating_result:LSUM:outcome", more).ok().out;
    assert!(sum(&["--from", INTERIM]).contains(rounded));
    assert!(!sum(&["--from", INTERIM, "--amounts", "kr"]).contains(rounded));
    // A sum of units is no row of a committee's report, and an error names the report.
    let refused = explained("operating_result:total:variance", &[]);
    let said = "finns inte i rapporten verksamhetsberättelse RS 2024";
    assert!(refused.err.contains(said), "{}", refused.err);
    assert_eq!(refused.code, 2);
}

#[test]
fn a_day_that_cannot_be_read_is_told_how_it_is_written() {
    let ledger = Ledger::demonstration();
    for (day, said) in [
        ("2024-02-30", "dagen 2024-02-30 finns inte"),
        ("2024-09", "Skriv en dag som 2024-09-30"),
        ("17/10-2024", "Skriv en dag som 2024-09-30"),
    ] {
        let answer = ledger.run(&[
            "checks",
            "verksamhetsberattelse",
            "RS",
            "2024",
            "--known-at",
            day,
        ]);
        assert_eq!(answer.code, 2, "{day}: {}", answer.err);
        assert!(answer.err.contains(said), "{day}: {}", answer.err);
    }
}
