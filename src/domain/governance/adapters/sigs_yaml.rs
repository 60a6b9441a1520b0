//! `sigs.yaml` of Kubernetes, and `wgs.yaml` of Kubeflow: one list for each kind of group.
//!
//! A group's id is its `dir`, or else the name that Kubernetes' generator derives: `sig-network` from `Network`. Its
//! chairs come before its technical leads; emeritus leads are skipped. A subproject is an area. It owns the folders of
//! the OWNERS files (or files with another name) that it links; a file at the root means the whole repository. Leads of
//! a subproject and accounts among its `owners` are approvers there.
//!
//! The format: <https://github.com/kubernetes/community/blob/master/generator/README.md>.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::yaml::{self, Node, Value};
use crate::domain::document::{Fault, Span};
use crate::domain::governance::ownership::{Area, Asset, Group, OwnershipDocument};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, Login};
use crate::domain::types::role::{Lead, Role};

use super::Found;
use super::github_links::linked;
use super::last_good::{Listing, take, version};

/// The lists of groups, with the prefixes of their groups' folders.
const LISTS: [(&str, &str); 4] =
    [("sigs", "sig"), ("workinggroups", "wg"), ("usergroups", "ug"), ("committees", "committee")];

/// The usual name of the file with a folder's owners.
const OWNERS: &str = "OWNERS";

/// The file next to it that defines names for people.
const ALIASES: &str = "OWNERS_ALIASES";

/// The groups of all documents.
pub(super) fn read(documents: &[&OwnershipDocument]) -> Found {
    let mut reading = Found::default();
    for document in documents {
        take(&mut reading, document, version(document, |text| listing(&document.path, text)));
    }
    reading
}

/// Whether the document has lists of groups.
pub(super) fn is_readable(text: &str) -> bool {
    listing("", text).is_ok()
}

fn listing(path: &str, text: &str) -> Result<Listing, Fault> {
    let yaml::Document { root, faults, .. } = yaml::parse(text)?;
    if !LISTS.iter().any(|(list, _)| root.find(list).is_some()) {
        let message = "this is not a list of groups: it has none of the keys `sigs`, `workinggroups`, `usergroups` and \
                       `committees`: begin one with `sigs:`";
        return Err(Fault::new(root.span, message));
    }
    let findings = faults.into_iter().map(|fault| Finding::of(Kind::DocumentSyntax, fault)).collect();
    let mut listing = Listing { groups: Vec::new(), findings };
    for (list, kind) in LISTS {
        for entry in items(&root, list, &mut listing.findings) {
            let group = group(path, entry, kind, &mut listing.findings);
            listing.groups.extend(group.map(|group| (group, entry.span)));
        }
    }
    Ok(listing)
}

fn group(path: &str, node: &Node, kind: &str, findings: &mut Vec<Finding>) -> Option<Group> {
    let name = node.find("name").and_then(Node::text);
    let dir = node.find("dir").filter(|dir| !dir.is_null());
    let written = match (dir, name) {
        (Some(dir), _) => dir.text().unwrap_or_default().to_owned(),
        (None, Some(name)) => folder(kind, name),
        (None, None) => {
            find(findings, node.span, "a group has neither `dir` nor `name`, so it is not read".to_owned(), "add both");
            return None;
        }
    };
    let id = match written.parse::<GroupId>() {
        Ok(id) => id,
        Err(invalid) => {
            let span = dir.map_or(node.span, |dir| dir.span);
            find(findings, span, invalid.to_string(), "write the name of the group's folder");
            return None;
        }
    };
    let mut group = Group::blank(id, name.unwrap_or(&written), path);
    if dir.is_none() {
        let message = format!("the group `{}` has no `dir`, so `{written}` is assumed", group.name);
        let finding = Finding::new(Kind::FieldMissing, node.span, message).about(Argument::text(&group.name));
        group.unread.push(finding.with_help(format!("add `dir: {written}`")));
    }
    group.names = vec![slug(&group.name), slug(group.id.as_str())];
    group.leads = leads(node, &mut group.unread);
    group.areas =
        items(node, "subprojects", &mut group.unread).iter().map(|node| area(node, &mut group.unread)).collect();
    Some(group)
}

/// The default folder of a group, as Kubernetes' generator names it.
fn folder(kind: &str, name: &str) -> String {
    let name = slug(name);
    let has_kind = name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'));
    if has_kind { name } else { format!("{kind}-{name}") }
}

