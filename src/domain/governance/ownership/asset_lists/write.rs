//! Writes ownership as the text of an asset-list file.

use std::fmt::{self, Write as _};

use crate::domain::governance::ownership::{Area, Asset, Group, Ownership, RepositoryPart};
use crate::domain::types::ids::Login;
use crate::domain::types::time::Day;

const HEAD: &str = "\
# Who owns what, for use without a network. Written by `wg-steward export asset-lists`; not edited by hand.
# Facts from the charters: groups, the leads who speak for them in the order of asking, areas and their repositories.
";

/// The asset-list file for `ownership`. [`super::parse`] reads it back.
pub fn write(ownership: &Ownership, as_of: Day, source: &str) -> String {
    let mut text = String::new();
    // Writing to a `String` can't fail.
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
        ownership.groups().try_for_each(|(_, group)| self.group(group))?;
        if ownership.unowned().is_empty() {
            return Ok(());
        }
        writeln!(self.out, "unowned:")?;
        ownership.unowned().iter().try_for_each(|part| self.part("", part))
    }

    fn group(&mut self, group: &Group) -> fmt::Result {
        let Group { id, name, path, names, org, leads, bots, areas, teams, .. } = group;
        writeln!(self.out, "- id: {}\n  name: {}\n  path: {}", scalar(id.as_str()), scalar(name), scalar(path))?;
        writeln!(self.out, "  names: {}", flow(names.iter().map(String::as_str)))?;
        if let Some(org) = org {
            writeln!(self.out, "  org: {}", scalar(org))?;
        }
        writeln!(self.out, "  leads:{}", if leads.is_empty() { " []" } else { "" })?;
        for lead in leads {
            let role = lead.role.word();
            writeln!(self.out, "  - {{login: {}, role: {role}}}", scalar(lead.login.as_str()))?;
        }
        writeln!(self.out, "  bots: {}", flow(bots.iter().map(Login::as_str)))?;
        if !teams.is_empty() {
            let teams: Vec<_> = teams.iter().map(ToString::to_string).collect();
            writeln!(self.out, "  teams: {}", flow(teams.iter().map(String::as_str)))?;
        }
        writeln!(self.out, "  areas:{}", if areas.is_empty() { " []" } else { "" })?;
        areas.iter().try_for_each(|area| self.area(area))
    }

    fn area(&mut self, area: &Area) -> fmt::Result {
        let Area { name, approvers, reviewers, bots, assets } = area;
        writeln!(self.out, "  - name: {}", scalar(name))?;
        let lists = [("approvers", Some(approvers)), ("reviewers", reviewers.as_ref()), ("bots", bots.as_ref())];
        for (key, list) in lists.into_iter().filter_map(|(key, list)| Some((key, list?))) {
            writeln!(self.out, "    {key}: {}", flow(list.iter().map(Login::as_str)))?;
        }
        let (mut repositories, mut parts) = (Vec::new(), Vec::new());
        for asset in assets {
            match asset {
                Asset::Repository(name) => repositories.push(name.to_string()),
                Asset::Repositories(pattern) => repositories.push(pattern.to_string()),
                Asset::Part(part) => parts.push(part),
            }
        }
        writeln!(self.out, "    repositories:{}", if repositories.is_empty() { " []" } else { "" })?;
        repositories.iter().try_for_each(|name| writeln!(self.out, "    - {}", scalar(name)))?;
        if parts.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "    parts:")?;
        parts.into_iter().try_for_each(|part| self.part("    ", part))
    }

    fn part(&mut self, indent: &str, part: &RepositoryPart) -> fmt::Result {
        let RepositoryPart { repository, paths, rank } = part;
        let (repository, text) = (scalar(&repository.to_string()), scalar(paths.as_str()));
        match paths.is_folder() {
            true => writeln!(self.out, "{indent}- {{repository: {repository}, folder: {text}}}"),
            false => writeln!(self.out, "{indent}- {{repository: {repository}, paths: {text}, rank: {rank}}}"),
        }
    }
}

fn flow<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", texts.map(scalar).collect::<Vec<_>>().join(", "))
}

