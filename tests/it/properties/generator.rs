//! Made-up foundations in the organization's generator: a model of its rules, written from its schemas and its source,
//! determines which changes it would reject, or in which it would skip a group. Each of these must have an error.

mod changes;

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use wg_steward::domain::diagnostics::finding::Severity;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::rules::added;

use crate::rules::{Documents, policy};

use self::changes::{apply, change};
use super::few;

const MANAGED: [&str; 2] = ["bakery", "millers"];

/// Words that PyYAML does not parse as strings.
const NO_TEXT: [&str; 6] = ["007", "12:34", "no", "2021-01-01", "~", "1.5"];

fn is_text(word: &str) -> bool {
    !NO_TEXT.contains(&word)
}

#[derive(Debug, Clone)]
struct Group {
    name: String,
    org: Option<String>,
    leads: Vec<String>,
    approvers: Vec<String>,
    repositories: Vec<String>,
    deploy_keys: Vec<String>,
    lacks: Option<&'static str>,
    extra: bool,
    mark: &'static str,
    closing: &'static str,
}

#[derive(Debug, Clone)]
struct World {
    /// Repositories by the key of their organization.
    orgs: BTreeMap<String, Vec<String>>,
    members: Vec<String>,
    org_lacks: Option<&'static str>,
    org_extra: bool,
    contributors: BTreeMap<String, Vec<String>>,
    protection: Option<Vec<String>>,
    council: Option<Group>,
    groups: BTreeMap<String, Group>,
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn group(name: &str, leads: &[&str], approvers: &[&str], repositories: &[&str]) -> Group {
    Group {
        name: name.to_owned(),
        org: None,
        leads: words(leads),
        approvers: words(approvers),
        repositories: words(repositories),
        deploy_keys: Vec::new(),
        lacks: None,
        extra: false,
        mark: "```yaml",
        closing: "```",
    }
}

fn world() -> World {
    let mill = Group { org: Some("millers".to_owned()), ..group("Mill", &["ida"], &["joe"], &["millers/wheat"]) };
    let bread = Group {
        deploy_keys: words(&["bakery/oven"]),
        ..group("Bread", &["ann", "bob"], &["cat", "dan"], &["bakery/oven", "bakery/rolls"])
    };
    let cake = group("Cake", &["eve"], &["fay", "gus"], &["bakery/sponge"]);
    let list = ["ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ida", "joe", "kim", "elder", "head-baker"];
    World {
        orgs: [("bakery", vec!["oven", "rolls", "sponge", "guild"]), ("millers", vec!["wheat"])]
            .map(|(org, repos)| (org.to_owned(), words(&repos)))
            .into(),
        members: Vec::new(),
        org_lacks: None,
        org_extra: false,
        contributors: [("bakery".to_owned(), words(&list)), ("millers".to_owned(), words(&["ida", "joe"]))].into(),
        protection: Some(words(&["bakery"])),
        council: Some(group("Council", &["elder", "head-baker"], &[], &["bakery/guild"])),
        groups: [("bread", bread), ("cake", cake), ("mill", mill)].map(|(id, group)| (id.to_owned(), group)).into(),
    }
}

impl Group {
    fn text(&self) -> String {
        let person = |indent: &str, login: &String| format!("{indent}- name: N\n{indent}  github: {login}\n");
        let list = |key: &str, indent: &str, people: &[String]| match people.is_empty() {
            true => format!("{indent}{key}: []\n"),
            false => format!("{indent}{key}:\n{}", people.iter().map(|it| person(indent, it)).collect::<String>()),
        };
        let items = |indent: &str, list: &[String]| match list.is_empty() {
            true => " []\n".to_owned(),
            false => "\n".to_owned() + &list.iter().map(|it| format!("{indent}- {it}\n")).collect::<String>(),
        };
        let mut block = format!("name: {}\n", self.name);
        self.org.iter().for_each(|org| block.push_str(&format!("org: {org}\n")));
        let parts = [
            ("execution_leads", list("execution_leads", "", &self.leads)),
            ("technical_leads", list("technical_leads", "", &self.leads)),
            ("bots", "bots: []\n".to_owned()),
        ];
        block.extend(parts.into_iter().filter(|(key, _)| self.lacks != Some(*key)).map(|(_, text)| text));
        let repositories = format!("  repositories:{}", items("  ", &self.repositories));
        block.push_str("areas:\n- name: All\n");
        block.push_str(&list("approvers", "  ", &self.approvers));
        block.push_str(if self.lacks == Some("repositories") { "" } else { &repositories });
        block.push_str(if self.extra { "members: []\n" } else { "" });
        if !self.deploy_keys.is_empty() {
            block.push_str(&format!("config:\n  deploy_keys:\n    repositories:{}", items("    ", &self.deploy_keys)));
        }
        format!("# {}: Working Group Charter\n\n{}\n{block}{}\n", self.name, self.mark, self.closing)
    }

