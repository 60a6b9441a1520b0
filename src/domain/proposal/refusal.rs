//! Reasons why a proposal would be refused as it is, whatever its other answers are.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::document::markdown::{Block, outline};
use crate::domain::governance::charter::one_line;
use crate::domain::governance::ownership::{Ownership, OwnershipDocument, teams};
use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::text::invisible::is_hidden;
use crate::domain::text::placeholder::is_placeholder;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, Login, RepoName};

use super::write::unlisted;
use super::{Draft, Person, charter, list_entry, repository_entry};

/// Why a proposal is refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalRefusal {
    /// The policy does not define the charters' path.
    NoCharters,
    /// The name has no characters that a file or team name may have.
    NoSlug,
    /// A group, or its section or entry in the index, has the same name.
    NameTaken {
        /// The name.
        name: String,
        /// The path of the document.
        path: String,
    },
    /// A charter exists at this path, or the policy reserves the path for something else.
    FileTaken(String),
    /// A team with this name already exists, or would be created twice.
    TeamTaken {
        /// The slug.
        slug: String,
        /// The group that has the team; `None` for a team of the org file, of the leads, or of this group.
        group: Option<GroupId>,
    },
    /// The name of an area has no letter or digit, so its teams would have no name.
    AreaNameless(String),
    /// Two areas have the same name.
    AreaTwice(String),
    /// The organization is not managed, so no teams are created in it.
    NotManaged(String),
    /// Another group owns a repository.
    Owned {
        /// The repository.
        repository: RepoName,
        /// The group.
        group: GroupId,
        /// Its name.
        name: String,
    },
    /// A repository is in another managed organization than the group.
    Foreign {
        /// The repository.
        repository: RepoName,
        /// The group's organization.
        organization: String,
    },
    /// The index has no recognizable list of groups.
    NoList(String),
    /// The org file has no recognizable place for a repository.
    NoPlace(RepoName),
    /// A person is twice in a list, or both approver and reviewer of one area.
    Twice {
        /// The person.
        login: Login,
        /// The list, in words.
        list: String,
    },
}

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// It is empty.
    Empty,
    /// It is or contains a placeholder: `TBD`, `<name>`.
    Placeholder,
    /// It contains invisible characters.
    Unseen,
}

/// The problem with a text, if there is one.
pub fn flaw(text: &str) -> Option<Flaw> {
    // As rendered: `&lt;name&gt;` is a placeholder, too.
    let seen = outline(text).unwrap_or_default().blocks.into_iter().find_map(|block| match block {
        Block::Paragraph(prose) => Some(prose.text),
        _ => None,
    });
    match text {
        _ if text.trim().is_empty() => Some(Flaw::Empty),
        _ if text.chars().any(is_unseen) => Some(Flaw::Unseen),
        _ if is_open(text) || seen.as_deref().is_some_and(is_open) => Some(Flaw::Placeholder),
        _ => None,
    }
}

/// Everything that the rules S4, I7 and I13 treat as a placeholder, and names that begin like one (F3).
fn is_open(text: &str) -> bool {
    let text = text.trim();
    is_placeholder(text)
        || text.starts_with('<')
        || text.split_once('<').is_some_and(|(_, rest)| rest.contains('>'))
        || ["tbd", "todo"].contains(&slug(text).as_str())
}

/// Whether a character is invisible, or replaces one that was lost. Line breaks and tabs are fine, and so are the
/// characters that join letters in some scripts.
fn is_unseen(ch: char) -> bool {
    let is_fine = matches!(ch, '\n' | '\r' | '\t' | '\u{200c}' | '\u{200d}');
    ch == '\u{fffd}' || (is_hidden(ch) && !is_fine)
}

/// All reasons for a refusal.
pub fn refusals(draft: &Draft, tree: &Tree, policy: &Policy) -> Vec<ProposalRefusal> {
    let mut found = Vec::new();
    if !draft.name.is_empty() {
        named(draft, tree, policy, &mut found);
        teams_taken(draft, tree, policy, &mut found);
    }
    repositories(draft, tree, policy, &mut found);
    twice(draft, &mut found);
    found.dedup();
    found
}

