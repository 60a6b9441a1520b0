//! Messages about problems in a block, for its author: the problem, the rule, the fix.

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::shown;
use crate::domain::document::yaml::Node;

use super::schema::{AREA, CHARTER, PERSON, Shape, Type, Violation, What};

/// A violation of the generator's schema.
pub(super) fn violation(violation: &Violation<'_>) -> Finding {
    let (kind, (message, help)) = match violation.what {
        What::Missing(shape, key) => (Kind::KeyMissing, missing(shape, key, violation.node)),
        What::Unknown(shape, key) => (Kind::KeyUnknown, unknown(shape, key)),
        What::Mistyped(Type::Text, entry) => (Kind::WrongType, no_text(violation, entry)),
        What::Mistyped(Type::List(_), _) => (Kind::WrongType, no_list(violation)),
        What::Mistyped(Type::Map(shape), entry) => (Kind::WrongType, no_mapping(violation, shape, entry)),
    };
    let finding = Finding::new(kind, violation.span(), message).with_help(help);
    about(violation).into_iter().fold(finding, Finding::about)
}

/// The subject of a violation: the key, and the mapping and entry that it belongs to.
fn about<'v>(violation: &Violation<'v>) -> Vec<Argument> {
    let node = violation.node;
    let named = |node: &'v Node| node.find("name").and_then(Node::text);
    let whose = |shape: &Shape| match (shape == &AREA, named(node)) {
        (true, Some(name)) => Some(Argument::area(name)),
        (false, Some(name)) if shape != &CHARTER => Some(Argument::text(name)),
        _ => None,
    };
    match violation.what {
        What::Missing(shape, key) => {
            [Argument::word(key), Argument::word(shape.thing)].into_iter().chain(whose(shape)).collect()
        }
        What::Unknown(shape, key) => {
            let key = Argument::text(key.text().unwrap_or_default());
            [key, Argument::word(shape.thing)].into_iter().chain(whose(shape)).collect()
        }
        What::Mistyped(..) => {
            vec![Argument::word(violation.key.unwrap_or_default()), Argument::text(node.text().unwrap_or(node.kind()))]
        }
    }
}

/// A person at the position where an area should begin.
pub(super) fn outdented(node: &Node) -> Finding {
    let name = node.find("name").or_else(|| node.find("github")).and_then(Node::text).unwrap_or_default();
    let message = format!("`{}` is at the indentation of the areas, so it is read as an area", shown(name));
    let help = "indent the entry like the others of its list, by two more spaces";
    Finding::new(Kind::EntryOutdented, node.span, message).with_help(help).about(Argument::text(name))
}

/// A login that is not valid on GitHub.
pub(super) fn login(node: &Node, text: &str) -> Finding {
    let address = text.trim().trim_end_matches('/').rsplit_once("github.com/").map(|(_, login)| login);
    let help = match address.unwrap_or(text).trim().trim_start_matches('@') {
        "" => "write the account's login".to_owned(),
        name if name != text => format!("write `{}`", shown(name)),
        _ => "look it up on the person's profile page".to_owned(),
    };
    let message = format!("`{}` is not a GitHub login: letters, digits and dashes, without `@`", shown(text));
    Finding::new(Kind::LoginInvalid, node.span, message).with_help(help).about(Argument::text(text))
}

/// The maximum number of leads and of areas of a group: every lead is in the team of every area. The largest group has
/// 12 leads and 20 areas.
const MAX_LEADS: usize = 200;
const MAX_AREAS: usize = 1_000;

/// More leads or areas than the limit.
pub(super) fn too_many(node: &Node) -> Option<Finding> {
    let list = |key: &str| node.find(key).map(|list| (list.span, list.items().len()));
    let lists = [("execution_leads", MAX_LEADS), ("technical_leads", MAX_LEADS), ("areas", MAX_AREAS)];
    lists.into_iter().find_map(|(key, most)| {
        let (span, number) = list(key).filter(|(_, number)| *number > most)?;
        let message = format!("`{key}` has {number} entries, and more than {most} are not read");
        let finding = Finding::new(Kind::DocumentLimit, span, message).about(Argument::word(key));
        Some(finding.with_help("name fewer, or split the group"))
    })
}

/// A blank name of a group or an area.
pub(super) fn blank_name(node: &Node, whose: &str) -> Finding {
    Finding::new(Kind::NameBlank, node.span, format!("the name of {whose} is empty"))
        .about(Argument::word(whose))
        .with_help("write it out: `name: …`")
}

