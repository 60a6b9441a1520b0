//! Converts a tree to values: `serde` reads a node like any document, and [`At`] keeps the position of a value.
//!
//! The wanted type decides the meaning of a scalar: for a text, `no` and `007` are texts; for a boolean, `yes` is one.
//! A missing list or mapping is empty.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::{Serialize, Serializer, forward_to_deserialize_any};

use super::{At, Fault, Meaning, Node, Place, Span, Value};

/// Reads a value; the first part of a node that does not fit ends it.
pub fn values<'n, T: Deserialize<'n>>(node: &'n Node) -> Result<T, Fault> {
    T::deserialize(Values(node)).map_err(|Refusal { span, message }| Fault::new(span.unwrap_or(node.span), message))
}

/// The name by which [`At`] requests a value with its position; no other type has it.
const AT: &str = "\u{1}At";

struct Values<'n>(&'n Node);

/// Why a node does not fit.
#[derive(Debug)]
struct Refusal {
    span: Option<Span>,
    message: String,
}

impl Refusal {
    /// Adds the node's position, unless the error is about a node within it.
    fn at(mut self, node: &Node) -> Self {
        self.span.get_or_insert(node.span);
        self
    }
}

impl<'n> Values<'n> {
    fn scalar(&self) -> Option<&'n str> {
        match &self.0.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    fn unexpected(&self) -> Unexpected<'n> {
        match &self.0.value {
            Value::List(_) => Unexpected::Seq,
            Value::Map(_) => Unexpected::Map,
            Value::Scalar { .. } if self.0.is_null() => Unexpected::Unit,
            Value::Scalar { text, .. } => Unexpected::Str(text),
        }
    }

    fn wrong<T>(&self, visitor: &dyn de::Expected) -> Result<T, Refusal> {
        Err(Refusal::invalid_type(self.unexpected(), visitor).at(self.0))
    }

    fn number<V: Visitor<'n>>(&self, visitor: V) -> Result<V::Value, Refusal> {
        let Some(text) = self.scalar().filter(|_| self.0.meaning() == Some(Meaning::Integer)) else {
            return self.wrong(&visitor);
        };
        let read = match (text.parse(), text.parse()) {
            (Ok(number), _) => visitor.visit_u64(number),
            (_, Ok(number)) => visitor.visit_i64(number),
            _ => return self.wrong(&visitor),
        };
        read.map_err(|refusal: Refusal| refusal.at(self.0))
    }
}

impl<'n> Deserializer<'n> for Values<'n> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match (&self.0.value, self.0.meaning()) {
            (Value::List(_), _) => self.deserialize_seq(visitor),
            (Value::Map(_), _) => self.deserialize_map(visitor),
            (_, Some(Meaning::Null)) => visitor.visit_unit(),
            (_, Some(Meaning::Boolean)) => self.deserialize_bool(visitor),
            (_, Some(Meaning::Integer)) => self.number(visitor),
            _ => self.deserialize_str(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Some(text) = self.scalar().filter(|_| self.0.meaning() == Some(Meaning::Boolean)) else {
            return self.wrong(&visitor);
        };
        let yes = matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on");
        visitor.visit_bool(yes)
    }

    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Some(text) = self.0.text() else { return self.wrong(&visitor) };
        visitor.visit_borrowed_str(text).map_err(|refusal: Refusal| refusal.at(self.0))
    }

    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_u8<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.number(visitor)
    }

    fn deserialize_u32<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.number(visitor)
    }

    fn deserialize_u64<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.number(visitor)
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match &self.0.value {
            Value::List(items) => visitor.visit_seq(Items(items.iter())),
            _ if self.0.is_null() => visitor.visit_seq(Items([].iter())),
            _ => self.wrong(&visitor),
        }
    }

    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match &self.0.value {
            Value::Map(entries) => visitor.visit_map(Entries { entries: entries.iter(), value: None }),
            _ if self.0.is_null() => visitor.visit_map(Entries { entries: [].iter(), value: None }),
            _ => self.wrong(&visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let node = self.0;
        let read = if name == AT { visitor.visit_seq(Placed { node, step: 0 }) } else { self.deserialize_map(visitor) };
        read.map_err(|refusal| refusal.at(node))
    }

    fn deserialize_enum<V: Visitor<'n>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let Some(text) = self.0.text() else { return self.wrong(&visitor) };
        visitor.visit_enum(text.into_deserializer()).map_err(|refusal: Refusal| refusal.at(self.0))
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! { <V: Visitor<'n>>
        i8 i16 i32 i64 i128 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct ignored_any
    }
}

struct Items<'n>(std::slice::Iter<'n, Node>);

impl<'n> SeqAccess<'n> for Items<'n> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        let read = |node| seed.deserialize(Values(node)).map_err(|refusal| refusal.at(node));
        self.0.next().map(read).transpose()
    }
}

struct Entries<'n> {
    entries: std::slice::Iter<'n, (Node, Node)>,
    value: Option<&'n Node>,
}

impl<'n> MapAccess<'n> for Entries<'n> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'n>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Values(key)).map(Some).map_err(|refusal| refusal.at(key))
    }

    fn next_value_seed<V: DeserializeSeed<'n>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        let Some(node) = self.value.take() else { return Err(Refusal::custom("a value is asked for without its key")) };
        seed.deserialize(Values(node)).map_err(|refusal| refusal.at(node))
    }
}

/// A value, followed by the four numbers of its span.
struct Placed<'n> {
    node: &'n Node,
    step: u8,
}

impl<'n> SeqAccess<'n> for Placed<'n> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        self.step += 1;
        match self.step {
            1 => seed.deserialize(Values(self.node)).map(Some),
            2 => {
                let Span { start, end } = self.node.span;
                let numbers = [start.line, start.column, end.line, end.column];
                seed.deserialize(SeqDeserializer::new(numbers.into_iter())).map(Some)
            }
            _ => Ok(None),
        }
    }
}

/// Only works with [`values`], because other deserializers have no positions.
impl<'n, T: Deserialize<'n>> Deserialize<'n> for At<T> {
    fn deserialize<D: Deserializer<'n>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_struct(AT, &[], AtVisitor(PhantomData))
    }
}

struct AtVisitor<T>(PhantomData<T>);

impl<'n, T: Deserialize<'n>> Visitor<'n> for AtVisitor<T> {
    type Value = At<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its place")
    }

    fn visit_seq<A: SeqAccess<'n>>(self, mut parts: A) -> Result<At<T>, A::Error> {
        let missing = || A::Error::custom("a place is missing");
        let value = parts.next_element()?.ok_or_else(missing)?;
        let [line, column, end_line, end_column]: [u32; 4] = parts.next_element()?.ok_or_else(missing)?;
        let (start, end) = (Place { line, column }, Place { line: end_line, column: end_column });
        Ok(At::new(value, Span { start, end }))
    }
}

/// Like its value, because a schema shows default values.
impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(writer)
    }
}

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { span: None, message: message.to_string() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
