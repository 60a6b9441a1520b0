//! The org file (`orgs.yml`): the repositories, teams and people of an organization, from which the automation
//! (peribolos) creates them.
//!
//! Source: <https://docs.prow.k8s.io/docs/components/cli-tools/peribolos/>.

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::yaml::Node;
use crate::domain::document::{At, Span};
use crate::domain::types::ids::{Login, RepoName};

use super::read::{Reader, flag};

/// Boolean keys of a repository.
const FLAGS: [&str; 8] = [
    "archived",
    "private",
    "has_issues",
    "has_projects",
    "has_wiki",
    "allow_merge_commit",
    "allow_rebase_merge",
    "allow_squash_merge",
];

/// The content of an org file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrgFile {
    /// The organizations, in the order of the file.
    pub organizations: Vec<Organization>,
    /// Unreadable parts (rule D1), in the order of the file.
    pub findings: Vec<Finding>,
}

/// An organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organization {
    /// Its whole entry.
    pub span: Span,
    /// Its account.
    pub name: At<String>,
    /// Its other settings by key, as texts: `billing_email`, `default_repository_permission`.
    pub settings: BTreeMap<String, At<String>>,
    /// Owners of the organization.
    pub admins: Vec<At<Login>>,
    /// Members of the organization.
    pub members: Vec<At<Login>>,
    /// Its repositories.
    pub repositories: BTreeMap<RepoName, Repository>,
    /// Its teams, in the order of the file.
    pub teams: Vec<OrgTeam>,
}

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Its whole entry.
    pub span: Span,
    /// Its full name; the span is that of its key.
    pub name: At<RepoName>,
    /// Its description, one sentence.
    pub description: Option<At<String>>,
    /// Its home page.
    pub homepage: Option<At<String>>,
    /// Its default branch, if it is given.
    pub default_branch: Option<At<String>>,
    /// Its flags by key: `archived`, `private`, `has_wiki`, `allow_merge_commit`.
    pub flags: BTreeMap<String, At<bool>>,
    /// Its former names, without owner: the automation renames it.
    pub previously: Vec<At<String>>,
    /// Whether its name has no value, not even `{}`.
    pub is_bare: bool,
}

/// A team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrgTeam {
    /// Its whole entry.
    pub span: Span,
    /// Its name.
    pub name: At<String>,
    /// Its purpose.
    pub description: Option<At<String>>,
    /// `closed` or `secret`.
    pub privacy: Option<At<String>>,
    /// Its former names.
    pub previously: Vec<At<String>>,
    /// People who may change it.
    pub maintainers: Vec<At<Login>>,
    /// Its members.
    pub members: Vec<At<Login>>,
    /// Repositories, without owner, with the permission on each: `read`, `write`, `admin`.
    pub repositories: Vec<(At<String>, At<String>)>,
    /// Teams within it.
    pub teams: Vec<OrgTeam>,
}

impl OrgFile {
    /// An organization, ignoring case.
    pub fn organization(&self, name: &str) -> Option<&Organization> {
        self.organizations.iter().find(|organization| organization.name.eq_ignore_ascii_case(name))
    }

    /// A repository, ignoring case.
    pub fn repository(&self, name: &RepoName) -> Option<&Repository> {
        self.organization(name.owner())?.repositories.get(name)
    }

    /// The repository with this former name, by its `previously`.
    pub fn renamed(&self, name: &RepoName) -> Option<&Repository> {
        let earlier = |repository: &&Repository| {
            repository.previously.iter().any(|earlier| earlier.eq_ignore_ascii_case(name.name()))
        };
        self.organization(name.owner())?.repositories.values().find(earlier)
    }

    /// All repositories, ordered within each organization.
    pub fn repositories(&self) -> impl Iterator<Item = &Repository> {
        self.organizations.iter().flat_map(|organization| organization.repositories.values())
    }

    /// The repository with the most similar name, for a name that is not in the file: the same name in another
    /// organization, else one in which at most a third of the letters differ.
    pub fn nearest(&self, name: &RepoName) -> Option<&RepoName> {
        let wanted = name.name().to_ascii_lowercase();
        let length = wanted.chars().count();
        let most = (length / 3).max(1);
        let rank = |other: &RepoName| {
            let letters = strsim::osa_distance(&wanted, &other.name().to_ascii_lowercase());
            (letters, !other.belongs_to(name.owner()))
        };
        // The difference in length is a minimum for the number of different letters.
        let names = self.repositories().map(|repository| &repository.name.value);
        let names = names.filter(|other| other.name().chars().count().abs_diff(length) <= most);
        let ranked = names.map(|other| (rank(other), other));
        ranked.filter(|((letters, _), _)| *letters <= most).min().map(|(_, name)| name)
    }
}

impl Repository {
    /// Its default branch; the default is `master`, as in the organization's generator.
    pub fn branch(&self) -> &str {
        self.default_branch.as_ref().map_or("master", |branch| branch.as_str())
    }