/// A text that is not a repository's name, with the closest valid one.
pub(super) fn repository(node: &Node, text: &str) -> Finding {
    let about = match text {
        _ if text.contains("://") => "is an address",
        _ if text.starts_with('/') => "begins with a slash",
        _ if ends_with_git(text) => "ends with `.git`",
        _ if text.contains(char::is_whitespace) => "has spaces in it",
        _ if !text.contains('/') => "lacks the owner or the name",
        _ => "is not a repository",
    };
    let message = format!("`{}` {about}: a repository is `owner/name` of letters, digits and `.-_`", shown(text));
    let help = match nearest(text) {
        Some(nearest) => format!("write `{}`", shown(&nearest)),
        None => "write it as on its page on GitHub".to_owned(),
    };
    Finding::new(Kind::RepositoryInvalid, node.span, message).with_help(help).about(Argument::text(text))
}

/// Whether a text ends with `.git`, like clone URLs and unlike a repository's name.
pub(super) fn ends_with_git(text: &str) -> bool {
    text.len() >= 4 && text.as_bytes().get(text.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(b".git"))
}

fn missing(shape: &Shape, key: &str, node: &Node) -> (String, String) {
    let name = node.find("name").and_then(Node::text).filter(|_| key != "name" && shape.thing != "a charter");
    let whose = name.map(|name| format!(" of `{}`", shown(name))).unwrap_or_default();
    let message = format!("`{key}`{whose} is missing: {} has {}", shape.thing, listed(shape.required));
    let known = shape.keys.iter().find(|(name, _)| *name == key);
    let help = match known {
        Some((_, Type::Text)) => format!("add `{key}: …`"),
        _ => format!("add `{key}: []` if there are none"),
    };
    (message, help)
}

fn unknown(shape: &Shape, key: &Node) -> (String, String) {
    let keys: Vec<_> = shape.keys.iter().map(|(name, _)| *name).collect();
    let name = shown(key.text().unwrap_or_default());
    let message = format!("`{name}` is not a key of {}: it may have {}", shape.thing, listed(&keys));
    (message, "remove it, or fix its spelling".to_owned())
}

fn no_text(violation: &Violation<'_>, entry: bool) -> (String, String) {
    let (key, node) = (violation.key.unwrap_or_default(), violation.node);
    let whose = if entry { format!("an entry of `{key}`") } else { format!("`{key}`") };
    let Some(text) = node.text().map(shown) else {
        return (format!("{whose} is {}, and must be a text", node.kind()), "write it out, or remove it".to_owned());
    };
    let message = format!("`{text}` without quotes is {} in YAML, and {whose} must be a text", node.kind());
    let help = if entry { format!("write `- \"{text}\"`") } else { format!("write `{key}: \"{text}\"`") };
    (message, help)
}

fn no_list(violation: &Violation<'_>) -> (String, String) {
    let (key, node) = (violation.key.unwrap_or_default(), violation.node);
    let help = match key {
        _ if node.is_null() => format!("write `{key}: []` if there are none"),
        "repositories" => "begin each entry with `- `, as in `- owner/name`".to_owned(),
        _ => "begin each entry with `- name: …`".to_owned(),
    };
    (format!("`{key}` is {}, and must be a list", node.kind()), help)
}

fn no_mapping(violation: &Violation<'_>, shape: &Shape, entry: bool) -> (String, String) {
    let (key, kind) = (violation.key.unwrap_or_default(), violation.node.kind());
    if entry {
        let help = match violation.node.text() {
            Some(text) if *shape == PERSON => format!("write `- name: …` and below it `  github: {}`", shown(text)),
            _ => "begin it with `- name: …`".to_owned(),
        };
        return (format!("this entry of `{key}` is {kind}, and must be {} with keys", shape.thing), help);
    }
    if violation.depth == 0 {
        return (format!("the block is {kind}, and must be a mapping"), "begin it with `name: …`".to_owned());
    }
    (format!("`{key}` is {kind}, and must be a mapping"), "remove the key, or write keys below it".to_owned())
}

/// ``a`, `b` and `c``.
fn listed(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        names => names.concat(),
    }
}

/// The probable meaning: a URL without its site, or a name without the text around it.
fn nearest(text: &str) -> Option<String> {
    let path = text.trim().split_once("://").map_or(text, |(_, rest)| rest.split_once('/').unwrap_or_default().1);
    let mut parts = path.trim().trim_start_matches('/').split('/').map(str::trim);
    let (owner, name) = (parts.next()?, parts.next()?);
    let name = if ends_with_git(name) { name.get(..name.len() - 4)? } else { name };
    let meant = format!("{owner}/{name}");
    meant.parse::<crate::domain::types::ids::RepoName>().ok()?;
    Some(meant)
}
