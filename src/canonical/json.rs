//! A value's canonical JSON, written directly: members are put in order as each
//! object is closed, so that no tree of the value is built.
//!
//! Guarantee: the bytes are those of the value's [`serde_json::Value`] with its
//! members sorted (a property in `tests/ledger/canonical.rs`).

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::ser::{self, Serialize, Serializer};

use super::number::double_as_text;
use super::text::{write_shown, write_text};

/// What becomes of a member whose value is `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nulls {
    /// It is written.
    Written,
    /// It is left out.
    LeftOut,
}

/// The canonical JSON of a value; `null` when it has none.
pub(super) fn written<T: Serialize + ?Sized>(value: &T, nulls: Nulls) -> Vec<u8> {
    let mut json = Json {
        out: Vec::with_capacity(512),
        members: Vec::with_capacity(16),
        unsorted: Vec::new(),
        nulls,
    };
    match value.serialize(&mut json) {
        Ok(()) => json.out,
        Err(NoJson) => NULL.to_vec(),
    }
}

const NULL: &[u8] = b"null";

/// A value that JSON has no form for: a map whose keys are no texts.
#[derive(Debug)]
pub(super) struct NoJson;

impl fmt::Display for NoJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no JSON form")
    }
}

impl std::error::Error for NoJson {}

impl ser::Error for NoJson {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// JSON that is being written.
pub(super) struct Json {
    out: Vec<u8>,
    /// The members so far of the objects that are open, the innermost last.
    members: Vec<Member>,
    /// Where an object's members stand while they are put in order.
    unsorted: Vec<u8>,
    nulls: Nulls,
}

struct Member {
    name: Cow<'static, str>,
    at: Range<usize>,
}

impl Json {
    fn whole(&mut self, number: impl itoa::Integer) {
        let mut digits = itoa::Buffer::new();
        self.out.extend_from_slice(digits.format(number).as_bytes());
    }

    fn null(&mut self) {
        self.out.extend_from_slice(NULL);
    }
}

/// An object that is open.
pub(super) struct Object<'a> {
    json: &'a mut Json,
    /// Where its first member stands in the bytes, and among the members.
    start: usize,
    first: usize,
    /// The name of a map's next member.
    name: Cow<'static, str>,
    /// Whether it is the only member of an object around it.
    is_variant: bool,
}

impl<'a> Object<'a> {
    fn open(json: &'a mut Json) -> Self {
        json.out.push(b'{');
        Self {
            start: json.out.len(),
            first: json.members.len(),
            name: Cow::Borrowed(""),
            is_variant: false,
            json,
        }
    }

    fn of_variant(json: &'a mut Json, variant: &str) -> Self {
        open_variant(json, variant);
        Self {
            is_variant: true,
            ..Self::open(json)
        }
    }

    fn member<T: Serialize + ?Sized>(
        &mut self,
        name: Cow<'static, str>,
        value: &T,
    ) -> Result<(), NoJson> {
        let json = &mut *self.json;
        let before = json.out.len();
        if json.members.len() > self.first {
            json.out.push(b',');
        }
        let from = json.out.len();
        write_text(&mut json.out, &name);
        json.out.push(b':');
        let value_at = json.out.len();
        value.serialize(&mut *json)?;
        if json.nulls == Nulls::LeftOut && &json.out[value_at..] == NULL {
            json.out.truncate(before);
        } else {
            let at = from..json.out.len();
            json.members.push(Member { name, at });
        }
        Ok(())
    }

    fn close(self) {
        let Json {
            out,
            members,
            unsorted,
            ..
        } = self.json;
        let own = &mut members[self.first..];
        if !own.is_sorted_by(|a, b| in_order(&a.name, &b.name).is_le()) {
            own.sort_by(|a, b| in_order(&a.name, &b.name));
            unsorted.clear();
            unsorted.extend_from_slice(&out[self.start..]);
            out.truncate(self.start);
            for (nth, member) in own.iter().enumerate() {
                if nth > 0 {
                    out.push(b',');
                }
                let Range { start, end } = member.at;
                out.extend_from_slice(&unsorted[start - self.start..end - self.start]);
            }
        }
        members.truncate(self.first);
        out.push(b'}');
        if self.is_variant {
            out.push(b'}');
        }
    }
}

