//! An index of groups without charters: leads are in the tables of leads, and a group's assets are links in a row
//! `Repos` or `Repository`. The index of 2021 has neither: its groups have a mission, and projects in prose.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::markdown::Prose;
use crate::domain::document::{At, Fault};
use crate::domain::governance::ownership::{Area, Asset, OwnershipDocument, RepoPattern};
use crate::domain::types::ids::RepoName;

use super::Found;
use super::github_links::linked;
use super::last_good::{Listing, take, version};
use super::sections::{Section, Sections, sections};

/// The groups of all documents.
pub(super) fn read(documents: &[&OwnershipDocument]) -> Found {
    let mut reading = Found::default();
    for document in documents {
        take(&mut reading, document, version(document, |text| listing(&document.path, text)));
    }
    reading
}

fn listing(path: &str, text: &str) -> Result<Listing, Fault> {
    let Sections { groups, others } = sections(text)?;
    let mut listing = Listing { groups: Vec::new(), findings: others };
    for section in groups {
        match section.group(path) {
            _ if section.is_former() => listing.findings.push(section.not_a_group_any_more()),
            Ok(mut group) => {
                group.areas = areas(&section, &mut group.unread);
                listing.groups.push((group, section.heading.span));
            }
            Err(finding) => listing.findings.push(finding),
        }
    }
    Ok(listing)
}

/// One area with all assets of the section; empty if it has no row for them.
fn areas(section: &Section, findings: &mut Vec<Finding>) -> Vec<Area> {
    let mut assets = Vec::new();
    let mut is_named = false;
    for (cell, _) in section.owned() {
        is_named = true;
        assets.extend(links(cell, section, &pattern, findings));
        assets.extend(named(cell, section, findings));
    }
    let area = || Area { name: section.heading.value.clone(), assets, ..Area::default() };
    is_named.then(area).into_iter().collect()
}

/// A pattern with its organization, from a link's text.
fn pattern(text: &str) -> Vec<Asset> {
    RepoPattern::parse(text).map(|pattern| Asset::Repositories(Box::new(pattern))).into_iter().collect()
}

/// The assets that a cell names outside its links: repositories written out. Anything else is a finding.
fn named(cell: &Prose, section: &Section, findings: &mut Vec<Finding>) -> Vec<Asset> {
    let mut assets = Vec::new();
    for word in words(cell) {
        match word.parse::<RepoName>() {
            Ok(name) => assets.push(Asset::Repository(name)),
            Err(_) => {
                let At { value, span } = word;
                let message = format!("`{value}` among the repositories of `{}` is not a link to one", section.heading);
                let help = "link it, as in `[oven](https://github.com/OWNER/oven)`, or write `OWNER/NAME`";
                findings.push(Finding::new(Kind::NotRead, span, message).with_help(help));
            }
        }
    }
    assets
}

/// Filler words between names.
const FILLERS: [&str; 7] = ["and", "&", "+", "-", "tbd", "none", "n/a"];

/// The words of a cell outside its links.
pub(super) fn words(cell: &Prose) -> Vec<At<String>> {
    let linked: BTreeSet<&str> = cell.links.iter().flat_map(|link| link.text.split_whitespace()).collect();
    let words = cell.text.split([' ', ',', ';', '\u{a0}']).filter(|word| !word.is_empty() && !linked.contains(word));
    let words = words.filter(|word| !FILLERS.contains(&word.to_lowercase().as_str()));
    words.map(|word| At::new(word.to_owned(), cell.span)).collect()
}

/// The link targets of a cell. If a link leads elsewhere, its text may be a pattern, as in `[acme/net-*](…?q=net)`;
/// otherwise it is a finding.
pub(super) fn links(
    cell: &Prose,
    section: &Section,
    pattern: &dyn Fn(&str) -> Vec<Asset>,
    findings: &mut Vec<Finding>,
) -> Vec<Asset> {
    let mut assets = Vec::new();
    for link in &cell.links {
        if let Some(asset) = linked(&link.url).and_then(super::github_links::Linked::asset) {
            assets.push(asset);
            continue;
        }
        let text = link.text.trim();
        let meant = if text.contains(['*', '?']) { pattern(text) } else { Vec::new() };
        if meant.is_empty() {
            let message =
                format!("`{}` among the repositories of `{}` is not a link to one", link.url, section.heading);
            let help = "write `https://github.com/OWNER/NAME`";
            findings.push(Finding::new(Kind::NotRead, link.span, message).with_help(help));
        }
        assets.extend(meant);
    }
    assets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_beside_links_is_read_or_said() {
        for (cell, assets, words) in [
            ("acme/oven", 1, ""),
            ("[oven](https://github.com/acme/oven), acme/pan and acme/pot", 3, ""),
            ("[oven](https://github.com/acme/oven) and the rest", 1, "`the` among the repositories"),
            ("TBD", 0, ""),
            ("[acme/net-*](https://github.com/acme?q=net)", 1, ""),
            ("[net-*](https://github.com/acme?q=net)", 0, "`https://github.com/acme?q=net` among"),
            ("oven", 0, "`oven` among the repositories of `Baking` is not a link"),
        ] {
            let text = format!("## Baking\n\n| Artifact | Link |\n|-|-|\n| Repository | {cell} |\n");
            let (group, _) = listing("X.md", &text).unwrap().groups.remove(0);
            assert_eq!(group.areas[0].assets.len(), assets, "{cell}");
            let said: Vec<_> = group.unread.iter().map(|finding| finding.message.as_str()).collect();
            assert!(if words.is_empty() { said.is_empty() } else { said[0].contains(words) }, "{cell}: {said:?}");
        }
    }

    #[test]
    fn a_group_that_is_described_in_words_has_no_areas() {
        let text = "## Baking\n\nMission: To bake.\n\nTechnical assets: Includes repositories for ovens.\n";
        let (group, _) = listing("X.md", text).unwrap().groups.remove(0);
        assert!(group.is_described() && group.words.projects.is_empty(), "{group:?}");
        assert_eq!(group.words.assets.as_deref(), Some("Includes repositories for ovens."));
    }

    #[test]
    fn a_group_whose_leads_are_all_former_ones_is_not_read_and_said() {
        let former = "| Emeritus Leads | Profile |\n|-|-|\n| E | [e](https://github.com/e) |\n\n";
        let text = format!("## A\n\nMission: x\n\n## B\n\n| Artifact | Link |\n|-|-|\n| Repos | acme/b |\n\n{former}");
        let Listing { groups, findings } = listing("X.md", &text).unwrap();
        assert_eq!((groups.len(), findings.len()), (1, 1));
        assert!(findings[0].message.starts_with("the section `B` names only former leads"), "{findings:?}");
    }
}
