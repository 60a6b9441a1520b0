//! Asset lists as GitHub's CODEOWNERS file: the owners of the paths of one repository, as teams of approvers.
//!
//! In CODEOWNERS, the last matching line alone decides; here, all areas with the highest rank own a path. So lines are
//! ordered by rank, and assets with the same paths share one line.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::policy::Governing;
use crate::domain::types::ids::RepoName;

use super::{Area, Asset, Claim, Group, Ownership, Paths, teams};

/// A line: paths and their owners.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The pattern in CODEOWNERS syntax, with escaped blanks.
    pub pattern: String,
    /// Teams, as `@org/slug`; empty if all are from other organizations.
    pub owners: BTreeSet<String>,
    /// Teams of other organizations, which GitHub does not accept as owners here.
    pub foreign: BTreeSet<String>,
    /// Whether another line has the same rank and may match some of the same paths. Those paths belong to the owners of
    /// both lines, which CODEOWNERS can't express.
    pub is_tied: bool,
}

/// The lines for a repository, in order; empty if it has no owner.
pub fn lines(ownership: &Ownership, governing: &Governing, repository: &RepoName) -> Vec<Line> {
    let mut lines = Lines { governing, repository, ranks: BTreeMap::new() };
    for Claim { group, areas } in ownership.owners(repository) {
        areas.into_iter().for_each(|area| lines.area(group, area));
    }
    lines.ranks.into_values().flat_map(Rank::lines).collect()
}

struct Lines<'a> {
    governing: &'a Governing,
    repository: &'a RepoName,
    ranks: BTreeMap<u32, Rank>,
}

/// The assets with the same rank, by pattern.
#[derive(Default)]
struct Rank {
    lines: BTreeMap<String, Line>,
    has_patterns: bool,
}

impl Lines<'_> {
    fn area(&mut self, group: &Group, area: &Area) {
        for asset in area.assets.iter().filter(|asset| asset.concerns(self.repository)) {
            match asset {
                Asset::Repository(_) | Asset::Repositories(_) => self.own(0, "*".to_owned(), group, area),
                Asset::Part(part) => {
                    self.own(part.rank, written(&part.paths), group, area);
                    self.ranks.entry(part.rank).or_default().has_patterns |= !part.paths.is_folder();
                }
            }
        }
    }

    fn own(&mut self, rank: u32, pattern: String, group: &Group, area: &Area) {
        let team = teams::of_approvers(group, area, self.governing);
        let at_home = self.repository.belongs_to(team.organization);
        let name = format!("@{}/{}", team.organization, team.slug);
        let lines = &mut self.ranks.entry(rank).or_default().lines;
        let line = lines.entry(pattern.clone()).or_insert_with(|| Line { pattern, ..Line::default() });
        let _ = if at_home { line.owners.insert(name) } else { line.foreign.insert(name) };
    }
}

impl Rank {
    /// **Invariant:** folders of one rank are equally deep, so no path is in two of them.
    fn lines(self) -> impl Iterator<Item = Line> {
        let is_tied = self.has_patterns && self.lines.len() > 1;
        self.lines.into_values().map(move |line| Line { is_tied, ..line })
    }
}

/// Paths in CODEOWNERS syntax.
fn written(paths: &Paths) -> String {
    let text = paths.as_str();
    if paths.is_folder() {
        return format!("/{}", escaped(text, &['\\', '*', '?', '[', ']']));
    }
    // GitHub does not accept a backslash before a `#` at the beginning.
    let text = escape_blanks(text.strip_prefix('\\').filter(|rest| rest.starts_with('#')).unwrap_or(text));
    match text.strip_suffix('/').unwrap_or(&text).contains('/') {
        // A line that begins with `#` is a comment. A line that begins with `@` could be read as an owner without a
        // pattern.
        _ if !text.starts_with(['#', '@']) => text,
        true => format!("/{text}"),
        false => format!("**/{text}"),
    }
}

fn escaped(text: &str, special: &[char]) -> String {
    let escape = |ch: char| (special.contains(&ch) || ch.is_whitespace()).then_some('\\');
    text.chars().flat_map(|ch| escape(ch).into_iter().chain([ch])).collect()
}

/// Escapes each blank that is not escaped yet.
fn escape_blanks(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut is_escaped = false;
    for ch in pattern.chars() {
        if ch.is_whitespace() && !is_escaped {
            out.push('\\');
        }
        out.push(ch);
        is_escaped = ch == '\\' && !is_escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::governance::ownership::asset_lists;
    use crate::domain::policy;

    const LISTS: &str = r##"
as_of: 2026-01-31
source: x
groups:
- id: stoves
  name: Stoves
  path: stoves.md
  names: []
  leads: []
  bots: []
  areas:
  - name: Wood
    approvers: [bob]
    reviewers: [eve]
    repositories: [cloudfoundry/oven, other/oven]
    parts:
    - {repository: cloudfoundry/oven, folder: doors/left}
    - {repository: cloudfoundry/oven, paths: "*.md", rank: 3}
  - name: Gas
    approvers: [eve]
    repositories: []
    parts:
    - {repository: cloudfoundry/oven, folder: "a b*[c]"}
    - {repository: cloudfoundry/oven, folder: doors/left}
    - {repository: cloudfoundry/oven, paths: "#x", rank: 3}
- id: toc
  name: Oversight
  path: toc/TOC.md
  names: []
  leads: []
  bots: []
  areas: [{name: All, approvers: [], repositories: [cloudfoundry/ov?n]}]
"##;

    #[test]
    fn owners_are_teams_of_approvers_and_what_weighs_more_comes_later() {
        let ownership = asset_lists::parse(LISTS).unwrap().ownership;
        let governing = policy::parse(include_str!("../../../../policies/cloudfoundry/policy.yml")).unwrap().governing;
        let lines = |name: &str| {
            let lines = lines(&ownership, &governing, &name.parse().unwrap()).into_iter();
            let text = |line: Line| {
                let owners: Vec<_> = line.owners.into_iter().map(|name| name.replace("@cloudfoundry/", "")).collect();
                format!("{} {}{}", line.pattern, owners.join(" "), if line.is_tied { " (tied)" } else { "" })
            };
            lines.map(text).collect::<Vec<_>>()
        };
        let expected = [
            "* toc wg-stoves-wood-approvers",
            "/a\\ b\\*\\[c\\] wg-stoves-gas-approvers",
            "/doors/left wg-stoves-gas-approvers wg-stoves-wood-approvers",
            "**/#x wg-stoves-gas-approvers (tied)",
            "*.md wg-stoves-wood-approvers (tied)",
        ];
        assert_eq!(lines("cloudfoundry/oven"), expected);
        assert_eq!(lines("other/oven"), ["* "]);
        assert_eq!(lines("cloudfoundry/unknown"), [""; 0]);
    }
}