/// Checks name, file, and position in the index.
fn named(draft: &Draft, tree: &Tree, policy: &Policy, found: &mut Vec<ProposalRefusal>) {
    let Some(id) = draft.id() else { return found.push(ProposalRefusal::NoSlug) };
    let governing = &policy.governing;
    let path = governing.charter_path(&id).filter(|_| governing.has_charters());
    let Some(path) = path else { return found.push(ProposalRefusal::NoCharters) };
    let slugs = [slug(&draft.name), slug(id.as_str())];
    let taken = tree.charters.values().find(|charter| charter.slugs().iter().any(|taken| slugs.contains(taken)));
    found.extend(taken.map(|charter| ProposalRefusal::NameTaken { name: charter.name(), path: charter.path.clone() }));
    let own = governing.charter_at(&path).is_some_and(|(there, source)| there == id && source.group.is_none());
    // If a group has the same name, it is not reported that its file exists, too.
    if !own || (taken.is_none() && tree.charters.contains_key(&path)) {
        found.push(ProposalRefusal::FileTaken(path));
    }
    if let Some(index) = tree.index.as_ref().filter(|_| taken.is_none()) {
        let headings = index.read.sections.iter().map(|section| &section.heading).chain(&index.read.groups);
        let taken = headings.into_iter().find(|heading| slugs.contains(&slug(heading)));
        let there = taken.map(|name| ProposalRefusal::NameTaken { name: one_line(name), path: index.path.clone() });
        let entry = list_entry(&index.text, &index.read, &draft.name);
        let no_list = || entry.is_none().then(|| ProposalRefusal::NoList(index.path.clone()));
        found.extend(there.or_else(no_list));
    }
}

/// The names of all existing teams, with the groups that have them.
fn teams_taken(draft: &Draft, tree: &Tree, policy: &Policy, found: &mut Vec<ProposalRefusal>) {
    let governing = &policy.governing;
    let Some(path) = draft.id().and_then(|id| governing.charter_path(&id)) else { return };
    let home = governing.repository.owner();
    let organization = draft.org.as_deref().unwrap_or(home);
    let mut taken: BTreeMap<String, Option<GroupId>> = BTreeMap::new();
    let here = |other: &str| other.eq_ignore_ascii_case(organization);
    let others = tree.ownership.groups().flat_map(|(id, group)| {
        teams::of_group(group, governing).into_iter().map(move |team| (Some(id.clone()), team))
    });
    let leads = teams::of_leads(&tree.ownership, governing).into_iter().map(|team| (None, team));
    taken.extend(others.chain(leads).filter(|(_, team)| here(team.organization)).map(|(id, team)| (team.slug, id)));
    let listed = tree.org_file.as_ref().and_then(|file| file.read.organization(organization));
    taken.extend(listed.iter().flat_map(|listed| &listed.teams).map(|team| (slug(&team.name), None)));
    let nameless = draft.areas.iter().find(|area| !area.name.trim().is_empty() && slug(&area.name).is_empty());
    found.extend(nameless.map(|area| ProposalRefusal::AreaNameless(area.name.clone())));
    let mut areas = BTreeSet::new();
    let twice = draft.areas.iter().find(|area| !areas.insert(slug(&area.name)));
    found.extend(twice.map(|area| ProposalRefusal::AreaTwice(area.name.clone())));
    let document = OwnershipDocument { path, text: charter::write(draft), last_good: None };
    let alone = Ownership::of(&[document], governing);
    for team in alone.groups().flat_map(|(_, group)| teams::of_group(group, governing)) {
        if let Some(group) = taken.get(&team.slug).filter(|_| twice.is_none()) {
            found.push(ProposalRefusal::TeamTaken { slug: team.slug.clone(), group: group.clone() });
        }
        taken.insert(team.slug, None);
    }
}

