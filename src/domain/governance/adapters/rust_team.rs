//! rust-lang/team: a TOML file for each team and one for each repository.
//!
//! A repository's own file has its owners: the teams with `write`, `maintain` or `admin` under `[access.teams]`. Single
//! people under `[access.individuals]` own nothing. A team's id is its `name`; its name is `website.name` if it has
//! one. Members are approvers in all its assets; members of `included-teams` only belong to their own team. Its teams
//! on GitHub are those of `[[github]]`.
//!
//! The format: <https://github.com/rust-lang/team/blob/main/docs/toml-schema.md>.

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::yaml::{Node, Value};
use crate::domain::document::{Fault, Span, toml};
use crate::domain::governance::ownership::{Area, Asset, Group, OwnershipDocument, Standing, TeamName};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, Login, RepoName};
use crate::domain::types::role::{Lead, Role};

use super::Found;
use super::last_good::{Listing, Version, stand_in, take, version};
use super::sections::Leads;

/// The permissions that make a team an owner.
const OWNING: [&str; 3] = ["write", "maintain", "admin"];
const OTHER: [&str; 2] = ["triage", "read"];

/// A repository's file.
struct Access {
    repository: RepoName,
    /// Each with the position of its name.
    teams: Vec<(String, Span)>,
    findings: Vec<Finding>,
}

/// The groups of all documents.
pub(super) fn read(documents: &[&OwnershipDocument]) -> Found {
    let mut reading = Found::default();
    let (repositories, teams): (Vec<&OwnershipDocument>, Vec<&OwnershipDocument>) =
        documents.iter().copied().partition(|document| repository_at(&document.path).is_some());
    for document in teams {
        take(&mut reading, document, version(document, |text| team(&document.path, text)));
    }
    for document in repositories {
        repository(&mut reading, document);
    }
    reading
}

/// Whether it is TOML.
pub(super) fn is_readable(text: &str) -> bool {
    toml::parse(text).is_ok()
}

/// The repository of `repos/rust-lang/cargo.toml`, in any folder.
fn repository_at(path: &str) -> Option<RepoName> {
    let names: Vec<&str> = path.strip_suffix(".toml")?.split('/').collect();
    match names.as_slice() {
        [.., "repos", owner, name] => format!("{owner}/{name}").parse().ok(),
        _ => None,
    }
}

fn team(path: &str, text: &str) -> Result<Listing, Fault> {
    let root = toml::parse(text)?;
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.strip_suffix(".toml").unwrap_or(stem);
    let name = root.find("name").and_then(Node::text).unwrap_or(stem);
    let id = name.parse::<GroupId>().map_err(|invalid| Fault::new(Span::START, invalid.to_string()))?;
    let shown = root.find("website").and_then(|website| website.find("name")).and_then(Node::text);
    let mut group = Group::blank(id, shown.unwrap_or(name), path);
    group.teams = teams(&root, name);
    group.names = vec![slug(name), slug(shown.unwrap_or(name))];
    if let Some(people) = root.find("people") {
        group.unread.extend(no_table(people, "people"));
        let mut leads = Leads::default();
        let logins_of_leads = logins(people, "leads", &mut group.unread);
        logins_of_leads.into_iter().for_each(|login| leads.take(Lead { login, role: Role::Lead }));
        group.leads = leads.all;
        let approvers = logins(people, "members", &mut group.unread);
        group.areas = vec![Area { name: name.to_owned(), approvers, ..Area::default() }];
    } else {
        let message = format!("the team `{name}` has no `[people]`");
        group.unread.push(Finding::new(Kind::NotRead, Span::START, message).with_help("add it, even without members"));
    }
    Ok(Listing { groups: vec![(group, Span::START)], findings: Vec::new() })
}

/// Its teams on GitHub: with its name or another one, in each of the given organizations.
fn teams(root: &Node, name: &str) -> Vec<TeamName> {
    let made = |github: &Node| {
        let team = slug(github.find("team-name").and_then(Node::text).unwrap_or(name));
        let organizations = github.find("orgs").map(Node::items).unwrap_or_default().iter().filter_map(Node::text);
        organizations.filter_map(|owner| format!("{owner}/{team}").parse().ok()).collect::<Vec<_>>()
    };
    root.find("github").map(Node::items).unwrap_or_default().iter().flat_map(made).collect()
}

/// Reports a key without a table.
fn no_table(node: &Node, key: &str) -> Option<Finding> {
    let message = format!("`{key}` is {}, not a table, so it is not read", node.kind());
    let finding = Finding::new(Kind::NotRead, node.span, message).with_help(format!("begin it with a line `[{key}]`"));
    (!matches!(node.value, Value::Map(_))).then_some(finding)
}

/// The accounts of a list; each item is a text or a table with `github`.
fn logins(people: &Node, list: &str, findings: &mut Vec<Finding>) -> Vec<Login> {
    let Some(found) = people.find(list) else { return Vec::new() };
    if !matches!(found.value, Value::List(_)) {
        let message = format!("`{list}` is {}, not a list, so it has no members", found.kind());
        let help = "put the accounts between brackets, as in `[\"login\"]`";
        findings.push(Finding::new(Kind::NotRead, found.span, message).with_help(help));
    }
    let mut logins = Vec::new();
    for person in found.items() {
        let github = person.find("github");
        match person.text().or_else(|| github?.text()).unwrap_or_default().parse::<Login>() {
            Ok(login) => logins.push(login),
            Err(_) => {
                let message = format!("an entry of `{list}` names no account");
                let help = "write `\"login\"` or `{ github = \"login\" }`";
                findings.push(Finding::new(Kind::NotRead, person.span, message).with_help(help));
            }
        }
    }
    logins
}