fn leads(node: &Node, findings: &mut Vec<Finding>) -> Vec<Lead> {
    let Some(leadership) = node.find("leadership") else { return Vec::new() };
    if !matches!(leadership.value, Value::Map(_)) && !leadership.is_null() {
        let message = format!("`leadership` is {}, not a mapping, so the group has no leads", leadership.kind());
        find(findings, leadership.span, message, "write the keys `chairs` and `tech_leads` below it");
    }
    let mut leads: Vec<Lead> = Vec::new();
    for (list, role) in [("chairs", Role::Chair), ("tech_leads", Role::Technical)] {
        let logins = people(leadership, list, findings);
        leads.extend(logins.into_iter().map(|login| Lead { login, role }));
    }
    let mut seen = BTreeSet::new();
    leads.retain(|lead| seen.insert(lead.login.clone()));
    leads
}

fn area(node: &Node, findings: &mut Vec<Finding>) -> Area {
    if !matches!(node.value, Value::Map(_)) {
        let message = format!("a subproject is {}, not a mapping, so it owns nothing", node.kind());
        find(findings, node.span, message, "write `- name: …` and below it `owners:`");
    }
    let name = node.find("name").or(Some(node)).and_then(Node::text).unwrap_or_default().to_owned();
    let mut area = Area { name, approvers: people(node, "leads", findings), ..Area::default() };
    for owner in items(node, "owners", findings) {
        let Some(text) = owner.text() else {
            let message = format!("an owner of the subproject `{}` is {}, not a link", area.name, owner.kind());
            find(findings, owner.span, message, "write only the address of an OWNERS file");
            continue;
        };
        if let Some((asset, file)) = owned(text) {
            if file != OWNERS {
                let message = format!(
                    "the subproject `{}` links `{file}`, not an OWNERS file: it owns the folder of that file",
                    area.name
                );
                find(findings, owner.span, message, "link an OWNERS file if there is one");
            }
            area.assets.push(asset);
        } else if let Ok(login) = text.parse::<Login>() {
            area.approvers.push(login);
        } else {
            let message = format!(
                "the subproject `{}` has `{text}` among its owners, which does not link an OWNERS file",
                area.name
            );
            let help = "write `https://raw.githubusercontent.com/OWNER/REPO/BRANCH/FOLDER/OWNERS`";
            find(findings, owner.span, message, help);
        }
    }
    let mut seen = BTreeSet::new();
    area.assets.retain(|asset: &Asset| seen.insert(asset.clone()));
    area
}

/// The asset of a link: the folder of a file with owners, whatever its name; and the link's target.
fn owned(url: &str) -> Option<(Asset, String)> {
    let linked = linked(url)?;
    let file = linked.path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(linked.repository.as_str());
    let file = file.to_owned();
    // Aliases are names for people, and own nothing.
    if file == ALIASES {
        return None;
    }
    Some((linked.listed().asset()?, file))
}

/// The accounts of a list of people, each a mapping with `github`; companies are ignored.
fn people(node: &Node, list: &str, findings: &mut Vec<Finding>) -> Vec<Login> {
    let mut logins = Vec::new();
    for person in items(node, list, findings) {
        let Some(account) = person.find("github").filter(|account| !account.is_null()) else {
            let name = person.find("name").and_then(Node::text);
            let whom = name.map_or_else(|| "a person".to_owned(), |name| format!("`{name}`"));
            find(findings, person.span, format!("{whom} in `{list}` names no account"), "add `github: …`");
            continue;
        };
        match account.text().unwrap_or_default().parse::<Login>() {
            Ok(login) => logins.push(login),
            Err(invalid) => find(findings, account.span, invalid.to_string(), "write only the account's name"),
        }
    }
    logins
}

/// The items of a list that may be missing or null, without null items.
fn items<'n>(node: &'n Node, list: &str, findings: &mut Vec<Finding>) -> Vec<&'n Node> {
    let Some(found) = node.find(list) else { return Vec::new() };
    if !matches!(found.value, Value::List(_)) && !found.is_null() {
        find(findings, found.span, format!("`{list}` is {}, not a list", found.kind()), "begin each entry with `- `");
    }
    found.items().iter().filter(|item| !item.is_null()).collect()
}

