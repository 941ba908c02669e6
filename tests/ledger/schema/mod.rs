//! The schemas of the ledger's types against what its readers take.

mod mutation;
mod payloads;
mod words;

use std::collections::BTreeMap;

use ledger::schema::tighten_schema;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

/// The schemas of a type and of all below it, by name, as a document holds them.
pub(crate) fn schemas<T: ToSchema>() -> BTreeMap<String, Value> {
    let mut below = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut below);
    let mut schemas = BTreeMap::new();
    for (name, schema) in below {
        let schema = tightened(schema);
        let earlier = schemas.insert(name.clone(), schema.clone());
        assert!(
            earlier.is_none_or(|earlier| earlier == schema),
            "two types are called {name}"
        );
    }
    schemas
}

fn tightened(mut schema: RefOr<Schema>) -> Value {
    tighten_schema(&mut schema);
    serde_json::to_value(schema).unwrap()
}

/// What judges values by a named schema among those of `T`.
pub(crate) fn validator<T: ToSchema>(name: &str) -> jsonschema::Validator {
    let schemas = schemas::<T>();
    assert!(schemas.contains_key(name), "there is no schema of {name}");
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{name}"),
        "components": {"schemas": schemas},
    });
    jsonschema::options()
        .should_validate_formats(true)
        .build(&document)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Whether a value holds, and what is wrong when it does not.
pub(crate) fn judge(validator: &jsonschema::Validator, value: &Value) -> Result<(), String> {
    validator
        .validate(value)
        .map_err(|error| format!("{error} at {}", error.instance_path()))
}