fn repositories(draft: &Draft, tree: &Tree, policy: &Policy, found: &mut Vec<ProposalRefusal>) {
    let organization = draft.org.as_deref().unwrap_or_else(|| policy.governing.repository.owner());
    let managed = tree.managed(policy);
    let is_managed = |organization: &str| managed.contains(&organization.to_ascii_lowercase());
    if !is_managed(organization) {
        found.push(ProposalRefusal::NotManaged(organization.to_owned()));
    }
    for repository in draft.repositories() {
        let name = &repository.name;
        let owner = tree.ownership.owners(name).into_iter().next().map(|claim| claim.group);
        found.extend(owner.map(|group| ProposalRefusal::Owned {
            repository: name.clone(),
            group: group.id.clone(),
            name: group.name.clone(),
        }));
        let foreign = is_managed(name.owner()) && !name.belongs_to(organization);
        let refusal = || ProposalRefusal::Foreign { repository: name.clone(), organization: organization.to_owned() };
        found.extend(foreign.then(refusal));
    }
    let text = tree.org_file.as_ref().map_or("", |file| file.text.as_str());
    let mut new = unlisted(draft, tree, policy).into_iter();
    let placeless = new.find(|new| repository_entry(text, &new.name, new.description.as_deref()).is_none());
    found.extend(placeless.map(|repository| ProposalRefusal::NoPlace(repository.name.clone())));
}

