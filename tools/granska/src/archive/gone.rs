//! What redactions explain: which sections of a report may be others than those
//! that were published.
//!
//! Guarantee: a section differs rightly only when it shows the redaction itself:
//! the words that stand where something is gone, by the position of an event
//! whose payload is gone and the decision on it, in a section of a report where
//! that event's matter stood; or a count of what is gone. The counts of sources and
//! the named checks rest on the report's other tables and show nothing of their
//! own; they may differ when another section shows a redaction.

use serde_json::Value;

use crate::event::remains::Remains;

/// Something that is redacted.
#[derive(Debug, Clone)]
pub(crate) struct Gone {
    /// Where it stood in the log.
    pub(crate) position: u64,
    /// The decision on its disposal.
    pub(crate) decision: String,
    /// Where what it said stood.
    pub(crate) remains: Remains,
}

/// The sections that rest on the others; each has the table of the same key.
const RESTS_ON_OTHERS: [&str; 2] = ["sources", "checks"];

/// How a sentence that counts colours tells of assessments that are gone.
const COUNTED_IN_WORDS: &str = " har en gallrad bedömning";

/// The sections among the differing ones that no redaction explains.
pub(crate) fn unexplained(document: &Value, differing: &[String], gone: &[Gone]) -> Vec<String> {
    let head = |name: &str| document.get(name).and_then(Value::as_str);
    let (unit, period) = (
        head("unit").unwrap_or_default(),
        head("period").unwrap_or_default(),
    );
    let section = |key: &str| {
        let sections = document.get("sections")?.as_array()?;
        let has_key = |section: &&Value| section.get("key").and_then(Value::as_str) == Some(key);
        sections.iter().find(has_key)
    };
    let shown = |key: &String| {
        let may = |gone: &&Gone| gone.remains.may_stand_in(unit, period, key);
        let here: Vec<&Gone> = gone.iter().filter(may).collect();
        section(key).is_some_and(|section| shows(section, &here))
    };
    let some = differing.iter().any(shown);
    let follows = |key: &String| {
        some && RESTS_ON_OTHERS.contains(&key.as_str())
            && section(key).is_some_and(|section| has_only_its_table(section, key))
    };
    let unexplained = differing.iter().filter(|key| !shown(key) && !follows(key));
    unexplained.cloned().collect()
}

