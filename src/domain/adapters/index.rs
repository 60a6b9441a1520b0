//! An index of groups alone, where nobody writes charters: groups are the sections with tables, leads stand in the tables
//! of leads, and what a group owns is linked in a row `Repos` or `Repository`.

use crate::domain::document::Fault;
use crate::domain::document::markdown::Prose;
use crate::domain::finding::{Finding, Rule};
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
                let assets = section.owned().flat_map(|(cell, _)| links(cell, &section, &mut group.unread)).collect();
                group.areas = vec![Area { name: section.heading.value.clone(), assets, ..Area::default() }];
                listing.groups.push((group, section.heading.span));
            }
            Err(finding) => listing.findings.push(finding),
        }
    }
    Ok(listing)
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
                findings.push(Finding::new(Rule::D1, link.span, message).with_help(help));
            }
        }
    }
    assets
}
