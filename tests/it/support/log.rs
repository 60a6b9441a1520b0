//! Log lines, parsed strictly.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The keys of an object in order, including duplicates.
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = fields.next_entry()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }

        reader.deserialize_map(Reader)
    }
}

/// The duplicate keys in a line of JSON.
pub(crate) fn repeated_keys(line: &str) -> Vec<String> {
    let Keys(keys) = serde_json::from_str(line).unwrap();
    let mut seen = BTreeSet::new();
    keys.into_iter().filter(|key| !seen.insert(key.clone())).collect()
}