/// The order of members: that of their names' UTF-16 code units.
fn in_order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() {
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}

fn open_variant(json: &mut Json, variant: &str) {
    json.out.push(b'{');
    write_text(&mut json.out, variant);
    json.out.push(b':');
}

/// A list that is open.
pub(super) struct List<'a> {
    json: &'a mut Json,
    is_empty: bool,
    /// Whether it is the only member of an object around it.
    is_variant: bool,
}

impl<'a> List<'a> {
    fn open(json: &'a mut Json) -> Self {
        json.out.push(b'[');
        Self {
            json,
            is_empty: true,
            is_variant: false,
        }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        if !std::mem::take(&mut self.is_empty) {
            self.json.out.push(b',');
        }
        value.serialize(&mut *self.json)
    }

    fn close(self) {
        self.json.out.push(b']');
        if self.is_variant {
            self.json.out.push(b'}');
        }
    }
}

/// Methods of numbers that are written as their digits.
macro_rules! whole {
    ($($method:ident $number:ty,)+) => {$(
        fn $method(self, number: $number) -> Result<(), NoJson> {
            self.whole(number);
            Ok(())
        }
    )+};
}

impl<'a> Serializer for &'a mut Json {
    type Ok = ();
    type Error = NoJson;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Object<'a>;
    type SerializeStruct = Object<'a>;
    type SerializeStructVariant = Object<'a>;

    whole! {
        serialize_i8 i8,
        serialize_i16 i16,
        serialize_i32 i32,
        serialize_i64 i64,
        serialize_u8 u8,
        serialize_u16 u16,
        serialize_u32 u32,
        serialize_u64 u64,
    }

    fn serialize_bool(self, value: bool) -> Result<(), NoJson> {
        self.out
            .extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), NoJson> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), NoJson> {
        if number.is_finite() {
            self.out
                .extend_from_slice(double_as_text(number).as_bytes());
        } else {
            self.null();
        }
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), NoJson> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), NoJson> {
        write_text(&mut self.out, text);
        Ok(())
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), NoJson> {
        write_shown(&mut self.out, value).map_err(|fmt::Error| NoJson)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), NoJson> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), NoJson> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NoJson> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NoJson> {
        self.null();
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NoJson> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), NoJson> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), NoJson> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), NoJson> {
        let mut object = Object::open(self);
        object.member(Cow::Borrowed(variant), value)?;
        object.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, NoJson> {
        Ok(List::open(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'a>, NoJson> {
        Ok(List::open(self))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'a>, NoJson> {
        Ok(List::open(self))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'a>, NoJson> {
        open_variant(self, variant);
        Ok(List {
            is_variant: true,
            ..List::open(self)
        })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object<'a>, NoJson> {
        Ok(Object::open(self))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object<'a>, NoJson> {
        Ok(Object::open(self))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object<'a>, NoJson> {
        Ok(Object::of_variant(self, variant))
    }
}

/// The traits of serde that are lists, each with the name of its one method.
macro_rules! lists {
    ($($name:ident $item:ident,)+) => {$(
        impl ser::$name for List<'_> {
            type Ok = ();
            type Error = NoJson;

            fn $item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
                self.item(value)
            }

            fn end(self) -> Result<(), NoJson> {
                self.close();
                Ok(())
            }
        }
    )+};
}

lists! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

/// The traits of serde whose members have names that are known.
macro_rules! objects {
    ($($name:ident)+) => {$(
        impl ser::$name for Object<'_> {
            type Ok = ();
            type Error = NoJson;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), NoJson> {
                self.member(Cow::Borrowed(name), value)
            }

            fn end(self) -> Result<(), NoJson> {
                self.close();
                Ok(())
            }
        }
    )+};
}

objects! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Object<'_> {
    type Ok = ();
    type Error = NoJson;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoJson> {
        self.name = match serde_json::to_value(key) {
            Ok(serde_json::Value::String(text)) => text.into(),
            Ok(key @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_))) => {
                key.to_string().into()
            }
            Ok(_) | Err(_) => return Err(NoJson),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        let name = std::mem::take(&mut self.name);
        self.member(name, value)
    }

    fn end(self) -> Result<(), NoJson> {
        self.close();
        Ok(())
    }
}