    /// Whether it is archived; the default is `false`.
    pub fn is_archived(&self) -> bool {
        self.is("archived")
    }

    /// Whether it is private; the default is `false`.
    pub fn is_private(&self) -> bool {
        self.is("private")
    }

    fn is(&self, key: &str) -> bool {
        self.flags.get(key).is_some_and(|flag| flag.value)
    }
}

/// Reads an org file. A file in the form of 2022 describes only one organization, without its name: it is then
/// `organization`.
pub fn read(text: &str, organization: &str) -> OrgFile {
    let mut reader = Reader::default();
    let Some(root) = reader.root(text) else { return OrgFile { findings: reader.findings(), ..OrgFile::default() } };
    let organizations = match root.find("orgs") {
        Some(orgs) => {
            reader.only(&root, "the org file", &["orgs"]);
            let entries = reader.fields(orgs, "`orgs`");
            entries.into_iter().map(|(name, node)| reader.whole(name, node)).collect()
        }
        None if root.find("repos").is_some() => {
            reader.required(&root, "the org file", &[("orgs", "…")]);
            vec![reader.organization(At::new(organization.to_owned(), Span::START), &root)]
        }
        None => {
            reader.foreign(root.span, "this is not an org file", "begin with `orgs:` and an organization below it");
            Vec::new()
        }
    };
    OrgFile { organizations, findings: reader.findings() }
}

impl Reader {
    /// An organization with everything that the organization's generator requires.
    fn whole(&mut self, name: At<String>, node: &Node) -> Organization {
        let what = format!("the organization `{name}`");
        let keys = [("admins", "[]"), ("members", "[]"), ("teams", "{}"), ("repos", "{}")];
        if node.is_null() {
            self.wrong(node, &what, "a mapping with `admins`, `members`, `teams` and `repos`");
        }
        self.required(node, &what, &keys);
        ["admins", "members"].iter().for_each(|key| self.list(node, key));
        for key in ["teams", "repos"] {
            if let Some(value) = node.find(key).filter(|value| value.is_null()) {
                self.wrong(value, &format!("`{key}`"), "a mapping, or `{}` for an empty one");
            }
        }
        self.organization(name, node)
    }

    fn organization(&mut self, name: At<String>, node: &Node) -> Organization {
        let entries = self.entries(node, &format!("the organization `{name}`"));
        let settings = entries
            .into_iter()
            .filter_map(|(key, value)| Some((key.value, At::new(value.text()?.to_owned(), value.span))));
        let settings = settings.collect();
        let repositories = self.repositories(&name, node);
        let teams = self.teams(node);
        let (admins, members) = (self.logins(node, "admins"), self.logins(node, "members"));
        Organization { span: name.span.to(node.span), settings, admins, members, repositories, teams, name }
    }

    fn repositories(&mut self, organization: &str, node: &Node) -> BTreeMap<RepoName, Repository> {
        let mut repositories: BTreeMap<RepoName, Repository> = BTreeMap::new();
        let Some(repos) = node.find("repos") else { return repositories };
        for (key, node) in self.entries(repos, "`repos`") {
            let Some(name) = self.repository_name(organization, &key) else { continue };
            if let Some(earlier) = repositories.get(&name) {
                let line = earlier.name.span.start.line;
                let message = format!("`{key}` is `{}` of line {line} in another spelling", earlier.name.name());
                let finding = Finding::new(Kind::EntryRepeated, key.span, message).about(&name);
                self.find(finding.with_help("remove one: GitHub compares names without case"));
                continue;
            }
            let repository = self.repository(At::new(name.clone(), key.span), node);
            repositories.insert(name, repository);
        }
        repositories
    }

    fn repository(&mut self, name: At<RepoName>, node: &Node) -> Repository {
        let entries = self.entries(node, &format!("the repository `{}`", name.name()));
        let mut flags: BTreeMap<_, _> =
            entries.into_iter().filter_map(|(key, node)| Some((key.value, flag(node)?))).collect();
        for key in FLAGS {
            flags.extend(self.flag(node, key).map(|flag| (key.to_owned(), flag)));
        }
        Repository {
            span: name.span.to(node.span),
            description: self.text(node, "description"),
            homepage: self.text(node, "homepage"),
            default_branch: self.text(node, "default_branch"),
            previously: self.texts(node, "previously"),
            is_bare: node.is_null(),
            flags,
            name,
        }
    }

    fn teams(&mut self, node: &Node) -> Vec<OrgTeam> {
        let Some(teams) = node.find("teams") else { return Vec::new() };
        let entries = self.entries(teams, "`teams`");
        entries.into_iter().map(|(name, node)| self.team(name, node)).collect()
    }

