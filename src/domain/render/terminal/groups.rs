//! Groups in a terminal: all of them as a table, or one in full.

use std::collections::BTreeSet;

use crate::domain::governance::ownership::teams::{Access, Team};
use crate::domain::governance::ownership::{Area, Asset, Group, Ownership, Standing, Words, reviews, teams};
use crate::domain::policy::Policy;
use crate::domain::render::text::{count, plain};
use crate::domain::types::ids::{Login, RepoName};
use crate::domain::types::label::Label;

use super::layout::{Align, Page, Paint};

/// A group, with its context.
#[derive(Debug, Clone, Copy)]
pub struct GroupView<'a> {
    /// The group.
    pub group: &'a Group,
    /// All groups.
    pub ownership: &'a Ownership,
    /// The policy that applies.
    pub policy: &'a Policy,
}

/// All groups, one per line: id, name, number of areas and repositories, leads.
pub fn groups(groups: &[GroupView<'_>], paint: Paint) -> String {
    let mut page = Page::new(paint);
    let head = ["ID", "NAME", "AREAS", "REPOSITORIES", "LEADS"].map(str::to_owned);
    let row = |view: &GroupView<'_>| {
        let group = view.group;
        let leads: Vec<_> = group.leads.iter().map(|lead| lead.login.to_string()).collect();
        let (id, name) = (plain(group.id.as_str()), plain(&group.name));
        match group.is_described() {
            true => [id, name, "0".to_owned(), UNKNOWN.to_owned(), UNKNOWN.to_owned()],
            false => {
                let numbers = [group.areas.len(), repositories(group).len()].map(|number| number.to_string());
                let [areas, repositories] = numbers;
                [id, name, areas, repositories, leads.join(", ")]
            }
        }
    };
    let rows: Vec<_> = groups.iter().map(row).collect();
    page.grid(&head, &rows, [Align::Left, Align::Left, Align::Right, Align::Right, Align::Left]);
    for GroupView { group, .. } in groups.iter().filter(|view| view.group.is_described()) {
        page.gap();
        page.entry(&plain(group.id.as_str()), &plain(&group.name));
        words(&mut page, group, 4);
    }
    page.text()
}

/// Mission and technical assets, as in the document.
fn words(page: &mut Page, group: &Group, indent: usize) {
    let texts = [("mission", &group.words.mission), ("technical assets", &group.words.assets)];
    let rows: Vec<_> = texts.into_iter().filter_map(|(name, text)| Some((name, plain(text.as_ref()?)))).collect();
    let rows: Vec<_> = rows.iter().map(|(name, text)| (*name, text.as_str())).collect();
    page.told(&rows, indent);
}

/// The text for information that is not in a document.
const UNKNOWN: &str = "not known";

