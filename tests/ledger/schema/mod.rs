//! The schemas of the ledger's and the projections' types against what is read and written.

mod answers;
mod document;
mod mutation;
mod payloads;
mod receipts;
mod registry;
mod words;

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What judges values by the schema of a name, as a document has it.
pub(crate) fn validator(name: &str) -> jsonschema::Validator {
    among(&registry::all(), name, true)
}

/// The same, where no object takes a member that its schema does not name: what
/// is written must be described, too.
pub(crate) fn exact_validator(name: &str) -> jsonschema::Validator {
    let mut schemas = registry::all();
    let parts: Vec<String> = schemas.values().flat_map(parts_of_wholes).collect();
    for (name, schema) in &mut schemas {
        let is_open = schema.get("properties").is_some()
            && schema.get("additionalProperties").is_none()
            && !parts.contains(name);
        if is_open {
            schema["additionalProperties"] = json!(false);
        } else if schema.get("allOf").is_some() {
            schema["unevaluatedProperties"] = json!(false);
        }
    }
    among(&schemas, name, false)
}

/// Whether a value holds, and what is wrong when it does not.
pub(crate) fn judge(validator: &jsonschema::Validator, value: &Value) -> Result<(), String> {
    validator
        .validate(value)
        .map_err(|error| format!("{error} at {}", error.instance_path()))
}

fn among(schemas: &BTreeMap<String, Value>, name: &str, others: bool) -> jsonschema::Validator {
    assert!(schemas.contains_key(name), "there is no schema of {name}");
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{name}"),
        "unevaluatedProperties": others,
        "components": {"schemas": schemas},
    });
    jsonschema::options()
        .should_validate_formats(true)
        .build(&document)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The schemas whose members stand among those of another.
fn parts_of_wholes(schema: &Value) -> Vec<String> {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    parts
        .filter_map(|part| part["$ref"].as_str()?.rsplit('/').next())
        .map(str::to_owned)
        .collect()
}
