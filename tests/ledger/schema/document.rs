//! A whole document, tightened.

use ledger::schema::tighten;
use serde_json::{Value, json};
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::{
    ComponentsBuilder, Content, OpenApiBuilder, PathItem, PathsBuilder, Ref, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use ledger::command::Expectation;

#[test]
fn what_deriving_leaves_out_is_said_wherever_a_schema_stands() {
    let operation = OperationBuilder::new()
        .description(Some(
            "Answers [`crate::a::Thing`] and [`Other`], but no [link].",
        ))
        .parameter(
            ParameterBuilder::new()
                .name("limit")
                .parameter_in(ParameterIn::Query)
                .schema(Some(u16::schema())),
        )
        .response(
            "200",
            ResponseBuilder::new().content("application/json", Content::new(Some(u32::schema()))),
        );
    let mut document = OpenApiBuilder::new()
        .paths(PathsBuilder::new().path("/x", PathItem::new(HttpMethod::Get, operation)))
        .components(Some(
            ComponentsBuilder::new()
                .schema("Expectation", Expectation::schema())
                .schema("Named", Ref::from_schema_name(Expectation::name()))
                .build(),
        ))
        .build();
    tighten(&mut document);
    let told: Value = serde_json::to_value(&document).unwrap();
    let get = &told["paths"]["/x"]["get"];
    assert_eq!(
        get["description"],
        "Answers `Thing` and `Other`, but no [link]."
    );
    let limits = |most: u64, format: &str| json!({"type": "integer", "format": format, "minimum": 0, "maximum": most});
    assert_eq!(get["parameters"][0]["schema"], limits(65_535, "int32"));
    assert_eq!(
        get["responses"]["200"]["content"]["application/json"]["schema"],
        limits(4_294_967_295, "int64")
    );
    for alternative in told["components"]["schemas"]["Expectation"]["oneOf"]
        .as_array()
        .unwrap()
    {
        assert_eq!(alternative["additionalProperties"], false, "{alternative}");
        for inner in alternative["properties"].as_object().unwrap().values() {
            assert_eq!(inner["additionalProperties"], false, "{alternative}");
        }
    }
    let again = document.clone();
    tighten(&mut document);
    assert!(again == document, "tightening twice is tightening once");
}
