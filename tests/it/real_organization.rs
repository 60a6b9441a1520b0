//! The foundation's other real files in all versions, compared with the result of the organization's own generator.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use wg_steward::domain::diagnostics::finding::Finding;
use wg_steward::domain::governance::organization::org_file::OrgFile;
use wg_steward::domain::governance::organization::{contributors, org_file, org_list, oversight, protection};
use wg_steward::domain::governance::ownership::Ownership;
use wg_steward::domain::types::ids::{Login, RepoName};
use wg_steward::folder::Folder;
use wg_steward::policies::Foundations;

use crate::support::shared::{History, shared};

const ORGANIZATION: &str = "cloudfoundry";

fn community(path: &str) -> Option<String> {
    shared("community").map(|root| std::fs::read_to_string(root.join(path)).unwrap())
}

fn expected() -> Option<Value> {
    shared("ownership.json").map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
}

fn org_file() -> Option<OrgFile> {
    let file = org_file::read(&community("orgs/orgs.yml")?, ORGANIZATION);
    assert_eq!(file.findings, []);
    Some(file)
}

fn logins<'l>(logins: impl Iterator<Item = &'l Login>) -> BTreeSet<String> {
    logins.map(|login| login.as_str().to_lowercase()).collect()
}

/// The repositories of the generator's view with what it knows of each.
fn repositories(expected: &Value) -> impl Iterator<Item = (RepoName, &Value)> {
    let repositories = expected["repositories"].as_object().unwrap();
    assert_eq!(repositories.len(), 446);
    repositories.iter().map(|(name, facts)| (name.parse().unwrap(), facts))
}

#[test]
fn the_org_file_says_of_every_owned_repository_what_the_generator_sees() {
    let (Some(file), Some(expected)) = (org_file(), expected()) else { return };
    for (name, facts) in repositories(&expected) {
        let found = file.repository(&name);
        assert_eq!(found.is_some(), facts["in_orgs_yml"].as_bool().unwrap(), "{name}");
        assert_eq!(found.map(org_file::Repository::is_archived), facts["archived"].as_bool(), "{name}");
        assert_eq!(found.map(org_file::Repository::is_private), facts["private"].as_bool(), "{name}");
        assert_eq!(found.map(org_file::Repository::branch), facts["default_branch"].as_str(), "{name}");
    }
}

#[test]
fn the_organizations_that_are_managed_are_those_of_the_generator() {
    let (Some(text), Some(expected)) = (community("ORGS.md"), expected()) else { return };
    let listing = org_list::read(&text);
    assert_eq!(listing.findings, []);
    assert_eq!(listing.organizations.len(), 4);
    for (name, facts) in repositories(&expected) {
        assert_eq!(listing.is_managed(name.owner()), facts["managed_org"].as_bool().unwrap(), "{name}");
    }
    let managed = listing.organizations.iter().filter(|listed| listing.is_managed(&listed.name));
    let managed: Vec<_> = managed.map(|listed| listed.name.as_str()).collect();
    assert_eq!(serde_json::json!(managed), expected["source"]["managed_orgs"]);
}

#[test]
fn explicit_branch_protection_is_what_the_generator_sees() {
    let (Some(text), Some(expected)) = (community("orgs/branchprotection.yml"), expected()) else { return };
    let protection = protection::read(&text);
    assert_eq!(protection.findings, []);
    let mut explicit = 0;
    for (name, facts) in repositories(&expected) {
        let found = protection.of(&name);
        let source = facts["branch_protection_source"].as_str();
        assert_eq!(found.is_some(), source == Some("branchprotection.yml"), "{name}");
        let Some(found) = found else { continue };
        explicit += 1;
        let settings = &found.settings;
        let count = settings.reviews.as_ref().and_then(|reviews| reviews.required_approving_review_count);
        assert_eq!(settings.protect.map(|flag| flag.value), facts["protect"].as_bool(), "{name}");
        assert_eq!(settings.enforce_admins.map(|flag| flag.value), facts["enforce_admins"].as_bool(), "{name}");
        assert_eq!(
            count.map(|count| u64::from(count.value)),
            facts["required_approving_review_count"].as_u64(),
            "{name}"
        );
    }
    assert_eq!(explicit, 120);
}

