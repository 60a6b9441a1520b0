//! Ownership as the text of an asset-list file.

use std::fmt::{self, Write as _};

use crate::domain::charter::{Area, Listed, Person, Role, entries};
use crate::domain::ids::Login;
use crate::domain::ownership::{Group, Ownership};
use crate::domain::time::Day;

const HEAD: &str = "\
# Who owns what, for use without a network. Written by `wg-steward export asset-lists`; not edited by hand.
# Facts from the charters: groups, the leads who speak for them in the order of asking, areas and their repositories.
";

/// The file that says what `ownership` says. [`super::parse`] reads it back, but for the names of persons.
pub fn write(ownership: &Ownership, as_of: Day, source: &str) -> String {
    let mut text = String::new();
    // Writing into a text cannot fail.
    _ = Writer { out: &mut text }.lists(ownership, as_of, source);
    text
}

struct Writer<'a> {
    out: &'a mut String,
}

impl Writer<'_> {
    fn lists(&mut self, ownership: &Ownership, as_of: Day, source: &str) -> fmt::Result {
        write!(self.out, "{HEAD}as_of: {as_of}\nsource: {}\n", scalar(source))?;
        let empty = ownership.groups().next().is_none();
        writeln!(self.out, "groups:{}", if empty { " []" } else { "" })?;
        ownership.groups().try_for_each(|(_, group)| self.group(group))
    }

    fn group(&mut self, group: &Group) -> fmt::Result {
        let Group { id, name, path, names, leads, bots, areas, unread: _, standing: _ } = group;
        writeln!(self.out, "- id: {}\n  name: {}\n  path: {}", scalar(id.as_str()), scalar(name), scalar(path))?;
        writeln!(self.out, "  names: {}", flow(names.iter().map(String::as_str)))?;
        writeln!(self.out, "  leads:{}", if leads.is_empty() { " []" } else { "" })?;
        for lead in leads {
            let role = match lead.role {
                Role::Execution => "execution",
                Role::Technical => "technical",
            };
            writeln!(self.out, "  - {{login: {}, role: {role}}}", scalar(lead.login.as_str()))?;
        }
        writeln!(self.out, "  bots: {}", flow(bots.iter().map(Login::as_str)))?;
        writeln!(self.out, "  areas:{}", if areas.is_empty() { " []" } else { "" })?;
        areas.iter().try_for_each(|area| self.area(area))
    }

    fn area(&mut self, area: &Area) -> fmt::Result {
        let Area { name, approvers, reviewers, bots, repositories, span: _ } = area;
        let logins = |people: &Listed<Person>| flow(entries(people).iter().map(|person| person.login.as_str()));
        let repositories = entries(repositories);
        writeln!(self.out, "  - name: {}", scalar(name))?;
        writeln!(self.out, "    approvers: {}", logins(approvers))?;
        writeln!(self.out, "    reviewers: {}", logins(reviewers))?;
        writeln!(self.out, "    bots: {}", logins(bots))?;
        writeln!(self.out, "    repositories:{}", if repositories.is_empty() { " []" } else { "" })?;
        repositories.iter().try_for_each(|name| writeln!(self.out, "    - {}", scalar(&name.to_string())))
    }
}

fn flow<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", texts.map(scalar).collect::<Vec<_>>().join(", "))
}

/// A text as YAML: plain where no reader can take it for anything else, else in double quotes.
fn scalar(text: &str) -> String {
    let plain = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '@');
    let word = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let is_plain = text.starts_with(|ch: char| ch.is_ascii_alphabetic())
        && text.chars().all(plain)
        && !text.ends_with(' ')
        && !word.contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.to_owned() } else { format!("\"{}\"", text.chars().map(quoted).collect::<String>()) }
}

fn quoted(ch: char) -> String {
    match ch {
        '"' | '\\' => format!("\\{ch}"),
        _ if ch.is_alphanumeric() || ch.is_ascii_graphic() || ch == ' ' => ch.to_string(),
        _ => format!("\\U{:08X}", u32::from(ch)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::super::parse;
    use super::*;
    use crate::domain::charter::Lead;
    use crate::domain::document::At;
    use crate::domain::ids::{GroupId, RepoName};
    use crate::domain::ownership::Standing;

    fn login() -> impl Strategy<Value = Login> {
        prop_oneof!["(no|on|null|true|007|1e3|0x1F|[a-zA-Z0-9._-]{1,12})", "[a-z]{1,5}\\[bot\\]"]
            .prop_map(|text| text.parse().unwrap())
    }

    fn people() -> impl Strategy<Value = Listed<Person>> {
        prop::collection::vec(login().prop_map(Person::known_as), 0..4).prop_map(|people| Some(At::nowhere(people)))
    }

    fn area() -> impl Strategy<Value = Area> {
        let repository = "[a-zA-Z0-9-]{1,6}/[a-zA-Z0-9_-]{1,6}".prop_map(|text| text.parse::<RepoName>().unwrap());
        (any::<String>(), people(), people(), people(), prop::collection::vec(repository, 0..4)).prop_map(
            |(name, approvers, reviewers, bots, repositories)| Area {
                name: At::nowhere(name),
                approvers,
                reviewers,
                bots,
                repositories: Some(At::nowhere(repositories.into_iter().map(At::nowhere).collect())),
                ..Area::default()
            },
        )
    }

    fn group() -> impl Strategy<Value = Group> {
        let id = "[^\\pC/\\\\`|<>]{1,12}".prop_map(|text| text.parse::<GroupId>().unwrap());
        let role = prop_oneof![Just(Role::Execution), Just(Role::Technical)];
        let leads = prop::collection::vec((login(), role).prop_map(|(login, role)| Lead { login, role }), 0..4);
        let bots = prop::collection::btree_set(login(), 0..3);
        let texts = (any::<String>(), any::<String>(), prop::collection::vec(any::<String>(), 0..3));
        (id, texts, leads, bots, prop::collection::vec(area(), 0..3)).prop_map(
            |(id, (name, path, names), leads, bots, areas): (_, _, _, BTreeSet<Login>, _)| Group {
                id,
                name,
                path,
                names,
                leads,
                bots,
                areas,
                unread: Vec::new(),
                standing: Standing::Current,
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        #[test]
        fn whatever_is_written_is_read_back(groups in prop::collection::vec(group(), 0..3), source in any::<String>()) {
            let groups: BTreeMap<_, _> = groups.into_iter().map(|group| (group.id.clone(), group)).collect();
            let ownership = Ownership::from_groups(groups);
            let as_of: Day = "2026-08-05".parse().unwrap();
            let text = write(&ownership, as_of, &source);
            let read = parse(&text).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{text}")))?;
            prop_assert_eq!(&read.ownership, &ownership, "{}", text);
            prop_assert_eq!(read.source, source);
        }
    }
}
