//! Asset lists as a dated file of our own: they show owners without network access. They contain facts only, one
//! repository per line.
//!
//! An area's `repositories` may include patterns such as `knative/kn-plugin-*`. Its `parts` are folders, each with
//! everything below it, or CODEOWNERS patterns with the `rank` that decides between several matches. A missing list of
//! reviewers or bots is left out: it differs from an empty list. The optional `teams` of a group are GitHub teams that
//! its document names, as in `acme/docs`. The optional `unowned` are parts that explicitly have no owner.
//!
//! **Invariant:** reading a file and writing it again gives the same bytes.

mod write;

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;
use serde_saphyr::{Location, Spanned};

use crate::domain::document::{Fault, Place};
use crate::domain::types::ids::{GroupId, InvalidName, Login, RepoName};
use crate::domain::types::role::{Lead, Role};
use crate::domain::types::time::Day;

use super::{Area, Asset, Group, Ownership, RepoPattern, RepositoryPart, TeamName};

pub use write::write;

/// Asset lists with their date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetLists {
    /// The day that the lists describe.
    pub as_of: Day,
    /// Their origin: `owner/name@commit`.
    pub source: String,
    /// Their content. All groups are current.
    pub ownership: Ownership,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLists {
    as_of: Spanned<String>,
    source: String,
    groups: Vec<RawGroup>,
    #[serde(default)]
    unowned: Vec<RawPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    id: Spanned<String>,
    name: String,
    path: String,
    names: Vec<String>,
    #[serde(default)]
    org: Option<String>,
    leads: Vec<RawLead>,
    bots: Vec<Spanned<String>>,
    #[serde(default)]
    teams: Vec<Spanned<String>>,
    areas: Vec<RawArea>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLead {
    login: Spanned<String>,
    role: RawRole,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawRole {
    Execution,
    Technical,
    Chair,
    Lead,
    CodeOwner,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArea {
    name: String,
    approvers: Vec<Spanned<String>>,
    #[serde(default)]
    reviewers: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    bots: Option<Vec<Spanned<String>>>,
    repositories: Vec<Spanned<String>>,
    #[serde(default)]
    parts: Vec<RawPart>,
}

/// A folder, or paths with their rank.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPart {
    repository: Spanned<String>,
    #[serde(default)]
    folder: Option<Spanned<String>>,
    #[serde(default)]
    paths: Option<Spanned<String>>,
    #[serde(default)]
    rank: Option<u32>,
}

/// The parser's limit on events: the asset lists of 100,000 groups with 10 repositories each have 4 million.
const MAX_EVENTS: usize = 20_000_000;

/// Reads asset lists; on failure, returns all faults.
pub fn parse(text: &str) -> Result<AssetLists, Vec<Fault>> {
    // An exported file has to be readable whatever its size, and each repository is an event.
    let budget = serde_saphyr::budget! { max_events: MAX_EVENTS, max_nodes: MAX_EVENTS };
    let options = serde_saphyr::options! { with_snippet: false, budget: budget };
    let raw: RawLists = serde_saphyr::from_str_with_options(text, options).map_err(|error| vec![shape(&error)])?;
    let mut reader = Reader { faults: Vec::new() };
    let RawLists { as_of, source, groups, unowned } = raw;
    let as_of = reader.parsed::<Day>(&as_of);
    let groups = reader.groups(groups);
    let unowned = reader.unowned(&unowned);
    match as_of {
        Some(as_of) if reader.faults.is_empty() => {
            let ownership = Ownership::from_groups(groups).without_owner(&unowned);
            Ok(AssetLists { as_of, source, ownership })
        }
        _ => Err(reader.faults),
    }
}

fn shape(error: &serde_saphyr::Error) -> Fault {
    let place = error.location().map_or(Place::START, place);
    let message = error.to_string();
    // The library repeats the position in its message; remove it.
    let message = message.split(" at line ").next().unwrap_or_default();
    Fault::new(place, format!("{message}: write the file again with `wg-steward export asset-lists`"))
}

fn place(location: Location) -> Place {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Place { line: number(location.line()), column: number(location.column()) }
}

/// Turns raw values into groups and collects the faults.
struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    fn groups(&mut self, raw: Vec<RawGroup>) -> BTreeMap<GroupId, Group> {
        let mut groups = BTreeMap::new();
        for raw in raw {
            let at = place(raw.id.defined);
            let Some(group) = self.group(raw) else { continue };
            if groups.contains_key(&group.id) {
                self.faults.push(Fault::new(at, format!("the group `{}` is listed twice: remove one", group.id)));
            }
            groups.insert(group.id.clone(), group);
        }
        groups
    }

    fn unowned(&mut self, raw: &[RawPart]) -> Vec<RepositoryPart> {
        let parts = raw.iter().filter_map(|part| self.part(part));
        let part = |asset| match asset {
            Asset::Part(part) => Some(*part),
            Asset::Repository(_) | Asset::Repositories(_) => None,
        };
        parts.filter_map(part).collect()
    }

    fn group(&mut self, raw: RawGroup) -> Option<Group> {
        let RawGroup { id, name, path, names, org, leads, bots, teams, areas } = raw;
        let id = self.parsed::<GroupId>(&id);
        let teams = teams.iter().filter_map(|team| self.parsed::<TeamName>(team)).collect();
        let leads = leads.into_iter().filter_map(|lead| self.lead(lead)).collect();
        let bots = bots.iter().filter_map(|login| self.parsed::<Login>(login)).collect();
        let areas = areas.into_iter().map(|area| self.area(area)).collect();
        Some(Group { names, org, leads, bots, teams, areas, ..Group::blank(id?, &name, &path) })
    }

    fn lead(&mut self, raw: RawLead) -> Option<Lead> {
        let role = match raw.role {
            RawRole::Execution => Role::Execution,
            RawRole::Technical => Role::Technical,
            RawRole::Chair => Role::Chair,
            RawRole::Lead => Role::Lead,
            RawRole::CodeOwner => Role::CodeOwner,
        };
        self.parsed(&raw.login).map(|login| Lead { login, role })
    }

    fn area(&mut self, raw: RawArea) -> Area {
        let RawArea { name, approvers, reviewers, bots, repositories, parts } = raw;
        let mut assets: Vec<_> = repositories.iter().filter_map(|text| self.repository(text)).collect();
        assets.extend(parts.iter().filter_map(|part| self.part(part)));
        Area {
            name,
            approvers: self.logins(&approvers),
            reviewers: reviewers.map(|list| self.logins(&list)),
            bots: bots.map(|list| self.logins(&list)),
            assets,
        }
    }

    fn repository(&mut self, text: &Spanned<String>) -> Option<Asset> {
        if text.value.contains(['*', '?']) {
            let pattern = RepoPattern::parse(&text.value);
            return self.good(text, pattern).map(|pattern| Asset::Repositories(Box::new(pattern)));
        }
        self.parsed::<RepoName>(text).map(Asset::Repository)
    }

    fn part(&mut self, raw: &RawPart) -> Option<Asset> {
        let repository = self.parsed::<RepoName>(&raw.repository)?;
        match (&raw.folder, &raw.paths, raw.rank) {
            (Some(folder), None, None) => self.good(folder, Asset::folder(repository, &folder.value)),
            (None, Some(paths), Some(rank @ 1..)) => self.good(paths, Asset::pattern(repository, &paths.value, rank)),
            _ => {
                let rule = "a part has a `folder`, or `paths` and a `rank` from 1";
                self.faults.push(Fault::new(place(raw.repository.defined), rule));
                None
            }
        }
    }

    fn logins(&mut self, texts: &[Spanned<String>]) -> Vec<Login> {
        texts.iter().filter_map(|login| self.parsed::<Login>(login)).collect()
    }

    fn parsed<T: FromStr<Err = InvalidName>>(&mut self, text: &Spanned<String>) -> Option<T> {
        self.good(text, text.value.parse::<T>())
    }

    fn good<T>(&mut self, text: &Spanned<String>, read: Result<T, InvalidName>) -> Option<T> {
        read.map_err(|invalid| self.faults.push(Fault::new(place(text.defined), invalid.to_string()))).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOUDFOUNDRY: &str = include_str!("../../../../../policies/cloudfoundry/assets.yml");

    #[test]
    fn what_was_read_is_written_with_the_same_bytes() {
        let AssetLists { as_of, source, ownership } = parse(CLOUDFOUNDRY).unwrap();
        assert_eq!(ownership.repositories().count(), 446);
        assert_eq!(write(&ownership, as_of, &source), CLOUDFOUNDRY);
    }

    #[test]
    fn an_unknown_key_is_a_fault_with_its_place() {
        let faults = parse(&CLOUDFOUNDRY.replacen("  bots:", "  robots:", 1)).unwrap_err();
        let line = CLOUDFOUNDRY.lines().position(|line| line.starts_with("  bots:")).unwrap() + 1;
        assert_eq!((faults[0].place().line as usize, faults[0].place().column), (line, 3), "{faults:?}");
    }

    #[test]
    fn lists_of_a_large_foundation_are_read() {
        let head = "as_of: 2026-08-05\nsource: x\ngroups:\n- id: a\n  name: A\n  path: a.md\n  names: []\n  leads: []\n  \
                    bots: []\n  areas:\n  - name: A\n    approvers: []\n    repositories:\n";
        let names: String = (0..260_000).map(|number| format!("    - acme/r{number}\n")).collect();
        assert_eq!(parse(&(head.to_owned() + &names)).unwrap().ownership.repositories().count(), 260_000);
    }

    #[test]
    fn all_bad_values_are_said_at_once() {
        let text = "as_of: yesterday\nsource: x\ngroups:\n- id: a\n  name: A\n  path: a.md\n  names: []\n  leads: []\n  \
                    bots: ['@x']\n  areas: []\n";
        let faults: Vec<_> = parse(text).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].starts_with("line 1, column 8: `yesterday` is not a day"), "{faults:?}");
        assert!(faults[1].starts_with("line 9, column 10: `@x`"), "{faults:?}");
    }
}
