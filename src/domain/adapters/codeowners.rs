//! CODEOWNERS as GitHub reads them: for each path the last line that fits decides.
//!
//! A team `@org/team` is a group; its id is the team's slug, with the organization before it (`org.team`) where that is
//! not the governing repository's own. Its members are known to GitHub alone, so it has no leads. A person `@octocat` is a
//! group, too, with the id `@octocat`, and its own lead and approver. Whose an e-mail address is only GitHub knows: it is
//! a group without leads. What belongs to a repository is one area.
//!
//! `CODEOWNERS`, also in `.github` or `docs`, is that of the governing repository; `owner/name/CODEOWNERS`, in whatever
//! folder, that of `owner/name`, and so is the one in `owner/name/.github` or `owner/name/docs`.
//!
//! The rules: <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>.

use std::collections::BTreeMap;

use crate::domain::document::{Fault, Lines, MAX_BYTES, Span};
use crate::domain::finding::{Finding, Kind};
use crate::domain::ids::{Login, RepoName};
use crate::domain::lead::{Lead, Role};
use crate::domain::ownership::{Area, Asset, Document, Group, Standing};
use crate::domain::policy::Governing;

use super::Found;
use super::version::{Version, blank, id_of, stand_in, version};

/// Where GitHub looks, in this order; only the first file counts.
const FOLDERS: [&str; 3] = [".github", "", "docs"];

/// Somebody in a file: what their group is called, and who it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Team { organization: String, team: String },
    Person(Login),
    Address(String),
}

/// What a file says: assets by owner, patterns without owners.
#[derive(Default)]
struct Said {
    owned: Vec<(Owner, Asset)>,
    unowned: Vec<Asset>,
    findings: Vec<Finding>,
}

/// The groups of all documents.
pub(super) fn read(documents: &[&Document], governing: &Governing) -> Found {
    let mut reading = Found::default();
    let mut files: BTreeMap<RepoName, (usize, &Document)> = BTreeMap::new();
    for document in documents {
        let Some((repository, place)) = place(&document.path, governing) else {
            let message = "this CODEOWNERS file is in no repository's place, and is not read";
            let help = "put it at the root, in `.github` or `docs`, or in a folder `OWNER/NAME`";
            reading.find(&document.path, Finding::new(Kind::NotRead, Span::START, message).with_help(help));
            continue;
        };
        let passed_over = match files.get(&repository) {
            Some((first, _)) if *first <= place => Some(*document),
            _ => files.insert(repository, (place, document)).map(|(_, former)| former),
        };
        if let Some(document) = passed_over {
            let message = "GitHub reads one CODEOWNERS file of a repository, and this is not the one";
            let help = "put both into one, best into `.github/CODEOWNERS`";
            reading.find(&document.path, Finding::new(Kind::NotRead, Span::START, message).with_help(help));
        }
    }
    files.into_iter().for_each(|(repository, (_, document))| file(&mut reading, document, &repository, governing));
    reading
}

/// Whether a file is not too large.
pub(super) fn is_readable(text: &str) -> bool {
    text.len() <= MAX_BYTES
}

/// Of which repository a file is, and how late GitHub looks for it.
fn place(path: &str, governing: &Governing) -> Option<(RepoName, usize)> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    let special = |name: &str| FOLDERS.iter().position(|known| !known.is_empty() && *known == name);
    let of = |owner: &str, name: &str, place| Some((format!("{owner}/{name}").parse().ok()?, place));
    let covered = |owner: &str| governing.organizations.iter().any(|known| known.eq_ignore_ascii_case(owner));
    match names.as_slice() {
        [] => Some((governing.repository.clone(), 1)),
        [name] => Some((governing.repository.clone(), special(name)?)),
        // Repositories may be called `docs` and `.github`, too.
        [owner, name] => of(owner, name, 1),
        [.., owner, name, last] => match special(last) {
            // Is it the repository `name/docs`, or the folder `docs` of a repository?
            Some(_) if covered(name) && !covered(owner) => None,
            Some(place) => of(owner, name, place),
            None => of(name, last, 1),
        },
    }
}

fn file(reading: &mut Found, document: &Document, repository: &RepoName, governing: &Governing) {
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
            Self::Team { organization, team } => {
                let at_home = governing.repository.belongs_to(organization);
                let id = if at_home { team.clone() } else { format!("{organization}.{team}") };
                let org = (!at_home).then(|| organization.clone());
                Some(Group { org, names: vec![team.clone()], ..blank(id_of(&id)?, team, path) })
            }
            Self::Person(login) => {
                let id = format!("@{login}").to_ascii_lowercase();
                let id = id.parse().ok().or_else(|| id_of(&id))?;
                let leads = vec![Lead { login: login.clone(), role: Role::CodeOwner }];
                Some(Group { leads, ..blank(id, &format!("@{login}"), path) })
            }
            Self::Address(address) => Some(blank(id_of(address)?, address, path)),
        }
    }

    /// The area of a repository.
    fn area<'g>(&self, group: &'g mut Group, repository: &RepoName) -> &'g mut Area {
        let place = group.areas.iter().position(|area| area.name == repository.as_str());
        let place = place.unwrap_or_else(|| {
            let approvers = match self {
                Self::Team { .. } | Self::Address(_) => Vec::new(),
                Self::Person(login) => vec![login.clone()],
            };
            group.areas.push(Area { name: repository.to_string(), approvers, ..Area::default() });
            group.areas.len() - 1
        });
        &mut group.areas[place]
    }
}