fn repository(reading: &mut Found, document: &OwnershipDocument) {
    let version = version(document, |text| access(&document.path, text));
    let is_current = version.is_current();
    let Version { content, standing } = version;
    if let Standing::Unreadable { fault, .. } = &standing {
        reading.find(&document.path, Finding::of(Kind::DocumentSyntax, fault.clone()));
    }
    let Some(Access { repository, teams, findings }) = content else {
        let assets = repository_at(&document.path).map(Asset::Repository);
        stand_in(reading, &document.path, assets.into_iter().collect(), standing);
        return;
    };
    let mut findings = if is_current { findings } else { Vec::new() };
    for (team, span) in teams {
        let group = team.parse::<GroupId>().ok().and_then(|id| reading.groups.get_mut(&id));
        match group {
            Some(group) => own(group, &repository),
            None if is_current => {
                let message = format!("`{repository}` is given to the team `{team}`, which does not exist");
                let help = "name a team that has a file in `teams`";
                findings.push(Finding::new(Kind::NotRead, span, message).with_help(help));
            }
            None => {}
        }
    }
    findings.into_iter().for_each(|finding| reading.find(&document.path, finding));
}

fn own(group: &mut Group, repository: &RepoName) {
    if group.areas.is_empty() {
        group.areas.push(Area { name: group.id.to_string(), ..Area::default() });
    }
    let area = group.areas.first_mut();
    area.into_iter().for_each(|area| area.assets.push(Asset::Repository(repository.clone())));
}

fn access(path: &str, text: &str) -> Result<Access, Fault> {
    let root = toml::parse(text)?;
    let written = |key: &str| root.find(key).and_then(Node::text);
    let named = written("org").zip(written("name")).and_then(|(org, name)| format!("{org}/{name}").parse().ok());
    let repository = named.or_else(|| repository_at(path));
    let repository = repository.ok_or_else(|| {
        Fault::new(Span::START, "this entry does not name its repository: add `org = \"…\"` and `name = \"…\"`")
    })?;
    let mut access = Access { repository, teams: Vec::new(), findings: Vec::new() };
    access.findings.extend(root.find("access").and_then(|access| no_table(access, "access")));
    let teams = root.find("access").and_then(|access| access.find("teams"));
    if let Some(teams) = teams.filter(|teams| !matches!(teams.value, Value::Map(_))) {
        let message = format!("`teams` of `access` is {}, not a table, so no team owns the repository", teams.kind());
        let help = "write a line such as `team = \"write\"` below `[access.teams]` for each";
        access.findings.push(Finding::new(Kind::NotRead, teams.span, message).with_help(help));
    }
    for (team, level) in teams.map(Node::entries).unwrap_or_default() {
        let name = team.text().unwrap_or_default();
        match level.text().unwrap_or_default() {
            level if OWNING.contains(&level) => access.teams.push((name.to_owned(), team.span)),
            level if OTHER.contains(&level) => {}
            other => {
                let message = format!("the team `{name}` has the access `{other}`, which does not exist");
                let help = "write one of `triage`, `write`, `maintain`, `admin`";
                access.findings.push(Finding::new(Kind::NotRead, level.span, message).with_help(help));
            }
        }
    }
    Ok(access)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_has_the_teams_on_github_that_it_says() {
        let text = "name = \"Core\"\n[people]\nleads = []\nmembers = []\n[[github]]\norgs = [\"acme\", \"labs\"]\n[[github]]\n\
                    team-name = \"heart\"\norgs = [\"acme\"]\n";
        let teams = team("teams/core.toml", text).unwrap().groups.remove(0).0.teams;
        assert_eq!(teams.iter().map(ToString::to_string).collect::<Vec<_>>(), ["acme/core", "labs/core", "acme/heart"]);
    }

    #[test]
    fn a_list_or_table_of_another_shape_is_said() {
        for (text, words) in [
            ("[people]\nleads = \"ada\"\nmembers = []\n", "`leads` is a text, not a list"),
            ("[people]\nleads = []\nmembers = 7\n", "`members` is a number, not a list"),
            ("people = \"ada\"\n", "`people` is a text, not a table"),
        ] {
            let unread = team("teams/t.toml", text).unwrap().groups.remove(0).0.unread;
            assert!(unread.len() == 1 && unread[0].message.contains(words), "{unread:?}");
        }
        for (text, words) in [
            ("[access]\nteams = [\"t\"]\n", "`teams` of `access` is a list, not a table"),
            ("access = \"t\"\n", "`access` is a text, not a table"),
            ("[access.teams]\nt = [\"write\"]\n", "has the access ``, which does not exist"),
        ] {
            let findings = access("repos/acme/x.toml", text).unwrap().findings;
            assert!(findings.len() == 1 && findings[0].message.contains(words), "{findings:?}");
        }
    }
}
