//! The GitHub teams that RFC-0014 derives from groups and areas: their names, members and permissions.
//!
//! <https://github.com/cloudfoundry/community/blob/main/toc/rfc/rfc-0014-github-teams-and-access.md>. The oversight
//! group has one team, `toc`, and none for its areas. An area has a team for its reviewers or bots if its charter has
//! the list, even an empty one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::policy::Governing;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{Login, RepoName};

use super::{Area, Group, Ownership};

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team<'a> {
    /// The organization of the team.
    pub organization: &'a str,
    /// Its slug, without the organization: `wg-docs-leads`.
    pub slug: String,
    /// The members that the team is for.
    pub members: BTreeSet<&'a Login>,
    /// The group's leads, who maintain all its teams and so are members, too. All its teams share this set.
    pub maintainers: Arc<BTreeSet<&'a Login>>,
    /// The team's permission; `None` if the team is only for mentions.
    pub access: Option<Access>,
    /// Where the permission applies.
    pub scope: Scope<'a>,
}

/// A team's permission in a repository; each includes the lower ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Read: a member's review can be requested, but a member can't be a code owner.
    Read,
    /// Push and approve.
    Write,
    /// Change settings, too.
    Admin,
}

impl Access {
    /// The stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}

/// Where a team's permission applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope<'a> {
    /// In everything that these areas own, even in part.
    Areas(Vec<&'a Area>),
    /// In this repository.
    Repository(&'a RepoName),
}

impl Team<'_> {
    /// Whether the team has any permission in a repository.
    pub fn reaches(&self, repository: &RepoName) -> bool {
        let concerned = match &self.scope {
            Scope::Areas(areas) => areas.iter().flat_map(|area| &area.assets).any(|asset| asset.concerns(repository)),
            Scope::Repository(name) => *name == repository,
        };
        concerned && self.access.is_some()
    }

    /// Whether a person is in the team.
    pub fn has(&self, login: &Login) -> bool {
        self.members.contains(login) || self.maintainers.contains(login)
    }
}

/// The teams of one group: for the group itself, its leads and bots, and then area by area.
pub fn of_group<'a>(group: &'a Group, governing: &'a Governing) -> Vec<Team<'a>> {
    let maker = Maker::of(group, governing);
    if governing.oversight.as_ref() == Some(&group.id) {
        return vec![maker.oversight()];
    }
    let approvers = group.areas.iter().flat_map(|area| &area.approvers).collect();
    let mut teams = vec![
        maker.team(&["wg", &group.name], None, approvers, maker.all()),
        maker.team(&["wg", &group.name, "leads"], Some(Access::Admin), BTreeSet::new(), maker.all()),
        maker.team(&["wg", &group.name, "bots"], Some(Access::Write), group.bots.iter().collect(), maker.all()),
    ];
    for area in &group.areas {
        teams.push(maker.approvers(area));
        let lists = [("reviewers", Access::Read, area.reviewers.as_ref()), ("bots", Access::Write, area.bots.as_ref())];
        let made = lists.into_iter().filter_map(|(part, access, list)| {
            let name = ["wg", &group.name, &area.name, part];
            Some(maker.team(&name, Some(access), list?.iter().collect(), vec![area]))
        });
        teams.extend(made);
    }
    teams
}

/// The team that owns the code of an area: the team of its approvers, or the only team of the oversight group.
/// Reviewers' teams have read permission, and GitHub accepts no code owner without write permission.
pub fn of_approvers<'a>(group: &'a Group, area: &'a Area, governing: &'a Governing) -> Team<'a> {
    let maker = Maker::of(group, governing);
    if governing.oversight.as_ref() == Some(&group.id) {
        return maker.oversight();
    }
    maker.approvers(area)
}

/// The teams of all leads: `wg-leads` in each organization, and `wg-leads-<org>` for each of the others in the
/// governing organization. They have write permission in the governing repository.
pub fn of_leads<'a>(ownership: &'a Ownership, governing: &'a Governing) -> Vec<Team<'a>> {
    let home = governing.repository.owner();
    let mut leads: BTreeMap<String, (&str, BTreeSet<&Login>)> = BTreeMap::new();
    for (_, group) in ownership.groups().filter(|(id, _)| governing.oversight.as_ref() != Some(*id)) {
        let organization = organization(group, governing);
        let (_, members) = leads.entry(organization.to_ascii_lowercase()).or_insert((organization, BTreeSet::new()));
        members.extend(group.leads.iter().map(|lead| &lead.login));
    }
    let team = |organization, slug, members: &BTreeSet<&'a Login>, access| Team {
        organization,
        slug,
        members: members.clone(),
        maintainers: Arc::default(),
        access,
        scope: Scope::Repository(&governing.repository),
    };
    let mut teams = Vec::new();
    for (organization, members) in leads.values() {
        let at_home = organization.eq_ignore_ascii_case(home);
        teams.push(team(*organization, "wg-leads".to_owned(), members, at_home.then_some(Access::Write)));
        if !at_home {
            teams.push(team(home, slug(&format!("wg-leads-{organization}")), members, Some(Access::Write)));
        }
    }
    teams
}