#[test]
fn repositories_that_no_charter_owns_are_those_of_the_generator() {
    let (Some(file), Some(expected), Some(root)) = (org_file(), expected(), shared("community")) else { return };
    let governing = Foundations::embedded().unwrap().for_organization(ORGANIZATION).unwrap().policy.governing.clone();
    let ownership = Ownership::of(&Folder::open(&root).unwrap().charters(&governing).unwrap(), &governing);
    for (organization, unowned) in expected["unowned"].as_object().unwrap() {
        for (key, archived) in [("active", false), ("archived", true)] {
            let repositories = file.organization(organization).unwrap().repositories.values();
            let found = repositories.filter(|repository| {
                repository.is_archived() == archived && ownership.owners(&repository.name).is_empty()
            });
            let found: BTreeSet<_> = found.map(|repository| repository.name.name()).collect();
            let wanted = unowned[key].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
            assert_eq!(found, wanted.collect(), "{organization}, {key}");
        }
    }
}

#[test]
fn the_members_of_the_oversight_are_those_of_its_charter() {
    let (Some(text), Some(expected)) = (community("toc/TOC.md"), expected()) else { return };
    let oversight = oversight::read(&text);
    assert_eq!(oversight.findings, []);
    let wanted = expected["toc_members"].as_array().unwrap().iter().map(|login| login.as_str().unwrap().to_owned());
    assert_eq!(logins(oversight.members.iter().map(|member| &member.login.value)), wanted.collect());
    assert_eq!(oversight.members.iter().filter(|member| member.chair).count(), 1);
    assert!(oversight.members.iter().all(|member| member.term_start.is_some() && member.term_end.is_some()));
}

fn one(message: &str, versions: usize) -> BTreeMap<String, usize> {
    BTreeMap::from([(message.to_owned(), versions)])
}

/// The findings in all versions of a file: each message with the number of versions that have it.
fn found(name: &str, versions: usize, read: impl Fn(&str) -> Vec<Finding>) -> BTreeMap<String, usize> {
    let store = shared("history/objects.git").unwrap();
    let texts = History::versions(Path::new(&store), name);
    assert_eq!(texts.len(), versions, "{name}");
    let mut found = BTreeMap::new();
    for finding in texts.iter().flat_map(|text| read(text)) {
        *found.entry(finding.message).or_insert(0) += 1;
    }
    found
}

#[test]
fn every_version_of_the_org_file_and_the_contributors_is_read() {
    if shared("history/objects.git").is_none() {
        return;
    }
    let some = |text: &str| {
        let file = org_file::read(text, ORGANIZATION);
        assert!(file.repositories().count() > 300);
        file.findings
    };
    // Four versions have `repos: []`, although the automation only accepts a mapping; two are from the time before
    // `orgs:`.
    let mut expected = one("`repos` of a team is a list", 4);
    expected.extend(one("the org file lacks the key `orgs`", 2));
    assert_eq!(found("cloudfoundry.yml", 234, some), expected);
    assert_eq!(found("orgs.yml", 23, some), BTreeMap::new());
    let some = |text: &str| {
        let contributors = contributors::read(text, ORGANIZATION);
        assert!(contributors.of(ORGANIZATION).len() > 100);
        contributors.findings
    };
    // Before 2025 the file was one list, which the generator no longer reads.
    assert_eq!(found("contributors.yml", 198, some), one("the list of contributors lacks the key `orgs`", 145));
}

#[test]
fn what_is_found_in_branch_protection_is_true() {
    if shared("history/objects.git").is_none() {
        return;
    }
    let found = found("branchprotection.yml", 45, |text| {
        let protection = protection::read(text);
        assert!(!protection.repositories.is_empty());
        protection.findings
    });
    // One version has names with an owner, which are not valid for repositories below an owner.
    let (named, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        found.into_iter().partition(|(message, _)| message.ends_with("is not a repository name"));
    assert!(named.iter().all(|(message, versions)| message.starts_with("`cloudfoundry/") && *versions == 1));
    assert_eq!(others, one("`required_status_checks` is a list", 2));
}

#[test]
fn what_is_found_in_the_members_of_the_oversight_is_true() {
    if shared("history/objects.git").is_none() {
        return;
    }
    let found = found("TOC.md", 54, |text| oversight::read(text).findings);
    // Before the first election the table had one row, of placeholders.
    assert_eq!(found, one("the row of the table of members names no account", 41));
}
