//! The index of Knative with its OWNERS_ALIASES.
//!
//! It extends [`super::index`]. A row `Repos` may have names and patterns without an organization, such as
//! `kn-plugin-*`, which mean the repositories of all organizations of the policy. The leads of a group without a table
//! of leads come from an alias: the one that a row of its artifacts names, as in `@knative/client-wg-leads`, or else
//! `<slug>-wg-leads`. A team linked in such a row is the group's team on GitHub.

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::yaml::{self, Node, Value};
use crate::domain::document::{At, Fault, Span};
use crate::domain::governance::ownership::{Area, Asset, Group, OwnershipDocument, RepoPattern};
use crate::domain::policy::Governing;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{Login, RepoName};
use crate::domain::types::role::{Lead, Role};

use super::Found;
use super::index::{links, words};
use super::last_good::{Listing, Version, stand_in, take, version};
use super::sections::{Leads, Section, Sections, sections};

/// The file with the aliases, in any folder.
const ALIASES: &str = "OWNERS_ALIASES";

/// The suffix of leads' aliases.
const LEADS: &str = "-wg-leads";

type Aliases = BTreeMap<String, Vec<Login>>;

/// The groups of all documents.
pub(super) fn read(documents: &[&OwnershipDocument], governing: &Governing) -> Found {
    let mut reading = Found::default();
    let (owners, indexes): (Vec<&OwnershipDocument>, Vec<&OwnershipDocument>) =
        documents.iter().copied().partition(|document| is_aliases(&document.path));
    let mut aliases = Aliases::new();
    for document in owners {
        let version = version(document, aliases_of);
        let is_current = version.is_current();
        let Version { content, standing } = version;
        let Some((known, findings)) = content else {
            stand_in(&mut reading, &document.path, Vec::new(), standing);
            continue;
        };
        aliases.extend(known);
        findings.into_iter().filter(|_| is_current).for_each(|finding| reading.find(&document.path, finding));
    }
    for document in indexes {
        let listing = |text: &str| listing(&document.path, text, &aliases, governing);
        take(&mut reading, document, version(document, listing));
    }
    reading
}

/// Whether a document is an index or has aliases.
pub(super) fn is_readable(path: &str, text: &str) -> bool {
    if is_aliases(path) { aliases_of(text).is_ok() } else { sections(text).is_ok() }
}

fn is_aliases(path: &str) -> bool {
    path.rsplit('/').next() == Some(ALIASES)
}

fn aliases_of(text: &str) -> Result<(Aliases, Vec<Finding>), Fault> {
    let yaml::Document { root, faults, .. } = yaml::parse(text)?;
    let Some(Node { value: Value::Map(entries), .. }) = root.find("aliases") else {
        return Err(Fault::new(root.span, "there are no aliases: begin the file with `aliases:`"));
    };
    let mut findings: Vec<_> = faults.into_iter().map(|fault| Finding::of(Kind::DocumentSyntax, fault)).collect();
    let mut aliases = Aliases::new();
    for (name, people) in entries {
        let shown = name.text().unwrap_or_default();
        if !matches!(people.value, Value::List(_)) && !people.is_null() {
            let message = format!("the alias `{shown}` is {}, not a list, so it has no members", people.kind());
            findings.push(Finding::new(Kind::NotRead, people.span, message).with_help("begin each account with `- `"));
        }
        let logins = logins(people, &mut findings);
        if aliases.contains_key(&shown.to_lowercase()) {
            let message = format!("the alias `{shown}` already exists in another spelling, so this one is not read");
            findings.push(Finding::new(Kind::NotRead, name.span, message).with_help("combine both"));
            continue;
        }
        aliases.insert(shown.to_lowercase(), logins);
    }
    Ok((aliases, findings))
}

/// The accounts of an alias.
fn logins(people: &Node, findings: &mut Vec<Finding>) -> Vec<Login> {
    let login = |node: &Node| {
        let login = node.text().unwrap_or_default().parse::<Login>();
        login.map_err(|invalid| findings.push(Finding::new(Kind::NotRead, node.span, invalid.to_string()))).ok()
    };
    people.items().iter().filter(|node| !node.is_null()).filter_map(login).collect()
}