    fn organization(&self) -> &str {
        self.org.as_deref().unwrap_or("bakery")
    }

    fn people(&self) -> BTreeSet<&str> {
        self.leads.iter().chain(&self.approvers).map(String::as_str).collect()
    }

    /// The schema of a charter.
    fn is_valid(&self) -> bool {
        let texts = [&self.leads, &self.approvers, &self.repositories, &self.deploy_keys];
        let is_complete = self.lacks.is_none() && !self.extra;
        is_complete && is_text(&self.name) && texts.into_iter().flatten().all(|word| is_text(word))
    }
}

impl World {
    fn documents(&self) -> Documents {
        let flow = |list: &[String]| format!("[{}]", list.join(", "));
        let mut orgs = String::from(if self.org_extra { "settings: {}\norgs:\n" } else { "orgs:\n" });
        for (key, repos) in &self.orgs {
            let parts = [
                ("admins", "[]".to_owned()),
                ("members", flow(&self.members)),
                ("teams", "{}".to_owned()),
                (
                    "repos",
                    format!("{{{}}}", repos.iter().map(|it| format!("{it}: {{}}")).collect::<Vec<_>>().join(", ")),
                ),
            ];
            orgs.push_str(&format!("  {key}:\n    name: x\n"));
            let parts = parts.into_iter().filter(|(key, _)| self.org_lacks != Some(*key));
            orgs.extend(parts.map(|(key, value)| format!("    {key}: {value}\n")));
        }
        let contributors =
            self.contributors.iter().map(|(key, list)| format!("  {key}:\n    contributors: {}\n", flow(list)));
        let protection = |keys: &Vec<String>| {
            let orgs: String = keys.iter().map(|key| format!("    {key}: {{repos: {{}}}}\n")).collect();
            ("org/protection.yml".to_owned(), format!("branch-protection:\n  orgs:\n{orgs}"))
        };
        let table = "| GitHub Organization Name | Is it Managed? |\n|--|--|\n| bakery | Yes |\n| millers | Yes |\n| street | No |\n";
        let fixed = [
            ("ORGS.md".to_owned(), table.to_owned()),
            ("org/org.yml".to_owned(), orgs),
            ("org/contributors.yml".to_owned(), format!("orgs:\n{}", contributors.collect::<String>())),
        ];
        let groups = self.groups.iter().map(|(id, group)| (format!("groups/{id}.md"), group.text()));
        let council = self.council.iter().map(|group| ("COUNCIL.md".to_owned(), group.text()));
        fixed.into_iter().chain(self.protection.iter().map(protection)).chain(groups).chain(council).collect()
    }

    /// Why the generator or the sync rejects it, or which group is skipped.
    fn refused(&self) -> Option<String> {
        let Some(council) = &self.council else { return Some("no charter of the oversight".to_owned()) };
        if self.protection.as_ref().is_none_or(|keys| keys.iter().any(|key| !MANAGED.contains(&key.as_str()))) {
            return Some("branch protection".to_owned());
        }
        let keys = self.orgs.keys().chain(self.contributors.keys());
        if self.org_extra || self.org_lacks.is_some() || keys.clone().any(|key| !MANAGED.contains(&key.as_str())) {
            return Some("org file or contributors".to_owned());
        }
        if self.members.iter().chain(self.contributors.values().flatten()).any(|login| !is_text(login)) {
            return Some("a login that is no text".to_owned());
        }
        for group in self.groups.values().chain([council]) {
            if group.mark != "```yaml" || !group.closing.contains("```") {
                return Some(format!("{} is left out", group.name));
            }
            if !group.is_valid() || !MANAGED.contains(&group.organization()) {
                return Some(format!("the schema of {}", group.name));
            }
        }
        self.owned().or_else(|| self.two_roles(council))
    }

