//! CODEOWNERS as GitHub reads them: for each path, the last matching line decides.
//!
//! A team `@org/team` is a group. Its id is the team's slug, with the organization before it (`org.team`) if that
//! differs from the governing repository's. Only GitHub knows its members, so it has no leads, and the review is
//! requested from the team itself. A person `@octocat` is a group, too, with the id `@octocat`, and is its own lead and
//! approver. Only GitHub knows the account of an e-mail address: it is a group without leads. Each repository is one
//! area.
//!
//! `CODEOWNERS`, also in `.github` or `docs`, belongs to the governing repository. `owner/name/CODEOWNERS`, in any
//! folder, belongs to `owner/name`, and so do the files in `owner/name/.github` and `owner/name/docs`.
//!
//! The rules:
//! <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>.

mod line;
mod place;

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::{MAX_CODEOWNERS, Span};
use crate::domain::governance::ownership::{Area, Asset, Group, OwnershipDocument, Standing};
use crate::domain::policy::Governing;
use crate::domain::types::ids::RepoName;
use crate::domain::types::role::{Lead, Role};

use self::line::{Owner, Said, said};
use self::place::place;
use super::Found;
use super::last_good::{Version, id_of, stand_in, version};

/// The groups of all documents.
pub(super) fn read(documents: &[&OwnershipDocument], governing: &Governing) -> Found {
    let mut reading = Found::default();
    let mut files: BTreeMap<RepoName, (usize, &OwnershipDocument)> = BTreeMap::new();
    for document in documents {
        let Some((repository, place)) = place(&document.path, governing) else {
            let message = "this CODEOWNERS file is not in a place where a repository has one, so it is not read";
            let help = "put it at the root, in `.github` or `docs`, or in a folder `OWNER/NAME`";
            reading.find(&document.path, Finding::new(Kind::NotRead, Span::START, message).with_help(help));
            continue;
        };
        let passed_over = match files.get(&repository) {
            Some((first, _)) if *first <= place => Some(*document),
            _ => files.insert(repository, (place, document)).map(|(_, former)| former),
        };
        if let Some(document) = passed_over {
            let message = "GitHub reads only one CODEOWNERS file of a repository, and it is not this one";
            let help = "combine both, preferably in `.github/CODEOWNERS`";
            reading.find(&document.path, Finding::new(Kind::NotRead, Span::START, message).with_help(help));
        }
    }
    files.into_iter().for_each(|(repository, (_, document))| file(&mut reading, document, &repository, governing));
    reading
}

/// Whether a file is within the size limit.
pub(super) fn is_readable(text: &str) -> bool {
    text.len() <= MAX_CODEOWNERS
}

fn file(reading: &mut Found, document: &OwnershipDocument, repository: &RepoName, governing: &Governing) {
    let version = version(document, |text| said(text, repository));
    let is_current = version.is_current();
    let Version { content, standing } = version;
    let Some(Said { owned, unowned, findings }) = content else {
        stand_in(reading, &document.path, vec![Asset::Repository(repository.clone())], standing);
        return;
    };
    for (owner, asset) in owned {
        let Some(group) = owner.group(&document.path, governing) else { continue };
        let group = reading.groups.entry(group.id.clone()).or_insert(group);
        if standing != Standing::Current {
            group.standing = standing.clone();
        }
        owner.area(group, repository).assets.push(asset);
    }
    let parts = unowned.into_iter().filter_map(|asset| match asset {
        Asset::Part(part) => Some(*part),
        Asset::Repository(_) | Asset::Repositories(_) => None,
    });
    reading.unowned.extend(parts);
    findings.into_iter().filter(|_| is_current).for_each(|finding| reading.find(&document.path, finding));
}

impl Owner {
    fn group(&self, path: &str, governing: &Governing) -> Option<Group> {
        match self {
            Self::Team(team) => {
                let (organization, slug) = (team.organization(), team.slug());
                let at_home = governing.repository.belongs_to(organization);
                let id = if at_home { slug.to_owned() } else { format!("{organization}.{slug}") };
                let (names, teams) = (vec![slug.to_owned()], vec![team.clone()]);
                let org = (!at_home).then(|| organization.to_owned());
                Some(Group { org, names, teams, ..Group::blank(id_of(&id)?, slug, path) })
            }
            Self::Person(login) => {
                let id = format!("@{login}").to_ascii_lowercase();
                let id = id.parse().ok().or_else(|| id_of(&id))?;
                let leads = vec![Lead { login: login.clone(), role: Role::CodeOwner }];
                Some(Group { leads, ..Group::blank(id, &format!("@{login}"), path) })
            }
            Self::Address(address) => Some(Group::blank(id_of(address)?, address, path)),
        }
    }

    /// The area of a repository.
    fn area<'g>(&self, group: &'g mut Group, repository: &RepoName) -> &'g mut Area {
        let place = group.areas.iter().position(|area| area.name == repository.as_str());
        let place = place.unwrap_or_else(|| {
            let approvers = match self {
                Self::Team(_) | Self::Address(_) => Vec::new(),
                Self::Person(login) => vec![login.clone()],
            };
            group.areas.push(Area { name: repository.to_string(), approvers, ..Area::default() });
            group.areas.len() - 1
        });
        &mut group.areas[place]
    }
}