fn twice(draft: &Draft, found: &mut Vec<ProposalRefusal>) {
    let mut look = |people: &[&[Person]], list: &str| {
        let mut seen = BTreeSet::new();
        let again = people.iter().copied().flatten().find(|person| !seen.insert(&person.login));
        found.extend(again.map(|person| ProposalRefusal::Twice { login: person.login.clone(), list: list.to_owned() }));
    };
    look(&[&draft.execution_leads], "the execution leads");
    look(&[&draft.technical_leads], "the technical leads");
    look(&[&draft.bots], "the bots");
    for area in &draft.areas {
        look(&[&area.approvers, &area.reviewers], &format!("the approvers and reviewers of `{}`", area.name));
        look(&[&area.bots], &format!("the bots of `{}`", area.name));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::sample::{baking, person};
    use super::super::{Area, Repository};
    use super::*;
    use crate::domain::policy::parse;

    const CHARTER: &str = "# Milling: Working Group Charter\n\n```yaml\nname: Flour Milling\nexecution_leads: []\n\
        technical_leads: []\nbots: []\nareas:\n- name: Wheat\n  approvers: []\n  repositories: [bakery/mill]\n```\n";
    const INDEX: &str = "# Working Groups\n\n- Flour Milling\n- Tasting\n\n## Flour Milling\n\nMission: x\n";
    const ORGS: &str = "orgs:\n  bakery:\n    repos:\n      mill: {}\n    teams:\n      wg-icing: {}\n";

    fn policy() -> Policy {
        let lines = [
            "foundation: F",
            "organizations: [bakery, millers]",
            "governing:",
            "  repository: bakery/guild",
            "  charters: [{path: groups/<group>.md, except: [INDEX]}, {path: TOC.md, group: toc}]",
            "  index: groups/INDEX.md",
            "  org_file: orgs.yml",
            "labels: {name: wg/<slug>, color: 0b7285, description: x}",
            "checks: {wg/ownership: off}",
        ];
        parse(&lines.join("\n")).unwrap()
    }

    fn refused(change: impl Fn(&mut Draft)) -> Vec<ProposalRefusal> {
        let texts = [("groups/milling.md", CHARTER), ("groups/INDEX.md", INDEX), ("orgs.yml", ORGS)];
        let documents: BTreeMap<_, _> = texts.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
        let mut draft = baking();
        change(&mut draft);
        refusals(&draft, &Tree::read(&documents, &policy()), &policy())
    }

    #[test]
    fn what_is_new_is_not_refused() {
        assert_eq!(refused(|_| {}), []);
        assert_eq!(refused(|draft| draft.name = String::new()), []);
    }

    #[test]
    fn a_name_that_somebody_has_is_refused() {
        let taken =
            |name: &str, path: &str| ProposalRefusal::NameTaken { name: name.to_owned(), path: path.to_owned() };
        let named = |name: &str| refused(|draft| draft.name = name.to_owned());
        assert!(named("flour  milling").contains(&taken("Flour Milling", "groups/milling.md")));
        assert_eq!(named("Milling"), [taken("Flour Milling", "groups/milling.md")]);
        assert_eq!(named("tasting"), [taken("Tasting", "groups/INDEX.md")]);
        assert_eq!(named("-"), [ProposalRefusal::NoSlug]);
        assert_eq!(named("TOC"), [ProposalRefusal::FileTaken("TOC.md".to_owned())]);
    }

    #[test]
    fn a_team_that_somebody_has_is_refused() {
        let named = |name: &str| refused(|draft| draft.name = name.to_owned());
        let team = |slug: &str, group: Option<&str>| ProposalRefusal::TeamTaken {
            slug: slug.to_owned(),
            group: group.map(|group| group.parse().unwrap()),
        };
        assert_eq!(named("Flour Milling Leads"), [team("wg-flour-milling-leads", Some("milling"))]);
        assert_eq!(named("Leads"), [team("wg-leads", None)]);
        assert_eq!(named("Icing"), [team("wg-icing", None)]);
        let areas = refused(|draft| draft.areas.push(Area { name: "bread".to_owned(), ..Area::default() }));
        assert_eq!(areas, [ProposalRefusal::AreaTwice("bread".to_owned())]);
        let areas = refused(|draft| draft.areas.push(Area { name: "|__".to_owned(), ..Area::default() }));
        assert_eq!(areas, [ProposalRefusal::AreaNameless("|__".to_owned())]);
    }

    #[test]
    fn a_repository_that_cannot_be_the_groups_is_refused() {
        let with = |name: &str| {
            let name = name.parse().unwrap();
            refused(move |draft| {
                let repository = Repository { name: RepoName::clone(&name), description: None };
                draft.areas[0].repositories = vec![repository];
            })
        };
        let [ProposalRefusal::Owned { group, .. }] = &with("Bakery/MILL")[..] else {
            panic!("{:?}", with("Bakery/MILL"))
        };
        assert_eq!(group.as_str(), "milling");
        let foreign = with("millers/flour");
        assert!(matches!(foreign[..], [ProposalRefusal::Foreign { .. }, ProposalRefusal::NoPlace(_)]), "{foreign:?}");
        assert_eq!(with("elsewhere/x"), []);
        assert_eq!(refused(|draft| draft.org = Some("x".to_owned()))[0], ProposalRefusal::NotManaged("x".to_owned()));
    }

    #[test]
    fn nobody_is_twice_in_a_list() {
        let found = refused(|draft| draft.areas[0].reviewers.push(person("007", "James", "")));
        assert!(matches!(&found[..], [ProposalRefusal::Twice { list, .. }] if list.contains("`Bread`")), "{found:?}");
    }

    #[test]
    fn placeholders_are_no_texts() {
        for text in ["TBD", "tbd.", "To do <something>", "x TODO y", "&lt;mission&gt;", "<A", "To be announced"] {
            assert_eq!(flaw(text), Some(Flaw::Placeholder), "{text}");
        }
        assert_eq!(flaw(" "), Some(Flaw::Empty));
        for text in ["a\u{1b}[D", "a\u{200b}", "a\u{202e}b", "a\u{2028}b", "a\u{e0041}", "a\u{fffd}"] {
            assert_eq!(flaw(text), Some(Flaw::Unseen), "{text:?}");
        }
        for text in ["a\r\n\tb", "می\u{200c}خواهم", "👩\u{200d}🚀"] {
            assert_eq!(flaw(text), None, "{text:?}");
        }
        assert_eq!(flaw("To do what others leave, a < b"), None);
    }
}