fn said(text: &str, repository: &RepoName) -> Result<Said, Fault> {
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} bytes; up to {MAX_BYTES} are read: name folders, not files", text.len());
        return Err(Fault::new(Span::START, message));
    }
    let lines = Lines::of(text);
    let mut said = Said::default();
    let mut start = 0;
    for (rank, line) in (1..).zip(text.split('\n')) {
        let span = lines.span(start..start + line.len());
        start += line.len() + 1;
        let mut words = words(line.trim_start_matches('\u{feff}')).into_iter();
        let Some(pattern) = words.next() else { continue };
        match Asset::pattern(repository.clone(), &pattern, rank) {
            Ok(asset) => said.line(&asset, words, span),
            Err(invalid) => said.find(span, format!("{invalid}, and GitHub skips the line"), "mend or remove it"),
        }
    }
    Ok(said)
}

/// The words of a line up to a comment. A backslash takes a blank or `#` into a word; it stays, as patterns know it.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut escaped = false;
    for ch in line.chars() {
        if !escaped && ch.is_whitespace() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        } else if !escaped && ch == '#' && word.is_empty() {
            break;
        } else {
            word.push(ch);
        }
        escaped = !escaped && ch == '\\';
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

impl Said {
    fn line(&mut self, asset: &Asset, words: impl Iterator<Item = String>, span: Span) {
        let mut owners = Vec::new();
        for word in words {
            match owner(&word) {
                Some(owner) => owners.push(owner),
                None if word.contains('@') && !word.starts_with('@') => {
                    let message = format!("only GitHub knows whose address `{word}` is");
                    self.find(span, message, "name the account, as in `@octocat`");
                    owners.push(Owner::Address(word.to_lowercase()));
                }
                None => {
                    let message = format!("`{word}` is no owner, and GitHub skips the line");
                    self.find(span, message, "write `@login` or `@organization/team`");
                    return;
                }
            }
        }
        if owners.is_empty() {
            self.unowned.push(asset.clone());
        }
        self.owned.extend(owners.into_iter().map(|owner| (owner, asset.clone())));
    }

    fn find(&mut self, span: Span, message: String, help: &str) {
        self.findings.push(Finding::new(Kind::NotRead, span, message).with_help(help));
    }
}

fn owner(word: &str) -> Option<Owner> {
    let name = word.strip_prefix('@')?;
    match name.split_once('/') {
        Some((organization, team)) => {
            // Organizations and teams have the letters of logins.
            let (organization, team) = (organization.parse::<Login>().ok()?, team.parse::<Login>().ok()?);
            let lower = |name: &Login| name.as_str().to_ascii_lowercase();
            Some(Owner::Team { organization: lower(&organization), team: lower(&team) })
        }
        None => name.parse().ok().map(Owner::Person),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_pattern_and_owners_up_to_a_comment() {
        assert_eq!(words("/a\\ b/*  @x\t@y/z # @no"), ["/a\\ b/*", "@x", "@y/z"]);
        assert_eq!(words("\\#x @x#y"), ["\\#x", "@x#y"]);
        assert!(words("# all").is_empty() && words(" \r").is_empty());
    }

    #[test]
    fn a_file_is_that_of_the_repository_in_whose_place_it_lies() {
        let text = "foundation: X\norganizations: [acme]\ngoverning: {repository: acme/site, adapter: codeowners}\nlabels: \
                    {name: <slug>, color: '000000', description: x}\nchecks: {}\n";
        let governing = crate::domain::policy::parse(text).unwrap().governing;
        let of =
            |folder: &str| place(&format!("{folder}CODEOWNERS"), &governing).map(|(name, at)| (name.to_string(), at));
        for (folder, name, at) in [
            ("", "acme/site", 1),
            (".github/", "acme/site", 0),
            ("docs/", "acme/site", 2),
            ("acme/docs/", "acme/docs", 1),
            ("acme/.github/", "acme/.github", 1),
            ("acme/oven/docs/", "acme/oven", 2),
            ("acme/.github/.github/", "acme/.github", 0),
            ("mirrors/acme/oven/", "acme/oven", 1),
            ("mirrors/acme/oven/docs/", "acme/oven", 2),
            ("other/oven/docs/", "other/oven", 2),
        ] {
            assert_eq!(of(folder), Some((name.to_owned(), at)), "{folder}");
        }
        assert_eq!((of("mirrors/acme/docs/"), of("x/")), (None, None));
    }

    #[test]
    fn an_owner_is_a_team_or_a_person() {
        assert_eq!(owner("@Acme/Cooks"), Some(Owner::Team { organization: "acme".into(), team: "cooks".into() }));
        assert!(matches!(owner("@octocat"), Some(Owner::Person(_))));
        for word in ["octocat", "@", "@a/b/c", "@a b", "a@b.org"] {
            assert_eq!(owner(word), None, "{word}");
        }
    }
}
