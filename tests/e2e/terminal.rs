//! What is recorded can hold any character; a reader's terminal and spreadsheet
//! must come to no harm by it.

use crate::harness::Ledger;

#[test]
fn a_recorded_text_commands_neither_the_terminal_nor_the_spreadsheet() {
    let ledger = Ledger::demonstration();
    let hostile = r#"{"id":"otäck","actor":"p-1","command":{"NoteSignificantEvent":{"unit":"RS","date":"2025-06-01","title":"=HYPERLINK(1)\u001b[2J\u001b[31mröd","text":"\u001b]0;namn\u0007\u202eslut","kind":"significant_event"}}}"#;
    let example = ledger.run(&["commands", "NoteSignificantEvent"]).ok().out;
    let answer = ledger.run_with(&["record"], hostile.as_bytes());
    assert_eq!(answer.code, 0, "{}{}\n{example}", answer.out, answer.err);
    for colour in ["never", "always"] {
        let words = ["show", "texter", "RS", "2025", "--color", colour];
        let text = ledger.run(&words).ok().out;
        assert!(text.contains("␛[2J␛[31mröd"), "{text}");
        for code in ["\u{1b}[2J", "\u{1b}]", "\u{1b}[31mröd", "\u{7}", "\u{202e}"] {
            assert!(!text.contains(code), "{code:?} in {text:?}");
        }
    }
    let words = ["show", "texter", "RS", "2025", "--format", "csv"];
    let text = ledger.run(&words).ok().out;
    assert!(text.contains("'=HYPERLINK(1)"), "{text}");
    assert!(!text.contains(",=HYPERLINK"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text:?}");
}