/// The teams of the owning groups and areas that have permissions in a repository: leads, bots, and then area by area.
pub fn of_repository<'a>(ownership: &'a Ownership, governing: &'a Governing, repository: &RepoName) -> Vec<Team<'a>> {
    let owners = ownership.owners(repository).into_iter();
    owners.flat_map(|claim| of_group(claim.group, governing)).filter(|team| team.reaches(repository)).collect()
}

fn organization<'a>(group: &'a Group, governing: &'a Governing) -> &'a str {
    group.org.as_deref().unwrap_or_else(|| governing.repository.owner())
}

/// Builds the teams of a group.
struct Maker<'a> {
    group: &'a Group,
    organization: &'a str,
    leads: Arc<BTreeSet<&'a Login>>,
}

impl<'a> Maker<'a> {
    fn of(group: &'a Group, governing: &'a Governing) -> Self {
        let leads = group.leads.iter().map(|lead| &lead.login).collect();
        Self { group, organization: organization(group, governing), leads: Arc::new(leads) }
    }

    fn all(&self) -> Vec<&'a Area> {
        self.group.areas.iter().collect()
    }

    fn oversight(&self) -> Team<'a> {
        self.team(&[self.group.id.as_str()], Some(Access::Admin), BTreeSet::new(), self.all())
    }

    fn approvers(&self, area: &'a Area) -> Team<'a> {
        let name = ["wg", &self.group.name, &area.name, "approvers"];
        self.team(&name, Some(Access::Write), area.approvers.iter().collect(), vec![area])
    }

    fn team(
        &self,
        name: &[&str],
        access: Option<Access>,
        members: BTreeSet<&'a Login>,
        areas: Vec<&'a Area>,
    ) -> Team<'a> {
        Team {
            organization: self.organization,
            slug: slug(&name.join("-")),
            members,
            maintainers: Arc::clone(&self.leads),
            access,
            scope: Scope::Areas(areas),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::governance::ownership::asset_lists;
    use crate::domain::policy;

    const LISTS: &str = "\
as_of: 2026-01-31
source: x
groups:
- id: stoves
  name: Big Stoves (BS)
  path: stoves.md
  names: []
  org: other
  leads: [{login: ada, role: execution}]
  bots: [stove-bot]
  areas:
  - {name: .Wood, approvers: [bob], reviewers: [], repositories: [other/logs, cloudfoundry/x-*]}
  - {name: Gas, approvers: [eve], bots: [gas-bot], repositories: [], parts: [{repository: other/pipes, folder: a}]}
- id: toc
  name: Oversight
  path: toc/TOC.md
  names: []
  leads: [{login: grace, role: execution}]
  bots: []
  areas: [{name: All, approvers: [], repositories: [cloudfoundry/community]}]
";

    #[test]
    fn a_team_is_made_for_every_list_that_is_there() {
        let lists = asset_lists::parse(LISTS).unwrap().ownership;
        let governing = policy::parse(include_str!("../../../../policies/cloudfoundry/policy.yml")).unwrap().governing;
        let slugs = |teams: Vec<Team<'_>>| {
            teams.iter().map(|team| format!("{}/{}", team.organization, team.slug)).collect::<Vec<_>>()
        };
        let stoves = lists.group(&"stoves".parse().unwrap()).unwrap();
        let teams = of_group(stoves, &governing);
        assert_eq!(teams[0].members.iter().map(|login| login.as_str()).collect::<Vec<_>>(), ["bob", "eve"]);
        assert!(teams.iter().all(|team| team.has(&"ADA".parse().unwrap())));
        let all = ["", "-leads", "-bots", "-wood-approvers", "-wood-reviewers", "-gas-approvers", "-gas-bots"];
        assert_eq!(slugs(teams), all.map(|part| format!("other/wg-big-stoves-bs{part}")));
        assert_eq!(slugs(of_leads(&lists, &governing)), ["other/wg-leads", "cloudfoundry/wg-leads-other"]);
        let toc = lists.group(&"toc".parse().unwrap()).unwrap();
        assert_eq!(slugs(of_group(toc, &governing)), ["cloudfoundry/toc"]);
    }

    #[test]
    fn a_repository_is_reached_by_the_teams_of_the_areas_that_own_it_or_a_part_of_it() {
        let lists = asset_lists::parse(LISTS).unwrap().ownership;
        let governing = policy::parse(include_str!("../../../../policies/cloudfoundry/policy.yml")).unwrap().governing;
        let of = |name: &str| {
            let teams = of_repository(&lists, &governing, &name.parse().unwrap());
            teams
                .iter()
                .map(|team| (team.slug["wg-big-stoves-bs-".len()..].to_owned(), team.access))
                .collect::<Vec<_>>()
        };
        let [admin, write, read] = [Access::Admin, Access::Write, Access::Read].map(Some);
        let whole = ["leads", "bots", "wood-approvers", "wood-reviewers"].map(str::to_owned);
        let whole: Vec<_> = whole.into_iter().zip([admin, write, write, read]).collect();
        assert_eq!(of("other/LOGS"), whole);
        assert_eq!(of("cloudfoundry/x-y"), whole);
        assert_eq!(of("other/pipes").len(), 4);
        assert_eq!(of("other/unknown"), []);
    }
}
