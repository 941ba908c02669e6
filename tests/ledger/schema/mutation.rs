//! Values that differ from a given one in a single place.

use serde_json::{Value, json};

/// Every value that has one member too many or too few, or another value in one
/// place, with what was done.
pub(crate) fn mutations(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut places = Vec::new();
    collect(value, String::new(), &mut places);
    for place in places {
        let Some(here) = value.pointer(&place) else {
            continue;
        };
        for (what, other) in others(here) {
            let mut changed = value.clone();
            *changed.pointer_mut(&place).unwrap() = other;
            found.push((format!("{place}: {what}"), changed));
        }
    }
    found
}

fn collect(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(member, format!("{place}/{name}"), places);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                collect(item, format!("{place}/{number}"), places);
            }
        }
        _ => {}
    }
    places.push(place);
}

fn others(value: &Value) -> Vec<(String, Value)> {
    let mut others = vec![
        ("null".to_owned(), Value::Null),
        ("a truth".to_owned(), json!(true)),
        ("a list".to_owned(), json!(["okänd"])),
        ("an object".to_owned(), json!({"okänd": 1})),
    ];
    let numbers = [
        json!(-1),
        json!(0),
        json!(1.5),
        json!(300),
        json!(70_000),
        json!(5_000_000_000_u64),
    ];
    let texts = [
        "",
        "å",
        "Ω",
        "-a",
        "a..b",
        "a//b",
        "a./.b/",
        "a b",
        "2025",
        "2025-13",
        "2025-02-29",
        "2024-02-29",
        "1.5",
        "1.2345678",
        "9000000000000001",
        "ett radbyte\n",
    ];
    others.extend(numbers.map(|number| (number.to_string(), number)));
    others.extend(texts.map(|text| (format!("{text:?}"), json!(text))));
    // No rows at all is the deciders' to refuse.
    if let Value::Array(items) = value
        && let [_, rest @ ..] = items.as_slice()
        && !rest.is_empty()
    {
        others.push(("one item fewer".to_owned(), json!(rest)));
        let more: Vec<&Value> = items.iter().chain(items.last()).collect();
        others.push(("one item more".to_owned(), json!(more)));
    }
    if let Value::Object(members) = value {
        for name in members.keys() {
            let mut fewer = members.clone();
            fewer.remove(name);
            others.push((format!("without {name}"), Value::Object(fewer)));
        }
        let mut more = members.clone();
        more.insert("okänd".to_owned(), json!(1));
        others.push(("with another member".to_owned(), Value::Object(more)));
    }
    others
}
