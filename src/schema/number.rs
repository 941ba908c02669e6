//! The ledger's numbers as schemas: amounts, alone and by month, and positions.

use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
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

/// An amount for each month of a year: what deriving says of an array leaves its length out.
pub struct MonthlyAmounts;

impl PartialSchema for MonthlyAmounts {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(Ref::from_schema_name(Ore::name()))
            .min_items(Some(12))
            .max_items(Some(12))
            .description(Some("An amount for each month of a year, January first."))
            .into()
    }
}

impl ToSchema for MonthlyAmounts {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Ore::name().into_owned(), Ore::schema()));
    }
}

fn integer(description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some(description))
}
