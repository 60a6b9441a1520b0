//! An index of groups alone, where nobody writes charters: groups are the sections with tables, leads stand in the tables
//! of leads, and what a group owns is linked in a row `Repos` or `Repository`.

use std::collections::BTreeSet;

use crate::domain::document::markdown::Prose;
use crate::domain::document::{At, Fault};
use crate::domain::finding::{Finding, Kind};
use crate::domain::ids::RepoName;
use crate::domain::ownership::{Area, Asset, Document};

use super::Found;
use super::links::linked;
use super::sections::{Section, sections};
use super::version::{Listing, take, version};

/// The groups of all documents.
pub(super) fn read(documents: &[&Document]) -> Found {
    let mut reading = Found::default();
    for document in documents {
        take(&mut reading, document, version(document, |text| listing(&document.path, text)));
    }
    reading
}

fn listing(path: &str, text: &str) -> Result<Listing, Fault> {
    let mut listing = Listing::default();
    for section in sections(text)? {
        match section.group(path) {
            Ok(mut group) => {
                let owned =
                    |(cell, _)| [links(cell, &section, &mut group.unread), named(cell, &section, &mut group.unread)];
                let assets = section.owned().flat_map(owned).flatten().collect();
                group.areas = vec![Area { name: section.heading.value.clone(), assets, ..Area::default() }];
                listing.groups.push((group, section.heading.span));
            }
            Err(finding) => listing.findings.push(finding),
        }
    }
    Ok(listing)
}

/// What a cell names besides its links: repositories written out; anything else is a finding.
fn named(cell: &Prose, section: &Section, findings: &mut Vec<Finding>) -> Vec<Asset> {
    let mut assets = Vec::new();
    for word in words(cell) {
        match word.parse::<RepoName>() {
            Ok(name) => assets.push(Asset::Repository(name)),
            Err(_) => {
                let At { value, span } = word;
                let message = format!("`{value}` among the repositories of `{}` is no link to one", section.heading);
                let help = "link it, as in `[oven](https://github.com/OWNER/oven)`, or write `OWNER/NAME`";
                findings.push(Finding::new(Kind::NotRead, span, message).with_help(help));
            }
        }
    }
    assets
}

/// Words between names that mean nothing.
const FILLERS: [&str; 7] = ["and", "&", "+", "-", "tbd", "none", "n/a"];

/// The words of a cell that are no links.
pub(super) fn words(cell: &Prose) -> Vec<At<String>> {
    let linked: BTreeSet<&str> = cell.links.iter().flat_map(|link| link.text.split_whitespace()).collect();
    let words = cell.text.split([' ', ',', ';', '\u{a0}']).filter(|word| !word.is_empty() && !linked.contains(word));
    let words = words.filter(|word| !FILLERS.contains(&word.to_lowercase().as_str()));
    words.map(|word| At::new(word.to_owned(), cell.span)).collect()
}

/// What a cell links; a link elsewhere is a finding.
pub(super) fn links(cell: &Prose, section: &Section, findings: &mut Vec<Finding>) -> Vec<Asset> {
    let mut assets = Vec::new();
    for link in &cell.links {
        match linked(&link.url).and_then(super::links::Linked::asset) {
            Some(asset) => assets.push(asset),
            None => {
                let message =
                    format!("`{}` among the repositories of `{}` is no link to one", link.url, section.heading);
                let help = "write `https://github.com/OWNER/NAME`";
                findings.push(Finding::new(Kind::NotRead, link.span, message).with_help(help));
            }
        }
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
            ("oven", 0, "`oven` among the repositories of `Baking` is no link"),
        ] {
            let text = format!("## Baking\n\n| Artifact | Link |\n|-|-|\n| Repository | {cell} |\n");
            let (group, _) = listing("X.md", &text).unwrap().groups.remove(0);
            assert_eq!(group.areas[0].assets.len(), assets, "{cell}");
            let said: Vec<_> = group.unread.iter().map(|finding| finding.message.as_str()).collect();
            assert!(if words.is_empty() { said.is_empty() } else { said[0].contains(words) }, "{cell}: {said:?}");
        }
    }
}