fn listing(path: &str, text: &str, aliases: &Aliases, governing: &Governing) -> Result<Listing, Fault> {
    let Sections { groups, others } = sections(text)?;
    let mut listing = Listing { groups: Vec::new(), findings: others };
    for section in groups {
        let group = match section.group(path) {
            Ok(group) => complete(group, &section, aliases, governing),
            Err(finding) => {
                listing.findings.push(finding);
                continue;
            }
        };
        match group.leads.is_empty() && section.is_former() {
            true => listing.findings.push(section.not_a_group_any_more()),
            false => listing.groups.push((group, section.heading.span)),
        }
    }
    Ok(listing)
}

/// The group with its assets, and with the leads of its alias if its section names none.
fn complete(mut group: Group, section: &Section, aliases: &Aliases, governing: &Governing) -> Group {
    if group.leads.is_empty() {
        let logins = alias(section).and_then(|alias| aliases.get(&alias)).or_else(|| aliases.get(&default(section)));
        let mut leads = Leads::default();
        logins.into_iter().flatten().for_each(|login| leads.take(Lead { login: login.clone(), role: Role::Lead }));
        group.leads = leads.all;
    }
    let mut assets = Vec::new();
    for (cell, is_prefix) in section.owned() {
        assets.extend(links(cell, section, &|text| named(text, false, governing), &mut group.unread));
        for word in words(cell) {
            match named(&word, is_prefix, governing) {
                found if found.is_empty() => group.unread.push(unknown(&word, section)),
                found => assets.extend(found),
            }
        }
    }
    group.areas = vec![Area { name: section.heading.value.clone(), assets, ..Area::default() }];
    group
}

/// The alias in a row of artifacts: `client-wg-leads` for `@knative/client-wg-leads`.
fn alias(section: &Section) -> Option<String> {
    let mut words = section.artifacts.iter().flat_map(|(_, value)| value.text.split_whitespace());
    words.find_map(|word| {
        let name = word.strip_prefix('@')?.rsplit('/').next()?.to_lowercase();
        name.ends_with(LEADS).then_some(name)
    })
}

fn default(section: &Section) -> String {
    slug(&section.heading) + LEADS
}

/// The repositories of a name or pattern, with or without an organization; empty if it is neither.
fn named(word: &str, is_prefix: bool, governing: &Governing) -> Vec<Asset> {
    let is_pattern = word.contains(['*', '?']);
    let word = if is_prefix && !is_pattern { format!("{word}*") } else { word.to_owned() };
    let asset = |text: &str| {
        let name = || text.parse::<RepoName>().ok().map(Asset::Repository);
        RepoPattern::parse(text).ok().map(|pattern| Asset::Repositories(Box::new(pattern))).or_else(name)
    };
    if word.contains('/') {
        return asset(&word).into_iter().collect();
    }
    // A plain word may be anything; one with a dash or a wildcard is meant as a name.
    if !word.contains(['*', '?', '-', '_', '.']) {
        return Vec::new();
    }
    governing.organizations.iter().filter_map(|owner| asset(&format!("{owner}/{word}"))).collect()
}

fn unknown(word: &At<String>, section: &Section) -> Finding {
    let At { value, span } = word;
    let span: Span = *span;
    let message = format!("`{value}` among the repositories of `{}` is not a repository", section.heading);
    Finding::new(Kind::NotRead, span, message)
        .with_help("link the repository, or write a pattern such as `kn-plugin-*`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_persons_in_an_alias_the_one_that_can_be_read_is_kept() {
        let (aliases, findings) = aliases_of("aliases:\n  a-wg-leads: [ada, 'b b', ~]\n  empty:\n").unwrap();
        assert_eq!(aliases["a-wg-leads"].len(), 1);
        assert_eq!((aliases["empty"].len(), findings.len()), (0, 1));
        assert!(aliases_of("x: 1\n").is_err());
    }

    #[test]
    fn an_alias_that_is_not_read_is_said() {
        for (entry, words) in [
            ("a-wg-leads: ada", "`a-wg-leads` is a text, not a list"),
            ("a-wg-leads: {github: ada}", "`a-wg-leads` is a mapping, not a list"),
            ("a-wg-leads: [ada]\n  A-WG-leads: [bea]", "already exists in another spelling"),
        ] {
            let (aliases, findings) = aliases_of(&format!("aliases:\n  {entry}\n")).unwrap();
            assert_eq!((findings.len(), aliases.len()), (1, 1), "{findings:?}");
            assert!(findings[0].message.contains(words), "{findings:?}");
        }
        let (aliases, _) = aliases_of("aliases:\n  a: [ada]\n  A: [bea]\n").unwrap();
        assert_eq!(aliases["a"][0].as_str(), "ada");
    }
}
