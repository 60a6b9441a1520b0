//! Messages about parts of a policy that do not fit the schema.

use serde_json::Value as Json;

use crate::domain::document::yaml::Node;
use crate::domain::text::did_you_mean::nearest;

use super::expected::Step;
use super::text;

/// How many known words are listed.
const LISTED: usize = 12;

/// How many characters of a value are shown.
const SHOWN: usize = 60;

/// The name of a location: its key, or its place in a list.
pub(super) fn name(path: &[Step]) -> String {
    match path {
        [] => "the policy".to_owned(),
        [.., Step::Key(key)] => format!("`{}`", shown(key)),
        [inner @ .., Step::Index(_)] => format!("an item of {}", name(inner)),
    }
}

/// The known word with the most similar spelling.
pub(super) fn nearest_word(word: &str, known: &[&str]) -> Option<String> {
    let word: String = word.chars().take(SHOWN).collect();
    let named = known.iter().map(|name| ((*name).to_owned(), *name));
    nearest(&word, named).first().map(|name| (*name).to_owned())
}

pub(super) fn unknown_key(key: &str, inside: &str, meant: Option<&str>, known: &[&str]) -> String {
    let place = if inside == "the policy" { String::new() } else { format!(" of {inside}") };
    let way_out = match meant {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => format!("Known keys: {}.", listed(known)),
    };
    format!("`{}` is not a known key{place}. {way_out}", shown(key))
}

pub(super) fn missing(key: &str, inside: &str) -> String {
    format!("`{key}` is missing in {inside}: add it")
}

pub(super) fn wrong_kind(name: &str, wanted: &str, node: &Node) -> String {
    let value = match text(node) {
        "" => String::new(),
        text => format!(" (`{}`)", shown(text)),
    };
    format!("{name} must be {wanted}, not {}{value}", node.kind())
}

pub(super) fn no_word(name: &str, node: &Node, known: &[&str]) -> String {
    let word = match text(node) {
        "" => format!("this is {}, which", node.kind()),
        text => format!("`{}`", shown(text)),
    };
    let meant = nearest_word(text(node), known).map(|meant| format!("Did you mean `{meant}`? "));
    format!("{word} is not a valid value of {name}. {}Valid values: {}.", meant.unwrap_or_default(), listed(known))
}

pub(super) fn out_of_range(name: &str, node: &Node, expected: Option<&Json>) -> String {
    let limits = expected.map(|schema| {
        let alternatives = schema["anyOf"].as_array().into_iter().flatten().chain([schema]);
        alternatives.map(|schema| (&schema["minimum"], &schema["maximum"])).find(|(least, _)| !least.is_null())
    });
    let range = match limits.flatten() {
        Some((least, Json::Null)) => format!("at least {least}"),
        Some((least, most)) => format!("from {least} to {most}"),
        None => "smaller".to_owned(),
    };
    format!("{name} must be {range}, not `{}`", shown(text(node)))
}

pub(super) fn does_not_fit(name: &str) -> String {
    format!("{name} does not have a valid value: see policy.schema.json")
}

/// What a part of the schema expects, in words.
pub(super) fn kind(schema: &Json) -> String {
    let kinds = match &schema["type"] {
        Json::Array(kinds) => kinds.iter().filter_map(Json::as_str).collect(),
        Json::String(kind) => vec![kind.as_str()],
        _ => schema["anyOf"].as_array().into_iter().flatten().filter_map(|branch| branch["type"].as_str()).collect(),
    };
    let word = |kind: &&str| match *kind {
        "object" => Some("a mapping"),
        "array" => Some("a list"),
        "string" => Some("a text"),
        "integer" => Some("a whole number"),
        "boolean" => Some("`true` or `false`"),
        _ => None,
    };
    let words: Vec<_> = kinds.iter().filter_map(word).collect();
    if words.is_empty() { "what policy.schema.json says".to_owned() } else { words.join(" or ") }
}

fn listed(known: &[&str]) -> String {
    let names: Vec<_> = known.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > LISTED { ", …" } else { "" };
    names.join(", ") + more
}

fn shown(word: &str) -> String {
    let start: String = word.chars().take(SHOWN).collect();
    let more = if start.len() < word.len() { "…" } else { "" };
    start.escape_debug().to_string() + more
}