fn find(findings: &mut Vec<Finding>, span: Span, message: String, help: &str) {
    findings.push(Finding::new(Kind::NotRead, span, message).with_help(help));
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGS: &str = "\
sigs:
- dir: sig-stoves
  name: Stoves
  leadership:
    chairs:
    - {github: ada, name: Ada}
    - name: Nobody
    tech_leads: [{github: ADA}, {github: bob, company: null}]
    emeritus_leads: [{github: eve}]
  subprojects:
  - name: wood
    owners: ['https://raw.githubusercontent.com/acme/mono/main/wood/OWNERS', mallory, 'https://x.org/OWNERS']
  - name: gas
    leads: [{github: grace}]
    owners: ~
- name: Pots
- leadership: {chairs: [{github: zoe}]}
committees:
- {dir: committee-steering, name: Steering, leadership: {chairs: ~}, subprojects: }
- {dir: ~, name: Committee Menus}
workinggroups: ~
";

    #[test]
    fn groups_of_every_kind_are_read_with_leads_and_areas() {
        let Listing { groups, findings } = listing("sigs.yaml", SIGS).unwrap();
        let (stoves, _) = &groups[0];
        let leads: Vec<_> = stoves.leads.iter().map(|lead| format!("{} {}", lead.login, lead.role)).collect();
        assert_eq!(leads, ["ada chair", "bob technical lead"]);
        let wood = &stoves.areas[0];
        assert_eq!(wood.assets, [Asset::folder("acme/mono".parse().unwrap(), "wood").unwrap()]);
        assert_eq!((wood.approvers[0].as_str(), stoves.areas[1].approvers[0].as_str()), ("mallory", "grace"));
        let ids: Vec<_> = groups.iter().map(|(group, _)| group.id.as_str()).collect();
        assert_eq!(ids, ["sig-stoves", "sig-pots", "committee-steering", "committee-menus"]);
        let pots = &groups[1].0.unread;
        let found: Vec<_> = findings.iter().chain(pots).chain(&stoves.unread).map(ToString::to_string).collect();
        let expected = [
            "line 17, column 3: D1: a group has neither `dir` nor `name`, so it is not read: add both",
            "line 16, column 3: D1: the group `Pots` has no `dir`, so `sig-pots` is assumed: add `dir: sig-pots`",
            "line 7, column 7: D1: `Nobody` in `chairs` names no account: add `github: …`",
            "line 12, column 87: D1: the subproject `wood` has `https://x.org/OWNERS` among its owners, which does \
             not link an OWNERS file: write `https://raw.githubusercontent.com/OWNER/REPO/BRANCH/FOLDER/OWNERS`",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_has_another_shape_is_said() {
        for (entry, words) in [
            ("leadership: [ada]", "`leadership` is a list, not a mapping"),
            ("leadership: {chairs: {github: ada}}", "`chairs` is a mapping, not a list"),
            ("leadership: {chairs: [ada]}", "a person in `chairs` names no account"),
            ("subprojects: [wood]", "a subproject is a text, not a mapping"),
            (
                "subprojects: [{name: wood, owners: [{url: 'https://x.org/OWNERS'}]}]",
                "an owner of the subproject `wood` is",
            ),
            ("subprojects: [{name: wood, owners: https://x.org/OWNERS}]", "`owners` is a text, not a list"),
            ("subprojects: [{name: wood, leads: [x]}]", "a person in `leads` names no account"),
        ] {
            let text = format!("sigs:\n- dir: sig-x\n  name: X\n  {entry}\n");
            let unread = listing("sigs.yaml", &text).unwrap().groups.remove(0).0.unread;
            assert!(unread.len() == 1 && unread[0].message.contains(words), "{entry}: {unread:?}");
        }
        let findings = listing("sigs.yaml", "sigs: {dir: x}\n").unwrap().findings;
        assert!(findings.len() == 1 && findings[0].message.contains("`sigs` is a mapping"), "{findings:?}");
        let findings = listing("sigs.yaml", "sigs: [x]\n").unwrap().findings;
        assert!(findings.len() == 1 && findings[0].message.contains("neither `dir` nor `name`"), "{findings:?}");
    }

    #[test]
    fn who_is_listed_in_another_file_than_owners_owns_its_folder_too() {
        for (link, asset, warnings) in [
            ("https://raw.githubusercontent.com/acme/play/master/MAINTAINERS", "acme/play", 1),
            ("https://raw.githubusercontent.com/acme/play/main/.github/CODEOWNERS", "acme/play", 1),
            ("https://github.com/acme/play", "acme/play", 1),
            ("https://raw.githubusercontent.com/acme/play/main/OWNERS", "acme/play", 0),
        ] {
            let text = format!("sigs:\n- dir: sig-x\n  name: X\n  subprojects: [{{name: play, owners: ['{link}']}}]\n");
            let group = listing("sigs.yaml", &text).unwrap().groups.remove(0).0;
            assert_eq!(group.areas[0].assets, [Asset::Repository(asset.parse().unwrap())], "{link}");
            assert_eq!(group.unread.len(), warnings, "{link}: {:?}", group.unread);
        }
        assert_eq!(owned("https://raw.githubusercontent.com/acme/play/main/OWNERS_ALIASES"), None);
    }

    #[test]
    fn a_document_without_a_list_of_groups_cannot_be_read() {
        for text in ["", "- a\n", "sig: []\n", "sigs: [\n", "x"] {
            assert!(!is_readable(text), "{text}");
        }
        assert!(is_readable("sigs:\n"));
    }
}
