//! A reader's terminal and spreadsheet come to no harm by what others write.

use crate::harness::Ledger;

fn command(title: &str) -> String {
    format!(
        r#"{{"id":"prov-1","actor":"p-1","command":{{"NoteSignificantEvent":{{"unit":"RS","kind":"significant_event","date":"2025-06-01","title":"{title}","text":"Prov."}}}}}}"#
    )
}

#[test]
fn a_text_that_commands_a_terminal_is_refused_and_not_repeated() {
    let ledger = Ledger::demonstration();
    let before = ledger.size_and_root();
    for code in ["\\u001b[2J", "\\u001b]0;namn\\u0007", "\\u009b2J"] {
        let hostile = command(&format!("röd{code}"));
        let refused = ledger.run_with(&["record", "--color", "always"], hostile.as_bytes());
        assert_eq!(refused.code, 1, "{}", refused.out);
        let said = format!("{}{}", refused.out, refused.err);
        for code in ["\u{1b}[2J", "\u{1b}]", "\u{7}", "\u{9b}"] {
            assert!(!said.contains(code), "{code:?} in {said:?}");
        }
    }
    // An argument is repeated in the error about it, and only its picture is shown.
    let wrong = ledger.run(&["explain", "x\u{1b}[2J"]);
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    assert!(!wrong.err.contains('\u{1b}'), "{:?}", wrong.err);
    assert_eq!(ledger.size_and_root(), before);
}

#[test]
fn a_recorded_formula_is_a_text_in_a_spreadsheet() {
    let ledger = Ledger::demonstration();
    let formula = command("=HYPERLINK(1)");
    ledger.run_with(&["record"], formula.as_bytes()).ok();
    let words = ["show", "texter", "RS", "2025", "--format", "csv"];
    let text = ledger.run(&words).ok().out;
    assert!(text.contains("'=HYPERLINK(1)"), "{text}");
    assert!(!text.contains(",=HYPERLINK"), "{text}");
}