/// A text as YAML: plain if every reader reads it as the same text, otherwise in double quotes.
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
    use crate::domain::governance::ownership::{RepoPattern, TeamName};
    use crate::domain::types::ids::{GroupId, RepoName};
    use crate::domain::types::role::{Lead, Role};

    fn login() -> impl Strategy<Value = Login> {
        prop_oneof!["(no|on|null|true|007|1e3|0x1F|[a-zA-Z0-9._-]{1,12})", "[a-z]{1,5}\\[bot\\]"]
            .prop_map(|text| text.parse().unwrap())
    }

    fn logins() -> impl Strategy<Value = Vec<Login>> {
        prop::collection::vec(login(), 0..4)
    }

    fn repository() -> impl Strategy<Value = RepoName> {
        "[a-zA-Z0-9-]{1,6}/[a-zA-Z0-9_-]{1,6}".prop_map(|text| text.parse().unwrap())
    }

    /// Assets that are written first come first.
    fn assets() -> impl Strategy<Value = Vec<Asset>> {
        let pattern = "[a-z]{1,6}/[a-z*?-]{0,6}[*?]".prop_map(|text| RepoPattern::parse(&text).unwrap());
        let pattern = pattern.prop_map(|pattern| Asset::Repositories(Box::new(pattern)));
        let folder = (repository(), "[a-z*\\[\\\\ ]{1,4}(/[a-zÄ]{1,4}){0,3}")
            .prop_map(|(name, path)| Asset::folder(name, &path));
        let paths = (repository(), "/?[a-zÄ*:# ]{1,4}(/[a-z*?.]{3,6}){0,3}/?", 1..u32::MAX);
        let paths = paths.prop_map(|(name, pattern, rank)| Asset::pattern(name, &pattern, rank));
        let parts = prop::collection::vec(prop_oneof![folder, paths].prop_map(Result::ok), 0..3);
        let whole = prop::collection::vec(prop_oneof![repository().prop_map(Asset::Repository), pattern], 0..4);
        (whole, parts).prop_map(|(whole, parts)| whole.into_iter().chain(parts.into_iter().flatten()).collect())
    }

    fn area() -> impl Strategy<Value = Area> {
        let lists = (logins(), prop::option::of(logins()), prop::option::of(logins()));
        (any::<String>(), lists, assets()).prop_map(|(name, (approvers, reviewers, bots), assets)| Area {
            name,
            approvers,
            reviewers,
            bots,
            assets,
        })
    }

    fn group() -> impl Strategy<Value = Group> {
        let id = "[^\\pC/\\\\`|<>]{1,12}".prop_map(|text| text.parse::<GroupId>().unwrap());
        let role = prop_oneof![
            Just(Role::Execution),
            Just(Role::Technical),
            Just(Role::Chair),
            Just(Role::Lead),
            Just(Role::CodeOwner)
        ];
        let leads = prop::collection::vec((login(), role).prop_map(|(login, role)| Lead { login, role }), 0..4);
        let bots = prop::collection::btree_set(login(), 0..3);
        let org = prop::option::of(any::<String>());
        let texts = (any::<String>(), any::<String>(), prop::collection::vec(any::<String>(), 0..3), org);
        let team = "[a-z0-9]{1,4}/[a-z0-9-]{1,6}".prop_map(|text| text.parse::<TeamName>().unwrap());
        let rest = (prop::collection::vec(team, 0..3), prop::collection::vec(area(), 0..3));
        (id, texts, leads, bots, rest).prop_map(
            |(id, (name, path, names, org), leads, bots, (teams, areas)): (_, _, _, BTreeSet<Login>, _)| Group {
                names,
                org,
                leads,
                bots,
                teams,
                areas,
                ..Group::blank(id, &name, &path)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        #[test]
        fn whatever_is_written_is_read_back(
            groups in prop::collection::vec(group(), 0..3),
            unowned in prop::collection::vec(("/?[a-z*:# ]{1,4}/?", 1..u32::MAX), 0..3),
            source in any::<String>(),
        ) {
            let groups: BTreeMap<_, _> = groups.into_iter().map(|group| (group.id.clone(), group)).collect();
            let ownership = Ownership::from_groups(groups);
            let names: Vec<_> = ownership.repositories().cloned().collect();
            let part = |(name, (pattern, rank)): (&RepoName, &(String, u32))| {
                match Asset::pattern(name.clone(), pattern, *rank) {
                    Ok(Asset::Part(part)) => Some(*part),
                    _ => None,
                }
            };
            let unowned: Vec<_> = names.iter().zip(&unowned).filter_map(part).collect();
            let ownership = ownership.without_owner(&unowned);
            prop_assert_eq!(ownership.unowned(), &unowned);
            let as_of: Day = "2026-08-05".parse().unwrap();
            let text = write(&ownership, as_of, &source);
            let read = parse(&text).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{text}")))?;
            prop_assert_eq!(&read.ownership, &ownership, "{}", text);
            prop_assert_eq!(read.source, source);
        }
    }
}