/// Whether a section shows that an event at one of these positions is gone.
fn shows(value: &Value, gone: &[&Gone]) -> bool {
    match value {
        Value::String(text) => {
            gone.iter().any(|gone| names(text, gone))
                || (!gone.is_empty() && text.contains(COUNTED_IN_WORDS))
        }
        Value::Array(items) => items.iter().any(|item| shows(item, gone)),
        Value::Object(members) => {
            (!gone.is_empty() && counts(value))
                || members.values().any(|member| shows(member, gone))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a text says that the event is gone, and by which decision.
fn names(text: &str, gone: &Gone) -> bool {
    let Gone {
        position, decision, ..
    } = gone;
    text.contains(&format!("allrad uppgift (@{position}, beslut {decision})"))
}

/// Whether a table counts what is gone.
fn counts(table: &Value) -> bool {
    let list = |name: &str| table.get(name).and_then(Value::as_array);
    let (Some(columns), Some(rows)) = (list("columns"), list("rows")) else {
        return false;
    };
    let redacted = |column: &Value| column.get("key").and_then(Value::as_str) == Some("redacted");
    let Some(nth) = columns.iter().position(redacted) else {
        return false;
    };
    rows.iter().any(|row| {
        let count = row
            .get("cells")
            .and_then(|cells| cells.get(nth)?.get("count")?.as_u64());
        count.is_some_and(|count| count > 0)
    })
}

fn has_only_its_table(section: &Value, key: &str) -> bool {
    let blocks = section.get("blocks").and_then(Value::as_array);
    let mut tables = blocks
        .into_iter()
        .flatten()
        .filter_map(|block| block.get("table"));
    tables.all(|table| table.get("key").and_then(Value::as_str) == Some(key))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Gone, unexplained};
    use crate::event::remains::Remains;

    fn gone(position: u64, remains: &Value) -> Gone {
        Gone {
            position,
            decision: "B-1".into(),
            remains: Remains::of(&(&json!({ "remains": remains })).into()).unwrap(),
        }
    }

    fn text(position: u64, section: &str) -> Gone {
        let place = json!({"period": "2024", "section": section, "unit": "RS"});
        gone(position, &json!({ "narrative": place }))
    }

    fn assessed(position: u64) -> Gone {
        let place = json!({"item": "M1", "period": "2024", "unit": "RS"});
        gone(position, &json!({ "assessment": place }))
    }

    fn left(sections: &Value, gone: &[Gone]) -> Vec<String> {
        let document = json!({"period": "2024", "sections": sections, "unit": "RS"});
        let keys = sections.as_array().unwrap().iter();
        let keys: Vec<_> = keys
            .map(|section| section["key"].as_str().unwrap().to_owned())
            .collect();
        unexplained(&document, &keys, gone)
    }

    /// Goal: a trifle that is redacted gives no leave to change another text.
    /// Method: three sections that differ, of which one shows the redaction.
    #[test]
    fn a_section_that_shows_no_redaction_is_not_explained_by_one_elsewhere() {
        let sections = json!([
            {"key": "summary", "blocks": [{"text": "Gallrad uppgift (@67, beslut B-1)."}]},
            {"key": "personnel", "blocks": [{"text": "Gallrad uppgift."}]},
            {"key": "sources", "blocks": [{"table": {"key": "sources"}}]},
        ]);
        assert_eq!(left(&sections, &[text(67, "summary")]), ["personnel"]);
        let others = [text(674, "summary"), text(6, "summary")];
        assert_eq!(
            left(&sections, &others),
            ["summary", "personnel", "sources"]
        );
    }

    /// Story: the words for a text that was redacted in one section stood in
    /// another, whose own text was then rewritten; and so did a decision that
    /// nobody had taken.
    #[test]
    fn the_words_explain_only_the_section_whose_text_is_gone_and_name_its_decision() {
        let section = |key: &str, decision: &str| {
            let words = format!("Gallrad uppgift (@67, beslut {decision}).");
            json!([{"key": key, "blocks": [{"text": words}]}])
        };
        let gone = [text(67, "summary")];
        assert!(left(&section("summary", "B-1"), &gone).is_empty());
        assert_eq!(left(&section("personnel", "B-1"), &gone), ["personnel"]);
        assert_eq!(left(&section("summary", "B-2"), &gone), ["summary"]);
    }

    /// Story: the summary of an honest report says in a sentence how many colours
    /// there are, and was refused when one of them was gone.
    #[test]
    fn a_sentence_that_counts_what_is_gone_shows_it() {
        let text = "Av 8 effektmål är 2 gröna; 1 har en gallrad bedömning.";
        let sections = json!([{"key": "summary", "blocks": [{"text": text}]}]);
        assert!(left(&sections, &[assessed(668)]).is_empty());
        assert_eq!(left(&sections, &[]), ["summary"]);
    }

    /// Goal: a table that counts redacted assessments is known, an empty count is not.
    /// Method: the same table with a count of one and of none.
    #[test]
    fn a_table_shows_a_redaction_when_it_counts_one() {
        for (count, expected) in [(1, vec![]), (0, vec!["counts".to_owned()])] {
            let table = json!({"columns": [{"key": "title"}, {"key": "redacted"}],
                "rows": [{"cells": [{"text": "Mål"}, {"count": count}]}]});
            let sections = json!([{"key": "counts", "blocks": [{"table": table}]}]);
            assert_eq!(left(&sections, &[assessed(3)]), expected);
        }
    }
}
