//! `wg-steward owners`: the owners of a repository, or of paths in it.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::domain::decide::verdict;
use crate::domain::governance::ownership::{Ownership, lookup};
use crate::domain::policy::Policy;
use crate::domain::pull::snapshot::{ChangedFile, Changes, FileStatus, Snapshot};
use crate::domain::render::{json, terminal};
use crate::domain::types::ids::{InvalidName, RepoName};
use crate::policies::{Foundation, Foundations};

use super::change_list::checked_path;
use super::error::Failure;
use super::ownership_source::Known;
use super::sources::{Asking, Format};
use super::{Outcome, output};

const EXAMPLES: &str = "\
Examples:
  wg-steward owners cloudfoundry/uaa
  wg-steward owners uaa                       # if only one organization has a repository of this name
  wg-steward owners cloudfoundry/community toc/TOC.md
  wg-steward owners cloudfoundry/uaa --root ../community --format json

Exit codes: 0 all of it has an owner, 1 it or one of the paths has no owner, 2 wrong use or input that can't be read.";

/// Shows the owners of a repository, or of paths in it: groups, areas, leads, approvers
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// The repository, in any spelling; OWNER may be omitted if only one organization has it
    #[arg(value_name = "[OWNER/]NAME")]
    repository: Wanted,
    /// Paths in it, if paths have different owners; they need not exist
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    #[command(flatten)]
    asking: Asking,
}

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let files = files(&options.paths)?;
    let foundations = options.asking.sources.foundations()?;
    let (repository, foundation, known) = match &options.repository {
        Wanted::Full(repository) => {
            let (foundation, known) = responsible(options, repository, &foundations)?;
            (repository.clone(), foundation, known)
        }
        Wanted::Bare(name) => named(name, options.asking.sources.known(&foundations)?)?,
    };
    known.warn();
    let changes = if files.is_empty() { Changes::NotRead } else { Changes::Files { files, of: None } };
    let snapshot = Snapshot { changes, ..Snapshot::bare(repository) };
    answer(options, &snapshot, &foundation.policy, &known)
}

fn answer(options: &Options, snapshot: &Snapshot, policy: &Policy, known: &Known) -> Result<Outcome, Failure> {
    let ownership = &known.ownership;
    let verdict = verdict(snapshot, ownership, policy);
    let nobodys = verdict.owners.is_empty() && verdict.unowned.is_empty();
    let similar = if nobodys { lookup::repositories(ownership, &snapshot.repository) } else { Vec::new() };
    let view = terminal::Owners { snapshot, verdict: &verdict, ownership, policy, similar: &similar };
    let mut notes = vec![known.origin.clone()];
    notes.extend(about_paths(snapshot, ownership, policy).filter(|_| !nobodys).map(str::to_owned));
    match options.asking.format {
        Format::Text => {
            output::print(&(view.text(output::paint()) + &terminal::notes(&notes, output::paint())))?;
        }
        Format::Json => {
            notes.iter().for_each(|note| output::mention("note", note));
            output::print(&json::owners(&view))?;
        }
    }
    let owned = !verdict.owners.is_empty() && verdict.unowned.is_empty();
    Ok(if owned { Outcome::Fine } else { Outcome::Blocks })
}

/// A hint if paths are given that make no difference, or none although they do.
fn about_paths(snapshot: &Snapshot, ownership: &Ownership, policy: &Policy) -> Option<&'static str> {
    let repository = &snapshot.repository;
    let by_path = policy.path_rules(repository).is_some() || ownership.has_parts(repository);
    match (by_path, snapshot.changes == Changes::NotRead) {
        (true, true) => Some(terminal::OWNED_BY_PATH),
        (false, false) => Some(terminal::OWNED_AS_A_WHOLE),
        _ => None,
    }
}

/// The foundation that covers the repository's organization, or one whose charters list the repository anyway.
fn responsible<'a>(
    options: &Options,
    repository: &RepoName,
    foundations: &'a Foundations,
) -> Result<(&'a Foundation, Known), Failure> {
    let sources = &options.asking.sources;
    if let Some(foundation) = foundations.for_organization(repository.owner()) {
        return Ok((foundation, Known::of(sources.root(), foundation)?));
    }
    let lists = |known: &Known| !known.ownership.owners(repository).is_empty();
    let mut known = sources.known(foundations)?.into_iter();
    known.find(|(_, known)| lists(known)).ok_or_else(|| Failure::not_covered(repository, foundations))
}

/// The only repository of this name, with its foundation.
fn named<'a>(name: &str, mut all: Vec<(&'a Foundation, Known)>) -> Result<(RepoName, &'a Foundation, Known), Failure> {
    let mut found = BTreeMap::new();
    for (place, (foundation, known)) in all.iter().enumerate() {
        for repository in lookup::called(&known.ownership, &foundation.policy, name) {
            found.entry(repository).or_insert(place);
        }
    }
    match (found.pop_first(), found.is_empty()) {
        (Some((repository, place)), true) => {
            let (foundation, known) = all.swap_remove(place);
            Ok((repository, foundation, known))
        }
        (Some((first, _)), false) => {
            let all = [first].into_iter().chain(found.into_keys()).map(|name| format!("`{name}`"));
            Err(Failure::SeveralRepositories { name: name.to_owned(), all: all.collect::<Vec<_>>().join(", ") })
        }
        (None, _) => Err(unknown(name, &all)),
    }
}

fn unknown(name: &str, all: &[(&Foundation, Known)]) -> Failure {
    let near = all.iter().flat_map(|(foundation, known)| {
        let full = format!("{}/{name}", foundation.policy.governing.repository.owner()).parse().ok();
        full.map_or_else(Vec::new, |full| lookup::repositories(&known.ownership, &full))
    });
    let near: Vec<_> = near.map(|name| format!("`{name}`")).collect();
    let similar = Failure::meant(&near, "write it with its organization, `OWNER/NAME`");
    Failure::NoSuchRepository { name: name.to_owned(), similar }
}

fn files(paths: &[String]) -> Result<Vec<ChangedFile>, Failure> {
    let file = |path: &String| {
        let path = path.strip_prefix("./").unwrap_or(path);
        let path = checked_path(path).map_err(|fault| Failure::BadPath { path: path.to_owned(), fault })?;
        Ok(ChangedFile { path, previous: None, status: FileStatus::Modified })
    };
    paths.iter().map(file).collect()
}

/// The requested repository.
#[derive(Debug, Clone)]
enum Wanted {
    Full(RepoName),
    /// Its name without the organization.
    Bare(String),
}

impl FromStr for Wanted {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if text.contains('/') {
            return text.parse().map(Self::Full);
        }
        // Any organization works to check whether this is a valid name.
        let name: RepoName =
            format!("x/{text}").parse().map_err(|error| InvalidName { text: text.to_owned(), ..error })?;
        Ok(Self::Bare(name.name().to_owned()))
    }
}