    fn team(&mut self, name: At<String>, node: &Node) -> OrgTeam {
        self.entries(node, &format!("the team `{name}`"));
        OrgTeam {
            span: name.span.to(node.span),
            description: self.text(node, "description"),
            privacy: self.text(node, "privacy"),
            previously: self.texts(node, "previously"),
            maintainers: self.logins(node, "maintainers"),
            members: self.logins(node, "members"),
            repositories: self.permissions(node),
            teams: self.teams(node),
            name,
        }
    }

    fn permissions(&mut self, node: &Node) -> Vec<(At<String>, At<String>)> {
        let Some(repos) = node.find("repos") else { return Vec::new() };
        let entries = self.entries(repos, "`repos` of a team");
        entries
            .into_iter()
            .filter_map(|(name, node)| Some((name, At::new(node.text()?.to_owned(), node.span))))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "orgs:\n  Foundry:\n    name: The Foundry\n    members: []\n    admins: [octocat]\n    repos:\n      CLAW:\n        \
        archived: yes\n        default_branch: main\n        previously: [paw]\n      empty:\n    teams:\n      t:\n        \
        members: [a, b]\n        repos: {CLAW: admin}\n        teams:\n          inner: {}\n  other:\n    {admins: [], members: [], teams: {}, repos: {routing-release: {private: true}}}\n";

    fn name(text: &str) -> RepoName {
        text.parse().unwrap()
    }

    #[test]
    fn an_org_file_is_read_with_its_places() {
        let file = read(FILE, "x");
        assert_eq!(file.findings, []);
        let claw = file.repository(&name("foundry/claw")).unwrap();
        assert!(claw.is_archived() && !claw.is_private());
        assert_eq!(claw.default_branch.as_deref().unwrap(), "main");
        assert_eq!(
            (claw.name.to_string(), claw.name.span.start.line, claw.span.end.line),
            ("Foundry/CLAW".into(), 7, 10)
        );
        assert!(file.repository(&name("foundry/empty")).is_some());
        assert_eq!(file.renamed(&name("foundry/PAW")).unwrap().name, claw.name);
        let organization = file.organization("FOUNDRY").unwrap();
        assert_eq!(organization.settings["name"].value, "The Foundry");
        assert_eq!(organization.admins[0].as_str(), "octocat");
        let team = &organization.teams[0];
        assert_eq!(
            (team.members.len(), team.repositories[0].1.as_str(), team.teams[0].name.as_str()),
            (2, "admin", "inner")
        );
    }

    #[test]
    fn the_form_of_2022_is_of_the_organization_that_the_reader_names() {
        let file = read("name: The Foundry\nrepos:\n  x: {}\n", "foundry");
        assert!(file.repository(&name("foundry/x")).is_some());
        let said = "line 1, column 1: D1: the org file lacks the key `orgs`: add `orgs: …`; the organization's \
                    generator requires it";
        assert_eq!(file.findings.iter().map(ToString::to_string).collect::<Vec<_>>(), [said]);
    }

    #[test]
    fn the_nearest_spelling_is_offered_and_nothing_far_away() {
        let file = read(FILE, "x");
        let nearest = |text: &str| file.nearest(&name(text)).map(ToString::to_string);
        assert_eq!(nearest("foundry/routing-relase").as_deref(), Some("other/routing-release"));
        assert_eq!(nearest("foundry/clwa").as_deref(), Some("Foundry/CLAW"));
        assert_eq!(nearest("foundry/something-else"), None);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_hides_nothing() {
        let text = "orgs:\n  f:\n    repos:\n      a:\n        archived: maybe\n      A: {}\n      b c: {}\n      d: {}\n      \
            d: []\n    members: x\n    admins: ['@x']\n    teams: {}\n";
        let file = read(text, "x");
        let expected = [
            "line 5, column 19: D1: `archived` is a text: write `true` or `false`",
            "line 6, column 7: D1: `A` is `a` of line 4 in another spelling: remove one: GitHub compares names without case",
            "line 7, column 7: D1: `b c` is not a repository name: write letters, digits, dots, dashes and \
             underscores, without the owner",
            "line 9, column 7: D1: the key `d` is already in line 8: remove one",
            "line 9, column 10: D1: the repository `d` is a list: write a mapping, `name: …` on each line",
            "line 10, column 14: D1: `members` is a text: write a list, `- …` on each line",
            "line 11, column 14: D1: `@x` is not a GitHub login: letters, digits and dashes, without `@`",
        ];
        assert_eq!(file.findings.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
        assert_eq!(file.repositories().count(), 2);
    }

    #[test]
    fn a_document_that_is_no_org_file_is_a_finding() {
        let line = "x".repeat(1 << 20);
        for text in ["", "\0\u{1}", "orgs", "- a", "\u{fffd}: [", "orgs: 1", &line, &format!("{line}x")] {
            assert_eq!(read(text, "x").findings.len(), 1, "{:?}", text.chars().take(9).collect::<String>());
        }
    }
}