impl GroupView<'_> {
    /// The page of one group.
    pub fn text(&self, paint: Paint) -> String {
        let group = self.group;
        let mut page = Page::new(paint);
        page.head(&plain(group.id.as_str()), &plain(&group.name));
        self.facts(&mut page);
        group.areas.iter().for_each(|area| self.area(&mut page, area));
        match (group.is_described(), self.policy.governing.has_charters()) {
            (true, _) => {
                page.line("The index names projects, not repositories: which repositories the group owns is not known.")
            }
            (false, true) => self.teams(&mut page),
            (false, false) => self.known_teams(&mut page),
        }
        page.text()
    }

    fn facts(&self, page: &mut Page) {
        let Self { group, policy, .. } = self;
        let governing = &policy.governing.repository;
        let leads = match group.is_described() {
            true => vec![UNKNOWN.to_owned()],
            false => group.leads.iter().map(|lead| format!("{} ({})", lead.login, lead.role)).collect(),
        };
        let mut rows = vec![
            ("document", vec![format!("{} in {governing}", plain(&group.path))]),
            ("label", vec![plain(&policy.labels.of(&group.id, &group.name).name)]),
            ("leads", leads),
            ("bots", logins(group.bots.iter())),
        ];
        let foreign = group.org.as_ref().filter(|org| !org.eq_ignore_ascii_case(governing.owner()));
        rows.extend(foreign.map(|org| ("organization", vec![plain(org)])));
        page.facts(&rows);
        if group.words != Words::default() {
            page.gap();
            words(page, group, 2);
        }
        if let Standing::Unreadable { fault, .. } = &group.standing {
            let place = fault.place();
            let why = plain(&fault.message);
            page.line(&format!("Its document can't be read: line {}, column {}: {why}.", place.line, place.column));
        }
    }

    fn area(&self, page: &mut Page, area: &Area) {
        page.section(&plain(&area.name));
        let mut rows = vec![("approvers", logins(area.approvers.iter()))];
        rows.extend(area.reviewers.as_ref().map(|list| ("reviewers", logins(list.iter()))));
        rows.extend(area.bots.as_ref().map(|list| ("bots", logins(list.iter()))));
        page.facts(&rows);
        let rows: Vec<_> = area.assets.iter().map(|asset| self.asset(asset)).collect();
        page.gap();
        page.table(&rows);
        if rows.is_empty() {
            page.line("no repositories");
        }
    }

    /// The asset, and how many approvals a pull request there needs.
    fn asset(&self, asset: &Asset) -> [String; 2] {
        let has_charters = self.policy.governing.has_charters();
        let required = |name: &RepoName| match reviews::required(self.ownership, name) {
            _ if !has_charters => String::new(),
            0 => String::new(),
            number => format!("needs {}", count(number as usize, "approval", "approvals")),
        };
        match asset {
            Asset::Repository(name) => [name.to_string(), required(name)],
            Asset::Part(part) => {
                [format!("{}: {}", part.repository, plain(part.paths.as_str())), required(&part.repository)]
            }
            Asset::Repositories(pattern) => {
                [plain(pattern.as_str()), "all repositories with matching names".to_owned()]
            }
        }
    }

    /// The teams that its document names.
    fn known_teams(&self, page: &mut Page) {
        let names: Vec<_> = self.group.teams.iter().map(|team| format!("@{team}")).collect();
        if !names.is_empty() {
            page.section("Teams");
            names.iter().for_each(|name| page.line(name));
        }
    }

    fn teams(&self, page: &mut Page) {
        page.section("Teams");
        let row =
            |team: &Team<'_>| [format!("@{}/{}", plain(team.organization), team.slug), access(team.access).to_owned()];
        let rows: Vec<_> = teams::of_group(self.group, &self.policy.governing).iter().map(row).collect();
        page.table(&rows);
    }
}

/// Labels, one per line: name, colour, description.
pub fn labels(labels: &[Label], paint: Paint) -> String {
    let mut page = Page::new(paint);
    let head = ["NAME", "COLOR", "DESCRIPTION"].map(str::to_owned);
    let row = |label: &Label| [plain(&label.name), plain(&label.color), plain(&label.description)];
    page.grid(&head, &labels.iter().map(row).collect::<Vec<_>>(), [Align::Left; 3]);
    page.text()
}

/// The repositories that a group names, as a whole or in part.
fn repositories(group: &Group) -> BTreeSet<&RepoName> {
    let assets = group.areas.iter().flat_map(|area| &area.assets);
    let named = assets.filter_map(|asset| match asset {
        Asset::Repository(name) => Some(name),
        Asset::Part(part) => Some(&part.repository),
        Asset::Repositories(_) => None,
    });
    named.collect()
}

fn access(access: Option<Access>) -> &'static str {
    match access {
        None => "to mention them",
        Some(Access::Read) => "may read and review",
        Some(Access::Write) => "may push and approve",
        Some(Access::Admin) => "may change settings, too",
    }
}

fn logins<'a>(logins: impl Iterator<Item = &'a Login>) -> Vec<String> {
    logins.map(ToString::to_string).collect()
}
