//! Contents that tests write with `json!`, and what is kept of one.

use serde_json::json;

use super::*;

/// What a test writes with `json!`.
impl<'a> From<&'a Value> for Content<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::Whole(number.as_i64().unwrap()),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                let members = members.iter();
                Self::Object(
                    members
                        .map(|(name, value)| (name.into(), value.into()))
                        .collect(),
                )
            }
        }
    }
}

#[test]
fn a_content_is_kept_as_the_value_that_it_is() {
    let value = json!({"a": [null, true, -7, "å\n"], "b": {"c": {}}});
    let content = Content::from(&value);
    assert_eq!(
        content.get("a").and_then(Content::as_array).map(<[_]>::len),
        Some(4)
    );
    assert_eq!(content.get("b").and_then(|b| b.get("d")), None);
    assert_eq!(Value::from(content), value);
}
