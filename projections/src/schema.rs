//! Schemas of answers that no deriving gives (feature `schema`).
//!
//! What is computed may lie outside the limits of what can be recorded: a sum of
//! amounts has no other limit than its integer. So the schemas of answers name
//! plain integers and texts where the ledger's own say how large an entry may be.

use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::document::Cell;
use crate::trace::Effect;

/// A key figure or a sum of key figures.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ComputedFigure {
    /// Money: cost negative.
    Amount {
        /// The amount.
        amount_ore: i64,
    },
    /// A number in the measure's unit.
    Number {
        /// The number, as text with a decimal point.
        value: String,
    },
}

impl PartialSchema for Effect {
    fn schema() -> RefOr<Schema> {
        let alone = |name: &str, schema: RefOr<Schema>| {
            ObjectBuilder::new().property(name, schema).required(name)
        };
        OneOfBuilder::new()
            .description(Some(
                "What an event changed: an amount, a number or a count by so much, or one value \
                 for another; null where it changed nothing.",
            ))
            .item(alone("amount_ore", i64::schema()))
            .item(alone("number", String::schema()))
            .item(alone("count", i64::schema()))
            .item(
                ObjectBuilder::new()
                    .property("before", Cell::schema())
                    .required("before")
                    .property("after", Cell::schema())
                    .required("after"),
            )
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .into()
    }
}

impl ToSchema for Effect {
    fn name() -> std::borrow::Cow<'static, str> {
        "CauseEffect".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Cell::schemas(schemas);
    }
}
