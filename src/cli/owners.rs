//! `wg-steward owners`: who owns a repository, or paths of it.

use crate::domain::decide::verdict;
use crate::domain::ids::RepoName;
use crate::domain::ownership::{Ownership, spelling};
use crate::domain::policy::Policy;
use crate::domain::render::{json, terminal};
use crate::domain::snapshot::{ChangedFile, Changes, FileStatus, Snapshot};
use crate::policies::{Foundation, Foundations};

use super::changes::checked_path;
use super::failure::Failure;
use super::known::Known;
use super::sources::{Asking, Format};
use super::{Outcome, screen};

const EXAMPLES: &str = "\
Examples:
  wg-steward owners cloudfoundry/uaa
  wg-steward owners cloudfoundry/community toc/TOC.md
  wg-steward owners cloudfoundry/uaa --root ../community --format json

Exit codes: 0 somebody owns all of it, 1 nobody owns it or one of the paths, 2 wrong use or input that can't be read.";

/// Says who owns a repository, or paths of it: groups, areas, leads, approvers
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// The repository, in any spelling
    #[arg(value_name = "OWNER/NAME")]
    repository: RepoName,
    /// Paths in it, where paths have different owners; they need not exist
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    #[command(flatten)]
    asking: Asking,
}

/// Does it.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let snapshot = snapshot(options)?;
    let foundations = options.asking.sources.foundations()?;
    let (foundation, known) = responsible(options, &foundations)?;
    known.warn();
    let (policy, ownership) = (&foundation.policy, &known.ownership);
    let verdict = verdict(&snapshot, ownership, policy);
    let nobodys = verdict.owners.is_empty() && verdict.unowned.is_empty();
    let similar = if nobodys { spelling::repositories(ownership, &options.repository) } else { Vec::new() };
    let view = terminal::Owners { snapshot: &snapshot, verdict: &verdict, ownership, policy, similar: &similar };
    let mut notes = vec![known.origin.clone()];
    notes.extend(about_paths(options, ownership, policy).filter(|_| !nobodys).map(str::to_owned));
    match options.asking.format {
        Format::Text => {
            screen::print(&(view.text(screen::paint()) + &terminal::notes(&notes, screen::paint())))?;
        }
        Format::Json => {
            notes.iter().for_each(|note| screen::mention("note", note));
            screen::print(&json::owners(&view))?;
        }
    }
    let owned = !verdict.owners.is_empty() && verdict.unowned.is_empty();
    Ok(if owned { Outcome::Fine } else { Outcome::Blocks })
}

/// What is to be said if paths are named where they make no difference, or none where they do.
fn about_paths(options: &Options, ownership: &Ownership, policy: &Policy) -> Option<&'static str> {
    let repository = &options.repository;
    let by_path = policy.path_rules(repository).is_some() || ownership.has_parts(repository);
    match (by_path, options.paths.is_empty()) {
        (true, true) => Some(terminal::OWNED_BY_PATH),
        (false, false) => Some(terminal::OWNED_AS_A_WHOLE),
        _ => None,
    }
}

/// The foundation that covers the repository's organization, or one whose charters list the repository all the same.
fn responsible<'a>(options: &Options, foundations: &'a Foundations) -> Result<(&'a Foundation, Known), Failure> {
    let sources = &options.asking.sources;
    if let Some(foundation) = foundations.for_organization(options.repository.owner()) {
        return Ok((foundation, Known::of(sources.root(), foundation)?));
    }
    let lists = |known: &Known| !known.ownership.owners(&options.repository).is_empty();
    let mut known = sources.known(foundations)?.into_iter();
    known.find(|(_, known)| lists(known)).ok_or_else(|| Failure::not_covered(&options.repository, foundations))
}

fn snapshot(options: &Options) -> Result<Snapshot, Failure> {
    let mut files = Vec::new();
    for path in &options.paths {
        let path = path.strip_prefix("./").unwrap_or(path);
        let checked = checked_path(path).map_err(|fault| Failure::BadPath { path: path.to_owned(), fault });
        files.push(ChangedFile { path: checked?, previous: None, status: FileStatus::Modified });
    }
    let changes = if files.is_empty() { Changes::NotRead } else { Changes::Files { files, of: None } };
    Ok(Snapshot { changes, ..Snapshot::bare(options.repository.clone()) })
}
