//! The ledger's numbers as schemas: amounts and positions.

use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::ids::Position;
use crate::money::{MAX_ORE, Ore};

impl PartialSchema for Ore {
    fn schema() -> RefOr<Schema> {
        integer("An amount in öre, as a whole number: cost and spending negative, income positive.")
            .minimum(Some(-MAX_ORE))
            .maximum(Some(MAX_ORE))
            .examples([-330_000_000])
            .into()
    }
}

impl ToSchema for Ore {}

impl PartialSchema for Position {
    fn schema() -> RefOr<Schema> {
        integer("Where an event stands in the log: 0 for the first, without gaps.")
            .minimum(Some(0))
            .examples([120])
            .into()
    }
}

impl ToSchema for Position {}

fn integer(description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some(description))
}
