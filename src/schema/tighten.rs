//! What deriving leaves out of a document, said afterwards.
//!
//! An alternative that stands inline takes no other members than its own, as
//! serde's externally tagged enums do; an integer stays within what its size
//! holds; and descriptions lose the links that only Rust's documentation knows.
//! Nothing is loosened: what held against the document before and is written by
//! this workspace holds afterwards.

use utoipa::openapi::path::{Operation, Parameter, PathItem};
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayItems, KnownFormat, Object, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Content, OpenApi, RefOr, Response, Schema};

/// Says of every schema in a document what deriving leaves out.
pub fn tighten(document: &mut OpenApi) {
    if let Some(components) = &mut document.components {
        components.schemas.values_mut().for_each(tighten_schema);
        for response in components.responses.values_mut() {
            tighten_response(response);
        }
    }
    for item in document.paths.paths.values_mut() {
        tighten_item(item);
    }
}

/// Says of one schema, and of those that stand inline in it, what deriving leaves out.
pub fn tighten_schema(schema: &mut RefOr<Schema>) {
    let schema = match schema {
        RefOr::Ref(reference) => {
            reference.description = unlinked(&reference.description);
            return;
        }
        RefOr::T(schema) => schema,
    };
    match schema {
        Schema::Object(object) => tighten_object(object),
        Schema::Array(array) => {
            unlink(&mut array.description);
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                tighten_schema(items);
            }
        }
        Schema::OneOf(one_of) => {
            unlink(&mut one_of.description);
            one_of.items.iter_mut().for_each(close_alternative);
            one_of.items.iter_mut().for_each(tighten_schema);
        }
        Schema::AllOf(all_of) => {
            unlink(&mut all_of.description);
            all_of.items.iter_mut().for_each(tighten_schema);
        }
        Schema::AnyOf(any_of) => {
            unlink(&mut any_of.description);
            any_of.items.iter_mut().for_each(tighten_schema);
        }
        // The enum may grow in another version of utoipa.
        _ => {}
    }
}

fn tighten_item(item: &mut PathItem) {
    item.parameters
        .iter_mut()
        .flatten()
        .for_each(tighten_parameter);
    let operations = [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
        &mut item.options,
        &mut item.head,
        &mut item.patch,
        &mut item.trace,
        &mut item.query,
    ];
    for operation in operations.into_iter().flatten() {
        tighten_operation(operation);
    }
}

fn tighten_operation(operation: &mut Operation) {
    unlink(&mut operation.description);
    unlink(&mut operation.summary);
    operation
        .parameters
        .iter_mut()
        .flatten()
        .for_each(tighten_parameter);
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        body.content.values_mut().for_each(tighten_content);
    }
    operation
        .responses
        .responses
        .values_mut()
        .for_each(tighten_response);
}

fn tighten_parameter(parameter: &mut RefOr<Parameter>) {
    if let RefOr::T(parameter) = parameter {
        unlink(&mut parameter.description);
        parameter.schema.iter_mut().for_each(tighten_schema);
    }
}

fn tighten_response(response: &mut RefOr<Response>) {
    if let RefOr::T(response) = response {
        response.content.values_mut().for_each(tighten_content);
        for header in response.headers.values_mut() {
            if let RefOr::T(header) = header {
                header.schema.iter_mut().for_each(tighten_schema);
            }
        }
    }
}

fn tighten_content(content: &mut RefOr<Content>) {
    if let RefOr::T(content) = content {
        content.schema.iter_mut().for_each(tighten_schema);
        content.item_schema.iter_mut().for_each(tighten_schema);
    }
}

fn tighten_object(object: &mut Object) {
    unlink(&mut object.description);
    limit(object);
    object.properties.values_mut().for_each(tighten_schema);
    if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut() {
        tighten_schema(values);
    }
}

/// An alternative with members of its own takes no others, and neither does what
/// stands inline under its tag.
fn close_alternative(alternative: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = alternative {
        close(object);
        for member in object.properties.values_mut() {
            if let RefOr::T(Schema::Object(member)) = member {
                close(member);
            }
        }
    }
}

fn close(object: &mut Object) {
    if !object.properties.is_empty() && object.additional_properties.is_none() {
        object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
}

/// The bounds that an integer's size sets, and a format that every generator knows.
fn limit(object: &mut Object) {
    let is_integer = match &object.schema_type {
        SchemaType::Type(only) => *only == Type::Integer,
        SchemaType::Array(any) => any.contains(&Type::Integer),
        SchemaType::AnyValue => false,
    };
    if !is_integer {
        return;
    }
    let Some(SchemaFormat::KnownFormat(format)) = &object.format else {
        return;
    };
    let (least, most, known) = match format {
        KnownFormat::UInt8 => (0, usize::from(u8::MAX), KnownFormat::Int32),
        KnownFormat::UInt16 => (0, usize::from(u16::MAX), KnownFormat::Int32),
        KnownFormat::UInt32 => (0, u32::MAX as usize, KnownFormat::Int64),
        KnownFormat::UInt64 => (0, isize::MAX.unsigned_abs(), KnownFormat::Int64),
        _ => return,
    };
    object.minimum.get_or_insert(utoipa::Number::Int(least));
    object.maximum.get_or_insert(utoipa::Number::UInt(most));
    object.format = Some(SchemaFormat::KnownFormat(known));
}

fn unlink(description: &mut Option<String>) {
    if let Some(description) = description {
        *description = unlinked(description);
    }
}

/// A text without the links of Rust's documentation: ``[`crate::a::B`]`` becomes `` `B` ``.
fn unlinked(text: &str) -> String {
    let Some((before, link)) = text.split_once("[`") else {
        return text.to_owned();
    };
    let Some((path, after)) = link.split_once("`]") else {
        return text.to_owned();
    };
    let name = path.rsplit("::").next().unwrap_or(path);
    format!("{before}`{name}`{}", unlinked(after))
}