    /// `validate_repo_ownership`.
    fn owned(&self) -> Option<String> {
        let mut owners: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for group in self.groups.values() {
            let own: BTreeSet<&str> = group.repositories.iter().map(String::as_str).collect();
            for repository in &own {
                let Some((org, name)) = repository.split_once('/') else { return Some("no owner".to_owned()) };
                if !MANAGED.contains(&org) {
                    continue;
                }
                if !self.orgs.get(org).is_some_and(|repos| repos.iter().any(|known| known == name)) {
                    return Some(format!("{repository} is not in the org file"));
                }
                if org != group.organization() {
                    return Some(format!("{repository} is of another organization"));
                }
                if owners.insert((org, name), &group.name).is_some() {
                    return Some(format!("{repository} is owned twice"));
                }
            }
            if group.deploy_keys.iter().any(|key| !own.contains(key.as_str())) {
                return Some("a deploy key".to_owned());
            }
        }
        None
    }

    /// Rejections of the sync: accounts are case-insensitive.
    fn two_roles(&self, council: &Group) -> Option<String> {
        let fold = |logins: &BTreeSet<&str>| logins.iter().map(|login| login.to_lowercase()).collect::<BTreeSet<_>>();
        let admins: BTreeSet<&str> = council.leads.iter().map(String::as_str).collect();
        for org in MANAGED {
            let groups = self.groups.values().filter(|group| group.organization() == org);
            let mut members: BTreeSet<&str> = groups.flat_map(Group::people).collect();
            members.extend(self.contributors.get(org).into_iter().flatten().chain(&self.members).map(String::as_str));
            if org == "bakery" {
                members.extend(self.groups.values().flat_map(|group| &group.leads).map(String::as_str));
            }
            let members: BTreeSet<&str> = members.difference(&admins).copied().collect();
            if !fold(&members).is_disjoint(&fold(&admins)) {
                return Some(format!("an owner and member of {org}"));
            }
        }
        let twice = |group: &&Group| {
            let leads: BTreeSet<&str> = group.leads.iter().map(String::as_str).collect();
            let others = group.approvers.iter().map(String::as_str).filter(|login| !leads.contains(login)).collect();
            !fold(&leads).is_disjoint(&fold(&others))
        };
        self.groups.values().find(twice).map(|group| format!("a maintainer and member in {}", group.name))
    }
}

proptest! {
    #![proptest_config(few(400))]

    #[test]
    fn nothing_that_the_generator_or_the_sync_refuses_is_without_an_error(changes in vec(change(), 1..4)) {
        let policy = policy("");
        let mut changed = world();
        changes.iter().for_each(|change| apply(&mut changed, change));
        let before = Tree::read(&world().documents(), &policy);
        let after = changed.documents();
        let errors = added(&before, &before.read_again(&after, &policy), &policy);
        let is_red = errors.iter().any(|remark| remark.severity == Severity::Error);
        if let Some(why) = changed.refused() {
            prop_assert!(is_red, "green, but refused: {}\n{:#?}", why, after);
        }
    }
}

#[test]
fn the_made_up_foundation_is_one_that_the_generator_takes() {
    let policy = policy("");
    assert_eq!(world().refused(), None);
    let tree = Tree::read(&world().documents(), &policy);
    let errors =
        wg_steward::domain::rules::audit(&tree, &policy).into_iter().filter(|it| it.severity == Severity::Error);
    // It has neither sections nor an index, which the generator never reads.
    let of_automation: Vec<_> =
        errors.filter(|it| !matches!(it.finding.rule().id().chars().next(), Some('S' | 'I' | 'F'))).collect();
    assert!(of_automation.iter().all(|it| it.path == "groups/INDEX.md"), "{of_automation:#?}");
}
